"""What the soundness tests share: the certificates of rules, made once."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from symdyn.claims.certificates import certify
from tests.derived import chain as chain_of
from tests.soundness.certificates import Data
from tests.soundness.judging import Judge

QUICK = ("rflo", "tbptt-tau")


@pytest.fixture(scope="session")
def chain() -> Callable[[str], dict[str, Data]]:
    """The certificates of a built-in rule as data, by id, each after those that it uses."""

    @cache
    def found(name: str) -> dict[str, Data]:
        made = certify(chain_of(name))
        assert not made.reasons
        return {name: json.loads(text) for name, text in made.texts.items()}

    return found


@pytest.fixture(scope="session")
def judge(chain, tmp_path_factory) -> Judge:
    """Both checkers on the certificates of two rules."""
    claims = {name: claim for rule in QUICK for name, claim in chain(rule).items()}
    return Judge(claims, Path(tmp_path_factory.mktemp("certificates")))

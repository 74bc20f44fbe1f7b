"""What the soundness tests share: chains of claims, computed once."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from symdyn.claims.chain import claims_of
from symdyn.rules import find_rule
from tests.soundness.certificates import Claim
from tests.soundness.judging import Judge

QUICK = ("rflo", "tbptt-tau")


@pytest.fixture(scope="session")
def chain() -> Callable[[str], dict[str, Claim]]:
    """The chain of claims of a built-in rule as data, by id, each after those that it uses."""

    @cache
    def found(name: str) -> dict[str, Claim]:
        return {claim.id: dict(claim.data()) for claim in claims_of(find_rule(name))}

    return found


@pytest.fixture(scope="session")
def judge(chain, tmp_path_factory) -> Judge:
    """Both checkers on the chains of two rules."""
    claims = {name: claim for rule in QUICK for name, claim in chain(rule).items()}
    return Judge(claims, Path(tmp_path_factory.mktemp("certificates")))

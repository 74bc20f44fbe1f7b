"""The two checkers agree: on all that is proved or refuted, and on what is corrupted."""

import json
from pathlib import Path
from random import Random

import pytest

from symdyn.rules import all_rules
from tests.soundness.certificates import Data, first_status, second_status, write
from tests.soundness.judging import Judge
from tests.soundness.mutations import some_mutation

ACCEPTED = {"proved", "refuted", "conditional"}


def disagreements(judge: Judge, size: int, seed: int) -> list[object]:
    """The changes at random that one checker alone accepts."""
    rng = Random(seed)  # noqa: S311 - a sample
    names = list(judge.claims)
    found: list[object] = []
    for _ in range(size):
        name = rng.choice(names)
        mutation = some_mutation(judge.claims[name], rng)
        one, two = (check(name, mutation.claim) for check in (judge.first, judge.second))
        if one != two and {one, two} & ACCEPTED and not unpaired(mutation.claim):
            found.append((name, one, two, mutation.what, mutation.where))
    return found


def unpaired(claim: Data | str) -> bool:
    r"""Whether a \left of the evidence has no \right, which the first checker reads as plain brackets."""
    text = claim if isinstance(claim, str) else json.dumps(claim)
    return text.count(r"\left") != text.count(r"\right")


def test_agreement_on_valid_certificates(judge, tmp_path):
    first = {name: verdict.status for name, verdict in judge.verdicts.items()}
    assert second_status(write(tmp_path, judge.claims)) == first
    assert set(first.values()) == {"proved", "refuted"}


def test_agreement_on_corrupted_certificates(judge):
    assert len(disagreements(judge, 300, 3)) <= 1


@pytest.mark.slow
def test_agreement_on_many_corrupted_certificates(judge):
    found = disagreements(judge, 5_000, 4)
    # The first needs less evidence, and takes fewer orders of definitions for one that nobody misreads.
    assert len(found) <= 10, found


@pytest.mark.slow
def test_agreement_on_all_rules(chain, tmp_path):
    claims = {name: one for found in all_rules() for name, one in chain(found.rule.name).items()}
    paths = write(Path(tmp_path), claims)
    first = first_status(paths)
    assert second_status(paths) == first
    assert set(first.values()) == {"proved", "refuted"}

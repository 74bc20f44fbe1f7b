"""A certificate with one point changed is rejected, or still says something true.

What survives is of three kinds:

- other evidence, or the same claim in another order: nothing else is said;
- a claim on relations that holds at random points where its hypotheses hold;
- another claim, which the second checker accepts too; none is accepted by the first alone.
"""

from random import Random

import pytest

from tests.soundness.judging import meaning
from tests.soundness.mutations import COMMENTS, every_change, every_swap, some_mutation
from tests.soundness.points import failures, read

pytestmark = pytest.mark.slow
ACCEPTED = {"proved", "refuted", "conditional"}


def harmless(judge, name: str, changed) -> str:
    """The kind of a change that the first checker accepts; "" if nothing shows that it is true."""
    if meaning(judge.claims[name]) == meaning(changed):
        return "same claim"
    found = read([judge.file(name, changed)]).get(name)
    if found is not None and found.kind == "all" and "proof" in changed:
        return "" if failures(found, 2, Random(1)) else "true at points"  # noqa: S311
    return "true" if judge.second(name, changed) in ACCEPTED else ""


def survivors(judge, pairs) -> dict[str, int]:
    """How many changes are accepted, by kind."""
    found: dict[str, int] = {}
    for name, mutation in pairs:
        if judge.first(name, mutation.claim) in ACCEPTED:
            kind = harmless(judge, name, mutation.claim)
            assert kind, (name, mutation.what, mutation.where, mutation.claim)
            found[kind] = found.get(kind, 0) + 1
    return found


def sample(judge, size: int, seed: int):
    """Changes of all claims at random, by name."""
    rng = Random(seed)  # noqa: S311 - a fixed sample
    names = [name for name, status in judge.verdicts.items() if status.status in ACCEPTED]
    for _ in range(size):
        name = rng.choice(names)
        yield name, some_mutation(judge.claims[name], rng)


def test_the_claims_are_accepted_as_they_are(judge):
    assert {judge.first(name, claim) for name, claim in judge.claims.items()} <= ACCEPTED


def test_comments_may_change(judge):
    name = next(iter(judge.claims))
    for comment in COMMENTS:
        assert judge.first(name, {**judge.claims[name], comment: "another"}) in ACCEPTED


def test_a_sample_of_mutations(judge):
    size = 1_500
    found = survivors(judge, sample(judge, size, 1))
    assert found.get("true", 0) < size / 100
    assert sum(found.values()) < size / 10


def test_every_mutation_of_a_small_certificate(judge):
    name = min(
        (one for one, claim in judge.claims.items() if "all" in claim["goal"] and "proof" in claim),
        key=lambda one: len(str(judge.claims[one])),
    )
    claim = judge.claims[name]
    changes = [*every_change(claim), *every_swap(claim)]
    assert len(changes) > 50
    found = survivors(judge, ((name, change) for change in changes))
    assert found.get("true", 0) <= len(changes) / 20


@pytest.mark.slow
def test_seven_thousand_mutations(judge):
    size = 7_000
    found = survivors(judge, sample(judge, size, 2))
    print(found)
    assert found.get("true", 0) < size / 100

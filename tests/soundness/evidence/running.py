"""A case under both checkers, and what is wrong with their verdicts."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from symdyn.checker import check_files
from symdyn.claims.certificates import certify
from symdyn.claims.claim import Claim as Stated
from tests.second_checker import check_files as check_again
from tests.soundness.certificates import write
from tests.soundness.evidence.truth import Judged, judged, rightly_refuted

Claim = dict[str, Any]
ACCEPTED = {"proved", "refuted", "conditional"}


@dataclass(frozen=True)
class Outcome:
    """What was said of the claims of a case: a false theorem, or a difference, or nothing."""

    claims: dict[str, Claim]
    judged: Mapping[str, Judged]
    first: Mapping[str, tuple[str, str]]
    second: Mapping[str, tuple[str, str]]

    @property
    def false(self) -> dict[str, Judged]:
        """The claims that a checker accepts and that are false at a point."""
        return {name: one for name, one in self.judged.items() if one.false is not None}

    @property
    def differing(self) -> list[str]:
        """The claims that one checker alone accepts."""
        both = ((x, self.first[x][0], self.second[x][0]) for x in self.claims)
        return [x for x, one, two in both if one != two and {one, two} & ACCEPTED]

    @property
    def accepted(self) -> bool:
        """Whether the last claim is accepted by one of them."""
        last = list(self.claims)[-1]
        return bool(ACCEPTED & {self.first[last][0], self.second[last][0]})


def stated(claim: Claim) -> Stated:
    """A drawn claim as the prover has it."""
    lists = (tuple(claim[key]) for key in ("statement", "assumptions", "uses"))
    return Stated(claim["id"], claim["kind"], *lists, claim["evidence"])


def as_shown(name: str, claims: Mapping[str, Claim]) -> Claim:
    """A claim with the definitions that its certificate shows: all that stand below it."""
    below, waiting = dict[str, None](), [name]
    while waiting:
        one = waiting.pop()
        waiting += [x for x in claims[one]["uses"] if x not in below]
        below[one] = None
    more = [x for x in below if claims[x]["kind"] == "definition"]
    return {**claims[name], "uses": [*dict.fromkeys([*claims[name]["uses"], *more])]}


def run(claims: list[Claim], folder: Path, rng: Random) -> Outcome:
    """Check the certificates of a chain of claims; one that has none is rejected."""
    made = certify(map(stated, claims))
    paths = write(folder, made.texts)
    first = {one.id: (one.status, one.message) for one in check_files(paths)}
    second = {one.id: (one.status, one.message) for one in check_again(paths)}
    for path in paths:
        path.unlink()
    by_id = {claim["id"]: claim for claim in claims}
    for name, claim in by_id.items():
        none = ("proved", "") if claim["kind"] == "definition" else ("rejected", "no certificate")
        for found in (first, second):
            found.setdefault(name, none)
    verdicts = {}
    for name in by_id:
        claim = as_shown(name, by_id)
        said = {first[name][0], second[name][0]}
        if "proved" in said and claim["kind"] != "definition":
            verdicts[name] = judged(claim, by_id, rng)
        if "refuted" in said:
            verdicts[name] = rightly_refuted(claim, by_id)
    return Outcome(by_id, verdicts, first, second)

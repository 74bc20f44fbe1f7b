"""A case under both checkers, and what is wrong with their verdicts."""

import re
from ast import literal_eval
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

from symdyn.checker import check_files
from tests.second_checker import explained
from tests.soundness.certificates import Claim, write
from tests.soundness.evidence.truth import Judged, judged, rightly_refuted

ACCEPTED = {"proved", "refuted", "conditional"}
IDLE = re.compile(r"not needed for the proof: (\[.*\])")


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
        """Whether the last claim is proved by one of them."""
        last = list(self.claims)[-1]
        return bool(ACCEPTED & {self.first[last][0], self.second[last][0]})


def run(claims: list[Claim], folder: Path, rng: Random, *, repair: bool = True) -> Outcome:
    """Check a chain of claims; what is idle in them is left out first."""
    paths = write(folder, claims)
    found = {one.id: one for one in check_files(paths)}
    for _ in range(3 if repair else 0):
        idle = {x: literal_eval(m[1]) for x, one in found.items() if (m := _idle(one.message))}
        if not idle:
            break
        for claim in claims:
            for name in idle.get(claim["id"], ()):
                for key in ("uses", "assumptions"):
                    claim[key] = [x for x in claim[key] if x != name]
        paths = write(folder, claims)
        found = {one.id: one for one in check_files(paths)}
    second = explained(paths)
    for path in paths:
        path.unlink()
    by_id = {claim["id"]: claim for claim in claims}
    verdicts = {}
    for name, claim in by_id.items():
        said = {found[name].status, second[name].status}
        if "proved" in said and claim["kind"] != "definition":
            verdicts[name] = judged(claim, by_id, rng)
        if "refuted" in said:
            verdicts[name] = rightly_refuted(claim, by_id)
    return Outcome(
        by_id,
        verdicts,
        {x: (one.status, one.message) for x, one in found.items()},
        {x: (one.status, one.reason) for x, one in second.items()},
    )


def _idle(message: str) -> re.Match[str] | None:
    match = IDLE.match(message)
    return match if match and match[1].endswith("]") else None

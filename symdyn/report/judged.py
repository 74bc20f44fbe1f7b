"""The claims behind a report with the checker's verdicts, and what they assume."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from symdyn.claims.claim import Claim, own_name
from symdyn.formula.reading import INDICES, read_relations
from symdyn.formula.trees import variables

__all__ = ["Judged", "beyond_domain"]

_INTERVAL = re.compile(r"-1 < (?:w|w_\\star|z|w_\{[12]\}) < 1")
_APART = re.compile(r"[cs] \\ne 0")
# Evidence of a claim that is to be false: it stands behind nothing that the report says.
_AGAINST = {"witness", "matrices"}


@dataclass(frozen=True)
class Judged:
    """The chain of claims of a rule, and the status that the checker gave to each by its id."""

    claims: tuple[Claim, ...]
    statuses: Mapping[str, str]

    @property
    def rule(self) -> str:
        """The name of the rule."""
        return self.claims[0].id.partition(".")[0]

    @property
    def table(self) -> str:
        """The name of the file that lists the claims."""
        return f"{self.rule}-claims.csv"

    @property
    def gaps(self) -> tuple[str, ...]:
        """The ids of the claims without the status that they are to have: proved, or refuted."""
        return tuple(
            claim.id
            for claim in self.claims
            if self.statuses[claim.id]
            != ("refuted" if claim.evidence.keys() & _AGAINST else "proved")
        )

    def standing(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Some claims where the checker has accepted all of them, as true or as refuted; else none."""
        gaps = {*self.gaps}
        return tuple(ids) if all(one in self.statuses and one not in gaps for one in ids) else ()


def beyond_domain(claim: Claim, claims: Sequence[Claim]) -> tuple[str, ...]:
    r"""What a claim assumes that does not hold on the whole domain of the rule.

    The domain bounds w, w_\star and z, w_1 and w_2 of two modes, the parameters, the horizon and T; s and c are not zero.
    """
    parameters = _parameters(claims)
    return tuple(
        text
        for text in claim.assumptions
        if not (_INTERVAL.fullmatch(text) or _APART.fullmatch(text))
        and not _letters(text) <= parameters | INDICES
    )


def _parameters(claims: Sequence[Claim]) -> frozenset[str]:
    """The letters of the kernel and of the feedback of a mode that are no modes of the networks."""
    letters = {
        name
        for claim in claims
        if own_name(claim.id, claims) == "letters"
        for line in claim.statement
        for _, _, right in read_relations(line)
        for name in variables(right)
    }
    return frozenset(letters - {"a", "b", "w"})


def _letters(text: str) -> set[str]:
    """The letters of an assumption that bounds each alone; two of them are a relation of their own."""
    found: set[str] = set()
    for _, left, right in read_relations(text):
        for side in (left, right):
            found |= variables(side)
    return found if len(found - INDICES) <= 1 else {text}

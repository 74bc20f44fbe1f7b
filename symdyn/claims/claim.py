"""A claim as the prover has it: lines of LaTeX over names that other claims define, and evidence."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from symdyn.brief import Brief
from symdyn.errors import ClaimError
from symdyn.views import view

__all__ = ["KINDS", "OF_MATRICES", "Claim", "own_name", "require_id_and_kind"]

KINDS = ("definition", "equation", "sign", "fixed-points", "stability", "mode", "rank", "words")
OF_MATRICES = frozenset({"mode", "rank", "words"})


@dataclass(frozen=True, repr=False)
class Claim(Brief):
    r"""A statement with its assumptions, the claims it uses and its evidence.

    Parameters
    ----------
    id : lower-case letters, digits, dots and hyphens; the LaTeX label and the name of the file
    kind : one of KINDS
    statement : lines of LaTeX
    assumptions : relations in LaTeX
    uses : ids of claims
    evidence : what the checker's goal of the kind needs, in terms or in LaTeX that stands for them;
        {"gap": why} where there is none
    title, source : for people

    Raises
    ------
    ClaimError for an id or a kind that is not of this form.

    >>> Claim("mode.teacher", "definition", (r"c := a_\star b_\star",)).kind
    'definition'
    """

    id: str
    kind: str
    statement: tuple[str, ...]
    assumptions: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    evidence: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        require_id_and_kind(self.id, self.kind)

    def _repr_html_(self) -> str:
        written: str = view("claim as html")(self)
        return written

    def _repr_latex_(self) -> str:
        written: str = view("claim as latex")(self)
        return written

    def _about(self) -> str:
        return f"{self.id}, {self.kind}, {', '.join(self.statement)}"


def require_id_and_kind(identifier: str, kind: str) -> None:
    """Raise ClaimError unless both are of their form."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]*", identifier):
        raise ClaimError(
            f"the claim id {identifier!r} is not lower-case letters, digits, dots and hyphens; "
            "use an id such as 'rflo.update'"
        )
    if kind not in KINDS:
        raise ClaimError(
            f"claim {identifier}: the kind {kind!r} is unknown; use one of {', '.join(KINDS)}"
        )


def own_name(identifier: str, claims: Sequence[Claim]) -> str:
    """The id of a claim without the name of the rule in front.

    >>> own_name("rflo.update", (Claim("rflo.definition", "definition", ("c := a b",)),))
    'update'
    >>> own_name("loss.limit", (Claim("rflo.definition", "definition", ("c := a b",)),))
    'loss.limit'
    """
    rule = claims[0].id.partition(".")[0]
    return identifier.removeprefix(f"{rule}.")

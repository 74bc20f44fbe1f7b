"""A claim before its proof: its statement as trees, and the evidence that derive has found."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

from symdyn.brief import Brief
from symdyn.claims.claim import Claim, require_id_and_kind
from symdyn.formula.building import Formula
from symdyn.formula.latex import latex
from symdyn.formula.nodes import Node

__all__ = ["Evidence", "Stated", "definition", "written"]

Evidence: TypeAlias = Mapping[str, Any] | Callable[[], Mapping[str, Any]]


@dataclass(frozen=True, eq=False, repr=False)
class Stated(Brief):
    """A claim before its proof, as trees; its LaTeX is written when it is first asked for.

    Parameters
    ----------
    id, kind : of the claim
    lines, assumptions : its statement and what it assumes as trees
    uses : ids of claims; they and the assumptions are candidates
    evidence : what derive has found, or how to write it down
    otherwise : what the claim uses where one of its `uses` is not there or not proved, or None
    title, source : for people

    Raises
    ------
    ClaimError as `Claim` does.

    >>> from symdyn.formula.building import equal, letter
    >>> definition("mode.two", "Two", equal(letter("c"), 2)).claim.statement
    ('c = 2',)
    """

    id: str
    kind: str
    lines: tuple[Node, ...] = ()
    assumptions: tuple[Node, ...] = ()
    uses: tuple[str, ...] = ()
    evidence: Evidence = field(default_factory=dict)
    otherwise: tuple[str, ...] | None = None
    title: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        require_id_and_kind(self.id, self.kind)

    @cached_property
    def claim(self) -> Claim:
        """The claim without evidence."""
        return Claim(
            self.id,
            self.kind,
            tuple(map(latex, self.lines)),
            tuple(dict.fromkeys(map(latex, self.assumptions))),
            self.uses,
            {},
            self.title,
            self.source,
        )

    def _about(self) -> str:
        return f"{self.id}, {self.kind}"


def definition(name: str, title: str, *lines: Node, source: str = "") -> Stated:
    """A definition that the claims of every rule may start from."""
    return Stated(name, "definition", lines, title=title, source=source)


def written(evidence: Any) -> Any:
    """Evidence with its formulas in LaTeX.

    >>> from symdyn.formula.building import letters
    >>> b, q = letters("b q")
    >>> written({"factor": b**2, "terms": [["1", [q, "1"]]]})
    {'factor': 'b^{2}', 'terms': [['1', ['q', '1']]]}
    """
    if isinstance(evidence, Formula):
        return latex(evidence.node)
    if isinstance(evidence, Node):
        return latex(evidence)
    if isinstance(evidence, Mapping):
        return {key: written(value) for key, value in evidence.items()}
    if isinstance(evidence, list | tuple):
        return [written(value) for value in evidence]
    return evidence

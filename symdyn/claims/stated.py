"""A claim before its proof: its statement as trees, and the evidence that derive has found."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from symdyn.claims.claim import Claim
from symdyn.formula.building import Formula
from symdyn.formula.latex import latex
from symdyn.formula.nodes import Node

__all__ = ["Evidence", "Stated", "definition", "written"]

Evidence: TypeAlias = Mapping[str, Any] | Callable[[], Mapping[str, Any]]


@dataclass(frozen=True)
class Stated:
    """A claim before its proof.

    Parameters
    ----------
    claim : its `uses` and `assumptions` are candidates
    lines : its statement as trees
    evidence : what derive has found, or how to write it down
    otherwise : what the claim uses where one of its `uses` is not there or not proved, or None
    """

    claim: Claim
    lines: tuple[Node, ...] = ()
    evidence: Evidence = field(default_factory=dict)
    otherwise: tuple[str, ...] | None = None


def definition(name: str, title: str, *lines: Node, source: str = "") -> Stated:
    """A definition that the claims of every rule may start from."""
    claim = Claim(name, "definition", tuple(map(latex, lines)), title=title, source=source)
    return Stated(claim, lines)


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

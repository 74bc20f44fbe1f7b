"""Under which rules a mode moves in a plane, and where it cannot break down."""

from collections.abc import Sequence

from sympy import Expr, Integer

from symdyn import notation
from symdyn.report.basis import rule_with_basis
from symdyn.report.content import Section, Table, Words
from symdyn.report.phrases import joined, prose, related, words
from symdyn.stages.analysis import Analysis
from symdyn.stages.leaf_dynamics.derive import Leaf, leaf_of
from symdyn.stages.leaf_dynamics.focus import foci_of

__all__ = ["compare"]


def compare(analyses: Sequence[Analysis]) -> tuple[Section, ...]:
    """The rules whose conserved quantity is linear in a; nothing where there is none."""
    found = {one.rule.name: leaf_of(one) for one in analyses}
    if not any(found.values()):
        return ()
    rows = tuple((rule_with_basis(one), *_row(one, found[one.rule.name])) for one in analyses)
    table = Table(
        "leaves",
        words("Where a mode moves in the plane of $b$ and $w$, and $a$ there."),
        ("Rule", notation.a, "No breakdown where", "Optima that turn"),
        rows,
    )
    told = prose(
        "Under random feedback with a kernel that is a geometric sequence, a mode moves on a surface that is a graph over "
        "the plane of $b$ and $w$. Table (:leaves) says where $w$ cannot reach 1 or $-1$ on it, and whether exact points are "
        "known where an optimum turns from attracting to repelling as a pair of complex eigenvalues: points that attract "
        "at the turn itself, or repel there, to third order."
    )
    return (Section("The flow in a plane", (told, table)),)


def _row(analysis: Analysis, leaf: Leaf | None) -> tuple[Expr | Words, ...]:
    if leaf is None:
        return (("no such plane",), ("",), ("",))
    return leaf.written_read_out, _levels(leaf), _turning(analysis)


def _levels(leaf: Leaf) -> Words:
    return joined(
        related(notation.first_value + one, Integer(0), ">") for one in dict.fromkeys(leaf.edges)
    )


def _turning(analysis: Analysis) -> Words:
    values = [one.value for one in foci_of(analysis)]
    kinds = [
        word
        for word, one in (("attracting", -1), ("repelling", 1))
        if any(x * one > 0 for x in values)
    ]
    return (" and ".join(kinds) or "none known",)

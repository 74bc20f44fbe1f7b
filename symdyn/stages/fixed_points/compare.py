"""The fixed points for any kernel, and what is left of them for each rule."""

from collections.abc import Iterator, Sequence
from itertools import chain

from symdyn.claims.statements import Statements
from symdyn.formula.inline import inline
from symdyn.report.basis import basis_mark, rule_with_basis
from symdyn.report.content import Block, Section, Table
from symdyn.report.formula_table import ELSEWHERE, Row
from symdyn.report.phrases import Verbatim, fits_inline, joined, prose
from symdyn.stages.analysis import Analysis
from symdyn.stages.fixed_points.tell import (
    component_equations,
    fixed_point_theorem,
    fixed_point_words,
    listed,
)

__all__ = ["compare"]


def compare(analyses: Sequence[Analysis]) -> tuple[Section, ...]:
    """The theorem, and the components of each rule."""
    theorem = tuple(fixed_point_theorem(Statements.of(analyses[0])))
    return (Section("Fixed points for any kernel", theorem), _fixed_points(analyses))


def _fixed_points(analyses: Sequence[Analysis]) -> Section:
    rows = tuple((rule_with_basis(one), fixed_point_words(one)) for one in analyses)
    others = tuple(_off_optimal(analyses))
    blocks: list[Block] = [
        prose(
            r"Table (:components) lists what the theorem leaves for each rule; the loss is zero on "
            "the optimal manifold."
        ),
        Table(
            "components",
            "The components of the set of fixed points of a mode.",
            ("Rule", "Components"),
            rows,
        ),
    ]
    if others:
        blocks += [
            prose("Table (:others) has the loss and the eigenvalues on the components besides it."),
            Table(
                "others",
                "Fixed points of a mode off the optimal manifold.",
                ("Rule", "Where", inline("L"), "Eigenvalues"),
                others,
            ),
        ]
    return Section("Fixed points of the rules", tuple(blocks))


def _off_optimal(analyses: Sequence[Analysis]) -> Iterator[Row]:
    for analysis in analyses:
        for component in analysis.fixed_points.components[1:]:
            short = component.eigenvalues and all(map(fits_inline, component.eigenvalues))
            eigenvalues = listed(component.eigenvalues) if short else ELSEWHERE
            where = joined(chain(*component_equations(component)), ",")
            # The mark stands here because the eigenvalues need the width of the line.
            where = (*where, *basis_mark(analysis))
            yield (Verbatim(analysis.rule.name), where, component.loss, eigenvalues)

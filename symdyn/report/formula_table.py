"""Formulas of several rules side by side, one rule a row."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from sympy import Expr

from symdyn.formula.latex import latex
from symdyn.formula.latex_width import latex_width
from symdyn.report.basis import rule_with_basis
from symdyn.report.content import Cell, Table
from symdyn.stages.analysis import Analysis

__all__ = ["ELSEWHERE", "Cell", "Row", "formula_table"]

Row: TypeAlias = tuple[Cell, ...]

ELSEWHERE = "long; see the report on the rule"
_WIDEST = 28.0


def formula_table(
    label: str,
    caption: Cell,
    header: tuple[Cell, ...],
    analyses: Sequence[Analysis],
    formulas: Callable[[Analysis], tuple[Expr, ...]],
) -> Table:
    """Formulas side by side, as far as a row fits on a line."""
    rows: list[Row] = []
    for analysis in analyses:
        found = formulas(analysis)
        fits = sum(latex_width(latex(one)) for one in found) <= _WIDEST
        cells: Row = found if fits else (ELSEWHERE, *("" for _ in found[1:]))
        rows.append((rule_with_basis(analysis), *cells))
    return Table(label, caption, ("Rule", *header), tuple(rows))

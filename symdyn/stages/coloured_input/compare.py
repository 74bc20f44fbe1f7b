"""What each rule learns from correlated input."""

from collections.abc import Sequence

from symdyn.exact.layout import arrange
from symdyn.report.basis import rule_with_basis
from symdyn.report.content import Section, Table
from symdyn.report.formula_table import Row
from symdyn.report.phrases import prose, words
from symdyn.stages.analysis import Analysis
from symdyn.stages.coloured_input.derive import coloured_input

__all__ = ["compare"]


def compare(analyses: Sequence[Analysis]) -> tuple[Section, ...]:
    """The factor of the determinant that depends on the correlation."""
    rows: tuple[Row, ...] = tuple(
        (rule_with_basis(one), arrange(found.excess))
        for one in analyses
        if (found := coloured_input(one.rule)) is not None
    )
    if not rows:
        return ()
    table = Table(
        "coloured-input",
        "What the determinant of a mode at an optimum depends on the correlation by.",
        ("Rule", words("$G$")),
        rows,
    )
    told = prose(
        r"For input with the correlation $v^{\lvert t - s \rvert}$ the fixed points of these rules are those "
        "for white noise, and the determinant of the transverse pair has the factor $G$ of Table "
        r"(:coloured-input), which vanishes like $1 - v^{2}$: a direction is learned slowly."
    )
    return (Section("Input that is correlated over time", (told, table)),)

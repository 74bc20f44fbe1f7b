"""Where a mode is stable for any kernel, and under each rule."""

from collections.abc import Sequence

from sympy import Expr

from symdyn.report.basis import rule_with_basis
from symdyn.report.content import Block, Section, Table
from symdyn.report.formula_table import formula_table
from symdyn.report.phrases import prose
from symdyn.stages.analysis import Analysis
from symdyn.stages.stability.tell import criterion, stability_words

__all__ = ["compare"]


def compare(analyses: Sequence[Analysis]) -> tuple[Section, ...]:
    """The criterion, and where a mode is stable under each rule."""
    theorem = Section("Stability of a mode for any kernel", tuple(criterion()))
    return (theorem, _regions(analyses))


def _regions(analyses: Sequence[Analysis]) -> Section:
    """Where a mode is stable, and the windows against the sign of the feedback."""
    rows = tuple(
        (
            rule_with_basis(one),
            stability_words(one),
            _real(one),
        )
        for one in analyses
    )
    table = Table(
        "stability",
        "Where on the optimal manifold a mode is stable, and whether its pair is real for feedback of "
        "the right sign.",
        ("Rule", "A mode is stable", "Real pair"),
        rows,
    )
    blocks: list[Block] = [
        prose("Table (:stability) says of each rule where a mode is stable."),
        table,
    ]
    windows = tuple(one for one in analyses if one.optimal.stability.window is not None)
    if windows:
        blocks += [
            prose(
                r"For random feedback with $\hat{a} s < 0$ a mode is stable exactly where "
                r"$-\hat{a} s$ lies between two bounds. Table (:windows) gives the lower bound and "
                r"the expression that must be positive for the upper bound to exceed it at some $s$ and $\hat{a}$."
            ),
            formula_table(
                "windows",
                "The window in which a mode is stable against the sign of the feedback.",
                ("Lower bound", "Can open where positive"),
                windows,
                _window,
            ),
        ]
    return Section("Stability of a mode under the rules", tuple(blocks))


def _window(analysis: Analysis) -> tuple[Expr, ...]:
    window = analysis.optimal.stability.window
    return (window.lower, window.opening) if window is not None else ()


def _real(analysis: Analysis) -> str:
    """Whether the transverse pair is real wherever a phi > 0."""
    if analysis.optimal.real:
        return "yes"
    return "not decided" if analysis.optimal.complex_at is None else "not everywhere"

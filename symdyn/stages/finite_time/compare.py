"""What each rule learns from sequences of finite length."""

from collections.abc import Sequence

from symdyn.report.basis import rule_with_basis
from symdyn.report.content import Section, Table, Words
from symdyn.report.phrases import prose, words
from symdyn.stages.analysis import Analysis
from symdyn.stages.finite_time.derive import FiniteTime, finite_time

__all__ = ["compare"]


def compare(analyses: Sequence[Analysis]) -> tuple[Section, ...]:
    """The fixed points and the stability of a mode for each T."""
    rows = tuple(
        (rule_with_basis(one), *_cells(found))
        for one in analyses
        if (found := finite_time(one.rule)) is not None
    )
    table = Table(
        "finite-time",
        words(r"What is proved of a mode that learns from $T$ steps, for each $T \ge 2$."),
        ("Rule", "Fixed points", words(r"Optima where $a \varphi > 0$")),
        rows,
    )
    told = prose(
        "The optimal manifold is one of fixed points for each $T$ and each rule. For a kernel that is a "
        r"geometric sequence there are from $T = 2$ on no others than for long sequences: Table (:finite-time). For "
        r"$T = 1$ nothing is learned of $w$."
    )
    return (Section("Sequences of finite length", (told, table)),)


def _cells(found: FiniteTime) -> tuple[Words, Words]:
    if found.complete:
        return ("as for long sequences",), ("a mode is stable",)
    return ("not decided",), ("not decided",)

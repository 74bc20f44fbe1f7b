"""Under which rules a network with one output has fixed points that are not optimal."""

from collections.abc import Sequence

from symdyn.report.content import Section, Table
from symdyn.report.phrases import Verbatim, number, prose
from symdyn.stages.analysis import Analysis
from symdyn.stages.spurious_fixed_points.derive import MOST_UNITS, spurious_point

__all__ = ["compare"]


def compare(analyses: Sequence[Analysis]) -> tuple[Section, ...]:
    """With how many units the first such point was found."""
    rows = tuple((Verbatim(one.rule.name), _found(one)) for one in analyses if not one.credit.zero)
    table = Table(
        "spurious",
        "Whether the updates of a network with one output vanish at a loss that is not zero.",
        ("Rule", "Exact point found"),
        rows,
    )
    told = prose(
        "A kernel that does not depend on $w$ makes few conditions where there are few outputs: Table (:spurious) says "
        f"with how many units (up to {number(MOST_UNITS)} were tried) they leave weights that are not optimal."
    )
    return (Section("Fixed points of networks with few outputs", (told, table)),)


def _found(analysis: Analysis) -> str:
    point = spurious_point(analysis)
    return "none" if point is None else f"with {number(point.units)} units"

"""Under which rules a network with one output has fixed points that are not optimal."""

from collections.abc import Sequence

from symdyn.report.basis import rule_with_basis
from symdyn.report.content import Section, Table, Words
from symdyn.report.phrases import number, prose
from symdyn.stages.analysis import Analysis
from symdyn.stages.spurious_fixed_points.derive import MOST_UNITS, spurious_point
from symdyn.stages.spurious_fixed_points.tell import at_horizon

__all__ = ["compare"]


def compare(analyses: Sequence[Analysis]) -> tuple[Section, ...]:
    """With how many units the first such point was found."""
    rows = tuple((rule_with_basis(one), _found(one)) for one in analyses if not one.credit.zero)
    table = Table(
        "spurious",
        "Whether the updates of a network with one output vanish at a loss that is not zero.",
        ("Rule", "Exact point found"),
        rows,
    )
    told = prose(
        "Where there are few outputs, a kernel that takes few different values makes few conditions: Table (:spurious) "
        f"says with how many units (up to {number(MOST_UNITS)} were tried, with diagonal $W$) they leave weights that are "
        "not optimal, at one choice of the rule's parameters."
    )
    return (Section("Fixed points of networks with few outputs", (told, table)),)


def _found(analysis: Analysis) -> Words:
    point = spurious_point(analysis)
    if point is None:
        return ("none",)
    horizon = at_horizon(point)
    return (f"with {number(point.units)} units", *((" for ", *horizon) if horizon else ()))

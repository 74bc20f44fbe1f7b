"""What the laws look at: an analysis, and the numbers that several laws share."""

from dataclasses import dataclass
from functools import cached_property

from symdyn.stages.analysis import Analysis
from symdyn.testing.linear_flow import LinearFlow
from symdyn.testing.points import manifold_points

__all__ = ["Subject"]

_MANIFOLD_POINTS = 6


@dataclass(frozen=True)
class Subject:
    """The analysis of one rule under test."""

    analysis: Analysis

    @cached_property
    def flows(self) -> tuple[LinearFlow, ...]:
        """The flow linearised at points of the optimal manifold, where a mode is stable and where not."""
        points = manifold_points(self.analysis.rule, self.analysis.optimal, _MANIFOLD_POINTS)
        return tuple(LinearFlow.at(self.analysis, point) for point in points)

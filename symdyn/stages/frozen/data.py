"""The fixed points where some matrices do not learn, as plain data."""

from symdyn.formula.wire import Json
from symdyn.stages.analysis import Analysis
from symdyn.stages.fixed_points.data import data as fixed_points
from symdyn.stages.frozen.derive import learning

__all__ = ["data"]


def data(analysis: Analysis) -> dict[str, Json]:
    """The components, under the key that they have where all matrices learn, and what learns."""
    return {**fixed_points(analysis), "learning": [one.name for one in learning(analysis.rule)]}

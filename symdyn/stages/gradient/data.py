"""Whether the mean update is a gradient, as plain data."""

from symdyn.formula.wire import Json
from symdyn.stages.analysis import Analysis

__all__ = ["data"]


def data(analysis: Analysis) -> dict[str, Json]:
    """Whether the mean update is the gradient of the loss."""
    return {"is_gradient": analysis.update.is_gradient}

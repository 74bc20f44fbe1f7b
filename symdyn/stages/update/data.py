"""The mean update of a mode and its loss, as plain data."""

from symdyn.exact.layout import arrange
from symdyn.formula.wire import Json, write, write_all
from symdyn.notation import STATE
from symdyn.stages.analysis import Analysis
from symdyn.stages.setting.removable import removable_poles

__all__ = ["data"]


def data(analysis: Analysis) -> dict[str, Json]:
    """The closed forms for T steps and in the limit, where the first are quotients, and the loss."""
    update = analysis.update
    return {
        "update": {
            "finite": {one.name: write(update.finite[one]) for one in STATE},
            "limit": {one.name: write(update.limit[one]) for one in STATE},
        },
        "finite_conditions": {
            "nonzero": write_all(update.finite_nonzero),
            "T_at_least": write(update.minimal_T),
        },
        "limit_conditions": {
            "nonzero": write_all(tuple(map(arrange, removable_poles(analysis.rule))))
        },
        "loss": {"finite": write(update.loss_finite), "limit": write(update.loss)},
    }

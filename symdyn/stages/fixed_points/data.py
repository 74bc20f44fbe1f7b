"""The components of the set of fixed points, as plain data."""

from symdyn.formula.wire import Json, write, write_all
from symdyn.stages.analysis import Analysis
from symdyn.stages.fixed_points.derive import Component

__all__ = ["data"]


def data(analysis: Analysis) -> dict[str, Json]:
    """Equations, conditions, loss and eigenvalues of each component."""
    return {"fixed_points": [_component(one) for one in analysis.fixed_points.components]}


def _component(component: Component) -> dict[str, Json]:
    return {
        "name": component.name,
        "equations": write_all(component.equations),
        "conditions": write_all(component.conditions),
        "loss": write(component.loss),
        "eigenvalues": write_all(component.eigenvalues),
        "stability": component.stability,
    }

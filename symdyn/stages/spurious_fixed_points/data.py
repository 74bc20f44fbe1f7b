"""Weights at which no update moves a network whose loss is positive, as plain data."""

from collections.abc import Iterable
from fractions import Fraction

from symdyn.formula.wire import Json
from symdyn.stages.analysis import Analysis
from symdyn.stages.spurious_fixed_points.derive import SpuriousPoint, spurious_point

__all__ = ["data"]


def data(analysis: Analysis) -> dict[str, Json]:
    """The exact point, with rows of ones for A and A_star; None where none was found."""
    found = spurious_point(analysis)
    return {"spurious_fixed_points": None if found is None else _point(found)}


def _point(found: SpuriousPoint) -> dict[str, Json]:
    return {
        "units": found.units,
        "conditions": found.conditions,
        "W_diagonal": _listed(found.w),
        "B": _listed(found.b),
        "W_star_diagonal": _listed(found.w_star),
        "B_star": _listed(found.b_star),
        "parameters": {name: str(value) for name, value in found.parameters},
        "loss": str(found.loss),
    }


def _listed(values: Iterable[Fraction]) -> list[Json]:
    return [str(one) for one in values]

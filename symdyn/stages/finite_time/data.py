"""What a mode learns from T steps, as plain data."""

from sympy import Expr

from symdyn.exact.layout import arrange
from symdyn.exact.rational import RationalFunction
from symdyn.formula.wire import Json, write, write_all
from symdyn.notation import STATE
from symdyn.stages.analysis import Analysis
from symdyn.stages.finite_time.derive import finite_time

__all__ = ["data"]


def data(analysis: Analysis) -> dict[str, Json]:
    """Whether the fixed points are those of long sequences, and the transverse pair at an optimum.

    The closed forms hold where nothing in `nonzero` vanishes; elsewhere they stand for their limits.
    """
    found = finite_time(analysis.rule)
    if found is None:
        return {"finite_time": None}
    kernel = found.geometric
    return {
        "finite_time": {
            "kernel": None
            if kernel is None
            else {"weight": write(arrange(kernel.weight)), "ratio": _shown(kernel.ratio)},
            "same_fixed_points_from_T": 2 if found.complete else None,
            "trace": _formula(found.trace),
            "determinant": _formula(found.determinant),
            "excess": _formula(found.excess),
            "nonzero": write_all(found.apart),
            "tails": {x.name: write(one) for x, one in zip(STATE, found.tails, strict=False)},
        }
    }


def _shown(ratio: RationalFunction) -> str:
    """The ratio of the kernel; 0 where the first lag alone has credit."""
    return write(arrange(ratio)) if ratio else "0"


def _formula(found: Expr | None) -> Json:
    return None if found is None else write(found)

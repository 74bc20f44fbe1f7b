"""Where the learning of a mode ends, as plain data."""

from sympy import Expr

from symdyn import notation
from symdyn.formula.wire import Json, write
from symdyn.stages.analysis import Analysis
from symdyn.stages.end_point.derive import end_point_of

__all__ = ["data"]


def data(analysis: Analysis) -> dict[str, Json]:
    """The polynomial in s that vanishes at the end; H_0 is the first value of what is conserved.

    It holds for a mode that converges to the optimal manifold.  `square` is s^2 for symmetric feedback; for
    random feedback there is one zero with a_hat*s > 0, and others exactly where `others` is not positive.
    """
    found = end_point_of(analysis.rule)
    if found is None:
        return {"end_point": None}
    level = {notation.level: found.level}

    def shown(expression: Expr | None) -> Json:
        return None if expression is None else write(expression.xreplace(level))

    return {
        "end_point": {
            "supposes": "convergence to the optimal manifold",
            "polynomial": shown(found.polynomial),
            "square": shown(found.square),
            "others": shown(found.others),
        }
    }

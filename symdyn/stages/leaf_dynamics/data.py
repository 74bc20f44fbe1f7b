"""The flow of a mode on a surface of what is conserved, as plain data."""

from sympy import Expr

from symdyn import notation
from symdyn.formula.wire import Json, write
from symdyn.stages.analysis import Analysis
from symdyn.stages.leaf_dynamics.derive import leaf_of
from symdyn.stages.leaf_dynamics.focus import Focus, foci_of

__all__ = ["data"]


def data(analysis: Analysis) -> dict[str, Json]:
    """The surface H = H_0 as a graph over (b, w), the flow in that plane, and where an optimum turns on it.

    Where all of `bounded_where` hold, w does not reach 1 or -1 in finite time.  At each point of `foci` the trace is 0,
    and `value` has the sign of the first Lyapunov coefficient of the flow on the surface there, and there alone.
    """
    leaf = leaf_of(analysis)
    if leaf is None:
        return {"leaf_dynamics": None}
    slopes = leaf.written_slopes
    return {
        "leaf_dynamics": {
            "read_out": write(leaf.written_read_out),
            "input_slope": write(slopes[0]),
            "recurrent_slope": write(slopes[1]),
            "bounded_where": [
                _positive(notation.first_value + one) for one in dict.fromkeys(leaf.edges)
            ],
            "foci": [_focus(one) for one in foci_of(analysis)],
        }
    }


def _positive(one: Expr) -> Json:
    return f"{write(one)} > 0"


def _focus(found: Focus) -> Json:
    return {
        "at": {name: str(value) for name, value in found.point},
        "determinant": str(found.determinant),
        "value": str(found.value),
    }

"""The learning rates of the matrices, and the linearised flow in the network's own units, as plain data."""

from symdyn.formula.wire import Json, write, write_all
from symdyn.stages.analysis import Analysis
from symdyn.stages.matrix_rates.derive import in_own_units, units_of

__all__ = ["data"]


def data(analysis: Analysis) -> dict[str, Json]:
    """Units and the pair in own units, beside the rates themselves; nothing for a rule with one rate."""
    if analysis.rule.matrix_rates.plain:
        return {}
    units, own = units_of(analysis), in_own_units(analysis)
    return {
        "matrix_rates": {
            "units": {
                "a": write(units.a),
                "b": write(units.b),
                "c": write(units.c),
                "time": write(units.time),
            },
            "jacobian": [write_all(row) for row in own.jacobian],
            "trace": write(own.trace),
            "determinant": write(own.determinant),
            "eigenvalues": write_all(own.eigenvalues),
        }
    }

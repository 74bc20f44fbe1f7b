"""The linearised flow on the optimal manifold, as plain data."""

from symdyn.formula.wire import Json, write, write_all
from symdyn.stages.analysis import Analysis

__all__ = ["data"]


def data(analysis: Analysis) -> dict[str, Json]:
    """Jacobian, trace, determinant and eigenvalues of the transverse pair."""
    optimal = analysis.optimal
    return {
        "optimal": {
            "jacobian": [write_all(row) for row in optimal.jacobian],
            "trace": write(optimal.trace),
            "determinant": write(optimal.determinant),
            "eigenvalues": write_all(optimal.eigenvalues),
            "radicand": write(optimal.radicand),
            "proved_real": optimal.real,
        }
    }

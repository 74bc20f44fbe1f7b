"""What a mode learns from correlated input, as plain data."""

from symdyn.exact.layout import arrange
from symdyn.formula.wire import Json, write
from symdyn.notation import STATE
from symdyn.stages.analysis import Analysis
from symdyn.stages.coloured_input.derive import CORRELATION, coloured_input

__all__ = ["data"]


def data(analysis: Analysis) -> dict[str, Json]:
    """The update, trace and determinant with the correlation as a letter; None where nothing is proved."""
    found = coloured_input(analysis.rule)
    if found is None:
        return {"coloured_input": None}
    return {
        "coloured_input": {
            "correlation": CORRELATION.name,
            "update": {x.name: write(found.update[x]) for x in STATE},
            "same_fixed_points": True,
            "stable_where_feedback_aligned": found.stable,
            "trace": write(found.trace),
            "determinant": write(found.determinant),
            "excess": write(arrange(found.excess)),
        }
    }

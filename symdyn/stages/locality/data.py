"""What a synapse has to know, as plain data."""

from symdyn.formula.wire import Json
from symdyn.stages.analysis import Analysis

__all__ = ["data"]


def data(analysis: Analysis) -> dict[str, Json]:
    """Space, feedback and memory."""
    found = analysis.locality
    needs: dict[str, Json] = {
        "space": found.space,
        "feedback": found.feedback,
        "memory": found.memory,
    }
    return {"locality": needs}

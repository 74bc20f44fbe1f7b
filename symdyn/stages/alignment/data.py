"""How a rule reduces to modes, as plain data."""

from symdyn.formula.wire import Json
from symdyn.stages.analysis import Analysis

__all__ = ["data"]


def data(analysis: Analysis) -> dict[str, Json]:
    """In which bases the update reduces to modes, and an instance where it does not."""
    return {"alignment": _alignment(analysis)}


def _alignment(analysis: Analysis) -> dict[str, Json]:
    alignment = analysis.alignment
    found: dict[str, Json] = {"reduces": alignment.reduces}
    case = alignment.counterexample
    if case is not None:
        found["counterexample"] = {
            "P": [[str(entry) for entry in row] for row in case.P.entries],
            "w": [str(one) for one in case.modes],
            "w_star": [str(one) for one in case.teacher_modes],
            "T": case.T,
            "parameters": {name: str(value) for name, value in case.values.items()},
            "entry": [case.row, case.column],
            "coupling": str(case.coupling),
        }
    return found

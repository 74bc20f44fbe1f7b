"""What weight decay makes of the flow, as plain data."""

from symdyn.formula.wire import Json, write, write_all
from symdyn.stages.analysis import Analysis
from symdyn.stages.weight_decay.derive import at_rest, decayed

__all__ = ["data"]


def data(analysis: Analysis) -> dict[str, Json]:
    """Where a mode rests, and the drift on the optimal manifold; nothing for a rule without decay."""
    if analysis.rule.decay.plain:
        return {}
    found = decayed(analysis)
    (rest,) = at_rest(analysis)
    return {
        "weight_decay": {
            "rest": write_all(rest.equations),
            "shares": write_all(found.shares),
            "drift": write(found.drift),
            "threshold": None if found.threshold is None else write(found.threshold),
            "conserved_change": None if found.conserved is None else write(found.conserved),
        }
    }

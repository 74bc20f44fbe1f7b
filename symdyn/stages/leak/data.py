"""The own weights of a mode that leaks, as plain data."""

from symdyn.formula.wire import Json, write
from symdyn.rules.leak import OWN_LETTERS
from symdyn.stages.analysis import Analysis
from symdyn.stages.leak.derive import own_weights

__all__ = ["data"]


def data(analysis: Analysis) -> dict[str, Json]:
    """What omega and psi are in w and b, and where omega lies; nothing for a rule without a leak."""
    if analysis.rule.leak is None:
        return {}
    own = own_weights(analysis)
    return {
        "leak": {
            "omega": write(own.recurrent),
            "psi": write(own.input),
            "lowest": write(own.lowest),
        },
        "symbols": {
            **OWN_LETTERS,
            "w": "pole of the mode: 1 - leak + leak*omega",
            "b": "input strength without a leak: leak*psi",
        },
    }

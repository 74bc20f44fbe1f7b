"""The largest step under momentum, as plain data."""

from symdyn.formula.wire import Json, write
from symdyn.stages.analysis import Analysis
from symdyn.stages.momentum.derive import largest_step_with_momentum, momentum_in

__all__ = ["data"]


def data(analysis: Analysis) -> dict[str, Json]:
    """The momentum and the bounds for a real pair and for a complex one; nothing for a rule without."""
    if analysis.rule.momentum == 0:
        return {}
    found = largest_step_with_momentum(analysis)
    sent: dict[str, Json] = {"beta": write(momentum_in(analysis)), "largest": None}
    if found is not None:
        turning = None if found.complex is None else write(found.complex)
        sent["largest"] = {"if_real": write(found.real), "if_complex": turning}
    return {"momentum": sent}

"""The largest step of a stable mode, as plain data."""

from symdyn.formula.wire import Json, write
from symdyn.stages.analysis import Analysis
from symdyn.stages.step_size.derive import largest_step

__all__ = ["data"]


def data(analysis: Analysis) -> dict[str, Json]:
    """The bounds for a real pair and for a complex one, if it occurs; they hold where a mode is stable."""
    found = largest_step(analysis)
    if found is None:
        return {"step": None}
    turning = None if found.complex is None else write(found.complex)
    return {"step": {"largest_if_real": write(found.real), "largest_if_complex": turning}}

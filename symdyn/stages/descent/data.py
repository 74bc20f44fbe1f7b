"""Where the loss of a mode falls, as plain data."""

from symdyn.exact.layout import arrange
from symdyn.formula.wire import Json, write
from symdyn.stages.analysis import Analysis
from symdyn.stages.descent.derive import RisingPoint, descent_of

__all__ = ["data"]


def data(analysis: Analysis) -> dict[str, Json]:
    """Whether the loss is a Lyapunov function where a phi > 0, exact states where it rises, and the form."""
    found = descent_of(analysis)
    if found is None:
        return {"descent": None}
    written = analysis.credit.adjoined.written_out
    form = found.form
    named = {
        "first": form.first,
        "mixed": form.mixed,
        "second": form.second,
        "skew": form.skew,
        "excess": form.excess,
    }
    return {
        "descent": {
            "lyapunov": found.lyapunov,
            "rising": _point(found.rising),
            "rising_opposed": _point(found.opposed),
            "form": {name: write(written(arrange(one))) for name, one in named.items()},
            "rising_near": _point(found.rising_near),
        }
    }


def _point(found: RisingPoint | None) -> Json:
    if found is None:
        return None
    return {"at": {name: str(value) for name, value in found.point}, "value": str(found.value)}

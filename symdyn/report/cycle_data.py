"""The cycle of a mode as plain data: numbers from integrating the flow, which nothing proves."""

from symdyn.formula.wire import Json
from symdyn.simulation.cycles import cycle_of
from symdyn.stages.analysis import Analysis

__all__ = ["cycle_data"]

_DIGITS = 9  # of what comes from the finer of two accuracies, which differ by less
_FEW = 3  # of what is a difference quotient of that


def cycle_data(analysis: Analysis) -> Json:
    """The attracting cycle near a point where an optimum turns; None where none is looked for.

    Decimal numbers are numerical: `state` is where the cycle passes w_star, and `relative_error` that of its distance
    from the optimum and of `period`, from integrations with steps of two accuracies.  `multiplier` is what a small
    distance from the cycle is multiplied with in one round.  The values in `at` are exact.

    >>> from symdyn import analyse, find_rule
    >>> found = cycle_data(analyse(find_rule("rflo")))
    >>> found["proved"], found["attracts"], found["period"]
    (False, True, '427.614144')
    >>> cycle_data(analyse(find_rule("bptt"))) is None
    True
    """
    found = cycle_of(analysis)
    if found is None:
        return None
    a, b, w = (_decimal(float(x)) for x in found.states[0])
    at: dict[str, Json] = {name: str(value) for name, value in found.surface.exact.items()}
    return {
        "proved": False,
        "method": "numerical: the flow on the surface was integrated with steps of two accuracies",
        "at": at,
        "state": {"a": a, "b": b, "w": w},
        "period": _decimal(found.period),
        "relative_error": f"{found.error:.1e}",
        "multiplier": f"{found.multiplier:.{_FEW}g}",
        "attracts": found.attracts,
    }


def _decimal(value: float) -> str:
    return f"{value:.{_DIGITS}g}"

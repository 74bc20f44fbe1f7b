"""The slow rate, as plain data."""

from symdyn.formula.wire import Json, write, write_all
from symdyn.stages.analysis import Analysis
from symdyn.stages.rates.derive import Asymptote, Rates

__all__ = ["data"]


def data(analysis: Analysis) -> dict[str, Json]:
    """The ends of the slow rate, and where a rate is stationary."""
    return {"rates": _rates(analysis.rates)}


def _rates(rates: Rates) -> dict[str, Json]:
    """The slow rate's ends, the factors that vanish where a rate is stationary, where smallest.

    The last two hold where each condition of `stationary_where` does.
    """
    apart: list[Json] = [f"{write(one)} != 0" for one in rates.always_stationary]
    return {
        "at_zero": _asymptote(rates.at_zero),
        "at_infinity": _asymptote(rates.at_infinity),
        "stationary": None if rates.stationary is None else write_all(rates.stationary),
        "stationary_where": None if rates.stationary is None else apart,
        "slowest": None if rates.slowest is None else write(rates.slowest),
    }


def _asymptote(asymptote: Asymptote | None) -> Json:
    if asymptote is None:
        return None
    return {"coefficient": write(asymptote.coefficient), "power_of_s": asymptote.power}

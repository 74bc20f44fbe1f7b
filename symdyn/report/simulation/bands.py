"""A quantity of several runs against the updates: the middle one of the seeds, and how far they spread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from symdyn.simulation.training.outcomes import Row
from symdyn.simulation.training.run import DIVERGED

__all__ = ["Band", "band_of", "spread_words"]

Numbers = NDArray[np.float64]

# So many runs have quartiles; fewer have a range.
_ENOUGH = 4
# Stands for infinity where two values are averaged.
_HUGE = 1e300


@dataclass(frozen=True, eq=False)
class Band:
    """The median of runs at each step, and a lower and an upper value.

    What is infinite or not there is NaN; an infinite upper value is infinity.
    """

    steps: Numbers
    middle: Numbers
    low: Numbers
    high: Numbers


def band_of(
    runs: Sequence[Sequence[Row]], value: Callable[[Row], float | None], *, grows: bool
) -> Band:
    """The band of a quantity over runs, up to the last measurement of the longest.

    Parameters
    ----------
    runs : rows of each seed in the order of steps
    value : of a row, or None
    grows : whether the quantity of a diverged run is infinite; else it is left out from then on.  A run
        that has stopped otherwise keeps its last value

    >>> runs = [[{"step": k, "loss": (1.0 + seed) / (1 + k), "status": "ran"} for k in range(2)]
    ...         for seed in range(3)]
    >>> found = band_of(runs, lambda row: row["loss"], grows=True)
    >>> found.middle.tolist(), found.low.tolist(), found.high.tolist()
    ([2.0, 1.0], [1.0, 0.5], [3.0, 1.5])
    """
    steps = sorted({row["step"] for run in runs for row in run})
    table = np.full((len(runs), len(steps)), np.nan)
    for line, run in zip(table, runs, strict=True):
        found = [value(row) for row in run]
        line[: len(run)] = [np.nan if one is None else one for one in found]
        lost = _HUGE if grows else np.nan
        if run[0]["status"] == DIVERGED:
            line[len(run) :] = lost
            line[: len(run)][np.isnan(line[: len(run)])] = lost
        else:
            line[len(run) :] = line[len(run) - 1]
    few = len(runs) < _ENOUGH
    low, middle, high = np.array(
        [_quantiles(column, (0, 0.5, 1) if few else (0.25, 0.5, 0.75)) for column in table.T]
    ).T
    return Band(np.array(steps, dtype=np.float64), _finite(middle), _finite(low), _capped(high))


def _quantiles(column: Numbers, parts: tuple[float, ...]) -> Numbers:
    there = column[~np.isnan(column)]
    return np.quantile(there, parts) if len(there) else np.full(len(parts), np.nan)


def _finite(values: Numbers) -> Numbers:
    return np.where(values < np.sqrt(_HUGE), values, np.nan)


def _capped(values: Numbers) -> Numbers:
    return np.where(values < np.sqrt(_HUGE), values, np.inf * np.sign(values))


def spread_words(count: int) -> str:
    """What is drawn of so many runs.

    >>> spread_words(20), spread_words(1)
    ('median and quartiles over 20 seeds', 'one seed')
    """
    if count == 1:
        return "one seed"
    return f"median and {'range' if count < _ENOUGH else 'quartiles'} over {count} seeds"

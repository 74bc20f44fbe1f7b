"""The integration of many trajectories on NumPy arrays: what `bind_lanes` compiles, without Numba."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from symdyn.simulation.ensembles.compilation import STATE_ROWS, Ends, Step

__all__ = ["integrate_arrays"]

Vector = NDArray[np.float64]

# Rows of this many entries stay in a core's cache.
BLOCK = 2048


def integrate_arrays(step: Step) -> Callable[..., Ends]:
    """The integration with a step on arrays; the arguments are those of `bind_lanes`' function.

    The block takes new trajectories as soon as some are done.
    """

    def integrate(
        starts: Vector,
        fixed: Vector,
        t_end: float,
        tolerance: float,
        max_steps: int,
        edge: float,
    ) -> Ends:
        count = len(starts)
        states, times, lengths = np.empty((count, 3)), np.empty(count), np.empty(count)
        steps = np.empty(count, dtype=np.int32)
        rows = np.empty((STATE_ROWS + len(fixed), 0))
        which = np.empty(0, dtype=np.int64)
        taken = np.empty(0, dtype=np.int64)
        waiting = 0
        with np.errstate(all="ignore"):
            while waiting < len(starts) or len(which):
                if len(which) < BLOCK // 2 and waiting < len(starts):
                    fresh = np.arange(waiting, min(len(starts), waiting + BLOCK - len(which)))
                    waiting = int(fresh[-1]) + 1
                    rows = np.hstack([rows, _loaded(step, fresh, starts, fixed, t_end)])
                    which = np.append(which, fresh)
                    taken = np.append(taken, np.zeros_like(fresh))
                rows[:STATE_ROWS] = step.advance(*rows, t_end, tolerance)
                taken += 1
                _, _, w, time, h, length = rows[:STATE_ROWS]
                going = (
                    (time < t_end)
                    & (taken < max_steps)
                    & (1.0 - np.abs(w) >= edge)
                    & (time + h > time)
                )
                if going.all():
                    continue
                done = ~going
                states[which[done]] = rows[:3, done].T
                times[which[done]] = time[done]
                lengths[which[done]] = length[done]
                steps[which[done]] = taken[done]
                rows, which, taken = rows[:, going], which[going], taken[going]
        return states, times, lengths, steps

    return integrate


def _loaded(
    step: Step, fresh: NDArray[np.int64], starts: Vector, fixed: Vector, t_end: float
) -> Any:
    columns = [*starts[fresh].T, *fixed[:, fresh]]
    zero = np.zeros(len(fresh))
    first = zero + step.begin(*columns, t_end)
    return np.vstack([*columns[:3], zero, first, zero, *columns[3:]])

"""The path of a mode by its flow, from the start to where it leaves the domain."""

from collections.abc import Callable, Sequence

import numpy as np
from scipy.integrate import solve_ivp

from symdyn.simulation.networks.network import Array
from symdyn.simulation.trajectories import EDGE, at_edge

__all__ = ["mode_path"]

_TOLERANCE = 1e-8


def mode_path(flow: Callable[[Array], Array], start: Sequence[float], times: Array) -> Array:
    """The states (a, b, w, ...) at those of the times at which |w| < 1; none where it starts beyond.

    Parameters
    ----------
    flow : the slope of a state
    start : the state at the first of the times, which is 0

    >>> mode_path(lambda state: -state, [1.0, 1.0, 0.5], np.array([0.0, 1.0])).round(3).tolist()
    [[1.0, 1.0, 0.5], [0.368, 0.368, 0.184]]
    """
    if not abs(start[2]) < 1 - EDGE:
        return np.empty((0, len(start)))
    if len(times) == 1:
        return np.array([start])
    path = solve_ivp(
        lambda _, state: flow(state),
        (0.0, times[-1]),
        np.array(start),
        method="LSODA",
        t_eval=times,
        events=at_edge,
        rtol=_TOLERANCE,
        atol=_TOLERANCE,
    )
    return np.asarray(path.y.T)

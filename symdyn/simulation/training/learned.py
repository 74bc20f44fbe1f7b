"""What the flow of a mode predicts where the feedback is learned: four numbers move."""

from collections.abc import Mapping, Sequence
from types import ModuleType

import numpy as np
from scipy.integrate import solve_ivp

from symdyn import notation
from symdyn.simulation.networks.network import Array
from symdyn.simulation.trajectories import EDGE

__all__ = ["learned_modes"]

_TOLERANCE = 1e-8


def learned_modes(
    module: ModuleType,
    starts: Sequence[tuple[Sequence[float], Mapping[str, float]]],
    teachers: Sequence[Sequence[float]],
    times: Array,
) -> Array:
    """The flow of (a, b, w, a_hat) of each mode at these times, without a_hat.

    Parameters
    ----------
    module : the rule's exported code
    starts : the (a, b, w) of each mode, and the rule's parameters there with a_hat
    teachers : the (a, b, w) of each mode of the teacher
    times : ascending from 0

    Returns
    -------
    Array (K, len(times), 3); NaN behind where a mode leaves |w| < 1.

    >>> from symdyn import LearningRule, analyse
    >>> from symdyn.codegen import export, load_module
    >>> from symdyn.notation import m, w
    >>> rule = LearningRule("kp", "Kolen-Pollack", "learned", w**m, feedback_update={"copied": 1})
    >>> module = load_module(export(analyse(rule)))
    >>> start = ((1.0, 0.9, 0.4), {"a_hat": 1.0})
    >>> a, b, w = learned_modes(module, [start], [(1.0, 1.0, 0.5)], np.array([0.0, 40.0]))[0, -1]
    >>> round(float(a * b), 3), round(float(w), 3)
    (1.0, 0.5)
    """
    found = np.full((len(starts), len(times), 3), np.nan)
    for place, ((start, parameters), teacher) in enumerate(zip(starts, teachers, strict=True)):
        if abs(start[2]) < 1 - EDGE:
            path = _path(module, start, parameters, teacher, times)
            found[place, : len(path)] = path
    return found


def _path(
    module: ModuleType,
    start: Sequence[float],
    parameters: Mapping[str, float],
    teacher: Sequence[float],
    times: Array,
) -> Array:
    fed = notation.a_hat.name
    own = {name: value for name, value in parameters.items() if name != fed}

    def flow(_: float, state: Array) -> Array:
        a, b, w, a_hat = state
        return -np.array(module.step(a, b, w, *teacher, **own, **{fed: a_hat}))

    def edge(_: float, state: Array) -> float:
        return float(1 - abs(state[2]) - EDGE)

    edge.terminal = True  # type: ignore[attr-defined]  # SciPy reads this attribute
    if len(times) == 1:
        return np.array([start])
    path = solve_ivp(
        flow,
        (0.0, times[-1]),
        np.array([*start, parameters[fed]]),
        method="LSODA",
        t_eval=times,
        events=edge,
        rtol=_TOLERANCE,
        atol=_TOLERANCE,
    )
    return np.asarray(path.y.T[:, :3])

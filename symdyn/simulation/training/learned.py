"""What the flow of a mode predicts where the feedback is learned: four numbers move."""

from collections.abc import Mapping, Sequence
from types import ModuleType

import numpy as np

from symdyn import notation
from symdyn.simulation.networks.network import Array
from symdyn.simulation.training.mode_path import mode_path

__all__ = ["learned_modes"]


def learned_modes(
    module: ModuleType,
    starts: Sequence[tuple[Sequence[float], Mapping[str, float]]],
    teachers: Sequence[Sequence[float]],
    times: Array,
) -> Array:
    """The (a, b, w) of each mode at these times, along the flow of (a, b, w, a_hat).

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

    def flow(state: Array) -> Array:
        a, b, w, a_hat = state
        return -np.array(module.step(a, b, w, *teacher, **own, **{fed: a_hat}))

    return mode_path(flow, [*start, parameters[fed]], times)[:, :3]

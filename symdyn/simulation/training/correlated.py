"""What the flow of a mode predicts for input that is correlated over time: its course, and its slow rate."""

from collections.abc import Mapping, Sequence

import numpy as np

from symdyn.notation import STATE
from symdyn.rules.rule import LearningRule
from symdyn.simulation.formula_values import values_of
from symdyn.simulation.networks.network import Array
from symdyn.simulation.training.mode_path import mode_path
from symdyn.stages.coloured_input.derive import Coloured, coloured_input

__all__ = ["correlated_modes", "slow_rate"]


def correlated_modes(
    rule: LearningRule,
    starts: Sequence[Sequence[float]],
    known: Sequence[Mapping[str, float]],
    times: Array,
) -> Array:
    """The flow d(a, b, w)/dt = -Delta of each mode at these times.

    Parameters
    ----------
    rule : the learning rule
    starts : the (a, b, w) of each mode
    known : by name the correlation v, c, w_star and the rule's parameters, for each mode
    times : ascending from 0

    Returns
    -------
    Array (K, len(times), 3); NaN behind where a mode leaves |w| < 1, and for a rule of which no update is derived.

    >>> from symdyn import find_rule
    >>> values = {"c": 1.0, "w_star": 0.5, "v": 0.5}
    >>> path = correlated_modes(find_rule("bptt"), [(1.0, 0.9, 0.4)], [values], np.array([0.0, 40.0]))
    >>> a, b, w = path[0, -1]
    >>> round(float(a * b), 3), round(float(w), 3)
    (1.0, 0.5)
    """
    found = np.full((len(starts), len(times), 3), np.nan)
    coloured = coloured_input(rule)
    if coloured is None:
        return found
    for place, (start, values) in enumerate(zip(starts, known, strict=True)):
        path = _path(coloured, start, values, times)
        found[place, : len(path)] = path
    return found


def _path(
    coloured: Coloured, start: Sequence[float], known: Mapping[str, float], times: Array
) -> Array:
    def flow(state: Array) -> Array:
        at = {**known, **{x.name: y for x, y in zip(STATE, state, strict=True)}}
        return -np.array([values_of(coloured.update[x], at).real for x in STATE])

    return mode_path(flow, start, times)


def slow_rate(rule: LearningRule, known: Mapping[str, float]) -> float | None:
    """The slower of the two rates at a place s of the optimal manifold; None where a mode is not stable there.

    Parameters
    ----------
    rule : the learning rule
    known : by name s, the correlation v, c, w_star and the rule's parameters

    >>> from symdyn import find_rule
    >>> at = {"s": 1.0, "c": 1.0, "w_star": 0.5}
    >>> [round(slow_rate(find_rule("bptt"), {**at, "v": v}), 3) for v in (0.0, 0.8)]
    [1.549, 1.051]
    """
    coloured = coloured_input(rule)
    if coloured is None:
        return None
    trace, determinant = (
        float(values_of(one, known).real) for one in (coloured.trace, coloured.determinant)
    )
    if not (trace < 0 < determinant):
        return None
    root = np.sqrt(complex(trace**2 - 4 * determinant))
    return float((-trace - root).real / 2)

"""What the flow predicts from the aligned part of a network at one moment."""

from collections.abc import Mapping, Sequence
from types import ModuleType

import numpy as np

from symdyn.errors import SimulationError
from symdyn.simulation.modes import Mode
from symdyn.simulation.networks.network import Array
from symdyn.simulation.trajectories import LEFT, integrate_flow

__all__ = ["predicted_modes"]

_TOLERANCE = 1e-7


def predicted_modes(
    module: ModuleType,
    starts: Sequence[tuple[Sequence[float], Mapping[str, float]]],
    teachers: Sequence[Sequence[float]],
    times: Array,
) -> Array:
    """The flow d(a, b, w)/dt = -Delta of each mode at these times.

    Parameters
    ----------
    module : the rule's exported code
    starts : the (a, b, w) of each mode and the rule's parameters there
    teachers : the (a, b, w) of each mode of the teacher
    times : ascending from 0

    Returns
    -------
    Array (K, len(times), 3); NaN where a mode starts outside, or has left, the domain |w| < 1.

    >>> from symdyn import analyse, find_rule
    >>> from symdyn.codegen import export, load_module
    >>> module = load_module(export(analyse(find_rule("bptt"))))
    >>> found = predicted_modes(module, [((1, 1, 0.5), {})], [(1, 1, 0.5)], np.arange(3.0))
    >>> found.shape, bool((found == (1.0, 1.0, 0.5)).all())
    ((1, 3, 3), True)
    """
    found = np.full((len(starts), len(times), 3), np.nan)
    for place, ((state, parameters), teacher) in enumerate(zip(starts, teachers, strict=True)):
        try:
            start = Mode(*state)
            if len(times) == 1:
                found[place, 0] = start.vector()
                continue
            path = integrate_flow(
                module,
                start,
                parameters,
                Mode(*teacher),
                times[-1],
                _TOLERANCE,
                times=times,
            )
        except SimulationError:
            continue
        # An event ends a path at a time of its own, after the last of the given ones.
        inside = int((times <= path.times[-1] + 1e-9 * times[1]).sum())
        found[place, :inside] = path.states[:inside]
        found[place, 0] = start.vector()  # the solver's interpolant may miss it by rounding
        if path.status != LEFT:
            found[place, inside:] = path.end
    return found

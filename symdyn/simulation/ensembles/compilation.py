"""The step of a rule's flow as functions that run: compiled by Numba, or on NumPy arrays."""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from symdyn.simulation.numba_support import load_numba

__all__ = ["LANES", "STATE_ROWS", "Ends", "Step", "bind_arrays", "bind_lanes"]

# Modes that a compiled step carries side by side: two vectors of eight, or four of four.
LANES = 16
# a, b, w, t, h and the length of the path stand before what is fixed along a trajectory.
STATE_ROWS = 6

# States, times, lengths of paths and numbers of steps.
Ends: TypeAlias = tuple[
    NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.int32]
]

_Function = TypeVar("_Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Step:
    """The generated functions on arrays, each with one entry a mode."""

    flow: Callable[..., Any]
    jacobian: Callable[..., Any]
    begin: Callable[..., Any]
    advance: Callable[..., Any]


def bind_arrays(module: ModuleType) -> Step:
    """The functions of a generated module on NumPy arrays.

    >>> from symdyn import analyse, find_rule
    >>> from symdyn.codegen import load_module
    >>> from symdyn.codegen.stepping import step_source
    >>> from symdyn.simulation.ensembles.rodas import RODAS5P
    >>> step = bind_arrays(load_module(step_source(analyse(find_rule("bptt")), RODAS5P)))
    >>> [float(one) for one in step.jacobian(1.0, 1.0, 0.0, 1.0, 1.0, 0.0)[:3]]
    [-1.0, -1.0, 0.0]
    """

    def unchanged(function: _Function) -> _Function:
        return function

    flow, jacobian, begin, advance, _, _ = module.bind(unchanged, np.where, np.sqrt, LANES)
    return Step(flow, jacobian, begin, advance)


def bind_lanes(module: ModuleType) -> Callable[..., Ends]:
    """The compiled integration of many trajectories, LANES at a time.

    As soon as one is done its lane takes the next, so that every lane works until the end.

    Returns
    -------
    A function of starts (n, 3), an array (k, n) of what is fixed along each trajectory, t_end,
    tolerance, max_steps and edge.  It returns states (n, 3), times, lengths and steps, each (n,).

    Raises
    ------
    SimulationError if Numba is not installed.
    """
    numba = load_numba()
    inline = numba.njit(error_model="numpy", forceinline=True)

    def chosen(condition: Any, one: Any, other: Any) -> Any:
        return one if condition else other

    *_, begin_lane, advance_lanes = module.bind(inline, inline(chosen), np.sqrt, LANES)
    return _lanes(numba.njit(error_model="numpy", nogil=True), begin_lane, advance_lanes)


def _lanes(
    compiled: Callable[[Any], Any],
    begin_lane: Callable[..., Any],
    advance_lanes: Callable[..., Any],
) -> Callable[..., Ends]:
    @compiled
    def load(rows: Any, lane: int, which: int, starts: Any, fixed: Any, t_end: float) -> None:
        for row in range(3):
            rows[row * LANES + lane] = starts[which, row]
        rows[3 * LANES + lane] = 0.0
        rows[5 * LANES + lane] = 0.0
        for row in range(len(fixed)):
            rows[(STATE_ROWS + row) * LANES + lane] = fixed[row, which]
        begin_lane(rows, lane, t_end)

    @compiled
    def integrate(
        starts: Any,
        fixed: Any,
        t_end: float,
        tolerance: float,
        max_steps: int,
        edge: float,
    ) -> Any:
        count = len(starts)
        states, times, lengths = np.empty((count, 3)), np.empty(count), np.empty(count)
        steps = np.empty(count, dtype=np.int32)
        rows = np.zeros((STATE_ROWS + len(fixed)) * LANES)
        which = np.full(LANES, -1)
        taken = np.zeros(LANES, dtype=np.int64)
        waiting, active = 0, 0
        for lane in range(LANES):
            # A lane without a trajectory of its own repeats the first, and nobody reads it.
            load(rows, lane, waiting if waiting < count else 0, starts, fixed, t_end)
            if waiting < count:
                which[lane] = waiting
                waiting += 1
                active += 1
        while active > 0:
            advance_lanes(rows, t_end, tolerance)
            for lane in range(LANES):
                taken[lane] += 1
                time, step = rows[3 * LANES + lane], rows[4 * LANES + lane]
                if (
                    time < t_end
                    and taken[lane] < max_steps
                    and 1.0 - abs(rows[2 * LANES + lane]) >= edge
                    and time + step > time
                ) or which[lane] < 0:
                    continue
                done = which[lane]
                for row in range(3):
                    states[done, row] = rows[row * LANES + lane]
                times[done] = time
                lengths[done] = rows[5 * LANES + lane]
                steps[done] = taken[lane]
                taken[lane] = 0
                if waiting < count:
                    which[lane] = waiting
                    load(rows, lane, waiting, starts, fixed, t_end)
                    waiting += 1
                else:
                    which[lane] = -1
                    active -= 1
        return states, times, lengths, steps

    return integrate  # type: ignore[no-any-return]

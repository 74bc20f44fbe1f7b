"""Many trajectories of a rule's flow at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from symdyn.codegen import load_module
from symdyn.codegen.stepping import step_source
from symdyn.errors import SimulationError
from symdyn.simulation.ensembles.arrays import integrate_arrays
from symdyn.simulation.ensembles.classification import nearest_component
from symdyn.simulation.ensembles.compilation import (
    Ends,
    Step,
    bind_arrays,
    bind_lanes,
)
from symdyn.simulation.ensembles.domain import Rows, checked_columns, checked_modes, parameter_rows
from symdyn.simulation.ensembles.ensemble import OUT_OF_STEPS, STALLED, STATUSES, Ensemble
from symdyn.simulation.ensembles.rodas import RODAS5P
from symdyn.simulation.modes import require_three_numbers
from symdyn.simulation.numba_support import has_numba
from symdyn.simulation.refusing import require
from symdyn.simulation.trajectories import CONVERGED, EDGE, LEFT, RAN, STALL
from symdyn.stages.analysis import Analysis

__all__ = ["Integrator", "integrate_ensemble"]

# Trajectories between two moments at which an interrupt is heard.
CHUNK = 1 << 16
# The part of the tolerance that one step may use.  So the error at the end of a trajectory, where
# the steps' errors have added up, has been below the tolerance for 999 of 1000 random starts.
PART = 0.1


@dataclass(frozen=True, eq=False)
class Integrator:
    """A rule's flow ready to be integrated many times; make it with `of`."""

    module: ModuleType
    step: Step
    run: Callable[..., Ends]
    names: tuple[str, ...]
    parameters: Rows

    @staticmethod
    def of(analysis: Analysis, compiled: bool | None = None) -> "Integrator":
        """Generate the step for a rule; Numba compiles it when it is first used, in seconds.

        Parameters
        ----------
        analysis : the result of `symdyn.analyse`
        compiled : whether by Numba; None: where it is installed, by NumPy elsewhere

        Raises
        ------
        SimulationError if `compiled` is True and Numba is not installed, and where the feedback is learned.

        >>> from symdyn import analyse, find_rule
        >>> Integrator.of(analyse(find_rule("rflo")), compiled=False).names
        ('optimal',)
        """
        require_three_numbers(analysis)
        module = load_module(step_source(analysis, RODAS5P))
        step = bind_arrays(module)
        use_numba = has_numba() if compiled is None else compiled
        run = bind_lanes(module) if use_numba else integrate_arrays(step)
        names = tuple(one.name for one in analysis.fixed_points.components)
        return Integrator(module, step, run, names, parameter_rows(analysis.rule))


def integrate_ensemble(
    source: Analysis | Integrator,
    starts: ArrayLike,
    parameters: Mapping[str, ArrayLike],
    teachers: ArrayLike,
    t_end: float,
    tolerance: float = 1e-8,
    max_steps: int = 10_000,
) -> Ensemble:
    """Integrate the flow d(a, b, w)/dt = -Delta(a, b, w), T -> infinity, from many starts.

    Rodas5P, an L-stable method, with a step of its own for each trajectory: near |w| = 1 the flow
    is stiff.  A step is refused where a stage leaves |w| < 1, or where it would damp a direction
    in which the flow grows.

    Parameters
    ----------
    source : an Analysis, or an Integrator where the same rule is integrated again
    starts : students a, b, w, shape (n, 3) or (3,), -1 < w < 1
    parameters : for each of the rule's parameters, by name, a number or an array (n,)
    teachers : a_star, b_star, w_star, shape (n, 3) or (3,), with a_star*b_star != 0
    t_end : final time, > 0
    tolerance : of the state at the end, relative to 1 + its size, between 1e-11 and 1e-2.  What is
        bounded is the error of each step, by a tenth of it: where neighbours part, near the border
        of two basins, the error at the end is larger.  A run with another tolerance shows it
    max_steps : attempted steps of one trajectory, >= 1

    Returns
    -------
    An Ensemble.  Whatever ends a trajectory is a status, not an error.

    Raises
    ------
    SimulationError for input outside the domain.

    >>> from symdyn import analyse, find_rule
    >>> starts = [[1.0, 1.0, 0.6], [-1.0, 0.5, 0.6], [0.0, 0.0, 0.6]]
    >>> bptt = Integrator.of(analyse(find_rule("bptt")), compiled=False)
    >>> found = integrate_ensemble(bptt, starts, {}, [1.0, 1.0, 0.5], t_end=200)
    >>> found.counts()
    {'ran to t_end: non-optimal': 1, 'converged: optimal': 2}
    >>> found.states.round(3).tolist()
    [[1.0, 1.0, 0.5], [-1.201, -0.832, 0.5], [0.0, 0.0, 0.6]]

    Source: Williams, Payeur & Lajoie (2026), the gradient flow eta -> 0.
    """
    require(t_end > 0 and bool(np.isfinite(t_end)), "t_end", t_end, "> 0")
    require(1e-11 <= tolerance <= 1e-2, "tolerance", tolerance, "between 1e-11 and 1e-2")
    whole = isinstance(max_steps, int) and 1 <= max_steps < 2**31
    require(whole, "max_steps", max_steps, "an integer >= 1")
    integrator = Integrator.of(source) if isinstance(source, Analysis) else source
    students = checked_modes("starts", starts)
    count = len(students)
    targets = checked_modes("teachers", teachers, gain=True)
    columns = checked_columns(integrator.parameters, parameters, count)
    if len(targets) not in (1, count):
        raise SimulationError(
            f"{len(targets)} teachers for {count} starts; pass one, or one for each"
        )
    spread = np.broadcast_to(targets, (count, 3))
    fixed = (*(spread[:, place] for place in range(3)), *columns)
    found = Ensemble(
        states=np.empty((count, 3)),
        times=np.empty(count),
        status=np.empty(count, dtype=np.int8),
        component=np.empty(count, dtype=np.int8),
        steps=np.empty(count, dtype=np.int32),
        lengths=np.empty(count),
        names=integrator.names,
    )
    for first in range(0, count, CHUNK):
        part = slice(first, first + CHUNK)
        own = np.stack([one[part] for one in fixed])
        states, times, lengths, steps = integrator.run(
            students[part], own, float(t_end), PART * tolerance, max_steps, EDGE
        )
        found.states[part], found.times[part] = states, times
        found.lengths[part], found.steps[part] = lengths, steps
        _classify(integrator, found, part, own, t_end, tolerance, max_steps)
    return found


def _classify(
    integrator: Integrator,
    found: Ensemble,
    part: slice,
    fixed: NDArray[np.float64],
    t_end: float,
    tolerance: float,
    max_steps: int,
) -> None:
    """Fill in status and component of a part of an ensemble."""
    states, times = found.states[part], found.times[part]
    with np.errstate(all="ignore"):
        place, stable = nearest_component(
            integrator.module.components,
            integrator.step,
            (*states.T, *fixed),
            near=float(np.sqrt(tolerance)),
        )
    room = 1 - np.abs(states[:, 2])
    at_end = times >= t_end
    out = ~at_end & (found.steps[part] >= max_steps)
    left = (room < EDGE) | (~at_end & ~out & (room < STALL))
    found.component[part] = place
    found.status[part] = np.select(
        [left, out, ~at_end, stable],
        [STATUSES.index(one) for one in (LEFT, OUT_OF_STEPS, STALLED, CONVERGED)],
        STATUSES.index(RAN),
    )

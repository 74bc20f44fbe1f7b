"""Trajectories of one mode: the flow integrated, and the update iterated."""

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
from scipy.integrate import solve_ivp

from symdyn.errors import SimulationError
from symdyn.simulation.modes import Dynamics, Mode, Vector
from symdyn.simulation.refusing import require
from symdyn.stages.analysis import Analysis

__all__ = [
    "CONVERGED",
    "EDGE",
    "LEFT",
    "RAN",
    "Trajectory",
    "at_edge",
    "integrate_flow",
    "iterate_map",
]

CONVERGED = "converged"
RAN = "ran to t_end"
LEFT = "left the domain"

# A trajectory that comes this close to |w| = 1 has left the domain: the sums over lags diverge
# there, and RFLO does reach it in finite time when a goes to 0.
EDGE = 1e-6
# The flow runs into the edge with unbounded speed, so a solver may run out of step sizes first.
STALL = 1e-3


@dataclass(frozen=True, eq=False)
class Trajectory:
    """States of one mode in time.

    `times` has shape (n,), `states` (n, 3) with columns a, b, w, `loss` (n,).  `status` is
    "converged" (to a fixed point, not always the optimum: see the loss), "ran to t_end", or
    "left the domain" (the last state is the last one inside).
    """

    times: Vector
    states: Vector
    loss: Vector
    status: str

    @property
    def end(self) -> Vector:
        """The last state (a, b, w)."""
        last: Vector = self.states[-1]
        return last


def integrate_flow(
    source: Analysis | ModuleType,
    start: Mode,
    parameters: Mapping[str, float],
    teacher: Mode,
    t_end: float,
    tolerance: float = 1e-8,
    times: Vector | None = None,
) -> Trajectory:
    """Integrate the flow d(a, b, w)/dt = -Delta(a, b, w) of one mode, T -> infinity.

    LSODA with the exported Jacobian (the flow is stiff near |w| = 1), Radau where it gives up, then BDF.

    Parameters
    ----------
    source : an Analysis, or the loaded module of its NumPy code
    start : the student's mode at t = 0
    parameters : a value for each of the rule's parameters, by name
    teacher : the teacher's mode, with a*b != 0
    t_end : final time, > 0
    tolerance : relative and absolute error of a step; the flow has converged where its largest
        component is below it
    times : those to return, ascending from 0 to t_end; None for the solver's own

    Returns
    -------
    A Trajectory; leaving the domain is a status, not an error.

    Raises
    ------
    SimulationError for input outside the domain, or where no solver gets on.

    >>> from symdyn import analyse, find_rule
    >>> student, teacher = Mode(1.0, 0.5, 0.2), Mode(1.0, 1.0, 0.5)
    >>> path = integrate_flow(analyse(find_rule("bptt")), student, {}, teacher, t_end=200)
    >>> path.status, bool(path.loss[-1] < 1e-12)
    ('converged', True)

    Source: Williams, Payeur & Lajoie (2026), the gradient flow eta -> 0.
    """
    require(t_end > 0, "t_end", t_end, "> 0")
    require(0 < tolerance < 1, "tolerance", tolerance, "between 0 and 1")
    if times is not None:
        fits = times[0] == 0 and times[-1] == t_end and bool(np.all(np.diff(times) > 0))
        given = f"{times[0]:g}, ..., {times[-1]:g}"
        require(fits, "times", given, f"ascending from 0 to t_end = {t_end:g}")
    dynamics = Dynamics.of(source, parameters, teacher)
    state = start.vector()
    if 1 - abs(state[2]) < EDGE:
        return _trajectory(dynamics, np.zeros(1), state[None], LEFT)
    if np.max(np.abs(dynamics.flow(state))) <= tolerance:
        return _trajectory(dynamics, np.zeros(1), state[None], CONVERGED)
    found = None
    for method in ("LSODA", "Radau", "BDF"):
        try:
            found = _solve(method, dynamics, state, t_end, tolerance, times)
        except ValueError:
            # SciPy locates an event on the step's interpolant, whose ends may miss the step's by
            # more than the event's value; another method steps elsewhere.
            continue
        if found.success or 1 - abs(found.y[2, -1]) < STALL:
            break
    stalled = found is not None and not found.success and 1 - abs(found.y[2, -1]) < STALL
    if found is None or not (found.success or stalled):
        reason = "no event could be located" if found is None else found.message
        raise SimulationError(
            f"the flow from {start} could not be integrated to t = {t_end:.6g} "
            f"({reason}); loosen the tolerance {tolerance!r} or start elsewhere"
        )
    left = stalled or len(found.t_events[0])
    status = LEFT if left else CONVERGED if len(found.t_events[1]) else RAN
    moments, states = found.t, found.y.T
    for when, where in zip(found.t_events, found.y_events, strict=True):
        if len(when) and when[-1] > moments[-1]:
            moments, states = np.append(moments, when[-1]), np.vstack([states, where[-1]])
    return _trajectory(dynamics, moments, states, status)


def iterate_map(
    source: Analysis | ModuleType,
    start: Mode,
    parameters: Mapping[str, float],
    teacher: Mode,
    T: int | None,
    eta: float,
    steps: int,
) -> Trajectory:
    """Iterate (a, b, w) <- (a, b, w) - eta Delta(a, b, w) for one mode.

    Parameters
    ----------
    source, start, parameters, teacher : as for integrate_flow
    T : number of time steps of a sequence, >= 1; None for T -> infinity
    eta : learning rate, > 0
    steps : how many updates, >= 1

    Returns
    -------
    A Trajectory with times k eta.

    Raises
    ------
    SimulationError for input outside the domain.

    >>> from symdyn import analyse, find_rule
    >>> student, teacher = Mode(1.0, 0.5, 0.2), Mode(1.0, 1.0, 0.5)
    >>> path = iterate_map(analyse(find_rule("bptt")), student, {}, teacher, 20, 0.05, 400)
    >>> path.status, path.times.shape
    ('ran to t_end', (401,))
    """
    require(eta > 0, "eta", eta, "> 0")
    require(steps >= 1 and steps == int(steps), "steps", steps, "an integer >= 1")
    require(T is None or (T >= 1 and int(T) == T), "T", T, "an integer >= 1, or None")
    dynamics = Dynamics.of(source, parameters, teacher)
    states = [start.vector()]
    status = RAN
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(steps):
            state = states[-1] - eta * dynamics.update(states[-1], T)
            if not np.all(np.isfinite(state)) or not 1 - abs(state[2]) >= EDGE:
                status = LEFT
                break
            states.append(state)
    times = eta * np.arange(len(states), dtype=np.float64)
    return _trajectory(dynamics, times, np.array(states), status, T)


def _solve(
    method: str,
    dynamics: Dynamics,
    state: Vector,
    t_end: float,
    tolerance: float,
    times: Vector | None,
) -> Any:
    def rest(_: float, y: Vector) -> float:
        return float(np.max(np.abs(dynamics.flow(y))) - tolerance)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a solver that gives up is seen by its result
        return solve_ivp(
            lambda _, y: dynamics.flow(y),
            (0.0, t_end),
            state,
            method=method,
            t_eval=times,
            jac=lambda _, y: dynamics.jacobian(y),
            events=[at_edge, _terminal(rest)],
            rtol=tolerance,
            atol=tolerance,
        )


def _terminal(event: Callable[[float, Vector], float]) -> Callable[[float, Vector], float]:
    """Mark an event, in SciPy's way, as one that ends the integration."""
    event.terminal = True  # type: ignore[attr-defined]  # SciPy reads this attribute
    return event


@_terminal
def at_edge(_: float, state: Vector) -> float:
    """The event, for SciPy, that a state (a, b, w, ...) comes within EDGE of |w| = 1; it ends the integration."""
    return float(1 - abs(state[2]) - EDGE)


def _trajectory(
    dynamics: Dynamics, times: Vector, states: Vector, status: str, T: int | None = None
) -> Trajectory:
    return Trajectory(times, states, dynamics.loss(states, T), status)

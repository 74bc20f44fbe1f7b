"""The result of integrating many trajectories."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from symdyn.simulation.trajectories import CONVERGED, LEFT, RAN

__all__ = ["OUT_OF_STEPS", "STALLED", "STATUSES", "Ensemble"]

OUT_OF_STEPS = "out of steps"
STALLED = "step below rounding"

# What the codes in Ensemble.status mean.
STATUSES = (RAN, CONVERGED, LEFT, OUT_OF_STEPS, STALLED)


@dataclass(frozen=True, eq=False)
class Ensemble:
    """Where n trajectories have ended.

    Parameters
    ----------
    states : (n, 3), the last a, b, w of each; at t_end unless the status says otherwise
    times : (n,), the time of that state
    status : (n,), places in STATUSES.  "converged": at t_end, within half the tolerance's digits
        of fixed points that attract.  "ran to t_end": at t_end, not so.  "left the domain": |w|
        came to within 1e-6 of 1, or the flow to a singularity within 1e-3 of it.  "out of steps":
        stopped before t_end after the number allowed.  "step below rounding": stopped before t_end
        because no step was small enough.  The last three have states at `times`, not at t_end
    component : (n,), the place in `names` of the fixed points that the state is near, -1 for none;
        where the status is "ran to t_end", the trajectory passes by, rests on fixed points that do
        not attract, or still moves along them
    steps : (n,), attempted steps
    lengths : (n,), the length of the path, by the chords of its steps: a lower bound
    names : of the rule's components of fixed points

    >>> one = np.zeros(1)
    >>> Ensemble(np.zeros((1, 3)), one, np.array([1]), np.array([0]), one, one, ("optimal",)).counts()
    {'converged: optimal': 1}
    """

    states: NDArray[np.float64]
    times: NDArray[np.float64]
    status: NDArray[np.int8]
    component: NDArray[np.int8]
    steps: NDArray[np.int32]
    lengths: NDArray[np.float64]
    names: tuple[str, ...]

    def counts(self) -> dict[str, int]:
        """How many trajectories ended in which way, with the component they are near."""
        pairs = np.stack([self.status, self.component], axis=1)
        rows, numbers = np.unique(pairs, axis=0, return_counts=True)
        found = {}
        for (status, component), number in zip(rows.tolist(), numbers.tolist(), strict=True):
            near = f": {self.names[component]}" if component >= 0 else ""
            found[STATUSES[status] + near] = number
        return found

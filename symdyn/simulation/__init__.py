"""Aligned modes in numbers: the flow integrated, the update iterated, the formulas validated."""

from symdyn.simulation.ensembles import Ensemble, Integrator, integrate_ensemble
from symdyn.simulation.modes import Dynamics, Mode
from symdyn.simulation.networks.leaky import LeakyNetwork, leaky_mean_update
from symdyn.simulation.networks.linearised import network_jacobian
from symdyn.simulation.networks.mean_update import mean_update
from symdyn.simulation.networks.network import Network
from symdyn.simulation.trajectories import Trajectory, integrate_flow, iterate_map
from symdyn.simulation.validation import Row, Validation, validate

__all__ = [
    "Dynamics",
    "Ensemble",
    "Integrator",
    "LeakyNetwork",
    "Mode",
    "Network",
    "Row",
    "Trajectory",
    "Validation",
    "integrate_ensemble",
    "integrate_flow",
    "iterate_map",
    "leaky_mean_update",
    "mean_update",
    "network_jacobian",
    "validate",
]

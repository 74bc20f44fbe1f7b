"""Ensembles of modes: many trajectories of a rule's flow, each with steps and a status of its own."""

from symdyn.simulation.ensembles.ensemble import STATUSES, Ensemble
from symdyn.simulation.ensembles.integrate import Integrator, integrate_ensemble

__all__ = ["STATUSES", "Ensemble", "Integrator", "integrate_ensemble"]

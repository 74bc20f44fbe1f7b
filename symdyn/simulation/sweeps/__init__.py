"""Training runs over a grid of settings, spread over processes or machines."""

from symdyn.simulation.sweeps.grid import grid_plan
from symdyn.simulation.sweeps.pieces import Piece, pieces_of
from symdyn.simulation.sweeps.processes import ProcessWorkers
from symdyn.simulation.sweeps.spreading import run_pieces

__all__ = ["Piece", "ProcessWorkers", "grid_plan", "pieces_of", "run_pieces"]

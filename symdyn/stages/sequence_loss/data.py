"""What a mode learns from a loss at every output, as plain data."""

from symdyn.formula.wire import Json, write
from symdyn.stages.analysis import Analysis
from symdyn.stages.invariants.derive import invariants_of
from symdyn.stages.sequence_loss.derive import sequence_loss

__all__ = ["data"]


def data(analysis: Analysis) -> dict[str, Json]:
    """The updates for T outputs where they have a closed form, and what is proved of them; None without credit."""
    found = sequence_loss(analysis.rule)
    if found is None:
        return {"sequence_loss": None}
    update: dict[str, Json] | None
    update = None if found.update is None else {x.name: write(y) for x, y in found.update.items()}
    return {
        "sequence_loss": {
            "update": update,
            "optimal_manifold_is_fixed": True,
            "conserves_the_same": invariants_of(analysis.rule).conserved is not None,
        }
    }

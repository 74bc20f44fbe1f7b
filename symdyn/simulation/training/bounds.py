"""The proved bound on the rank of W_Z - W_0, at the numbers of a run."""

from symdyn import notation
from symdyn.rules.registry import find_rule
from symdyn.simulation.training.settings import Settings
from symdyn.stages.rank.derive import rank_bounds

__all__ = ["rank_bound_of"]


def rank_bound_of(settings: Settings, updates: int) -> tuple[str, int]:
    """The bound as text and as a number; at most n, which is no bound.

    Parameters
    ----------
    settings : of the runs
    updates : Z

    >>> rank_bound_of(Settings(rule="rflo", outputs=3), 100)
    ('o', 3)
    >>> rank_bound_of(Settings(rule="bptt"), 100)
    ('n', 16)
    """
    bound = rank_bounds(find_rule(settings.rule)).recurrent
    n, o, count = settings.units, settings.outputs, bound.left_factors
    if count is None:
        return bound.bound, n
    lags = int(dict(settings.parameters).get(notation.tau.name, 1))
    fixed, moving = count.at(lags)
    return bound.bound, min(n, o * (fixed + updates * moving))

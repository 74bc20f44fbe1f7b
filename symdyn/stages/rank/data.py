"""Bounds on the rank of the learned change, as plain data."""

from symdyn.formula.wire import Json
from symdyn.stages.analysis import Analysis
from symdyn.stages.rank.derive import RankBound
from symdyn.stages.rank.left_factors import LeftFactorCount

_PROOFS = ("factorisation", "instance")

__all__ = ["data"]


def data(analysis: Analysis) -> dict[str, Json]:
    """The bounds on the recurrent weights and on the input weights."""
    rank = analysis.rank
    return {"rank": {**_rank(rank.recurrent), "input": _rank(rank.input)}}


def _by_tau(factors: LeftFactorCount) -> bool:
    return bool(factors.moving.coefficients or factors.fixed.coefficients)


def _rank(bound: RankBound) -> dict[str, Json]:
    """The bound, and what proves it here: no certificate, so that no checker has confirmed it.

    `proved` says that the analysis has multiplied the left factors out to the update again, and has
    counted them; where the bound is full rank, that an exact instance reaches it.  The number of
    factors of a horizon tau is that of a horizon with a lag 0.
    """
    factors = bound.left_factors
    return {
        "bound": bound.bound,
        "proved": bound.proved,
        "proved_by": _PROOFS[factors is None] if bound.proved else None,
        "assuming": ["tau >= 1"] if factors is not None and _by_tau(factors) else [],
    }

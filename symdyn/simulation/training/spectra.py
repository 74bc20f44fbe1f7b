"""How many dimensions a change of weights has, in numbers."""

from collections.abc import Sequence

import numpy as np

from symdyn.simulation.networks.network import Array

__all__ = ["RANK_TOLERANCE", "effective_rank", "numerical_rank", "singular_values"]

# Relative to the largest singular value: rounding in thousands of updates stays well below.
RANK_TOLERANCE = 1e-10


def singular_values(change: Array) -> Array:
    """The singular values of a stack of matrices, largest first.

    >>> singular_values(np.array([[3.0, 0.0], [0.0, 4.0]]))
    array([4., 3.])
    """
    return np.asarray(np.linalg.svd(change, compute_uv=False), dtype=np.float64)


def numerical_rank(values: Sequence[float], tolerance: float = RANK_TOLERANCE) -> int:
    """How many singular values exceed the largest times a tolerance.

    >>> numerical_rank([2.0, 1.0, 1e-12])
    2
    """
    largest = max(values, default=0.0)
    return sum(1 for value in values if value > tolerance * largest)


def effective_rank(values: Sequence[float]) -> float:
    """The exponential of the entropy of s_k / sum s; equal singular values give their number.

    Source: O. Roy & M. Vetterli, The effective rank, EUSIPCO 2007.

    >>> effective_rank([2.0, 2.0, 0.0])
    2.0
    """
    positive = np.array([value for value in values if value > 0])
    if not len(positive):
        return 0.0
    share = positive / positive.sum()
    return float(np.round(np.exp(-(share * np.log(share)).sum()), 12))

"""The Stein equation S = L S R + G in Fractions, as one linear system."""

import numpy as np

from symdyn.simulation.networks.factor import Factor
from symdyn.simulation.networks.network import Array
from symdyn.simulation.networks.rational_stacks import inverse, kronecker

__all__ = ["stein_solution"]


def stein_solution(left: Factor, right: Factor, constant: Array) -> Array:
    """The solution S of S = L S R + G, exactly.

        (1 - L (x) R^T) vec S = vec G,  vec S the rows of S one after the other

    The system has as many unknowns as S has entries, so this is for small matrices.

    Parameters
    ----------
    left : L, (..., p, p), or a multiple of the identity
    right : R, (..., q, q), full
    constant : G, (..., p, q)

    Raises
    ------
    ExactArithmeticError if an eigenvalue of L times one of R is 1.

    >>> from fractions import Fraction
    >>> half, third = (Factor(np.array([[Fraction(1, k)]]), False) for k in (2, 3))
    >>> stein_solution(half, third, np.array([[Fraction(1)]]))
    array([[Fraction(6, 5)]], dtype=object)
    """
    p, q = constant.shape[-2:]
    L = left @ np.eye(p, dtype=object)
    system = np.eye(p * q, dtype=object) - kronecker(L, right.values.mT)
    found = inverse(system) @ constant.reshape(*constant.shape[:-2], p * q, 1)
    return found.reshape(*found.shape[:-2], p, q)

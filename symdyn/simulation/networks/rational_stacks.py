"""Stacks of matrices of Fractions: what NumPy's linear algebra does for floats alone."""

import numpy as np

from symdyn.exact.matrices import Matrix
from symdyn.exact.unit_disk import roots_inside
from symdyn.simulation.networks.network import Array, common_seeds

__all__ = ["inverse", "kronecker", "radii_below_one", "solve"]


def solve(system: Array, right: Array) -> Array:
    """The solutions X of M X = Y.

    Parameters
    ----------
    system : M, (..., n, n); its leading axes and those of Y broadcast
    right : Y, (..., n, p)

    Raises
    ------
    ExactArithmeticError where an M is singular.

    >>> from fractions import Fraction
    >>> solve(np.array([[Fraction(2)]]), np.array([[Fraction(1)]]))
    array([[Fraction(1, 2)]], dtype=object)
    """
    seeds = common_seeds(system.shape[:-2], right.shape[:-2])
    systems = np.broadcast_to(system, (*seeds, *system.shape[-2:]))
    rights = np.broadcast_to(right, (*seeds, *right.shape[-2:]))
    solved = np.empty(rights.shape, dtype=object)
    for seed in np.ndindex(seeds):
        found = Matrix(systems[seed].tolist()).solve(Matrix(rights[seed].tolist()))
        solved[seed] = np.array(found.entries, dtype=object)
    return solved


def inverse(stack: Array) -> Array:
    """The inverse of each matrix, (..., n, n); ExactArithmeticError where one is singular."""
    return solve(stack, np.eye(stack.shape[-1], dtype=object))


def kronecker(left: Array, right: Array) -> Array:
    """The Kronecker product, with blocks L_ij R; leading axes broadcast.

    >>> kronecker(np.array([[1, 2]]), np.array([[3, 4]]))
    array([[3, 4, 6, 8]])
    """
    product = left[..., :, np.newaxis, :, np.newaxis] * right[..., np.newaxis, :, np.newaxis, :]
    rows, columns = (left.shape[axis] * right.shape[axis] for axis in (-2, -1))
    return product.reshape(*product.shape[:-4], rows, columns)


def radii_below_one(stack: Array) -> bool:
    """Whether every matrix of a stack (..., n, n) has a spectral radius below 1.

    >>> from fractions import Fraction
    >>> radii_below_one(np.array([[Fraction(1, 2), 9], [0, Fraction(-1, 2)]]))
    True
    """
    return all(
        roots_inside(Matrix(stack[seed].tolist()).characteristic_polynomial())
        for seed in np.ndindex(stack.shape[:-2])
    )

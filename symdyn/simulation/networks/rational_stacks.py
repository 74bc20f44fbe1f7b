"""Stacks of matrices of Fractions: what NumPy's linear algebra does for floats alone."""

import numpy as np

from symdyn.exact.matrices import Matrix
from symdyn.exact.unit_disk import roots_inside
from symdyn.simulation.networks.network import Array

__all__ = ["inverse", "kronecker", "radii_below_one"]


def inverse(stack: Array) -> Array:
    """The inverse of each matrix of a stack, (..., n, n).

    Raises
    ------
    ExactArithmeticError where one is singular.

    >>> from fractions import Fraction
    >>> inverse(np.array([[Fraction(2)]]))
    array([[Fraction(1, 2)]], dtype=object)
    """
    inverses = np.empty(stack.shape, dtype=object)
    for seed in np.ndindex(stack.shape[:-2]):
        inverses[seed] = np.array(Matrix(stack[seed].tolist()).inverse().entries, dtype=object)
    return inverses


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

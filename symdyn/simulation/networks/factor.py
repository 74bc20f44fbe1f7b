"""A matrix that multiplies from the left: full, diagonal, or a multiple of the identity."""

from dataclasses import dataclass

import numpy as np

from symdyn.simulation.networks.network import Array

__all__ = ["Factor", "frobenius_norm"]


@dataclass(frozen=True, eq=False)
class Factor:
    """A square matrix, or a stack of them, kept in the form in which it is cheapest to apply.

    Parameters
    ----------
    values : (..., n, n) for a full matrix; (..., n, 1) for a diagonal one; (1, 1) for a
        multiple of the identity of any size
    elementwise : True for the last two, which multiply row by row

    >>> Factor(np.array([[2.0], [3.0]]), elementwise=True) @ np.ones((2, 2))
    array([[2., 2.],
           [3., 3.]])
    """

    values: Array
    elementwise: bool

    def __matmul__(self, other: Array) -> Array:
        if self.elementwise and self.values.size == 1 and self.values.item() == 1.0:
            return other
        product: Array = self.values * other if self.elementwise else self.values @ other
        return product

    def apply(self, other: Array, out: Array) -> Array:
        """The product with `other`, written to `out`, which it returns; they must not overlap."""
        return (np.multiply if self.elementwise else np.matmul)(self.values, other, out=out)

    @property
    def scalar(self) -> bool:
        """Whether it is a multiple of the identity."""
        return self.elementwise and self.values.shape[-2] == 1

    @property
    def transposed(self) -> "Factor":
        """Its transpose."""
        return self if self.elementwise else Factor(self.values.mT, False)

    def squared(self, out: Array) -> "Factor":
        """Its square, kept in `out`, which has the shape of `values`."""
        return Factor(self.apply(self.values, out), self.elementwise)

    def norm(self) -> Array:
        """A bound on the spectral norm, one a seed: the Frobenius norm, or the largest modulus."""
        if self.elementwise:
            largest: Array = np.abs(self.values).max(axis=(-1, -2))
            return largest
        return frobenius_norm(self.values)


def frobenius_norm(matrix: Array) -> Array:
    """The Frobenius norm of each matrix of a stack.

    >>> float(frobenius_norm(np.array([[3.0, 4.0]])))
    5.0
    """
    entries = matrix.reshape(*matrix.shape[:-2], -1)
    return np.asarray(np.sqrt(np.vecdot(entries, entries)), dtype=np.float64)

"""Krylov products [G, L G, L^2 G, ...] in few, large matrix products."""

import math

import numpy as np

from symdyn.simulation.networks.network import Array
from symdyn.simulation.networks.squarings import Squarings

__all__ = ["Krylov", "cost_of_product", "krylov"]

# In multiply-adds of a matrix product: what a call costs besides its arithmetic, the number of
# columns below which a product takes no less time, and the columns that cost as much as a vector.
_CALL = 40_000
_NARROW = 8
_VECTOR = 2.5


def krylov(powers: Squarings, start: Array, count: int, *, doubled: bool = False) -> Array:
    """The blocks L^m G for m < count, side by side.

    A block of 2^s lags is made by doubling ([G, L G], then L^2 times both, ...), the following
    ones by products with L^(2^s); s balances the squarings against the number of products.

    Parameters
    ----------
    powers : of L, (..., n, n)
    start : G, (..., n, p)
    count : number of lags, at least 1
    doubled : whether to double to the end, because the powers are needed anyway

    Returns
    -------
    Array (..., n, count * p), whose columns m p to (m + 1) p are L^m G.

    >>> halves = Squarings.of(np.array([[0.5]]))
    >>> krylov(halves, np.array([[8.0]]), 4)
    array([[8., 4., 2., 1.]])
    """
    n, p = start.shape[-2:]
    seeds = np.broadcast_shapes(powers[0].values.shape[:-2], start.shape[:-2])
    blocks = powers.room.take((*seeds, n, count * p))
    blocks[..., :p] = start
    most = _levels(count)[-1] if doubled else _doublings(powers, blocks.shape[:-2], (n, p), count)
    done, level, width = p, 0, p
    while done < count * p:
        taken = min(width, count * p - done)
        source = blocks[..., done - width : done - width + taken]
        powers[level].apply(source, out=blocks[..., done : done + taken])
        done += taken
        if level < most:
            level, width = level + 1, 2 * width
    return blocks


def _doublings(
    powers: Squarings, seeds: tuple[int, ...], shape: tuple[int, int], count: int
) -> int:
    """How often to double the block before going on in steps of it."""
    n, p = shape
    levels = _levels(count)
    if powers[0].elementwise:
        return levels[-1]

    def cost(level: int) -> float:
        squarings = max(level + 1 - powers.known, 0) * n**3
        products = level + count / 2**level
        return float(squarings + products * cost_of_product((*seeds, n, 2**level * p)))

    return min(levels, key=cost)


def cost_of_product(shape: tuple[int, ...]) -> float:
    """What a product of an n x n matrix with each of a stack of n x p matrices costs.

    Parameters
    ----------
    shape : (..., n, p)

    Returns
    -------
    The cost of each product in multiply-adds.

    >>> cost_of_product((20, 10, 40)) > cost_of_product((100, 10, 40)) > 10 * 10 * 40
    True
    """
    *seeds, n, columns = shape
    least = _VECTOR if columns == 1 else _NARROW
    return _CALL / max(math.prod(seeds), 1) + n * n * max(columns, least)


def _levels(count: int) -> range:
    return range(max(count - 1, 1).bit_length())


class Krylov:
    """The sequence L^m G, m = 0, 1, ...; several sums over lags share its first blocks.

    Parameters
    ----------
    powers : of L, (..., n, n)
    start : G, (..., n, p)
    """

    __slots__ = ("_made", "powers", "start")

    def __init__(self, powers: Squarings, start: Array) -> None:
        self.powers = powers
        self.start = start
        self._made = start

    def first(self, count: int, *, doubled: bool = False) -> Array:
        """The blocks for m < count side by side, (..., n, count * p), as `krylov` makes them."""
        columns = count * self.start.shape[-1]
        if self._made.shape[-1] < columns:
            self._made = krylov(self.powers, self.start, count, doubled=doubled)
        return self._made[..., :columns]

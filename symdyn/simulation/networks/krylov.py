"""Krylov products [G, L G, L^2 G, ...] in few, large matrix products."""

from symdyn.simulation.networks.levels import levels_of_sequence
from symdyn.simulation.networks.network import Array, common_seeds
from symdyn.simulation.networks.squarings import Squarings

__all__ = ["Krylov", "krylov"]


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

    >>> import numpy as np
    >>> halves = Squarings.of(np.array([[0.5]]))
    >>> krylov(halves, np.array([[8.0]]), 4)
    array([[8., 4., 2., 1.]])
    """
    n, p = start.shape[-2:]
    seeds = common_seeds(powers[0].values.shape[:-2], start.shape[:-2])
    blocks = powers.room.take((*seeds, n, count * p))
    blocks[..., :p] = start
    if doubled or powers[0].elementwise:
        most = max(count - 1, 1).bit_length() - 1
    else:
        most = levels_of_sequence(powers.known, (*seeds, n, p), count)
    done, level, width = p, 0, p
    while done < count * p:
        taken = min(width, count * p - done)
        source = blocks[..., done - width : done - width + taken]
        powers[level].apply(source, out=blocks[..., done : done + taken])
        done += taken
        if level < most:
            level, width = level + 1, 2 * width
    return blocks


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

"""How often sums over lags are doubled before they go on in equal steps, by what it costs."""

import math
from functools import lru_cache

__all__ = ["levels_of_sequence", "levels_of_windows"]

# In multiply-adds of a matrix product: what a call costs besides its arithmetic, the number of
# columns below which a product takes no less time, and the columns that cost as much as a vector.
_CALL = 100_000
_NARROW = 8
_VECTOR = 2.5


# A run asks the same at every step.
@lru_cache(maxsize=64)
def levels_of_sequence(known: int, shape: tuple[int, ...], count: int) -> int:
    """The level s at which [G, L G, ..., L^(2^s - 1) G] is best continued 2^s lags at a time.

    Parameters
    ----------
    known : how many of the powers L, L^2, L^4, ... have been made
    shape : of G, (..., n, p)
    count : number of lags, at least 1

    >>> levels_of_sequence(1, (256, 1), 50), levels_of_sequence(1, (16, 1), 50)
    (0, 5)
    """
    *seeds, n, p = shape

    def cost(level: int) -> float:
        squarings = max(level + 1 - known, 0) * n**3
        products = level + count / 2**level
        return float(squarings + products * _product((*seeds, n, 2**level * p)))

    return min(range(max(count - 1, 1).bit_length()), key=cost)


@lru_cache(maxsize=64)
def levels_of_windows(
    known: int, shape: tuple[int, ...], T: int, channels: int | None = None
) -> int:
    """The level s at which windows of 2^s lags are best added one to the next.

    Parameters
    ----------
    known : how many of the powers L, L^2, L^4, ... have been made
    shape : of one block, (..., n, i)
    T : number of blocks
    channels : o, if the blocks are of F D with an F of o columns, which the first window may use

    >>> levels_of_windows(1, (64, 1), 50)
    3
    """
    *seeds, n, i = shape

    def cost(level: int) -> float:
        squarings = max(level + 1 - known, 0) * n**3
        doublings = level * _product((*seeds, n, T * i))
        if channels is not None and 2**level * channels <= level * n:
            doublings *= 2**level * channels / (level * n)
        steps = T / 2**level * _product((*seeds, n, 2**level * i))
        return float(squarings + doublings + steps)

    return min(range((T - 1).bit_length() + 1), key=cost)


def _product(shape: tuple[int, ...]) -> float:
    """What a product of an n x n matrix with each of a stack (..., n, p) costs."""
    *seeds, n, p = shape
    columns = _VECTOR if p == 1 else max(p, _NARROW)
    return float(_CALL / max(math.prod(seeds), 1) + n * n * columns)

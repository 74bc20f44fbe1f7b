"""Sums of credit over the lags that follow each lag: two routes, chosen by their cost.

    Lambda_l = sum_{m < M} K_m F D_{l+m}       (D_k = 0 for k >= T)

gives Delta B = Lambda_0 and Delta W = sum_{k < T-1} Lambda_{k+1} (W^k B)^T.
"""

from fractions import Fraction
from functools import lru_cache

import numpy as np

from symdyn.simulation.networks.credit_terms import CreditTerm
from symdyn.simulation.networks.krylov import krylov
from symdyn.simulation.networks.lag_sums import moments_shifted
from symdyn.simulation.networks.levels import levels_of_windows
from symdyn.simulation.networks.network import Array, common_seeds
from symdyn.simulation.networks.squarings import Squarings

__all__ = ["credit_blocks", "hankel_matrix", "hankel_pays", "window_sums"]

# The largest block Hankel matrix, in entries: 128 MB.
_LARGEST_HANKEL = 2**24
# The largest T i for which all powers of a number are laid out as a matrix.
_LARGEST_DECAYS = 64
# In multiply-adds of a matrix product: what an entry of an elementwise product and sum costs, and
# an entry that is copied.
_ENTRY = 24
_COPY = 8
# Products of n x n and n x T i matrices that take as long as windows to the end (measured).
_TO_THE_END = 3


def window_sums(
    powers: Squarings, values: Array, i: int, count: int, degree: int, F: Array | None = None
) -> list[Array]:
    """The sums over m < count of m^d L^m D_{l+m}, for every l at once and each d up to a degree.

    The window is doubled, S_l(2 M) = S_l(M) + L^M S_{l+M}(M) for d = 0, and the binary digits of
    `count` are added: about log2(count) products of n x n and n x T i matrices.  If the window
    reaches to the end and d = 0, doubling soon gives way to S_l = S_l(M) + L^M S_{l+M} for M lags
    at a time, from the last to the first.

    Parameters
    ----------
    powers : of L, (..., n, n)
    values : the blocks D_0, D_1, ... side by side, (..., n, T i); (..., o, T i) with F
    i : columns a block
    count : the length of the window, at least 1
    degree : the largest d
    F : (..., n, o), for sums of m^d L^m F D_{l+m}

    Returns
    -------
    For each d the sums at l = 0, 1, ..., side by side, (..., n, T i).

    >>> halves = Squarings.of(np.array([[0.5]]))
    >>> window_sums(halves, np.array([[8.0, 4.0, 2.0]]), 1, 2, 0)
    [array([[10.,  5.,  2.]])]
    """
    T = values.shape[-1] // i
    to_the_end = count >= T and not degree
    if F is not None and to_the_end and not powers[0].elementwise:
        return [_sums_from_blocks(powers, F, values, i)]
    values = values if F is None else F @ values
    if to_the_end:
        return [_sums_to_the_end(powers, values, i)]
    doubled = [values] + [np.zeros_like(values) for _ in range(degree)]
    done, total = 0, doubled
    for k in range(min(count, T).bit_length()):
        if min(count, T) >> k & 1:
            total = _extended(powers, doubled, (k, i), total) if done else doubled
            done += 2**k
        if done < min(count, T):
            doubled = _extended(powers, doubled, (k, i), doubled)
    return total


def _sums_to_the_end(powers: Squarings, values: Array, i: int) -> Array:
    """S_l = D_l + L S_{l+1} for every l, the last first."""
    first = powers[0]
    if first.scalar and first.values.size == 1 and values.shape[-1] <= _LARGEST_DECAYS:
        return values @ _decays(first.values.item(), values.shape[-1] // i, i)
    seeds = common_seeds(powers[0].values.shape[:-2], values.shape[:-2])
    n, columns = values.shape[-2:]
    sums = powers.room.take((*seeds, n, columns))
    added = powers.room.take((*seeds, n, columns))
    sums[...] = values
    T = columns // i
    if first.elementwise:
        level = (T - 1).bit_length()
    else:
        level = levels_of_windows(powers.known, (*seeds, n, i), T)
    # In one piece NumPy adds several times faster than row by row; what would move from the head of a
    # row to the end of the row before is zero.
    whole, moved = sums.reshape(-1), added.reshape(-1)
    for k in range(level):
        offset = 2**k * i
        powers[k].apply(sums, out=added)
        added[..., :offset] = 0
        whole[:-offset] += moved[offset:]
    return _continued(powers, sums, added, (level, i))


def _sums_from_blocks(powers: Squarings, F: Array, values: Array, i: int) -> Array:
    """S_l = F D_l + L S_{l+1} for every l, and a full L.

    The sums over M lags are [F, L F, ..., L^(M-1) F] times the block Hankel matrix of D, unless F
    has so many columns that doubling costs less.
    """
    n, o = F.shape[-2:]
    columns = values.shape[-1]
    seeds = common_seeds(powers[0].values.shape[:-2], F.shape[:-2], values.shape[:-2])
    level = levels_of_windows(powers.known, (*seeds, n, i), columns // i, o)
    if 2**level * o > level * n:
        return _sums_to_the_end(powers, F @ values, i)
    blocks = krylov(powers, F, 2**level, doubled=True)
    sums = powers.room.take((*seeds, n, columns))
    np.matmul(blocks, hankel_matrix(values, i, 2**level), out=sums)
    return _continued(powers, sums, powers.room.take(sums.shape), (level, i))


def _continued(powers: Squarings, sums: Array, added: Array, place: tuple[int, int]) -> Array:
    """From the sums over 2^k lags, those to the end; `sums` and `added` are overwritten."""
    k, i = place
    width = 2**k * i
    for end in range(sums.shape[-1] - width, 0, -width):
        start = max(end - width, 0)
        source = slice(start + width, end + width)
        powers[k].apply(sums[..., source], out=added[..., source])
        sums[..., start:end] += added[..., source]
    return sums


# 1/2 and 0.5 are equal, but not their types.
@lru_cache(maxsize=16, typed=True)
def _decays(ratio: float | Fraction, T: int, i: int) -> Array:
    """The matrix that takes D_0, D_1, ... side by side to the sums over m of r^m D_{l+m}."""
    lags = np.subtract.outer(np.arange(T), np.arange(T))
    # As an array, because a Fraction takes an array's entries for floats.
    decays = np.where(lags >= 0, np.array(ratio) ** np.maximum(lags, 0), 0)
    return np.asarray(np.kron(decays, np.eye(i, dtype=decays.dtype)))


def _extended(
    powers: Squarings, sums: list[Array], place: tuple[int, int], others: list[Array]
) -> list[Array]:
    """S_l(2^k + c) from S_l(2^k) and S_{l + 2^k}(c)."""
    k, i = place
    offset = 2**k * i
    made = []
    for own, moved in zip(sums, moments_shifted(others, 2**k), strict=True):
        total = own.copy()
        total[..., :-offset] += powers[k] @ moved[..., offset:]
        made.append(total)
    return made


def credit_blocks(terms: tuple[CreditTerm, ...], F: Array, count: int) -> Array:
    """The blocks K_m F for m < count side by side, (..., n, count o)."""
    lags = np.repeat(np.arange(count, dtype=F.dtype), F.shape[-1])
    total: Array | None = None
    for term in terms:
        blocks = krylov(term.powers, term.entering(F), count)
        for d, p in term.coefficients:
            part = p @ (blocks * lags**d if d else blocks)
            total = part if total is None else total + part
    return np.zeros((F.shape[-2], lags.size), dtype=F.dtype) if total is None else total


def hankel_matrix(values: Array, i: int, count: int) -> Array:
    """The block Hankel matrix of D_{k+m}: row blocks m < count, column blocks k < T.

    Parameters
    ----------
    values : D_0, D_1, ..., D_{T-1} side by side, (..., o, T i)
    i : columns a block
    count : number of row blocks, at least 1

    >>> hankel_matrix(np.array([[1.0, 2.0, 3.0]]), 1, 2)
    array([[1., 2., 3.],
           [2., 3., 0.]])
    """
    o, columns = values.shape[-2:]
    seeds = values.shape[:-2]
    padded = np.zeros((*seeds, o, columns + (count - 1) * i), dtype=values.dtype)
    padded[..., :columns] = values
    *outer, step = padded.strides
    # Row block m is the same memory, m blocks further on.
    shifted = np.ndarray(
        (*seeds, count, o, columns),
        padded.dtype,
        padded,
        strides=(*outer[:-1], i * step, outer[-1], step),
    )
    return shifted.reshape(*seeds, count * o, columns)


def hankel_pays(
    sizes: tuple[int, int, int], T: int, count: int, powers: tuple[int, int] | None = None
) -> bool:
    """Whether the Hankel route costs less than windows, in multiply-adds.

    Parameters
    ----------
    sizes : n, o, i
    T, count : number of time steps and of lags that are kept
    powers : how many further squarings windows need, and the largest power of m; None where L is
        diagonal
    """
    n, o, i = sizes
    entries = count * o * T * i
    levels = count.bit_length()
    to_the_end = count >= T and powers is not None and not powers[1]
    products = _TO_THE_END if to_the_end else levels + 1
    hankel = entries * (n + _COPY) + count * o * n * n
    if powers is None:
        windows = (levels * _ENTRY + n) * T * i * n
    else:
        windows = products * T * i * n * n + powers[0] * n**3
    return entries <= _LARGEST_HANKEL and hankel < windows

"""Input that is correlated over time: the teacher for which white noise makes the same mean update.

Input with E[x_t x_s^T] = v^|t - s| I makes of the impulse responses E_k = C J^k G of the error, with
C = [A, -A*], J = diag(W, W*) and G = [B; B*], for T -> infinity

    sum_l v^|k - l| E_l = C J^k H + f_k,   (1 - v J) H = G,   f_0 = 0,   f_{k+1} = v (f_k + E_k),

and the mean update is that for white noise with these in the place of E_k.  They are A W^k B minus the impulse
response of a network that has the states of J twice, from G and from H, and those of f.
"""

from fractions import Fraction

import numpy as np

from symdyn.errors import SimulationError
from symdyn.simulation.networks.network import Array, Network, common_seeds
from symdyn.simulation.networks.rational_stacks import inverse

__all__ = ["checked_correlation", "correlated_teacher"]


def correlated_teacher(student: Network, teacher: Network, v: float | Fraction) -> Network:
    """The network in whose place as a teacher white noise makes the update that correlated input makes.

    Parameters
    ----------
    student, teacher : networks, or stacks of them, with spectral radii below 1
    v : the correlation of the inputs at successive times, -1 < v < 1

    >>> student, teacher = Network(A=[[1]], W=[[0.5]], B=[[1]]), Network(A=[[1]], W=[[0.5]], B=[[3]])
    >>> other = correlated_teacher(student, teacher, 0.5)
    >>> response = other.A @ other.B  # 1 less the sum of v^l E_l with E_l = -2/2^l, that is 1 + 8/3
    >>> round(float(response[0, 0]), 12)
    3.666666666667
    """
    seeds = common_seeds(student.seeds, teacher.seeds)
    (n, o, i), n_star = student.sizes, teacher.sizes[0]
    both, kind = n + n_star, student.W.dtype

    def spread(matrix: Array) -> Array:
        return np.broadcast_to(matrix, (*seeds, *matrix.shape[-2:]))

    J = np.zeros((*seeds, both, both), dtype=kind)
    J[..., :n, :n], J[..., n:, n:] = student.W, teacher.W
    C = np.concatenate([spread(student.A), spread(-teacher.A)], axis=-1)
    G = np.concatenate([spread(student.B), spread(teacher.B)], axis=-2)
    room = np.eye(both, dtype=int) - v * J
    H = (inverse(room) if student.exact else np.linalg.inv(room)) @ G

    size = 2 * both + o
    A, W, B = (
        np.zeros((*seeds, *shape), dtype=kind) for shape in ((o, size), (size, size), (size, i))
    )
    first, second, last = slice(both), slice(both, 2 * both), slice(2 * both, size)
    W[..., first, first] = W[..., second, second] = J
    W[..., last, first], W[..., last, last] = v * C, v * np.eye(o, dtype=int)
    B[..., first, :], B[..., second, :] = G, H
    A[..., :, :n] = student.A
    A[..., :, second], A[..., :, last] = -C, -np.eye(o, dtype=int)
    if student.exact:
        A, W, B = (_exactly(one) for one in (A, W, B))
    return Network(A=A, W=W, B=B)


def _exactly(matrix: Array) -> Array:
    """The same with Fractions in the place of integers."""
    return np.array([Fraction(one) for one in matrix.flat], dtype=object).reshape(matrix.shape)


def checked_correlation(v: float | Fraction, *, exact: bool) -> float | Fraction:
    """A correlation as a float, or exactly beside networks of Fractions.

    Raises
    ------
    SimulationError for anything but a number with -1 < v < 1.

    >>> checked_correlation(0.5, exact=True)
    Fraction(1, 2)
    """
    if not isinstance(v, int | float | Fraction) or isinstance(v, bool) or not -1 < v < 1:
        raise SimulationError(
            f"the correlation v = {v!r} of the input is no number with -1 < v < 1; choose one that is"
        )
    return Fraction(v) if exact else float(v)

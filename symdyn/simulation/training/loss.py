"""The loss of a full network, exactly."""

import numpy as np

from symdyn.simulation.networks.correlated import correlated_teacher
from symdyn.simulation.networks.decay import require_decay
from symdyn.simulation.networks.krylov import Krylov, krylov
from symdyn.simulation.networks.lag_sums import LagSum
from symdyn.simulation.networks.network import Array, Network
from symdyn.simulation.networks.squarings import Squarings

__all__ = ["loss"]


def loss(student: Network, teacher: Network, T: int | None, correlation: float = 0.0) -> Array:
    """The loss L_T = 1/2 sum_{k < T} |E_k|^2 with E_k = A W^k B - A* W*^k B*, one a seed.

    For T -> infinity it is 1/2 tr C P C^T with C = [A, -A*] and P the sum of M^k G G^T (M^T)^k for
    M = diag(W, W*), G = [B; B*].  For input with E[x_t x_s^T] = v^|t - s| I it is
    1/2 sum_{k, l} v^|k - l| tr E_k E_l^T.

    Parameters
    ----------
    student, teacher : stacks of networks
    T : number of time steps, or None
    correlation : v; 0 for white noise, and for every finite T

    Returns
    -------
    The losses; infinite where they overflow, and Fractions for networks of Fractions.

    Raises
    ------
    SimulationError for T -> infinity and a spectral radius that is not below 1.

    >>> net, other = (Network(A=[[a]], W=[[0.5]], B=[[1]]) for a in (1, 0))
    >>> float(loss(net, other, 2)), round(float(loss(net, other, None)), 12)
    (0.625, 0.666666666667)
    """
    with np.errstate(over="ignore", invalid="ignore"):
        return _limit(student, teacher, correlation) if T is None else _finite(student, teacher, T)


def _finite(student: Network, teacher: Network, T: int) -> Array:
    D = student.A @ krylov(Squarings.of(student.W), student.B, T) - teacher.A @ krylov(
        Squarings.of(teacher.W), teacher.B, T
    )
    return np.asarray(np.einsum("...ij,...ij->...", D, D) / 2)


def _limit(student: Network, teacher: Network, v: float) -> Array:
    for name, network in (("W", student), ("W_star", teacher)):
        require_decay(name, Squarings.of(network.W))
    C, G = _error(student, teacher)
    other, counted = (C, G) if not v else _error(student, correlated_teacher(student, teacher, v))
    (P,) = LagSum(G, counted).limit()
    # Rounding may leave a loss of 0 a little below it.
    return np.asarray(np.maximum(np.einsum("...ij,...jk,...ik->...", C, P, other) / 2, 0))


def _error(student: Network, teacher: Network) -> tuple[Array, Krylov]:
    """C, and G with the powers of M, for which C M^k G is the error at the lag k."""
    seeds, (n, *_) = student.seeds, student.sizes
    size = n + teacher.sizes[0]
    M = np.zeros((*seeds, size, size), dtype=student.W.dtype)
    M[..., :n, :n], M[..., n:, n:] = student.W, teacher.W
    read_out = np.broadcast_to(-teacher.A, (*seeds, *teacher.A.shape[-2:]))
    inputs = np.broadcast_to(teacher.B, (*seeds, *teacher.B.shape[-2:]))
    C = np.concatenate([student.A, read_out], axis=-1)
    return C, Krylov(Squarings.of(M), np.concatenate([student.B, inputs], axis=-2))

"""The mean update for T -> infinity, from Stein equations.

With S(L, R, G) = sum_m L^m G R^m, the solution of S = L S R + G,

    P = S(W, W^T, B B^T),     P* = S(W*, W^T, B* B^T)
    X = sum_m K_m F A W^m,    X* = sum_m K_m F A* W*^m
    Delta A = A P - A* P*,    Delta B = X B - X* B*,    Delta W = X W P - X* W* P*.

A term p(m) r^m of the kernel gives such sums with weights m^d; a horizon makes them finite.  Where
r is a number, F is taken out on the left: X = F sum_m p(m) r^m A W^m.
"""

import numpy as np

from symdyn.simulation.networks.credit_terms import CreditTerm
from symdyn.simulation.networks.krylov import Krylov
from symdyn.simulation.networks.lag_sums import LagSum
from symdyn.simulation.networks.network import Array, Network
from symdyn.simulation.networks.squarings import Squarings

__all__ = ["infinite_update"]


def infinite_update(
    student: Network,
    teacher: Network,
    feedback: Array | None,
    terms: tuple[CreditTerm, ...],
    kept: int | None,
    powers: tuple[Squarings, Squarings],
) -> tuple[Array, Array, Array]:
    """The mean updates Delta A, Delta W, Delta B for T -> infinity.

    Parameters
    ----------
    student, teacher : the networks, with spectral radii below 1
    feedback : F = R^T, (..., n, o), or None for F = A^T
    terms : the credit kernel at the student's W, whose sums converge
    kept : the number of lags that are kept, or None for all
    powers : of the student's and of the teacher's recurrent matrix
    """
    n, _, i = student.sizes
    networks = (student, teacher)
    v = [Krylov(one, net.B) for net, one in zip(networks, powers, strict=True)]
    P = [LagSum(one, v[0]).limit()[0] for one in v]
    WP = [net.W @ gramian for net, gramian in zip(networks, P, strict=True)]

    dA = student.A @ P[0] - teacher.A @ P[1]
    dB, dW = np.zeros((n, i), dtype=dA.dtype), np.zeros((n, n), dtype=dA.dtype)
    read_outs = [
        Krylov(one.transposed, np.swapaxes(net.A, -1, -2))
        for net, one in zip(networks, powers, strict=True)
    ]
    F = read_outs[0].start if feedback is None else feedback
    lefts: list[Krylov | Squarings] = []
    for term in terms:
        if term.powers[0].scalar:
            lefts.append(term.powers)
        elif feedback is None and term.powers.same_as(read_outs[0].powers):
            lefts.append(read_outs[0])
        else:
            lefts.append(Krylov(term.powers, F))
    for sign, net, rows, moved in zip((1, -1), networks, read_outs, WP, strict=True):
        X = np.zeros((1, 1), dtype=dA.dtype)
        for term, left in zip(terms, lefts, strict=True):
            sums = LagSum(left, rows, term.degree)
            found = sums.limit() if kept is None else sums.over(kept)
            for d, p in term.coefficients:
                if isinstance(left, Krylov):
                    X = X + p @ found[d]
                    continue
                back = p @ F
                dB = dB + sign * (back @ (found[d] @ net.B))
                dW = dW + sign * (back @ (found[d] @ moved))
        if X.any():
            dB, dW = dB + sign * (X @ net.B), dW + sign * (X @ moved)
    return dA, dW, dB

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
    networks = (student, teacher)
    v = [Krylov(one, net.B) for net, one in zip(networks, powers, strict=True)]
    P = [LagSum(one, v[0]).limit()[0] for one in v]
    dA = student.A @ P[0] - teacher.A @ P[1]
    if not terms:
        return dA, np.zeros_like(student.W), np.zeros_like(student.B)

    WP = [
        np.matmul(net.W, gramian, out=one.room.take(gramian.shape))
        for net, one, gramian in zip(networks, powers, P, strict=True)
    ]
    rows = [Krylov(one.transposed, net.A.mT) for net, one in zip(networks, powers, strict=True)]
    F = rows[0].start if feedback is None else feedback
    own = rows[0] if feedback is None else None
    lefts = [_left_of(term, F, own) for term in terms]
    parts = []
    for net, read_out, moved in zip(networks, rows, WP, strict=True):
        sums = [
            LagSum(left, read_out, term.degree) for term, left in zip(terms, lefts, strict=True)
        ]
        found = [one.limit() if kept is None else one.over(kept) for one in sums]
        parts.append([_credited(terms, F, found, right) for right in (moved, net.B)])
    return dA, parts[0][0] - parts[1][0], parts[0][1] - parts[1][1]


def _left_of(term: CreditTerm, F: Array, own: Krylov | None) -> Krylov | Squarings:
    """The left of a term's sum: r^m F, or r^m alone where it is a number.

    `own` is the sequence of the student's read-out if that is what F is.
    """
    if term.powers[0].scalar:
        return term.powers
    if own is not None and term.powers.same_as(own.powers):
        return own
    return Krylov(term.powers, term.entering(F))


def _credited(
    terms: tuple[CreditTerm, ...], F: Array, sums: list[list[Array]], right: Array
) -> Array:
    """X times a matrix on its right."""
    total: Array | None = None
    for term, found in zip(terms, sums, strict=True):
        for d, p in term.coefficients:
            if term.powers[0].scalar:
                product = (p @ F) @ (found[d] @ right)
            else:
                product = p @ (found[d] @ right)
            total = product if total is None else total + product
    return np.zeros((1, 1), dtype=F.dtype) if total is None else total

"""The mean update over T steps, from impulse responses.

With v_k = W^k B and D_k = A v_k - A* W*^k B*,

    Delta A = sum_{k < T} D_k v_k^T
    Delta B = Lambda_0,   Delta W = sum_{k < T-1} Lambda_{k+1} v_k^T,
    Lambda_l = sum_{m < M} K_m F D_{l+m},   M = T or min(T, horizon).

The sums over l and m are never nested: they are one product with a block Hankel matrix, or
windows that are doubled.  A ratio that is a number acts on D (o rows) before F (n rows) does.
"""

import numpy as np

from symdyn.simulation.networks.credit_terms import CreditTerm
from symdyn.simulation.networks.krylov import krylov
from symdyn.simulation.networks.network import Array, Network
from symdyn.simulation.networks.squarings import Squarings
from symdyn.simulation.networks.task import Task
from symdyn.simulation.networks.windows import (
    credit_blocks,
    hankel_matrix,
    hankel_pays,
    window_sums,
)

__all__ = ["finite_update"]


def finite_update(
    student: Network,
    F: Array,
    terms: tuple[CreditTerm, ...],
    task: Task,
    powers: Squarings,
) -> tuple[Array, Array, Array]:
    """The mean updates Delta A, Delta W, Delta B over T steps.

    Parameters
    ----------
    student : the network
    F : the feedback, (..., n, o)
    terms : the credit kernel at the student's W
    task : the teacher, T and the number M <= T of lags that are kept
    powers : of the student's recurrent matrix
    """
    n, _, i = student.sizes
    T, kept = task.T or 1, task.kept or 1
    v = krylov(powers, student.B, T)
    D = student.A @ v - task.targets
    carried = v[..., : (T - 1) * i].mT

    dA = D @ v.mT
    dB, dW = np.zeros((n, i), dtype=D.dtype), np.zeros((n, n), dtype=D.dtype)
    hankel = []
    for term in terms:
        before = term.powers[0].scalar
        if _by_hankel(term, student.sizes, T, kept):
            hankel.append(term)
            continue
        sums = window_sums(
            term.powers, D, i, kept, term.degree, None if before else term.entering(F)
        )
        for d, p in term.coefficients:
            back = p @ F if before else p
            dB = dB + back @ sums[d][..., :i]
            dW = dW + back @ (sums[d][..., i:] @ carried)
    if hankel:
        credit = credit_blocks(tuple(hankel), F, kept)
        H = hankel_matrix(D, i, kept)
        if credit.shape[-1] <= T * i:
            dB = dB + credit @ H[..., :i]
            dW = dW + credit @ (H[..., i:] @ carried)
        else:
            sums_of_all = credit @ H
            dB, dW = dB + sums_of_all[..., :i], dW + sums_of_all[..., i:] @ carried
    return dA, dW, dB


def _by_hankel(term: CreditTerm, sizes: tuple[int, int, int], T: int, kept: int) -> bool:
    if term.powers[0].scalar:
        return False
    if term.powers[0].elementwise:
        return hankel_pays(sizes, T, kept)
    squarings = max(kept.bit_length() - term.powers.known, 0)
    return hankel_pays(sizes, T, kept, (squarings, term.degree))

"""The mean update over T steps in code that Numba compiles, for many small networks.

A network costs about as much as T products of its W and a vector forwards, as many backwards, and
one product of n x T i and T i x n matrices, without calls in between:

    v_{k+1} = W v_k,   D_k = A v_k - A* W*^k B*
    Lambda_l = F D_l + r Lambda_{l+1}                 (a term r^m of the kernel, without horizon)
    Lambda_l = sum_{m < M} U_m D_{l+m},   U_m = K_m F                      (any other term)
    Delta A = sum_k D_k v_k^T,   Delta W = sum_k Lambda_{k+1} v_k^T,   Delta B = Lambda_0.

The sums are taken in another order than in products of NumPy: both agree to rounding, not to the
bit.
"""

import math

import numpy as np

from symdyn.simulation.networks.compiled_sums import sums_over_lags
from symdyn.simulation.networks.credit_terms import CreditTerm
from symdyn.simulation.networks.network import Array, Network
from symdyn.simulation.networks.task import Task
from symdyn.simulation.networks.windows import credit_blocks

__all__ = ["compiled_update"]

# What the ratio of a term is, in the order in which the compiled code takes the terms.
_NUMBER, _DIAGONAL, _FULL = range(3)


def compiled_update(
    student: Network,
    F: Array,
    terms: tuple[CreditTerm, ...],
    task: Task,
    seeds: tuple[int, ...],
) -> tuple[Array, Array, Array]:
    """The mean updates Delta A, Delta W, Delta B over T steps, as `finite_update` gives them.

    Parameters
    ----------
    student : the network
    F : the feedback, (..., n, o)
    terms : the credit kernel at the student's W
    task : the teacher, T and the number of lags that are kept
    seeds : the leading axes of the updates
    """
    n, count = student.sizes[0], math.prod(seeds)
    kept = task.kept or 1
    powers = [term for term in terms if kept == task.T and _is_power(term)]
    others = tuple(term for term in terms if term not in powers)

    def stack(matrix: Array) -> Array:
        """One matrix a seed."""
        shape = (*seeds, *matrix.shape[-2:])
        spread = matrix if matrix.shape == shape else np.broadcast_to(matrix, shape)
        return np.ascontiguousarray(spread).reshape(count, *matrix.shape[-2:])

    def ratios(kind: int, shape: tuple[int, ...]) -> Array:
        """The transposed ratios of the terms of one kind, (count, terms, *shape)."""
        chosen = [term for term in powers if _kind(term) == kind]
        found = np.empty((count, len(chosen), *shape))
        for place, term in enumerate(chosen):
            found[:, place] = stack(term.powers[0].values.mT).reshape(-1, *shape)
        return found

    blocks = credit_blocks(others, F, kept) if others else np.empty((n, 0))
    networks = (stack(student.A), stack(student.W), stack(student.B.mT))
    out = tuple(np.empty_like(one) for one in networks)
    sums_over_lags()(
        networks,
        (stack(F.mT), stack(blocks.mT), stack(task.target_rows)),
        (ratios(_NUMBER, ()), ratios(_DIAGONAL, (n,)), ratios(_FULL, (n, n))),
        np.array([_factor(term) for term in sorted(powers, key=_kind)]),
        out,
    )
    dA, dW, dB = (one.reshape(*seeds, *one.shape[1:]) for one in out)
    return dA, dW, np.ascontiguousarray(dB.mT)


def _kind(term: CreditTerm) -> int:
    ratio = term.powers[0]
    return _NUMBER if ratio.scalar else _DIAGONAL if ratio.elementwise else _FULL


def _is_power(term: CreditTerm) -> bool:
    """Whether a term is c r^m with a number c."""
    return all(d == 0 and p.scalar and p.values.size == 1 for d, p in term.coefficients)


def _factor(term: CreditTerm) -> float:
    return math.fsum(p.values.item() for _, p in term.coefficients)

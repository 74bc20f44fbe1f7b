"""The sums over lags of one network after another, as functions that Numba compiles.

Sequences are kept as rows: row k i + c of v is column c of W^k B, of length n.  Every inner loop
runs along rows, over eight of them at once, which the compiler turns into vector instructions.
Terms whose ratio is a number, and lags taken one by one, never leave the o rows of D:

    Delta W = F sum_k C_{k+1} v_k^T,   Delta B = F C_0,   C_l = D_l + r C_{l+1}   or   C_l = D_{l+m}.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from symdyn.simulation.numba_support import load_numba

__all__ = ["sums_over_lags"]

_Compile = Callable[[Callable[..., None]], Callable[..., None]]


# Compiled when first used, which takes some seconds, and kept for the process.
@lru_cache(maxsize=1)
def sums_over_lags() -> Callable[..., None]:
    """The compiled function of (networks, given, ratios, factors, out).

    All arrays are C-contiguous and begin with an axis of S seeds.  `networks` are A (o, n),
    W (n, n) and B^T (i, n); `given` are F^T (o, n), the blocks U_m^T one below the other (M o, n),
    and the teacher's responses, row k i + c for A* W*^k B* e_c, (T i, o).  `ratios` are those of
    the terms c r^m: numbers (K1), diagonals (K2, n) and transposed matrices (K3, n, n); `factors`,
    without seeds, are the numbers c in this order.  `out` takes Delta A, Delta W and Delta B^T.

    Raises
    ------
    SimulationError if Numba is not installed.
    """
    # Products are fused with sums, and a sum may be taken in several parts at once.
    compiled: _Compile = load_numba().njit(
        error_model="numpy", fastmath={"contract", "reassoc", "nsz"}, nogil=True
    )
    combine, outer = _on_rows(compiled)
    forward = _forward(compiled, combine)
    by_number, by_blocks = _narrow_credit(compiled, combine, outer)
    by_diagonal, by_matrix = _wide_credit(compiled, combine)

    @compiled
    def update(networks: Any, given: Any, ratios: Any, factors: Any, out: Any) -> None:
        (A, W, B), (F, blocks, targets), (dA, dW, dB) = networks, given, out
        numbers, diagonals, matrices = ratios[0].shape[1], ratios[1].shape[1], ratios[2].shape[1]
        i, n, rows = B.shape[1], B.shape[2], targets.shape[1]
        v, sums, own = np.empty((rows, n)), np.empty((rows, n)), np.empty((rows, n))
        D = np.empty((rows, A.shape[1]))
        for s in range(len(A)):
            dA[s], dW[s], dB[s] = 0.0, 0.0, 0.0
            forward(A[s], W[s], B[s], targets[s], v, D)
            outer(D, 0, v, rows, dA[s])
            by_blocks(D, blocks[s], v, dW[s], dB[s])
            for k in range(numbers):
                by_number(D, F[s], v, ratios[0][s, k], factors[k], dW[s], dB[s])
            if diagonals + matrices == 0:
                continue
            sums[:] = 0.0
            for k in range(diagonals):
                by_diagonal(D, F[s], ratios[1][s, k], i, own)
                sums += factors[numbers + k] * own
            for k in range(matrices):
                by_matrix(D, F[s], ratios[2][s, k], i, own)
                sums += factors[numbers + diagonals + k] * own
            dB[s] += sums[:i]
            outer(sums, i, v, rows - i, dW[s])

    return update


def _on_rows(compiled: _Compile) -> tuple[Callable[..., None], Callable[..., None]]:
    @compiled
    def combine(
        rows: Any, first: int, count: int, weights: Any, which: int, out: Any, to: int
    ) -> None:
        """Add the combination of `count` rows with weights[which] to out[to]."""
        width, j = out.shape[1], 0
        while j + 8 <= count:
            w0, w1, w2 = weights[which, j], weights[which, j + 1], weights[which, j + 2]
            w3, w4, w5 = weights[which, j + 3], weights[which, j + 4], weights[which, j + 5]
            w6, w7, r = weights[which, j + 6], weights[which, j + 7], first + j
            for x in range(width):
                out[to, x] += (
                    (rows[r, x] * w0 + rows[r + 1, x] * w1)
                    + (rows[r + 2, x] * w2 + rows[r + 3, x] * w3)
                    + (rows[r + 4, x] * w4 + rows[r + 5, x] * w5)
                    + (rows[r + 6, x] * w6 + rows[r + 7, x] * w7)
                )
            j += 8
        while j < count:
            w0, r = weights[which, j], first + j
            for x in range(width):
                out[to, x] += rows[r, x] * w0
            j += 1

    @compiled
    def outer(left: Any, first: int, right: Any, count: int, out: Any) -> None:
        """Add the sum over q < count of column left[first + q] times row right[q]."""
        height, width = out.shape
        for y in range(height):
            q = 0
            while q + 8 <= count:
                r = first + q
                w0, w1, w2, w3 = left[r, y], left[r + 1, y], left[r + 2, y], left[r + 3, y]
                w4, w5, w6, w7 = left[r + 4, y], left[r + 5, y], left[r + 6, y], left[r + 7, y]
                for x in range(width):
                    out[y, x] += (
                        (right[q, x] * w0 + right[q + 1, x] * w1)
                        + (right[q + 2, x] * w2 + right[q + 3, x] * w3)
                        + (right[q + 4, x] * w4 + right[q + 5, x] * w5)
                        + (right[q + 6, x] * w6 + right[q + 7, x] * w7)
                    )
                q += 8
            while q < count:
                w0 = left[first + q, y]
                for x in range(width):
                    out[y, x] += right[q, x] * w0
                q += 1

    return combine, outer


def _forward(compiled: _Compile, combine: Callable[..., None]) -> Callable[..., None]:
    @compiled
    def forward(A: Any, W: Any, B: Any, targets: Any, v: Any, D: Any) -> None:
        """The rows of v and of D = A v - targets."""
        i, n = B.shape
        turned = np.empty((n, n))
        for x in range(n):
            for y in range(n):
                turned[x, y] = W[y, x]
        v[:i], v[i:] = B, 0.0
        for row in range(i, len(v)):
            combine(turned, 0, n, v, row - i, v, row)
        for row in range(len(v)):
            for y in range(len(A)):
                total = 0.0
                for x in range(n):
                    total += A[y, x] * v[row, x]
                D[row, y] = total - targets[row, y]

    return forward


def _narrow_credit(
    compiled: _Compile, combine: Callable[..., None], outer: Callable[..., None]
) -> tuple[Callable[..., None], ...]:
    @compiled
    def add(C: Any, first: int, F: Any, base: int, v: Any, dW: Any, dB: Any) -> None:
        """Add F sum_k C_{k+1} v_k^T and F C_0, where C begins at row `first`, F at row `base`."""
        i, o = len(dB), C.shape[1]
        total = np.zeros((o, v.shape[1]))
        outer(C, first + i, v, len(C) - first - i, total)
        for x in range(len(dW)):
            for y in range(o):
                weight = F[base + y, x]
                for z in range(v.shape[1]):
                    dW[x, z] += weight * total[y, z]
        for c in range(i):
            combine(F, base, o, C, first + c, dB, c)

    @compiled
    def by_number(D: Any, F: Any, v: Any, ratio: float, factor: float, dW: Any, dB: Any) -> None:
        """Add the term c r^m with a number r."""
        i, C = len(dB), factor * D
        for row in range(len(D) - i - 1, -1, -1):
            for y in range(D.shape[1]):
                C[row, y] += ratio * C[row + i, y]
        add(C, 0, F, 0, v, dW, dB)

    @compiled
    def by_blocks(D: Any, blocks: Any, v: Any, dW: Any, dB: Any) -> None:
        """Add the lags m < M with the blocks U_m of credit."""
        o = D.shape[1]
        for m in range(len(blocks) // o):
            add(D, m * len(dB), blocks, m * o, v, dW, dB)

    return by_number, by_blocks


def _wide_credit(
    compiled: _Compile, combine: Callable[..., None]
) -> tuple[Callable[..., None], ...]:
    @compiled
    def by_diagonal(D: Any, F: Any, ratio: Any, i: int, sums: Any) -> None:
        """sum_m diag(r)^m F D_{l+m}."""
        sums[:] = 0.0
        for row in range(len(D) - 1, -1, -1):
            if row + i < len(D):
                for x in range(len(ratio)):
                    sums[row, x] = ratio[x] * sums[row + i, x]
            combine(F, 0, len(F), D, row, sums, row)

    @compiled
    def by_matrix(D: Any, F: Any, turned: Any, i: int, sums: Any) -> None:
        """sum_m J^m F D_{l+m}, with J transposed."""
        sums[:] = 0.0
        for row in range(len(D) - 1, -1, -1):
            combine(F, 0, len(F), D, row, sums, row)
            if row + i < len(D):
                combine(turned, 0, len(turned), sums, row + i, sums, row)

    return by_diagonal, by_matrix

"""Sums over lags S_d = sum_m m^d L^m G R^m, finite or infinite, by doubling.

With S_d(M) the sum over m < M,

    S_d(M + c) = S_d(M) + L^M [sum_e C(d, e) M^(d-e) S_e(c)] R^M,

so that c = M doubles the number of lags with two matrix products, and c < M adds the binary digits
of a finite count.  For degree 0 and infinitely many lags this is Smith's method for the Stein
equation S = L S R + G.

Doubling comes to an end in rounding only.  Fractions are summed to the limit by

    S_d = L [sum_e C(d, e) S_e] R  (+ G for d = 0),

a linear equation for S_d once S_0, ..., S_(d-1) are known.

Source: R. A. Smith, Matrix equation XA + BX = C, SIAM J. Appl. Math. 16 (1968) 198-201.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

import numpy as np

from symdyn.simulation.networks.factor import frobenius_norm
from symdyn.simulation.networks.krylov import Krylov
from symdyn.simulation.networks.network import Array, common_seeds, is_exact
from symdyn.simulation.networks.room import Room
from symdyn.simulation.networks.squarings import Squarings
from symdyn.simulation.networks.stein import stein_solution

__all__ = ["NEGLIGIBLE", "LagSum", "moments_shifted"]

# What is left out is below this fraction of what is kept: well under the rounding error 1.1e-16.
NEGLIGIBLE = 2.0**-57


@dataclass(frozen=True, eq=False)
class LagSum:
    """The sums S_d = sum_m m^d (L^m g) (Q^m h)^T for d up to a degree: R = Q^T, G = g h^T.

    Parameters
    ----------
    left : the powers of L (..., n, n) and g (..., n, p), or the powers alone where L is a
        multiple of the identity: g is the identity then
    right : the powers of Q (..., q, q) and h (..., q, p)
    degree : the largest d

    >>> half, third = (Squarings.of(np.array([[x]])) for x in (1 / 2, 1 / 3))
    >>> one = np.eye(1)
    >>> LagSum(Krylov(half, one), Krylov(third, one), degree=1).limit()  # 6/5 and 6/25
    [array([[1.2]]), array([[0.24]])]
    """

    left: Krylov | Squarings
    right: Krylov
    degree: int = 0

    @property
    def _factors(self) -> tuple[Squarings, Squarings]:
        """The powers of L and of R."""
        left = self.left.powers if isinstance(self.left, Krylov) else self.left
        return left, self.right.powers.transposed

    @property
    def _room(self) -> Room:
        return self.right.powers.room

    def limit(self) -> list[Array]:
        """The sums over all lags; the products of L's and R's eigenvalues must be below 1."""
        if is_exact(self.right.start):
            return self._solved()
        k = self._cheap_start()
        if k and not self.degree and self._vanishes(k - 1):
            k -= 1
        sums = self._first(2**k, endless=True)
        shape = sums[0].shape
        spare = (self._room.take(shape), self._room.take(shape))
        while not self._ends(k, sums):
            self._double(sums, k, spare)
            k += 1
        return sums

    def _solved(self) -> list[Array]:
        """The sums over all lags as solutions of linear equations."""
        left, right = (one[0] for one in self._factors)
        sums: list[Array] = []
        for start in self._first(1):  # G, and zeros
            moved = moments_shifted([*sums, np.zeros_like(start)], 1)[-1]
            sums.append(stein_solution(left, right, start + (left @ moved) @ right.values))
        return sums

    def over(self, count: int) -> list[Array]:
        """The sums over the lags m < count, count at least 1."""
        if count <= 2 ** self._cheap_start():
            return self._first(count)
        doubled, done, total = self._first(1), 0, None
        for k in range(count.bit_length()):
            if count >> k & 1:
                total = doubled if total is None else self._extended(doubled, k, total)
                done += 2**k
            if done < count:
                doubled = self._extended(doubled, k, doubled)
        return doubled if total is None else total

    def _cheap_start(self) -> int:
        """The largest k for which a product of blocks of 2^k lags is worth k doublings.

        Blocks of 2 n columns cost a little less than those of n columns and a doubling.
        """
        if not isinstance(self.left, Krylov):
            return 0
        n, p = (int(length) for length in self.left.start.shape[-2:])
        return (n // p).bit_length()

    def _first(self, count: int, *, endless: bool = False) -> list[Array]:
        """The sums over m < count as products of n x (p count) and (p count) x q matrices.

        If the sum goes on for ever, the powers up to L^count are needed anyway.
        """
        rows = self.right.first(count, doubled=endless).mT
        shape = self._shape()
        made = [self._room.take(shape) for _ in range(self.degree + 1)]
        if not isinstance(self.left, Krylov):
            made[0][...] = rows
            for own in made[1:]:
                own.fill(0)
            return made
        columns = self.left.first(count, doubled=endless)
        lags = np.repeat(np.arange(count, dtype=columns.dtype), self.right.start.shape[-1])
        for d, own in enumerate(made):
            np.matmul(columns * lags**d if d else columns, rows, out=own)
        return made

    def _shape(self) -> tuple[int, ...]:
        """The shape of a sum, with an entry of its own for each seed."""
        starts = [one.start for one in (self.left, self.right) if isinstance(one, Krylov)]
        held = [one[0].values for one in self._factors] + starts
        seeds = common_seeds(*(one.shape[:-2] for one in held))
        rows = starts[0].shape[-2] if len(starts) > 1 else starts[0].shape[-1]
        return (*seeds, rows, starts[-1].shape[-2])

    def _extended(self, sums: list[Array], k: int, others: list[Array]) -> list[Array]:
        """S(2^k + c) from S(2^k) and S(c)."""
        left, right = self._factors
        return [
            own + (left[k] @ moved) @ right[k].values
            for own, moved in zip(sums, moments_shifted(others, 2**k), strict=True)
        ]

    def _double(self, sums: list[Array], k: int, spare: tuple[Array, Array]) -> None:
        """S(2^(k+1)) in the place of S(2^k); `spare` is overwritten."""
        left, right = self._factors
        for own, moved in zip(sums, moments_shifted(sums, 2**k), strict=True):
            added = np.matmul(left[k].apply(moved, out=spare[0]), right[k].values, out=spare[1])
            np.add(own, added, out=own)

    def _ends(self, k: int, sums: list[Array]) -> bool:
        """Whether the lags m >= 2^k no longer count: they add L^M [shifted S] R^M."""
        return self._vanishes(
            k,
            [
                (frobenius_norm(own), frobenius_norm(moved))
                for own, moved in zip(sums[1:], moments_shifted(sums, 2**k)[1:], strict=True)
            ],
        )

    def _vanishes(self, k: int, norms: Sequence[tuple[Array, Array]] = ()) -> bool:
        """Whether L^M and R^M are negligible for M = 2^k, also beside these norms.

        The norm of a square is at most the square of the norm: that may spare the last squaring.
        """
        left, right = self._factors

        def negligible(size: Array) -> bool:
            return bool(size.max() <= NEGLIGIBLE) and all(
                np.all(size * moved <= NEGLIGIBLE * own) for own, moved in norms
            )

        if k and negligible((left.norm(k - 1) * right.norm(k - 1)) ** 2):
            return True
        return negligible(left.norm(k) * right.norm(k))


def moments_shifted(sums: list[Array], shift: int) -> list[Array]:
    """From the sums of m^d x_m those of (m + shift)^d x_m, by the binomial theorem."""
    return [sums[d] if d == 0 else _combined(sums[: d + 1], shift, d) for d in range(len(sums))]


def _combined(sums: list[Array], shift: int, d: int) -> Array:
    total = sums[d].copy()
    for e in range(d):
        total += comb(d, e) * shift ** (d - e) * sums[e]
    return total

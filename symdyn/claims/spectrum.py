"""The form of a claim on the characteristic polynomial of a 3 x 3 or 4 x 4 matrix, and of one on a complex pair."""

from itertools import combinations

from symdyn.formula.building import (
    Formula,
    Part,
    added,
    bracket,
    defined,
    equal,
    letter,
    letters,
)
from symdyn.formula.nodes import Relation

__all__ = [
    "OF_FOUR",
    "complex_spectrum_lines",
    "entries",
    "entries_of_four",
    "pair_for",
    "pair_of_four_lines",
    "spectrum_lines",
    "sums_of_minors",
    "trace_and_minors",
]

OF_FOUR = ("G", "H", "M")
"""The letters of the 4 x 4 matrices of a mode whose feedback is learned."""


def entries(matrix: str) -> dict[tuple[int, int], Formula]:
    """The entries of a matrix by row and column."""
    return {(i, j): letter(f"{matrix}_{i}{j}") for i in (1, 2, 3) for j in (1, 2, 3)}


def trace_and_minors(matrix: str = "J") -> tuple[Formula, Formula]:
    """The trace, and the sum of the principal minors of order two."""
    e = entries(matrix)
    minors = (
        e[1, 1] * e[2, 2] - e[1, 2] * e[2, 1]
        + e[1, 1] * e[3, 3] - e[1, 3] * e[3, 1]
        + e[2, 2] * e[3, 3] - e[2, 3] * e[3, 2]
    )  # fmt: skip
    return e[1, 1] + e[2, 2] + e[3, 3], minors


def spectrum_lines(
    matrix: str = "J", trace: Part | None = None, minors: Part | None = None
) -> tuple[Relation, ...]:
    """The characteristic polynomial of a 3 x 3 matrix is x (x^2 - t x + d).

    Parameters
    ----------
    matrix : its letter
    trace, minors : what t and d are; None for the letters
    """
    e = entries(matrix)
    determinant = (
        e[1, 1] * (e[2, 2] * e[3, 3] - e[2, 3] * e[3, 2])
        - e[1, 2] * (e[2, 1] * e[3, 3] - e[2, 3] * e[3, 1])
        + e[1, 3] * (e[2, 1] * e[3, 2] - e[2, 2] * e[3, 1])
    )
    left = (*trace_and_minors(matrix), determinant)
    right = (letter("t") if trace is None else trace, letter("d") if minors is None else minors, 0)
    return tuple(equal(x, y) for x, y in zip(left, right, strict=True))


def entries_of_four(matrix: str) -> dict[tuple[int, int], Formula]:
    """The entries of a 4 x 4 matrix by row and column."""
    return {(i, j): letter(f"{matrix}_{i}{j}") for i in range(1, 5) for j in range(1, 5)}


def sums_of_minors(matrix: str) -> tuple[Formula, ...]:
    """The sums of the principal minors of a 4 x 4 matrix of order 1, 2, 3 and 4."""
    e = entries_of_four(matrix)

    def minor(rows: tuple[int, ...], columns: tuple[int, ...]) -> Formula:
        if len(rows) == 1:
            return e[rows[0], columns[0]]
        total = None
        for place, column in enumerate(columns):
            rest = minor(rows[1:], columns[:place] + columns[place + 1 :])
            one = e[rows[0], column] * (rest if len(rows) == 2 else bracket(rest))
            total = one if total is None else total - one if place % 2 else total + one
        if total is None:
            raise ValueError("a minor has a row")
        return total

    def principal(order: int) -> Formula:
        first, *others = (minor(x, x) for x in combinations((1, 2, 3, 4), order))
        return added(first, *others)

    return tuple(principal(order) for order in (1, 2, 3, 4))


def pair_of_four_lines(matrix: str) -> tuple[Relation, ...]:
    """The characteristic polynomial of a 4 x 4 matrix is x (x + r) (x^2 - t x + d)."""
    t, d, r = letters("t d r")
    right = (t - r, d - r * t, -(r * d), 0)
    return tuple(equal(x, y) for x, y in zip(sums_of_minors(matrix), right, strict=True))


def pair_for(q: Formula, g: Formula, X: Formula, K: Formula, S: Formula) -> tuple[Formula, Formula]:
    """Trace and determinant of the pair of a conformal mode for any kernel.

    Parameters
    ----------
    q, g : the gains of feedback and input, a phi and |b|^2
    X : |w_star|^2
    K, S : K(w_star) with the conjugate of w in the kernel, and K + w_star K' there
    """
    room = 1 - X
    trace = -(g / room) - q * K - q * g * (S / room + X * K / room**2)
    return trace, q * g * ((g * S + q * K**2) / room**2)


def complex_spectrum_lines() -> tuple[Relation, ...]:
    """Trace t + J y and determinant d + J z of the pair of a conformal mode, as definitions.

    The square of J is L, which is -1 for the imaginary unit.  The gain of the feedback is q + J r, and the
    credit is K = k_1 + J k_2 and S = H_1 + J H_2.
    """
    q, r, g, X, L = letters("q r g X L")
    k, m, H, M = letters("k_1 k_2 H_1 H_2")
    t, y, d, z = letters("t y d z")
    room = 1 - X
    direct, crossed = q * k + L * r * m, q * m + r * k
    stretched, sheared = q * H + L * r * M, q * M + r * H
    gains, credit = q**2 + L * r**2, k**2 + L * m**2
    return (
        defined(t, -(g / room) - direct - g * (stretched / room + X * (direct / room**2))),
        defined(y, -crossed - g * (sheared / room + X * (crossed / room**2))),
        defined(d, g * ((g * stretched + gains * credit + 4 * L * q * r * k * m) / room**2)),
        defined(z, g * ((g * sheared + 2 * k * m * gains + 2 * q * r * credit) / room**2)),
    )

"""The form of a claim on the characteristic polynomial of a 3 x 3 matrix."""

from symdyn.formula.building import Formula, Part, equal, letter
from symdyn.formula.nodes import Relation

__all__ = ["entries", "spectrum_lines", "trace_and_minors"]


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

"""Homogeneous polynomials in two variables with rational coefficients, and flows that they change along.

A polynomial of degree n is its n + 1 coefficients, that of x^(n-k) y^k at the place k.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import TypeAlias

from symdyn.exact.matrices import Matrix

__all__ = ["Form", "added", "change", "focal_value"]

Form: TypeAlias = tuple[Fraction, ...]


def change(form: Form, first: Form, second: Form) -> Form:
    """The slope of a form in the direction (first, second), both of one degree.

    >>> one, zero = Fraction(1), Fraction(0)
    >>> change((one, zero, one), (zero, one), (-one, zero)) == (0, 0, 0)  # x^2 + y^2 along (y, -x)
    True
    """
    degree = len(form) - 1
    by_x = tuple((degree - k) * form[k] for k in range(degree))
    by_y = tuple((k + 1) * form[k + 1] for k in range(degree))
    return added(_product(by_x, first), _product(by_y, second))


def added(*forms: Form) -> Form:
    """The sum of forms of one degree.

    >>> added((Fraction(1), Fraction(2)), (Fraction(1, 2), Fraction(0)))
    (Fraction(3, 2), Fraction(2, 1))
    """
    return tuple(sum(one, Fraction(0)) for one in zip(*forms, strict=True))


def focal_value(first: Sequence[Form], second: Sequence[Form]) -> tuple[Form, Form, Form, Fraction]:
    """Forms q, p, h of degree 2, 3, 4 with (q + p + h)' = nu q^2 to fourth order, and nu.

    The flow is x' = first, y' = second, given by their parts of degree 1, 2 and 3, and its linear part is a
    rotation: its trace is 0, its determinant positive.  q is conserved by the linear part and positive, with the
    coefficient 1 of x^2.  What q^2 could be added to h is fixed by h having no y^4.

    >>> zero, one = Fraction(0), Fraction(1)
    >>> x_slope = ((zero, one), (zero,) * 3, (-one, zero, zero, zero))  # y - x^3
    >>> y_slope = ((-one, zero), (zero,) * 3, (zero,) * 4)  # -x
    >>> focal_value(x_slope, y_slope)[3]
    Fraction(-3, 4)
    """
    (p, q), (r, opposite) = first[0], second[0]
    if p + opposite or not -p * p - q * r > 0:
        raise ValueError(f"the linear part ({p}, {q}), ({r}, {opposite}) is no rotation")
    square: Form = (Fraction(1), -2 * p / r, -q / r)
    turned = change(square, first[1], second[1])
    cubic = _solved(_columns(3, first[0], second[0]), turned)
    rest = added(change(cubic, first[1], second[1]), change(square, first[2], second[2]))
    bound = [tuple(-x for x in _product(square, square))]
    *quartic, value = _solved([*_columns(4, first[0], second[0])[:-1], *bound], rest)
    return square, cubic, (*quartic, Fraction(0)), value


def _columns(degree: int, first: Form, second: Form) -> list[Form]:
    """How each monomial changes along the linear part."""
    units = Matrix.identity(degree + 1).entries
    return [change(one, first, second) for one in units]


def _solved(columns: Sequence[Form], rest: Form) -> Form:
    """The combination of columns that is minus the rest."""
    matrix = Matrix(columns).transpose()
    found = matrix.inverse() @ Matrix([[-x] for x in rest])
    return tuple(row[0] for row in found.entries)


def _product(left: Form, right: Form) -> Form:
    found = [Fraction(0)] * (len(left) + len(right) - 1)
    for i, x in enumerate(left):
        for j, y in enumerate(right):
            found[i + j] += x * y
    return tuple(found)

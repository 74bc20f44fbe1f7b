"""The value of a rational function at a rational point, in whole numbers alone."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import prod

from symdyn.errors import ExactArithmeticError
from symdyn.exact.rational import RationalFunction

__all__ = ["evaluate", "scaled_value"]


def evaluate(element: RationalFunction, point: Mapping[str, Fraction]) -> Fraction:
    """The exact value at a rational point, given by the letters' names.

    Only letters that occur need a value.

    Raises
    ------
    ExactArithmeticError
        At a pole, and where a letter that occurs has no value.

    >>> from sympy import Symbol
    >>> from symdyn.exact.rational import field_over
    >>> (x,) = field_over([Symbol("x")]).gens
    >>> evaluate(1 / (1 + x), {"x": Fraction(1, 2)})
    Fraction(2, 3)
    """
    below = _polynomial_value(element.denom, point)
    if not below:
        raise ExactArithmeticError(f"{element} has a pole at {dict(point)}; choose another point")
    return _polynomial_value(element.numer, point) / below


def scaled_value(
    terms: Sequence[tuple[tuple[int, ...], int]], point: Sequence[Fraction]
) -> tuple[int, int]:
    """An integer polynomial's value at a point as a whole number over a positive one.

    >>> scaled_value([((2,), 4), ((0,), -1)], (Fraction(1, 3),))
    (-5, 9)
    """
    tables, scales = [], []
    for axis, q in enumerate(point):
        highest = max((powers[axis] for powers, _ in terms), default=0)
        up, down = q.numerator, q.denominator
        tables.append([up**k * down ** (highest - k) for k in range(highest + 1)])
        scales.append(down**highest)
    total = 0
    for powers, coefficient in terms:
        term = coefficient
        for table, power in zip(tables, powers, strict=True):
            term *= table[power]
        total += term
    return total, prod(scales)


def _polynomial_value(polynomial: RationalFunction, point: Mapping[str, Fraction]) -> Fraction:
    if polynomial.is_polynomial and polynomial == 1:
        return Fraction(1)
    used = [place for place, degree in enumerate(polynomial.top.degrees()) if degree > 0]
    names = [polynomial.field.symbols[place].name for place in used]
    missing = [name for name in names if name not in point]
    if missing:
        raise ExactArithmeticError(
            f"the point gives no value to {', '.join(missing)}: expected one for each letter that "
            "occurs; add it"
        )
    terms = [
        (tuple(powers[place] for place in used), coefficient)
        for powers, coefficient in polynomial.terms()
    ]
    return Fraction(*scaled_value(terms, [point[name] for name in names]))

"""Polynomials as plain integer terms: denominators cleared, idle letters dropped."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

from symdyn.exact.evaluation import scaled_value
from symdyn.exact.rational import RationalFunction

__all__ = ["Terms", "occurring_terms", "value_sign"]

Terms: TypeAlias = Mapping[tuple[int, ...], int]


def occurring_terms(
    polynomial: RationalFunction,
) -> tuple[tuple[str, ...], dict[tuple[int, ...], int]]:
    """The names of the letters that occur, and the cleared terms in these alone.

    A constant denominator is positive and left out.

    >>> from sympy import Symbol
    >>> from symdyn.exact.rational import field_over
    >>> x, y, z = field_over(map(Symbol, "xyz")).gens
    >>> occurring_terms(z**2 - x)
    (('x', 'z'), {(1, 0): -1, (0, 2): 1})
    """
    cleared = polynomial.numer
    used = [axis for axis, degree in enumerate(cleared.top.degrees()) if degree > 0]
    names = tuple(cleared.field.symbols[axis].name for axis in used)
    return names, {tuple(powers[axis] for axis in used): c for powers, c in cleared.terms()}


def value_sign(terms: Terms, point: Sequence[Fraction]) -> int:
    """The sign (-1, 0 or 1) of an integer polynomial at an exact point.

    Integer arithmetic only: the value's common denominator is positive and left out.

    Parameters
    ----------
    terms : mapping of exponents to int
    point : sequence of Fraction
        One value for each entry of the exponents.

    Examples
    --------
    >>> value_sign({(2,): 4, (0,): -1}, (Fraction(1, 2),))
    0
    """
    total, _ = scaled_value(tuple(terms.items()), point)
    return (total > 0) - (total < 0)

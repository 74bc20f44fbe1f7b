"""Partial derivatives of rational functions."""

from sympy import Symbol

from symdyn.exact.divisors import gcd
from symdyn.exact.rational import RationalFunction, cancelled

__all__ = ["derivative"]


def derivative(element: RationalFunction, symbol: Symbol) -> RationalFunction:
    """The partial derivative, all other letters held fixed.

    >>> from symdyn.exact.rational import field_over, generator
    >>> x = Symbol("x")
    >>> derivative(1 / generator(field_over([x]), x), x)
    -1/(x**2)
    """
    field = element.field
    place = field.place(symbol)
    slope = element.top.derivative(place)
    if element.bottom is field.unit:
        return RationalFunction(field, slope, field.unit)
    below = element.bottom.derivative(place)
    if not below:
        return cancelled(field, slope, element.bottom)
    # With g = gcd(q, q') the quotient (p' q - p q')/q^2 is (p' (q/g) - p (q'/g))/(q (q/g)).
    shared = gcd(element.bottom, below)
    left = element.bottom / shared
    return cancelled(field, slope * left - element.top * (below / shared), element.bottom * left)

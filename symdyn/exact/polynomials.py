"""Polynomials among the rational functions: their letters, degrees, parts and common divisors.

A polynomial is a value with the denominator 1: integer coefficients.
"""

from collections.abc import Sequence

from sympy import Symbol

from symdyn.errors import ExactArithmeticError
from symdyn.exact.divisors import gcd
from symdyn.exact.rational import RationalFunction

__all__ = [
    "coefficients_in",
    "common_divisor",
    "common_multiple",
    "degree",
    "is_letter",
    "letters_of",
    "lowest_degree",
    "term_count",
]


def term_count(polynomial: RationalFunction) -> int:
    """How many terms a polynomial has."""
    return len(_plain(polynomial).top)


def letters_of(element: RationalFunction) -> tuple[Symbol, ...]:
    """The letters that occur in numerator or denominator, in the field's order.

    >>> from symdyn.exact.rational import field_over
    >>> x, y, z = field_over(map(Symbol, "xyz")).gens
    >>> letters_of(x / (1 + z))
    (x, z)
    """
    degrees = zip(element.top.degrees(), element.bottom.degrees(), strict=True)
    return tuple(
        symbol
        for symbol, (up, down) in zip(element.field.symbols, degrees, strict=True)
        if up > 0 or down > 0
    )


def is_letter(polynomial: RationalFunction) -> bool:
    """Whether the value is one of the field's letters."""
    return (
        polynomial.is_polynomial
        and len(polynomial.top) == 1
        and polynomial in polynomial.field.gens
    )


def degree(polynomial: RationalFunction, symbol: Symbol) -> int:
    """The highest power of a letter in a nonzero polynomial."""
    return max(powers[polynomial.field.place(symbol)] for powers, _ in _plain(polynomial).terms())


def lowest_degree(polynomial: RationalFunction, symbol: Symbol) -> int:
    """The highest power of a letter that divides a nonzero polynomial.

    >>> from symdyn.exact.rational import field_over
    >>> x, y = field_over(map(Symbol, "xy")).gens
    >>> lowest_degree(x**3 * y + x**2, Symbol("x"))
    2
    """
    return min(powers[polynomial.field.place(symbol)] for powers, _ in _plain(polynomial).terms())


def coefficients_in(
    polynomial: RationalFunction, symbols: Sequence[Symbol]
) -> dict[tuple[int, ...], RationalFunction]:
    """The coefficients of the monomials in some letters, polynomials in the others.

    >>> from symdyn.exact.rational import field_over
    >>> x, y = field_over(map(Symbol, "xy")).gens
    >>> coefficients_in(x**2 * y - x**2 + 3 * y, [Symbol("x")])
    {(2,): y - 1, (0,): 3*y}
    """
    places = [polynomial.field.place(symbol) for symbol in symbols]
    groups: dict[tuple[int, ...], dict[tuple[int, ...], int]] = {}
    for powers, coefficient in _plain(polynomial).terms():
        rest = list(powers)
        for place in places:
            rest[place] = 0
        groups.setdefault(tuple(powers[place] for place in places), {})[tuple(rest)] = coefficient
    return {powers: polynomial.field.from_terms(terms) for powers, terms in groups.items()}


def common_divisor(left: RationalFunction, right: RationalFunction) -> RationalFunction:
    """The greatest common divisor of two polynomials, their contents included.

    >>> from symdyn.exact.rational import field_over
    >>> x, y = field_over(map(Symbol, "xy")).gens
    >>> common_divisor(4 * x**2 - 4 * y**2, 6 * x + 6 * y)
    2*x + 2*y
    """
    _require_same(left, right)
    found = gcd(_plain(left).top, _plain(right).top)
    return RationalFunction(left.field, found, left.field.unit)


def common_multiple(left: RationalFunction, right: RationalFunction) -> RationalFunction:
    """The least common multiple of two nonzero polynomials."""
    return left * (right / common_divisor(left, right))


def _require_same(left: RationalFunction, right: RationalFunction) -> None:
    if left.field is not right.field:
        raise ExactArithmeticError(
            f"{left} is a polynomial in {left.field} and {right} one in {right.field}: expected "
            "one field; bring one of them into the other's with substitute(value, {}, field)"
        )


def _plain(polynomial: RationalFunction) -> RationalFunction:
    if not polynomial.is_polynomial:
        raise ExactArithmeticError(
            f"{polynomial} is no polynomial with integer coefficients: expected the denominator 1; "
            "take its numerator"
        )
    return polynomial

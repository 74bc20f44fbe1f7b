"""The layout of a formula: which factored form a rational function is written in.

A quotient of products of powers; each factor is turned so that its lowest-order term is positive,
as in 1 - w^2; x - y and x + y that occur together are written as x^2 - y^2.  The value never
changes: only signs move between factors and the coefficient in front.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from sympy import Add, Expr, Integer, Mul, Pow, Rational, Symbol

from symdyn.exact.bridge import polynomial_to_expr
from symdyn.exact.exponential import ExponentialPolynomial, exponential_to_expr
from symdyn.exact.exponents import Key
from symdyn.exact.factors import factor
from symdyn.exact.polynomials import (
    coefficients_in,
    common_divisor,
    common_multiple,
    is_letter,
    letters_of,
    lowest_degree,
    term_count,
)
from symdyn.exact.rational import RationalFunction

__all__ = [
    "arrange",
    "arrange_by",
    "arrange_exponential",
    "arrange_exponentials",
    "arrange_sum",
    "equals_zero",
    "factors",
]

Factor = tuple[RationalFunction, int]


def arrange(element: RationalFunction) -> Expr:
    """The element as a quotient of factors, each with a positive lowest-order term.

    >>> from sympy import Symbol
    >>> from symdyn.exact.bridge import from_expr
    >>> from symdyn.exact.rational import field_over
    >>> x = Symbol("x")
    >>> arrange(from_expr(field_over([x]), x / (x**2 - 1)))
    -x/(1 - x**2)
    """
    coefficient, found = factors(element)
    return Mul(coefficient, *(Pow(polynomial_to_expr(base), e) for base, e in found))


def factors(element: RationalFunction) -> tuple[Rational, tuple[Factor, ...]]:
    """The coefficient and the oriented factors with their exponents, negative in the denominator.

    The product of base ** exponent times the coefficient is the element.
    """
    if not element:
        return Integer(0), ()
    sign, powers = 1, []
    contents = []
    for polynomial, direction in ((element.numer, 1), (element.denom, -1)):
        content, found = factor(polynomial)
        contents.append(content)
        for base, exponent in found:
            oriented = _orient(base)
            if oriented != base and exponent % 2:
                sign = -sign
            powers.append((oriented, direction * exponent))
    merged = _merge_conjugates(powers)
    coefficient = sign * contents[0] / contents[1]
    ordered = tuple(sorted(merged, key=_factor_key))
    return Rational(coefficient.numerator, coefficient.denominator), ordered


@lru_cache(maxsize=256)  # asked for once to show it and once for what it divides by
def arrange_exponential(total: ExponentialPolynomial) -> tuple[RationalFunction, Expr]:
    """A prefix and a sum of exponentials with coprime polynomial coefficients, as (prefix, sum).

    The exponential polynomial is prefix * sum; the sum is 1 when there is a single plain term.
    """
    field = total.field
    if not total.terms:
        return field.zero, Integer(1)
    terms = [_absorb_poles(key, value) for key, value in total.terms]
    denominator = field.one
    for _, value in terms:
        denominator = common_multiple(denominator, value.denom)
    numerators = [(key, value * denominator) for key, value in terms]
    common = field.zero
    for _, numerator in numerators:
        common = common_divisor(common, numerator)
    lead = min(numerators, key=lambda pair: (bool(pair[0][1]), str(pair[0])))[1]
    if _lowest_coefficient(lead / common) < 0:
        common = -common
    body = Add(
        *(
            Mul(arrange(numerator / common), exponential_to_expr(key))
            for key, numerator in numerators
        )
    )
    return common / denominator, body


def _absorb_poles(key: Key, value: RationalFunction) -> tuple[Key, RationalFunction]:
    """Write w^(2 T)/w as w^(2 T - 1): the pole at w = 0 is one of notation only."""
    powers, bases = key
    moved = []
    for base, form in bases:
        poles = lowest_degree(value.denom, letters_of(base)[0]) if is_letter(base) else 0
        value = value * base**poles
        moved.append((base, form - poles))
    return (powers, tuple(moved)), value


def arrange_sum(pieces: Iterable[tuple[RationalFunction, Expr]]) -> Expr:
    """The sum of prefix * body over the pieces, common numerator factors in front.

    A denominator is taken out only where it is the whole denominator of every piece.
    """
    pieces = [(prefix, body) for prefix, body in pieces if prefix]
    if not pieces:
        return Integer(0)
    if len(pieces) == 1:
        prefix, body = pieces[0]
        return arrange(prefix) * body
    common = pieces[0][0].field.zero
    for prefix, _ in pieces:
        common = common_divisor(common, prefix.numer)
    common = _orient(common)
    if all(prefix.denom == pieces[0][0].denom for prefix, _ in pieces):
        common = common / pieces[0][0].denom
    inner = Add(*(arrange(prefix / common) * body for prefix, body in pieces))
    return arrange(common) * inner


def arrange_exponentials(*totals: ExponentialPolynomial) -> Expr:
    """The sum of exponential polynomials, each arranged, common numerator factors in front."""
    return arrange_sum(map(arrange_exponential, totals))


def arrange_by(element: RationalFunction, symbols: Sequence[Symbol]) -> Expr:
    """The element as a sum over the monomials in some symbols, each coefficient factored.

    >>> from sympy import Symbol
    >>> from symdyn.exact.bridge import from_expr
    >>> from symdyn.exact.rational import field_over
    >>> x, K, M = Symbol("x"), Symbol("K"), Symbol("M")
    >>> arrange_by(from_expr(field_over([x, K, M]), (K + M * (1 - x**2)) / (1 - x**2) ** 2), [K, M])
    K/(1 - x**2)**2 + M/(1 - x**2)
    """
    if not element:
        return Integer(0)
    return arrange_sum(
        (
            part / element.denom,
            Mul(*(Pow(symbol, e) for symbol, e in zip(symbols, powers, strict=True))),
        )
        for powers, part in sorted(coefficients_in(element.numer, symbols).items(), reverse=True)
    )


def _orient(polynomial: RationalFunction) -> RationalFunction:
    return -polynomial if _lowest_coefficient(polynomial) < 0 else polynomial


def _lowest_coefficient(polynomial: RationalFunction) -> int:
    """The coefficient of the lowest-order term: least total degree, then first in the ring."""
    _, coefficient = min(
        polynomial.terms(), key=lambda term: (sum(term[0]), tuple(-e for e in term[0]))
    )
    return coefficient


def _merge_conjugates(powers: list[Factor]) -> list[Factor]:
    """Write (x - y)^e (x + y)^f as (x^2 - y^2)^min(e, f) times what is left."""
    merged = list(powers)
    position = 0
    while position < len(merged):
        base, exponent = merged[position]
        for other in range(position + 1, len(merged)):
            partner, multiplicity = merged[other]
            if exponent * multiplicity <= 0 or not _conjugate(base, partner):
                continue
            shared = min(abs(exponent), abs(multiplicity)) * (1 if exponent > 0 else -1)
            product = base * partner
            oriented = _orient(product)
            if oriented != product and shared % 2:
                continue
            left = [(base, exponent - shared), (partner, multiplicity - shared)]
            rest = [one for i, one in enumerate(merged) if i not in (position, other)]
            merged = [(oriented, shared), *(one for one in left if one[1]), *rest]
            position = -1
            break
        position += 1
    return merged


def _conjugate(left: RationalFunction, right: RationalFunction) -> bool:
    """Whether the two are binomials x + y and +-(x - y) with single-term x, y."""
    if term_count(left) != 2 or term_count(right) != 2:
        return False
    return term_count(left + right) == 1 and term_count(left - right) == 1


def _factor_key(factor: Factor) -> tuple[int, int, str]:
    base, exponent = factor
    return (term_count(base), max(sum(powers) for powers, _ in base.terms()), f"{base} {exponent}")


def equals_zero(expression: Expr) -> tuple[Expr, Expr]:
    """The sides of the equation "expression = 0": what is subtracted stands on the right.

    >>> from sympy import symbols
    >>> a, b, c = symbols("a b c")
    >>> equals_zero(a * b - c)
    (a*b, c)
    """
    terms = expression.as_ordered_terms()
    if len(terms) != 2:
        return expression, Integer(0)
    first, second = sorted(terms, key=lambda term: term.could_extract_minus_sign())
    if not second.could_extract_minus_sign():
        return expression, Integer(0)
    return first, -second

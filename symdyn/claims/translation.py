"""Between the polynomials of a place in a proof and FLINT's, and from these to terms."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import reduce
from math import lcm

from sympy import Symbol

from symdyn.checker.polynomials import Generator, Polynomial, Ring
from symdyn.checker.signs import rational
from symdyn.checker.terms import ONE, ZERO, Term
from symdyn.exact.factors import factor
from symdyn.exact.rational import RationalFunction, field_over

__all__ = ["Translation", "product", "total"]


def product(factors: Iterable[Term]) -> Term:
    """The product of some terms: 1 for none, and no bracket for one.

    >>> product([("num", 2), ("sym", "w")])
    ('*', ('num', 2), ('sym', 'w'))
    """
    found = tuple(factors)
    return ONE if not found else found[0] if len(found) == 1 else ("*", *found)


def total(terms: Iterable[Term]) -> Term:
    """The sum of some terms: 0 for none, and no bracket for one."""
    found = tuple(terms)
    return ZERO if not found else found[0] if len(found) == 1 else ("+", *found)


class Translation:
    """The generators of one ring as symbols of a field of rational functions.

    Symbols are called g0, g1, ... in the order of the generators, so that no name can be taken
    for another.
    """

    def __init__(self, ring: Ring, bases: Mapping[Generator, Polynomial]) -> None:
        self.ring = ring
        self.bases = bases
        self.names = list(ring.names)
        self.field = field_over(Symbol(f"g{i}") for i in range(len(self.names)))

    def element(self, polynomial: Polynomial) -> RationalFunction:
        """A polynomial with fractions and negative exponents as an element of the field."""
        places = {name: i for i, name in enumerate(self.names)}
        powers = [self.ring.exponents(monomial) for monomial in polynomial]
        lowest = [0] * len(self.field.gens)
        for exponents in powers:
            for name, exponent in exponents.items():
                lowest[places[name]] = min(lowest[places[name]], exponent)
        values = [Fraction(value) for value in polynomial.values()]
        scale = lcm(*(value.denominator for value in values))
        terms = {}
        for exponents, value in zip(powers, values, strict=True):
            key = [-low for low in lowest]
            for name, exponent in exponents.items():
                key[places[name]] += exponent
            terms[tuple(key)] = int(value * scale)
        result = self.field.from_terms(terms) / scale
        for generator, low in zip(self.field.gens, lowest, strict=True):
            if low:
                result *= generator**low
        return result

    def term(self, element: RationalFunction) -> Term:
        """The element as a term, with its denominator in factors."""
        top = self.polynomial(element.numer)
        if element.denom == 1:
            return top
        content, factors = factor(element.denom)
        parts = [] if content == 1 else [rational(Fraction(content))]
        for base, exponent in factors:
            shown = self.polynomial(base)
            parts.append(shown if exponent == 1 else ("^", shown, ("num", exponent)))
        return ("/", top, product(parts))

    def polynomial(self, polynomial: RationalFunction) -> Term:
        """A polynomial with integer coefficients as a term."""
        found: list[Term] = []
        for monomial, coefficient in polynomial.terms():
            pieces = self.monomial(enumerate(monomial))
            size = abs(coefficient)
            if size != 1 or not pieces:
                pieces = [("num", size), *pieces]
            one = product(pieces)
            found.append(("neg", one) if coefficient < 0 else one)
        return total(found)

    def monomial(self, powers: Iterable[tuple[int, int]]) -> list[Term]:
        """The factors of a product of generators."""
        return [self.power(self.names[place], exponent) for place, exponent in powers if exponent]

    def power(self, name: Generator, exponent: int) -> Term:
        """A generator to a power, which may be negative."""
        size: Term = ("num", abs(exponent))
        if name[0] == "power":
            index: Term = ("sym", name[2])
            times = index if abs(exponent) == 1 else ("*", size, index)
            return ("^", self.base(name), ("neg", times) if exponent < 0 else times)
        if exponent == 1:
            return name
        return ("^", name, ("neg", size) if exponent < 0 else size)

    def base(self, name: Generator) -> Term:
        """The base of a power with an index as exponent."""
        if isinstance(name[1], tuple):
            return name[1]
        return self.polynomial(self.element(self.bases[name]).numer)

    def quotient(
        self, top: Polynomial, bottom: Iterable[tuple[Polynomial, int]]
    ) -> RationalFunction:
        """A polynomial over powers of others, in lowest terms."""
        return reduce(
            lambda found, one: found / self.element(one[0]) ** one[1], bottom, self.element(top)
        )

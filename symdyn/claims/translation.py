"""Between the checker's polynomials and SymPy's, and from these to the checker's LaTeX."""

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import lcm
from typing import Any

from sympy import Symbol

from symdyn.exact.factors import factor
from symdyn.exact.polynomials import term_count
from symdyn.exact.rational import RationalFunction, field_over
from symdyn.trial.algebra import Polynomial, Ring

__all__ = ["Translation", "letter"]


def letter(name: Any) -> str:
    r"""A generator's name as LaTeX that reads back as the same name.

    >>> print(letter(("w", "T")), letter("\\Deltaa"))
    w^{T} \Delta a
    """
    if isinstance(name, str):
        return re.sub(r"^(\\Delta(?:_\{T\})?)(?=[A-Za-z])", r"\1 ", name)
    base, index = name
    return rf"{letter(base)}^{{{index}}}"


class Translation:
    """The generators of one checker's ring as symbols of a field of rational functions.

    Symbols are called g0, g1, ... in the order of the generators, so that no name can be taken
    for another.
    """

    def __init__(self, ring: Ring, bases: Mapping[Any, Polynomial]) -> None:
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

    def tex(self, element: RationalFunction) -> str:
        r"""The element as LaTeX with its denominator in factors."""
        top = self.polynomial(element.numer)
        if element.denom == 1:
            return top
        content, factors = factor(element.denom)
        parts = [] if content == 1 else [str(content)]
        for base, exponent in factors:
            shown = self.polynomial(base)
            if term_count(base) > 1:
                shown = rf"\left({shown}\right)"
            parts.append(shown if exponent == 1 else rf"{_braced(shown)}^{{{exponent}}}")
        below = " ".join(parts).replace(r" \left(", r" \cdot \left(")  # a letter is no function
        return rf"\frac{{{top}}}{{{below}}}"

    def polynomial(self, polynomial: RationalFunction) -> str:
        """A polynomial with integer coefficients as LaTeX."""
        if not polynomial:
            return "0"
        text = ""
        for monomial, coefficient in polynomial.terms():
            pieces = self.monomial(enumerate(monomial))
            size = abs(coefficient)
            if size != 1 or not pieces:
                pieces = [str(size), *pieces]
            text += (" - " if coefficient < 0 else " + ") + " ".join(pieces)
        return (
            text.removeprefix(" + ").replace(" - ", "-", 1) if text.startswith(" - ") else text[3:]
        )

    def monomial(self, powers: Iterable[tuple[int, int]]) -> list[str]:
        """The factors of a product of generators."""
        return [self.power(self.names[place], exponent) for place, exponent in powers if exponent]

    def power(self, name: Any, exponent: int) -> str:
        """A generator to a power, which may be negative."""
        if isinstance(name, tuple):
            base, index = name
            times = {1: "", -1: "-"}.get(exponent, f"{exponent} ")
            return rf"{self.base(base)}^{{{times}{index}}}"
        return letter(name) if exponent == 1 else rf"{_braced(letter(name))}^{{{exponent}}}"

    def base(self, base: Any) -> str:
        """The base of a power with an index as exponent."""
        if isinstance(base, str):
            return _braced(letter(base))
        return rf"\left({self.polynomial(self.element(self.bases[base]).numer)}\right)"


def _braced(text: str) -> str:
    return rf"\left({text}\right)" if " " in text and not text.startswith(r"\left(") else text

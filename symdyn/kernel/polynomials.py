"""Quotients of polynomials with integer coefficients; what is divided by stays factored.

A monomial is one integer, the sum of exponent * 2^(64 i) over the generators i.  Exponents may be
negative.  They stay far below 2^63: a power gives at most 2^12, and a product adds at most as many
as there are multiplications.

Nothing is cancelled and nothing is rounded.  Equality is that of rational functions of independent
generators, which holds for all values of the letters at which no denominator vanishes.
"""

from collections.abc import Iterable
from fractions import Fraction
from math import gcd
from typing import NamedTuple, TypeAlias

from .terms import METER, Refused, Term

__all__ = ["Polynomial", "Quotient", "Ring"]

Polynomial: TypeAlias = dict[int, int]
Generator: TypeAlias = Term  # ("sym", name), ("def", ...), or ("power", name of the base, index)
_BITS, _LARGEST, _MOST_GENERATORS = 64, 1 << 12, 200


class Quotient(NamedTuple):
    """top / product of factor^exponent; a factor is an integer > 1 or has two terms or more."""

    top: Polynomial
    bottom: dict[frozenset[tuple[int, int]], int] = {}  # noqa: RUF012 - never changed


class Ring:
    """Arithmetic over generators that are added as they occur."""

    def __init__(self) -> None:
        self.names: list[Generator] = []
        self.places: dict[Generator, int] = {}

    def generator(self, name: Generator) -> Polynomial:
        """The generator of that name."""
        place = self.places.setdefault(name, len(self.names))
        if place == len(self.names):
            if place == _MOST_GENERATORS:
                raise Refused(f"there are more than {_MOST_GENERATORS} letters and powers")
            self.names.append(name)
        return {1 << (_BITS * place): 1}

    def exponents(self, monomial: int) -> dict[Generator, int]:
        """The exponents that are not 0, by generator."""
        METER.spend(1 + (abs(monomial).bit_length() >> 6))
        found, place = {}, 0
        while monomial:
            exponent = (monomial + (1 << _BITS - 1)) % (1 << _BITS) - (1 << _BITS - 1)
            monomial = (monomial - exponent) >> _BITS
            if exponent:
                found[self.names[place]] = exponent
            place += 1
        return found

    def occurring(self, polynomial: Polynomial) -> set[Generator]:
        """The generators that occur."""
        return {name for monomial in polynomial for name in self.exponents(monomial)}

    def multiply(self, left: Polynomial, right: Polynomial) -> Polynomial:
        """The product."""
        if left == {0: 1}:
            return right
        bits = [64 + max(map(int.bit_length, one.values()), default=0) for one in (left, right)]
        words = 1 + (bits[0] * bits[1] >> 16) + (len(self.names) >> 5)
        METER.spend(len(left) * len(right) * words)
        if len(left) == 1:  # most products are by a number or a letter
            ((one, x),) = left.items()
            return {one + two: x * y for two, y in right.items()}
        result: Polynomial = {}
        for one, x in left.items():
            for two, y in right.items():
                result[one + two] = result.get(one + two, 0) + x * y
        return {key: value for key, value in result.items() if value}

    def power(self, base: Polynomial, exponent: int) -> Polynomial:
        """base^exponent for exponent >= 0, or any exponent of a product of generators."""
        if exponent == 1:
            return base
        sizes = [abs(e) for monomial in base for e in self.exponents(monomial).values()]
        sizes += [value.bit_length() // 64 for value in base.values()]
        if abs(exponent) * max([1, *sizes]) > _LARGEST:
            raise Refused(f"the exponent {exponent} is too large")
        if len(base) == 1:
            ((monomial, value),) = base.items()
            if exponent < 0 and abs(value) != 1:
                raise Refused(f"{value} to the power {exponent} is no integer")
            METER.spend(1 + (abs(exponent) * value.bit_length() >> 6))
            return {monomial * exponent: value ** abs(exponent)}
        result: Polynomial = {0: 1}
        for _ in range(exponent):
            result = self.multiply(result, base)
        return result

    def primitive(self, polynomial: Polynomial) -> frozenset[tuple[int, int]]:
        """The polynomial over the greatest common divisor of its coefficients, for looking up."""
        METER.spend(len(polynomial))
        number = gcd(*polynomial.values()) or 1
        return frozenset((key, value // number) for key, value in polynomial.items())

    def combine(self, left: Polynomial, right: Polynomial, factor: int = 1) -> Polynomial:
        """left + factor * right."""
        bits = max(map(int.bit_length, right.values()), default=0)
        METER.spend(len(left) + len(right) * (1 + (bits >> 9)))
        result = dict(left)
        for key, value in right.items():
            result[key] = result.get(key, 0) + factor * value
        return {key: value for key, value in result.items() if value}

    def add(self, terms: Iterable[Quotient]) -> Quotient:
        """The sum over the least common multiple of the denominators as they stand."""
        terms = list(terms)
        keys = {key for one in terms for key in one.bottom}
        METER.spend(len(terms) * len(keys))
        bottom = {key: max(one.bottom.get(key, 0) for one in terms) for key in keys}
        total: Polynomial = {}
        for one in terms:
            top = one.top
            for key, exponent in bottom.items():
                for _ in range(exponent - one.bottom.get(key, 0)):
                    top = self.multiply(top, dict(key))
            total = self.combine(total, top)
        return Quotient(total, bottom)

    def times(self, left: Quotient, right: Quotient) -> Quotient:
        """The product, without cancellation."""
        if not left.bottom or not right.bottom:
            return Quotient(self.multiply(left.top, right.top), left.bottom or right.bottom)
        keys = {*left.bottom, *right.bottom}
        METER.spend(len(keys))
        bottom = {key: left.bottom.get(key, 0) + right.bottom.get(key, 0) for key in keys}
        return Quotient(self.multiply(left.top, right.top), bottom)

    def inverse(self, value: Quotient) -> Quotient:
        """1 / value."""
        if not value.top:
            raise Refused("a denominator is zero")
        top: Polynomial = {0: 1}
        for key, exponent in value.bottom.items():
            top = self.multiply(top, self.power(dict(key), exponent))
        factor = value.top
        if factor[min(factor)] < 0:  # 1 - w and w - 1 are one factor
            factor, top = self.combine({}, factor, -1), self.combine({}, top, -1)
        if len(factor) == 1:
            ((monomial, number),) = factor.items()
            top, factor = self.multiply(top, {-monomial: 1}), {0: number}
        return Quotient(top, {} if factor == {0: 1} else {frozenset(factor.items()): 1})

    def constant(self, value: Quotient) -> Fraction | None:
        """The rational number that a quotient without generators is; None for others."""
        if not value.top.keys() <= {0} or any(len(key) > 1 for key in value.bottom):
            return None
        result = Fraction(value.top.get(0, 0))
        for key, exponent in value.bottom.items():
            result /= Fraction(dict(key)[0]) ** exponent
        return result

    def show(self, value: Quotient) -> str:
        """The numerator as text for a message, cut after a few terms."""
        terms = []
        for key, number in list(value.top.items())[:6]:
            powers = self.exponents(key).items()
            names = [f"{x[1]}^{e}" if e != 1 else f"{x[1]}" for x, e in powers]
            terms.append(" ".join([*([] if names and number == 1 else [str(number)]), *names]))
        return (" + ".join(terms) + " + ..." * (len(value.top) > 6) or "0")[:300]

"""Quotients of polynomials with integer coefficients; what is divided by stays factored.

A monomial is one integer, the sum of exponent * 2^(84 i) over the generators i.  Exponents may be
negative.  Each product is refused unless its exponents are below 2^40, so they never reach 2^83: squares
of squares would otherwise give z^(2^64) = 1.

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
# ("sym", name), ("def", ...), ("power", name of the base, index), or a power of 0
Generator: TypeAlias = Term
# Python's hash of an integer is its rest by 2^61 - 1: with 64 bits it would be u + 8 v for u and v.
_BITS, _LARGEST, _MOST_GENERATORS, _MOST_PAIRS, _MOST_BITS = 84, 1 << 12, 200, 200_000, 1 << 15
_CROWD = 256


def _bits(polynomial: Polynomial) -> int:
    """64 more than the length of the longest coefficient."""
    return 64 + max(map(int.bit_length, polynomial.values()), default=0)


class Quotient(NamedTuple):
    """top / product of factor^exponent; a factor is an integer > 1 or has two terms or more."""

    top: Polynomial
    bottom: dict[frozenset[tuple[int, int]], int] = {}  # noqa: RUF012 - never changed


class Ring:
    """Arithmetic over generators that are added as they occur."""

    def __init__(self) -> None:
        self.names: list[Generator] = []
        self.places: dict[Generator, int] = {}
        self._bias = self._beyond = 0  # exponent + 2^40 has no bit from 2^41 on, for each generator

    def generator(self, name: Generator) -> Polynomial:
        """The generator of that name."""
        place = self.places.setdefault(name, len(self.names))
        if place == len(self.names):
            if place == _MOST_GENERATORS:
                raise Refused(f"there are more than {_MOST_GENERATORS} letters and powers")
            self.names.append(name)
            self._bias |= 1 << (_BITS * place + 40)
            self._beyond |= ((1 << _BITS - 41) - 1) << (_BITS * place + 41)
        return {1 << (_BITS * place): 1}

    def exponents(self, monomial: int) -> dict[Generator, int]:
        """The exponents that are not 0, by generator."""
        METER.spend(1 + (abs(monomial).bit_length() >> 6))
        found, place = {}, 0
        while monomial:
            empty = ((monomial & -monomial).bit_length() - 1) // _BITS  # places without a generator
            place, monomial = place + empty, monomial >> _BITS * empty
            exponent = (monomial + (1 << _BITS - 1)) % (1 << _BITS) - (1 << _BITS - 1)
            monomial = (monomial - exponent) >> _BITS
            found[self.names[place]] = exponent
            place += 1
        return found

    def occurring(self, polynomial: Polynomial) -> set[Generator]:
        """The generators that occur."""
        return {name for monomial in polynomial for name in self.exponents(monomial)}

    def multiply(self, left: Polynomial, right: Polynomial) -> Polynomial:
        """The product."""
        if len(left) > len(right):
            left, right = right, left
        if not left or right == {0: 1}:
            return left
        if len(left) * len(right) > _MOST_PAIRS:  # monomials that collide in a dictionary cost more
            raise Refused("a product has too many terms")
        words = 1 + (_bits(left) * _bits(right) >> 16) + (len(self.names) >> 5)
        METER.spend(len(left) * len(right) * words)
        result: Polynomial = {}
        if len(left) == 1:  # most products are by a number or a letter
            ((one, x),) = left.items()
            if not one:
                return right if x == 1 else {two: x * y for two, y in right.items()}
            result = {one + two: x * y for two, y in right.items()}
        else:
            for one, x in left.items():
                for two, y in right.items():
                    result[one + two] = result.get(one + two, 0) + x * y
            result = {key: value for key, value in result.items() if value}
        for key in result:
            if key + self._bias & self._beyond:
                raise Refused("an exponent is too large")
        if len(result) > _CROWD:  # each of the pairs has looked at all keys of its hash
            METER.spend(len(left) * len(right) * (len(result) // len(set(map(hash, result))) - 1))
        return result

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
        words = _bits(polynomial) >> 6
        METER.spend(len(polynomial) * (1 + (words * words >> 4)))
        number = gcd(*polynomial.values()) or 1
        return frozenset((key, value // number) for key, value in polynomial.items())

    def combine(self, left: Polynomial, right: Polynomial, factor: int = 1) -> Polynomial:
        """left + factor * right."""
        METER.spend(len(left) + len(right) * (_bits(right) >> 6))
        result = dict(left)
        for key, value in right.items():
            result[key] = result.get(key, 0) + factor * value
        return {key: value for key, value in result.items() if value}

    def add(self, terms: Iterable[Quotient]) -> Quotient:
        """The sum over the least common multiple of the denominators as they stand."""
        terms = list(terms)
        bottom: dict[frozenset[tuple[int, int]], int] = {}
        for one in terms:
            for key, exponent in one.bottom.items():
                bottom[key] = max(bottom.get(key, 0), exponent)
        METER.spend(len(terms) * (1 + len(bottom)))
        total: Polynomial = {}
        for one in terms:
            top = one.top
            for key, exponent in bottom.items() if top else ():
                for _ in range(exponent - one.bottom.get(key, 0)):
                    top = self.multiply(top, dict(key))
            METER.spend(len(top) * (_bits(top) >> 6))
            for monomial, value in top.items():
                total[monomial] = total.get(monomial, 0) + value
        return Quotient({key: value for key, value in total.items() if value}, bottom)

    def times(self, left: Quotient, right: Quotient) -> Quotient:
        """The product, without cancellation."""
        if not left.bottom or not right.bottom:
            return Quotient(self.multiply(left.top, right.top), left.bottom or right.bottom)
        keys = {*left.bottom, *right.bottom}
        METER.spend(len(keys))
        bottom = {key: left.bottom.get(key, 0) + right.bottom.get(key, 0) for key in keys}
        return Quotient(self.multiply(left.top, right.top), bottom)

    def raised(self, value: Quotient, exponent: int) -> Quotient:
        """value^exponent for exponent >= 0."""
        if max(value.bottom.values(), default=0) * exponent > _LARGEST:
            raise Refused(f"the exponent {exponent} is too large")
        bottom = {key: e * exponent for key, e in value.bottom.items()} if exponent else {}
        return Quotient(self.power(value.top, exponent), bottom)

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
            (number,) = dict(key).values()
            if number.bit_length() * exponent > _MOST_BITS:
                raise Refused("a number becomes too long")
            METER.spend(1 + (number.bit_length() * exponent >> 6))
            result /= Fraction(number) ** exponent
        return result

    def show(self, value: Quotient) -> str:
        """The numerator as text for a message, cut after a few terms."""
        terms = []
        for key, number in list(value.top.items())[:6]:
            powers = self.exponents(key).items()
            names = [f"{x[1]}^{e}" if e != 1 else f"{x[1]}" for x, e in powers]
            terms.append(" ".join([*([] if names and number == 1 else [str(number)]), *names]))
        return (" + ".join(terms) + " + ..." * (len(value.top) > 6) or "0")[:300]

"""Quotients of polynomials with integer coefficients; denominators stay factored.

A monomial is one integer: the sum of exponent * 2^(64 i) over the generators i.  Exponents may be
negative.  They stay far below 2^63: a power gives at most 2^12, and products add at most as many
as there are multiplications.
"""

from collections.abc import Iterable
from fractions import Fraction
from math import gcd
from typing import Any, NamedTuple, TypeAlias

from symdyn.trial.reading import Refused

__all__ = ["Polynomial", "Quotient", "Ring"]

Polynomial: TypeAlias = dict[int, int]
_BITS, _MOST_WORK, _LARGEST, _MOST_NAMES = 64, 1_000_000, 1 << 12, 200


class Quotient(NamedTuple):
    """top / product of factor^exponent; the factors are integers > 1 or have two terms or more."""

    top: Polynomial
    bottom: dict[frozenset[tuple[int, int]], int] = {}  # noqa: RUF012 - never changed


class Ring:
    """Arithmetic over generators that are added as they occur, with a limit on the work."""

    def __init__(self) -> None:
        self.names: list[Any] = []
        self.work = 0

    def generator(self, name: Any) -> Polynomial:
        """The generator of that name."""
        if name not in self.names:
            if len(self.names) == _MOST_NAMES:
                raise Refused(f"more than {_MOST_NAMES} letters and powers")
            self.names.append(name)
        return {1 << (_BITS * self.names.index(name)): 1}

    def exponents(self, monomial: int) -> dict[Any, int]:
        """The exponents that are not 0, by name."""
        self.spend(len(self.names))
        found = {}
        for name in self.names:
            exponent = (monomial + (1 << _BITS - 1)) % (1 << _BITS) - (1 << _BITS - 1)
            monomial = (monomial - exponent) >> _BITS
            if exponent:
                found[name] = exponent
        return found

    def occurring(self, polynomial: Polynomial) -> set[Any]:
        """The names of the generators that occur."""
        return {name for monomial in polynomial for name in self.exponents(monomial)}

    def spend(self, steps: int) -> None:
        """Count steps, and refuse when a check takes too many."""
        self.work += steps
        if self.work > _MOST_WORK:
            raise Refused("this needs more arithmetic than a check may take")

    def multiply(self, left: Polynomial, right: Polynomial) -> Polynomial:
        """The product."""
        if left == {0: 1}:
            return right
        bits = [64 + max(map(int.bit_length, one.values()), default=0) for one in (left, right)]
        words = 1 + (bits[0] * bits[1] >> 16) + (len(self.names) >> 5)
        self.spend(len(left) * len(right) * words)
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
            if exponent >= 0 or abs(value) == 1:
                return {monomial * exponent: value ** abs(exponent)}
            raise Refused(f"{value} to the power {exponent} is no integer")
        result: Polynomial = {0: 1}
        for _ in range(exponent):
            result = self.multiply(result, base)
        return result

    def primitive(self, polynomial: Polynomial) -> Polynomial:
        """The polynomial over the greatest common divisor of its coefficients."""
        number = gcd(*polynomial.values()) or 1
        return {key: value // number for key, value in polynomial.items()}

    def combine(self, left: Polynomial, right: Polynomial, factor: int = 1) -> Polynomial:
        """left + factor * right."""
        bits = max(map(int.bit_length, right.values()), default=0)
        self.spend(len(left) + len(right) * (1 + (bits >> 9)))
        result = dict(left)
        for key, value in right.items():
            result[key] = result.get(key, 0) + factor * value
        return {key: value for key, value in result.items() if value}

    def add(self, parts: Iterable[Quotient]) -> Quotient:
        """The sum over the least common multiple of the denominators as they stand."""
        parts = list(parts)
        bottom = {key: 0 for part in parts for key in part.bottom}
        self.spend(len(parts) * len(bottom))
        bottom = {key: max(part.bottom.get(key, 0) for part in parts) for key in bottom}
        total: Polynomial = {}
        for part in parts:
            top = part.top
            for key, exponent in bottom.items():
                for _ in range(exponent - part.bottom.get(key, 0)):
                    top = self.multiply(top, dict(key))
            total = self.combine(total, top)
        return Quotient(total, bottom)

    def times(self, left: Quotient, right: Quotient) -> Quotient:
        """The product, without cancellation."""
        if not left.bottom or not right.bottom:
            return Quotient(self.multiply(left.top, right.top), left.bottom or right.bottom)
        keys = {*left.bottom, *right.bottom}
        self.spend(len(keys))
        bottom = {key: left.bottom.get(key, 0) + right.bottom.get(key, 0) for key in keys}
        return Quotient(self.multiply(left.top, right.top), bottom)

    def inverse(self, value: Quotient) -> Quotient:
        """1 / value."""
        if not value.top:
            raise Refused("a denominator is zero")
        top: Polynomial = {0: 1}
        for key, exponent in value.bottom.items():
            top = self.multiply(top, self.power(dict(key), exponent))
        if value.top[min(value.top)] < 0:  # 1 - w and w - 1 are one factor
            value, top = Quotient(self.combine({}, value.top, -1)), self.combine({}, top, -1)
        factor = value.top
        if len(factor) == 1:
            ((monomial, number),) = factor.items()
            top, factor = self.multiply(top, {-monomial: 1}), {0: number}
        return Quotient(top, {} if factor == {0: 1} else {frozenset(factor.items()): 1})

    def constant(self, value: Quotient) -> Fraction | None:
        """The rational number that a quotient without generators is; None for others."""
        result = Fraction(value.top.get(0, 0))
        for key, exponent in value.bottom.items():
            result /= Fraction(dict(key).get(0, 0)) ** exponent if len(key) == 1 else 1
        whole = value.top.keys() <= {0} and all(len(key) == 1 for key in value.bottom)
        return result if whole else None

    def show(self, polynomial: Polynomial) -> str:
        """The polynomial as text, cut after a few terms."""
        terms = []
        for key, value in list(polynomial.items())[:8]:
            powers = self.exponents(key).items()
            names = [f"{name}^{e}" if e != 1 else f"{name}" for name, e in powers]
            terms.append(" ".join([*([] if names and value == 1 else [str(value)]), *names]))
        return " + ".join(terms) + (" + ..." if len(polynomial) > 8 else "") or "0"

    def show_quotient(self, value: Quotient) -> str:
        """The quotient as text."""
        below = [f"({self.show(dict(key))})^{e}" for key, e in value.bottom.items() if e]
        return f"({self.show(value.top)})" + (f" / {' '.join(below)}" if below else "")

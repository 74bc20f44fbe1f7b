"""Exact rational functions: a number times integer powers of primitive polynomials.

A generator is a slot of a monomial; a monomial is an integer that holds one exponent in each slot.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import gcd
from typing import Any

from tests.second_checker.errors import Refused, Work

SLOT = 24
HALF = 1 << (SLOT - 1)
MASK = (1 << SLOT) - 1
MAX_GENERATORS = 400
GUARD = sum(HALF << (SLOT * at) for at in range(MAX_GENERATORS))
PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47)
MAX_EXPONENT = 1 << 16
MAX_BITS = 60_000

SIGN = -1  # the key of the base of (-1)^k, beside those of primes

Raw = dict[int, int]
Form = tuple[int, dict[str, int]]


class Poly:
    """A primitive polynomial with integer coefficients, the first positive; one object for equal ones."""

    __slots__ = ("order", "slots", "terms")

    def __init__(self, terms: Raw, order: int) -> None:
        self.terms = terms
        self.order = order
        union = 0
        for mono in terms:
            union |= mono
        self.slots = frozenset(slots_of(union))


def slots_of(mono: int) -> Iterable[int]:
    """The slots in which a monomial has an exponent."""
    at = 0
    while mono:
        if mono & MASK:
            yield at
        mono >>= SLOT
        at += 1


class Value:
    """coefficient times a product of powers of polynomials; no factor if the coefficient is 0."""

    __slots__ = ("coefficient", "factors")

    def __init__(self, coefficient: Fraction, factors: dict[Poly, int]) -> None:
        self.coefficient = coefficient
        self.factors = factors


class Arena:
    """The generators and polynomials of one claim, and all arithmetic with them."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.keys: list[Any] = []
        self.slot: dict[Any, int] = {}
        self.polys: dict[frozenset[tuple[int, int]], Poly] = {}
        self.powers: dict[tuple[Poly, int], Raw] = {}
        self.signs: set[Poly] = set()  # all (-1)^k, the squares of which are 1
        self.kept = -1  # what stays of a monomial: of the exponent of (-1)^k its parity
        self.zero = Value(Fraction(0), {})
        self.one = Value(Fraction(1), {})

    # generators and polynomials

    def generator_slot(self, key: Any) -> int:
        """The slot of a generator."""
        at = self.slot.get(key)
        if at is None:
            at = self.slot[key] = len(self.keys)
            self.keys.append(key)
            if at >= MAX_GENERATORS:
                raise Refused("too many generators")
            if key[:2] == ("p", SIGN):
                self.kept &= ~((MASK - 1) << (SLOT * at))
                self.signs.add(self.intern({1 << (SLOT * at): 1}))
        return at

    def generator(self, key: Any) -> Value:
        """The value of a generator."""
        return Value(Fraction(1), {self.intern({1 << (SLOT * self.generator_slot(key)): 1}): 1})

    def key_of(self, poly: Poly) -> Any | None:
        """The generator that a polynomial is, if it is one."""
        if len(poly.terms) == 1 and len(poly.slots) == 1:
            ((mono, _),) = poly.terms.items()
            (at,) = poly.slots
            if mono == 1 << (SLOT * at):
                return self.keys[at]
        return None

    def intern(self, raw: Raw) -> Poly:
        """The one polynomial with these terms."""
        key = frozenset(raw.items())
        found = self.polys.get(key)
        if found is None:
            found = self.polys[key] = Poly(raw, len(self.polys))
        return found

    def number(self, value: Fraction | int) -> Value:
        """The value of a rational number."""
        value = Fraction(value)
        if value.numerator.bit_length() > MAX_BITS or value.denominator.bit_length() > MAX_BITS:
            raise Refused("a number is too long")
        return Value(value, {}) if value else self.zero

    # raw polynomials

    def multiply_raw(self, left: Raw, right: Raw) -> Raw:
        """The product of two polynomials."""
        if not left or not right:
            return {}
        bits = (
            max(map(abs, left.values())).bit_length() + max(map(abs, right.values())).bit_length()
        )
        if bits > 4 * MAX_BITS:
            raise Refused("a coefficient is too long")
        self.work.spend(len(left) * len(right) * (1 + bits // 512) + 1)
        result: Raw = {}
        get = result.get
        for m, c in left.items():
            for n, d in right.items():
                mono = (m + n) & self.kept
                result[mono] = get(mono, 0) + c * d
        for mono in result:
            if mono & GUARD:
                raise Refused("an exponent is too large")
        return {mono: c for mono, c in result.items() if c}

    def power_raw(self, poly: Poly, exponent: int) -> Raw:
        """A power of a polynomial, at least the first."""
        found = self.powers.get((poly, exponent))
        if found is not None:
            return found
        if len(poly.terms) == 1:
            ((mono, c),) = poly.terms.items()
            if exponent > MAX_EXPONENT or any(
                (mono >> (SLOT * at) & MASK) * exponent >= HALF for at in poly.slots
            ):
                raise Refused("an exponent is too large")
            result = {mono * exponent & self.kept: c**exponent}
        elif exponent == 1:
            result = poly.terms
        else:
            half = self.power_raw(poly, exponent // 2)
            result = self.multiply_raw(half, half)
            if exponent % 2:
                result = self.multiply_raw(result, poly.terms)
        self.powers[poly, exponent] = result
        return result

    def expand(self, factors: dict[Poly, int]) -> Raw:
        """The product of nonnegative powers, multiplied out."""
        result: Raw = {0: 1}
        for poly, exponent in sorted(factors.items(), key=lambda item: len(item[0].terms)):
            if exponent < 0:
                raise Refused("not a polynomial")
            if exponent:
                result = self.multiply_raw(result, self.power_raw(poly, exponent))
        return result

    def from_raw(self, raw: Raw, coefficient: Fraction = Fraction(1)) -> Value:
        """The value of a polynomial: content, monomial and primitive rest apart."""
        raw = {mono: c for mono, c in raw.items() if c}
        if not raw or not coefficient:
            return self.zero
        self.work.spend(len(raw))
        content = gcd(*raw.values())
        if raw[max(raw)] < 0:
            content = -content
        common: dict[int, int] | None = None
        for mono in raw:
            exponents = (
                {at: mono >> (SLOT * at) & MASK for at in slots_of(mono)}
                if common is None
                else {at: min(e, mono >> (SLOT * at) & MASK) for at, e in common.items()}
            )
            common = {at: e for at, e in exponents.items() if e}
            if not common:
                break
        factors: dict[Poly, int] = {}
        shift = 0
        for at, e in (common or {}).items():
            factors[self.intern({1 << (SLOT * at): 1})] = e
            shift += e << (SLOT * at)
        rest = {mono - shift: c // content for mono, c in raw.items()}
        if rest != {0: 1}:
            factors[self.intern(rest)] = 1
        return Value(self.number(coefficient * content).coefficient, factors)

    # values

    def multiply(self, *values: Value) -> Value:
        """The product of values."""
        coefficient = Fraction(1)
        factors: dict[Poly, int] = {}
        for value in values:
            coefficient *= value.coefficient
            if not coefficient:
                return self.zero
            self.work.spend(len(value.factors) + 1)
            for poly, exponent in value.factors.items():
                total = factors.get(poly, 0) + exponent
                if poly in self.signs:
                    total %= 2
                if total:
                    factors[poly] = total
                else:
                    factors.pop(poly, None)
        return Value(self.number(coefficient).coefficient, factors)

    def integer_power(self, value: Value, exponent: int) -> Value:
        """An integer power of a value; 0^0 is 1."""
        if exponent == 0:
            return self.one
        if abs(exponent) > MAX_EXPONENT:
            raise Refused("an exponent is too large")
        if not value.coefficient:
            if exponent < 0:
                raise Refused("division by zero")
            return self.zero
        bits = max(
            value.coefficient.numerator.bit_length(), value.coefficient.denominator.bit_length()
        )
        if bits > 1 and bits * abs(exponent) > MAX_BITS:
            raise Refused("a number is too long")
        if any(abs(e * exponent) > MAX_EXPONENT * 16 for e in value.factors.values()):
            raise Refused("an exponent is too large")
        factors = {
            poly: e * exponent
            for poly, e in value.factors.items()
            if exponent % 2 or poly not in self.signs
        }
        return Value(value.coefficient**exponent, factors)

    def negate(self, value: Value) -> Value:
        """The negative."""
        return Value(-value.coefficient, value.factors)

    def add(self, *values: Value) -> Value:
        """The sum of values."""
        values = tuple(value for value in values if value.coefficient)
        if not values:
            return self.zero
        if len(values) == 1:
            return values[0]
        common: dict[Poly, int] = {}
        for poly in {poly for value in values for poly in value.factors}:
            least = min(value.factors.get(poly, 0) for value in values)
            if least:
                common[poly] = least
        scale = 1
        for value in values:
            scale = (
                scale * value.coefficient.denominator // gcd(scale, value.coefficient.denominator)
            )
        total: Raw = {}
        for value in values:
            left = dict(value.factors)
            for poly, least in common.items():
                left[poly] = left.get(poly, 0) - least
            number = int(value.coefficient * scale)
            raw = self.expand(left)
            self.work.spend(len(raw))
            for mono, c in raw.items():
                total[mono] = total.get(mono, 0) + c * number
        return self.multiply(self.from_raw(total, Fraction(1, scale)), Value(Fraction(1), common))

    def subtract(self, left: Value, right: Value) -> Value:
        """The difference."""
        return self.add(left, self.negate(right))

    def numerator(self, value: Value) -> Raw:
        """The polynomial of the factors with positive powers."""
        return self.expand({poly: e for poly, e in value.factors.items() if e > 0})

    def primitive(self, value: Value) -> tuple[Poly | None, Fraction]:
        """A value without denominators as one primitive polynomial times a number; None for the polynomial 1."""
        raw = self.expand(value.factors)
        if raw == {0: 1}:
            return None, value.coefficient
        return self.intern(raw), value.coefficient

    def substitute(self, value: Value, mapping: dict[int, Value]) -> Value:
        """Put values in for generators."""
        if not value.coefficient:
            return value
        parts = [self.number(value.coefficient)]
        for poly, exponent in value.factors.items():
            inner = self.substitute_poly(poly, mapping)
            parts.append(self.integer_power(inner, exponent))
        return self.multiply(*parts)

    def substitute_poly(self, poly: Poly, mapping: dict[int, Value]) -> Value:
        """Put values in for generators of a polynomial."""
        touched = [at for at in mapping if at in poly.slots]
        if not touched:
            return Value(Fraction(1), {poly: 1})
        groups: dict[tuple[int, ...], Raw] = {}
        for mono, c in poly.terms.items():
            exponents = tuple(mono >> (SLOT * at) & MASK for at in touched)
            rest = mono - sum(e << (SLOT * at) for e, at in zip(exponents, touched, strict=False))
            groups.setdefault(exponents, {})[rest] = c
        sums = []
        for exponents, raw in groups.items():
            powers = [
                self.integer_power(mapping[at], e)
                for e, at in zip(exponents, touched, strict=False)
            ]
            sums.append(self.multiply(self.from_raw(raw), *powers))
        return self.add(*sums)

    def derivative(self, value: Value, inner: dict[int, Value]) -> Value:
        """The derivative, given those of the generators that depend on the variable."""
        parts = []
        for poly, exponent in value.factors.items():
            touched = [at for at in inner if at in poly.slots]
            if not touched:
                continue
            slope = []
            for at in touched:
                raw: Raw = {}
                for mono, c in poly.terms.items():
                    e = mono >> (SLOT * at) & MASK
                    if e:
                        raw[mono - (1 << (SLOT * at))] = c * e
                slope.append(self.multiply(self.from_raw(raw), inner[at]))
            total = self.add(*slope)
            parts.append(
                self.multiply(value, self.number(exponent), total, Value(Fraction(1), {poly: -1}))
            )
        return self.add(*parts)

    def slots(self, value: Value) -> set[int]:
        """All slots that a value holds."""
        return {at for poly in value.factors for at in poly.slots}

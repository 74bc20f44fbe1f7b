"""Rational functions in lowest terms on flint; the set of variables grows as needed."""

from collections.abc import Mapping
from functools import lru_cache

from flint import Ordering, fmpq, fmpq_mpoly, fmpq_mpoly_ctx

from tests.second_checker.errors import RejectedError


@lru_cache(maxsize=4096)
def context(variables: tuple[str, ...]) -> fmpq_mpoly_ctx:
    """The polynomial ring in the variables, which are sorted."""
    return fmpq_mpoly_ctx.get(list(variables), Ordering.lex)


class Ratio:
    """A quotient of coprime polynomials; the leading coefficient below is 1."""

    __slots__ = ("den", "num")

    def __init__(self, num: fmpq_mpoly, den: fmpq_mpoly) -> None:
        if den.is_zero():
            raise RejectedError("a denominator is zero")
        if not den.is_constant():
            common = num.gcd(den)
            if not common.is_one():
                num, den = num // common, den // common
        lead = den.leading_coefficient()
        if lead != 1:
            num, den = num * (1 / lead), den * (1 / lead)
        self.num, self.den = num, den

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables of the ring in which the function stands."""
        return self.num.context().names()

    def over(self, variables: tuple[str, ...]) -> tuple[fmpq_mpoly, fmpq_mpoly]:
        """Numerator and denominator in the ring of more variables."""
        if variables == self.variables:
            return self.num, self.den
        ring = context(variables)
        return self.num.project_to_context(ring), self.den.project_to_context(ring)

    def both(self, other: "Ratio") -> tuple[fmpq_mpoly, fmpq_mpoly, fmpq_mpoly, fmpq_mpoly]:
        """Both functions in one ring."""
        mine, yours = self.variables, other.variables
        shared = mine if mine == yours else tuple(sorted({*mine, *yours}))
        return (*self.over(shared), *other.over(shared))

    def __add__(self, other: "Ratio") -> "Ratio":
        a, b, c, d = self.both(other)
        return Ratio(a + c, b) if b == d else Ratio(a * d + c * b, b * d)

    def __sub__(self, other: "Ratio") -> "Ratio":
        return self + -other

    def __neg__(self) -> "Ratio":
        return Ratio(-self.num, self.den)

    def __mul__(self, other: "Ratio") -> "Ratio":
        a, b, c, d = self.both(other)
        return Ratio(a * c, b * d)

    def __truediv__(self, other: "Ratio") -> "Ratio":
        a, b, c, d = self.both(other)
        return Ratio(a * d, b * c)

    def __pow__(self, power: int) -> "Ratio":
        if abs(power) > 500:
            raise RejectedError(f"the power {power} is too large")
        if power < 0:
            return Ratio(self.den ** (-power), self.num ** (-power))
        return Ratio(self.num**power, self.den**power)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Ratio):
            return NotImplemented
        a, b, c, d = self.both(other)
        return bool(a == c and b == d)

    __hash__ = None  # type: ignore[assignment]

    def is_zero(self) -> bool:
        """Whether the function is zero."""
        return bool(self.num.is_zero())

    def is_polynomial(self) -> bool:
        """Whether nothing but 1 is below."""
        return bool(self.den.is_constant())

    def number(self) -> fmpq | None:
        """The value if the function is a constant."""
        if not (self.num.is_constant() and self.den.is_constant()):
            return None
        return self.num.leading_coefficient() if not self.num.is_zero() else fmpq(0)

    def used(self) -> frozenset[str]:
        """The variables that occur."""
        return used_in(self.num) | used_in(self.den)

    def key(self) -> tuple[object, ...]:
        """A hashable spelling, the same for equal functions."""
        return (spelled(self.num), spelled(self.den))

    def substituted(self, values: Mapping[str, "Ratio"]) -> "Ratio":
        """The function with variables replaced, all at once."""
        if not self.used() & values.keys():
            return self
        return composed(self.num, values) / composed(self.den, values)

    def derivative(self, variable: str) -> "Ratio":
        """The partial derivative by a variable."""
        if variable not in self.used():
            return constant(0)
        place = self.variables.index(variable)
        num = self.num.derivative(place) * self.den - self.num * self.den.derivative(place)
        return Ratio(num, self.den * self.den)


def used_in(poly: fmpq_mpoly) -> frozenset[str]:
    """The variables that occur in a polynomial."""
    names = poly.context().names()
    return frozenset(name for name, degree in zip(names, poly.degrees(), strict=True) if degree > 0)


def monomials(poly: fmpq_mpoly) -> list[tuple[dict[str, int], fmpq]]:
    """The terms of a polynomial: exponents of the variables that occur, and the coefficient."""
    names = poly.context().names()
    return [
        ({name: int(e) for name, e in zip(names, exponents, strict=True) if e}, coefficient)
        for exponents, coefficient in poly.terms()
    ]


def spelled(poly: fmpq_mpoly) -> tuple[object, ...]:
    """A hashable spelling of a polynomial."""
    return tuple(
        sorted((tuple(sorted(powers.items())), str(value)) for powers, value in monomials(poly))
    )


def composed(poly: fmpq_mpoly, values: Mapping[str, Ratio]) -> Ratio:
    """A polynomial with variables replaced by functions."""
    total = constant(0)
    for powers, coefficient in monomials(poly):
        term = constant(coefficient)
        for name, power in powers.items():
            term = term * (values[name] if name in values else variable(name)) ** power
        total = total + term
    return total


def constant(value: int | fmpq) -> Ratio:
    """A number as a function."""
    ring = context(())
    return Ratio(ring.constant(fmpq(value)), ring.constant(1))


def variable(name: str) -> Ratio:
    """A variable as a function."""
    ring = context((name,))
    return Ratio(ring.gens()[0], ring.constant(1))


ZERO, ONE = constant(0), constant(1)

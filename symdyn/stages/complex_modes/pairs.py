"""Complex values as pairs of rational functions with real letters: real and imaginary part."""

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Symbol

from symdyn.exact.rational import Field, RationalFunction, generator

__all__ = ["Complex", "complex_value"]


@dataclass(frozen=True)
class Complex:
    """real + i imaginary; both are of one field."""

    real: RationalFunction
    imaginary: RationalFunction

    @staticmethod
    def of(value: RationalFunction) -> "Complex":
        """A real value."""
        return Complex(value, value.field.zero)

    def __add__(self, other: "Complex") -> "Complex":
        return Complex(self.real + other.real, self.imaginary + other.imaginary)

    def __mul__(self, other: "Complex") -> "Complex":
        return Complex(
            self.real * other.real - self.imaginary * other.imaginary,
            self.real * other.imaginary + self.imaginary * other.real,
        )

    def __truediv__(self, other: "Complex") -> "Complex":
        if not other.imaginary:
            return Complex(self.real / other.real, self.imaginary / other.real)
        top, size = self * other.conjugate(), other.square()
        return Complex(top.real / size, top.imaginary / size)

    def power(self, exponent: int) -> "Complex":
        """A natural power."""
        found = Complex.of(self.real.field.one)
        for _ in range(exponent):
            found = found * self
        return found

    def conjugate(self) -> "Complex":
        """The same with the other sign of the imaginary part."""
        return Complex(self.real, -self.imaginary)

    def square(self) -> RationalFunction:
        """The squared modulus."""
        return self.real**2 + self.imaginary**2


def complex_value(
    element: RationalFunction, values: Mapping[Symbol, Complex], field: Field
) -> tuple[Complex, Complex]:
    """Numerator and denominator with complex values for some letters; the others keep their names.

    >>> from symdyn.exact.rational import field_over
    >>> x, u, v = map(Symbol, "xuv")
    >>> field = field_over([u, v])
    >>> w = Complex(*field.gens)
    >>> complex_value(generator(field_over([x]), x) ** 2, {x: w}, field)[0].imaginary
    2*u*v
    """
    top, bottom = (_polynomial(one, values, field) for one in (element.numer, element.denom))
    return top, bottom


def _polynomial(
    element: RationalFunction, values: Mapping[Symbol, Complex], field: Field
) -> Complex:
    symbols = element.field.symbols
    total = Complex.of(field.zero)
    powers: dict[tuple[Symbol, int], Complex] = {}
    for exponents, coefficient in element.terms():
        product = Complex.of(field(coefficient))
        for symbol, exponent in zip(symbols, exponents, strict=True):
            if not exponent:
                continue
            key = (symbol, exponent)
            if key not in powers:
                value = values.get(symbol) or Complex.of(generator(field, symbol))
                powers[key] = value.power(exponent)
            product = product * powers[key]
        total = total + product
    return total

"""Powers with indices in the exponent: generators x^n, one for each irreducible base and index."""

from dataclasses import dataclass, field
from math import gcd

from flint import fmpq, fmpq_mpoly

from tests.second_checker.errors import RejectedError
from tests.second_checker.ratios import ONE, Ratio, constant, monomials, spelled, variable

PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47)
LETTER, INDEX, POWER = "letter ", "index ", "power "


def is_index(name: str) -> bool:
    """Whether a variable is an index."""
    return name.startswith(INDEX)


def is_generator(name: str) -> bool:
    """Whether a variable is a generator x^n."""
    return name.startswith(POWER)


def linear(value: Ratio, what: str) -> tuple[dict[str, int], int]:
    """The coefficients and the constant of an integer linear form in indices."""
    coefficients: dict[str, int] = {}
    rest = 0
    if not value.is_polynomial():
        raise RejectedError(f"{what} is not linear in the indices")
    for powers, number in monomials(value.num):
        names = list(powers)
        if number.denominator != 1 or sum(powers.values()) > 1 or not all(map(is_index, names)):
            raise RejectedError(f"{what} is not linear in the indices with integer coefficients")
        if names:
            coefficients[names[0]] = int(number.numerator)
        else:
            rest = int(number.numerator)
    return coefficients, rest


def from_linear(coefficients: dict[str, int], rest: int) -> Ratio:
    """The linear form with these coefficients."""
    total = constant(rest)
    for name, number in coefficients.items():
        total = total + constant(number) * variable(name)
    return total


@dataclass
class Powers:
    """The generators met so far: for each its base and its index."""

    known: dict[str, tuple[Ratio, str]] = field(default_factory=dict)

    def power(self, base: Ratio, exponent: Ratio) -> Ratio:
        """base^exponent for an exponent that is linear in the indices."""
        coefficients, rest = linear(exponent, "an exponent")
        result = base**rest if rest else ONE
        if not coefficients:
            return result
        if base.is_zero():
            raise RejectedError("a power of 0 with an index in the exponent")
        for index, number in coefficients.items():
            result = result * self.generator_power(base, index) ** number
        return result

    def generator_power(self, base: Ratio, index: str) -> Ratio:
        """base^index as a product of generators."""
        above = self.of_polynomial(base.num, index)
        return above / self.of_polynomial(base.den, index)

    def of_polynomial(self, poly: fmpq_mpoly, index: str) -> Ratio:
        """poly^index as a product of generators."""
        content, factors = poly.factor()
        result = ONE
        for factor, multiplicity in factors:
            one = Ratio(factor, factor.context().constant(1))
            if any(is_index(name) or is_generator(name) for name in one.used()):
                raise RejectedError("an index in the base of a power with an index in the exponent")
            primitive, scale = normal(factor)
            content = content * scale**multiplicity
            result = result * self.generator(primitive, index) ** multiplicity
        return result * self.of_number(fmpq(content), index)

    def of_number(self, number: fmpq, index: str) -> Ratio:
        """number^index as a product of generators for primes and -1."""
        result = self.generator(constant(-1), index) if number < 0 else ONE
        for part, sign in ((abs(int(number.numerator)), 1), (int(number.denominator), -1)):
            rest = part
            for prime in PRIMES:
                while rest % prime == 0:
                    rest //= prime
                    result = result * self.generator(constant(prime), index) ** sign
            if rest != 1:
                result = result * self.generator(constant(rest), index) ** sign
        return result

    def generator(self, base: Ratio, index: str) -> Ratio:
        """The generator of one irreducible base."""
        name = f"{POWER}{spelled(base.num)} {index}"
        self.known[name] = (base, index)
        return variable(name)

    def substituted(self, value: Ratio, values: dict[str, Ratio]) -> Ratio:
        """A function with letters and indices replaced, in the generators too."""
        full = dict(values)
        for name in value.used():
            if is_generator(name):
                base, index = self.known[name]
                if base.used() & values.keys() or index in values:
                    exponent = values.get(index, variable(index))
                    full[name] = self.power(base.substituted(values), exponent)
        return value.substituted(full)

    def derivative(self, value: Ratio, letter: str) -> Ratio:
        """The derivative by a letter, through the generators."""
        total = value.derivative(letter)
        for name in value.used():
            if is_generator(name):
                base, index = self.known[name]
                if letter in base.used():
                    inner = variable(index) * variable(name) / base * base.derivative(letter)
                    total = total + value.derivative(name) * inner
        return total


def normal(factor: fmpq_mpoly) -> tuple[Ratio, fmpq]:
    """A factor as its positive integer primitive part, and the number split off."""
    # The order of the variables, and so the sign, is the same in every ring: names are sorted.
    values = [number for _, number in monomials(factor)]
    top, bottom = 0, 1
    for number in values:
        top = gcd(top, abs(int(number.numerator)))
        bottom = bottom * int(number.denominator) // gcd(bottom, int(number.denominator))
    scale = fmpq(top, bottom)
    if factor.leading_coefficient() < 0:
        scale = -scale
    one = factor.context().constant(1)
    return Ratio(factor * (1 / scale), one), scale

"""Exponential polynomials in indices, summed and brought to their limit exactly."""

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from math import comb

Key = tuple[tuple[tuple[str, int], ...], tuple[tuple[str, Fraction], ...]]
CONSTANT: Key = ((), ())


class UnjudgedError(Exception):
    """A value that the fuzzer cannot compute."""


class NoLimitError(Exception):
    """A limit that does not exist."""


class Exp:
    """A sum of numbers times n^d r^n, over several indices; keys are (degrees, ratios)."""

    def __init__(self, terms: Mapping[Key, Fraction]) -> None:
        self.terms = {key: value for key, value in terms.items() if value}
        if len(self.terms) > 400:
            raise UnjudgedError("too many terms")

    def __add__(self, other: "Exp") -> "Exp":
        terms = dict(self.terms)
        for key, value in other.terms.items():
            terms[key] = terms.get(key, Fraction(0)) + value
        return Exp(terms)

    def __mul__(self, other: "Exp") -> "Exp":
        terms: dict[Key, Fraction] = {}
        for (degrees, ratios), x in self.terms.items():
            for (more, others), y in other.terms.items():
                d, r = dict(degrees), dict(ratios)
                for name, degree in more:
                    d[name] = d.get(name, 0) + degree
                for name, ratio in others:
                    r[name] = r.get(name, Fraction(1)) * ratio
                key = _key(d, r)
                terms[key] = terms.get(key, Fraction(0)) + x * y
        return Exp(terms)

    def inverse(self) -> "Exp":
        """1 / a single term without degrees."""
        if len(self.terms) != 1:
            raise UnjudgedError("a quotient by a sum that holds an index")
        (((degrees, ratios), value),) = self.terms.items()
        if degrees:
            raise UnjudgedError("a quotient by an index")
        return Exp({((), tuple((name, 1 / ratio) for name, ratio in ratios)): 1 / value})

    def constant(self) -> Fraction | None:
        """The number, if there is no index."""
        if not self.terms.keys() <= {CONSTANT}:
            return None
        return self.terms.get(CONSTANT, Fraction(0))

    def linear(self) -> dict[str, int]:
        """The coefficients of a linear form, "" for the constant."""
        found = {}
        for (degrees, ratios), value in self.terms.items():
            if ratios or sum(d for _, d in degrees) > 1 or value.denominator != 1:
                raise UnjudgedError("not a linear form")
            found[degrees[0][0] if degrees else ""] = int(value)
        return found

    def at(self, index: str, value: int) -> "Exp":
        """An index put in."""
        result = Exp({})
        for (degrees, ratios), x in self.terms.items():
            d, r = dict(degrees), dict(ratios)
            factor = Fraction(value) ** d.pop(index, 0) * r.pop(index, Fraction(1)) ** value
            result = result + Exp({_key(d, r): x * factor})
        return result


def _key(degrees: Mapping[str, int], ratios: Mapping[str, Fraction]) -> Key:
    return (
        tuple(sorted((name, d) for name, d in degrees.items() if d)),
        tuple(sorted((name, r) for name, r in ratios.items() if r != 1)),
    )


def index(name: str) -> Exp:
    """An index by itself."""
    return Exp({(((name, 1),), ()): Fraction(1)})


def number(value: Fraction) -> Exp:
    """A number."""
    return Exp({CONSTANT: Fraction(value)})


def power(base: Fraction, form: Mapping[str, int]) -> Exp:
    """base^form."""
    if not base:
        raise UnjudgedError("0 to a symbolic power")
    ratios = {name: base**times for name, times in form.items() if name}
    return Exp({_key({}, ratios): base ** form.get("", 0)})


def total(body: Exp, name: str, count: Mapping[str, int]) -> Exp:
    """The sum of a body over name < count, where count >= 0."""
    result = Exp({})
    for (degrees, ratios), value in body.terms.items():
        d, r = dict(degrees), dict(ratios)
        degree, ratio = d.pop(name, 0), r.pop(name, Fraction(1))
        outside = Exp({_key(d, r): value})
        inside = number(Fraction(0))
        form = number(Fraction(count.get("", 0)))
        for one, times in count.items():
            form = form + (index(one) * number(Fraction(times)) if one else number(Fraction(0)))
        polynomial = antidifference(degree, ratio)
        factor = power(ratio, count)
        step = number(Fraction(1))
        for coefficient in polynomial:
            inside = inside + number(coefficient) * factor * step
            step = step * form
        result = result + outside * (inside + number(-polynomial[0]))
    return result


@cache
def antidifference(degree: int, ratio: Fraction) -> tuple[Fraction, ...]:
    """The coefficients of P with P(n + 1) r^(n + 1) - P(n) r^n = n^degree r^n."""
    size = degree + (2 if ratio == 1 else 1)
    found = [Fraction(0)] * size
    for power_ in range(degree, -1, -1):  # the coefficient of n^power_ on the left is as wanted
        wanted = Fraction(int(power_ == degree))
        place = power_ + 1 if ratio == 1 else power_
        for other in range(place + 1, size):
            wanted -= ratio * found[other] * comb(other, power_)
        found[place] = wanted / (ratio * (power_ + 1) if ratio == 1 else ratio - 1)
    return tuple(found)


def limit(value: Exp, name: str) -> Exp:
    """The limit as an index grows."""
    result = Exp({})
    for (degrees, ratios), x in value.terms.items():
        d, r = dict(degrees), dict(ratios)
        degree, ratio = d.pop(name, 0), r.pop(name, Fraction(1))
        if abs(ratio) < 1:
            continue
        if degree or ratio != 1:
            raise NoLimitError(f"{ratio}^n n^{degree} has no limit")
        result = result + Exp({_key(d, r): x})
    return result

r"""The value of a term without sums, limits, derivatives and evaluations, as a quotient.

RING   Two terms are equal if their values are equal as rational functions of independent
       generators: equal, then, wherever every denominator that is written is nonzero.  Each one is
       required to be nonzero where it is met, factor by factor, in the context at hand.
POWER  base^n with an index n is a generator of its own, for each letter, for each prime, and for
       each longer factor of the base.  No index, and no such power, stands in the base: its value
       is the same for all n.  With (v^k)^m as a generator that seems not to depend on k, a sum over
       k was taken to decay, and 1 < 0 followed (cases/hostile/01-nested-power).
ZERO   0^n is 1 at n = 0 and 0 at any other natural n.  Under a letter m, or the square of m - 2, it is a
       generator of its own, by which nothing is divided: it is 0 at all values of m but one.
OPAQUE A symbol that a relation in force contains means some number, and is a generator.
"""

from math import gcd
from typing import Any

from .known import Known
from .polynomials import Polynomial, Quotient
from .sorts import is_index, linear, plus
from .terms import METER, ONE, Refused, Term, letters

__all__ = ["Values"]


class Values(Known):
    """Values of terms; `lax` is True while what is divided by was not written by anybody."""

    def __init__(self) -> None:
        super().__init__()
        self.lax = False
        self.valued: dict[int, tuple[Term, Quotient]] = {}  # strict values, by identity
        self.loosely: dict[int, tuple[Term, Quotient]] = {}  # and those where lax

    def strict(self, t: Term) -> Quotient:
        """The value, every denominator being one that was written."""
        before, self.lax = self.lax, False
        try:
            return self.value(t)
        finally:
            self.lax = before

    def exact(self, t: Term) -> Quotient:
        """The value, no denominator being one that was written."""
        before, self.lax = self.lax, True
        try:
            return self.value(t)
        finally:
            self.lax = before

    def value(self, t: Term) -> Quotient:
        """RING; what was worked out is kept with its term, so that no other has its identity."""
        if t[0] in {"sym", "def"}:
            METER.spend(10)
            return Quotient(self.ring.generator(t))
        if t[0] == "num":
            METER.spend(10)
            return Quotient({0: t[1]} if t[1] else {})
        known = self.loosely if self.lax else self.valued
        found = known.get(id(t))
        if found is not None:
            METER.spend(1)
            return found[1]
        result = self._worked_out(t)
        known[id(t)] = (t, result)
        return result

    def _worked_out(self, t: Term) -> Quotient:
        tag, ring = t[0], self.ring
        METER.spend(10)
        if tag == "exact":
            return self.exact(t[1])
        if tag == "neg":
            top, bottom = self.value(t[1])
            return Quotient(ring.combine({}, top, -1), bottom)
        if tag == "+":
            return ring.add([self.value(x) for x in t[1:]])
        if tag == "*":
            result = self.value(t[1])
            for x in t[2:]:
                result = ring.times(result, self.value(x))
            return result
        if tag == "/":
            return ring.times(self.value(t[1]), self._inverse(t[2]))
        if tag == "^":
            return self._power(t)
        raise Refused(f"{tag!r} is no operation on numbers that can be carried out here")

    def _power(self, t: Term) -> Quotient:
        form, base = linear(t[2]), self.value(t[1])
        if not base.top and (form is None or form.keys() - {""}):
            return self._power_of_zero(t[2])
        if form is None:
            raise Refused("an exponent is no integer linear form in indices")
        constant = form.get("", 0)
        result = base
        if min(form.values(), default=0) < 0:
            natural = len(form) > 1 and self.is_natural(form)  # w^{T - 1} at T >= 1 is no division
            unit = self.ring.inverse(base) if natural else self._inverse(t[1])
            result = unit if constant < 0 else base
        result = self.ring.raised(result, abs(constant))
        for index in sorted(form.keys() - {""}):
            result = self.ring.times(result, self._exponential(base, index, form[index]))
        return result

    def _power_of_zero(self, exponent: Term) -> Quotient:
        """ZERO."""
        square = exponent[0] == "^" and exponent[2] == ("num", 2)
        form = linear(exponent[1] if square else exponent)
        if form is None:
            raise Refused(
                "0 stands under an exponent that is no linear form in indices, or its square"
            )
        ends = [form, plus({}, form, -1)] if square else [form]
        if any(self.is_natural(plus(one, {"": 1}, -1)) for one in ends):
            return Quotient({})
        if not form:
            return Quotient({0: 1})
        names, constant = sorted(form.keys() - {""}), form.get("", 0)
        if len(names) != 1 or abs(form[names[0]]) != 1 or not (square or form == {names[0]: 1}):
            raise Refused("0 stands under an exponent that is not known to be natural")
        place: Term = ("num", abs(constant))
        if constant * form[names[0]] < 0:
            place = ("neg", place)
        generator = ("^", ("num", 0), ("^", ("+", ("sym", names[0]), place), ("num", 2)))
        return Quotient(self.ring.generator(generator))

    def _inverse(self, t: Term) -> Quotient:
        """1 / t, factor by factor as it is written, each known to be nonzero."""
        if t[0] in {"*", "neg"}:
            result = Quotient({0: -1 if t[0] == "neg" else 1})
            for x in t[1:]:
                result = self.ring.times(result, self._inverse(x))
            return result
        if t[0] == "^" and t[2][0] == "num":
            return self.value(("^", ("/", ONE, t[1]), t[2]))
        value = self.value(t)
        if not self.lax and not self.nonzero(value.top):
            raise Refused(f"the denominator {self.ring.show(value)} is not known to be nonzero")
        if any(x[0] == "^" for x in self.ring.occurring(value.top)):
            raise Refused("a power of 0 stands in a denominator")
        return self.ring.inverse(value)

    def _exponential(self, base: Quotient, index: str, times: int) -> Quotient:
        """POWER: base^(times * index)."""
        found: list[tuple[Any, Polynomial, int]] = []
        for polynomial, sign in [
            (base.top, 1),
            *((dict(key), -e) for key, e in base.bottom.items()),
        ]:
            for x in self.ring.occurring(polynomial):
                if x[0] == "power" or any(is_index(name[1]) for name in letters(x)):
                    raise Refused("the base of a power with an index holds an index")
            lowest = min(polynomial)
            number = gcd(*polynomial.values()) * (1 if polynomial[lowest] > 0 else -1)
            if len(polynomial) > 1:
                primitive = {key: value // number for key, value in polynomial.items()}
                found.append((frozenset(primitive.items()), primitive, sign))
            else:
                powers = self.ring.exponents(lowest).items()
                found += [(x, self.ring.generator(x), e * sign) for x, e in powers]
            rest = abs(number)
            for prime in range(2, 50) if rest > 1 else ():
                METER.spend(1 + (rest.bit_length() >> 8))
                while rest % prime == 0:
                    METER.spend(1 + (rest.bit_length() >> 8))
                    rest //= prime
                    found.append((("num", prime), {0: prime}, sign))
            found += [(("num", rest), {0: rest}, sign)] if rest > 1 else []
            found += [(("neg", ONE), {0: -1}, 1)] if number < 0 else []
        result: Polynomial = {0: 1}
        for name, polynomial, exponent in found:
            generator = ("power", name, index)
            self.bases[generator] = polynomial
            factor = self.ring.power(self.ring.generator(generator), exponent * times)
            result = self.ring.multiply(result, factor)
        return Quotient(result)

"""Values of formulas without names: quotients of polynomials, and what is known of their signs."""

import re
from math import gcd
from typing import Any, NamedTuple, TypeAlias

from symdyn.trial.algebra import Polynomial, Quotient, Ring
from symdyn.trial.formulas import linear, plus
from symdyn.trial.reading import INDICES, SQUARES, Node, Refused

__all__ = ["DEPENDENT", "MATRICES", "Fact", "Relation", "Values"]

Relation: TypeAlias = tuple[str, Node, Node]

MATRICES = SQUARES | {"A", "B", "W", r"A_\star", r"W_\star", r"B_\star"}
MATRICES |= {r"\DeltaA", r"\DeltaB", r"\DeltaW"}

# Names that are not letters: they depend on others, or have a meaning of their own.
DEPENDENT = re.compile(r"\(|\{T\}|\\Delta|N_|operatorname")


class Fact(NamedTuple):
    """A primitive polynomial > 0, >= 0 or != 0; what it rests on: owners and their conditions."""

    polynomial: Polynomial
    sign: str
    owners: frozenset[str]
    required: frozenset[Relation]


def _nonnegative(relation: Relation) -> dict[str, int] | None:
    """The linear form in the indices that a relation <= or >= says to be >= 0; None for others."""
    operator, left, right = relation
    lower, upper = (right, left) if operator == ">=" else (left, right)
    return linear(("+", upper, ("neg", lower))) if operator in {">=", "<="} else None


class Values:
    """What is known in one check, and what of it was used."""

    def __init__(self) -> None:
        self.ring = Ring()
        self.facts: list[Fact] = []
        self.given: dict[Relation, str] = {}
        self.conditions: dict[str, set[Relation]] = {}
        self.used: set[str] = set()
        self.required: set[Relation] = set()
        self.divisors: list[Polynomial] = []
        self.bases: dict[Any, Polynomial] = {}
        self.below: list[Node] = []
        self.layers: list[Any] = []
        self.bounds: list[tuple[dict[str, int], Relation, str]] = []
        self.counted = 0

    def is_natural(self, form: dict[str, int] | None) -> bool:
        """Whether a form in the indices, which are >= 0, is >= 0 itself, less one given relation."""
        if form is None:
            return False
        if min(form.values(), default=0) >= 0:
            return True
        if len(self.given) != self.counted:
            self.counted = len(self.given)
            self.bounds = [
                (known, relation, owner)
                for relation, owner in self.given.items()
                if (known := _nonnegative(relation)) is not None
            ]
        self.ring.spend(len(self.bounds))
        for known, relation, owner in self.bounds:
            if all(x >= 0 for x in plus(form, known, -1).values()):
                self.used.add(owner)
                self.required |= {relation, *self.conditions.get(owner, set())}
                return True
        return False

    def least(self, form: dict[str, int], outer: list[Any]) -> dict[str, int]:
        """The least value of a form where each outer index is from 0 to its number of terms - 1."""
        for index, count, _ in reversed(outer):
            times = form.get(index, 0)
            form = {name: value for name, value in form.items() if name != index}
            if times < 0:
                form = plus(form, {**count, "": count.get("", 0) - 1}, times)
        return form

    def in_unit(self, base: Polynomial) -> bool:
        """Whether -1 < base < 1 is known."""
        return all(self.known_sign(self.ring.combine({0: 1}, base, x), ">") for x in (1, -1))

    def known_sign(self, polynomial: Polynomial, *signs: str) -> bool:
        """Whether a fact says so, up to a positive number."""
        polynomial = self.ring.primitive(polynomial)
        self.ring.spend(1 + (len(polynomial) + len(self.facts)) // 8)
        for fact in self.facts:
            if fact.sign in signs and fact.polynomial == polynomial:
                self.used |= fact.owners
                self.required |= fact.required
                return True
        return ">=" in signs and any(polynomial == self.ring.generator(name) for name in INDICES)

    def nonzero(self, polynomial: Polynomial) -> bool:
        """Whether the polynomial, or each letter of a single term, is known to be nonzero."""
        if len(polynomial) == 1:
            parts = [
                self.ring.generator(name)
                for name in sorted(self.ring.occurring(polynomial), key=str)
            ]
        else:
            parts = [polynomial]
        return bool(polynomial) and all(
            self.known_sign(part, ">", "!=")
            or self.known_sign(self.ring.combine({}, part, -1), ">", "!=")
            or self.is_factor(part)
            for part in parts
        )

    def is_factor(self, part: Polynomial) -> bool:
        """Whether a letter stands in a product that a fact says is nonzero."""
        (name,) = self.ring.occurring(part) if len(part) == 1 else [None]
        for fact in self.facts if part == self.ring.generator(name) else ():
            self.ring.spend(len(self.ring.names))
            product = fact.sign != ">=" and len(fact.polynomial) == 1
            powers = self.ring.exponents(min(fact.polynomial)) if product else {}
            # w^{T} / w is 1 at T = 1, w = 0: of products with powers nothing is read off.
            plain = all(isinstance(x, str) and e > 0 for x, e in powers.items())
            if plain and name in powers:
                self.used |= fact.owners
                self.required |= fact.required
                return True
        return False

    def require_defined(self) -> None:
        """Refuse unless every displayed denominator is known to be nonzero."""
        for divisor in self.divisors:
            if not self.nonzero(divisor):
                raise Refused(
                    f"the denominator {self.ring.show(divisor)} is not known to be nonzero"
                )

    def value(self, node: Node) -> Quotient:
        """A closed formula as a quotient; inside "exact" its denominators are not displayed."""
        tag, ring = node[0], self.ring
        ring.spend(10)
        if tag == "name" and node[1] in MATRICES:
            raise Refused(f"the matrix {node[1]} has no value as a number")
        if tag in {"number", "name"}:
            return (
                Quotient({0: node[1]} if node[1] else {})
                if tag == "number"
                else Quotient(ring.generator(node[1]))
            )
        if tag == "exact":
            before = list(self.divisors), list(self.below)
            result = self.value(node[1])
            self.divisors, self.below = before
            return result
        if tag == "neg":
            return ring.times(Quotient({0: -1}), self.value(node[1]))
        if tag == "+":
            return ring.add([self.value(x) for x in node[1:]])
        if tag == "*":
            result = Quotient({0: 1})
            for factor in node[1:]:
                result = ring.times(result, self.value(factor))
            return result
        if tag == "/":
            return ring.times(self.value(node[1]), self.inverse(node[2]))
        form = linear(node[2]) if tag == "^" else None
        if form is None:
            raise Refused(
                f"{node!r:.80} has no value: it is no number, or no power that can be read"
            )
        base, constant = self.value(node[1]), form.get("", 0)
        ring.power(base.top, abs(constant))  # refuses what is too large
        falls = min(form.values(), default=0) < 0
        natural = falls and len(form) > 1 and self.is_natural(self.least(form, self.layers))
        unit = self.inverse(node[1]) if falls and not natural else base  # notes a divisor
        if constant < 0:
            base = ring.inverse(base) if natural else unit
        result = Quotient({0: 1})
        for _ in range(abs(constant)):
            result = ring.times(result, base)
        base = self.value(node[1]) if constant < 0 else base
        for index in sorted(form.keys() - {""}):
            result = ring.times(result, self.exponential(base, index, form[index]))
        return result

    def inverse(self, node: Node) -> Quotient:
        """1 / node, factor by factor; each factor is noted as a divisor."""
        if node[0] in {"*", "neg"}:
            result = Quotient({0: -1 if node[0] == "neg" else 1})
            for factor in node[1:]:
                result = self.ring.times(result, self.inverse(factor))
            return result
        if node[0] == "^" and node[2][0] == "number":
            return self.value(("^", ("/", ("number", 1), node[1]), node[2]))
        value = self.value(node)
        self.divisors.append(value.top)
        self.below.append(node)
        return self.ring.inverse(value)

    def exponential(self, base: Quotient, index: str, times: int) -> Quotient:
        """base^(times * index): a generator for each letter, small prime or longer factor."""
        parts: list[tuple[Any, Polynomial, int]] = []
        for polynomial, sign in [
            (base.top, 1),
            *((dict(key), -e) for key, e in base.bottom.items()),
        ]:
            if not polynomial:
                raise Refused("0 to a symbolic power has no value")
            # The base is the same for all values of the index, or x^n would not be a power of one number.
            if any(isinstance(x, tuple) or x in INDICES for x in self.ring.occurring(polynomial)):
                raise Refused("an index stands in the base of a power with an index on top")
            number = gcd(*polynomial.values()) * (1 if polynomial[min(polynomial)] > 0 else -1)
            monomial = min(polynomial)
            if len(polynomial) > 1:
                primitive = {key: value // number for key, value in polynomial.items()}
                parts.append((frozenset(primitive.items()), primitive, sign))
                monomial = 0
            parts += [
                (x, self.ring.generator(x), e * sign)
                for x, e in self.ring.exponents(monomial).items()
            ]
            left = abs(number)
            for prime in range(2, 50):
                while left % prime == 0:
                    left //= prime
                    parts.append((prime, {0: prime}, sign))
            parts += [(left, {0: left}, sign)] if left > 1 else []
            parts += [(-1, {0: -1}, 1)] if number < 0 else []
        result: Polynomial = {0: 1}
        for name, polynomial, exponent in parts:
            self.bases[name] = polynomial
            result = self.ring.multiply(
                result, self.ring.power(self.ring.generator((name, index)), exponent * times)
            )
        return Quotient(result)

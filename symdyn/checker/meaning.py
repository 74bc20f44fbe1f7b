"""What a formula means: names unfolded, sums carried out by evidence, then a quotient.

Equations hold in the field of rational functions of the real letters, for all integer indices at
once (w^T is a generator of its own), so they hold wherever no displayed denominator vanishes; and
each of those must be known to be nonzero.
"""

import re
from collections.abc import Iterator
from math import gcd
from typing import Any, NamedTuple, TypeAlias

from symdyn.checker.algebra import Polynomial, Quotient, Ring
from symdyn.checker.formulas import differentiate, linear, plus, substitute, variables
from symdyn.checker.reading import INDICES, Node, Refused, read

__all__ = ["DEPENDENT", "MATRICES", "Context", "Fact", "Relation"]

Relation: TypeAlias = tuple[str, Node, Node]

MATRICES = frozenset({*"ABWRUVPIF", "A_\\star", "W_\\star", "B_\\star"})


# Names that are not letters: they depend on others, or have a meaning of their own.
DEPENDENT = re.compile(r"\(|\{T\}|\\Delta|operatorname")


class Fact(NamedTuple):
    """polynomial > 0, >= 0 or != 0; what it rests on: a relation with its owner and conditions."""

    polynomial: Polynomial
    sign: str
    owners: frozenset[str]
    required: frozenset[Relation]


class Context:
    """One claim under check: what its names mean, what is known, and what was used."""

    def __init__(self, sums: Iterator[str]) -> None:
        self.ring, self.sums = Ring(), sums
        self.names: dict[str, tuple[Node, str]] = {}
        self.functions: dict[str, tuple[str, Node, str]] = {}
        self.facts: list[Fact] = []
        self.given: dict[Relation, str] = {}
        self.conditions: dict[str, set[Relation]] = {}
        self.used: set[str] = set()
        self.required: set[Relation] = set()
        self.assumed: set[str] = set()
        self.refuted = False
        self.frozen: set[tuple[str, str]] = set()
        self.divisors: list[Polynomial] = []
        self.known: dict[Node, tuple[Node, set[str], set[Relation]]] = {}
        self.bases: dict[Any, Polynomial] = {}

    def unfold(self, node: Node) -> Node | None:
        """What a name stands for; None for a letter."""
        head, _, index = str(node[1]).partition("_{") if node[0] == "name" else ("", "", "")
        if head in self.functions and index[:-1].isdigit():
            node = ("indexed", head, ("number", int(index[:-1])))
        if node[0] == "name" and node[1] in self.names:
            body, owner = self.names[node[1]]
        elif node[0] == "indexed" and node[1] in self.functions:
            formal, body, owner = self.functions[node[1]]
            body = substitute(body, {formal: node[2]})
        elif node[0] == "indexed":
            raise Refused(f"{node[1]} with an index is defined by no claim used")
        else:
            return None
        self.used.add(owner)
        self.required |= self.conditions.get(owner, set())
        return body

    def closed(self, node: Node) -> Node:
        """The formula without defined names, sums, limits, derivatives and evaluations."""
        if node not in self.known:
            before = self.used, self.required
            self.used, self.required = set(), set()
            self.known[node] = (self._closed(node), self.used, self.required)
            self.used, self.required = before
        result, used, required = self.known[node]
        self.used |= used
        self.required |= required
        return result

    def _closed(self, node: Node) -> Node:
        tag, body = node[0], self.unfold(node)
        if body is not None:
            return self.closed(body)
        if tag in {"sum", "lim"}:
            return self.total(node)
        if tag == "d":
            return self.derivative(node[2], node[1])
        if tag == "at":
            return self.evaluated(node)
        return (tag, *(self.closed(x) if isinstance(x, tuple) else x for x in node[1:]))

    def bound(self, node: Node, variable: str) -> Node:
        """Note that the other letters were taken not to depend on the variable."""
        for name in variables(node) - {variable}:
            if DEPENDENT.search(name):
                raise Refused(f"{name} is not known to be independent of {variable}")
            self.frozen.add((name, variable))
        return node

    def derivative(self, node: Node, variable: str) -> Node:
        """The derivative of what a formula is on an open set: no condition may be = or <= or >=."""
        if variable in INDICES:
            raise Refused(f"{variable} is an index: there is no derivative by it")
        before, self.required = self.required, set()
        body = self.bound(self.closed(node), variable)
        for operator, left, right in self.required:
            if operator not in {"<", ">", "!="}:
                self.moved((operator, left, right), variable)
        self.required |= before
        # 0 * body keeps the denominators that the derivative loses among those displayed.
        return ("+", differentiate(body, variable), ("*", ("number", 0), body))

    def moved(self, relation: Relation, variable: str) -> None:
        """Refuse if a condition that cannot be moved with the variable contains it."""
        if variable in variables(relation):
            raise Refused(f"{relation} is assumed where {variable} is bound")
        self.frozen |= {(name, variable) for name in variables(relation)}

    def evaluated(self, node: Node) -> Node:
        """The body with letters replaced; what its names assume must hold for the new values."""
        before, self.required = self.required, set()
        body = self.closed(node[1])
        inner, self.required = self.required, before
        values = {name: self.closed(value) for name, value in node[2:]}
        for name, value in values.items():
            self.bound(body, name)
            if name in INDICES and not self.is_natural(linear(value)):
                raise Refused(
                    f"the index {name} is not known to be an integer >= 0 at {value!r:.80}"
                )
        for operator, left, right in inner:
            self.required.add((operator, substitute(left, values), substitute(right, values)))
            self.frozen |= {
                (x, name)
                for x in variables((operator, left, right))
                for name in values
                if x != name
            }
        return substitute(body, values)

    def total(self, node: Node) -> Node:
        """Nested sums, or their limit: from the innermost out, each by its antidifference q.

        q(n + 1) - q(n) is the summand and the sum q(count) - q(0); for n without end it is -q(0),
        if each term of the innermost summand decays geometrically in each endless index: then the
        multiple sum converges absolutely and the finite sums tend to it.
        """
        endless, layers, body = node[0] == "lim", [], node
        limit = node[1] if endless else ""
        body = node[2] if endless else node
        while (inner := self.unfold(body) or body) != body or body[0] == "sum":
            body = inner
            if body[0] == "sum":
                layers.append((body[1], linear(body[2]) or {}, body[2]))
                body = body[3]
        before, self.required = self.required, set()
        body = self.closed(body)
        for relation in self.required:
            for index, _, _ in layers:
                self.moved(relation, index)
        self.required |= before
        if endless:
            self.require_decay(body, [index for index, form, _ in layers if limit in form], limit)
        for place in range(len(layers) - 1, -1, -1):
            index, form, count = layers[place]
            self.require_natural(form, layers[:place])
            q = self.bound(self.closed(read(self.antidifference(index, body))), index)
            after = substitute(q, {index: ("+", ("name", index), ("number", 1))})
            self.require_zero(
                ("exact", ("+", after, ("neg", q), ("neg", body))), f"sum over {index}"
            )
            for key in self.value(("exact", q)).bottom:
                names = self.ring.occurring(dict(key))
                if any(isinstance(name, tuple) or name in INDICES for name in names):
                    raise Refused(
                        f"the denominator {self.ring.show(dict(key))} depends on an index"
                    )
            if endless and limit in form:
                self.require_decay(q, [index], limit)
                self.require_decay(body, [index], limit)
            elif endless and any(limit in outer and x in form for x, outer, _ in layers[:place]):
                raise Refused(
                    f"a sum over {index} whose length follows an endless index is not read"
                )
            start = ("neg", substitute(q, {index: ("number", 0)}))
            whole = ("+", substitute(q, {index: count}), start)
            body = self.bound(("exact", start if endless and limit in form else whole), index)
        if endless and limit in variables(body):
            raise Refused(f"{limit} does not occur in the bounds of sums alone")
        return body

    def antidifference(self, index: str, body: Node) -> str:
        """The evidence for the next sum."""
        text = next(self.sums, None)
        if text is None:
            raise Refused(f"there is no evidence for the sum of {body!r:.99} over {index}")
        return text

    def require_natural(self, form: dict[str, int], outer: list[Any]) -> None:
        """The number of terms is >= 0, the outer indices being below their own numbers of terms."""
        for index, count, _ in reversed(outer):
            times = form.get(index, 0)
            form = {name: value for name, value in form.items() if name != index}
            if times < 0:
                form = plus(form, {**count, "": count.get("", 0) - 1}, times)
        if not self.is_natural(form):
            raise Refused(f"the number of terms may be negative: {form} >= 0 is not given")

    def is_natural(self, form: dict[str, int] | None) -> bool:
        """Whether a form in the indices, which are >= 0, is >= 0 itself, less one given relation."""
        if form is None:
            return False
        for relation, owner in [((">=", ("number", 0), ("number", 0)), ""), *self.given.items()]:
            operator, left, right = relation
            lower, upper = (right, left) if operator == ">=" else (left, right)
            known = linear(("+", upper, ("neg", lower))) if operator in {">=", "<="} else None
            if known is not None and all(x >= 0 for x in plus(form, known, -1).values()):
                if owner:
                    self.used.add(owner)
                    self.required |= {relation, *self.conditions.get(owner, set())}
                return True
        return False

    def require_decay(self, body: Node, endless: list[str], limit: str) -> None:
        """Every term of a summand decays geometrically in each endless index."""
        value = self.value(("exact", body))
        if limit in variables(body):
            raise Refused(f"{limit} may occur in the bounds of sums alone")
        for monomial in value.top:
            powers = self.ring.exponents(monomial)
            for index in endless:
                ratio = {
                    x[0]: e for x, e in powers.items() if isinstance(x, tuple) and x[1] == index
                }
                sides: list[Polynomial] = [{0: 1}, {0: 1}]
                for base, exponent in ratio.items():
                    square = self.ring.power(self.bases[base], 2 * abs(exponent))
                    sides[exponent < 0] = self.ring.multiply(sides[exponent < 0], square)
                inside = ratio and all(
                    e > 0 and self.in_unit(self.bases[x]) for x, e in ratio.items()
                )
                gap = self.ring.combine(sides[1], sides[0], -1)
                if not inside and not self.known_sign(gap, ">"):
                    raise Refused(f"no decay in {index}: {self.ring.show(gap)} > 0 is not known")

    def in_unit(self, base: Polynomial) -> bool:
        """Whether -1 < base < 1 is known."""
        return all(self.known_sign(self.ring.combine({0: 1}, base, x), ">") for x in (1, -1))

    def known_sign(self, polynomial: Polynomial, *signs: str) -> bool:
        """Whether a fact says so, word for word."""
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
            for part in parts
        )

    def nonzero_formula(self, node: Node) -> bool:
        """Whether a formula is known to be nonzero: a number, as it stands, or its top."""
        top = self.value(self.closed(node)).top
        relations = [(operator, node, ("number", 0)) for operator in (">", "<", "!=")]
        owners = [self.given[relation] for relation in relations if relation in self.given]
        if top and top.keys() != {0}:
            for owner in owners:
                self.used.add(owner)
                self.required |= self.conditions.get(owner, set())
            if owners:
                return True
        return self.nonzero(top)

    def fact(self, relation: Relation, owner: str) -> Fact | None:
        """A relation as the sign of a polynomial; None if it is not one."""
        operator, left, right = relation
        if operator in {"<", "<="}:
            operator, left, right = operator.replace("<", ">"), right, left
        before = self.used, self.required
        self.used, self.required = set(), set()
        value = self.value(("exact", self.closed(("+", left, ("neg", right)))))
        owners = frozenset({owner, *self.used})
        required = frozenset({relation, *self.required, *self.conditions.get(owner, set())})
        self.used, self.required = before
        if any(len(key) > 1 for key in value.bottom) or operator not in {">", ">=", "!="}:
            return None
        return Fact(value.top, operator, owners, required)

    def require_zero(self, node: Node, where: str) -> None:
        """Refuse unless left - right is identically zero; the message shows both sides."""
        closed = self.closed(node)
        if self.value(closed).top:
            *left, right = closed[1:] if closed[0] == "+" else (closed, ("number", 0))
            sides = [self.value(("exact", x)) for x in (("+", *left), ("neg", right))]
            first, second = (self.ring.show_quotient(side) for side in sides)
            raise Refused(f"{where}: one side is {first}, the other {second}")

    def require_defined(self) -> None:
        """Refuse unless every displayed denominator is known to be nonzero."""
        for divisor in self.divisors:
            if not self.nonzero(divisor):
                raise Refused(
                    f"the denominator {self.ring.show(divisor)} is not known to be nonzero"
                )

    def value(self, node: Node) -> Quotient:  # noqa: PLR0912 - one case a node
        """A closed formula as a quotient; inside "exact" its denominators are not displayed."""
        tag, ring = node[0], self.ring
        if tag == "name" and node[1] in MATRICES:
            raise Refused(f"the matrix {node[1]} has no value as a number")
        if tag in {"number", "name"}:
            return (
                Quotient({0: node[1]} if node[1] else {})
                if tag == "number"
                else Quotient(ring.generator(node[1]))
            )
        if tag == "exact":
            before = list(self.divisors)
            result = self.value(node[1])
            self.divisors = before
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
        if constant < 0 and len(form) > 1 and self.is_natural(form):
            base = ring.inverse(base)
        elif constant < 0:
            base = self.inverse(node[1])
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

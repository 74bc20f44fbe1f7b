"""What a formula means: names unfolded, sums carried out by evidence, then a quotient.

Equations hold in the field of rational functions of the real letters, for all integer indices at
once (w^T is a generator of its own), so they hold wherever no displayed denominator vanishes; and
each of those must be known to be nonzero.
"""

from collections.abc import Iterator
from typing import Any

from symdyn.trial.algebra import Polynomial
from symdyn.trial.formulas import differentiate, has, linear, substitute, variables, weight
from symdyn.trial.reading import INDICES, Node, Refused, read
from symdyn.trial.values import DEPENDENT, MATRICES, Fact, Relation, Values

__all__ = ["Context"]


class Context(Values):
    """One claim under check: what its names mean, what is known, and what was used."""

    def __init__(self, sums: Iterator[str]) -> None:
        super().__init__()
        self.sums = sums
        self.names: dict[str, tuple[Node, str]] = {}
        self.functions: dict[str, tuple[str, Node, str]] = {}
        self.assumed: set[str] = set()
        self.numbers: set[str] = set()
        self.refuted = False
        self.frozen: set[tuple[str, str]] = set()
        self.known: dict[Node, tuple[Node, set[str], set[Relation]]] = {}

    def unfold(self, node: Node) -> Node | None:
        """What a name stands for; None for a letter."""
        if node[0] == "indexed" and linear(node[2]) is None:
            raise Refused(f"{node[2]!r:.99} is no index of {node[1]}")
        if node[0] == "name" and node[1] in self.names:
            body, owner = self.names[node[1]]
        elif node[0] == "indexed" and node[1] in self.functions:
            formal, body, owner = self.functions[node[1]]
            self.frozen |= {(name, formal) for name in variables(body) - {formal}}
            body = substitute(body, {formal: node[2]})
        elif node[0] == "indexed":
            raise Refused(f"{node[1]} with an index is defined by no claim used")
        else:
            return None
        self.ring.spend(5 + weight(body))
        self.used.add(owner)
        self.required |= self.conditions.get(owner, set())
        return body

    def closed(self, node: Node) -> Node:
        """The formula without defined names, sums, limits, derivatives and evaluations."""
        if node not in self.known:
            before = self.used, self.required
            self.used, self.required = set(), set()
            self.known[node] = (self._closed(node), self.used, self.required)
            if node[0] in {"name", "indexed", "sum", "lim", "d", "at"}:
                self.ring.spend(weight(self.known[node][0]))
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

    def free(self, body: Node, name: str) -> Node:
        """Note that a name may be moved while the others stay: it is defined nowhere below."""
        if name in self.names or name in MATRICES or DEPENDENT.search(name):
            raise Refused(f"{name} is no letter that can be bound")
        self.frozen |= {(name, ""), *((name, other) for other in variables(body) - {name})}
        return self.bound(body, name)

    def derivative(self, node: Node, variable: str) -> Node:
        """The derivative of what a formula is on an open set: no condition may be = or <= or >=."""
        if variable in INDICES:
            raise Refused(f"{variable} is an index: there is no derivative by it")
        before, self.required = self.required, set()
        body = self.closed(node)
        self.ring.spend(20 * weight(body))
        self.free(body, variable)
        for operator, left, right in self.required:
            self.free(("+", left, right), variable)
            if operator not in {"<", ">", "!="}:
                self.moved((operator, left, right), variable)
        self.required |= before
        # 0 * body keeps the denominators that the derivative loses among those displayed.
        return ("+", differentiate(body, variable), ("*", ("number", 0), body))

    def moved(self, relation: Relation, variable: str) -> None:
        """Refuse if a condition that cannot be moved with the variable contains it."""
        if variable in variables(relation):
            raise Refused(f"{relation} is assumed where {variable} is bound")
        self.bound(("+", *relation[1:]), variable)

    def evaluated(self, node: Node) -> Node:
        """The body with letters replaced; what its names assume must hold for the new values."""
        before, self.required = self.required, set()
        body = self.closed(node[1])
        inner, self.required = self.required, before
        values = {name: self.closed(value) for name, value in node[2:]}
        self.ring.spend(len(values) * sum(map(weight, (body, *(("+", *x[1:]) for x in inner)))))
        for name, value in values.items():
            if variables(value) & values.keys():
                raise Refused(f"the value of {name} holds a letter that has a value")
            self.free(body, name)
            if name in INDICES and not self.is_natural(linear(value)):
                raise Refused(
                    f"the index {name} is not known to be an integer >= 0 at {value!r:.80}"
                )
        for operator, left, right in inner:
            self.required.add((operator, substitute(left, values), substitute(right, values)))
            for name in values:
                self.free(("+", left, right), name)
        # 0 * value keeps what a value is divided by among what is displayed.
        shown = (("*", ("number", 0), x) for x in values.values() if has(x, "/", "^"))
        return ("+", substitute(body, values), *shown)

    def total(self, node: Node) -> Node:  # noqa: PLR0912 - one pass over the sums
        """Nested sums, or their limit: from the innermost out, each by its antidifference q.

        q(n + 1) - q(n) is the summand and the sum q(count) - q(0); for n without end it is -q(0),
        if each term of the innermost summand decays geometrically in each endless index: then the
        multiple sum converges absolutely and the finite sums tend to it.
        """
        before, self.required = self.required, set()
        endless, layers, body = node[0] == "lim", [], node
        limit = node[1] if endless else ""
        body = node[2] if endless else node
        while (inner := self.unfold(body) or body) != body or body[0] == "sum":
            body = inner
            if body[0] == "sum":
                form = linear(body[2])
                if form is None:
                    raise Refused(f"{body[2]!r:.99} is no number of terms")
                layers.append((body[1], form, body[2]))
                body = body[3]
        body = self.closed(body)
        for index in (*(x for x, _, _ in layers), *([limit] if endless else [])):
            self.bound(body, index)
        below = self.denominators(body, layers)
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
        for relation in self.required:  # what was known of an index was not said of this one
            for index, _, _ in layers:
                self.moved(relation, index)
            known = linear(("+", relation[1], ("neg", relation[2]))) if endless else None
            grows = (known or {}).get(limit, 0) * (1 if relation[0] == ">=" else -1)
            if endless and (grows <= 0 or relation[0] not in {">=", "<="}):
                self.moved(relation, limit)
        self.required |= before
        return ("+", body, *(("*", ("number", 0), ("/", ("number", 1), x)) for x in below))

    def denominators(self, summand: Node, layers: list[Any]) -> list[Node]:
        """What a summand is divided by; it must be the same for all values of the indices."""
        outside = self.divisors, self.below, self.layers
        self.divisors, self.below, self.layers = [], [], layers
        self.value(summand)
        found = self.below
        self.divisors, self.below, self.layers = outside
        for node in found:
            if variables(node) & {index for index, _, _ in layers}:
                raise Refused(f"the denominator {node!r:.99} of a summand depends on an index")
        return found

    def antidifference(self, index: str, body: Node) -> str:
        """The evidence for the next sum."""
        text = next(self.sums, None)
        if text is None:
            raise Refused(f"there is no evidence for the sum of {body!r:.99} over {index}")
        return text

    def require_natural(self, form: dict[str, int], outer: list[Any]) -> None:
        """The number of terms is >= 0, the outer indices being below their own numbers of terms."""
        if not self.is_natural(self.least(form, outer)):
            raise Refused(f"the number of terms may be negative: {form} >= 0 is not given")

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
        return Fact(self.ring.primitive(value.top), operator, owners, required)

    def require_zero(self, node: Node, where: str) -> None:
        """Refuse unless left - right is identically zero; the message shows both sides."""
        closed = self.closed(node)
        if self.value(closed).top:
            *left, right = closed[1:] if closed[0] == "+" else (closed, ("number", 0))
            sides = [self.value(("exact", x)) for x in (("+", *left), ("neg", right))]
            first, second = (self.ring.show_quotient(side) for side in sides)
            raise Refused(f"{where}: one side is {first}, the other {second}")

r"""A place in a proof: what holds there, and terms rewritten until no binder is left in them.

Letters that binders have opened are fresh: nothing is known of them but what is put in here.
`closed` gives a term without sums, limits, derivatives and evaluations that means the same wherever
what is in force holds, and refuses unless what it takes away is known to mean something.

REWRITE  A used claim H |- f(x, y) = r holds for all values of its letters, so f(s, t) is
         r[s/x, t/y] wherever H[s/x, t/y] holds.  H is looked for in this very context, in which an
         index that a binder has opened is a letter like any other: what holds of one k is not used
         for all k.  Each term that is put in is known to mean a number, of the right sort: from
         x - x = 0 one would get 1/0 - 1/0 = 0, from m >= 0 one would get -1 >= 0.
UNFOLD   A symbol means its body at its arguments.
DERIVE   The body is closed for a fresh real x, of which is known what strict relations of
         polynomials say of the point: they are open, and hold near the point too.  A relation
         x >= 0 says nothing of the other side of 0 (s17-derivative-at-the-edge).  Denominators are
         nonzero at the point, hence near it, being continuous.  No opaque symbol holds x.
LET      Substitution.  Each value means a number, used or not, and a natural one for an index.
"""

from collections.abc import Mapping
from typing import NamedTuple

from .derivatives import differentiate, is_open
from .polynomials import Quotient
from .sorts import is_index, linear, plus
from .sums import total
from .terms import (
    METER,
    Definition,
    Refused,
    Relation,
    Term,
    difference,
    inner,
    instantiate,
    measure,
    parts,
    rebuild,
    replace,
)
from .values import Values

__all__ = ["Context", "Rewriting", "moved", "turned"]

_LEAVES = frozenset({"num", "sym", "exact"})
_HEAVIEST = 100_000


class Rewriting(NamedTuple):
    """For all values of all letters: if `hypotheses` hold, a symbol at `args` is `right`."""

    args: tuple[Term, ...]
    hypotheses: tuple[Relation, ...]
    right: Term
    given: Mapping[Term, Term]
    place: int  # of the use that offers it


def turned(relation: Relation) -> Relation:
    """The relation with > or >= for < or <=."""
    operator, left, right = relation
    return (operator.replace("<", ">"), right, left) if operator in {"<", "<="} else relation


def moved(relation: Relation, values: Mapping[Term, Term]) -> Relation:
    """Substitution in a relation."""
    return (relation[0], replace(relation[1], values), replace(relation[2], values))


def _match(pattern: Term, t: Term, found: dict[Term, Term] | None) -> dict[Term, Term] | None:
    """Values for the letters of the pattern that make it the term."""
    METER.spend(1 + len(found or ()))
    if found is None or pattern[0] == "sym":
        return None if found is None or found.get(pattern, t) != t else {**found, pattern: t}
    old, new = parts(pattern), parts(t)
    if pattern[0] != t[0] or len(old) != len(new) or any(n for _, n in old):
        return None
    if (not old or pattern[0] == "def") and pattern[1] != t[1]:
        return None
    for (x, _), (y, _) in zip(old, new, strict=True):
        found = _match(x, y, found)
    return found


class Context(Values):
    """What is in force; the contexts inside of binders share the ring."""

    def __init__(
        self, signature: Mapping[str, Definition], sums: tuple[Term, ...], unfolds: frozenset[str]
    ) -> None:
        super().__init__()
        self.signature, self.sums, self.unfolds = signature, sums, unfolds
        self.fresh = [0]
        self.rewritings: dict[str, list[Rewriting]] = {}
        self.relations: dict[Relation, None] = {}
        self.opaque: set[Term] = set()
        self.hints: dict[Term, Term] = {}  # what evidence calls by the name of a binder
        self.memory: dict[Term, Term] = {}
        self.weights: dict[int, tuple[int, Term]] = {}
        self.busy: frozenset[Term] = frozenset()  # what is being rewritten: no circles

    def under(self) -> "Context":
        """A context inside of a binder: what holds here holds there, as nothing is captured."""
        child = object.__new__(type(self))
        child.__dict__.update(self.__dict__)
        child.relations, child.opaque, child.facts = (
            {**self.relations},
            {*self.opaque},
            {**self.facts},
        )
        child.naturals, child.ranges, child.large = [*self.naturals], [*self.ranges], {*self.large}
        child.hints, child.memory, child.lax = {**self.hints}, {}, False
        child.valued, child.loosely = {}, {}
        METER.spend(20 + len(self.relations) + len(self.facts))
        return child

    def letter(self, hint: str) -> Term:
        """A fresh letter of the hint's sort."""
        self.fresh[0] += 1
        return ("sym", f"{hint}#{self.fresh[0]}")

    def offered(self, _index: Term, _body: Term) -> tuple[Term, ...]:
        """What the evidence offers for a sum."""
        return self.sums

    # ---- what is in force

    def suppose(self, relation: Relation) -> None:
        """Put a relation in force; the caller answers for it."""
        METER.spend(measure(relation[1]) + measure(relation[2]))
        relation = turned(relation)
        if relation in self.relations:
            return
        self.relations[relation] = None
        stack = [relation[1], relation[2]]
        while stack:
            one = stack.pop()
            if one[0] == "def":
                self.opaque.add(one)
            stack += [x for x, n in parts(one) if n == 0]
        self.memory = {}
        form = linear(difference(relation[1], relation[2]))
        if form is not None and relation[0] in {">", ">="}:
            self.naturals.append(plus(form, {"": 1}, -1 if relation[0] == ">" else 0))
        self._learn(relation)

    def refresh(self) -> None:
        """Look at all relations again, more being known of the symbols in them."""
        self.memory = {}
        for relation in self.relations:
            self._learn(relation)

    def _learn(self, relation: Relation) -> None:
        """The fact that a relation in force is, if left - right is a polynomial over an integer."""
        if relation[0] == "=":
            return
        try:
            value = self.loose(difference(relation[1], relation[2]))
        except Refused:
            METER.spend(1)
            return
        if all(len(key) == 1 for key in value.bottom):
            key = self.ring.primitive(value.top)
            self.facts[key] = self.facts.get(key, frozenset()) | {relation[0]}
            if len(value.top) == 1 and relation[0] in {">", "!="}:
                self._learn_factors(next(iter(value.top)))

    def _learn_factors(self, monomial: int) -> None:
        """No factor of a product that is not 0 is 0; w^{k - 1} may be 1 at w = 0, and is left out."""
        powers = self.ring.exponents(monomial)
        whole = all(x[0] != "power" and e > 0 for x, e in powers.items())
        for one in (self.ring.primitive(self.ring.generator(x)) for x in powers if whole):
            self.facts[one] = self.facts.get(one, frozenset()) | {"!="}

    def holds(self, relation: Relation) -> bool:
        """Whether a relation is in force, as it stands or as one of polynomials."""
        operator, left, right = relation = turned(relation)
        METER.spend(1 + (self._weight(left) + self._weight(right) >> 4))  # what looking up reads
        if relation in self.relations or (
            operator in {"!=", "="} and (operator, right, left) in self.relations
        ):
            return True
        if operator in {">=", "!="} and (">", left, right) in self.relations:
            return True
        try:
            value = self.number(difference(left, right))
        except Refused:
            METER.spend(1)
            return False
        if operator == "=":
            return not value.top
        if operator == "!=":
            return self.nonzero(value.top)
        if any(len(key) > 1 for key in value.bottom):
            return False
        return self.known_sign(value.top, *([">"] if operator == ">" else [">", ">="]))

    def sorts(self, values: Mapping[Term, Term]) -> bool:
        """Whether each value is known to mean a number, and a natural one for an index."""
        try:
            for x, y in values.items():
                if x == y or x[0] == "mat" or (y[0] in {"sym", "num"} and not is_index(x[1])):
                    continue
                closed = self.closed(y)
                self.strict(closed)
                if is_index(x[1]) and not self.is_natural(linear(closed)):
                    return False
        except Refused:
            METER.spend(1)
            return False
        return True

    # ---- terms without binders

    def number(self, t: Term) -> Quotient:
        """The value of a term; refuses unless the term is known to mean a number."""
        return self.strict(self.closed(t))

    def loose(self, t: Term) -> Quotient:
        """The value, denominators that vanish aside."""
        return self.exact(self.closed(t))

    def closed(self, t: Term) -> Term:
        """The term without binders and without what is rewritten or unfolded."""
        if t[0] in _LEAVES:
            METER.spend(1)
            return t
        METER.spend(2 + (self._weight(t) >> 6))
        found = self.memory.get(t)
        if found is None:
            found = self._closed(t)
            self._weight(found)  # before anything walks it
            self.memory[t] = found
        return found

    def _weight(self, t: Term) -> int:
        """The nodes of a term; parts that several places share count for each, as looking up does."""
        if t[0] in _LEAVES:
            return 1
        found = self.weights.get(id(t))
        if found is None:
            METER.spend(1)
            total = 1 + sum([1 if x[0] in _LEAVES else self._weight(x) for x in inner(t)])
            if total > _HEAVIEST:
                raise Refused("a term becomes too large")
            found = self.weights[id(t)] = (total, t)  # kept, so that no other has its identity
        return found[0]

    def _closed(self, t: Term) -> Term:
        tag = t[0]
        if tag in {"+", "*", "neg", "/", "^"}:
            return rebuild(t, [self.closed(x) for x in t[1:]])
        if tag == "def":
            step = self.step(t)
            if step is None:
                return t
            before, self.busy = self.busy, self.busy | {t}
            try:
                return self.hinted(self.parameters(t), step)
            finally:
                self.busy = before
        if tag in {"sum", "lim"}:
            return total(self, t)
        if tag == "d":
            return self._derivative(t)
        if tag == "let":
            values = tuple(self.closed(x) for x in t[2])
            for x in values:
                self.strict(x)
            given = {("sym", name): x for name, x in zip(t[1], values, strict=True)}
            if not self.sorts(given):
                raise Refused("the value of an index is not known to be a natural number")
            return self.hinted(given, instantiate(t[3], values))
        raise Refused(f"{tag!r} is no operation on numbers")

    def hinted(self, values: Mapping[Term, Term], t: Term) -> Term:
        """Close a term whose evidence was written with other letters; no meaning hangs on these."""
        before = self.hints
        self.hints = {**before, **{x: replace(y, before) for x, y in values.items()}}
        try:
            return self.closed(t)
        finally:
            self.hints = before

    def parameters(self, t: Term) -> dict[Term, Term]:
        """The parameters of a symbol with its arguments."""
        return dict(zip(self.signature[t[1]].params, t[2], strict=True))

    def step(self, t: Term) -> Term | None:
        """REWRITE, UNFOLD, or None for an opaque symbol."""
        METER.spend(1)
        for one in self.rewritings.get(t[1], ()) if t not in self.busy else ():
            found: dict[Term, Term] | None = {}
            for pattern, arg in zip(one.args, t[2], strict=True):
                found = _match(pattern, arg, found)
            if found is None:
                continue
            values = {**one.given, **found}
            if self.sorts(values) and all(self.holds(moved(h, values)) for h in one.hypotheses):
                return self.rewritten(one, values)
        if t[1] not in self.unfolds and t in self.opaque:
            return None
        values = self.parameters(t)
        if not self.sorts(values):
            raise Refused(f"an argument of {t[1]} is not known to be a number of its sort")
        return replace(self.signature[t[1]].body, values)

    def rewritten(self, one: Rewriting, values: Mapping[Term, Term]) -> Term:
        """What a rewriting gives at the values that were matched."""
        return replace(one.right, values)

    def unfolded(self, t: Term) -> Term | None:
        """The step of a symbol, which no later step of this context takes again: f = f would not end."""
        step = self.step(t)
        self.busy |= {t}
        return step

    def _derivative(self, t: Term) -> Term:
        """DERIVE."""
        _, hint, body, point = t
        point = self.closed(point)
        self.strict(point)
        x = self.letter(hint)
        inner = self.under()
        inner.hints[("sym", hint)] = x
        for relation in self.relations:
            near = moved(relation, {point: x})
            if near != relation and near[0] in {">", "!="} and all(is_open(y) for y in near[1:]):
                inner.suppose(near)
        result = inner.closed(instantiate(body, (x,)))
        self.strict(replace(result, {x: point}))
        return replace(differentiate(result, x), {x: point})

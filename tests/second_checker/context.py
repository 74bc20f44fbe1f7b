"""A context: the relations in force, and what is known from them."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from tests.second_checker.arithmetic import Arena, Form, Poly, Value
from tests.second_checker.errors import Refused, Work
from tests.second_checker.names import is_index
from tests.second_checker.terms import Term, children, fresh_name, letter

Relation = tuple[str, Term, Term]
CLOSURE = {
    ">": {">", ">=", "!="},
    ">=": {">="},
    "!=": {"!="},
    "<": {"<", "<=", "!="},
    "<=": {"<="},
    "=": {"=", ">=", "<="},
}
FLIP = {">": "<", "<": ">", ">=": "<=", "<=": ">=", "!=": "!=", "=": "="}


class Env:
    """Closed terms for letters, with the values found under them."""

    __slots__ = ("memo", "terms")

    def __init__(self, terms: dict[str, Term]) -> None:
        self.terms = terms
        self.memo: dict[Any, Value] = {}

    def extended(self, more: dict[str, Term]) -> Env:
        """More letters, or others, have terms."""
        return Env({**self.terms, **more})


class Rule:
    """An equation `symbol = term` of a used claim, with what must hold for it."""

    __slots__ = ("hypotheses", "left", "right", "values")

    def __init__(
        self, left: Term, right: Term, hypotheses: list[Relation], values: dict[str, Term]
    ) -> None:
        self.left, self.right, self.hypotheses, self.values = left, right, hypotheses, values


class Context:
    """What one claim knows at one place."""

    def __init__(
        self, work: Work, unfold: Iterable[str], sums: list[Term], numeric: bool = False
    ) -> None:
        self.work = work
        self.arena = Arena(work)
        self.unfold = frozenset(unfold)
        self.sums = sums
        self.numeric = numeric
        self.rules: list[Rule] = []
        self.point: dict[str, Term] = {}
        self.relations: list[Relation] = []
        self.standing: set[Relation] = set()
        self.present: set[Term] = set()
        self.fresh: dict[str, tuple[str, Any]] = {}
        self.facts: dict[Poly, set[str]] = {}
        self.nonzero_slots: set[int] = set()
        self.forms: list[Form] = []
        self.endless: set[str] = set()
        self.root = Env({})
        self.symbols: dict[Term, Value] = {}
        self.busy: set[tuple[int, Term]] = set()
        self.depth = 0

    # fresh letters

    def open(self, kind: str, detail: Any = None) -> Term:
        """A fresh letter, of which is known what its kind and detail say."""
        name = fresh_name()
        self.fresh[name] = (kind, detail)
        return letter(name)

    def is_index(self, name: str) -> bool:
        """Is the letter an index?"""
        return self.fresh[name][0] in ("sum", "lim") if name in self.fresh else is_index(name)

    # linear forms in indices

    def linear(self, value: Value) -> Form | None:
        """The value as a linear form in indices with integer coefficients, if it is one."""
        if (
            any(e < 0 for e in value.factors.values())
            or value.coefficient.denominator != 1
            or sum(value.factors.values()) > 1
        ):
            return None
        constant, coefficients = 0, {}
        for mono, c in self.arena.expand(value.factors).items():
            c *= int(value.coefficient)  # noqa: PLW2901 - it is the same number
            if mono == 0:
                constant = c
                continue
            key = self.arena.key_of(self.arena.intern({mono: 1}))
            if key is None or key[0] != "l" or not self.is_index(key[1]):
                return None
            coefficients[key[1]] = c
        return (constant, coefficients)

    def form_value(self, form: Form) -> Value:
        """The value of a linear form."""
        arena = self.arena
        parts = [
            arena.multiply(arena.number(c), arena.generator(("l", name)))
            for name, c in form[1].items()
        ]
        return arena.add(arena.number(form[0]), *parts)

    def natural(self, form: Form) -> bool:
        """Is the form known to be a natural number?"""
        constant, coefficients = form[0], {name: c for name, c in form[1].items() if c}
        while True:
            bound = [name for name in coefficients if self.fresh.get(name, ("",))[0] == "sum"]
            if not bound:
                break
            name = max(bound, key=lambda one: int(one[1:]))
            c = coefficients.pop(name)
            if c < 0:
                count = self.fresh[name][1]
                constant += c * (count[0] - 1)
                for other, d in count[1].items():
                    coefficients[other] = coefficients.get(other, 0) + c * d
                coefficients = {key: d for key, d in coefficients.items() if d}
        endless = [c for name, c in coefficients.items() if name in self.fresh]
        if endless:
            return min(endless) > 0
        if constant >= 0 and all(c >= 0 for c in coefficients.values()):
            return True
        for known, parts in self.forms:
            if constant >= known and all(
                coefficients.get(name, 0) >= parts.get(name, 0) for name in {*coefficients, *parts}
            ):
                return True
        return False

    # signs

    def sign(self, value: Value) -> set[str]:
        """The relations to 0 that are known of a value."""
        if not value.factors:
            c = value.coefficient
            return CLOSURE[">" if c > 0 else "<" if c < 0 else "="]
        if any(e < 0 for e in value.factors.values()):
            return set()
        poly, c = self.arena.primitive(value)
        assert poly is not None
        known = set(self.facts.get(poly, ()))
        if c < 0:
            known = {FLIP[one] for one in known}
        form = self.linear(value)
        if form is not None:
            if self.natural(form):
                known.add(">=")
            if self.natural((-form[0], {name: -d for name, d in form[1].items()})):
                known.add("<=")
        at_point = self.at_points(poly)
        if at_point is not None:
            near = self.sign(self.arena.multiply(self.arena.number(c), at_point)) & {">", "<", "!="}
            for one in near:
                known |= CLOSURE[one]
        return known

    def at_points(self, poly: Poly) -> Value | None:
        """A polynomial that holds variables of derivatives, at the innermost of their points.

        None if it holds none, or something else that was opened later, or a power with such a variable.
        """
        names = [
            key[1]
            for key in map(self.arena.keys.__getitem__, poly.slots)
            if key[0] == "l" and key[1] in self.fresh
        ]
        inner = [name for name in names if self.fresh[name][0] == "D"]
        if not inner:
            return None
        latest = max(names, key=lambda one: int(one[1:]))
        if self.fresh[latest][0] != "D":
            return None
        for at in poly.slots:
            key = self.arena.keys[at]
            if key[0] == "o" and any(
                int(n[1:]) >= int(latest[1:]) for n in key[1].free if n in self.fresh
            ):
                return None
            if key[0] in "pz" and (
                self.later(key, latest)
                or any(self.holds_name(key, n) for n in self.fresh if self.fresh[n][0] == "D")
            ):
                return None
        return self.arena.substitute_poly(
            poly, {self.arena.generator_slot(("l", latest)): self.fresh[latest][1]}
        )

    def later(self, key: Any, name: str) -> bool:
        """Has a power an index opened after the name?"""
        return key[2] in self.fresh and int(key[2][1:]) > int(name[1:])

    def holds_name(self, key: Any, name: str) -> bool:
        """Does a generator hold a letter, other than as the index of a power?"""
        if key[0] == "l":
            return bool(key[1] == name)
        if key[0] == "o":
            return name in key[1].free
        base = key[1]
        if isinstance(base, Poly):
            return any(self.holds_name(self.arena.keys[at], name) for at in base.slots)
        return not isinstance(base, int) and self.holds_name(base, name)

    def nonzero(self, poly: Poly) -> bool:
        """Is a polynomial known to be nonzero?"""
        key = self.arena.key_of(poly)
        if "!=" in self.facts.get(poly, ()) or (
            key is not None and self.arena.slot[key] in self.nonzero_slots
        ):
            return True
        if key is not None and key[0] == "p":
            base = key[1]
            if isinstance(base, int):
                return True
            return self.nonzero(
                base
                if isinstance(base, Poly)
                else self.arena.intern({1 << (24 * self.arena.generator_slot(base)): 1})
            )
        at_point = self.at_points(poly)
        return at_point is not None and self.nonzero_value(at_point)

    def nonzero_value(self, value: Value) -> bool:
        """Is a value known to be nonzero, as a whole or factor by factor?"""
        if not value.coefficient:
            return False
        unknown = [poly for poly in value.factors if not self.nonzero(poly)]
        if not unknown:
            return True
        if any(value.factors[poly] < 0 for poly in unknown):
            return False
        above = {poly: e for poly, e in value.factors.items() if e > 0}
        return "!=" in self.sign(Value(value.coefficient, above))  # the whole numerator

    # facts

    def learn(self, operator: str, difference: Value) -> None:
        """A value has a sign."""
        form = self.linear(difference)
        if form is not None and form[1] and operator in (">", ">="):
            self.forms.append(form)
        if form is not None and form[1] and operator in ("<", "<="):
            self.forms.append((-form[0], {name: -c for name, c in form[1].items()}))
        if not difference.factors or (
            "!=" not in CLOSURE[operator] and any(e < 0 for e in difference.factors.values())
        ):
            return
        below = [poly for poly, e in difference.factors.items() if e < 0]
        if below:
            above = {poly: e for poly, e in difference.factors.items() if e > 0}
            if not above or not all(self.nonzero(poly) for poly in below):
                return
            operator, difference = "!=", Value(Fraction(1), above)
        if operator == "=":
            return
        poly, c = self.arena.primitive(difference)
        assert poly is not None
        self.facts.setdefault(poly, set()).update(CLOSURE[operator if c > 0 else FLIP[operator]])
        if "!=" in self.facts[poly] and len(poly.terms) == 1:
            self.nonzero_slots.update(poly.slots)

    def put_in_force(self, relations: Iterable[Relation]) -> None:
        """More relations are in force; what is known is found anew."""
        from tests.second_checker.evaluation import value_of

        for relation in relations:
            if relation not in self.standing:
                self.standing.add(relation)
                self.relations.append(relation)
                for side in relation[1:]:
                    self._gather(side)
        self.facts, self.forms, self.nonzero_slots = {}, [], set()
        pending = list(self.relations)
        while pending:
            self.root, self.symbols = Env({}), {}
            left = []
            for relation in pending:
                try:
                    difference = self.arena.subtract(
                        value_of(self, relation[1]), value_of(self, relation[2])
                    )
                except Refused:
                    left.append(relation)
                    continue
                self.learn(relation[0], difference)
            if len(left) == len(pending):
                break
            pending = left
        self.root, self.symbols = Env({}), {}

    def _gather(self, term: Term) -> None:
        """Note the symbols that stand in a term under no binder."""
        if term.tag == "s":
            self.present.add(term)
        if term.tag not in ("sum", "lim", "D", "eval"):
            for part in children(term.tag, term.args):
                self._gather(part)

    def supposing(self, relations: Iterable[Relation]) -> Context:
        """A context with more relations in force."""
        other = Context(self.work, self.unfold, self.sums, self.numeric)
        other.rules = self.rules
        other.put_in_force([*self.relations, *relations])
        return other

    def holds(self, relation: Relation) -> bool:
        """Does a relation hold here?"""
        from tests.second_checker.evaluation import value_of

        if relation in self.standing:
            return True
        operator, left, right = relation
        difference = self.arena.subtract(value_of(self, left), value_of(self, right))
        if operator == "=":
            return not difference.coefficient
        if operator == "!=":
            return self.nonzero_value(difference)
        return operator in self.sign(difference)


def compare(operator: str, difference: Fraction) -> bool:
    """Does a number stand in a relation to 0?"""
    return operator in CLOSURE[">" if difference > 0 else "<" if difference < 0 else "="]

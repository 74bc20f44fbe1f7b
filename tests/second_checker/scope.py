"""What the names of a file mean."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.second_checker.errors import Refused
from tests.second_checker.names import split_name
from tests.second_checker.statements import bound_below, symbols_of
from tests.second_checker.terms import Definition, Term, children, letter, make


@dataclass
class Scope:
    """The definitions in sight, by the way they are written."""

    named: dict[str, Definition] = field(default_factory=dict)
    sequences: dict[str, Definition] = field(default_factory=dict)
    functions: dict[str, Definition] = field(default_factory=dict)
    matrix: bool = False
    budget: list[int] = field(default_factory=lambda: [1_000_000])
    meanings: dict[str, Term] = field(default_factory=dict)

    def pay(self, size: int) -> None:
        """Count what is read of a file."""
        self.budget[0] -= size
        if self.budget[0] < 0:
            raise Refused("the texts of a file are too large")

    def add(self, definition: Definition) -> None:
        """Bring a definition in sight."""
        self.meanings.clear()
        {"name": self.named, "seq": self.sequences, "fun": self.functions}[definition.kind][
            definition.name
        ] = definition

    def all(self) -> list[Definition]:
        """Every definition in sight."""
        return [*self.named.values(), *self.sequences.values(), *self.functions.values()]

    def without(self, keys: set[str]) -> Scope:
        """The scope without the definitions of these keys."""
        result = Scope(matrix=self.matrix, budget=self.budget)
        for definition in self.all():
            if definition.key not in keys:
                result.add(definition)
        return result

    def meaning(self, name: str, depth: int = 0) -> Term:
        """What a plain name means here."""
        if depth > 100:
            raise Refused("names go round in a circle")
        definition = self.named.get(name)
        if definition is None:
            return letter(name)
        found = self.meanings.get(name)
        if found is None:
            found = make(
                "s", definition, tuple(self.meaning(p, depth + 1) for p in definition.params), False
            )
            self.meanings[name] = found
        return found

    def apply(self, definition: Definition, argument: Term, prime: bool = False) -> Term:
        """A sequence or a function at an argument, its other parameters meaning what they do here."""
        others = tuple(self.meaning(p) for p in definition.params[:-1])
        return make("s", definition, (*others, argument), prime)

    def is_sequence(self, base: str) -> bool:
        """Is the base of a subscripted name a sequence?"""
        return base in self.sequences


def check_no_clash(scope: Scope) -> None:
    """No name x_{1} stands beside a sequence x."""
    names = set(scope.named)
    for definition in scope.all():
        names.update(definition.params)
        _binders(definition.formula, names)
    for name in names:
        base, sub = split_name(name)
        if base in scope.sequences and sub.startswith("_{"):
            raise Refused(f"{name} stands beside a sequence")
    bound: set[str] = set()
    for definition in scope.all():
        _binders(definition.formula, bound)
    if bound & set(scope.named):
        raise Refused(
            f"{sorted(bound & set(scope.named))[0]} is defined, and replaced or bound in a formula"
        )


def check_order(scope: Scope) -> None:
    r"""What a later line gives to a letter of a formula shows nothing that the formula, or one below, binds.

    (For a reader, g := \partial_{a} (a x) with x := a behind it would be a derivative of a^2.)
    """
    for definition in scope.all():
        for name in definition.params:
            if name not in scope.named:
                continue
            scope.pay(definition.formula.size)
            given = scope.meaning(name)
            below: set[Definition] = set()
            symbols_of(given, below)
            if {*given.free, *(one.name for one in below)} & bound_below(definition):
                raise Refused(
                    f"{definition.name} binds a letter that the later name {name} stands on"
                )


def _binders(term: Term, names: set[str]) -> None:
    """Gather the letters that a term replaces or derives by."""
    if term.tag == "D":
        names.add(term.args[0])
    if term.tag == "eval":
        names.update(name for name, _ in term.args[1])
    for part in children(term.tag, term.args):
        _binders(part, names)

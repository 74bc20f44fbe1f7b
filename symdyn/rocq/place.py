"""One claim's proof in Coq: what stands in its list of atoms, what is known, and how each is shown.

The checker's own context says what rewrites, what unfolds and what stays as it is, so the proof goes
the way that the checker went; what it found is not believed but shown again, step by step.

    env'   the list of atoms: letters, symbols that stay as they are, powers
    s<n>'  atoms that are equal to trees, the newest first; S<n>' is the proof
    f<n>'  the relations that are known, the newest first; F<n>' is the proof

What stands under a binder is shown at a place of its own, inside of the one around it; these names
have its number then.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from itertools import count
from types import MappingProxyType
from typing import Any, Self, TypeAlias

from symdyn.checker.claims import Claim, Use, activate, prepare, relations
from symdyn.checker.context import Context, moved, turned
from symdyn.checker.sorts import is_index
from symdyn.checker.terms import Refused, Relation, Term, letters
from symdyn.errors import NotExportedError
from symdyn.rocq.texts import Writer

__all__ = ["DONE", "Place", "Proved", "copied"]

DONE = "vm_cast_no_check (eq_refl true)"
Given: TypeAlias = tuple[Mapping[str, int], str]
Value: TypeAlias = tuple[str, Callable[[Any], str]]  # the proof of an equation, the tree at a place
_KINDS = {">": "Gt", ">=": "Ge", "!=": "Ne"}


@dataclass(frozen=True)
class Proved:
    """A claim that is a theorem already: its name in Coq, and the letters it is applied to."""

    claim: Claim
    name: str
    letters: tuple[Term, ...]


class Place(ABC):
    """A proof as it is written: lines of tactics, and what they have put in force.

    Parameters
    ----------
    claim : what is proved
    shift : whether an index T that is at least c is written as (T - c) + c
    writer : writes terms
    proved : the claims that are theorems, by name
    """

    def __init__(
        self, claim: Claim, writer: Writer, proved: Mapping[str, Proved], *, shift: bool = False
    ) -> None:
        self.claim, self.writer, self.proved = claim, writer, proved
        self.mark, self.counter, self.bound = "", count(1), dict[str, str]()
        claims = {name: one.claim for name, one in self.proved.items()}
        self.context = prepare(self.claim, self.writer.signature, claims)
        self.proofs: dict[Relation, str] = {}
        self.own = {x for t in self.shown() for x in letters(t) if x[0] == "sym"}
        self.instances: dict[tuple[str, tuple[Term, ...]], list[str]] = {}
        self.values: dict[Term, Value] = {}
        self._start()
        for number, relation in enumerate(self.claim.hypotheses):
            self.context.suppose(relation)
            self.learn(relation, f"H{number}'")
        if shift:
            self._shift()
        activate(self.context, self.claim.uses, claims, self._put(claims))

    def _start(self) -> None:
        """Begin to write: nothing is in the lists."""
        self.lines: list[str] = []
        self.atoms: dict[str, int] = {}
        self.steps = self.facts = 0
        self.rewritten: dict[Term, str] = {}
        self.taken: list[tuple[int, str]] = []  # the steps
        self.stay: set[Term] = set()  # symbols that stay as they are
        self.lines.append(f"pose ({self._s(0)} := @nil (positive * tree)).")
        self.lines.append(f"pose ({self._f(0)} := @nil fact).")
        self.lines.append(
            f"assert ({self._s(0, 'S')} : steps_hold {self.env} {self._s(0)}) by exact I."
        )
        self.lines.append(f"assert ({self._f(0, 'F')} : known {self.env} {self._f(0)}) by exact I.")
        for x in sorted(self.own):
            self._natural_letter(x)

    @property
    def env(self) -> str:
        """The list of atoms here."""
        return f"env{self.mark}'"

    def _s(self, number: int, letter: str = "s") -> str:
        return f"{letter}{number}{self.mark}'"

    def _f(self, number: int, letter: str = "f") -> str:
        return f"{letter}{number}{self.mark}'"

    given: Mapping[str, Given] = MappingProxyType({})  # indices that others give: form and proof

    def inside(
        self, context: Context, bound: Mapping[str, str], given: Mapping[str, Given] | None
    ) -> Self:
        """A place under binders of these letters, with their names in Coq; what is known is known there.

        `given` has the indices that others give there and not here; with None no index is given there.
        """
        one = copy(self)
        one.given = {**self.given, **given} if given is not None else {}
        one.mark, one.context, one.bound = (
            f"_{next(self.counter)}",
            context,
            {**self.bound, **bound},
        )
        one.own = self.own | {("sym", x) for x in bound}
        one.proofs, one.instances, one.values = {}, {**self.instances}, {**self.values}
        one._start()
        for relation, proof in self.proofs.items():
            one.keep(relation, proof)
        return one

    def _shift(self) -> None:
        """Write an index T of which T >= c is known as (T - c) + c, so that T - c is an index, too."""
        given: dict[str, Given] = {}
        for operator, left, right in [*self.proofs]:
            if left[0] == "sym" and is_index(left[1]) and right[0] == "num" and operator in _KINDS:
                low = right[1] + (operator == ">")
                name, key = self.text(left).removeprefix("INR "), f"k#~~{left[1]}"
                if low and operator != "!=" and self.context.holds((">=", left, ("num", low))):
                    self.bound = {**self.bound, key: f"({name} - {low})"}
                    proof = self.relation_proof((">=", left, ("num", low)))
                    given[left[1]] = ({key: 1, "": low}, f"(above {name} {low} {proof})")
        if not given:
            raise NotExportedError("an exponent is not known to be a natural number")
        self.given = given

    def snapshot(self) -> dict[str, Any]:
        """All that is written here, to come back to."""
        return copied(self.__dict__)

    def block(self, tactic: str) -> list[str]:
        """The lines that have been written here, and the tactic that they were written for."""
        return [f"pose ({self.env} := {self.listed()}).", *self.lines, tactic]

    def listed(self) -> str:
        """The list of atoms."""
        return f"[{'; '.join(self.atoms)}]" if self.atoms else "@nil R"

    def text(self, t: Term) -> str:
        """A term as Coq displays it here."""
        return self.writer.term(t, bound=self.bound)

    def shown(self) -> list[Term]:
        """The terms of hypotheses and goal."""
        both = (*self.claim.hypotheses, *relations(self.claim.goal))
        return [t for relation in both for t in relation[1:]]

    def name(self) -> str:
        """A new name in the proof."""
        return f"p{next(self.counter)}'"

    # ---- what is known

    def _put(self, claims: Mapping[str, Claim]) -> Callable[[int, Use], bool]:
        def put(_: int, use: Use) -> bool:
            used = claims[use.claim]
            values = {x: use.values.get(x, x) for x in self.proved[use.claim].letters}
            hypotheses = [moved(h, use.values) for h in used.hypotheses]
            if not self.context.sorts(use.values) or not all(map(self.context.holds, hypotheses)):
                return False
            found = [moved(relation, use.values) for relation in used.goal[1:]]
            known = {x for t in values.values() for x in letters(t)} <= self.own
            proofs = self.instance(use.claim, values) if known else []
            for relation in found:
                self.context.suppose(relation)
            for relation, proof in zip(found, proofs, strict=False):
                self.learn(relation, proof)
            return True

        return put

    def instance(self, name: str, values: Mapping[Term, Term]) -> list[str]:
        """The proofs of the relations of a claim at values for its letters."""
        one = self.proved[name]
        at = tuple(values[x] for x in one.letters)
        if (name, at) in self.instances:
            return self.instances[name, at]
        given = dict(zip(one.letters, at, strict=True))
        hypotheses = [self.relation_proof(moved(h, given)) for h in one.claim.hypotheses]
        called = self.writer.applied(one.name, one.letters, at, self.bound)
        found = [self.name() for _ in one.claim.goal[1:]]
        proof = " ".join([called, *(f"({x})" if " " in x else x for x in hypotheses)])
        if len(found) == 1:
            self.lines.append(f"pose proof ({proof}) as {found[0]}.")
        else:
            self.lines.append(f"destruct ({proof}) as ({' & '.join(found)}).")
        self.instances[name, at] = found
        return found

    def learn(self, relation: Relation, proof: str) -> None:
        """Keep a relation in force, with its proof."""
        operator = relation[0]
        proof = f"Rge_le _ _ {proof}" if operator == ">=" else proof
        self.keep(turned(relation), proof)

    def keep(self, relation: Relation, proof: str) -> None:
        """The same for a relation > or >= and its proof as Coq holds it, the smaller side first."""
        if relation in self.proofs:
            return
        self.proofs[relation] = f"({proof})" if " " in proof else proof
        if relation[0] in _KINDS:
            try:
                left, right = self.tree(relation[1]), self.tree(relation[2])
            except (NotExportedError, Refused):  # it is in force as it stands alone
                return
            self._fact(f"({_KINDS[relation[0]]}, {left}, {right})%tree", self.proofs[relation])

    def _fact(self, text: str, proof: str) -> None:
        self.facts += 1
        n = self.facts
        self.lines.append(f"pose ({self._f(n)} := {text} :: {self._f(n - 1)}).")
        self.lines.append(
            f"assert ({self._f(n, 'F')} : known {self.env} {self._f(n)}) "
            f"by exact (conj {proof} {self._f(n - 1, 'F')})."
        )

    def _natural_letter(self, x: Term) -> None:
        if is_index(x[1]):
            self._fact(
                f"(Ge, {self.tree(x)}, $0)%tree", f"(pos_INR {self.writer.index(x, self.bound)})"
            )

    def step(self, atom: int, tree: str, proof: str) -> None:
        """From now on an atom stands for a tree; no older step brings it in again."""
        self.steps += 1
        n = self.steps
        self.taken.append((atom, tree))
        self.lines.append(
            f"pose ({self._s(n)} := ({atom}%positive, {tree}%tree) :: {self._s(n - 1)})."
        )
        self.lines.append(
            f"assert ({self._s(n, 'S')} : steps_hold {self.env} {self._s(n)}) "
            f"by exact (conj {proof} {self._s(n - 1, 'S')})."
        )

    @property
    def here(self) -> str:
        """The arguments that say what is known here."""
        steps, facts = self.steps, self.facts
        return f"{self.env} {self._s(steps)} {self._f(facts)} {self._s(steps, 'S')} {self._f(facts, 'F')}"

    def relation_proof(self, relation: Relation) -> str:
        """A proof of a relation that holds here: as it stands, or as one of polynomials."""
        operator, left, right = turned(relation)
        found = self.proofs.get((operator, left, right))
        if found is None and operator in {"=", "!="}:
            back = self.proofs.get((operator, right, left))
            found = back and f"({'eq_sym' if operator == '=' else 'not_eq_sym'} {back})"
        if found is not None:
            return f"(Rle_ge _ _ {found})" if relation[0] == ">=" else found
        if not self.context.holds(relation):
            raise NotExportedError("a hypothesis of a used claim does not hold here")
        lemma = {">": "known_gt", ">=": "known_ge", "!=": "known_ne", "=": "by_equation"}[operator]
        name = self.name()
        one, other = self.tree(left), self.tree(right)
        tactic = f"refine ({lemma} {self.here} ({one})%tree ({other})%tree _); {DONE}"
        tactic = f"apply Rle_ge; {tactic}" if relation[0] == ">=" else tactic
        shown = self.writer.relation(relation, self.bound)
        self.lines.append(f"assert ({name} : {shown}) by ({tactic}).")
        return name

    def atom(self, text: str) -> int:
        """The place of an atom in the list."""
        return self.atoms.setdefault(text, len(self.atoms) + 1)

    @abstractmethod
    def tree(self, t: Term) -> str:
        """A term as a tree; what is rewritten in it becomes a step."""


def copied(state: Mapping[str, Any]) -> dict[str, Any]:
    """The names and values, those that change being copies."""
    return {
        name: copy(one) if isinstance(one, (dict, list, set)) else one
        for name, one in state.items()
    }

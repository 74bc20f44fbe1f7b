"""One claim's proof in Coq: what stands in its list of atoms, what is known, and how each is shown.

The checker's own context says what rewrites, what unfolds and what stays as it is, so the proof goes
the way that the checker went; what it found is not believed but shown again, step by step.

    env'   the list of atoms: letters, symbols that stay as they are, powers
    s<n>'  atoms that are equal to trees, the newest first; S<n>' is the proof
    f<n>'  the relations that are known, the newest first; F<n>' is the proof
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from symdyn.checker.claims import Claim, Use, activate, prepare, relations
from symdyn.checker.context import Context, moved, turned
from symdyn.checker.sorts import is_index
from symdyn.checker.terms import Refused, Relation, Term, instantiate, letters, parts, replace
from symdyn.errors import NotExportedError
from symdyn.rocq.names import identifier
from symdyn.rocq.texts import Writer

__all__ = ["DONE", "Place", "Proved"]

DONE = "vm_cast_no_check (eq_refl true)"
_KINDS = {">": "Gt", ">=": "Ge", "!=": "Ne"}


@dataclass(frozen=True)
class Proved:
    """A claim that is a theorem already: its name in Coq, and the letters it is applied to."""

    claim: Claim
    name: str
    letters: tuple[Term, ...]


class Place:
    """A proof as it is written: lines of tactics, and what they have put in force.

    Parameters
    ----------
    claim : what is proved
    writer : writes terms
    proved : the claims that are theorems, by name
    """

    def __init__(self, claim: Claim, writer: Writer, proved: Mapping[str, Proved]) -> None:
        self.claim, self.writer, self.proved = claim, writer, proved
        self.lines: list[str] = []
        self.atoms: dict[str, int] = {}
        self.steps = self.facts = self.names = 0
        claims = {name: one.claim for name, one in self.proved.items()}
        self.context = prepare(self.claim, self.writer.signature, claims)
        self.proofs: dict[Relation, str] = {}
        self.own = {x for t in self.shown() for x in letters(t) if x[0] == "sym"}
        self.rewritten: dict[Term, str] = {}
        self.stay: set[Term] = set()  # symbols that stay as they are
        self.instances: dict[tuple[str, tuple[Term, ...]], list[str]] = {}
        self.lines += ["pose (s0' := @nil (positive * tree)).", "pose (f0' := @nil fact)."]
        self.lines += ["assert (S0' : steps_hold env' s0') by exact I."]
        self.lines += ["assert (F0' : known env' f0') by exact I."]
        for x in sorted(self.own):
            self._natural_letter(x)
        for number, relation in enumerate(self.claim.hypotheses):
            self.context.suppose(relation)
            self.learn(relation, f"H{number}'")
        activate(self.context, self.claim.uses, claims, self._put(claims))

    def shown(self) -> list[Term]:
        """The terms of hypotheses and goal."""
        both = (*self.claim.hypotheses, *relations(self.claim.goal))
        return [t for relation in both for t in relation[1:]]

    def name(self) -> str:
        """A new name in the proof."""
        self.names += 1
        return f"p{self.names}'"

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
        called = self.writer.applied(one.name, one.letters, at)
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
        relation = turned(relation)
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
        self.lines.append(f"pose (f{n}' := {text} :: f{n - 1}').")
        self.lines.append(f"assert (F{n}' : known env' f{n}') by exact (conj {proof} F{n - 1}').")

    def _natural_letter(self, x: Term) -> None:
        if is_index(x[1]):
            self._fact(f"(Ge, {self.tree(x)}, $0)%tree", f"(pos_INR {identifier(x[1])})")

    def step(self, atom: int, tree: str, proof: str) -> None:
        """From now on an atom stands for a tree; no older step brings it in again."""
        self.steps += 1
        n = self.steps
        self.lines.append(f"pose (s{n}' := ({atom}%positive, {tree}%tree) :: s{n - 1}').")
        self.lines.append(
            f"assert (S{n}' : steps_hold env' s{n}') by exact (conj {proof} S{n - 1}')."
        )

    @property
    def here(self) -> str:
        """The arguments that say what is known here."""
        return f"env' s{self.steps}' f{self.facts}' S{self.steps}' F{self.facts}'"

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
        self.lines.append(f"assert ({name} : {self.writer.relation(relation)}) by ({tactic}).")
        return name

    # ---- terms as trees

    def atom(self, text: str) -> int:
        """The place of an atom in the list."""
        return self.atoms.setdefault(text, len(self.atoms) + 1)

    def tree(self, t: Term) -> str:  # noqa: PLR0912 - a case a tag
        """A term as a tree; what is rewritten in it becomes a step."""
        tag = t[0]
        if tag == "num":
            return f"${t[1]}"
        if tag == "sym":
            if t not in self.own:
                raise NotExportedError("the evidence has a letter that the statement has not")
            return f"#{self.atom(self.writer.term(t))}"
        if tag == "exact":
            return self.tree(t[1])
        if tag == "neg":
            return f"(- {self.tree(t[1])})"
        if tag == "+":
            text = self.tree(t[1])
            for x in t[2:]:
                inner, sign = (x[1], "-") if x[0] == "neg" else (x, "+")
                text = f"({text} {sign} {self.tree(inner)})"
            return text
        if tag == "*":
            text = self.tree(t[1])
            for x in t[2:]:
                text = f"({text} * {self.tree(x)})"
            return text
        if tag == "/":
            return f"({self.tree(t[1])} / {self.tree(t[2])})"
        if tag == "^":
            return self._power(t)
        if tag == "def":
            return self._symbol(t)
        if tag == "let":
            values = dict(zip((("sym", x) for x in t[1]), t[2], strict=True))
            if not self.context.sorts(values):
                raise NotExportedError("a value is not known to mean a number")
            return self.tree(instantiate(t[3], tuple(t[2])))
        raise NotExportedError(_BINDERS.get(tag, "it is a claim on matrices"))

    def _power(self, t: Term) -> str:
        number = t[2]
        negative = number[0] == "neg"
        number = number[1] if negative else number
        if number[0] != "num":
            raise NotExportedError("a power with an index as its exponent stands in it")
        text = f"({self.tree(t[1])} ^ {number[1]})"
        return f"(/ {text})" if negative else text

    def _symbol(self, t: Term) -> str:
        context: Context = self.context
        if t in self.rewritten:
            return self.rewritten[t]
        for one in context.rewritings.get(t[1], ()) if t not in context.busy else ():
            found = matched(one.args, t[2])
            if found is None:
                continue
            values = {**one.given, **found}
            if not context.sorts(values):
                continue
            if all(context.holds(moved(h, values)) for h in one.hypotheses):
                return self._rewritten(t, self.claim.uses[one.place].claim, one.right, values)
        if t[1] not in context.unfolds and t in context.opaque:
            self.stay.add(t)
            return f"#{self.atom(self.writer.term(t))}"
        values = context.parameters(t)
        if not context.sorts(values):
            raise NotExportedError("an argument of a symbol is not known to mean a number")
        return self._inside(t, replace(context.signature[t[1]].body, values))

    def _inside(self, t: Term, result: Term) -> str:
        before, self.context.busy = self.context.busy, self.context.busy | {t}
        try:
            return self.tree(result)
        finally:
            self.context.busy = before

    def _rewritten(self, t: Term, name: str, right: Term, values: Mapping[Term, Term]) -> str:
        one = self.proved[name]
        given = {x: values.get(x, x) for x in one.letters}
        proofs = self.instance(name, given)
        place = next(
            n
            for n, (operator, left, other) in enumerate(one.claim.goal[1:])
            if operator == "=" and other == right and replace(left, given) == t
        )
        tree = self._inside(t, replace(right, values))
        atom = self.atom(self.writer.term(t))
        self.step(atom, tree, proofs[place])
        self.rewritten[t] = f"#{atom}"
        return f"#{atom}"


def matched(patterns: Sequence[Term], args: Sequence[Term]) -> dict[Term, Term] | None:
    """Values for the letters of the patterns that make them the terms; None if there are none."""
    found: dict[Term, Term] = {}
    waiting = [*zip(patterns, args, strict=True)]
    while waiting:
        pattern, t = waiting.pop()
        if pattern[0] == "sym":
            if found.setdefault(pattern, t) != t:
                return None
            continue
        old, new = parts(pattern), parts(t)
        if pattern[0] != t[0] or len(old) != len(new) or any(n for _, n in old):
            return None
        if (not old or pattern[0] == "def") and pattern[1] != t[1]:
            return None
        waiting += [(x, y) for (x, _), (y, _) in zip(old, new, strict=True)]
    return found


_BINDERS = {
    "sum": "a sum stands in it",
    "lim": "a limit stands in it",
    "d": "a derivative stands in it",
}

"""Sums and limits as trees: the antidifferences of the evidence, and that they decay."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from symdyn.checker.sorts import linear, plus
from symdyn.checker.sums import antidifference
from symdyn.checker.terms import Refused, Term, instantiate
from symdyn.errors import NotExportedError
from symdyn.rocq.denominators import Denominators
from symdyn.rocq.expansions import Expansion
from symdyn.rocq.names import identifier
from symdyn.rocq.place import DONE, copied
from symdyn.rocq.powers import Form
from symdyn.rocq.texts import natural

__all__ = ["U1", "V1", "Series", "U", "V", "found"]

# Letters for what is put in for an index: they are sorted alike whatever it is.
U, V, U1, V1 = "k#~u", "k#~v", "k#~u1", "k#~v1"
_MOST = 64


class Series(Denominators):
    """A place at which sums, and limits of sums, are trees."""

    def binder(self, t: Term) -> str:
        """A sum or a limit as an atom, which is known to be a tree."""
        if t in self.rewritten:
            return self.rewritten[t]
        if t in self.values:
            return self.known_value(t)
        if t[0] == "sum":
            return self._sum(t)
        return super().binder(t)

    def _index_of(self, hint: str) -> str:
        return f"{identifier(hint)}{next(self.counter)}''"

    # ---- finite sums

    def _sum(self, t: Term) -> str:
        context: Any = self.context
        try:
            form = linear(context.closed(t[2]))
        except Refused:
            form = None
        if form is None or not context.is_natural(form):
            raise NotExportedError("a number of terms is not known to be natural")
        if not self.settled(form).keys() - {""}:
            return self._unrolled(t, self.settled(form).get("", 0))
        before, reason = self.snapshot(), NotExportedError("")
        for split in (False, True):
            for both in (False, True):
                try:
                    return self._added(t, form, both=both, split=split)
                except NotExportedError as refusal:
                    reason = refusal
                    self.__dict__.update(copied(before))
        raise reason

    def _unrolled(self, t: Term, count: int) -> str:
        """A sum with a number of terms: what it computes to."""
        if count > _MOST:
            raise NotExportedError(f"a sum has more than {_MOST} terms")
        tree, outer = "$0", (self.context, self.given, self.bound, self.own)
        for k in range(count):
            context: Any = self.context.under()
            index = context.letter(t[1])
            context.ranges.append((index[1], {"": count}))
            context.hints["sym", t[1]] = index
            form = {"": k} if k else {}
            self.context, self.given = context, {**self.given, index[1]: (form, "eq_refl")}
            self.bound, self.own = {**self.bound, index[1]: str(k)}, self.own | {index}
            try:
                tree = f"({tree} + {self.tree(instantiate(t[3], (index,)))})"
            finally:
                self.context, self.given, self.bound, self.own = outer
        atom = self.atom(self.text(t))
        self.step(atom, tree, "eq_refl")
        self.rewritten[t] = f"#{atom}"
        return f"#{atom}"

    def _added(self, t: Term, form: dict[str, int], *, both: bool, split: bool) -> str:
        _, hint, _, body = t
        context: Any = self.context.under()
        index = context.letter(hint)
        context.ranges.append((index[1], form))
        context.hints[("sym", hint)] = index
        i, r, equal = self._index_of(hint), self._index_of("r"), self.name()
        bound, given, rest, term = {index[1]: i}, {}, "", instantiate(body, (index,))
        length = {U: 1}
        if both:
            rest = context.letter("m")[1]
            bound[rest] = r
            letter, others = _solved(form)
            length = plus({U: 1, V: 1}, others, -1)  # T, where i of T terms are behind and r ahead
            now = plus({index[1]: 1, rest: 1, "": 1}, others, -1)
            given[letter] = (now, self._solving(form, letter, now, {index[1]: i, rest: r}, equal))
        q = found(context, index, context.closed(term))
        child = self.inside(context, bound, given)
        expansion = Expansion.of(child, context.exact(q), split=split)

        def at(u: str, v: str) -> dict[str, Form]:
            if not both:
                return {index[1]: {u: 1}}
            return {
                index[1]: {u: 1},
                letter: {{U: u, V: v}.get(x, x): n for x, n in length.items()},
            }

        child.compounds = {U: {index[1]: 1}, U1: {index[1]: 1, "": 1}}
        if both:
            child.compounds |= {V: {rest: 1}, V1: {rest: 1, "": 1}}
        one = expansion.written(child, at(U1, V), text=False)
        other = expansion.written(child, at(U, V1), text=False)
        right = child.tree(term)
        tactic = f"refine (by_equation {child.here} ({one} - {other})%tree {right}%tree _); {DONE}."
        function = self.function(expansion, at(U, V), (U, V) if both else (U,))
        count, name = natural(form, self.index_name), self.name()
        shown = child.text(term)
        if both:
            said = f"forall {i} {r} : nat, ({count})%nat = ({i} + {r} + 1)%nat -> "
            said += f"{function} ({i} + 1)%nat {r} - {function} {i} ({r} + 1)%nat = {shown}"
            intros = f"intros {i} {r} {equal}."
        else:
            said = f"forall {i} : nat, {function} ({i} + 1)%nat - {function} {i} = {shown}"
            intros = f"intros {i}."
        lines = [f"assert ({name} : {said}).", "{", intros, *child.block(tactic), "}"]

        def value(place: Series) -> str:
            place.compounds |= {U: form, U1: {}, V: {}, V1: form}
            ends = [expansion.written(place, at(u, v), text=False) for u, v in ((U, V), (U1, V1))]
            return f"({ends[0]} - {ends[1]})" if expansion.monomials else "$0"

        self.lines += lines
        lemma = "Sum_both" if both else "Sum_steps"
        end = f"{lemma} _ _ {function} {name}"
        if not expansion.monomials:
            end = f"eq_trans ({end}) (Rminus_diag_eq 0 0 eq_refl)"
        return self.show(t, end, value)

    def show(self, t: Term, end: str, value: Callable[[Any], str]) -> str:
        """A term is equal to a tree, by this proof."""
        proof, tree = self.name(), value(self)
        said = f"{self.text(t)} = value {self.env} {tree}%tree"
        self.lines.append(f"assert ({proof} : {said}) by exact ({end}).")
        self.values[t] = (proof, value)
        atom = self.atom(self.text(t))
        self.step(atom, tree, proof)
        self.rewritten[t] = f"#{atom}"
        return f"#{atom}"

    def function(self, expansion: Expansion, at: dict[str, Form], names: Sequence[str]) -> str:
        """An antidifference as a function."""
        shown = {x: f"{x[3:]}{next(self.counter)}''" for x in names}
        before, saved = self.bound, self.compounds
        self.bound, self.compounds = {**before, **shown}, {}
        try:
            text = expansion.written(self, at, text=True)
        finally:
            self.bound, self.compounds = before, saved
        return f"(fun {' '.join(shown.values())} : nat => {text})"

    def _solving(
        self, form: Form, letter: str, now: Form, bound: Mapping[str, str], equal: str
    ) -> str:
        """That the number of terms is i + r + 1, solved for a letter in it."""
        taken = [x for x, n in sorted(form.items(), key=lambda x: (x[0] == "", x[0])) if n < 0]
        order = [*bound, *(x for x in now if x and x not in bound)]
        names = [bound.get(x) or self.index_name(x) for x in order]
        if form.get("", 0) == 1 and len(form) == 2:
            proof, shape = f"(added _ _ {equal})", "(Plus (At 0) (At 1))"
        elif (
            all(form[x] == -1 for x in taken if x)
            and form.get("", 0) <= 0
            and len(form) == len(taken) + 1
        ):
            proof, shape = equal, "(Plus (At 0) (At 1))"
            for x in reversed(taken):
                one = f"(At {order.index(x)})" if x else f"(Count {-form['']})"
                proof, shape = f"(took _ _ _ {proof})", f"(Plus {shape} {one})"
            shape = f"(Plus {shape} (Count 1))"
        else:
            raise NotExportedError("a number of terms is not solved for a letter")
        numbers = [now.get("", 0), *(now.get(x, 0) for x in order)]
        other = self._index(now, order)
        return (
            f"(solved_index [{'; '.join(names)}]%nat {self.index_name(letter)} {shape} {other} "
            f"[{'; '.join(map(str, numbers))}]%nat {proof} eq_refl eq_refl)"
        )


def found(context: Any, index: Term, closed: Term) -> Term:
    """The antidifference that the evidence has for a summand."""
    try:
        return antidifference(context, index, closed)
    except Refused as refusal:
        raise NotExportedError(str(refusal)) from None


def _solved(form: Form) -> tuple[str, dict[str, int]]:
    """A letter of a number of terms, and what is added to it."""
    for name, n in sorted(form.items()):
        if name and n == 1:
            return name, {x: y for x, y in form.items() if x != name}
    raise NotExportedError("a number of terms is not solved for a letter")

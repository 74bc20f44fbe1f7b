"""Derivatives as trees: the slope of the tree that the body is near the point."""

import re
from functools import partial
from typing import Any

from symdyn.checker.context import moved
from symdyn.checker.derivatives import is_open
from symdyn.checker.terms import Refused, Relation, Term, instantiate
from symdyn.errors import NotExportedError
from symdyn.rocq.limits import Limits
from symdyn.rocq.names import identifier
from symdyn.rocq.place import DONE
from symdyn.rocq.powers import Form

__all__ = ["Slopes"]


class _Atoms:
    """The atoms of a body as functions of the letter, with their slopes and their trees at the point."""

    def __init__(self, place: "Slopes", name: str, point: Term, shown: str) -> None:
        self.place, self.name, self.point, self.shown = place, name, point, shown
        self.order: dict[str, int] = {}
        self.forms: dict[str, tuple[Term | None, Form]] = {}  # what powers and indices there are
        self.slopes: list[tuple[str, str]] = []  # the tree of the slope or None, and its proof

    def add(self, text: str, *, slope: bool = True) -> int:
        """The place of an atom."""
        if text in self.order:
            if slope and self.slopes[self.order[text] - 1][0] == "None":
                raise NotExportedError("a power with an index stands in it next to its slope")
            return self.order[text]
        number = self.order[text] = len(self.order) + 1
        self.slopes.append(("None", "I"))
        if slope:
            self.slopes[number - 1] = self._slope(text)
        return number

    def _slope(self, text: str) -> tuple[str, str]:
        if not self.depends(text):
            return "(Some ($0)%tree)", f"(derivable_pt_lim_const ({text}) {self.shown})"
        if text == self.name:
            return "(Some ($1)%tree)", f"(derivable_pt_lim_id {self.shown})"
        index = text.removeprefix(f"{self.name} ^ ")
        if not re.fullmatch(r"[A-Za-z_0-9']+", index):
            raise NotExportedError("a symbol depends on the letter of a derivative")
        base, form = self.forms[text]
        shown, less = f"INR {index}", f"{self.name} ^ ({index} - 1)"
        self.forms |= {shown: (None, form), less: (base, {**form, "": -1})}
        number, power = self.add(shown), self.add(less, slope=False)
        return f"(Some (#{number} * #{power})%tree)", f"(slope_index {self.shown} {index})"

    def depends(self, text: str) -> bool:
        """Whether the letter stands in it."""
        return (
            re.search(rf"(?<![A-Za-z_0-9']){re.escape(self.name)}(?![A-Za-z_0-9'])", text)
            is not None
        )

    def functions(self) -> str:
        """The list of functions."""
        binder = [self.name if self.depends(x) else "_" for x in self.order]
        found = [f"(fun {y} : R => {x})" for x, y in zip(self.order, binder, strict=True)]
        return f"[{'; '.join(found)}]" if found else "(@nil (R -> R))"

    def trees(self, place: "Slopes") -> str:
        """The trees of the atoms at the point, in a list."""
        found = []
        for text in self.order:
            if text == self.name:
                found.append(place.tree(self.point))
            elif self.depends(text):
                found.append(place.power(self.point, self.forms[text][1]))
            else:
                found.append(place.same(text, self.forms))
        return f"[{'; '.join(found)}]%tree" if found else "(@nil tree)"


def _renamed(steps: list[tuple[int, str]], listed: list[str], atoms: _Atoms, text: str) -> str:
    """A tree with all steps taken, over the atoms that are left."""
    for atom, other in reversed(steps):
        text = re.sub(rf"#{atom}(?![0-9])", f"({other})", text)
    return re.sub(r"#([0-9]+)", lambda x: f"#{atoms.add(listed[int(x[1]) - 1])}", text)


class Slopes(Limits):
    """A place at which derivatives are trees, too."""

    def binder(self, t: Term) -> str:
        """A derivative as an atom, which is known to be a tree."""
        if t[0] != "d" or t in self.rewritten or t in self.values:
            return super().binder(t)
        return self._derivative(t)

    def same(self, text: str, forms: dict[str, tuple[Term | None, Form]]) -> str:
        """An atom that the letter does not stand in, at the point."""
        base, form = forms.get(text, (None, {}))
        if not form:
            return f"#{self.atom(text)}"
        return self.index_number(form) if base is None else self.power(base, form)

    def _derivative(self, t: Term) -> str:
        _, hint, body, point = t
        context: Any = self.context
        try:
            closed = context.closed(point)
        except Refused as refusal:
            raise NotExportedError(str(refusal)) from None
        x, inner = context.letter(hint), context.under()
        inner.hints["sym", hint] = x
        near: list[tuple[Relation, Relation]] = []
        for relation in [*context.relations]:
            one = moved(relation, {closed: x})
            if one != relation and one[0] in {">", "!="} and all(is_open(y) for y in one[1:]):
                inner.suppose(one)
                near.append((relation, one))
        name, shown = (
            f"{identifier(hint)}{next(self.counter)}''",
            self.writer.term(point, 0, self.bound),
        )
        child = self.inside(inner, {x[1]: name}, None)
        atoms = _Atoms(self, name, point, shown)
        atoms.forms = child.forms
        sides = [[child.tree(y) for y in one[1:]] for _, one in near]
        held = [self.name() for _ in near]
        for (_, one), proof in zip(near, held, strict=True):
            child.learn(one, proof)
        term = instantiate(body, (x,))
        tree = child.tree(term)
        renamed = partial(_renamed, child.taken, [*child.atoms], atoms)
        if any("(slope " in one for _, one in child.taken):
            raise NotExportedError("a derivative stands within another one")
        shape = renamed(tree)
        sides = [[renamed(x) for x in pair] for pair in sides]
        number = next(self.counter)
        f, d, e, slopes, trees = (f"{x}{number}'" for x in ("F_", "d_", "e_", "D_", "V_"))
        values = atoms.trees(self)
        nothing = "conj eq_refl (" * len(atoms.order) + "I" + ")" * len(atoms.order)
        proofs = (
            "".join(f"conj {proof} (" for _, proof in atoms.slopes) + "I" + ")" * len(atoms.slopes)
        )
        self.lines += [
            f"pose ({f} := {atoms.functions()}).",
            f"pose ({d} := [{'; '.join(x for x, _ in atoms.slopes)}] : slopes).",
            f"pose ({e} := ({shape})%tree).",
            f"assert ({slopes} : slopes_hold (at_point {f} {shown}) {shown} {f} {d}) by exact ({proofs}).",
            f"assert ({trees} : trees_hold {self.env} (at_point {f} {shown}) {values}) by exact ({nothing}).",
        ]
        given = f"{f} {d} {values} {shown} {slopes} {trees}"
        close, types = f"(near_all {shown})", "True"
        for (old, new), (left, right) in reversed([*zip(near, sides, strict=True)]):
            said = self.writer.relation(new, child.bound)
            proof, close_by = self.relation_proof(old), self.name()
            lemma = "near_gt" if new[0] == ">" else "near_ne"
            self.lines.append(
                f"assert ({close_by} : Near {shown} (fun {name} : R => {said})) by "
                f"(refine ({lemma} {self.here} {given} {left}%tree {right}%tree _ {proof}); {DONE})."
            )
            close = f"(near_and {shown} (fun {name} : R => {said}) (fun {name} : R => {types}) {close_by} {close})"
            types = f"{said} /\\ ({types})"
        text, here = child.text(term), self.name()
        pattern = "_"
        for proof in reversed(held):
            pattern = f"[{proof} {pattern}]"
        steps = child.here.split()
        tactic = f"exact (eq_sym (taken_ok {steps[0]} {steps[1]} {tree}%tree {steps[3]}))."
        self.lines += [
            f"assert ({here} : forall {name} : R, {types} -> {text} = value (at_point {f} {name}) {e}).",
            "{",
            f"intros {name} {pattern}.",
            *child.block(tactic),
            "}",
        ]
        last = self.name()
        self.lines.append(
            f"assert ({last} : derivable_pt_lim (fun {name} : R => {text}) {shown} "
            f"(value {self.env} (slope {d} {values} {e}))) by (refine (by_slope {self.here} {given} "
            f"(fun {name} : R => {types}) _ {e} {close} {here} _); {DONE})."
        )

        def value(place: Slopes) -> str:
            return f"(slope {d} {atoms.trees(place)} {e})"

        return self.show(t, f"Der_is _ _ _ {last}", value)

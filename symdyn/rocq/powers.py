"""Powers with an index, and indices as real numbers, as trees.

An exponent is a linear form; x^{2 m + j} is the tree (x^m)^2 x^j over the atoms x^m and x^j.  A base
that is no letter is a product first, and its power with an index is the product of their powers.
"""

from collections.abc import Mapping, Sized
from math import gcd
from typing import Any

from symdyn.checker.polynomials import Polynomial
from symdyn.checker.sorts import is_index, linear, plus
from symdyn.checker.terms import ONE, ZERO, Refused, Relation, Term, difference, letters
from symdyn.errors import NotExportedError
from symdyn.rocq.names import identifier
from symdyn.rocq.place import DONE, Place
from symdyn.rocq.texts import natural
from symdyn.rocq.trees import Trees

__all__ = ["Powers", "term_of"]

Form = Mapping[str, int]


def term_of(place: Place, polynomial: Polynomial) -> Term:
    """A polynomial over letters and symbols as a term."""
    terms: list[Term] = []
    for monomial, number in polynomial.items():
        factors: list[Term] = [] if abs(number) == 1 and monomial else [("num", abs(number))]
        for x, e in sorted(place.context.ring.exponents(monomial).items(), key=str):
            if x[0] not in {"sym", "def"} or e < 0:
                raise NotExportedError("a base or a denominator holds a power with an index")
            factors.append(x if e == 1 else ("^", x, ("num", e)))
        product: Term = factors[0] if len(factors) == 1 else ("*", *factors)
        terms.append(("neg", product) if number < 0 else product)
    return terms[0] if len(terms) == 1 else ("+", *terms)


def _refl(found: Sized) -> str:
    """As many equations that hold by computation."""
    return "(conj eq_refl " * len(found) + "I" + ")" * len(found)


class Powers(Trees):
    """A place at which powers with an index are trees.

    `given` has the indices that others give: T = i + r + 1 under a sum over i < T, for example, each
    with its form and the proof.  `compounds` are letters for what is no letter, as i + 1.
    """

    def _start(self) -> None:
        self.raised: dict[str, str] = {}
        self.forms: dict[str, tuple[Term | None, Form]] = {}
        self.compounds: dict[str, Form] = {}
        self.ratios: dict[Term, tuple[tuple[Term, int], ...]] = {**getattr(self, "ratios", {})}
        super()._start()

    def settled(self, form: Form) -> dict[str, int]:
        """The form in the indices that no others give, whatever signs its coefficients have."""
        total: dict[str, int] = {}
        for name, count in form.items():
            one: Form = {name: 1}
            if name in self.given:
                one = self.given[name][0]
            elif name in self.compounds:
                one = self.settled(self.compounds[name])
            total = plus(total, one, count)
        return total

    def resolved(self, form: Form) -> dict[str, int]:
        """The same; refuses where a subtraction is not known to be one of natural numbers."""
        total: dict[str, int] = {}
        for sign in (1, -1):
            for name, count in sorted(form.items(), key=lambda x: (x[0] == "", x[0])):
                if count * sign > 0:
                    total = plus(total, self.settled({name: 1}), count)
                    if name in self.compounds:
                        self.resolved(self.compounds[name])
                    if min(total.values(), default=0) < 0:
                        raise NotExportedError("an exponent is not known to be a natural number")
        return total

    def _shown(self, form: Form) -> list[str]:
        """The indices that occur, those in compounds too."""
        found: dict[str, None] = {}
        for x in form:
            if x in self.compounds:
                found |= dict.fromkeys(self._shown(self.compounds[x]))
            elif x:
                found[x] = None
        return [*found]

    # ---- what the library is given

    def _indices(self, form: Form) -> tuple[list[str], str, str]:
        """The indices that a form comes down to; for the library all that occur, and the form; the proof."""
        shown = self._shown(form)
        others = [x for x in shown if x in self.given]
        basis = {x: None for x in shown if x not in self.given}
        basis |= {x: None for y in others for x in self.given[y][0] if x}
        order, name = [*basis], self.index_name
        proof = "I"
        for y in reversed(others):
            proof = f"(conj {self.given[y][1]} {proof})"
        x = f"[{'; '.join(map(name, order))}]%nat" if order else "(@nil nat)"
        ys = f"[{'; '.join(map(name, others))}]%nat" if others else "(@nil nat)"
        forms = [self._index(self.given[y][0], order) for y in others]
        es = f"[{'; '.join(forms)}]%nat" if forms else "(@nil index)"
        return order, f"{x} {ys} {es} {self._index(form, [*order, *others])}", proof

    def index_name(self, letter: str) -> str:
        """An index as it is displayed; a compound in brackets."""
        if letter in self.compounds:
            text = natural(self.compounds[letter], self.index_name)
            return f"({text})" if " " in text else text
        return self.bound.get(letter) or identifier(letter)

    def _index(self, form: Form, order: list[str]) -> str:
        """A form as an `index` of the library, in the order in which it is displayed."""

        def terms(sign: int) -> list[str]:
            found = []
            for name, count in sorted(form.items(), key=lambda x: (x[0] == "", x[0])):
                if count * sign > 0:
                    one = f"(Count {abs(count)})"
                    if name in self.compounds:
                        one = self._index(self.compounds[name], order)
                    elif name:
                        one = f"(At {order.index(name)})"
                    scaled = name and abs(count) > 1
                    found.append(f"(Times {abs(count)} {one})" if scaled else one)
            return found

        first, *others = terms(1) or ["(Count 0)"]
        text = first
        for one in others:
            text = f"(Plus {text} {one})"
        for one in terms(-1):
            text = f"(Less {text} {one})"
        return text

    def _is_letter(self, form: Form) -> bool:
        """Whether a form is one index that nothing else gives."""
        names = [*form]
        plain = len(names) == 1 and names[0] and form[names[0]] == 1
        return bool(plain) and names[0] not in {*self.given, *self.compounds}

    # ---- powers

    def _power(self, t: Term) -> str:
        form = linear(t[2])
        if form is None:
            raise NotExportedError("an exponent is the square of an index")
        if not form.keys() - {""}:
            return super()._power(t)
        if max(form.values()) <= 0:
            turned = {x: -n for x, n in form.items()}
            if any(x in self.given for x in turned):
                raise NotExportedError("a negative power has an index that is given by others")
            tree = self.power(t[1], turned)
            self.power_apart(t[1], turned)
            return f"(/ {tree})"
        return self.power(t[1], form)

    def power(self, base: Term, form: Form) -> str:
        """The tree of a base to a form, which is natural."""
        shown = self.base_text(base)
        text = natural(form, self.index_name)
        text = f"{shown} ^ {f'({text})' if ' ' in text else text}"
        if text in self.raised:
            return self.raised[text]
        self.forms[text] = (base, form)
        if self._is_letter(form):
            found = self._unit(base, text, next(iter(form)))
        else:
            found = self._composed(base, form, shown, text)
        self.raised[text] = found
        return found

    def power_apart(self, base: Term, form: Form) -> None:
        """Put in force that the powers of a base with these indices are nonzero, as the base is."""
        context: Any = self.context
        if not context.nonzero(context.exact(base).top):
            raise NotExportedError(
                "the base of a power in a denominator is not known to be nonzero"
            )
        for x in self.settled(form):
            text = f"{self.base_text(base)} ^ {self.index_name(x)}" if x else ""
            if not text or f"{text} <> 0" in self.raised:
                continue
            proof = self.relation_proof(("!=", base, ZERO))
            tree = f"#{self.atom(text)}"
            self.raised[f"{text} <> 0"] = tree
            shown = self.base_text(base)
            self._fact(
                f"(Ne, {tree}, $0)%tree", f"(pow_nonzero ({shown}) {self.index_name(x)} {proof})"
            )

    def relation_proof(self, relation: Relation) -> str:
        """A proof of a relation that holds here; powers with an index are nonzero as their bases are."""
        if relation[0] == "!=" and relation not in self.proofs:
            context: Any = self.context
            try:
                top = context.loose(difference(*relation[1:])).top
            except Refused:
                top = {}
            for x in context.ring.occurring(top) if len(top) == 1 else ():
                if x[0] == "power":
                    self.power_apart(term_of(self, context.bases[x]), {x[2]: 1})
        return super().relation_proof(relation)

    def base_text(self, base: Term) -> str:
        """A base as it is displayed."""
        return self.writer.term(base, 10, self.bound)

    def _composed(self, base: Term, form: Form, shown: str, text: str) -> str:
        result = self.resolved(form)
        order, arguments, proof = self._indices(form)
        for x in order:
            if result.get(x):
                self.power(base, {x: 1})
        numbers = [result.get("", 0), *(result.get(x, 0) for x in order)]
        atoms = [f"#{self.atom(f'{shown} ^ {self.index_name(x)}')}" for x in order]
        own, name = self.tree(base), self.name()
        held = _refl(order)
        listed = f"[{'; '.join(atoms)}]%tree" if atoms else "(@nil tree)"
        formed = f"[{'; '.join(map(str, numbers))}]%nat"
        tree = f"(power_tree {formed} ({own}%tree :: {listed}))"
        self.lines.append(
            f"assert ({name} : {text} = value {self.env} {tree}) by exact (by_exponent {self.env} "
            f"{arguments} ({shown}) {own}%tree {listed} {formed} {proof} eq_refl eq_refl {held})."
        )
        atom = self.atom(text)
        self.step(atom, tree, name)
        return f"#{atom}"

    def _unit(self, base: Term, text: str, index: str) -> str:
        """A base to one index: an atom, and if the base is no letter a step to its factors' powers."""
        atom = f"#{self.atom(text)}"
        if base[0] == "sym":
            return atom
        return self._factored(base, text, index, atom)

    def _factored(self, base: Term, text: str, index: str, atom: str) -> str:
        name = self.index_name(index)
        found = self.ratios.get(base) or self._taken_apart(base)
        rows = []
        for factor, e in found:
            if e < 0:
                self.power_apart(factor, {index: 1})
            shown = self.base_text(factor)
            power = f"#{self.atom(f'{shown} ^ {name}')}"
            rows.append(f"({self.tree(factor)}, ({e})%Z, {power})")
        listed = f"[{'; '.join(rows)}]%tree" if rows else "(@nil (tree * Z * tree))"
        own, proof = self.tree(base), self.name()
        held = _refl(rows)
        self.lines.append(
            f"assert ({proof} : {text} = value {self.env} (rows_power {listed})) by "
            f"(refine (by_rows {self.here} {own}%tree {listed} {name} {held} _); {DONE})."
        )
        self.step(int(atom[1:]), f"(rows_power {listed})", proof)
        return atom

    def _taken_apart(self, base: Term) -> list[tuple[Term, int]]:
        try:
            value = self.context.loose(base)
        except Refused as refusal:
            raise NotExportedError(f"the base of a power: {refusal}") from None
        if not value.top:
            raise NotExportedError("a power of 0 with an index stands in it")
        found: list[tuple[Term, int]] = []
        for polynomial, sign in [(value.top, 1), *((dict(x), -e) for x, e in value.bottom.items())]:
            found += self._factors(polynomial, sign)
        return found

    def _factors(self, polynomial: Polynomial, sign: int) -> list[tuple[Term, int]]:
        """As the checker takes a base apart: letters, primes below 50, and what is left."""
        found: list[tuple[Term, int]] = []
        ring, lowest = self.context.ring, min(polynomial)
        number = gcd(*polynomial.values()) * (1 if polynomial[lowest] > 0 else -1)
        if any(is_index(y[1]) for x in ring.occurring(polynomial) for y in letters(x)):
            raise NotExportedError("the base of a power with an index holds an index")
        if len(polynomial) > 1:
            rest = {key: value // number for key, value in polynomial.items()}
            found.append((term_of(self, rest), sign))
        else:
            found += [(x, e * sign) for x, e in ring.exponents(lowest).items()]
        left = abs(number)
        for prime in range(2, 50):
            while left % prime == 0:
                left //= prime
                found.append((("num", prime), sign))
        found += [(("num", left), sign)] if left > 1 else []
        found += [(("neg", ONE), 1)] if number < 0 else []
        return found

    # ---- indices

    def letter(self, t: Term) -> str:
        """A letter as a tree; an index that others give is known to be their sum."""
        return self.index_number({t[1]: 1}) if t[1] in self.given else super().letter(t)

    def index_number(self, form: Form) -> str:
        """The tree of an index as a real number."""
        text = natural(form, self.index_name)
        text = f"INR ({text})" if " " in text else f"INR {text}"
        if text in self.raised:
            return self.raised[text]
        self.forms[text] = (None, form)
        result = self.resolved(form)
        if self._is_letter(form):
            return f"#{self.atom(text)}"
        order, arguments, proof = self._indices(form)
        listed = (
            f"[{'; '.join(self.index_number({x: 1}) for x in order)}]%tree"
            if order
            else "(@nil tree)"
        )
        numbers = [result.get("", 0), *(result.get(x, 0) for x in order)]
        formed = f"[{'; '.join(map(str, numbers))}]%nat"
        held = _refl(order)
        name, tree = self.name(), f"(index_tree {formed} (($1)%tree :: {listed}))"
        self.lines.append(
            f"assert ({name} : {text} = value {self.env} {tree}) by exact "
            f"(by_index {self.env} {arguments} {listed} {formed} {proof} eq_refl {held})."
        )
        atom = self.atom(text)
        self.step(atom, tree, name)
        self.raised[text] = f"#{atom}"
        return f"#{atom}"

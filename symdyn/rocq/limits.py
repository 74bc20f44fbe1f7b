"""Limits of sums as trees: antidifferences that decay, one sum within another as well."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from symdyn.checker.sorts import linear
from symdyn.checker.sums import require_decay
from symdyn.checker.terms import ONE, ZERO, Term, instantiate, letters, replace
from symdyn.errors import NotExportedError
from symdyn.rocq.expansions import Expansion, Part
from symdyn.rocq.place import DONE
from symdyn.rocq.powers import Form
from symdyn.rocq.series import U1, Series, U, V, found

__all__ = ["Limits"]


class _Layer(NamedTuple):
    outer: Any  # the context around
    inner: Any
    letter: Term
    form: dict[str, int]
    name: str


class Limits(Series):
    """A place at which limits of sums are trees, too."""

    def binder(self, t: Term) -> str:
        """A limit as an atom, which is known to be a tree."""
        if t[0] != "lim" or t in self.rewritten or t in self.values:
            return super().binder(t)
        return self._limit(t)

    def _limit(self, t: Term) -> str:
        context: Any = self.context.under()
        letter = context.letter(t[1])
        context.large.add(letter[1])
        context.hints[("sym", t[1])] = letter
        layers, body = self._layers(context, instantiate(t[2], (letter,)))
        inner = layers[-1].inner if layers else context
        endless = [x for x in layers if letter[1] in x.form]
        if letter in letters(body):
            raise NotExportedError("the index of a limit stands elsewhere than in numbers of terms")
        if not endless:
            return self._still(t, letter, instantiate(t[2], (letter,)))
        closed = inner.closed(body)
        require_decay(inner, closed, [x.letter for x in endless], letter[1])
        if len(layers) == 1:
            return self._single(t, letter, layers[0], body, closed)
        if len(layers) > 2 or layers[1] is not endless[-1]:
            raise NotExportedError("more than two sums stand within one another under a limit")
        first, second = layers
        if second.form != {letter[1]: 1, first.letter[1]: -1, "": -1}:
            raise NotExportedError("an inner sum under a limit has another number of terms")
        return self._double(t, letter, first, second, body, closed)

    def _layers(self, context: Any, body: Term) -> tuple[list[_Layer], Term]:
        """Sums within one another, as the checker finds them, with the names of their indices."""
        layers: list[_Layer] = []
        while body[0] in {"sum", "def"}:
            if body[0] == "def":
                step = context.unfolded(body)
                if step is None:
                    break
                for x, y in context.parameters(body).items():
                    context.hints[x] = replace(y, context.hints)
                body = step
                continue
            _, hint, count, body = body
            form = linear(context.closed(count))
            if form is None or not context.is_natural(form):
                raise NotExportedError("a number of terms is not known to be natural")
            outer, context = context, context.under()
            index = context.letter(hint)
            context.ranges.append((index[1], form))
            context.hints[("sym", hint)] = index
            layers.append(_Layer(outer, context, index, form, self._index_of(hint)))
            body = instantiate(body, (index,))
        return layers, body

    def _still(self, t: Term, letter: Term, body: Term) -> str:
        """The limit of what does not change."""
        if letter in letters(body):
            raise NotExportedError("a limit of something else than sums stands in it")
        tree = self.tree(body)
        return self.show(
            t, "Lim_is _ _ (cv_number _)", lambda here: tree if here is self else here.tree(body)
        )

    def _grows(self, form: Form, letter: Term) -> str:
        rest = form.get("", 0)
        if form.get(letter[1]) != 1 or form.keys() - {"", letter[1]}:
            raise NotExportedError("a number of terms under a limit shows another index")
        if not rest:
            return "grows_self"
        return f"(grows_less {-rest})" if rest < 0 else f"(grows_more {rest})"

    def _steps(
        self,
        layer: _Layer,
        around: Sequence[_Layer],
        q: Expansion,
        at: Callable[[str], dict[str, Form]],
        right: Callable[[Any], tuple[str, str]],
        function: str,
    ) -> str:
        """That an antidifference has these differences: for all indices of the sums around."""
        names = {x.letter[1]: x.name for x in (*around, layer)}
        child = self.inside(layer.inner, names, {})
        child.compounds = {U: {layer.letter[1]: 1}, U1: {layer.letter[1]: 1, "": 1}}
        one = q.written(child, at(U1), text=False)
        other = q.written(child, at(U), text=False)
        text, tree = right(child)
        tactic = f"refine (by_equation {child.here} ({one} - {other})%tree {tree}%tree _); {DONE}."
        outer = "".join(f" {x.name}" for x in around)
        name, i = self.name(), layer.name
        said = f"forall {' '.join(names.values())} : nat, "
        said += f"{function}{outer} ({i} + 1)%nat - {function}{outer} {i} = {text}"
        self.lines += [f"assert ({name} : {said}).", "{", f"intros {' '.join(names.values())}."]
        self.lines += [*child.block(tactic), "}"]
        return name

    def _single(self, t: Term, letter: Term, layer: _Layer, body: Term, closed: Term) -> str:
        q = found(layer.inner, layer.letter, closed)
        require_decay(layer.inner, q, [layer.letter], letter[1])
        grows = self._grows(layer.form, letter)
        index = layer.letter[1]
        expansion = Expansion.of(self, layer.inner.exact(q), [index])

        def at(u: str) -> dict[str, Form]:
            return {index: {u: 1}}

        function = self.function(expansion, at(U), (U,))
        steps = self._steps(
            layer, (), expansion, at, lambda x: (x.text(body), x.tree(body)), function
        )
        decay = self._decays(expansion, function)

        def value(place: Series) -> str:
            place.compounds[U] = {}
            return f"(- {expansion.written(place, at(U), text=False)})"

        end = f"Lim_is _ _ (endless_sum _ _ {function} {grows} {steps} {decay})"
        return self.show(t, end, value)

    def _decays(self, q: Expansion, function: str) -> str:
        """That an antidifference decays: each monomial does."""
        name, kind = self.name(), "Geo" if len(q.endless) == 1 else "Geo2"
        fronts = q.coefficients(self, {})
        proofs = []
        for front, one in zip(fronts, q.monomials, strict=True):
            parts = [self._part_decays(x) for x in one.parts]
            if kind == "Geo":
                proofs.append(f"(geo_scale {front} _ {parts[0]})")
            else:
                proofs.append(f"(geo2_product {front} _ _ {parts[0]} {parts[1]})")
        small = kind.lower()
        proof = proofs[0] if proofs else f"{small}_zero"
        for x in proofs[1:]:
            proof = f"({small}_plus _ _ {proof} {x})"
        self.lines.append(f"assert ({name} : {kind} {function}) by exact {proof}.")
        return name

    def _part_decays(self, part: Part) -> str:
        found = []
        for base, e, other in part.bases:
            shown = self.base_text(base)
            if other is not None:
                square = ("^", other, ("num", 2)), ("neg", ("^", base, ("num", 2)))
                small = self.relation_proof((">", ("+", *square), ZERO))
                one = f"(geo_ratio _ _ {small})"
            else:
                below = self.relation_proof((">", base, ("neg", ONE)))
                above = self.relation_proof((">", ONE, base))
                one = f"(geo_base ({shown}) {below} {above})"
            found.append(one if e == 1 else f"(geo_power _ {e - 1} {one})")
        proof = found[0]
        for one in found[1:]:
            proof = f"(geo_mult _ _ {proof} {one})"
        for _ in range(part.number):
            proof = f"(geo_index _ {proof})"
        return proof

    def _double(
        self, t: Term, letter: Term, first: _Layer, second: _Layer, body: Term, closed: Term
    ) -> str:
        """Two endless sums, or a fixed number of endless ones."""
        q = found(second.inner, second.letter, closed)
        require_decay(second.inner, q, [second.letter], letter[1])
        whole = first.form == {letter[1]: 1}
        if not whole and letter[1] in first.form:
            raise NotExportedError("an outer sum under a limit has another number of terms")
        i, j = first.letter[1], second.letter[1]
        inner = Expansion.of(self, second.inner.exact(q), [i, j] if whole else [j])
        sum_over = ("exact", ("neg", replace(q, {second.letter: ZERO})))

        def at(u: str) -> dict[str, Form]:
            return {j: {u: 1}}

        function = self.function(inner, {i: {U: 1}, j: {V: 1}}, (U, V))
        steps = self._steps(
            second, (first,), inner, at, lambda x: (x.text(body), x.tree(body)), function
        )

        def start(place: Series, form: Form) -> str:
            place.compounds |= {U: form, V: {}}
            return f"(- {inner.written(place, {i: {U: 1}, j: {V: 1}}, text=False)})"

        if not whole and not first.form.keys() - {""}:
            return self._few(t, first, inner, function, steps, start)
        over = found(first.inner, first.letter, sum_over)
        outer = Expansion.of(self, first.inner.exact(over), [i] if whole else [])
        name = self.function(outer, {i: {U: 1}}, (U,))

        def right(place: Series) -> tuple[str, str]:
            before = dict(place.compounds)
            tree = start(place, {i: 1})
            place.compounds = before
            return f"- {function} {first.name} O", tree

        more = self._steps(first, (), outer, lambda u: {i: {u: 1}}, right, name)
        if whole:
            require_decay(first.inner, over, [first.letter], letter[1])
            decay, last = self._decays(inner, function), self._decays(outer, name)
            end = f"Lim_is _ _ (endless_double _ {function} {name} {steps} {decay} {more} {last})"
        else:
            decay = self._each_decays(first, inner, function)
            end = f"Lim_is _ _ (endless_inner _ _ {function} {steps} {decay})"
            end = f"eq_trans ({end}) (Sum_steps _ _ {name} {more})"

        def value(place: Series) -> str:
            place.compounds |= {U: {}, U1: first.form}
            start = outer.written(place, {i: {U: 1}}, text=False)
            if whole:
                return f"(- {start})"
            return f"({outer.written(place, {i: {U1: 1}}, text=False)} - {start})"

        return self.show(t, end, value)

    def _few(
        self,
        t: Term,
        first: _Layer,
        inner: Expansion,
        function: str,
        steps: str,
        start: Callable[[Any, Form], str],
    ) -> str:
        """A number of endless sums: the sum of their values, as it computes."""
        decay, count = self._each_decays(first, inner, function), first.form.get("", 0)

        def value(place: Series) -> str:
            tree = "$0"
            for k in range(count):
                tree = f"({tree} + {start(place, {'': k} if k else {})})"
            return tree

        return self.show(
            t, f"Lim_is _ _ (endless_inner {count} _ {function} {steps} {decay})", value
        )

    def _each_decays(self, first: _Layer, inner: Expansion, function: str) -> str:
        """That an antidifference decays for each outer index."""
        before = self.bound
        self.bound = {**before, first.letter[1]: first.name}
        fronts = inner.coefficients(self, {})
        self.bound = before
        proofs = [
            f"(geo_scale {front} _ {self._part_decays(one.parts[0])})"
            for front, one in zip(fronts, inner.monomials, strict=True)
        ]
        proof = proofs[0] if proofs else "geo_zero"
        for x in proofs[1:]:
            proof = f"(geo_plus _ _ {proof} {x})"
        name = self.name()
        said = f"forall {first.name} : nat, Geo ({function} {first.name})"
        self.lines.append(f"assert ({name} : {said}) by exact (fun {first.name} => {proof}).")
        return name

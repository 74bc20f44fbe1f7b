"""Terms as trees: letters, what rewrites and unfolds, and symbols that stay as they are."""

from collections.abc import Mapping, Sequence

from symdyn.checker.context import Context, moved
from symdyn.checker.terms import ZERO, Term, instantiate, parts, replace
from symdyn.errors import NotExportedError
from symdyn.rocq.place import Place

__all__ = ["Trees", "matched"]


class Trees(Place):
    """A place at which terms without binders are trees."""

    def tree(self, t: Term) -> str:  # noqa: PLR0912 - a case a tag
        """A term as a tree; what is rewritten in it becomes a step."""
        tag = t[0]
        if tag == "num":
            return f"${t[1]}"
        if tag == "sym":
            if t not in self.own:
                raise NotExportedError("the evidence has a letter that the statement has not")
            return self.letter(t)
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
        return self.binder(t)

    def letter(self, t: Term) -> str:
        """A letter as a tree."""
        return f"#{self.atom(self.text(t))}"

    def binder(self, t: Term) -> str:
        """A sum, a limit or a derivative as a tree."""
        raise NotExportedError(f"it is a claim on matrices, or {t[0]!r} stands in it")

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
        if t in self.values and t not in context.busy:
            return self.known_value(t)
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
            return f"#{self.atom(self.text(t))}"
        values = context.parameters(t)
        if not context.sorts(values):
            raise NotExportedError("an argument of a symbol is not known to mean a number")
        return self._inside(t, replace(context.signature[t[1]].body, values))

    def _inside(self, t: Term, result: Term) -> str:
        context = self.context
        busy, hints = context.busy, context.hints
        context.busy = busy | {t}
        values = context.parameters(t).items()
        context.hints = {**hints, **{x: replace(y, hints) for x, y in values}}
        try:
            return self.tree(result)
        finally:
            context.busy, context.hints = busy, hints

    def _rewritten(self, t: Term, name: str, right: Term, values: Mapping[Term, Term]) -> str:
        one = self.proved[name]
        given = {x: values.get(x, x if x in self.own else ZERO) for x in one.letters}
        proofs = self.instance(name, given)
        place = next(
            n
            for n, (operator, left, other) in enumerate(one.claim.goal[1:])
            if operator == "=" and other == right and replace(left, given) == t
        )
        result = replace(right, given)
        self.values[t] = (proofs[place], lambda here: here._inside(t, result))
        return self.known_value(t)

    def known_value(self, t: Term) -> str:
        """A term that is known to be another one: an atom, and a step to the tree of the other."""
        proof, tree_at = self.values[t]
        tree = tree_at(self)
        atom = self.atom(self.text(t))
        self.step(atom, tree, proof)
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

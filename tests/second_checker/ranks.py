"""Proofs of the goal `rank`: the columns that the updates can reach are counted."""

from __future__ import annotations

from typing import Any

from tests.second_checker.arithmetic import Form, Value
from tests.second_checker.claims import Claim
from tests.second_checker.context import Context, Env
from tests.second_checker.display import check_spelling, display
from tests.second_checker.errors import Refused
from tests.second_checker.evaluation import value_of
from tests.second_checker.modes import numbers
from tests.second_checker.names import DIAGONAL, DIMENSIONS, INDICES, ORTHOGONAL
from tests.second_checker.proofs import Prover
from tests.second_checker.reader import read_term
from tests.second_checker.scope import Scope
from tests.second_checker.series import count_of
from tests.second_checker.shapes import as_texts, keys
from tests.second_checker.shapes_of_matrices import (
    NUMBER,
    is_number,
    letter_shape,
    of_units,
    shape,
    units_in,
)
from tests.second_checker.terms import Term, children, make, substitute

Word = tuple[tuple[Term, tuple[int, frozenset[tuple[str, int]]]], ...]


def prove_rank(claim: Claim, prover: Prover, proof: Any) -> None:
    """Each bound is a dimension or what is counted."""
    keys(proof, set(), {"by_lag"})
    if "by_lag" in proof and proof["by_lag"] is not True:
        raise Refused("by_lag is true or left out")
    bounds = read_bounds(claim)
    context = prover.context
    counted: Value | None = None
    for update in claim.updates.values():
        defined(context, unfolded(update), Env({}))
    for bound in bounds:
        if bound.tag == "l" and bound.args[0] in (
            ("n",) if claim.goal["of"] == "W" else ("n", "i")
        ):
            continue
        if counted is None:
            if claim.goal["of"] not in claim.updates:
                raise Refused("nothing is counted without an update")
            counted = Count(
                context, unfolded(claim.updates[claim.goal["of"]]), "by_lag" in proof
            ).total()
        if context.arena.subtract(value_of(context, bound), counted).coefficient:
            raise Refused("a bound is not what is counted")


def read_bounds(claim: Claim) -> list[Term]:
    """The bounds, and the rules for statements of ranks."""
    for name, update in claim.updates.items():
        if shape(update) != letter_shape(name):
            raise Refused(f"the update of {name} has another shape")
        for one in update.free:
            if (
                one in ORTHOGONAL
                or one in DIAGONAL
                or one in DIMENSIONS
                or one in INDICES - {"T", "\\tau"}
                or " " in one
            ):
                raise Refused(f"an update holds {one}")
    units = units_in(claim.updates.values())
    if any(x.free & units for one in claim.hypotheses for x in one[1:]):
        raise Refused("a hypothesis holds a letter that has a number of each unit")
    bounds = []
    for text in as_texts(claim.goal["at_most"]):
        bound = read_term(text, Scope())
        check_spelling(text, display(bound))
        if not bound.free <= DIMENSIONS | {"Z", "T", "\\tau"} or not _plain(bound):
            raise Refused("a bound is no polynomial in dimensions")
        bounds.append(bound)
    return bounds


def _plain(term: Term) -> bool:
    return term.tag in ("n", "l", "+", "-", "*") and all(
        _plain(part) for part in children(term.tag, term.args)
    )


def unfolded(term: Term) -> Term:
    """The term with all names of matrices unfolded."""
    if term.tag == "s":
        return unfolded(
            substitute(
                term.args[0].formula, dict(zip(term.args[0].params, term.args[1], strict=False))
            )
        )
    if term.tag in ("n", "l"):
        return term
    if term.tag in ("+", "*"):
        return make(term.tag, tuple(unfolded(part) for part in term.args[0]))
    if term.tag == "sum":
        return make("sum", term.args[0], unfolded(term.args[1]), unfolded(term.args[2]))
    return make(term.tag, *(unfolded(part) for part in term.args))


def defined(context: Context, term: Term, env: Env) -> None:
    """Numbers of terms and exponents of an update are natural, and its numbers have values."""
    tag, args = term.tag, term.args
    context.work.spend(5)
    if is_number(term):
        value_of(context, term, env) if not _has_sum(term) else defined_parts(context, term, env)
    elif tag == "sum":
        opened = context.open("sum", count_of(context, args[1], env))
        defined(context, args[2], env.extended({args[0]: opened}))
    elif tag == "^":
        count_of(context, args[1], env)
        defined(context, args[0], env)
    elif tag == "/":
        if not context.nonzero_value(value_of(context, args[1], env)):
            raise Refused("a denominator is not known to be nonzero")
        defined(context, args[0], env)
    else:
        defined_parts(context, term, env)


def defined_parts(context: Context, term: Term, env: Env) -> None:
    """The same for the parts of a term."""
    if term.tag in ("sum", "^", "/") and _has_sum(term):
        raise Refused("sums of numbers in an update")
    for part in children(term.tag, term.args):
        defined(context, part, env)


def _has_sum(term: Term) -> bool:
    return term.tag == "sum" or any(_has_sum(part) for part in children(term.tag, term.args))


class Count:
    """Counts o (f + Z (h + g)) for an update."""

    def __init__(self, context: Context, update: Term, by_lag: bool) -> None:
        self.context = context
        self.by_lag = by_lag
        self.env = Env({})
        self.counts: dict[str, Form] = {}
        while update.tag == "sum":
            form = count_of(context, update.args[1], self.env)
            opened = context.open("sum", form)
            self.counts[opened.args[0]] = form
            self.env = self.env.extended({update.args[0]: opened})
            update = update.args[2]
        factors = list(update.args[0]) if update.tag == "*" else [update]
        self.scalars = [part for part in factors if shape(part) == NUMBER]
        matrices = [part for part in factors if shape(part) != NUMBER]
        if _feedback(matrices[0]):
            self.kernel, self.feedback = None, matrices[0]
        elif len(matrices) > 1 and _feedback(matrices[1]):
            self.kernel, self.feedback = matrices[0], matrices[1]
        else:
            raise Refused("an update does not begin with a kernel and R or A transposed")

    def total(self) -> Value:
        """The number of columns, as a polynomial."""
        arena = self.context.arena
        fixed = self.feedback.args[0].args[0] == "R"
        f = h = g = arena.zero
        if self.by_lag:
            g = self._lags(
                {
                    name
                    for part in [*self.scalars, *([self.kernel] if self.kernel is not None else [])]
                    for name in self._held(part)
                }
            )
        else:
            terms = self._terms(self.kernel) if self.kernel is not None else {(): arena.one}
            identity = False
            shared: list[bool] = []
            for word, coefficient in terms.items():
                if not coefficient.coefficient:
                    continue
                if not word:
                    identity = True
                    continue
                lags = {
                    name for _, exponent in word for name, _ in exponent[1] if name in self.counts
                }
                at_zero = all(
                    exponent[0] == 0 and all(name in lags for name, _ in exponent[1])
                    for _, exponent in word
                )
                count = self._lags(lags)
                unchanged = fixed and all(_letter_of(atom) in ("R", "\\Omega") for atom, _ in word)
                if lags and at_zero:
                    identity = True
                    count = arena.subtract(count, arena.one)
                    shared.append(unchanged or not fixed)
                    self._some(lags, alone=shared == [True])
                if unchanged:
                    f = arena.add(f, count)
                else:
                    g = arena.add(g, count)
            if identity and fixed:
                f = arena.add(f, arena.one)
            elif identity:
                h = arena.one
        return arena.multiply(
            arena.generator(("l", "o")),
            arena.add(f, arena.multiply(arena.generator(("l", "Z")), arena.add(h, g))),
        )

    def _held(self, term: Term) -> set[str]:
        return {self.env.terms[name].args[0] for name in term.free if name in self.env.terms}

    def _some(self, lags: set[str], alone: bool) -> None:
        """Lag 0 is there; this must be known unless it is counted once, where it is taken away."""
        for name in lags:
            constant, parts = self.counts[name]
            if not alone and not self.context.natural((constant - 1, parts)):
                raise Refused("it is not known that there is a lag")

    def _lags(self, names: set[str]) -> Value:
        """The product of the numbers of terms of sums, each linear in tau."""
        parts = []
        for name in names:
            form = self.counts[name]
            if not set(form[1]) <= {"\\tau"}:
                raise Refused("a number of lags is not linear in tau")
            parts.append(self.context.form_value(form))
        return self.context.arena.multiply(*parts) if parts else self.context.arena.one

    def _terms(self, term: Term) -> dict[Word, Value]:  # noqa: PLR0912 - a case a tag
        """A kernel multiplied out: numbers by words of matrices."""
        arena, tag, args = self.context.arena, term.tag, term.args
        self.context.work.spend(20)
        if shape(term) == NUMBER:
            raise Refused("a number stands where a kernel should")
        if tag == "l":
            return {(): arena.one} if args[0] == "I" else {((term, (1, frozenset())),): arena.one}
        if tag in {"T", "diag"}:
            return self._unary(term)
        if tag == "-":
            return {word: arena.negate(value) for word, value in self._terms(args[0]).items()}
        if tag == "/":
            below = arena.integer_power(value_of(self.context, args[1], self.env), -1)
            return {
                word: arena.multiply(value, below) for word, value in self._terms(args[0]).items()
            }
        if tag == "+":
            total: dict[Word, Value] = {}
            for part in args[0]:
                for word, value in self._terms(part).items():
                    total[word] = arena.add(total.get(word, arena.zero), value)
            return total
        if tag == "*":
            result: dict[Word, Value] = {(): arena.one}
            for part in args[0]:
                if shape(part) == NUMBER:
                    value = value_of(self.context, numbers(part), self.env)
                    result = {word: arena.multiply(old, value) for word, old in result.items()}
                else:
                    result = self._multiply(result, self._terms(part))
            return result
        if tag == "^":
            return self._power(args[0], count_of(self.context, args[1], self.env))
        if tag == "sum":
            return self._summed(term)
        raise Refused("a kernel that cannot be multiplied out")

    def _summed(self, term: Term) -> dict[Word, Value]:
        """A sum of multiples of I, which is one, whatever its value."""
        before = self.env
        opened = self.context.open("sum", count_of(self.context, term.args[1], before))
        self.env = before.extended({term.args[0]: opened})
        words = self._terms(term.args[2])
        self.env = before
        if set(words) - {()}:
            raise Refused("a sum of matrices in a kernel")
        return {(): self.context.arena.one}

    def _unary(self, term: Term) -> dict[Word, Value]:
        """A transpose or a diagonal, as it stands."""
        inner = term.args[0]
        if inner.tag == "l" and inner.args[0] == "I":
            return {(): self.context.arena.one}
        if inner.tag != "l":
            raise Refused("a kernel holds the transpose, or diag, of more than a letter")
        return {((term, (1, frozenset())),): self.context.arena.one}

    def _multiply(self, left: dict[Word, Value], right: dict[Word, Value]) -> dict[Word, Value]:
        arena = self.context.arena
        self.context.work.spend(10 * len(left) * len(right))
        result: dict[Word, Value] = {}
        for one, a in left.items():
            for two, b in right.items():
                word = _join(one, two)
                result[word] = arena.add(result.get(word, arena.zero), arena.multiply(a, b))
        return result

    def _power(self, base: Term, form: Form) -> dict[Word, Value]:
        """A power of a kernel; one with a lag is a number times a single matrix."""
        arena = self.context.arena
        terms = {word: value for word, value in self._terms(base).items() if value.coefficient}
        if not form[1]:
            if form[0] > 64:
                raise Refused("an exponent above 64")
            result: dict[Word, Value] = {(): arena.one}
            for _ in range(form[0]):
                result = self._multiply(result, terms)
            return result
        from tests.second_checker.evaluation import power

        if len(terms) != 1:
            raise Refused("a power of a sum of matrices at a lag")
        ((word, value),) = terms.items()
        factor = power(self.context, value, form)
        if not word:
            return {(): factor}
        matrix, (times, indices) = word[0]
        if len(word) != 1 or indices:
            raise Refused("a power of a product of matrices at a lag")
        exponent = (times * form[0], frozenset((n, times * x) for n, x in form[1].items()))
        return {((matrix, exponent),): factor}


def _join(left: Word, right: Word) -> Word:
    """One word behind another; equal matrices that meet are one power."""
    if left and right and left[-1][0] is right[0][0]:
        (atom, (c, one)), (_, (d, two)) = left[-1], right[0]
        parts = dict(one)
        for name, e in two:
            parts[name] = parts.get(name, 0) + e
        exponent = (c + d, frozenset((name, e) for name, e in parts.items() if e))
        middle: Word = ((atom, exponent),) if exponent != (0, frozenset()) else ()
        return left[:-1] + middle + right[1:]
    return left + right


def _feedback(term: Term) -> bool:
    return term.tag == "T" and term.args[0].tag == "l" and term.args[0].args[0] in ("R", "A")


def _letter_of(term: Term) -> str:
    while term.tag != "l" and not of_units(term):
        term = term.args[0]
    return "\\Omega" if of_units(term) else str(term.args[0])  # both stay what they are

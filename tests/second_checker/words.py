"""Proofs of the goal `words`: equations of matrices whose letters do not commute."""

from __future__ import annotations

from typing import Any

from tests.second_checker.arithmetic import Form, Value
from tests.second_checker.claims import Claim
from tests.second_checker.context import Context, Env
from tests.second_checker.errors import Refused
from tests.second_checker.evaluation import power, value_of
from tests.second_checker.names import DIAGONAL, ORTHOGONAL
from tests.second_checker.proofs import Prover
from tests.second_checker.ranks import defined, unfolded
from tests.second_checker.reader import read_term
from tests.second_checker.series import count_of
from tests.second_checker.shapes import as_list, as_texts, keys
from tests.second_checker.shapes_of_matrices import NUMBER, is_number, of_units, shape, units_in
from tests.second_checker.terms import Term, letter, make, number, substitute

Key = tuple[int, frozenset[tuple[str, int]]]
Word = tuple[tuple[str, str, Key], ...]
NONE: Key = (0, frozenset())
ONCE: Key = (1, frozenset())
MOST_TERMS = 64


def prove_words(claim: Claim, prover: Prover, proof: Any) -> None:
    """The difference of both sides, with words that are 0, has no monomial left."""
    keys(proof, {"added"})
    check_words(claim)
    rows = as_list(proof["added"], len(claim.equations))
    context = prover.context
    for (_, left, right), row in zip(claim.equations, rows, strict=True):
        parts = [(left, context.root, 1), (right, context.root, -1)]
        for side in (left, right):
            defined(context, unfolded(side), context.root)
        for text in as_texts(row):
            parts += telescoped(context, read_term(text, claim.matrices))
        if shape(make("+", tuple(term for term, *_ in parts))) == NUMBER:
            raise Refused("an equation of numbers is none of words")
        normal = Monomials(context)
        for term, env, sign in parts:
            front = context.arena.number(sign)
            normal.expand([turned(unfolded(term), False)], env, front, (), ())
        if any(context.arena.add(*values).coefficient for values in normal.found.values()):
            raise Refused("a monomial is left")


def check_words(claim: Claim) -> None:
    """The rules for statements of words."""
    for _, left, right in claim.equations:
        if shape(make("+", (left, make("-", right)))) == NUMBER:
            raise Refused("an equation of numbers")
    units = units_in(side for one in claim.equations for side in one[1:])
    for relation in claim.hypotheses:
        if any(side.free & (set(DIAGONAL) | set(ORTHOGONAL) | units) for side in relation[1:]):
            raise Refused("a hypothesis holds a letter of a diagonal matrix")


def telescoped(context: Context, term: Term) -> list[tuple[Term, Env, int]]:
    """From the sum over m < N of q: those of q(m + 1) and of -q(m), -q(N) and q(0); together 0."""
    if term.tag != "sum" or shape(term) == NUMBER:
        raise Refused("what is added is no sum of matrices")
    name, count, body = term.args
    root = context.root
    defined(context, unfolded(term), root)
    longer = make("sum", name, make("+", (count, number(1))), body)
    defined(context, unfolded(longer), root)
    following = substitute(body, {name: make("+", (letter(name), number(1)))})
    return [
        (make("sum", name, count, following), root, 1),
        (term, root, -1),
        (body, root.extended({name: count}), -1),
        (body, root.extended({name: number(0)}), 1),
    ]


def turned(term: Term, flip: bool) -> Term:
    """The term, or its transpose, with transposes at letters alone."""
    tag, args = term.tag, term.args
    if tag == "T":
        return turned(args[0], not flip)
    if tag == "l" or is_number(term):
        return make("T", term) if flip and not is_number(term) else term
    if tag == "diag":
        return make("diag", turned(args[0], False))
    if tag == "+":
        return make("+", tuple(turned(part, flip) for part in args[0]))
    if tag == "*":
        parts = [turned(part, flip) for part in args[0] if not is_number(part)]
        front = [part for part in args[0] if is_number(part)]
        return make("*", (*front, *(reversed(parts) if flip else parts)))
    if tag == "-":
        return make("-", turned(args[0], flip))
    if tag in ("/", "^"):
        return make(tag, turned(args[0], flip), args[1])
    if tag == "sum":
        return make("sum", args[0], args[1], turned(args[2], flip))
    raise Refused("no word of matrices")


class Monomials:
    """Numbers in front of words under nests of sums."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.opened: dict[Any, Term] = {}
        self.found: dict[tuple[tuple[str, ...], Word], list[Value]] = {}

    def expand(  # noqa: PLR0912 - a case a tag
        self, parts: list[Any], env: Env, front: Value, nest: tuple[str, ...], word: Word
    ) -> None:
        """Multiply a product out, from the left; a part may come with an environment of its own."""
        context, arena = self.context, self.context.arena
        context.work.spend(20)
        if not parts:
            self.found.setdefault((nest, word), []).append(front)
            return
        first, rest = parts[0], parts[1:]
        if isinstance(first, tuple):
            (term, inner) = first
        else:
            (term, inner) = first, env
        rest = [one if isinstance(one, tuple) else (one, env) for one in rest]
        tag, args = term.tag, term.args
        if is_number(term):
            value = arena.multiply(front, value_of(context, term, inner))
            self.expand(rest, env, value, nest, word)
        elif of_units(term):
            self.expand(rest, env, front, nest, _times(word, ((of_units(term), "diag", ONCE),)))
        elif tag == "diag":
            value, factor = self.single(args[0], inner)
            factor = tuple((name, "diag", key) for name, _, key in factor)
            value = arena.multiply(front, value)
            self.expand(rest, env, value, nest, _times(word, factor))
        elif tag in ("l", "T"):
            self.expand(rest, env, front, nest, _times(word, _letter(term)))
        elif tag == "+":
            for part in args[0]:
                self.expand([(part, inner), *rest], env, front, nest, word)
        elif tag == "*":
            self.expand([*((part, inner) for part in args[0]), *rest], env, front, nest, word)
        elif tag == "-":
            self.expand([(args[0], inner), *rest], env, arena.negate(front), nest, word)
        elif tag == "/":
            below = arena.integer_power(value_of(context, args[1], inner), -1)
            self.expand([(args[0], inner), *rest], env, arena.multiply(front, below), nest, word)
        elif tag == "^":
            form = count_of(context, args[1], inner)
            value, factor = self.single(args[0], inner)
            key = _key(form)
            value = arena.multiply(front, power(context, value, form))
            factor = tuple((name, mark, key) for name, mark, _ in factor if key != NONE)
            self.expand(rest, env, value, nest, _times(word, factor))
        elif tag == "sum":
            self.sum(term, inner, (rest, env, front, nest, word))
        else:
            raise Refused("no word of matrices")

    def single(self, base: Term, env: Env) -> tuple[Value, Word]:
        """A number times a letter, or its transpose, or I."""
        inside = Monomials(self.context)
        inside.expand([base], env, self.context.arena.one, (), ())
        if len(inside.found) != 1:
            raise Refused("a power or a diagonal of a sum of words")
        (((nest, word), values),) = inside.found.items()
        if nest or len(values) != 1 or len(word) > 1 or any(one[2] != ONCE for one in word):
            raise Refused("a power or a diagonal of no single letter")
        return values[0], word

    def sum(self, term: Term, env: Env, place: tuple[Any, ...]) -> None:
        """Terms that are known to be there one by one, and what is left under a nest."""
        rest, outer, front, nest, word = place
        name, count, body = term.args
        form, at = count_of(self.context, count, env), 0
        while self.context.natural((form[0] - 1, form[1])):
            if at == MOST_TERMS:
                raise Refused("a sum begins with too many terms")
            inner = env.extended({name: number(at)})
            self.expand([(body, inner), *rest], outer, front, nest, word)
            form, at = (form[0] - 1, form[1]), at + 1
        if _key(form) == NONE:
            return
        key = (nest, _key(form))
        if key not in self.opened:
            self.opened[key] = self.context.open("sum", form)
        index = self.opened[key]
        here = make("+", (index, number(at))) if at else index
        inner = env.extended({name: here})
        self.expand([(body, inner), *rest], outer, front, (*nest, index.args[0]), word)


def _letter(term: Term) -> Word:
    """A letter or its transpose; I is no factor."""
    mark, inside = ("T", term.args[0]) if term.tag == "T" else ("", term)
    return () if inside.args[0] == "I" else ((inside.args[0], mark, ONCE),)


def _key(form: Form) -> Key:
    return form[0], frozenset((name, c) for name, c in form[1].items() if c)


def _times(left: Word, right: Word) -> Word:
    """A product, in which powers of one letter beside one another are one."""
    if not left or not right or left[-1][:2] != right[0][:2]:
        return (*left, *right)
    (one, some), (two, more) = left[-1][2], right[0][2]
    total = dict(some)
    for name, c in more:
        total[name] = total.get(name, 0) + c
    return (*left[:-1], (*left[-1][:2], _key((one + two, total))), *right[1:])

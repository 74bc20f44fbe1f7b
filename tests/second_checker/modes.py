"""Proofs of the goal `mode`: the word of a matrix is followed through frames."""

from __future__ import annotations

from typing import Any

from tests.second_checker.arithmetic import Value
from tests.second_checker.claims import Claim
from tests.second_checker.context import Context, Env
from tests.second_checker.errors import Refused
from tests.second_checker.evaluation import (
    check_arguments,
    check_nonzero,
    close,
    evaluated,
    value_of,
)
from tests.second_checker.names import DIAGONAL, DIMENSIONS, INDICES, ORTHOGONAL
from tests.second_checker.proofs import Prover
from tests.second_checker.series import count_of
from tests.second_checker.shapes import keys
from tests.second_checker.shapes_of_matrices import (
    ANY,
    NUMBER,
    letter_shape,
    of_units,
    shape,
    units_in,
)
from tests.second_checker.terms import Term, children, make, number, substitute

Entry = tuple[str, str, Term]
FRAMES = {"U": ("U", "o"), "P": ("P", "n"), "V": ("V", "i")}


def prove_mode(claim: Claim, prover: Prover, proof: Any) -> None:
    """Each matrix is diagonal, and its entries are the formula shown."""
    keys(proof, set())
    check_mode(claim)
    for matrix, diagonal in claim.modes:
        left, right, entry = follow(matrix)
        if left not in DIMENSIONS or right not in DIMENSIONS:
            raise Refused("a matrix is not diagonal between o, n and i")
        normal = Normal(prover.context)
        normal.expand([(entry, prover.context.root)], prover.context.arena.one, ())
        normal.expand([(diagonal, prover.context.root)], prover.context.arena.number(-1), ())
        if any(prover.context.arena.add(*values).coefficient for values in normal.found.values()):
            raise Refused("an entry is not the formula")


def check_mode(claim: Claim) -> None:
    """The rules for statements of modes."""
    for matrix, diagonal in claim.modes:
        if shape(matrix) in (NUMBER, ANY):
            raise Refused("a number, or I, has no mode")
        if (matrix.free | diagonal.free) & (INDICES - {"T", "\\tau"} | DIMENSIONS):
            raise Refused("a free index in a mode")
    units = units_in(matrix for matrix, _ in claim.modes)
    for relation in claim.hypotheses:
        for side in relation[1:]:
            if side.free & (set(DIAGONAL) | set(ORTHOGONAL) | units):
                raise Refused("a hypothesis holds a letter of a diagonal matrix")


def follow(term: Term) -> Entry:  # noqa: PLR0912 - a case a tag
    """The frames of a matrix, and the term of its entries between them."""
    tag, args = term.tag, term.args
    if tag == "l":
        name = args[0]
        if name in ORTHOGONAL:
            return (*FRAMES[name], number(1))
        if name in DIAGONAL:
            return (DIAGONAL[name][0], DIAGONAL[name][1], term)
        if letter_shape(name) == ANY:
            return ("", "", number(1))
        raise Refused(f"{name} has no frames")
    if tag == "s":
        return follow(substitute(args[0].formula, dict(zip(args[0].params, args[1], strict=False))))
    if tag == "-":
        left, right, entry = follow(args[0])
        return left, right, make("-", entry)
    if tag == "+":
        return _sum([follow(part) for part in args[0]])
    if tag == "*":
        return _product([_number_or_entry(part) for part in args[0]])
    if tag == "/":
        left, right, entry = follow(args[0])
        return left, right, make("/", entry, numbers(args[1]))
    if tag == "^":
        left, right, entry = follow(args[0])
        if left != right:
            raise Refused("a power between two frames")
        return left, right, make("^", entry, numbers(args[1]))
    if tag == "T":
        left, right, entry = follow(args[0])
        return right, left, entry
    if of_units(term):
        return "n", "n", args[0]
    if tag == "diag":
        left, right, entry = follow(args[0])
        if (left, right) != ("n", "n"):
            raise Refused("diag of a matrix between other frames than n")
        return left, right, entry
    if tag == "sum":
        left, right, entry = follow(args[2])
        return left, right, make("sum", args[0], numbers(args[1]), entry)
    raise Refused("no word of matrices")


def numbers(term: Term) -> Term:
    """A term of numbers in a text of matrices, its names unfolded."""
    if term.tag == "s":
        return numbers(
            substitute(
                term.args[0].formula, dict(zip(term.args[0].params, term.args[1], strict=False))
            )
        )
    if term.tag in ("n", "l"):
        return term
    if term.tag in ("+", "*"):
        return make(term.tag, tuple(numbers(part) for part in term.args[0]))
    if term.tag == "sum":
        return make("sum", term.args[0], numbers(term.args[1]), numbers(term.args[2]))
    return make(term.tag, *(numbers(part) for part in term.args))


def _number_or_entry(term: Term) -> Entry | Term | None:
    return numbers(term) if shape(term) == NUMBER else follow(term)


def _sum(entries: list[Entry]) -> Entry:
    frames = {(left, right) for left, right, _ in entries if left}
    if len(frames) > 1 or (
        frames and any(not left for left, _, _ in entries) and len(set(*frames)) > 1
    ):
        raise Refused("a sum of matrices between different frames")
    left, right = frames.pop() if frames else ("", "")
    return left, right, make("+", tuple(entry for _, _, entry in entries))


def _product(parts: list[Any]) -> Entry:
    left = right = ""
    factors: list[Term] = []
    for part in parts:
        if isinstance(part, Term):
            factors.append(part)
            continue
        factors.append(part[2])
        if not part[0]:
            continue
        if left and right != part[0]:
            raise Refused("a product of matrices whose frames do not meet")
        left, right = left or part[0], part[1]
    return left, right, make("*", tuple(factors))


class Normal:
    """Sums of nested sums: summands by the numbers of terms that they stand under."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.opened: dict[Any, Term] = {}
        self.seen: dict[Term, bool] = {}
        self.found: dict[tuple[str, ...], list[Value]] = {}

    def expand(  # noqa: PLR0912 - a case a tag
        self, parts: list[tuple[Term, Env]], coefficient: Value, nest: tuple[str, ...]
    ) -> None:
        """Multiply a product out under a nest of sums."""
        context, arena = self.context, self.context.arena
        context.work.spend(20)
        if not parts:
            self.found.setdefault(nest, []).append(coefficient)
            return
        (term, env), rest = parts[0], parts[1:]
        tag, args = term.tag, term.args
        if not has_sum(term, self.seen):
            self.expand(rest, arena.multiply(coefficient, value_of(context, term, env)), nest)
        elif tag == "+":
            for part in args[0]:
                self.expand([(part, env), *rest], coefficient, nest)
        elif tag == "-":
            self.expand([(args[0], env), *rest], arena.negate(coefficient), nest)
        elif tag == "*":
            self.expand([(part, env) for part in args[0]] + rest, coefficient, nest)
        elif tag == "/":
            check_nonzero(context, args[1], env)
            below = arena.integer_power(value_of(context, args[1], env), -1)
            self.expand([(args[0], env), *rest], arena.multiply(coefficient, below), nest)
        elif tag == "^" and args[1].tag == "n" and args[1].args[0] <= 16:
            self.expand([(args[0], env)] * args[1].args[0] + rest, coefficient, nest)
        elif tag == "eval":
            self.expand([(args[0], evaluated(context, args[1], env)), *rest], coefficient, nest)
        elif tag == "s" and not args[2]:
            inner = check_arguments(context, close(context, term, env))
            self.expand([(args[0].formula, inner), *rest], coefficient, nest)
        elif tag == "sum":
            form = count_of(context, args[1], env)
            key = (nest, form[0], frozenset(form[1].items()))
            if key not in self.opened:
                self.opened[key] = context.open("sum", form)
            index = self.opened[key]
            self.expand(
                [(args[2], env.extended({args[0]: index})), *rest],
                coefficient,
                (*nest, index.args[0]),
            )
        else:
            raise Refused("a sum stands where it cannot be multiplied out")


def has_sum(term: Term, seen: dict[Term, bool]) -> bool:
    """Does a term hold a sum, its symbols unfolded?"""
    found = seen.get(term)
    if found is None:
        parts = children(term.tag, term.args) + ((term.args[0].formula,) if term.tag == "s" else ())
        found = seen[term] = term.tag == "sum" or any(has_sum(part, seen) for part in parts)
    return found

"""Refutations by numbers and by matrices."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.second_checker.claims import Claim
from tests.second_checker.context import Context, compare
from tests.second_checker.errors import Refused
from tests.second_checker.evaluation import value_of
from tests.second_checker.matrices import (
    MAX_BITS,
    MAX_TERMS,
    Evaluator,
    Number,
    Rows,
    bits_of,
    determinant,
    identity,
    transpose,
)
from tests.second_checker.modes import check_mode
from tests.second_checker.names import DIAGONAL, DIMENSIONS, INDICES, ORTHOGONAL, free_number_letter
from tests.second_checker.ranks import read_bounds
from tests.second_checker.roots import own_conditions
from tests.second_checker.shapes import as_count, as_list, as_rational, keys
from tests.second_checker.shapes_of_matrices import LETTERS, units_in
from tests.second_checker.terms import Term, make, number, substitute
from tests.second_checker.uses import Instance, begin
from tests.second_checker.words import check_words


def refute(claim: Claim, context: Context, instances: list[Instance]) -> None:
    """Refuse unless the evidence shows that the claim is false."""
    evidence = claim.data["refutation"]
    if claim.kind in ("mode", "rank", "words"):
        _by_matrices(claim, context, evidence)
        return
    keys(evidence, {"witness"})
    if not isinstance(evidence["witness"], dict):
        raise Refused("not a witness")
    given = {name: as_rational(text, MAX_BITS) for name, text in evidence["witness"].items()}
    if set(given) != claim.letters():
        raise Refused("the witness does not give the letters of the statement")
    for name, value in given.items():
        check_sort(name, value)
    begin(context, [], instances)
    point = Point(context, given)
    point.check_hypotheses(claim)
    if claim.kind == "all":
        false = not all(point.holds(one) for one in claim.relations)
    elif claim.kind == "iff":
        left = all(point.holds(one) for one in claim.relations)
        parts = [all(point.holds(one) for one in part) for part in claim.components]
        false = left != any(parts)
    else:
        false = not _roots_goal(claim, point)
    if not false:
        raise Refused("the goal holds at the witness")


def check_sort(name: str, value: Fraction) -> None:
    """An index is a natural number, a dimension at least 1."""
    if name in INDICES | DIMENSIONS and (
        value.denominator != 1 or value < (1 if name in DIMENSIONS else 0)
    ):
        raise Refused(f"{name} is no natural number")


def constant(value: Fraction) -> Term:
    """The term of a rational number."""
    above = number(value.numerator)
    return above if value.denominator == 1 else make("/", above, number(value.denominator))


class Point:
    """Relations at numbers."""

    def __init__(self, context: Context, given: dict[str, Fraction]) -> None:
        self.context = context
        self.env = context.point = {name: constant(value) for name, value in given.items()}

    def number(self, term: Term) -> Fraction:
        """The number that a term is."""
        value = value_of(self.context, substitute(term, self.env))
        if value.factors:
            raise Refused("a term is no number at the witness")
        if (
            max(
                value.coefficient.numerator.bit_length(), value.coefficient.denominator.bit_length()
            )
            > MAX_BITS
        ):
            raise Refused("a number of more than 32,768 bits")
        return value.coefficient

    def holds(self, relation: tuple[str, Term, Term]) -> bool:
        """Does a relation hold? Both sides must have a value."""
        return compare(relation[0], self.number(relation[1]) - self.number(relation[2]))

    def check_hypotheses(self, claim: Claim) -> None:
        """All hypotheses hold."""
        if not all(self.holds(one) for one in claim.hypotheses):
            raise Refused("a hypothesis does not hold at the witness")


def _roots_goal(claim: Claim, point: Point) -> bool:
    """Is the goal true at the point?"""
    inside = all(
        point.number(term) > 0 for term in own_conditions(claim.goal["region"], claim.coefficients)
    )
    shown = all(point.number(term) > 0 for term in claim.conditions)
    return {
        "all": inside,
        "not all": not inside,
        "iff": inside == shown,
        "if": inside or not shown,
        "only if": shown or not inside,
    }[claim.goal["direction"]]


# matrices


def _by_matrices(claim: Claim, context: Context, evidence: Any) -> None:
    keys(
        evidence,
        {"matrices", "entry"}
        if claim.kind in ("mode", "words")
        else {"matrices", "updates", "rows", "columns"},
    )
    if not isinstance(evidence["matrices"], dict):
        raise Refused("no matrices")
    bounds: list[Term] = []
    if claim.kind == "mode":
        check_mode(claim)
        needed = set().union(*(matrix.free for matrix, _ in claim.modes))
    elif claim.kind == "words":
        check_words(claim)
        needed = set().union(*(side.free for side in claim.matrix_terms()))
    else:
        bounds = read_bounds(claim)
        needed = set().union(
            {claim.goal["of"], "\\eta"},
            *(update.free for update in claim.updates.values()),
            *(bound.free - DIMENSIONS - {"Z"} for bound in bounds),
        )
    needed |= claim.letters() - set(DIAGONAL) - DIMENSIONS - {"Z"}
    needed -= {"I"}
    units = units_in(claim.matrix_terms())
    given = {name: read_value(name, found, units) for name, found in evidence["matrices"].items()}
    if not needed <= set(given):
        raise Refused(f"nothing is given for {sorted(needed - set(given))[0]}")
    sizes = dimensions(given)
    numbers = {name: value for name, value in given.items() if isinstance(value, Fraction)}
    numbers.update((name, Fraction(size)) for name, size in sizes.items())
    if claim.kind == "rank":
        numbers["Z"] = Fraction(as_count(evidence["updates"]))
    Point(context, numbers).check_hypotheses(claim)
    evaluator = Evaluator(context.work, dict(given))
    if claim.kind == "mode":
        row, column = (as_count(one) for one in as_list(evidence["entry"], 2))
        if row == column or not any(
            _entry(evaluator.value(matrix), row, column) for matrix, _ in claim.modes
        ):
            raise Refused("the entry refutes nothing")
    elif claim.kind == "words":
        row, column = (as_count(one) for one in as_list(evidence["entry"], 2))
        differences = [make("+", (left, make("-", right))) for _, left, right in claim.equations]
        if not any(_entry(evaluator.value(one), row, column) for one in differences):
            raise Refused("the entry refutes nothing")
    else:
        _rank(claim, evaluator, bounds, sizes, evidence)


def _entry(value: Number, row: int, column: int) -> bool:
    """Is the entry there, and not 0?"""
    return (
        not isinstance(value, Fraction)
        and row < len(value)
        and column < len(value[0])
        and value[row][column] != 0
    )


def read_value(name: str, found: Any, units: set[str]) -> Number:
    """A number, or a matrix of the kind that its letter means."""
    if name not in LETTERS and name not in units:
        if not free_number_letter(name) or name in DIMENSIONS:
            raise Refused(f"{name} is no letter of a number")
        value = as_rational(found, MAX_BITS)
        check_sort(name, value)
        return value
    rows: Rows = tuple(
        tuple(as_rational(one, MAX_BITS) for one in as_list(row)) for row in as_list(found)
    )
    if (
        not 1 <= len(rows) <= MAX_TERMS
        or len({len(row) for row in rows}) != 1
        or not 1 <= len(rows[0]) <= MAX_TERMS
    ):
        raise Refused(f"{name} is no matrix")
    if name in ORTHOGONAL and (
        len(rows) != len(rows[0]) or product_of(transpose(rows), rows) != identity(len(rows))
    ):
        raise Refused(f"{name} is not orthogonal")
    if (name in DIAGONAL or name in units) and any(
        x and r != c for r, row in enumerate(rows) for c, x in enumerate(row)
    ):
        raise Refused(f"{name} is not diagonal")
    return rows


def product_of(left: Rows, right: Rows) -> Rows:
    """The product of two matrices that fit."""
    columns = transpose(right)
    return tuple(
        tuple(
            sum((x * y for x, y in zip(row, column, strict=False)), Fraction(0))
            for column in columns
        )
        for row in left
    )


def dimensions(given: dict[str, Number]) -> dict[str, int]:
    """The dimensions o, n and i, on which all matrices agree."""
    sizes: dict[str, int] = {}
    for name, value in given.items():
        if not isinstance(value, Fraction):
            for dimension, size in zip(
                LETTERS.get(name, "nn"), (len(value), len(value[0])), strict=False
            ):
                if sizes.setdefault(dimension, size) != size:
                    raise Refused("the matrices do not fit together")
    return sizes


def _rank(
    claim: Claim, evaluator: Evaluator, bounds: list[Term], sizes: dict[str, int], evidence: Any
) -> None:
    """After the updates, a minor of the change is not 0."""
    updates = as_count(evidence["updates"])
    rows = [as_count(one) for one in as_list(evidence["rows"])]
    columns = [as_count(one) for one in as_list(evidence["columns"])]
    if (
        updates > MAX_TERMS
        or len(rows) != len(columns)
        or len(set(rows)) != len(rows)
        or len(set(columns)) != len(columns)
    ):
        raise Refused("not a minor, or too many updates")
    letters = dict(evaluator.letters)
    start = letters[claim.goal["of"]]
    work = evaluator.work
    for _ in range(updates):
        now = Evaluator(work, dict(letters))
        for name, update in claim.updates.items():
            if name not in letters:
                raise Refused(f"nothing is given for {name}")
            step = now.multiply(now.multiply(Fraction(-1), letters["\\eta"]), now.value(update))
            letters[name] = now.add([now.letters[name], step])
    change = evaluator.add([letters[claim.goal["of"]], evaluator.multiply(Fraction(-1), start)])
    assert not isinstance(change, Fraction)
    if any(r >= len(change) for r in rows) or any(c >= len(change[0]) for c in columns):
        raise Refused("a minor outside of the matrix")
    work.spend(len(rows) ** 3 * (1 + len(rows) * bits_of(change) // 256))
    if not determinant([[change[r][c] for c in columns] for r in rows]):
        raise Refused("the minor is 0")
    at: dict[str, Number] = {
        **letters,
        **{name: Fraction(size) for name, size in sizes.items()},
        "Z": Fraction(updates),
    }
    if not any(len(rows) > Evaluator(work, at).number(bound) for bound in bounds):
        raise Refused("the minor has no more rows than the bounds say")

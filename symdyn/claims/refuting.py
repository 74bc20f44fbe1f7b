"""Counterexamples: an exact point at which everything assumed holds and the statement does not.

Points of the domain are tried in a fixed order, and after them one that z3 proposes, where it is
installed; whether a point refutes the statement is the checker's own computation, and the checker
repeats it.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import chain, islice, product
from math import ceil
from typing import Any

from symdyn.claims.claim import Claim
from symdyn.claims.letters import letter_intervals
from symdyn.claims.smt import point_by_z3
from symdyn.exact.domain import Domain, Interval
from symdyn.trial.checking import prepare
from symdyn.trial.formulas import variables
from symdyn.trial.kinds import at_witness
from symdyn.trial.meaning import Context
from symdyn.trial.reading import INDICES, Refused, read_line, read_relations

__all__ = ["find_witness"]

_POINTS = 60
_INDICES = 8
_MOST_WORK = 5_000_000  # of all points together, in the checker's count
_OPEN = 3
_SIMPLE = (1, 4, 50)
# Where components tend to lie that a list has missed.
_ZEROS: tuple[tuple[str, ...], ...] = ((), ("a", "b"), ("b",), ("a",))


def find_witness(
    claim: Claim, known: Mapping[str, Claim], first: Mapping[str, Fraction] | None = None
) -> dict[str, Any] | None:
    """Evidence that refutes a claim, or None if no point tried does.

    Parameters
    ----------
    claim : its uses and assumptions as they stand
    known : the claims that may be used, by id
    first : a point to try before all others; letters that it leaves out are sampled
    """
    try:
        context = _context(claim, known)
        lines = [read_line(text) for text in claim.statement]
        sampled = _points(context, lines, claim, first or {})
        work = 0
        for point in chain(sampled, _proposed(context, lines, claim, known)):
            witness = {name: str(value) for name, value in point.items()}
            work += context.ring.work
            context.ring.work = 0
            if work > _MOST_WORK:
                return None
            try:
                true, values = at_witness(context, claim.kind, lines, witness)
            except (Refused, ArithmeticError):
                continue
            if not true:
                return {"witness": witness, "values": values}
    except (Refused, ValueError, KeyError, RecursionError):
        return None
    return None


def _context(claim: Claim, known: Mapping[str, Claim]) -> Context:
    context = Context(iter(()))
    prepare(context, claim.data(), {name: known[name].data() for name in claim.uses})
    return context


def _proposed(
    context: Context, lines: Any, claim: Claim, known: Mapping[str, Claim]
) -> Iterator[dict[str, Fraction]]:
    """The point that z3 finds; letters that it leaves open as in the first points sampled."""
    point = point_by_z3(claim, known)
    if point:
        yield from islice(_points(context, lines, claim, point), _OPEN)


def _index(value: Fraction) -> Fraction:
    """A small number for an index, such as T: no other values than natural numbers are read."""
    return Fraction(1 + ceil(value) % _INDICES)


def _points(
    context: Context, lines: Any, claim: Claim, first: Mapping[str, Fraction]
) -> Iterator[dict[str, Fraction]]:
    names: set[str] = set()
    for relations in [
        *(part for line in lines for part in line),
        [r for text in claim.assumptions for r in read_relations(text)],
    ]:
        for _, left, right in relations:
            for side in (left, right):
                if side[0] != "name" or "lambda" not in side[1]:
                    names |= variables(context.closed(side))
    if claim.kind == "stability":
        names |= variables(context.closed(("name", "t"))) | variables(context.closed(("name", "d")))
    for name in sorted(names):
        context.ring.generator(name)
    intervals = letter_intervals(context)
    domain = Domain(tuple((name, intervals.get(name, Interval())) for name in sorted(names)))
    for point, shrink in product(domain.points(_POINTS), _SIMPLE):
        simple = {
            name: _index(value)
            if name in INDICES
            else value.limit_denominator(20) / (shrink if abs(value) > 1 else 1)
            for name, value in point.items()
        }
        chosen = {**simple, **{name: value for name, value in first.items() if name in names}}
        for zeros in _ZEROS if claim.kind == "fixed-points" else ((),):
            special = {**chosen, **{name: Fraction(0) for name in zeros if name in chosen}}
            if domain.contains(special):
                yield special

"""Counterexamples: an exact point at which everything assumed holds and the statement does not.

Points of the domain are tried in a fixed order, and after them one that z3 proposes, where it is
installed; whether a point refutes the statement is the checker's own computation.
"""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import chain, islice, product
from math import ceil
from typing import Any

from symdyn.checker.claims import Claim as Sequent
from symdyn.checker.claims import offer, relations
from symdyn.checker.context import Context
from symdyn.checker.goals import conditions
from symdyn.checker.instances import HOLDS
from symdyn.checker.polynomials import Generator, Polynomial, Quotient
from symdyn.checker.signs import rational
from symdyn.checker.sorts import is_index
from symdyn.checker.terms import METER, ONE, ZERO, Refused, Relation, Term, difference, replace
from symdyn.checker.terms import letters as letters_of
from symdyn.claims.certificates.encoding import terms_of
from symdyn.claims.certificates.scopes import Scopes
from symdyn.claims.certificates.sequents import stated, unfolded
from symdyn.claims.letters import letter_intervals
from symdyn.claims.searching import Searching
from symdyn.claims.smt import ask_z3
from symdyn.claims.tracing import activate
from symdyn.errors import ClaimError
from symdyn.exact.domain import Domain, Interval

__all__ = ["MOST_WORK", "Falsity", "Point", "find_witness", "opinion"]

Point = Mapping[str, Fraction]
Sign = Callable[[Quotient, Point], Fraction | float]

_SMALL = 1e-9

_POINTS = 60
_INDICES = 8
_MOST_EXPONENT = 200
MOST_WORK = 5_000_000  # of all points together, in terms of polynomials
_OPEN = 3
_SIMPLE = (1, 4, 50)
# Where components tend to lie that a list has missed.
_ZEROS: tuple[tuple[str, ...], ...] = ((), ("a", "b"), ("b",), ("a",))


def find_witness(scopes: Scopes, name: str, first: Point | None = None) -> dict[str, Any] | None:
    """Evidence that refutes a claim, or None if it is true at all points tried.

    Parameters
    ----------
    scopes, name : the claim, with its uses and assumptions as they stand
    first : a point to try before all others; letters that it leaves out are sampled
    """
    try:
        says = unfolded(scopes, stated(scopes, name))
        place = _place(scopes, says)
        sampled = _points(place, says, first or {})
        false = Falsity(place, says)
        if false.never():
            return None
        for point in chain(sampled, _proposed(place, says)):
            if false.work > MOST_WORK:
                return None
            if false(point):
                return _evidence(place, point)
    except (Refused, ClaimError, ValueError, LookupError, RecursionError):
        return None
    return None


def _evidence(place: Searching, point: Point) -> dict[str, Any]:
    """The witness, and what is known of the sums in the claim, at its numbers."""
    witness = {name: str(value) for name, value in point.items()}
    numbers = {("sym", name): rational(value) for name, value in point.items()}
    sums = [replace(q, numbers) for q in place.found]
    return {"witness": witness, **({"sums": sums} if sums else {})}


def opinion(scopes: Scopes, name: str) -> tuple[str, dict[str, Fraction]]:
    """What z3 says of the existence of a counterexample, and where; see `ask_z3`."""
    try:
        says = unfolded(scopes, stated(scopes, name))
        return ask_z3(_place(scopes, says), says)
    except (Refused, ClaimError, ValueError, LookupError, RecursionError):
        return "", {}


def _place(scopes: Scopes, says: Sequent) -> Searching:
    METER.start()
    place = Searching(scopes.signature, (), says.unfolds)
    offer(place, says.uses, scopes.sequents)
    for relation in says.hypotheses:
        place.suppose(relation)
    with place.without_search():
        activate(place, says.uses, scopes.sequents)
    return place


class Falsity:
    """Whether a sequent is false at a point: its terms are worked out once, then at each point."""

    def __init__(self, place: Context, says: Sequent) -> None:
        self.place, self.work = place, 0
        self.powers: dict[int, Mapping[Generator, int]] = {}
        self.hypotheses = [self._gap(one) for one in says.hypotheses]
        goal = says.goal
        if goal[0] == "roots":
            needed = conditions(goal[1], [*goal[3], ONE])
            self.sides = [[self._gap((">", x, ZERO)) for x in side] for side in (needed, goal[4])]
        else:
            given = [goal[1:]] if goal[0] == "all" else [goal[1], *goal[2]]
            self.sides = [[self._gap(one) for one in side] for side in given]
        self.goal = goal

    def never(self) -> bool:
        """Whether the goal is one of equations whose sides are the same polynomials."""
        gaps = [one for side in self.sides for one in side]
        return self.goal[0] == "all" and all(x[0] == "=" and not x[1].top for x in gaps)

    def _gap(self, relation: Relation) -> tuple[str, Quotient]:
        return relation[0], self.place.loose(difference(relation[1], relation[2]))

    def __call__(self, point: Point) -> bool:
        """Whether the hypotheses hold at a point and the goal does not."""
        try:
            return self._is_false(point, self._nearly) and self._is_false(point, self._exactly)
        except (Refused, ArithmeticError, LookupError):
            return False

    def _is_false(self, point: Point, signs: Sign) -> bool:
        if not all(HOLDS[x](signs(gap, point), 0) for x, gap in self.hypotheses):
            return False
        held = [
            False not in [HOLDS[x](signs(gap, point), 0) for x, gap in side] for side in self.sides
        ]
        if self.goal[0] == "roots":
            inside, shown = held
            return {
                "all": not inside,
                "not all": inside,
                "iff": inside != shown,
                "if": shown and not inside,
                "only if": inside and not shown,
            }[self.goal[2]]
        return not held[0] if self.goal[0] == "all" else held[0] != any(held[1:])

    def _exactly(self, gap: Quotient, point: Point) -> Fraction:
        value = self._value(gap.top, point)
        for key, exponent in gap.bottom.items():
            value /= self._value(dict(key), point) ** exponent
        return value

    def _nearly(self, gap: Quotient, point: Point) -> float:
        """The value in floats, 0 where it is small: the exact one is worked out where it matters."""
        value, size = self._float(gap.top, point)
        if abs(value) <= _SMALL * size:
            return 0.0
        for key, exponent in gap.bottom.items():
            value /= self._float(dict(key), point)[0] ** exponent
        return value

    def _value(self, polynomial: Polynomial, point: Point) -> Fraction:
        total = Fraction(0)
        self.work += len(polynomial)
        for monomial, number in polynomial.items():
            term = Fraction(number)
            for x, exponent in self._exponents(monomial).items():
                term *= self._generator(x, point) ** exponent
            total += term
        return total

    def _float(self, polynomial: Polynomial, point: Point) -> tuple[float, float]:
        """The value, and the sum of the sizes of its terms."""
        total, size = 0.0, 0.0
        self.work += len(polynomial)
        for monomial, number in polynomial.items():
            term = float(number)
            for x, exponent in self._exponents(monomial).items():
                term *= float(self._generator(x, point)) ** exponent
            total += term
            size += abs(term)
        return total, size

    def _exponents(self, monomial: int) -> Mapping[Generator, int]:
        if monomial not in self.powers:
            self.powers[monomial] = self.place.ring.exponents(monomial)
        return self.powers[monomial]

    def _generator(self, x: Generator, point: Point) -> Fraction:
        if x[0] == "sym":
            return point[x[1]]
        if x[0] != "power" or point[x[2]] > _MOST_EXPONENT:
            raise Refused("a symbol has no value at a point")
        return self._value(self.place.bases[x], point) ** int(point[x[2]])


def _proposed(place: Context, says: Sequent) -> Iterator[dict[str, Fraction]]:
    """The point that z3 finds; letters that it leaves open as in the first points sampled."""
    METER.start()
    _, point = ask_z3(place, says)
    if point:
        yield from islice(_points(place, says, point), _OPEN)


def _index(value: Fraction) -> Fraction:
    """A small number for an index, such as T: no other values than natural numbers are read."""
    return Fraction(1 + ceil(value) % _INDICES)


def _simple(name: str, value: Fraction, shrink: int) -> Fraction:
    if is_index(name):
        return _index(value)
    return value.limit_denominator(20) / (shrink if abs(value) > 1 else 1)


def _points(place: Context, says: Sequent, first: Point) -> Iterator[dict[str, Fraction]]:
    shown: list[Term] = terms_of([says.hypotheses, relations(says.goal)])
    names = {x[1] for t in shown for x in letters_of(t)}
    for name in sorted(names):
        place.ring.generator(("sym", name))
    intervals = letter_intervals(place)
    domain = Domain(tuple((name, intervals.get(name, Interval())) for name in sorted(names)))
    for point, shrink in product(domain.points(_POINTS), _SIMPLE):
        simple = {name: _simple(name, value, shrink) for name, value in point.items()}
        chosen = {**simple, **{name: value for name, value in first.items() if name in names}}
        for zeros in _ZEROS if says.goal[0] == "iff" else ((),):
            special = {**chosen, **{name: Fraction(0) for name in zeros if name in chosen}}
            if domain.contains(special):
                yield special

"""A second source of counterexamples: z3, where it is installed, asked about polynomials.

Assumptions and the negated statement, cleared of denominators, go to z3's procedure for real
polynomials.  A model is a point for the checker to judge, as any other.  That there is none (unsat)
is a second opinion and never evidence: nobody but z3 could check it.
"""

from collections.abc import Iterable
from fractions import Fraction
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from symdyn.checker.claims import Claim as Sequent
from symdyn.checker.context import Context
from symdyn.checker.goals import conditions
from symdyn.checker.polynomials import Generator, Polynomial, Quotient
from symdyn.checker.sorts import is_index
from symdyn.checker.terms import ONE, ZERO, Refused, Relation, difference
from symdyn.claims.claim import OF_MATRICES

__all__ = ["ask_z3", "available"]

_MILLISECONDS = 1000
_DIGITS = 12


def available() -> bool:
    """Whether z3 is installed: the extra symdyn[smt]."""
    return find_spec("z3") is not None


def ask_z3(place: Context, says: Sequent) -> tuple[str, dict[str, Fraction]]:
    """What z3 says of the existence of a counterexample, and where; no proof of anything.

    Parameters
    ----------
    place : where the hypotheses are in force
    says : the claim

    Returns
    -------
    "sat" (there is one), "unsat" (there is none), "unknown" (no answer in a second), or "" if z3
    is not there or cannot be asked: modes and ranks, and exponentials such as w^T.  With "sat" the
    value of each letter that matters; irrational values are rounded.
    """
    if says.goal[0] in OF_MATRICES or not available():
        return "", {}
    z3 = import_module("z3")
    try:
        question = _Question(z3, place)
        solver = z3.SolverFor("QF_NRA")
        solver.set("timeout", _MILLISECONDS)
        solver.add(z3.Not(question.goal(says.goal)), question.every(says.hypotheses))
        solver.add(*question.nonzero)
    except (Refused, ValueError, LookupError, RecursionError):
        return "", {}
    answer = str(solver.check())
    return answer, _values(solver.model()) if answer == "sat" else {}


def _values(model: Any) -> dict[str, Fraction]:
    """The model as rational numbers."""
    found = {}
    for name in model.decls():
        value = model[name]
        value = value if hasattr(value, "numerator_as_long") else value.approx(_DIGITS)
        found[name.name()] = Fraction(value.numerator_as_long(), value.denominator_as_long())
    return found


class _Question:
    """A claim's relations as formulas of z3, and the denominators that must not vanish."""

    def __init__(self, z3: Any, place: Context) -> None:
        self.z3 = z3
        self.place = place
        self.nonzero: list[Any] = []

    def goal(self, goal: Any) -> Any:
        """What is claimed, as one formula."""
        if goal[0] == "all":
            return self.every(goal[1:])
        if goal[0] == "iff":
            return self.every(goal[1]) == self.some(goal[2])
        _, region, direction, coefficients, shown = goal
        needed = conditions(region, [*coefficients, ONE])
        inside, stated = (self.every((">", x, ZERO) for x in side) for side in (needed, shown))
        return {
            "all": inside,
            "not all": self.z3.Not(inside),
            "iff": inside == stated,
            "if": self.z3.Implies(stated, inside),
            "only if": self.z3.Implies(inside, stated),
        }[direction]

    def some(self, alternatives: Iterable[Iterable[Relation]]) -> Any:
        """At least one of several lists of relations."""
        return self.z3.Or([self.every(one) for one in alternatives])

    def every(self, relations: Iterable[Relation]) -> Any:
        """All of several relations."""
        return self.z3.And([self.relation(one) for one in relations])

    def relation(self, relation: Relation) -> Any:
        """left - right, cleared of its denominators, against 0."""
        operator, left, right = relation
        number = self.cleared(self.place.loose(difference(left, right)))
        return {
            "=": number == 0,
            "!=": number != 0,
            "<": number < 0,
            ">": number > 0,
            "<=": number <= 0,
            ">=": number >= 0,
        }[operator]

    def cleared(self, value: Quotient) -> Any:
        """A polynomial with the sign of a quotient, where its denominators are not zero."""
        result = self.polynomial(value.top)
        for key, exponent in value.bottom.items():
            factor = self.polynomial(dict(key))
            self.nonzero.append(factor != 0)
            if exponent % 2:
                result = result * factor
        return result

    def polynomial(self, polynomial: Polynomial) -> Any:
        """The polynomial, times even powers of the letters that it divides by."""
        powers = [self.place.ring.exponents(monomial) for monomial in polynomial]
        lowest: dict[Generator, int] = {}
        for exponents in powers:
            for x, exponent in exponents.items():
                if x[0] != "sym" or is_index(x[1]):
                    raise Refused(f"{x[1]} is not a real letter")
                if exponent < 0:
                    lowest[x] = min(lowest.get(x, 0), exponent)
        shift = {x: -low + low % 2 for x, low in lowest.items()}
        self.nonzero += [self.z3.Real(x[1]) != 0 for x in shift]
        total = self.z3.RealVal(0)
        for exponents, value in zip(powers, polynomial.values(), strict=True):
            term = self.z3.RealVal(value)
            for x in {**exponents, **shift}:
                for _ in range(exponents.get(x, 0) + shift.get(x, 0)):
                    term = term * self.z3.Real(x[1])
            total = total + term
        return total

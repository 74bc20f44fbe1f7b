"""A second source of counterexamples: z3, where it is installed, asked about polynomials.

Assumptions and the negated statement, cleared of denominators, go to z3's procedure for real
polynomials.  A model is a point for the checker to judge, as any other.  That there is none (unsat)
is a second opinion and never evidence: nobody but z3 could check it.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from symdyn.claims.claim import Claim
from symdyn.trial.algebra import Polynomial, Quotient
from symdyn.trial.checking import prepare
from symdyn.trial.meaning import Context
from symdyn.trial.reading import INDICES, Refused, read_line
from symdyn.trial.values import Relation

__all__ = ["available", "point_by_z3", "second_opinion"]

_MILLISECONDS = 1000
_DIGITS = 12
_KINDS = frozenset({"equation", "sign", "stability", "fixed-points"})


def available() -> bool:
    """Whether z3 is installed: the extra symdyn[smt]."""
    return find_spec("z3") is not None


def point_by_z3(claim: Claim, known: Mapping[str, Claim]) -> dict[str, Fraction]:
    """A point at which z3 says that the assumptions hold and the statement does not.

    Parameters
    ----------
    claim : its uses and assumptions as they stand
    known : the claims that may be used, by id

    Returns
    -------
    The value of each letter that matters; irrational values are rounded.  Empty without z3, if
    there is no such point, and if z3 does not know or cannot be asked.
    """
    _, point = _asked(claim, known)
    return point


def second_opinion(claim: Claim, known: Mapping[str, Claim]) -> str:
    """What z3 says of the existence of a counterexample; no proof of anything.

    Returns
    -------
    "sat" (there is one), "unsat" (there is none), "unknown" (no answer in a second), or "" if z3
    is not there or cannot be asked: kinds mode and rank, and exponentials such as w^T.
    """
    answer, _ = _asked(claim, known)
    return answer


def _asked(claim: Claim, known: Mapping[str, Claim]) -> tuple[str, dict[str, Fraction]]:
    if claim.kind not in _KINDS or not available():
        return "", {}
    z3 = import_module("z3")
    context = Context(iter(()))
    try:
        prepare(context, claim.data(), {name: known[name].data() for name in claim.uses})
        question = _Question(z3, context)
        solver = z3.SolverFor("QF_NRA")
        solver.set("timeout", _MILLISECONDS)
        solver.add(z3.Not(question.statement(claim)), *question.assumptions())
        solver.add(*question.nonzero)
    except (Refused, ValueError, KeyError, RecursionError):
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

    def __init__(self, z3: Any, context: Context) -> None:
        self.z3 = z3
        self.context = context
        self.nonzero: list[Any] = []

    def assumptions(self) -> list[Any]:
        """Every assumption of the claim."""
        given = self.context.given.items()
        return [self.relation(one) for one, owner in given if owner in self.context.assumed]

    def statement(self, claim: Claim) -> Any:
        """What is claimed, as one formula."""
        lines = [read_line(text) for text in claim.statement]
        if claim.kind == "stability":
            ((operator, _, _),), *cases = lines[0]
            zero = ("number", 0)
            stable = self.every([("<", ("name", "t"), zero), (">", ("name", "d"), zero)])
            if cases:
                return stable == self.some(cases)
            return stable if operator == "<" else self.z3.Not(stable)
        if claim.kind == "fixed-points":
            given, *alternatives = lines[0]
            return self.every(given) == self.some(alternatives)
        return self.every(relation for line in lines for relation in line[0])

    def some(self, alternatives: Iterable[Iterable[Relation]]) -> Any:
        """At least one of several lists of relations."""
        return self.z3.Or([self.every(one) for one in alternatives])

    def every(self, relations: Iterable[Relation]) -> Any:
        """All of several relations."""
        return self.z3.And([self.relation(one) for one in relations])

    def relation(self, relation: Relation) -> Any:
        """left - right, cleared of its denominators, against 0."""
        operator, left, right = relation
        difference = ("exact", self.context.closed(("+", left, ("neg", right))))
        number = self.cleared(self.context.value(difference))
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
        powers = [self.context.ring.exponents(monomial) for monomial in polynomial]
        lowest: dict[str, int] = {}
        for exponents in powers:
            for name, exponent in exponents.items():
                if not isinstance(name, str) or name in INDICES:
                    raise Refused(f"{name} is not a real letter")
                if exponent < 0:
                    lowest[name] = min(lowest.get(name, 0), exponent)
        shift = {name: -low + low % 2 for name, low in lowest.items()}
        self.nonzero += [self.z3.Real(name) != 0 for name in shift]
        total = self.z3.RealVal(0)
        for exponents, value in zip(powers, polynomial.values(), strict=True):
            term = self.z3.RealVal(value)
            for name in {**exponents, **shift}:
                for _ in range(exponents.get(name, 0) + shift.get(name, 0)):
                    term = term * self.z3.Real(name)
            total = total + term
        return total

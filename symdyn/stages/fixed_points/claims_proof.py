"""The proof that a rule has no other fixed points, from the identities that hold for every kernel.

The proof is a tree of case distinctions.  Each branch rests on one identity of the general theorem
(stages/fixed_points/theorem.py): a product of factors is a combination of the equations known so far, so one
of the factors vanishes, and those that the domain keeps from zero need no case.
"""

from dataclasses import dataclass
from typing import Any

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.exact.ideals import Membership
from symdyn.exact.layout import arrange
from symdyn.exact.rational import RationalFunction
from symdyn.exact.substitution import substitute
from symdyn.formula.building import Formula, at, equal, equivalent, formula, letter, together
from symdyn.formula.nodes import Node, Relation
from symdyn.notation import STATE
from symdyn.stages.flow.derive import GeneralFlow

__all__ = ["FixedPointProof"]

_UPDATES = tuple(f"Delta_{x}" for x in STATE)


@dataclass(frozen=True)
class FixedPointProof:
    """The tree for one rule: feedback symmetric or random, K(w_star) perhaps zero, or no kernel."""

    ledger: Ledger
    vanishes: bool

    @property
    def flow(self) -> GeneralFlow:
        """The update for an arbitrary kernel."""
        return self.ledger.analysis.theory.flow

    @property
    def symmetric(self) -> bool:
        """Whether the feedback is the read-out itself."""
        return self.ledger.rule.symmetric

    @property
    def zero(self) -> bool:
        """Whether the kernel is zero."""
        return self.ledger.analysis.credit.zero

    def components(self) -> dict[str, tuple[Relation, ...]]:
        """The alternatives of the statement, by name and in order."""
        a, b, w, w_star, c = (
            formula(x) for x in (notation.a, notation.b, notation.w, notation.w_star, notation.c)
        )
        balance = equal(a * b * (1 - w * w_star), c * (1 - w**2))
        student, teacher = equal(notation.kernel_student, 0), equal(notation.kernel_teacher, 0)
        if self.zero:
            return {"no-input": (equal(b, 0),), "balanced": (balance,)}
        found: dict[str, tuple[Relation, ...]] = {"optimal": (equal(a * b, c), equal(w, w_star))}
        if self.symmetric:
            found["non-optimal"] = (equal(a, 0), equal(b, 0))
        if self.vanishes:
            found["no-input"] = (equal(b, 0), teacher)
            found["balanced"] = (balance, student, teacher)
        return found

    def statement(self) -> Node:
        """The line of the claim."""
        given = together(*(equal(letter(update), 0) for update in _UPDATES))
        return equivalent(given, *(together(*one) for one in self.components().values()))

    def evidence(self) -> dict[str, Any]:
        """The tree, and why each component is one of fixed points."""
        return {"cases": self.cases(), "converse": self.converse()}

    def cases(self) -> dict[str, Any]:
        """The tree, from the identity b phi c K(w_star) (w - w_star) in the ideal of the updates."""
        if self.zero:
            return self.balance(())
        theorem = self.ledger.analysis.theory.fixed_points
        factors = ["b", "phi", "c", "teacher", "mismatch"]
        return self.branch(factors, theorem.product, _UPDATES, ())

    def branch(
        self,
        factors: list[str],
        identity: Membership,
        generators: tuple[str, ...],
        zeros: tuple[str, ...],
    ) -> dict[str, Any]:
        """A product of factors that the identity puts into the ideal of some known equations."""
        known = (*_UPDATES, *zeros)
        row: dict[str, Any] = dict.fromkeys(known, "0")
        for name, cofactor in zip(generators, identity.cofactors, strict=True):
            row[name] = self.shown(cofactor * self.denominator(name))
        open_factors = [name for name in factors if not self.nonzero(name)]
        return {
            "factors": [self.text(name) for name in factors],
            "combination": list(row.values()),
            "open": [str(factors.index(name)) for name in open_factors],
            "cases": [self.case((*zeros, name)) for name in open_factors],
        }

    def case(self, zeros: tuple[str, ...]) -> dict[str, Any]:
        """What follows once the factors in `zeros` vanish."""
        theorem = self.ledger.analysis.theory.fixed_points
        found = set(zeros)
        if {"b", "phi"} <= found:
            return self.leaf("non-optimal", zeros, ("phi", "b"))
        if {"b", "teacher"} <= found:
            return self.leaf("no-input", zeros, ("b", "teacher"))
        if {"optimal", "mismatch"} <= found:
            return self.leaf("optimal", zeros, ("optimal", "mismatch"))
        if {"balance", "student", "teacher"} <= found:
            return self.leaf("balanced", zeros, ("balance", "student", "teacher"))
        if "student" in found:
            return self.balance(zeros)
        if "b" in found:
            return self.branch(["phi", "c", "teacher"], theorem.no_input, ("Delta_b", "b"), zeros)
        if "phi" in found:
            return self.branch(["b", "c", "unit"], theorem.no_feedback, ("Delta_a", "phi"), zeros)
        if "mismatch" in found:
            matched = ("Delta_a", "mismatch")
            return self.branch(["b", "unit", "optimal"], theorem.matched, matched, zeros)
        dark = ("Delta_a", "Delta_b", "teacher")
        return self.branch(["b", "phi", "student", "c", "unit"], theorem.dark, dark, zeros)

    def balance(self, zeros: tuple[str, ...]) -> dict[str, Any]:
        """b times the balance is the first numerator."""
        known = (*_UPDATES, *zeros)
        row: dict[str, Any] = dict.fromkeys(known, "0")
        row["Delta_a"] = self.shown(self.denominator("Delta_a"))
        if self.zero:
            leaves = [
                self.leaf("no-input", ("b",), ("b",)),
                self.leaf("balanced", ("balance",), ("balance",)),
            ]
        else:
            leaves = [self.case((*zeros, name)) for name in ("b", "balance")]
        return {
            "factors": [self.text("b"), self.text("balance")],
            "combination": list(row.values()),
            "open": ["0", "1"],
            "cases": leaves,
        }

    def leaf(self, name: str, zeros: tuple[str, ...], equations: tuple[str, ...]) -> dict[str, Any]:
        """The point lies on a component: each of its equations is among what vanishes."""
        known = (*_UPDATES, *zeros)
        return {
            "alternative": str(list(self.components()).index(name)),
            "combinations": [
                ["1" if one == wanted else "0" for one in known] for wanted in equations
            ],
        }

    def converse(self) -> list[list[list[Any]]]:
        """Each update vanishes on each component, as a combination of what letters do not solve."""
        theorem = self.ledger.analysis.theory.fixed_points
        rows: list[list[list[Any]]] = []
        dark, balanced = (theorem.vanishing[i : i + 3] for i in (6, 9))
        for name in self.components():
            if name == "optimal":
                rows.append([[self.on_optimal(x)] for x in _UPDATES])
            elif name == "non-optimal" or (name == "no-input" and self.zero):
                rows.append([[] for _ in _UPDATES])
            elif name == "no-input":
                rows.append(
                    [[self.cofactor(one, x, 1)] for one, x in zip(dark, _UPDATES, strict=True)]
                )
            else:
                last = 1 if self.zero else 3
                rows.append(
                    [
                        [self.cofactor(one, x, place) for place in range(last)]
                        for one, x in zip(balanced, _UPDATES, strict=True)
                    ]
                )
        return rows

    def on_optimal(self, update: str) -> Formula:
        """The cofactor of a b - c once w = w_star."""
        variable = STATE[_UPDATES.index(update)]
        w_star, teacher = (self.flow.gen(x) for x in (notation.w_star, notation.kernel_teacher))
        place = {notation.w: w_star, notation.kernel_student: teacher}
        value = self.flow.update[variable]
        numer, denom = (substitute(part, place) for part in (value.numer, value.denom))
        a, b, c = (self.flow.gen(x) for x in (notation.a, notation.b, notation.c))
        cofactor = self.shown(numer / denom / (a * b - c))
        return at(cofactor, {formula(notation.w): notation.w_star})

    def cofactor(self, identity: Membership, update: str, place: int) -> Formula:
        """The cofactor of one equation of a component in an update."""
        return self.shown(identity.cofactors[place] / self.denominator(update))

    def denominator(self, name: str) -> RationalFunction:
        """What an update was multiplied with to become a polynomial; 1 for other equations."""
        if name not in _UPDATES:
            return self.flow.field.one
        return self.flow.update[STATE[_UPDATES.index(name)]].denom

    def nonzero(self, name: str) -> bool:
        """Whether the domain keeps the factor from zero."""
        return (
            name in {"c", "unit"}
            or (name == "phi" and not self.symmetric)
            or (name == "teacher" and not self.vanishes)
        )

    def text(self, name: str) -> Formula:
        """The factor that vanishes in a case."""
        a, b, w, w_star, c = (
            formula(x) for x in (notation.a, notation.b, notation.w, notation.w_star, notation.c)
        )
        known = {
            "b": b,
            "phi": formula(notation.phi),
            "c": c,
            "teacher": formula(notation.kernel_teacher),
            "student": formula(notation.kernel_student),
            "mismatch": w - w_star,
            "unit": 1 - w**2,
            "optimal": a * b - c,
            "balance": a * b * (1 - w * w_star) - c * (1 - w**2),
        }
        return known[name]

    def shown(self, element: RationalFunction) -> Formula:
        """A function of the general theory as a formula."""
        return formula(arrange(element) if element else 0)

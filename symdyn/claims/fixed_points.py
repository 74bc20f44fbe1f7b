r"""All fixed points of a rule, from the identities that hold for every kernel.

The proof is a tree of case distinctions.  Each branch rests on one identity of the general theorem
(analysis/general.py): a product of factors is a combination of the equations known so far, so one
of the factors vanishes, and those that the domain keeps from zero need no case.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from symdyn import notation
from symdyn.analysis.general import GeneralFlow
from symdyn.analysis.update import STATE
from symdyn.claims.updates import index_assumptions
from symdyn.exact.ideals import Membership
from symdyn.exact.layout import arrange
from symdyn.exact.rational import RationalFunction
from symdyn.exact.substitution import substitute
from symdyn.printing.latex import latex

if TYPE_CHECKING:  # a report reads formulas from here, and proves nothing
    from symdyn.claims.ledger import Ledger

__all__ = ["FixedPointProof", "fixed_point_claims"]

_UPDATES = tuple(rf"\Delta {x}" for x in STATE)
_BALANCE = r"a b (1 - w w_\star) = c (1 - w^{2})"


def fixed_point_claims(ledger: "Ledger") -> None:
    """The complete list of fixed points, and the loss on each component."""
    credit = ledger.analysis.credit
    vanishes = not credit.zero and credit.teacher_sign.sign not in {"positive", "negative"}
    for attempt in (vanishes, not vanishes):
        proof = FixedPointProof(ledger, vanishes=attempt)
        made = ledger.add(
            "fixed-points",
            "fixed-points",
            (proof.statement(),),
            ("update", "kernel-values", "letters", "teacher-sign"),
            (*ledger.domain(), *index_assumptions(ledger), r"c \ne 0"),
            evidence={"cases": proof.cases(), "converse": proof.converse()},
            title="All fixed points",
            source="Williams, Payeur & Lajoie (2026), section 4",
        )
        if "gap" not in made.evidence or credit.zero:
            break
    _losses(ledger)


def _losses(ledger: "Ledger") -> None:
    for component in ledger.analysis.fixed_points.components:
        point = {"optimal": r"a = \frac{c}{b}, w = w_\star", "non-optimal": "a = 0, b = 0"}
        if component.name in point:
            ledger.add(
                f"loss-{component.name}",
                "equation",
                (rf"\left. L \right|_{{{point[component.name]}}} = {latex(component.loss)}",),
                ("loss.limit",),
                (*ledger.domain(), r"b \ne 0"),
                title=f"Loss on the {component.name} manifold",
            )


@dataclass(frozen=True)
class FixedPointProof:
    """The tree for one rule: feedback symmetric or random, K(w_star) perhaps zero, or no kernel."""

    ledger: "Ledger"
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

    def components(self) -> dict[str, str]:
        """The alternatives of the statement, by name and in order."""
        if self.zero:
            return {"no-input": "b = 0", "balanced": _BALANCE}
        found = {"optimal": r"a b = c, w = w_\star"}
        if self.symmetric:
            found["non-optimal"] = "a = 0, b = 0"
        if self.vanishes:
            found["no-input"] = r"b = 0, K(w_\star) = 0"
            found["balanced"] = rf"{_BALANCE}, K(w) = 0, K(w_\star) = 0"
        return found

    def statement(self) -> str:
        """The line of the claim."""
        given = ", ".join(f"{update} = 0" for update in _UPDATES)
        return rf"{given} \iff " + r" \quad\text{or}\quad ".join(self.components().values())

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
        row = dict.fromkeys(known, "0")
        for name, cofactor in zip(generators, identity.cofactors, strict=True):
            row[name] = self.shown(cofactor * self.denominator(name))
        open_factors = [name for name in factors if not self.nonzero(name)]
        return {
            "factors": [self.text(name) for name in factors],
            "combination": list(row.values()),
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
            return self.branch(["phi", "c", "teacher"], theorem.no_input, (r"\Delta b", "b"), zeros)
        if "phi" in found:
            return self.branch(["b", "c", "unit"], theorem.no_feedback, (r"\Delta a", "phi"), zeros)
        if "mismatch" in found:
            matched = (r"\Delta a", "mismatch")
            return self.branch(["b", "unit", "optimal"], theorem.matched, matched, zeros)
        dark = (r"\Delta a", r"\Delta b", "teacher")
        return self.branch(["b", "phi", "student", "c", "unit"], theorem.dark, dark, zeros)

    def balance(self, zeros: tuple[str, ...]) -> dict[str, Any]:
        """b times the balance is the first numerator."""
        known = (*_UPDATES, *zeros)
        row = dict.fromkeys(known, "0")
        row[r"\Delta a"] = self.shown(self.denominator(r"\Delta a"))
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

    def converse(self) -> list[list[list[str]]]:
        """Each update vanishes on each component, as a combination of what letters do not solve."""
        theorem = self.ledger.analysis.theory.fixed_points
        rows: list[list[list[str]]] = []
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

    def on_optimal(self, update: str) -> str:
        """The cofactor of a b - c once w = w_star."""
        variable = STATE[_UPDATES.index(update)]
        w_star, teacher = (self.flow.gen(x) for x in (notation.w_star, notation.kernel_teacher))
        place = {notation.w: w_star, notation.kernel_student: teacher}
        value = self.flow.update[variable]
        numer, denom = (substitute(part, place) for part in (value.numer, value.denom))
        a, b, c = (self.flow.gen(x) for x in (notation.a, notation.b, notation.c))
        return rf"\left. \left({self.shown(numer / denom / (a * b - c))}\right) \right|_{{w = w_\star}}"

    def cofactor(self, identity: Membership, update: str, place: int) -> str:
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

    def text(self, name: str) -> str:
        """The factor as LaTeX."""
        own = r"\varphi"
        return {
            "b": "b",
            "phi": own,
            "c": "c",
            "teacher": r"K(w_\star)",
            "student": "K(w)",
            "mismatch": r"w - w_\star",
            "unit": "1 - w^{2}",
            "optimal": "a b - c",
            "balance": r"a b (1 - w w_\star) - c (1 - w^{2})",
        }[name]

    def shown(self, element: RationalFunction) -> str:
        """A function of the general theory as LaTeX."""
        return latex(arrange(element)) if element else "0"

"""All fixed points of a mode for each T >= 2, for a geometric kernel.

A fixed point with b and phi not 0 makes two sums over the error vanish.  They are linear in a b and c, and
their determinant is (w_star - w) G: so w = w_star, and then a b = c.
"""

from typing import Any

from symdyn import notation
from symdyn.claims.cases import branch, leaf
from symdyn.claims.ledger import Ledger
from symdyn.exact.layout import arrange
from symdyn.formula.building import (
    Formula,
    apart,
    at,
    bracket,
    equal,
    equivalent,
    formula,
    letter,
    together,
    total,
)
from symdyn.notation import STATE
from symdyn.stages.finite_time.claims_cauchy import LONG, bracket_sum
from symdyn.stages.finite_time.claims_products import MIXED, RESPONSE, TEACHER_CREDIT
from symdyn.stages.finite_time.claims_theorem import EXCESS, theorem_name
from symdyn.stages.finite_time.derive import FiniteTime
from symdyn.stages.update.claims import SUMS

__all__ = ["fixed_points"]

_A, _B, _C, _W = (formula(x) for x in (notation.a, notation.b, notation.c, notation.w))
_W_STAR, _PHI, _K = (formula(x) for x in (notation.w_star, notation.phi, notation.k))
_UPDATES = tuple(letter(f"Delta_T_{x}") for x in STATE)
_BEFORE = formula(notation.T) - 1


def fixed_points(ledger: Ledger, found: FiniteTime) -> None:
    """The optimal manifold, and b = 0 with no feedback where the feedback is the read-out."""
    proof = _Proof(ledger, found)
    components = [together(equal(_A * _B, _C), equal(_W, _W_STAR))]
    if ledger.rule.symmetric:
        components.append(together(equal(_A, 0), equal(_B, 0)))
    local = found.local
    shared = ("positive", "excess")
    names = ("response", "mixed") if local else ("response", "mixed", "teacher-credit")
    ledger.add(
        "finite-fixed-points",
        "fixed-points",
        (equivalent(together(*(equal(x, 0) for x in _UPDATES)), *components),),
        (
            *SUMS,
            "finite-letters",
            "finite-weight",
            "finite-inside",
            *(theorem_name(one, local=local) for one in shared),
            *(f"theory.finite-{x}{tail}" for x in names for tail in ("", "-positive")),
        ),
        (*ledger.domain(), apart(_C, 0), LONG),
        evidence={"cases": proof.cases(), "converse": proof.converse()},
        title="All fixed points for each T >= 2",
    )


class _Proof:
    """The tree of cases, with the sums that are its cofactors."""

    def __init__(self, ledger: Ledger, found: FiniteTime) -> None:
        geometric = found.geometric
        if geometric is None:
            raise ValueError("a kernel that is no geometric sequence has no such proof")
        self.symmetric = ledger.rule.symmetric
        self.weight = formula(arrange(geometric.weight))
        self.ratio = formula(arrange(geometric.ratio)) if geometric.ratio else None
        self.weighed = geometric.weight != 1
        self.feedback = self.weight * _PHI if self.weighed else _PHI

    def ahead(self, other: Formula | None) -> Formula:
        """The sum of w^k [k] of w and another number."""
        step = _W ** (_K + 1) * bracket_sum(_W, other, _K + 1, _K)
        return bracket(total(notation.k, _BEFORE, step))

    def credit(self) -> Formula:
        """The sum of the kernel at the student, without its weight."""
        if self.ratio is None:
            return formula(1)
        return bracket(total(notation.k, notation.T, self.ratio**_K * _W**_K))

    def cases(self) -> dict[str, Any]:
        """b phi c (w - w_star) G is a combination of the updates."""
        weight = [(self.weight, None)] if self.weighed else []
        response = bracket(total(notation.k, notation.T, _W ** (2 * _K)))
        return branch(
            [
                (_B, self.no_input(())),
                (_PHI, self.no_feedback() if self.symmetric else None),
                *weight,
                (_C, None),
                (_W - _W_STAR, self.matched()),
                (EXCESS, None),
            ],
            [-(self.feedback * self.ahead(self.ratio)), 0, response],
        )

    def no_input(self, before: tuple[int, ...]) -> dict[str, Any]:
        """Where b = 0 the feedback is 0: the teacher drives the update of b through the credit."""
        weight = [(self.weight, None)] if self.weighed else []
        teacher = formula(1) if self.ratio is None else TEACHER_CREDIT
        row: list[Formula | int] = [0, -1, 0, *before, self.feedback * _A * self.credit()]
        ended = leaf(1, (len(row), len(row) - 1), len(row) + 1) if self.symmetric else None
        return branch([(_PHI, ended), *weight, (_C, None), (teacher, None)], row)

    def no_feedback(self) -> dict[str, Any]:
        """Where a = phi = 0 nothing but the teacher drives the update of a."""
        response = bracket(total(notation.k, notation.T, _W ** (2 * _K)))
        return branch(
            [(_B, leaf(1, (3, 4), 5)), (_C, None), (MIXED, None)],
            [-1, 0, 0, _B**2 * response],
        )

    def matched(self) -> dict[str, Any]:
        """Where w = w_star the gain is the teacher's, or b = 0."""
        return branch(
            [
                (_B, self.no_input((0,))),
                (RESPONSE, None),
                (_A * _B - _C, leaf(0, (4, 3), 5)),
            ],
            [1, 0, 0, -(_B * (_C * self.ahead(_W_STAR)))],
        )

    def converse(self) -> list[list[list[Any]]]:
        """On the manifold each update is a multiple of a b - c; where a = b = 0 it is 0."""
        response = bracket(total(notation.k, notation.T, _W ** (2 * _K)))
        factors = (
            _B * response,
            self.feedback * self.credit(),
            self.feedback * (_B * self.ahead(self.ratio)),
        )
        here = {_W: _W_STAR}
        rows: list[list[list[Any]]] = [[[at(one, dict(here))] for one in factors]]
        return [*rows, [[] for _ in STATE]] if self.symmetric else rows

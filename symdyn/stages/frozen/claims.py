"""All fixed points where some matrices do not learn, by cases of the products that the updates are."""

from collections.abc import Mapping
from typing import Any

from sympy import Integer

from symdyn import notation
from symdyn.claims.cases import branch, leaf
from symdyn.claims.ledger import Ledger
from symdyn.exact.layout import arrange
from symdyn.formula.building import (
    Formula,
    Part,
    apart,
    at,
    equal,
    equivalent,
    formula,
    letter,
    together,
)
from symdyn.formula.nodes import Relation
from symdyn.notation import STATE
from symdyn.stages.fixed_points.derive import Component
from symdyn.stages.fixed_points.equations import BALANCE, BELOW, CREDIT, CROSS, RECURRENT, ROOM
from symdyn.stages.frozen.derive import learning, matching

__all__ = ["claims"]

_A, _B, _W, _C, _PHI, _STAR, _K, _K_STAR = (
    formula(x)
    for x in (
        notation.a,
        notation.b,
        notation.w,
        notation.c,
        notation.phi,
        notation.w_star,
        notation.kernel_student,
        notation.kernel_teacher,
    )
)
_READ_OUT, _INPUT, _RECURRENT = STATE
_EQUATIONS: Mapping[str, tuple[Relation, ...]] = {
    "non-optimal": (equal(_A, 0), equal(_B, 0)),
    "no-feedback": (equal(_A, 0),),
    "no-input": (equal(_B, 0),),
    "no-input-and-credit": (equal(_B, 0), equal(_K_STAR, 0)),
    "read-out": (equal(_A * _B * CROSS, _C * ROOM),),
    "input": (equal(_A * _B * _K, _C * _K_STAR),),
    "recurrent": (equal(_A * _B * _W * CROSS * _K, _C * _STAR * ROOM * _K_STAR),),
    "optimal": (equal(_W, _STAR), equal(_A * _B * _K, _C * _K_STAR)),
    "dark": (equal(_K_STAR, 0), equal(_A * _B * _K, _C * _K_STAR)),
    "input-matched": (equal(_A * _B * CROSS, _C * ROOM), equal(ROOM * _K, CROSS * _K_STAR)),
    "recurrent-matched": (equal(_A * _B * CROSS, _C * ROOM), equal(_W * _K, _STAR * _K_STAR)),
}


class _Cases:
    """The tree of cases for the matrices that learn, and why each component is one of fixed points."""

    def __init__(self, ledger: Ledger) -> None:
        rule, credit = ledger.rule, ledger.analysis.credit
        self.found = learning(rule)
        self.symmetric = rule.symmetric
        self.vanishes = credit.teacher_sign.sign not in {"positive", "negative"}
        self.alternatives = [*self._alternatives()]

    def _alternatives(self) -> tuple[str, ...]:
        found = self.found
        no_feedback = ("no-feedback",) if self.symmetric else ()
        if found == (_READ_OUT,):
            return ("no-input", "read-out")
        if found == (_INPUT,):
            return (*no_feedback, "input")
        if found == (_RECURRENT,):
            return (*no_feedback, "no-input", "recurrent")
        dark = ("no-input-and-credit",) if self.vanishes else ()
        if found == (_READ_OUT, _INPUT):
            return (*(("non-optimal",) if self.symmetric else ()), *dark, "input-matched")
        if found == (_INPUT, _RECURRENT):
            return (*no_feedback, "optimal", *(("dark",) if self.vanishes else ()))
        return ("no-input", "recurrent-matched")

    def end(self, name: str, places: tuple[int, ...], known: int) -> dict[str, Any]:
        """A case that ends on a component."""
        return leaf(self.alternatives.index(name), places, known)

    def when(self, holds: bool, case: Any) -> Any:
        """A case, or None where the domain excludes it."""
        return case() if holds else None

    def tree(self) -> dict[str, Any]:
        """The tree, from the first update."""
        found = self.found
        if found == (_READ_OUT,):
            ends = ((_B, self.end("no-input", (1,), 2)), (BALANCE, self.end("read-out", (1,), 2)))
            return branch(ends, (BELOW,))
        if found == (_INPUT,):
            fed = self.when(self.symmetric, lambda: self.end("no-feedback", (1,), 2))
            return branch(((_PHI, fed), (CREDIT, self.end("input", (1,), 2))), (1,))
        if found == (_RECURRENT,):
            fed = self.when(self.symmetric, lambda: self.end("no-feedback", (1,), 2))
            rest = (_B, self.end("no-input", (1,), 2)), (RECURRENT, self.end("recurrent", (1,), 2))
            return branch(((_PHI, fed), *rest), (BELOW,))
        if found == (_READ_OUT, _INPUT):
            return self.without_recurrent()
        return self.without_read_out() if found == (_INPUT, _RECURRENT) else self.without_input()

    def without_recurrent(self) -> dict[str, Any]:
        """Delta a and Delta b vanish."""
        last = (_B, self.when(self.symmetric, lambda: self.end("non-optimal", (2, 3), 4)))
        fed = self.when(
            self.symmetric,
            lambda: branch((last, (_C, None), (ROOM, None)), (-BELOW, 0, _B**2 * CROSS)),
        )
        dark = self.when(self.vanishes, lambda: self.end("no-input-and-credit", (3, 4), 5))
        silent = branch(((_C, None), (_K_STAR, dark)), (0, 0, -1, _A * _K))
        matched = ROOM * _K - CROSS * _K_STAR
        ends = (matched, self.end("input-matched", (3, 4), 5))
        balanced = branch(((_C, None), ends), (0, 0, CROSS, -_K))
        credited = branch(((_B, silent), (BALANCE, balanced)), (BELOW, 0, 0))
        return branch(((_PHI, fed), (CREDIT, credited)), (0, 1))

    def without_read_out(self) -> dict[str, Any]:
        """Delta b and Delta w vanish."""
        fed = self.when(self.symmetric, lambda: self.end("no-feedback", (2,), 3))
        again = self.when(self.symmetric, lambda: self.end("no-feedback", (3,), 4))
        dark = self.when(self.vanishes, lambda: self.end("dark", (4, 2), 5))
        silent = branch(((_C, None), (_K_STAR, dark)), (0, 0, -1, _A * _K))
        optimal = self.end("optimal", (4, 2), 5)
        ends = ((_C, None), (_K_STAR, dark), (_W - _STAR, optimal))
        rest = branch(ends, (0, 0, -_W * CROSS, 1))
        credited = branch(((_PHI, again), (_B, silent), (RECURRENT, rest)), (0, BELOW, 0))
        return branch(((_PHI, fed), (CREDIT, credited)), (1, 0))

    def without_input(self) -> dict[str, Any]:
        """Delta a and Delta w vanish."""
        never = branch(((_C, None), (ROOM, None)), (0, 0, -1, _B * CROSS))
        fed = never if self.symmetric else None
        ends = (_W * _K - _STAR * _K_STAR, self.end("recurrent-matched", (2, 4), 5))
        rest = branch(((_C, None), (ROOM, None), ends), (0, 0, -_W * _K, 1))
        inner = ((_PHI, fed), (_B, self.end("no-input", (3,), 4)), (RECURRENT, rest))
        balanced = branch(inner, (0, BELOW, 0))
        return branch(((_B, self.end("no-input", (2,), 3)), (BALANCE, balanced)), (BELOW, 0))

    def converse(self) -> list[list[list[Formula]]]:
        """Each update as a combination of the equations of a component that letters do not solve."""
        zero, below = formula(0), BELOW
        rows: dict[str, dict[Any, list[Formula]]] = {
            "non-optimal": {},
            "no-feedback": {},
            "no-input": {},
            "no-input-and-credit": {_READ_OUT: [zero], _INPUT: [-(_PHI * _C)], _RECURRENT: [zero]},
            "read-out": {_READ_OUT: [_B / below]},
            "input": {_INPUT: [_PHI]},
            "recurrent": {_RECURRENT: [_PHI * _B / below]},
            "optimal": {
                _INPUT: [_PHI],
                _RECURRENT: [_PHI * _B * _STAR / (1 - _STAR**2)],
            },
            "dark": {
                _INPUT: [zero, _PHI],
                _RECURRENT: [
                    _PHI * _B * _C * (_W - _STAR) / below,
                    _PHI * _B * _W / ROOM,
                ],
            },
            "input-matched": {
                _READ_OUT: [_B / below, zero],
                _INPUT: [_PHI * _K / CROSS, _PHI * _C / CROSS],
            },
            "recurrent-matched": {
                _READ_OUT: [_B / below, zero],
                _RECURRENT: [_PHI * _B * _W * _K / below, _PHI * _B * _C / CROSS],
            },
        }
        return [[rows[one].get(x, []) for x in self.found] for one in self.alternatives]


def claims(ledger: Ledger) -> None:
    """The theorem for this rule, and what has to match where the read-out and one other learn."""
    if not ledger.rule.matrix_rates.frozen or ledger.analysis.credit.zero:
        return
    cases = _Cases(ledger)
    given = together(*(equal(letter(f"Delta_{x}"), 0) for x in cases.found))
    ledger.add(
        "frozen-fixed-points",
        "fixed-points",
        (equivalent(given, *(together(*_EQUATIONS[one]) for one in cases.alternatives)),),
        ("update", "kernel-values", "letters", "teacher-sign"),
        (*ledger.everywhere(), apart(_C, 0)),
        evidence=lambda: {"cases": cases.tree(), "converse": cases.converse()},
        title="All fixed points where some matrices do not learn",
    )
    for component in ledger.analysis.fixed_points.components:
        _loss(ledger, component)
    element = matching(ledger.rule, ledger.analysis.credit)
    if element is not None:
        both = cases.found == (_READ_OUT, _INPUT)
        left = ROOM * _K - CROSS * _K_STAR if both else _W * _K - _STAR * _K_STAR
        shown = ledger.analysis.credit.adjoined.written_out(
            arrange(element) if element else Integer(0)
        )
        ledger.add(
            "frozen-matching",
            "equation",
            (equal(left, shown),),
            ("kernel-values",),
            ledger.everywhere(),
            title="What has to match where the read-out and one other matrix learn",
        )


def _loss(ledger: Ledger, component: Component) -> None:
    """The loss on a component whose equations letters solve; elsewhere it is the loss of the mode."""
    places: dict[str, dict[Formula, Part]] = {
        "non-optimal": {_A: 0, _B: 0},
        "no-feedback": {_A: 0},
        "no-input": {_B: 0},
        "optimal": {_A: _C / _B, _W: _STAR},
    }
    place = places.get(component.name, {})
    if component.name == "balanced" and _READ_OUT in learning(ledger.rule):
        place = {_A: _C * ROOM / (_B * CROSS)}
    if place:
        ledger.add(
            f"frozen-loss-{component.name}",
            "equation",
            (equal(at(letter("L"), place), component.loss),),
            ("loss.limit",),
            (*ledger.domain(), apart(_B, 0)),
            title=f"Loss where a mode rests: {component.name}",
        )

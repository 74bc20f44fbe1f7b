"""Why a mode whose feedback is learned rests nowhere else: the cases, and why it rests there.

D Delta a = b P, Delta b = a_hat C and D Delta w = a_hat b Q, as `kinds` has them.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from sympy import Expr

from symdyn import notation
from symdyn.claims.cases import branch
from symdyn.exact.layout import arrange
from symdyn.exact.rational import generator
from symdyn.formula.building import Formula, at, equal, formula, letter
from symdyn.formula.nodes import Relation
from symdyn.notation import STATE
from symdyn.rules.feedback import FeedbackUpdate
from symdyn.stages.analysis import Analysis
from symdyn.stages.fixed_points.equations import BALANCE, BELOW, CREDIT, CROSS, RECURRENT, ROOM
from symdyn.stages.learned_feedback.kinds import Kind, kind_of

__all__ = ["Cases", "of_feedback", "signed_sum"]

_A, _B, _W, _C, _FED, _STAR, _K, _K_STAR = (
    formula(x)
    for x in (
        notation.a,
        notation.b,
        notation.w,
        notation.c,
        notation.a_hat,
        notation.w_star,
        notation.kernel_student,
        notation.kernel_teacher,
    )
)
_GIVEN = 4  # equations of a fixed point
Row = Mapping[int, Formula | int]
_Any = TypeVar("_Any")


class Cases:
    """The tree of cases for one rule; an equation is known by its place, the four given ones first."""

    def __init__(self, analysis: Analysis) -> None:
        learned = analysis.rule.learned
        if learned is None:
            raise ValueError("a feedback that is not learned has other fixed points")
        self.analysis, self.learned, self.kind = analysis, learned, kind_of(learned)
        values = learned.plain()
        self.copied, self.decay, self.followed, self.own = map(formula, values)
        self.zero = [one == 0 for one in values]  # of the same four
        self.back = formula(values[2] + values[0] * values[3])
        self.names = [one.name for one in analysis.fixed_points.components]

    def given(self) -> tuple[Formula, ...]:
        """What vanishes where a mode rests: what a step takes from a, b, w and a_hat."""
        x, y, z = (letter(f"Delta_{one}") for one in STATE)
        return _in_order((self.read_out(x), y, z, self.feedback(x)))

    def read_out(self, update: Formula) -> Formula:
        """Delta a + read_out_decay a."""
        return update if self.zero[3] else update + _times(self.own, _A)

    def feedback(self, update: Formula) -> Formula:
        """copied Delta a + decay a_hat - followed a."""
        return of_feedback(self.learned, (update, _A, _FED))

    def components(self) -> tuple[tuple[Relation, ...], ...]:
        """The alternatives in their order."""
        optimal: tuple[Relation, ...] = (equal(_A * _B, _C), equal(_W, _STAR))
        if self.kind == Kind.FOLLOWED:
            optimal = (*optimal, equal(_FED, self.followed * _A / self.decay))
        found = {
            "optimal": optimal,
            "silent": (equal(_A, 0), equal(_B, 0), equal(_FED, 0)),
            "no-input": (equal(_B, 0), equal(_FED, 0)),
            "no-feedback": (equal(_FED, 0), equal(_A * _B * CROSS, _C * ROOM)),
        }
        return tuple(found[one] for one in self.names)

    def tree(self) -> dict[str, Any]:
        """The tree: first what the feedback's own equation says, then Delta b = a_hat C."""
        if self.kind == Kind.FADING:
            row: Row = {0: -(self.copied / self.decay), 3: 1 / self.decay}
            return self.only(
                _FED, row, _GIVEN, lambda known: self.without_feedback(known, known - 1)
            )
        known = _GIVEN
        cases = (
            (_FED, self.without_feedback(known + 1, known)),
            (CREDIT, self.credited(known + 1, known)),
        )
        return branch(cases, _row(known, {1: 1}))

    def only(self, factor: Formula, row: Row, known: int, then: Any) -> dict[str, Any]:
        """One equation that follows, and what follows from it."""
        return branch(((factor, then(known + 1)),), _row(known, row))

    def never(self, factors: tuple[Formula, ...], row: Row, known: int) -> dict[str, Any]:
        """A product that vanishes though none of its factors can."""
        return branch(tuple((one, None) for one in factors), _row(known, row))

    def without_feedback(self, known: int, fed: int) -> dict[str, Any]:
        """a_hat = 0, at the place `fed`."""
        if self.kind in {Kind.COPIED, Kind.FADING}:
            inputs = self.leaf("no-input", ({known: 1}, {fed: 1}), known + 1)
            rest = self.leaf("no-feedback", ({fed: 1}, {known: 1}), known + 1)
            return branch(((_B, inputs), (BALANCE, rest)), _row(known, {0: BELOW}))
        return self.only(
            _A, self.read_out_row(fed), known, lambda more: self.without_read_out(more, fed)
        )

    def read_out_row(self, fed: int) -> Row:
        """a as a combination, where a_hat vanishes: followed + copied read_out_decay is not 0."""
        row: dict[int, Formula | int] = {3: -(1 / self.back)}
        if not self.zero[1]:
            row[fed] = self.decay / self.back
        if not self.zero[0]:
            row[0] = self.copied / self.back
        return row

    def without_read_out(self, known: int, fed: int) -> dict[str, Any]:
        """a = a_hat = 0, a being the last that is known: b P = D Delta a."""
        last = known - 1
        row: dict[int, Formula | int] = {0: BELOW}
        if not self.zero[3]:
            row[last] = -(self.own * BELOW)
        inputs = self.leaf("silent", ({last: 1}, {known: 1}, {fed: 1}), known + 1)
        rest = self.never((_C, ROOM), {last: _B * CROSS, known: -1}, known + 1)
        return branch(((_B, inputs), (BALANCE, rest)), _row(known, row))

    def credited(self, known: int, credit: int) -> dict[str, Any]:
        """C = 0."""
        if self.kind == Kind.DECAYED:
            fed = self.without_feedback(known + 1, known)
            state = self.by_state(known + 1, credit, known)
            cases = ((_FED, fed), (_B, self.no_input(known + 1, credit)), (RECURRENT, state))
            return branch(cases, _row(known, {2: BELOW}))
        inputs, rest = self.no_input(known + 1, credit), self.balanced(known + 1, credit)
        return branch(((_B, inputs), (BALANCE, rest)), _row(known, {0: BELOW}))

    def no_input(self, known: int, credit: int) -> dict[str, Any]:
        """b = 0, the last that is known, and C = 0: c K(w_star) would vanish."""
        return self.never((_C, _K_STAR), {credit: -1, known - 1: _A * _K}, known)

    def balanced(self, known: int, credit: int) -> dict[str, Any]:
        """P = 0, the last that is known, and C = 0; then a_hat b Q = 0."""
        balance = known - 1
        matched = ROOM * _K - CROSS * _K_STAR

        def then(more: int) -> dict[str, Any]:
            last = more - 1
            fed = self.fed_and_balanced(more + 1, more, balance)
            inputs = self.never((_C, ROOM), {balance: -1, more: _A * CROSS}, more + 1)
            state = self.on_balance(more + 1, balance, last)
            cases = ((_FED, fed), (_B, inputs), (RECURRENT, state))
            return branch(cases, _row(more, {2: BELOW}))

        row: Row = {credit: CROSS, balance: -_K}
        return branch(((_C, None), (matched, then(known + 1))), _row(known, row))

    def fed_and_balanced(self, known: int, fed: int, balance: int) -> dict[str, Any]:
        """a_hat = 0 and P = 0."""
        if self.kind == Kind.COPIED:
            return self.leaf("no-feedback", ({fed: 1}, {balance: 1}), known)
        scale = _B * CROSS
        scaled: Row = {place: scale * one for place, one in self.read_out_row(fed).items()}
        return self.never((_C, ROOM), {**scaled, balance: -1}, known)

    def on_balance(self, known: int, balance: int, matched: int) -> dict[str, Any]:
        """Q = 0, the last that is known, with P = 0 and the kernels matched: w = w_star."""
        state = known - 1
        tied = _W * _K - _STAR * _K_STAR

        def then(more: int) -> dict[str, Any]:
            last = more - 1
            product: Row = {last: ROOM, matched: -_W}
            end = self.optimal(more + 1, balance, more)
            return branch(((_K_STAR, None), (_W - _STAR, end)), _row(more, product))

        row: Row = {state: 1, balance: -(_W * _K)}
        cases = ((_C, None), (ROOM, None), (tied, then(known + 1)))
        return branch(cases, _row(known, row))

    def optimal(self, known: int, balance: int, matched: int) -> dict[str, Any]:
        """w = w_star and P = 0: a b = c; where R follows A, a_hat is what it says."""
        rows: tuple[Row, ...] = (
            {balance: 1 / CROSS, matched: -(_C * _W / CROSS)},
            {matched: 1},
        )
        if self.kind == Kind.FOLLOWED:
            fed: dict[int, Formula | int] = {3: 1 / self.decay}
            if not self.zero[0]:
                fed[0] = -(self.copied / self.decay)
            rows = (*rows, fed)
        return self.leaf("optimal", rows, known)

    def by_state(self, known: int, credit: int, state: int) -> dict[str, Any]:
        """C = Q = 0: w = w_star, so that a b = c and Delta a = 0, which the decay of a excludes."""

        def at_teacher(more: int) -> dict[str, Any]:
            last = more - 1
            gain: Row = {credit: 1, last: -(_A * _B * self.chord())}

            def matched(then: int) -> dict[str, Any]:
                place = then - 1
                row: Row = {
                    0: BELOW / self.own,
                    place: -(_B * CROSS / self.own),
                    last: -(_B * _C * _W / self.own),
                }
                return self.only_read_out(then, place, row)

            cases = ((_K_STAR, None), (_A * _B - _C, matched(more + 1)))
            return branch(cases, _row(more, gain))

        row: Row = {state: 1, credit: -(_W * CROSS)}
        cases = ((_C, None), (_K_STAR, None), (_W - _STAR, at_teacher(known + 1)))
        return branch(cases, _row(known, row))

    def only_read_out(self, known: int, matched: int, row: Row) -> dict[str, Any]:
        """D a = 0 with a b = c."""

        def end(more: int) -> dict[str, Any]:
            return self.never((_C,), {more - 1: _B, matched: -1}, more)

        cases = ((ROOM, None), (CROSS, None), (_A, end(known + 1)))
        return branch(cases, _row(known, row))

    def chord(self) -> Formula:
        """(K(w) - K(w_star)) / (w - w_star), which has a value everywhere."""
        credit = self.analysis.credit
        field = credit.adjoined.field
        own, star = generator(field, notation.w), generator(field, notation.w_star)
        slope = (credit.student - credit.teacher) / (own - star)
        return formula(credit.adjoined.written_out(arrange(slope)) if slope else 0)

    def leaf(self, name: str, rows: tuple[Row, ...], known: int) -> dict[str, Any]:
        """The end of a case on a component, each equation a combination of what is known."""
        return {
            "alternative": str(self.names.index(name)),
            "combinations": [[formula(x) for x in _row(known, one)] for one in rows],
        }

    def converse(self) -> list[list[list[Formula]]]:
        """Each given equation as a combination of the equations of a component that letters do not solve."""
        zero = formula(0)
        fed = self.followed * _A / self.decay if self.kind == Kind.FOLLOWED else _FED
        own = 1 - _STAR**2
        here = {_W: _STAR}
        by_state = at(fed * (_B * _STAR * _K_STAR / own), here)
        optimal = [_B / own, at(fed * _K_STAR, here), by_state]
        balanced = [_B / BELOW, zero, zero]
        found = {
            "optimal": [*optimal, zero if self.zero[0] else _times(self.copied, optimal[0])],
            "no-feedback": [*balanced, _times(self.copied, balanced[0])],
        }
        return [
            [[one] for one in _in_order(found[name])]
            if name in found
            else [[] for _ in range(_GIVEN)]
            for name in self.names
        ]


def of_feedback(learned: FeedbackUpdate, of: tuple[Formula, Formula, Formula]) -> Formula:
    """What a step takes from the feedback: copied times an update, less followed A, and decay times R.

    Parameters
    ----------
    learned : the update of the feedback
    of : Delta A, A and R, or what belongs to a mode
    """
    copied, decay, followed, _ = learned.plain()
    update, read_out, feedback = of
    return signed_sum((1, copied, update), (1, decay, feedback), (-1, followed, read_out))


def signed_sum(*parts: tuple[int, Expr, Formula]) -> Formula:
    """A sum of signs times factors times formulas, in which nothing with the factor 0 is seen, nor the factor 1."""
    total: Formula | None = None
    for sign, factor, part in parts:
        if factor == 0:
            continue
        one = _times(formula(factor), part)
        if total is None:
            total = one if sign > 0 else -one
        else:
            total = total + one if sign > 0 else total - one
    return formula(0) if total is None else total


def _times(factor: Formula, value: Formula) -> Formula:
    if value.node == formula(1).node:
        return factor
    return value if factor.node == formula(1).node else factor * value


def _row(known: int, found: Row) -> list[Formula | int]:
    return [found.get(place, 0) for place in (*_in_order(range(_GIVEN)), *range(_GIVEN, known))]


def _in_order(given: Sequence[_Any]) -> tuple[_Any, ...]:
    """The given equations as they are stated: that of the feedback first, which may begin with a number."""
    *others, last = given
    return (last, *others)

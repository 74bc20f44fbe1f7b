"""The laws of weight decay: literal sums at points that rest, on the optimal manifold and at a = b = 0."""

from collections.abc import Iterator
from fractions import Fraction

from sympy import Expr, Symbol

from symdyn import notation
from symdyn.notation import STATE
from symdyn.stages.analysis import Analysis
from symdyn.stages.invariants.derive import invariants_of
from symdyn.stages.weight_decay.derive import balances, decay_of, decayed
from symdyn.testing.evaluation import Number, decimals, value_of
from symdyn.testing.laws import Law, require_close, require_equal
from symdyn.testing.linear_flow import DIGITS, MARGIN, LinearFlow
from symdyn.testing.literal import LiteralSums, steps_to_sum
from symdyn.testing.points import Point, mode_points
from symdyn.testing.subject import Subject

__all__ = ["LAWS"]

# Names that no parameter has: the decays that a state asks for are not those of the rule.
_DECAYS = tuple(Symbol(f"decay of {x}") for x in STATE)
_DIFFERENCES = tuple(left - right for left, right in balances(_DECAYS))


def _rests(subject: Subject) -> int:
    """Any state rests for the decays that its literal updates ask for, and for no others."""
    analysis, numbers = subject.analysis, decimals(DIGITS)
    equations = [one.xreplace(_own(analysis)) for one in _DIFFERENCES]
    checks = 0
    for point in mode_points(analysis.rule, 6):
        if not point["a"] * point["b"] * point["w"]:
            continue
        steps, bound = steps_to_sum(analysis.rule, point)
        updates = LiteralSums(analysis.rule, steps, numbers).update(point)
        asked = {
            one.name: -update / numbers.number(point[x.name])
            for one, x, update in zip(_DECAYS, STATE, updates, strict=True)
        }
        size = 1 + sum(abs(one) for one in asked.values())
        margin = numbers.number(bound + MARGIN) * size
        for equation in equations:
            value = value_of(equation, {**point, **asked}, numbers)
            require_close("what vanishes where a mode rests", value, 0, margin, point)
        checks += 1
    return checks


def _own(analysis: Analysis) -> dict[Symbol, Expr]:
    """What phi, K(w) and K(w_star) are under the rule."""
    return {
        notation.phi: notation.a if analysis.rule.symmetric else notation.a_hat,
        notation.kernel_student: analysis.credit.student_expr,
        notation.kernel_teacher: analysis.credit.teacher_expr,
    }


def _drifts(subject: Subject) -> int | None:
    """The literal Jacobian takes the place beside the manifold to what decays, less the drift."""
    analysis = subject.analysis
    if analysis.rule.decay.plain:
        return None
    found, decays = decayed(analysis), decay_of(analysis)
    checks = 0
    for flow in subject.flows:
        if abs(flow.value(found.shares[0] + found.shares[1])) < 1e-6:
            continue
        rate = flow.value(found.drift)
        of_a, of_b, of_w = (flow.value(one) for one in decays)
        s, c = (flow.numbers.number(flow.point[name]) for name in ("s", "c"))
        b = c / s
        by_b, by_w = (flow.value(one) for one in found.of_w)
        by_a, by_change = (flow.value(one) for one in found.of_gain)
        w_1 = by_b * (of_b + rate) + by_w * of_w
        b_1 = (by_a * (of_a - rate) + by_change * w_1) / s
        star = flow.numbers.number(flow.point["w_star"])
        size = 1 + abs(b_1) + abs(w_1) + abs(rate)
        for row, asked in zip(
            flow.matrix, ((of_a - rate) * s, (of_b + rate) * b, of_w * star), strict=True
        ):
            moved = row[1] * b_1 + row[2] * w_1
            require_close("J times the place", moved, asked, flow.margin() * size, flow.point)
        checks += 1
    return checks


def _forgets(subject: Subject) -> int | None:
    """At a = b = 0 the literal Jacobian with decay has the stated trace and determinant of a and b."""
    analysis = subject.analysis
    if analysis.rule.decay.plain:
        return None
    found, rule = decayed(analysis), analysis.rule
    if found.threshold is None:
        return _feedback_moves(analysis)
    checks = 0
    for point in mode_points(rule, 4):
        at = {**point, "a": Fraction(0), "b": Fraction(0)}
        flow = LinearFlow.at(analysis, at).decayed(rule.decay.values(at))
        (p, q, x), (r, u, y), (v, z, own) = flow.matrix
        of_a, of_b, of_w = (flow.value(one) for one in decay_of(analysis))
        margin = flow.margin()
        for what, stated, literal in (
            ("the trace", -of_a - of_b, p + u),
            ("the determinant", of_a * of_b - flow.value(found.threshold), p * u - q * r),
            ("what w does by itself", -of_w, own),
            *(("what couples w to a and b", 0, one) for one in (x, y, v, z)),
        ):
            require_close(f"{what} at a = b = 0", stated, literal, margin, at)
        checks += 1
    return checks


def _feedback_moves(analysis: Analysis) -> int:
    """Under random feedback a mode does not rest at a = b = 0: b moves, unless K(w_star) is 0."""
    numbers = decimals(DIGITS)
    checks = 0
    for point in mode_points(analysis.rule, 4):
        at = {**point, "a": Fraction(0), "b": Fraction(0)}
        steps, bound = steps_to_sum(analysis.rule, at)
        moved = LiteralSums(analysis.rule, steps, numbers).update(at)[1]
        stated = -notation.a_hat * notation.c * analysis.credit.teacher_expr
        margin = numbers.number(bound + MARGIN)
        require_close("Delta b at a = b = 0", value_of(stated, at, numbers), moved, margin, at)
        checks += 1
    return checks


def _changes(subject: Subject) -> int | None:
    """What is conserved without decay changes as stated, exactly, over T steps."""
    analysis = subject.analysis
    if analysis.rule.decay.plain:
        return None
    found, known = decayed(analysis).conserved, invariants_of(analysis.rule).conserved
    if found is None or known is None:
        return None
    checks = 0
    for point, update in _updates(analysis):
        decays = (value_of(one, point) for one in decay_of(analysis))
        slopes: Iterator[Expr] = (known.quantity.diff(x) for x in STATE)
        along = sum(
            value_of(slope, point) * (-moved - decay * point[x.name])
            for slope, moved, decay, x in zip(slopes, update, decays, STATE, strict=True)
        )
        require_equal("the change of what is conserved", value_of(found, point), along, point)
        checks += 1
    return checks


def _updates(analysis: Analysis) -> Iterator[tuple[Point, tuple[Number, ...]]]:
    steps = max(4, analysis.rule.least_steps)
    for point in mode_points(analysis.rule, 4):
        yield point, LiteralSums(analysis.rule, steps).update(point)


LAWS = (
    Law(
        "rest under decay", "a state rests for the decays that its literal updates ask for", _rests
    ),
    Law(
        "drift", "the literal Jacobian takes the place beside the manifold to what decays", _drifts
    ),
    Law("threshold", "the literal Jacobian at a = b = 0 is the one that is stated", _forgets),
    Law("change of the invariant", "decay changes what is conserved as it is stated to", _changes),
)

"""Laws of the mean updates: the closed forms are the sums of the definition."""

from collections.abc import Iterator
from fractions import Fraction

from symdyn.notation import STATE
from symdyn.stages.analysis import Analysis
from symdyn.testing.evaluation import decimals, value_of
from symdyn.testing.laws import Law, require_close, require_equal
from symdyn.testing.literal import LiteralSums, steps_to_sum
from symdyn.testing.points import Point, mode_points
from symdyn.testing.subject import Subject

__all__ = ["LAWS", "finite_points"]

_EXTRA_STEPS = (0, 1, 2, 5)


def _finite(subject: Subject) -> int:
    analysis = subject.analysis
    checks = 0
    for point, steps in finite_points(analysis):
        at = {**point, "T": steps}
        literal = LiteralSums(analysis.rule, steps).update(point)
        for variable, expected in zip(STATE, literal, strict=True):
            derived = value_of(analysis.update.finite[variable], at)
            require_equal(f"Delta {variable}", derived, expected, at)
        checks += 1
    return checks


def _finite_loss(subject: Subject) -> int:
    analysis = subject.analysis
    checks = 0
    for point, steps in finite_points(analysis):
        at = {**point, "T": steps}
        expected = LiteralSums(analysis.rule, steps).loss(point)
        require_equal("the loss", value_of(analysis.update.loss_finite, at), expected, at)
        checks += 1
    return checks


def finite_points(analysis: Analysis) -> Iterator[tuple[Point, int]]:
    """Where the finite closed form claims to hold: no denominator vanishes, T is large enough."""
    update = analysis.update
    for point in mode_points(analysis.rule, 12):
        first = int(value_of(update.minimal_T, point))
        for steps in (first + extra for extra in _EXTRA_STEPS):
            at = {**point, "T": steps}
            if all(value_of(one, at) for one in update.finite_nonzero):
                yield point, steps


def _limit(subject: Subject) -> int:
    analysis = subject.analysis
    numbers = decimals(45)
    checks = 0
    for point in mode_points(analysis.rule, 12):
        steps, bound = steps_to_sum(analysis.rule, point)
        literal = LiteralSums(analysis.rule, steps, numbers)
        sums = (*literal.update(point), literal.loss(point))
        update = analysis.update
        formulas = (*(update.limit[variable] for variable in STATE), update.loss)
        names = (*(f"Delta {variable}" for variable in STATE), "the loss")
        for name, formula, expected in zip(names, formulas, sums, strict=True):
            derived = numbers.number(value_of(formula, point))
            margin = numbers.number(bound) + numbers.number(Fraction(1, 10**18)) * abs(expected)
            require_close(f"the limit of {name}", derived, expected, margin, point)
        checks += 1
    return checks


LAWS = (
    Law("finite update", "Delta for finite T is the literal sum, exactly", _finite),
    Law("finite loss", "the loss for finite T is the literal sum, exactly", _finite_loss),
    Law("limit", "Delta and the loss for T -> infinity lie within the literal sum's tail", _limit),
)

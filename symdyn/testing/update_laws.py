"""Laws of the mean updates: the closed forms are the sums of the definition."""

from collections.abc import Iterator
from fractions import Fraction

from sympy import Add, Expr

from symdyn import notation
from symdyn.notation import STATE
from symdyn.rules.kernel import parse_kernel
from symdyn.stages.analysis import Analysis
from symdyn.testing.evaluation import decimals, value_of
from symdyn.testing.laws import Law, require, require_close, require_equal
from symdyn.testing.literal import LiteralSums, kernel_as_written, steps_to_sum
from symdyn.testing.points import Point, mode_points
from symdyn.testing.subject import Subject

__all__ = ["UPDATE_LAWS"]

_LAGS = 10
_EXTRA_STEPS = (0, 1, 2, 5)


def _kernel(subject: Subject) -> int:
    """The canonical form sum p(m) r^m has the values of the kernel as written, and is canonical."""
    analysis = subject.analysis
    rule = analysis.rule
    terms = rule.credit.terms
    expression: Expr = Add(
        *(
            coefficient * notation.m**degree * term.ratio**notation.m
            for term in terms
            for degree, coefficient in enumerate(term.coefficients)
        )
    )
    declared = {one.name: one for one in rule.kernel.free_symbols}
    again = expression.xreplace({one: declared[one.name] for one in expression.free_symbols})
    require(
        set(parse_kernel(again).terms) == set(terms),
        f"the kernel's canonical form {expression} does not read back as itself",
        {},
    )
    checks = 0
    for point in mode_points(rule, 6):
        found = _canonical_values(analysis, point)
        for m, written in enumerate(kernel_as_written(rule, point, _LAGS)):
            require_equal("the kernel's canonical form", found[m], written, {**point, "m": m})
            checks += 1
    return checks


def _canonical_values(analysis: Analysis, point: Point) -> list[Fraction]:
    values = [Fraction(0)] * _LAGS
    for term in analysis.rule.credit.terms:
        ratio = value_of(term.ratio, point)
        coefficients = [value_of(one, point) for one in term.coefficients]
        for m in range(_LAGS):
            values[m] += ratio**m * sum(p * m**degree for degree, p in enumerate(coefficients))
    return values


def _finite(subject: Subject) -> int:
    analysis = subject.analysis
    checks = 0
    for point, steps in _finite_points(analysis):
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
    for point, steps in _finite_points(analysis):
        at = {**point, "T": steps}
        expected = LiteralSums(analysis.rule, steps).loss(point)
        require_equal("the loss", value_of(analysis.update.loss_finite, at), expected, at)
        checks += 1
    return checks


def _finite_points(analysis: Analysis) -> Iterator[tuple[Point, int]]:
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


def _gradient(subject: Subject) -> int:
    """Delta is the gradient of the loss, by an exact difference quotient, exactly if claimed.

    L_T is a polynomial of degree 2 in a and in b, so central differences are exact; in w they are
    not, and the margin is the square of the step.
    """
    analysis = subject.analysis
    step = Fraction(1, 10**12)
    checks, agree = 0, True
    for point, steps in _finite_points(analysis):
        sums = LiteralSums(analysis.rule, steps)
        update = sums.update(point)
        for variable, delta in zip(("a", "b", "w"), update, strict=True):
            ahead, behind = (
                sums.loss({**point, variable: point[variable] + shift}) for shift in (step, -step)
            )
            slope = (ahead - behind) / (2 * step)
            agree = agree and abs(slope - delta) <= Fraction(1, 10**15) * (1 + abs(slope))
        checks += 1
        if analysis.update.is_gradient:
            require(agree, "Delta is stated to be the gradient of the loss and is not", point)
    require(
        agree is analysis.update.is_gradient,
        "Delta is the gradient of the loss at all points tried, which is not stated",
        {},
    )
    return checks


UPDATE_LAWS = (
    Law("kernel", "the kernel's canonical form is the kernel as written", _kernel),
    Law("finite update", "Delta for finite T is the literal sum, exactly", _finite),
    Law("finite loss", "the loss for finite T is the literal sum, exactly", _finite_loss),
    Law("limit", "Delta and the loss for T -> infinity lie within the literal sum's tail", _limit),
    Law("gradient", "Delta is the gradient of the loss exactly where stated", _gradient),
)

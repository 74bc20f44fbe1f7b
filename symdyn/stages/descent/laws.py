"""The law of descent: the literal loss falls along the literal update at the stated rate, and near an optimum."""

from fractions import Fraction

from mpmath import nstr

from symdyn import notation
from symdyn.exact.bridge import to_expr
from symdyn.rules.rule import LearningRule
from symdyn.stages.descent.derive import Descent, RisingPoint, descent_of, rate_of
from symdyn.testing.evaluation import Number, decimals, value_of
from symdyn.testing.laws import Law, require, require_close
from symdyn.testing.literal import LiteralSums, steps_to_sum
from symdyn.testing.points import Point, manifold_points, mode_points
from symdyn.testing.subject import Subject

__all__ = ["LAWS"]

_DIGITS = 80
_POINTS = 5
_STEP = Fraction(1, 10**25)
# The tails of the sums are some 10^-20 at most, and gradients and updates may be large.
_MARGIN = 1e-12
_AWAY, _NEARLY = Fraction(1, 10**9), 1e-6
_CHANGES = ((1, 0, 0), (0, 0, 1), (1, 2, -1), (-1, 1, 3))


def _descent(subject: Subject) -> int | None:
    """The rate at states of a mode and at those that are stated, and the form near the manifold."""
    analysis = subject.analysis
    found = descent_of(analysis)
    if found is None:
        return None
    rule, checks = analysis.rule, 0
    stated = rate_of(analysis)
    for point in mode_points(rule, _POINTS):
        rate = _rate(rule, point)
        derived = value_of(stated, point, decimals(_DIGITS))
        require_close("the rate", derived, rate, _MARGIN * (1 + abs(derived)), point)
        sides = point["a"] * (point["a"] if rule.symmetric else point["a_hat"])
        if found.lyapunov and sides > 0:
            require(rate > -_MARGIN, "the loss rises where it is stated to fall,", point)
        checks += 1
    for one in (found.rising, found.opposed):
        if one is not None:
            _require_rising(rule, one)
            checks += 1
    for point in list(manifold_points(rule, analysis.optimal, _POINTS))[:_POINTS]:
        _require_form(subject, found, point)
        checks += 1
    return checks


def _rate(rule: LearningRule, point: Point) -> Number:
    """By a central difference of the literal loss along the literal update."""
    numbers = decimals(_DIGITS)
    steps, _ = steps_to_sum(rule, point)
    sums = LiteralSums(rule, steps, numbers)
    update = sums.update(point)
    exact = {
        x.name: point[x.name] + _STEP * Fraction(nstr(y, _DIGITS))
        for x, y in zip(notation.STATE, update, strict=True)
    }
    behind = {x: 2 * point[x] - y for x, y in exact.items()}
    ahead, back = (sums.loss({**point, **one}) for one in (exact, behind))
    return (ahead - back) / numbers.number(2 * _STEP)


def _require_rising(rule: LearningRule, found: RisingPoint) -> None:
    values = dict(found.point)
    point = {**values, "a_star": values["c"], "b_star": Fraction(1)}
    rate = _rate(rule, point)
    require(rate < 0, "the loss falls where it is stated to rise,", point)
    derived = decimals(_DIGITS).number(found.value)
    require_close("the rate", derived, rate, _MARGIN * (1 + abs(derived)), point)


def _require_form(subject: Subject, found: Descent, point: Point) -> None:
    """The rate beside a point of the manifold, over the square of how far it is away."""
    numbers, rule = decimals(_DIGITS), subject.analysis.rule
    written = subject.analysis.credit.adjoined.written_out
    form = found.form
    f, g, h, excess = (
        value_of(written(to_expr(one)), point, numbers)
        for one in (form.first, form.mixed, form.second, form.excess)
    )
    s, c = (numbers.number(point[name]) for name in ("s", "c"))
    require_close("4 f h - g^2", excess, 4 * f * h - g**2, _MARGIN * (1 + abs(excess)), point)
    for change in _CHANGES:
        # On both sides, so that what is of the third order cancels.
        rates = []
        for side in (_AWAY, -_AWAY):
            moved = {
                x.name: point[x.name] + side * y
                for x, y in zip(notation.STATE, change, strict=True)
            }
            rates.append(_rate(rule, {**point, **moved}))
        rate = (rates[0] + rates[1]) / numbers.number(2 * _AWAY**2)
        x, y = change[0] * c / s + change[1] * s, change[2] * c
        derived = f * x**2 + g * x * y + h * y**2
        size = 1 + abs(f) * x**2 + abs(g * x * y) + abs(h) * y**2
        require_close("the rate near the manifold", derived, rate, _NEARLY * size, point)


LAWS = (
    Law(
        "descent",
        "the literal loss falls along the literal update at the stated rate",
        _descent,
    ),
)

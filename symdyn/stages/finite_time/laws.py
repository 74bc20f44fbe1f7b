"""The law of finite time: the literal sums over T steps vanish where stated, and are linearised as stated."""

from fractions import Fraction
from itertools import product

from symdyn.exact.evaluation import evaluate
from symdyn.notation import STATE
from symdyn.stages.finite_time.derive import FiniteTime, finite_time
from symdyn.testing.evaluation import value_of
from symdyn.testing.laws import Law, require, require_close, require_equal
from symdyn.testing.linear_flow import LinearFlow
from symdyn.testing.literal import LiteralSums
from symdyn.testing.points import Point, manifold_points, mode_points
from symdyn.testing.subject import Subject

__all__ = ["LAWS"]

_POINTS = 5
_STEPS = (1, 2, 3, 6)


def _finite_time(subject: Subject) -> int | None:
    """No update moves a point of the manifold; trace, determinant and their signs; how far off the limit is."""
    rule = subject.analysis.rule
    found = finite_time(rule)
    if found is None:
        return None
    checks = 0
    least = max(rule.least_horizon, rule.first_lag, 1)
    places = list(manifold_points(rule, subject.analysis.optimal, _POINTS))[:_POINTS]
    for point, T in product(places, _STEPS):
        if least > T or int(point.get("tau", 0)) > T:
            continue
        for x, update in zip(STATE, LiteralSums(rule, T).update(point), strict=True):
            require_equal(f"Delta {x} on the optimal manifold", update, 0, {**point, "T": T})
        if found.trace is not None and not _at_limit(found, point):
            _require_pair(subject, found, point, T)
        checks += 1
    for point, T in product(mode_points(rule, _POINTS), _STEPS):
        if least <= T and int(point.get("tau", 0)) <= T:
            _require_near(subject, found, point, T)
            checks += 1
    return checks


def _at_limit(found: FiniteTime, point: Point) -> bool:
    """Whether the closed forms are 0/0 at a point."""
    return any(not value_of(one, point) for one in found.apart)


def _require_pair(subject: Subject, found: FiniteTime, point: Point, T: int) -> None:
    """Trace and determinant by differences of the literal sums, and their signs where a phi > 0."""
    rule = subject.analysis.rule
    flow = LinearFlow.at(subject.analysis, point, T)
    trace, minors, determinant = flow.invariants()
    at = {**point, "T": Fraction(T)}
    zero = flow.numbers.number(Fraction(0))
    require_close("the determinant of the Jacobian", zero, determinant, flow.margin(), at)
    for what, stated, value in (
        ("the trace for T steps", found.trace, trace),
        ("the determinant for T steps", found.determinant, minors),
    ):
        if stated is not None:
            derived = value_of(stated, {**point, "T": T}, flow.numbers)
            require_close(what, derived, value, flow.margin(), at)
    gain = point["s"] * (point["s"] if rule.symmetric else point["a_hat"])
    if found.complete and gain > 0 and T > 1:
        require(trace < 0, "a trace for T steps is not negative as stated", at)
        require(minors > 0, "a determinant for T steps is not positive as stated", at)


def _require_near(subject: Subject, found: FiniteTime, point: Point, T: int) -> None:
    """What the lags beyond T add is as stated, and below the bounds, at an exact point."""
    analysis = subject.analysis
    update = LiteralSums(analysis.rule, T).update(point)
    distance = [
        abs(value_of(analysis.update.limit[x], point) - y)
        for x, y in zip(STATE, update, strict=True)
    ]
    at = {**point, "T": Fraction(T)}
    for x, stated, far in zip(STATE, found.tails, distance, strict=False):
        derived = abs(value_of(stated, {**point, "T": T}))
        require_equal(f"what the lags beyond T add to Delta {x}", derived, far, at)
    if found.geometric is None:
        return
    weight, ratio = (
        evaluate(one, point) if one else Fraction(0)
        for one in (found.geometric.weight, found.geometric.ratio)
    )
    rho = max(abs(point["w"]), abs(point["w_star"]), abs(ratio))
    size = abs(point["a"] * point["b"]) + abs(point["c"])
    feedback = abs(weight * (point["a"] if analysis.rule.symmetric else point["a_hat"]))
    room = 1 - rho**2
    bound = size * rho ** (2 * T) / room
    beyond = size * rho ** (2 * T - 1) * (T - (T - 1) * rho**2) / room**2
    bounds = (abs(point["b"]) * bound, feedback * bound, feedback * abs(point["b"]) * beyond)
    for x, far, most in zip(STATE, distance, bounds, strict=True):
        require(far <= most, f"Delta {x} is farther from its limit than stated", at)


LAWS = (
    Law(
        "finite-time",
        "the literal sums over T steps vanish on the manifold and are linearised as stated",
        _finite_time,
    ),
)

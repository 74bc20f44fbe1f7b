"""Laws of what is conserved: the literal updates do not change it, and lie in a plane or do not."""

from fractions import Fraction

from symdyn import notation
from symdyn.exact.matrices import Matrix
from symdyn.notation import STATE
from symdyn.rules.rule import LearningRule
from symdyn.stages.invariants.derive import Invariants, invariants_of
from symdyn.stages.invariants.laws_network import require_network_identity
from symdyn.testing.evaluation import Number, value_of
from symdyn.testing.laws import Law, require, require_equal
from symdyn.testing.literal import LiteralSums
from symdyn.testing.points import Point, mode_points
from symdyn.testing.subject import Subject

__all__ = ["LAWS"]

_POINTS = 6


def _conserved(subject: Subject) -> int:
    """What is stated holds for the literal sums, exactly, and the teachers' effects span no more."""
    rule = subject.analysis.rule
    found = invariants_of(rule)
    checks = 0
    for point in mode_points(rule, _POINTS):
        for steps in _steps(found, point):
            update = LiteralSums(rule, steps).update(point)
            checks += _require_stated(found, update, {**point, "T": Fraction(steps)})
        if found.minor is None or _applies(found, rule, point):
            _require_rank(found, rule, point)
            checks += 1
        checks += require_network_identity(rule, point)
    return checks


def _require_stated(found: Invariants, update: tuple[Number, ...], at: Point) -> int:
    """The identity and the slope of what is conserved are 0; how many of them are stated."""
    named = {f"Delta_{x}": y for x, y in zip(STATE, update, strict=True)}
    if found.modal is not None:
        value = value_of(found.modal, {**at, **named})
        require_equal("what vanishes by the identity", value, 0, at)
    if found.conserved is not None:
        gradient = (found.conserved.quantity.diff(x) for x in STATE)
        slope = sum(value_of(x, at) * y for x, y in zip(gradient, update, strict=True))
        require_equal("the slope of what is conserved", slope, 0, at)
    return (found.modal is not None) + (found.conserved is not None)


def _require_rank(found: Invariants, rule: LearningRule, point: Point) -> None:
    """The effects of as many teachers as there are lags: a line, a plane, or all three dimensions."""
    steps = _steps(found, point)[-1]
    sums = LiteralSums(rule, steps)
    alone = sums.update({**point, "a_star": Fraction(0)})
    teachers = (Fraction((-1) ** place, 2 + place) for place in range(steps))
    effects = Matrix(
        [x - y for x, y in zip(sums.update({**point, "w_star": w}), alone, strict=True)]
        for w in teachers
    )
    rank = len(effects.pivots()[0])
    if found.minor is not None:
        require(rank == 3, f"the effects of the teachers span {rank} dimensions, not 3", point)
        return
    most = 1 if found.geometric is None else 2
    require(rank <= most, f"the effects of the teachers span {rank} dimensions, not {most}", point)


def _steps(found: Invariants, point: Point) -> tuple[int, ...]:
    """Numbers of steps, the last long enough for the three lags of the minor."""
    horizon = int(point.get("tau", 0))
    lag = 1 if found.minor is None else int(value_of(found.minor.lag, point))
    return (horizon + 1, horizon + 2, horizon + 4, max(horizon, lag) + 5)


def _applies(found: Invariants, rule: LearningRule, point: Point) -> bool:
    """Whether there are three lags, and nothing that the statement excepts is zero at the point."""
    minor = found.minor
    if minor is None or point.get("tau", 2) < 2:
        return False
    feedback = notation.a if rule.symmetric else notation.a_hat
    nonzero = (*minor.factors, notation.b, feedback, notation.w)
    return all(value_of(one, point) for one in nonzero) and bool(value_of(minor.value, point))


LAWS = (
    Law(
        "conserved quantity",
        "the literal updates keep what is conserved, and span a plane exactly for a geometric kernel",
        _conserved,
    ),
)

"""The law of the end: flows that are integrated end where what is conserved says."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from sympy import Expr

from symdyn import notation
from symdyn.simulation.modes import Mode
from symdyn.simulation.trajectories import CONVERGED, integrate_flow
from symdyn.stages.analysis import Analysis
from symdyn.stages.end_point.derive import EndPoint, end_point_of
from symdyn.stages.invariants.derive import invariants_of
from symdyn.testing.evaluation import Number, decimals, value_of
from symdyn.testing.laws import Law, require, require_close, require_equal
from symdyn.testing.points import Point, manifold_points, mode_points
from symdyn.testing.subject import Subject

__all__ = ["LAWS"]

_DIGITS = 30
_TEACHER = Mode(1.0, 0.8, 0.4)
_STARTS = (
    Mode(0.5, 0.5, 0.2),
    Mode(1.0, -0.6, -0.3),
    Mode(-0.8, 0.4, 0.1),
    Mode(0.3, 1.2, 0.6),
)
_T_END, _TOLERANCE = 2000.0, 1e-10
# The flow is stopped short of the manifold, and the slow rate is some 0.01 at least.
_NEAR, _MARGIN = 1e-6, 1e-6


def _end(subject: Subject) -> int | None:
    """Every point of the manifold is its own end; flows end where the polynomial vanishes."""
    analysis = subject.analysis.alone()
    found = end_point_of(analysis.rule)
    if found is None:
        known = invariants_of(analysis.rule).conserved
        require(known is None, "something is conserved, and no end is derived from it", {})
        return None
    checks = 0
    for point in manifold_points(analysis.rule, analysis.optimal, 4):
        at = {**point, notation.first_value.name: value_of(found.conserved.quantity, point)}
        require_equal(
            "the polynomial at a point of the manifold", value_of(_written(found), at), 0, at
        )
        checks += 1
    for point in list(mode_points(analysis.rule, 4))[::3]:
        checks += sum(1 for _ in _runs(analysis, found, point))
    return checks


def _runs(analysis: Analysis, found: EndPoint, point: Point) -> Iterator[None]:
    """The runs that converge to the manifold, each checked."""
    own = {x.name: float(point[x.name]) for x in analysis.rule.parameters}
    for start in _STARTS:
        path = integrate_flow(analysis, start, own, _TEACHER, _T_END, _TOLERANCE)
        a, b, w = (float(x) for x in path.end)
        c = _TEACHER.a * _TEACHER.b
        if path.status != CONVERGED or max(abs(a * b - c), abs(w - _TEACHER.w)) > _NEAR:
            continue
        _require_end(found, {**point, **_exact(start)}, a)
        yield


def _exact(start: Mode) -> Point:
    """A start and the teacher as exact numbers, with c."""
    values = {"a": start.a, "b": start.b, "w": start.w, "w_star": _TEACHER.w}
    teacher = {"a_star": _TEACHER.a, "b_star": _TEACHER.b}
    found = {name: Fraction(x) for name, x in {**values, **teacher}.items()}
    return {**found, "c": found["a_star"] * found["b_star"]}


def _require_end(found: EndPoint, start: Mapping[str, Number], end: float) -> None:
    """The end of a run is a zero of the polynomial, of the sign that is stated."""
    numbers = decimals(_DIGITS)
    first = value_of(found.conserved.quantity, start)
    at = {**start, notation.first_value.name: first, notation.s.name: Fraction(end)}
    polynomial = _written(found)
    value, slope = (value_of(x, at, numbers) for x in (polynomial, polynomial.diff(notation.s)))
    require_close("s at the end", end, end - value / slope, _MARGIN * (1 + abs(end)), at)
    if found.square is not None:
        square = value_of(found.square.xreplace({notation.level: found.level}), at, numbers)
        require_close("the square of s", square, end**2, _MARGIN * (1 + end**2), at)
    if found.others is not None:
        bound = value_of(found.others.xreplace({notation.level: found.level}), at)
        aligned = at["a_hat"] * at["s"] > 0
        require(aligned or bound <= 0, "the end is on the side where there is none", at)
    if found.positive and found.bowl is not None and first > 0:
        kept = at["a"] if found.symmetric else at["a_hat"]
        require(kept * at["s"] > 0, "the end has the other sign than the start", at)


def _written(found: EndPoint) -> Expr:
    """The polynomial in terms of H_0."""
    return found.polynomial.xreplace({notation.level: found.level})


LAWS = (
    Law(
        "end point",
        "the flow ends where what is conserved has on the manifold the value of the start",
        _end,
    ),
)

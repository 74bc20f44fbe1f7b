"""What was derived for a rule against what can be computed without deriving anything.

The points are exact and always the same.  What a row shows is the same on every machine: exact
zeros, thresholds that are passed, or two digits of a deviation that mathematics, not rounding, makes.
"""

import cmath
import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

import mpmath
import numpy as np
from scipy.integrate import solve_ivp
from sympy import Expr, Rational, Symbol

from symdyn import notation
from symdyn.codegen import export, load_module
from symdyn.notation import STATE
from symdyn.rules.rule import LearningRule
from symdyn.simulation.literal_sums import literal_mode, literal_update, tail_bound
from symdyn.simulation.modes import Dynamics, Mode, Vector
from symdyn.simulation.trajectories import iterate_map
from symdyn.stages.analysis import Analysis
from symdyn.stages.order import told_of

__all__ = ["Row", "Validation", "validate"]

Point: TypeAlias = Mapping[str, Fraction]

_DIGITS = 50
_SMALL_TAIL = Fraction(1, 10**40)
_MOST_LAGS = 600
_LAST_T = 6
# Student and teacher of each test point: a, b, w, a_star, b_star, w_star.
_STATES = (
    ("1", "1/2", "1/2", "1", "3/4", "3/5"),
    ("3/2", "-2/3", "-1/3", "3/2", "1", "2/5"),
    ("-4/5", "5/4", "3/5", "2", "-1/2", "-1/2"),
)
_NAMES = ("a", "b", "w", "a_star", "b_star", "w_star")
_TAU = 3
_STEP = Fraction(1, 10**15)
# Far above what rounding can add to so few terms of this size in 50 digits.
_ROUNDING = 1e-45


@dataclass(frozen=True)
class Row:
    """One quantity computed in two ways.

    `deviation` and `bound` are numbers; `shown` says in LaTeX mathematics what to print for the
    deviation, the same on every machine.
    """

    quantity: str
    method: str
    deviation: float
    bound: float
    shown: str

    @property
    def passed(self) -> bool:
        """Whether the deviation is within its bound."""
        return self.deviation <= self.bound


@dataclass(frozen=True)
class Validation:
    """The rows of one rule."""

    rule: str
    rows: tuple[Row, ...]

    @property
    def passed(self) -> bool:
        """Whether every row is within its bound."""
        return all(row.passed for row in self.rows)


def validate(analysis: Analysis) -> Validation:
    """Compare an analysis with literal sums, the iterated map, integration and the exported code.

    Parameters
    ----------
    analysis : the result of `symdyn.analyse`

    Returns
    -------
    A Validation with five rows; of a rule with a frozen matrix or learned feedback the two of closed forms.

    >>> from symdyn import analyse, find_rule
    >>> checked = validate(analyse(find_rule("bptt")))
    >>> checked.passed, checked.rows[0].shown, checked.rows[1].shown
    (True, '< 10^{-41}', '0')
    """
    rule, analysis = (
        analysis.rule,
        analysis.alone(),
    )  # where what is derived of the flow is found
    points = sample_points(analysis)
    closed = (_limit_row(analysis, points), _finite_row(analysis, points))
    if "flow" not in told_of(rule):  # what is derived of the flow is that of another rule
        return Validation(rule.name, closed)
    first = points[0]
    dynamics = Dynamics.of(
        load_module(export(analysis)),
        {name: float(first[name]) for name in _parameter_names(analysis.rule)},
        Mode(*(float(first[name]) for name in _NAMES[3:])),
    )
    of_flow = (_map_row(dynamics, first), _rate_row(analysis, dynamics, first))
    return Validation(rule.name, (*closed, *of_flow, _code_row(analysis, dynamics, points)))


def sample_points(analysis: Analysis) -> tuple[Point, ...]:
    """Exact points of the domain, away from the removable singularities of the finite update."""
    return tuple(_regular(analysis, place) for place in range(len(_STATES)))


def _regular(analysis: Analysis, place: int) -> Point:
    rule = analysis.rule
    for shift in range(20):
        point = dict(zip(_NAMES, map(Fraction, _STATES[place]), strict=True))
        for index, symbol in enumerate(rule.parameters):
            position = Fraction(3 + 2 * place + index % 3, 12) + Fraction(shift, 97)
            point[symbol.name] = rule.domain.interval(symbol.name).at(position)
        if rule.horizon == notation.tau:
            point["tau"] = Fraction(_TAU + rule.least_horizon - 1)
        if all(_exact(one, point) for one in analysis.update.finite_nonzero):
            return point
    return point


def _limit_row(analysis: Analysis, points: tuple[Point, ...]) -> Row:
    context = mpmath.mp.clone()
    context.dps = _DIGITS
    lags, bound, deviation = 0, Fraction(0), context.mpf(0)
    for point in points:
        mode = literal_mode(analysis.rule, point)
        count, tail = 40, None
        while tail is None or (tail > _SMALL_TAIL and count < _MOST_LAGS):
            count += 20
            tail = tail_bound(mode, count)
        sums = literal_update(mode, count, lambda one: context.mpf(one.numerator) / one.denominator)
        for variable, literal in zip(STATE, sums, strict=True):
            closed = _exact(analysis.update.limit[variable], point)
            distance = abs(context.mpf(closed.numerator) / closed.denominator - literal)
            deviation = max(deviation, distance)
        lags, bound = max(lags, count), max(bound, tail)
    return _row(
        "mean update, T to infinity",
        f"literal sums of up to {lags} lags in {_DIGITS} digits, tail bounded",
        float(deviation),
        float(bound) + _ROUNDING,
    )


def _finite_row(analysis: Analysis, points: tuple[Point, ...]) -> Row:
    deviation, start = Fraction(0), 1
    for point in points:
        start = int(_exact(analysis.update.minimal_T, point))
        mode = literal_mode(analysis.rule, point)
        for T in range(start, start + _LAST_T):
            at_T = {**point, "T": Fraction(T)}
            for variable, literal in zip(STATE, literal_update(mode, T), strict=True):
                closed = _exact(analysis.update.finite[variable], at_T)
                deviation = max(deviation, abs(closed - literal))
    return Row(
        "mean update, finite T",
        f"literal sums in exact fractions, T = {start} to {start + _LAST_T - 1}",
        float(deviation),
        0.0,
        "0" if not deviation else _two_digits(float(deviation)),
    )


def _map_row(dynamics: Dynamics, point: Point) -> Row:
    """Euler's method is of first order: half the learning rate, half the deviation."""
    start = Mode(*(float(point[name]) for name in _NAMES[:3]))
    speed = float(np.linalg.norm(dynamics.jacobian(start.vector()), 2))
    eta = 2.0 ** -math.ceil(math.log2(20 * speed))
    end = _integrated(dynamics, start.vector(), 16 * eta)
    deviations = []
    for halvings in range(3):
        path = iterate_map(
            dynamics.module,
            start,
            dynamics.parameters,
            dynamics.teacher,
            None,
            eta / 2**halvings,
            16 * 2**halvings,
        )
        deviations.append(float(np.max(np.abs(path.end - end))))
    order = math.log2(deviations[1] / deviations[2])
    return Row(
        "iterated map, learning rate to 0",
        f"deviation from the integrated flow at {eta:g}, half and a quarter of it",
        abs(order - 1),
        0.1,
        r",\ ".join(map(_two_digits, deviations)),
    )


def _rate_row(analysis: Analysis, dynamics: Dynamics, point: Point) -> Row:
    """How fast a small deviation along the slow eigenvector changes, by the left eigenvector.

    Two deviations of opposite sign are averaged, so that the error is quadratic in their size.
    """
    predicted, state = _slow_rate(analysis, point)
    matrix = dynamics.jacobian(state)
    _, along = _nearest(matrix, predicted)
    _, left = _nearest(matrix.T, predicted)
    along = along.real / np.linalg.norm(along.real)
    time = 1 / abs(predicted.real)
    rates = []
    for size in (1e-4, -1e-4):
        end = _integrated(dynamics, state + size * along, time)
        ratio = abs(np.dot(left, end - state)) / abs(np.dot(left, size * along))
        rates.append(math.log(ratio) / time)
    measured = sum(rates) / 2
    return _row(
        "rate near the optimal manifold",
        f"predicted {-predicted.real:.4g}, measured on the integrated flow",
        abs(measured - predicted.real) / abs(predicted.real),
        1e-5,
    )


def _code_row(analysis: Analysis, dynamics: Dynamics, points: tuple[Point, ...]) -> Row:
    module, worst = dynamics.module, 0.0

    def compare(values: object, exact: list[Fraction]) -> None:
        nonlocal worst
        for value, wanted in zip(np.ravel(np.asarray(values)), exact, strict=True):
            worst = max(worst, abs(float(value) - float(wanted)) / max(1.0, abs(float(wanted))))

    for point in points:
        names = (*_NAMES, *_parameter_names(analysis.rule))
        arguments = [int(point[name]) if name == "tau" else float(point[name]) for name in names]
        update = analysis.update
        T = int(_exact(update.minimal_T, point)) + _LAST_T
        at_T = {**point, "T": Fraction(T)}
        compare(module.update(*arguments), [_exact(update.limit[one], point) for one in STATE])
        compare(
            module.update_finite(*arguments, T), [_exact(update.finite[one], at_T) for one in STATE]
        )
        compare(module.loss(*arguments), [_exact(update.loss, point)])
        compare(module.loss_finite(*arguments, T), [_exact(update.loss_finite, at_T)])
        compare(module.jacobian(*arguments), _exact_jacobian(analysis, point))
        for place, pair in _eigenvalues(analysis, point):
            at_s = [float(place["s"]), *arguments[3:]]
            for value, wanted in zip(module.eigenvalues(*at_s)[1:], pair, strict=True):
                worst = max(worst, abs(value - wanted) / max(1.0, abs(wanted)))
    return _row(
        "exported NumPy code",
        f"exact values of updates, losses, Jacobian and spectrum at {len(points)} points",
        worst,
        1e-12,
    )


def _slow_rate(analysis: Analysis, point: Point) -> tuple[complex, Vector]:
    """The nonzero transverse eigenvalue nearest to 0 and the point of the manifold it is taken at.

    The point has |s| = 1 on the side where a and the feedback have the same sign.
    """
    here, pair = _eigenvalues(analysis, point)[0]
    slow = min((one for one in pair if abs(one) > 1e-9), key=abs)
    c = point["a_star"] * point["b_star"]
    return slow, np.array([float(one) for one in (here["s"], c / here["s"], point["w_star"])])


def _eigenvalues(analysis: Analysis, point: Point) -> list[tuple[Point, tuple[complex, complex]]]:
    """The transverse pair, larger real part first, at two s with a phi > 0 and two with a phi < 0."""
    found: list[tuple[Point, tuple[complex, complex]]] = []
    side = 1 if analysis.rule.symmetric or point["a_hat"] > 0 else -1
    for s in (side, 2 * side, -side, Fraction(-side, 2)):
        here = {**point, "s": Fraction(s)}
        trace = _exact(analysis.optimal.trace, here)
        determinant = _exact(analysis.optimal.determinant, here)
        root = cmath.sqrt(trace**2 - 4 * determinant)
        found.append((here, ((float(trace) + root) / 2, (float(trace) - root) / 2)))
    return found


def _nearest(matrix: Vector, value: complex) -> tuple[complex, Vector]:
    """The eigenvalue of a matrix nearest to a value, and its eigenvector."""
    values, vectors = np.linalg.eig(matrix)
    place = int(np.argmin(np.abs(values - value)))
    return complex(values[place]), vectors[:, place]


def _integrated(dynamics: Dynamics, start: Vector, time: float) -> Vector:
    """The flow after a time, to near machine precision."""
    found = solve_ivp(
        lambda _, y: dynamics.flow(y),
        (0.0, time),
        start,
        method="DOP853",
        rtol=1e-13,
        atol=1e-15,
    )
    end: Vector = found.y[:, -1]
    return end


def _exact_jacobian(analysis: Analysis, point: Point) -> list[Fraction]:
    """The Jacobian of -Delta by central differences of exact values, row by row."""
    columns = []
    for variable in STATE:
        sides = []
        for sign in (1, -1):
            moved = {**point, variable.name: point[variable.name] + sign * _STEP}
            sides.append([_exact(analysis.update.limit[one], moved) for one in STATE])
        columns.append([(low - high) / (2 * _STEP) for high, low in zip(*sides, strict=True)])
    return [column[row] for row in range(3) for column in columns]


def _exact(expression: Expr, point: Point) -> Fraction:
    """The exact value of a derived formula: rational numbers in place of its symbols."""
    values = {**point, "c": point["a_star"] * point["b_star"]}
    value = expression.xreplace({Symbol(name): Rational(one) for name, one in values.items()})
    return Fraction(int(value.p), int(value.q))


def _parameter_names(rule: LearningRule) -> list[str]:
    names = [symbol.name for symbol in rule.parameters]
    return [*names, "tau"] if rule.horizon == notation.tau else names


def _row(quantity: str, method: str, deviation: float, bound: float) -> Row:
    """A row whose deviation is rounding or a cut-off tail: the bound it keeps is shown, or else it."""
    shown = _threshold(bound) if deviation <= bound else _two_digits(deviation)
    return Row(quantity, method, deviation, bound, shown)


def _threshold(bound: float) -> str:
    """The least power of ten that is not below the bound."""
    return f"< 10^{{{math.ceil(math.log10(bound) - 1e-9)}}}"


def _two_digits(value: float) -> str:
    mantissa, exponent = f"{value:.1e}".split("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}"

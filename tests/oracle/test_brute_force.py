"""The closed forms against the definition, summed term by term at exact rational points.

What is independent here: the kernels are written out again as Python functions, and the sums are
those of the definition,
    e_k     = a b w^k - c w_star^k
    Delta a = sum_{k < T} e_k b w^k
    Delta b = sum_{m < T} kappa_m phi e_m
    Delta w = sum_{m < T} kappa_m phi sum_{j < T-1-m} e_{m+1+j} b w^j.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
from sympy import QQ, Expr, Rational, Symbol
from sympy.polys.rings import ring

from symdyn import Analysis, LearningRule, all_rules, find_rule, parameter
from symdyn.notation import a, b, m, tau, w, w_hat
from symdyn.simulation.literal_sums import literal_mode, literal_update, tail_bound

STATE = (a, b, w)
Point = dict[str, Any]
Analyser = Callable[[LearningRule], Analysis]
Kernel = Callable[[int, Mapping[str, Any]], Any]

gamma = parameter("gamma", -1, 1)
delta = parameter("delta", 0, 1)


@dataclass(frozen=True)
class Case:
    rule: LearningRule
    kernel: Kernel  # kappa_m at a point, before the horizon
    horizon: Callable[[Point], int | None] = lambda _: None

    def kappa(self, lag: int, point: Point) -> Any:
        end = self.horizon(point)
        return self.kernel(lag, point) if end is None or lag < end else 0 * point["w"]


def custom(name: str, kernel: Expr, value: Kernel, feedback: str = "random", **more: Any) -> Case:
    rule = LearningRule(name, name, feedback, kernel, horizon=more.get("horizon"))
    end = more.get("horizon")
    return Case(rule, value, lambda p: p["tau"] if end is tau else end)


def power_of_w(lag: int, p: Mapping[str, Any]) -> Any:
    return p["w"] ** lag


def power_of_decay(lag: int, p: Mapping[str, Any]) -> Any:
    return p["w_hat"] ** lag


def filtered(lag: int, p: Mapping[str, Any]) -> Any:
    return sum(p["w"] ** k * p["gamma"] ** (lag - k) for k in range(lag + 1))


BUILT_IN = {
    "bptt": Case(find_rule("bptt"), power_of_w),
    "tbptt": Case(find_rule("tbptt"), power_of_w, lambda _: 1),
    "tbptt-tau": Case(find_rule("tbptt-tau"), power_of_w, lambda p: p["tau"]),
    "rflo": Case(find_rule("rflo"), power_of_decay),
    "rflo-symmetric": Case(find_rule("rflo-symmetric"), power_of_decay),
    "e-prop": Case(find_rule("e-prop"), power_of_w),
    "e-prop-symmetric": Case(find_rule("e-prop-symmetric"), power_of_w),
    "feedback-alignment": Case(find_rule("feedback-alignment"), power_of_w),
    "decayed-rtrl": Case(find_rule("decayed-rtrl"), lambda k, p: (p["gamma"] * p["w"]) ** k),
    "e-prop-filtered": Case(find_rule("e-prop-filtered"), filtered),
    "readout-only": Case(find_rule("readout-only"), lambda _, p: 0 * p["w"]),
}
CUSTOM = {
    case.rule.name: case
    for case in (
        custom(
            "two-exponentials",
            (w_hat**m + gamma**m) / 2,
            lambda k, p: (p["w_hat"] ** k + p["gamma"] ** k) / 2,
        ),
        custom(
            "three-exponentials",
            w**m + w_hat**m / 2 - 3 * (gamma * w) ** m,
            lambda k, p: p["w"] ** k + p["w_hat"] ** k / 2 - 3 * (p["gamma"] * p["w"]) ** k,
            "symmetric",
        ),
        custom("alternating-w", (-w) ** m, lambda k, p: (-p["w"]) ** k, "symmetric"),
        custom("alternating-decay", (-1) ** m * w_hat**m, lambda k, p: (-1) ** k * p["w_hat"] ** k),
        custom(
            "cubic",
            (1 - 2 * m + m**2 / 2 + m**3 / 3) * w_hat**m,
            lambda k, p: (1 - 2 * k + Fraction(k**2, 2) + Fraction(k**3, 3)) * p["w_hat"] ** k,
        ),
        custom(
            "quadratic-in-w",
            (m + 1) * (m + 2) / 2 * (w / 2) ** m,
            lambda k, p: Fraction((k + 1) * (k + 2), 2) * (p["w"] / 2) ** k,
            "symmetric",
        ),
        custom("product-ratio", (w * w_hat) ** m, lambda k, p: (p["w"] * p["w_hat"]) ** k),
        custom(
            "average-ratio", ((w + w_hat) / 2) ** m, lambda k, p: ((p["w"] + p["w_hat"]) / 2) ** k
        ),
        custom(
            "weighted", delta * w_hat**m, lambda k, p: p["delta"] * p["w_hat"] ** k, "symmetric"
        ),
        custom("horizon-2", w**m, power_of_w, "symmetric", horizon=2),
        custom("horizon-3-decay", w_hat**m, power_of_decay, horizon=3),
        custom("horizon-5", w**m, power_of_w, "symmetric", horizon=5),
        custom(
            "linear-horizon-tau",
            (1 + m) * w_hat**m,
            lambda k, p: (1 + k) * p["w_hat"] ** k,
            "symmetric",
            horizon=tau,
        ),
    )
}
CASES = {**BUILT_IN, **CUSTOM}
every_case = pytest.mark.parametrize("name", CASES)


def random_point(seed: int, **fixed: Any) -> Point:
    """Exact numbers of both signs; ratios at most 3/5 so that limits are near after 100 lags."""
    rng = np.random.default_rng(seed)

    def signed(scale: Fraction) -> Fraction:
        return int(rng.choice((1, -1))) * scale * Fraction(int(rng.integers(1, 61)), 61)

    point: Point = {name: signed(Fraction(2)) for name in ("a", "b", "a_star", "b_star", "a_hat")}
    point |= {name: signed(Fraction(3, 5)) for name in ("w", "w_star", "w_hat", "gamma")}
    point["delta"] = Fraction(int(rng.integers(1, 61)), 61)
    point["tau"] = int(rng.integers(1, 7))
    return point | fixed


def points_of(name: str, seed: int, count: int, **fixed: Any) -> list[Point]:
    found = [random_point(seed + 1000 * k, **fixed) for k in range(count)]
    if name in {"decayed-rtrl", "e-prop-filtered"}:
        found = [point | {"gamma": abs(point["gamma"])} for point in found]
    return found


def exact(expression: Expr, point: Point) -> Fraction:
    """The value of one of our own formulas: an exact fraction, or the test fails here."""
    values = {**point, "c": point["a_star"] * point["b_star"]}
    number = expression.xreplace(
        {
            Symbol(key): Rational(Fraction(value).numerator, Fraction(value).denominator)
            for key, value in values.items()
        }
    )
    assert number.is_Rational, f"{expression} is {number} at {point}"
    return Fraction(int(number.p), int(number.q))


def errors(point: Point, T: int) -> list[Any]:
    c = point["a_star"] * point["b_star"]
    return [point["a"] * point["b"] * point["w"] ** k - c * point["w_star"] ** k for k in range(T)]


def literal(case: Case, point: Point, T: int) -> tuple[Any, Any, Any]:
    """Delta a, Delta b, Delta w over T steps, as they are defined."""
    e, own, b_ = errors(point, T), [point["w"] ** k for k in range(T)], point["b"]
    phi = point["a"] if case.rule.symmetric else point["a_hat"]
    kappa = [case.kappa(lag, point) for lag in range(T)]
    return (
        sum(e[k] * b_ * own[k] for k in range(T)),
        sum(kappa[k] * phi * e[k] for k in range(T)),
        sum(
            kappa[k] * phi * sum(e[k + 1 + j] * b_ * own[j] for j in range(T - 1 - k))
            for k in range(T)
        ),
    )


def test_every_built_in_rule_is_covered() -> None:
    built_in = {found.rule.name for found in all_rules() if found.origin == "symdyn"}
    assert set(BUILT_IN) == built_in


@every_case
def test_finite_update_is_the_literal_sum(name: str, analysed: Analyser) -> None:
    case, update = CASES[name], analysed(CASES[name].rule).update
    checked = 0
    for point in points_of(name, 1, 3):
        assert all(exact(one, point) for one in update.finite_nonzero)
        for T in range(1, 8):
            if exact(update.minimal_T, point) > T:
                continue
            values = [exact(update.finite[one], point | {"T": T}) for one in STATE]
            assert values == list(literal(case, point, T)), (point, T)
            checked += 1
    assert checked >= 6


@every_case
def test_finite_update_holds_at_the_teacher_and_at_zero(name: str, analysed: Analyser) -> None:
    case, update = CASES[name], analysed(CASES[name].rule).update
    (point,) = points_of(name, 7, 1, tau=2)
    for special in (
        {"w": point["w_star"]},
        {"w": Fraction(0)},
        {"w_star": Fraction(0)},
        {"a": Fraction(0)},
        {"b": Fraction(0)},
    ):
        at = point | special
        if not all(exact(one, at) for one in update.finite_nonzero):
            continue  # a removable singularity, of which the formulas warn
        for T in (5, 6):
            values = [exact(update.finite[one], at | {"T": T}) for one in STATE]
            assert values == list(literal(case, at, T)), (special, T)


@every_case
def test_the_closed_form_says_where_it_does_not_hold(name: str, analysed: Analyser) -> None:
    """Where no stated expression vanishes, no denominator does: w = w_hat is the usual case."""
    update = analysed(CASES[name].rule).update
    (point,) = points_of(name, 8, 1, tau=2)
    point["w_hat"] = point["gamma"] = point["w"]
    regular = all(exact(one, point) for one in update.finite_nonzero)
    values = [update.finite[one].xreplace(_rationals(point | {"T": 6})) for one in STATE]
    assert regular is all(value.is_Rational for value in values)


def _rationals(point: Point) -> dict[Symbol, Rational]:
    values = {**point, "c": point["a_star"] * point["b_star"]}
    return {
        Symbol(k): Rational(Fraction(v).numerator, Fraction(v).denominator)
        for k, v in values.items()
    }


@every_case
def test_limit_is_the_literal_series_up_to_a_proved_tail(name: str, analysed: Analyser) -> None:
    case, update = CASES[name], analysed(CASES[name].rule).update
    context = mpmath.mp.clone()
    context.dps = 50
    for point in points_of(name, 2, 2):
        decimals = {
            key: value if key == "tau" else context.mpf(value.numerator) / value.denominator
            for key, value in point.items()
        }
        lags = 110
        bound = tail_of(case, point, lags)
        assert bound < 1e-35
        for variable, series in zip(STATE, literal(case, decimals, lags), strict=True):
            closed = exact(update.limit[variable], point)
            difference = abs(context.mpf(closed.numerator) / closed.denominator - series)
            assert difference <= bound + context.mpf(10) ** -44, (point, variable)


def tail_of(case: Case, point: Point, lags: int) -> float:
    """All ratios are at most 3/5 and |kappa_m| <= 5 (1 + m)^3 (3/5)^m for the kernels here.

    |Delta w|'s terms k = m + 1 + j >= lags are at most 5 k (1 + k)^3 (3/5)^(k-1) |phi b| E (3/5)^k,
    and those of the other two are smaller; beyond 100 lags the ratio of successive bounds is below
    (3/5)^2 (102/101)^4 < 2/5.
    """
    for lag in range(lags):
        assert abs(case.kappa(lag, point)) <= 5 * (1 + lag) ** 3 * Fraction(3, 5) ** lag
    size = abs(point["a"] * point["b"]) + abs(point["a_star"] * point["b_star"])
    strength = 1 + max(abs(point["a"]), abs(point["a_hat"]))
    first = 5 * (1 + lags) ** 4 * Fraction(3, 5) ** (2 * lags - 1)
    return float(strength * (1 + abs(point["b"])) * size * first / (1 - Fraction(2, 5)))


@every_case
def test_the_packaged_literal_sums_and_their_tail_bound(name: str, analysed: Analyser) -> None:
    """What validate() measures by agrees with this file's sums, and its bound does bound."""
    case = CASES[name]
    for point in points_of(name, 3, 2):
        mode = literal_mode(case.rule, point)
        assert literal_update(mode, 6) == literal(case, point, 6)
        bound = tail_bound(mode, 12)
        limits = [exact(analysed(CASES[name].rule).update.limit[one], point) for one in STATE]
        distances = [abs(x - y) for x, y in zip(limits, literal_update(mode, 12), strict=True)]
        assert bound is None or max(distances) <= bound


def test_loss_is_the_literal_sum(analysed: Analyser) -> None:
    update = analysed(CASES["rflo"].rule).update
    for point in points_of("rflo", 4, 4):
        for T in range(1, 7):
            total = sum(one**2 for one in errors(point, T)) / 2
            assert exact(update.loss_finite, point | {"T": T}) == total
        tail = exact(update.loss, point) - sum(one**2 for one in errors(point, 60)) / 2
        size = abs(point["a"] * point["b"]) + abs(point["a_star"] * point["b_star"])
        assert 0 <= tail <= size**2 * Fraction(3, 5) ** 120


@pytest.mark.parametrize("name", ["bptt", "e-prop-symmetric"])
def test_the_update_is_the_gradient_of_the_literal_loss(name: str, analysed: Analyser) -> None:
    """L_T is a polynomial in a, b, w: differentiate its expanded sum, not the closed form."""
    update = analysed(CASES[name].rule).update
    assert update.is_gradient
    polynomials, x, y, z = ring("a,b,w", QQ)
    for point in points_of(name, 5, 2):
        c, w_star = point["a_star"] * point["b_star"], point["w_star"]
        for T in (1, 2, 3, 6):
            loss = polynomials.zero
            for k in range(T):
                loss += (x * y * z**k - QQ(*(c * w_star**k).as_integer_ratio())) ** 2
            here = [QQ(*point[one.name].as_integer_ratio()) for one in STATE]
            for variable, symbol in zip((x, y, z), STATE, strict=True):
                slope = loss.diff(variable).evaluate(list(zip((x, y, z), here, strict=True))) / 2
                derived = exact(update.finite[symbol], point | {"T": T})
                assert (int(slope.numerator), int(slope.denominator)) == (
                    derived.as_integer_ratio()
                )


@every_case
def test_only_a_gradient_is_called_one(name: str, analysed: Analyser) -> None:
    """Mixed partial derivatives of a gradient agree; exact differences refute the others."""
    case, update = CASES[name], analysed(CASES[name].rule).update
    (point,) = points_of(name, 6, 1, tau=3)
    step, T = Fraction(1, 10**6), 7

    def slope(component: int, variable: str) -> Fraction:
        sides = [literal(case, point | {variable: point[variable] + h}, T) for h in (step, -step)]
        return (sides[0][component] - sides[1][component]) / (2 * step)

    symmetric = all(
        abs(slope(i, STATE[j].name) - slope(j, STATE[i].name)) < Fraction(1, 10**8)
        for i, j in ((0, 1), (0, 2), (1, 2))
    )
    assert update.is_gradient is symmetric

"""How fast learning is along the optimal manifold, against the exact trace and determinant.

test_manifold.py compares trace and determinant with literal sums; here the slow rate is computed
from them in 60 digits, or by the exported code, and its stated ends and extrema are looked up.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from types import ModuleType
from typing import Any

import mpmath
import numpy as np
import pytest
from sympy import Expr, Poly, Rational, Symbol

from symdyn import Analysis, LearningRule, all_rules, parameter
from symdyn.codegen import export, load_module
from symdyn.notation import m, s, tau, w, w_hat
from symdyn.report.wire import to_json

mp = mpmath.mp.clone()
mp.dps = 60
Analyser = Callable[[LearningRule], Analysis]
gamma = parameter("gamma", -1, 1)

RULES = {found.rule.name: found.rule for found in all_rules() if found.origin == "symdyn"}
RULES |= {
    rule.name: rule
    for rule in (
        LearningRule("two-exponentials", "two exponentials", "random", (w_hat**m + gamma**m) / 2),
        LearningRule("negative", "negative", "symmetric", -(w_hat**m)),
        LearningRule("horizon-3", "horizon 3", "random", w_hat**m, horizon=3),
        LearningRule("linear-tau", "linear, tau", "symmetric", (1 + m) * w**m, horizon=tau),
    )
}
# Symmetric feedback without a symbolic horizon: at w_star = 0 the slow rate does not depend on s.
VANISHING = (
    "bptt",
    "tbptt",
    "decayed-rtrl",
    "e-prop-symmetric",
    "rflo-symmetric",
    "negative",
)
every_rule = pytest.mark.parametrize("name", RULES)


def random_point(seed: int) -> dict[str, Any]:
    """Exact numbers with a_hat and gamma positive."""
    rng = np.random.default_rng(seed)
    point: dict[str, Any] = {}
    for key, scale in (
        ("c", 4),
        ("a_hat", 2),
        ("w_star", Fraction(3, 5)),
        ("w_hat", Fraction(3, 5)),
        ("gamma", 1),
    ):
        sign = 1 if key in ("a_hat", "gamma") else int(rng.choice((1, -1)))
        point[key] = sign * scale * Fraction(int(rng.integers(6, 61)), 61)
    point["tau"] = int(rng.integers(1, 6))
    return point


def exact(expression: Expr, point: Mapping[str, Any]) -> Fraction:
    number = expression.xreplace(
        {
            Symbol(k): Rational(Fraction(v).numerator, Fraction(v).denominator)
            for k, v in point.items()
        }
    )
    assert number.is_Rational, f"{expression} is {number} at {point}"
    return Fraction(int(number.p), int(number.q))


def to_mp(value: Fraction) -> Any:
    return mp.mpf(value.numerator) / value.denominator


def slow_rate(analysis: Analysis, point: Mapping[str, Any]) -> Any:
    """Minus the larger transverse eigenvalue, from the exact trace and determinant."""
    trace, determinant = (
        to_mp(exact(one, point)) for one in (analysis.optimal.trace, analysis.optimal.determinant)
    )
    root = mp.sqrt(trace**2 - 4 * determinant)
    return -(trace + root) / 2


@every_rule
def test_the_ends_of_the_slow_rate(name: str, analysed: Analyser) -> None:
    analysis = analysed(RULES[name])
    ends = (
        (analysis.rates.at_zero, Fraction(1, 10**4)),
        (analysis.rates.at_infinity, Fraction(10**4)),
    )
    for asymptote, position in ends:
        if asymptote is None:
            continue
        for seed in (6, 7):
            point = {**random_point(seed), "s": position}
            leading = to_mp(exact(asymptote.coefficient, point) * position**asymptote.power)
            assert abs(slow_rate(analysis, point) / leading - 1) < mp.mpf("1e-3"), (position, point)
    without = ("readout-only", "negative", "linear-tau", "two-exponentials")
    assert (analysis.rates.at_zero is None) <= (name in without)


@every_rule
def test_the_slow_rate_turns_where_a_stated_factor_vanishes(name: str, analysed: Analyser) -> None:
    """At each maximum or minimum of the slow rate over s > 0 a stated factor is 0."""
    analysis = analysed(RULES[name])
    factors = analysis.rates.stationary
    if factors is None:
        return  # too long to state
    module = load_module(export(analysis))
    found = 0
    for seed in (8, 9, 10):
        point = random_point(seed)
        for near in extrema(rate_over_s(module, point)):
            position = mp.findroot(slope_of_slow_rate(analysis, point), near)
            assert abs(position / near - 1) < 1e-5
            values = [
                [at_position(factor, point)(position * side) for factor in factors]
                for side in (mp.mpf(9) / 10, 1, mp.mpf(11) / 10)
            ]
            assert any(
                abs(here) < mp.mpf(10) ** -25 * (abs(before) + abs(after))
                for before, here, after in zip(*values, strict=True)
            ), (near, point)
            found += 1
    assert found >= 3 or name not in ("bptt", "tbptt-tau")


@every_rule
def test_a_rate_is_the_same_everywhere_where_it_is_said_to_be(
    name: str, analysed: Analyser
) -> None:
    """Positions share an eigenvalue just where `stationary_where` fails or a factor is 0 for all s.

    Exact resultants of the characteristic polynomials, at w_star = 0 and at generic points.
    """
    analysis = analysed(RULES[name])
    factors, always = analysis.rates.stationary, analysis.rates.always_stationary
    sent = to_json(analysis)["rates"]
    assert isinstance(sent, dict)
    if factors is None:
        assert sent["stationary_where"] is None
        return  # too long to state
    assert sent["stationary_where"] == [f"{one} != 0" for one in always]
    if name == "readout-only":
        return  # one eigenvalue is 0 everywhere
    positions = (Fraction(2, 3), Fraction(7, 5), Fraction(3))
    for seed in (11, 12, 13):
        generic = random_point(seed)
        for point in (generic, {**generic, "w_star": Fraction(0)}):
            places = [{**point, "s": position} for position in positions]
            first, *others = (characteristic_polynomial(analysis, one) for one in places)
            same = [first.resultant(other) == 0 for other in others]
            told = any(exact(one, point) == 0 for one in always)
            silent = any(all(exact(one, place) == 0 for place in places) for one in factors)
            assert same == [told or silent] * len(others), point
            assert not same[0] or not point["w_star"]
    assert always == ((Symbol("w_star"),) if name in VANISHING else ())


def characteristic_polynomial(analysis: Analysis, point: Mapping[str, Any]) -> Poly:
    """Of the two eigenvalues transverse to the manifold, with rational coefficients."""
    trace, determinant = (
        Rational(str(exact(one, point)))
        for one in (analysis.optimal.trace, analysis.optimal.determinant)
    )
    return Poly([1, -trace, determinant], Symbol("x"))


def at_position(expression: Expr, point: Mapping[str, Any]) -> Callable[[Any], Any]:
    """A rational function of s at fixed parameters, in the arithmetic of its argument."""
    fixed = {Symbol(k): Rational(str(Fraction(v))) for k, v in point.items()}
    numerator, denominator = expression.xreplace(fixed).as_numer_denom()
    above, below = (Poly(one, s).all_coeffs() for one in (numerator, denominator))

    def value(position: Any) -> Any:
        return horner(above, position) / horner(below, position)

    return value


def horner(coefficients: list[Rational], x: Any) -> Any:
    total = mp.mpf(0)
    for one in coefficients:
        total = total * x + mp.mpf(int(one.p)) / int(one.q)
    return total


def slope_of_slow_rate(analysis: Analysis, point: Mapping[str, Any]) -> Callable[[Any], Any]:
    trace = at_position(analysis.optimal.trace, point)
    determinant = at_position(analysis.optimal.determinant, point)

    def rate(x: Any) -> Any:
        return -(trace(x) + mp.sqrt(trace(x) ** 2 - 4 * determinant(x))) / 2

    return lambda x: mp.diff(rate, x)


def rate_over_s(module: ModuleType, point: Mapping[str, Any]) -> Callable[[Any], Any]:
    """The slow rate at many s at once, by the exported code; nan where the pair is complex."""
    parameters = {
        name: int(point[name]) if name == "tau" else float(point[name])
        for name in module.PARAMETERS
    }

    def rate(positions: Any) -> Any:
        spectrum = module.eigenvalues(
            positions, float(point["c"]), 1.0, float(point["w_star"]), **parameters
        )
        return np.where(spectrum.imag.any(-1), np.nan, -spectrum[..., 1].real)

    return rate


def extrema(rate: Callable[[Any], Any]) -> list[float]:
    """Positions of maxima and minima, as far as floats resolve them: to about 1e-7."""
    found = []
    grid = np.geomspace(0.05, 20, 400)
    values = rate(grid)
    turns = np.flatnonzero(np.diff(values[:-1]) * np.diff(values[1:]) < 0) + 1
    for turn in turns:
        low, high = grid[turn - 1], grid[turn + 1]
        sign = 1 if values[turn] > values[turn - 1] else -1
        for _ in range(5):
            fine = np.linspace(low, high, 41)
            best = int(np.argmax(sign * rate(fine)))
            low, high = fine[max(best - 2, 0)], fine[min(best + 2, 40)]
        found.append(float((low + high) / 2))
    return found


def test_bptt_is_slowest_where_the_gains_balance(analysed: Analyser) -> None:
    """The slow rate of BPTT is least at s = sqrt|c|, where a^2 = b^2."""
    analysis = analysed(RULES["bptt"])
    assert analysis.rates.stationary is not None
    (factor,) = analysis.rates.stationary
    point = random_point(10) | {"c": Fraction(9, 4)}
    balanced, step = Fraction(3, 2), Fraction(1, 10**8)

    def rate(position: Fraction) -> Any:
        return slow_rate(analysis, {**point, "s": position})

    assert exact(factor, {**point, "s": balanced}) == 0
    assert abs(rate(balanced + step) - rate(balanced - step)) < mp.mpf(10) ** -20
    others = [Fraction(1, 2), Fraction(7, 5), Fraction(8, 5), Fraction(5)]
    assert all(rate(balanced) < rate(other) for other in others)

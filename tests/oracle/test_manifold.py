"""Fixed points, linearisation, stability and rates against sums over 90 lags in 60 digits.

The literal sums are those of symdyn.simulation.literal_sums, which test_brute_force.py compares
with a second writing of the definition.  All ratios are at most 3/5 here, so that 90 lags leave
out less than 1e-28; derivatives are central differences with a step of 1e-15, exact to about 1e-28.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
from sympy import Expr, Rational, Symbol, lambdify
from sympy.logic.boolalg import BooleanAtom

from symdyn import Analysis, LearningRule, all_rules, analyse, parameter
from symdyn.codegen import export, load_module
from symdyn.notation import a, a_hat, b, m, s, tau, w, w_hat
from symdyn.simulation.literal_sums import literal_mode, literal_update

mp = mpmath.mp.clone()
mp.dps = 60
Analyser = Callable[[LearningRule], Analysis]
STATE = (a, b, w)
LAGS = 90
STEP = Fraction(1, 10**15)
gamma = parameter("gamma", -1, 1)

RULES = {found.rule.name: found.rule for found in all_rules() if found.origin == "symdyn"}
CUSTOM = (
    LearningRule("two-exponentials", "two exponentials", "random", (w_hat**m + gamma**m) / 2),
    LearningRule("difference", "difference", "random", w_hat**m - 2 * gamma**m),
    LearningRule("alternating", "alternating", "symmetric", (-w) ** m),
    LearningRule("cubic", "cubic", "symmetric", (1 - 3 * m + m**3 / 2) * w_hat**m),
    LearningRule("product", "product", "random", (w * w_hat) ** m),
    LearningRule("negative", "negative", "symmetric", -(w_hat**m)),
    LearningRule("horizon-3", "horizon 3", "random", w_hat**m, horizon=3),
    LearningRule("linear-tau", "linear, tau", "symmetric", (1 + m) * w**m, horizon=tau),
)
RULES |= {rule.name: rule for rule in CUSTOM}
every_rule = pytest.mark.parametrize("name", RULES)
random_rules = pytest.mark.parametrize(
    "name", [name for name, rule in RULES.items() if not rule.symmetric]
)


def random_point(name: str, seed: int) -> dict[str, Any]:
    """An exact point on the optimal manifold, a_hat s of either sign."""
    rng = np.random.default_rng(seed)

    def signed(scale: Fraction) -> Fraction:
        return int(rng.choice((1, -1))) * scale * Fraction(int(rng.integers(6, 61)), 61)

    point: dict[str, Any] = {key: signed(Fraction(2)) for key in ("a_star", "b_star", "a_hat", "s")}
    point |= {key: signed(Fraction(3, 5)) for key in ("w_star", "w_hat", "gamma")}
    if name == "decayed-rtrl":
        point["gamma"] = abs(point["gamma"])
    point["tau"] = int(rng.integers(1, 6))
    return on_manifold(point)


def on_manifold(point: Mapping[str, Any]) -> dict[str, Any]:
    c = point["a_star"] * point["b_star"]
    return {**point, "c": c, "a": point["s"], "b": c / point["s"], "w": point["w_star"]}


def exact(expression: Expr, point: Mapping[str, Any]) -> Fraction:
    number = expression.xreplace(rationals(point))
    assert number.is_Rational, f"{expression} is {number} at {point}"
    return Fraction(int(number.p), int(number.q))


def rationals(point: Mapping[str, Any]) -> dict[Symbol, Rational]:
    return {
        Symbol(k): Rational(Fraction(v).numerator, Fraction(v).denominator)
        for k, v in point.items()
    }


def decimal(expression: Expr, point: Mapping[str, Any]) -> Any:
    """A formula with square roots, in 60 digits."""
    return mp.mpmathify(expression.xreplace(rationals(point)).evalf(60))


def to_mp(value: Fraction) -> Any:
    return mp.mpf(value.numerator) / value.denominator


def literal_flow(rule: LearningRule, point: Mapping[str, Any]) -> list[Any]:
    return [-one for one in literal_update(literal_mode(rule, point), LAGS, to_mp)]


def literal_jacobian(rule: LearningRule, point: Mapping[str, Any]) -> Any:
    matrix = mp.matrix(3, 3)
    for column, variable in enumerate(STATE):
        sides = [
            literal_flow(rule, {**point, variable.name: point[variable.name] + sign * STEP})
            for sign in (1, -1)
        ]
        for row in range(3):
            matrix[row, column] = (sides[0][row] - sides[1][row]) / (2 * to_mp(STEP))
    return matrix


def close(found: Any, wanted: Any, scale: Any = 1) -> bool:
    return bool(abs(found - wanted) <= mp.mpf(10) ** -20 * (1 + abs(wanted) + abs(scale)))


def same_spectrum(found: Any, wanted: list[Any]) -> bool:
    """Each eigenvalue near one of the other set, once; double ones lose half the digits."""
    left = list(found)
    for one in wanted:
        nearest = min(left, key=lambda other: abs(other - one))
        if abs(nearest - one) > mp.mpf(10) ** -9 * (1 + abs(one)):
            return False
        left.remove(nearest)
    return not left


@every_rule
def test_linearisation_on_the_optimal_manifold(name: str, analysed: Analyser) -> None:
    rule, optimal = RULES[name], analysed(RULES[name]).optimal
    for seed in (1, 2):
        point = random_point(name, seed)
        matrix = literal_jacobian(rule, point)
        scale = max(abs(one) for one in matrix)
        for row in range(3):
            for column in range(3):
                stated = to_mp(exact(optimal.jacobian[row][column], point))
                assert close(matrix[row, column], stated, scale), (row, column, point)
        minors = sum(
            matrix[i, i] * matrix[j, j] - matrix[i, j] * matrix[j, i]
            for i, j in ((0, 1), (0, 2), (1, 2))
        )
        assert close(matrix[0, 0] + matrix[1, 1] + matrix[2, 2], to_mp(exact(optimal.trace, point)))
        assert close(minors, to_mp(exact(optimal.determinant, point)), scale**2)
        assert close(mp.det(matrix), 0, scale**3)
        radicand = exact(optimal.trace, point) ** 2 - 4 * exact(optimal.determinant, point)
        assert exact(optimal.radicand, point) == radicand
        assert not optimal.real or radicand >= 0 or exact(a_hat * s, point) < 0
        eigenvalues, _ = mp.eig(matrix)
        assert same_spectrum(eigenvalues, [decimal(one, point) for one in optimal.eigenvalues])


@every_rule
def test_every_component_consists_of_fixed_points_with_its_loss(
    name: str, analysed: Analyser
) -> None:
    rule = RULES[name]
    for component in analysed(RULES[name]).fixed_points.components:
        needs_zero = component.name in ("no-input", "balanced") and name != "readout-only"
        if needs_zero:
            continue  # a zero of K is to be met exactly: see the next two tests
        for seed in (3, 4):
            point = random_point(name, seed)
            point["w"] = Fraction(17 - 9 * seed, 31)
            c = point["c"]
            if component.name == "optimal":
                point["w"] = point["w_star"]
            elif component.name == "non-optimal":
                point["a"] = point["b"] = Fraction(0)
            elif component.name == "no-input":
                point["b"] = Fraction(0)
            else:
                balance = (1 - point["w"] ** 2) / (1 - point["w"] * point["w_star"])
                point["a"] = c * balance / point["b"]
            assert all(exact(one, point) == 0 for one in component.equations)
            assert all(close(one, 0) for one in literal_flow(rule, point)), component.name
            series = (
                point["a"] * point["b"] * point["w"] ** k - c * point["w_star"] ** k
                for k in range(90)
            )
            assert close(
                to_mp(sum(one**2 for one in series) / 2), to_mp(exact(component.loss, point))
            )
            if component.eigenvalues:
                stated = [decimal(one, point) for one in component.eigenvalues]
                assert same_spectrum(mp.eig(literal_jacobian(rule, point))[0], stated)


def test_a_kernel_that_vanishes_at_the_teacher_has_more_fixed_points(analysed: Analyser) -> None:
    """K(z) = 1/(1 - w_hat z) - 2/(1 - gamma z) is 0 at gamma = 2 w_hat - 1/z."""
    rule, found = RULES["difference"], analysed(RULES["difference"]).fixed_points
    names = [one.name for one in found.components]
    assert names[:1] == ["optimal"]
    assert "no-input" in names
    point = random_point("difference", 5) | {"w_star": Fraction(4, 5), "w_hat": Fraction(7, 10)}
    point["gamma"] = 2 * point["w_hat"] - 1 / point["w_star"]
    component = found.components[names.index("no-input")]
    at = point | {"b": Fraction(0), "w": Fraction(1, 3), "a": Fraction(5, 7)}
    assert component.conditions
    assert all(exact(one, at) == 0 for one in (*component.equations, *component.conditions))
    assert all(abs(one) < mp.mpf(10) ** -15 for one in literal_flow(rule, at))
    elsewhere = at | {"gamma": at["gamma"] + Fraction(1, 10)}
    assert any(exact(one, elsewhere) for one in component.conditions)
    assert any(abs(one) > mp.mpf(10) ** -3 for one in literal_flow(rule, elsewhere))
    stated = [decimal(one, at) for one in component.eigenvalues]
    trace = sum(literal_jacobian(rule, at)[i, i] for i in range(3))
    assert abs(sum(stated) - trace) < mp.mpf(10) ** -12


def test_a_zero_of_the_kernel_that_moves_with_the_student() -> None:
    """K(w_star) = 1 + 2 w w_star is 0 at w = -1/(2 w_star), inside the domain for |w_star| > 1/2."""
    rule = LearningRule("steep", "steep", "symmetric", (1 + m) * w**m, horizon=2)
    found = {one.name: one for one in analyse(rule).fixed_points.components}
    point = random_point("steep", 5) | {
        "w_star": Fraction(3, 5),
        "w": Fraction(-5, 6),
        "b": Fraction(0),
    }
    component = found["no-input"]
    assert not component.conditions
    assert all(exact(one, point) == 0 for one in component.equations)
    assert all(abs(one) < mp.mpf(10) ** -15 for one in literal_flow(rule, point))
    elsewhere = point | {"w": Fraction(-4, 6)}
    assert any(exact(one, elsewhere) for one in component.equations)
    assert any(abs(one) > mp.mpf(10) ** -3 for one in literal_flow(rule, elsewhere))


def test_where_the_kernel_cannot_vanish_no_component_says_so(analysed: Analyser) -> None:
    for name in ("bptt", "tbptt", "tbptt-tau", "rflo", "e-prop", "decayed-rtrl"):
        found = analysed(RULES[name]).fixed_points
        assert found.credit_vanishes == ()
        assert {one.name for one in found.components} <= {"optimal", "non-optimal"}
    assert [one.name for one in analysed(RULES["rflo"]).fixed_points.components] == ["optimal"]


@every_rule
def test_the_stability_region_by_many_spectra(name: str, analysed: Analyser) -> None:
    """Stable exactly where every condition is positive: eigenvalues of 2,000 Jacobians decide."""
    analysis, rule = analysed(RULES[name]), RULES[name]
    module = load_module(export(analysis))
    rng = np.random.default_rng(11)
    size = 2000
    values: dict[str, Any] = {
        key: rng.uniform(0.02, 3, size) ** 2 * rng.choice([-1, 1], size)
        for key in ("c", "s", "a_hat")
    }
    values |= {key: rng.uniform(-0.97, 0.97, size) for key in ("w_star", "w_hat", "gamma")}
    # Half of the points near the window where a_hat s < 0, q a little beyond -b^2.
    near = slice(0, size // 2)
    scale = rng.uniform(0.5, 2, size // 2) * (values["c"] / values["s"])[near] ** 2
    values["a_hat"][near] = -scale / values["s"][near]
    if name == "decayed-rtrl":
        values["gamma"] = np.abs(values["gamma"])
    values["tau"] = 3
    arguments = [values[key] for key in module.PARAMETERS]
    point = (values["s"], values["c"] / values["s"], values["w_star"])
    matrices = module.jacobian(*point, values["c"], 1.0, values["w_star"], *arguments)
    spectra = np.linalg.eigvals(matrices)
    along = np.argmin(np.abs(spectra), axis=-1)
    np.put_along_axis(spectra, along[:, None], -np.inf, axis=-1)
    largest = np.max(spectra.real, axis=-1)
    size_of = np.max(np.abs(matrices), axis=(-2, -1))
    clear = np.abs(largest) > 1e-9 * size_of
    stated = np.ones(size, dtype=bool)
    for condition in analysis.optimal.stability.conditions:
        if isinstance(condition, BooleanAtom):
            stated &= bool(condition)
        else:
            symbols = sorted(condition.free_symbols, key=str)
            stated &= lambdify(symbols, condition)(*(values[str(one)] for one in symbols)) > 0
    stable = largest < 0
    assert clear.sum() > size / 2 or name == "readout-only"
    wrong = clear & (stable != stated)
    assert not wrong.any(), {key: np.broadcast_to(v, size)[wrong][:3] for key, v in values.items()}
    if not rule.symmetric:
        assert 0 < (stable & clear).sum() < clear.sum()
        opposed = clear & (values["a_hat"] * values["s"] < 0)
        witness = analysis.optimal.stability.stable_against_sign
        if witness is None and analysis.optimal.stability.window is not None:
            opening = analysis.optimal.stability.window.opening_sign.sign
            assert (
                opening not in ("zero", "negative", "nonpositive") or not (stable & opposed).any()
            )


@random_rules
def test_the_window_where_a_hat_s_is_negative(name: str, analysed: Analyser) -> None:
    """For q = a_hat s < 0: stable iff lower < -q < upper; it opens iff `opening` > 0."""
    optimal = analysed(RULES[name]).optimal
    window = optimal.stability.window
    if window is None:
        assert optimal.stability.conditions
        return
    opened = False
    for seed in range(40):
        drawn = random_point(name, seed)
        opens = exact(window.opening, drawn) > 0
        for point in (drawn, on_manifold({**drawn, "s": Fraction(10**6)})):
            lower, upper = exact(window.lower, point), exact(window.upper, point)
            gains = (lower * Fraction(9, 10), (lower + upper) / 2, upper * Fraction(11, 10))
            for gain in (*gains, lower + upper):
                at = {**point, "a_hat": -gain / point["s"]}
                stable = exact(optimal.trace, at) < 0 < exact(optimal.determinant, at)
                assert stable is (lower < gain < upper), (name, at)
        assert (lower < upper) is opens, "far out on the manifold b = c/s is small"
        opened = opened or opens
    assert opened is (window.opening_sign.sign not in ("zero", "negative", "nonpositive"))


@random_rules
def test_witnesses_are_what_they_are_said_to_be(name: str, analysed: Analyser) -> None:
    stability = analysed(RULES[name]).optimal.stability
    for witness, stable in ((stability.stable_against_sign, True), (stability.unstable, False)):
        if witness is None:
            continue
        given = dict(witness.point)
        point = on_manifold(
            {"gamma": Fraction(0), **given, "a_star": given["c"], "b_star": Fraction(1)}
        )
        assert exact(a_hat * s, point) < 0
        spectrum, _ = mp.eig(literal_jacobian(RULES[name], point))
        transverse = sorted(spectrum, key=abs)[1:]
        assert (max(one.real for one in transverse) < 0) is stable
    if name == "rflo":
        assert stability.stable_against_sign is not None

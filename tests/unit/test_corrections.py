"""Kernels that are corrected at single lags: every result is that of the kernel with these lags in place."""

from fractions import Fraction

import numpy as np
import pytest
from sympy import Integer, Symbol, simplify

from symdyn import LearningRule, analyse, at_lag, convolve, parameter
from symdyn.claims.chain import claims_of
from symdyn.codegen.export import export
from symdyn.codegen.loading import load_module
from symdyn.errors import KernelError, RuleError, SimulationError
from symdyn.exact.exponential import ExponentialPolynomial, power
from symdyn.exact.linear_forms import LinearForm
from symdyn.exact.matrices import Matrix
from symdyn.exact.rational import field_over, generator
from symdyn.notation import m, tau, w, w_hat, w_star, z
from symdyn.simulation import Network, mean_update
from symdyn.stages.setting.exact_networks import kernel_matrices
from symdyn.testing import run_rule_conformance
from symdyn.testing.literal import LiteralSums
from tests.judged import certificates, status_on_disk
from tests.second_checker import check_files as second_opinion
from tests.selection import slow_but

rho = parameter("rho", 0, None)
gamma = parameter("gamma", 0, 1)

RULES = {
    "head": LearningRule("head", "Head", "random", w**m + (rho - 1) * at_lag(0)),
    "two": LearningRule(
        "two", "Two lags", "symmetric", w_hat**m + rho * w**m * at_lag(2) - at_lag(1)
    ),
    "late": LearningRule(
        "late", "Late", "random", w_hat ** (m - 1) + rho * at_lag(1) + w * at_lag(3), first_lag=1
    ),
    "alone": LearningRule("alone", "One lag", "random", at_lag(2)),
    "window": LearningRule("window", "Window", "random", w**m + at_lag(1), horizon=tau),
    "short": LearningRule("short", "Short", "random", w**m + rho * at_lag(1), horizon=3),
    "filtered": LearningRule(
        "filtered",
        "Filtered",
        "random",
        convolve(w**m, gamma**m) + rho * at_lag(1),
        diagonal=True,
    ),
}
HALF, THIRD = Fraction(1, 2), Fraction(1, 3)
VALUES = {"rho": Fraction(3), "w_hat": THIRD, "gamma": Fraction(1, 4)}


@pytest.mark.parametrize("name", slow_but(("alone",), RULES, 3))
def test_every_claim_of_the_chain_is_proved(name, tmp_path):
    paths = certificates(tmp_path, claims_of(RULES[name]))
    found = status_on_disk(paths)
    assert set(found.values()) <= {"proved", "refuted"}
    assert found[f"{name}.kernel"] == found[f"{name}.update-finite"] == "proved"
    assert {one.id: one.status for one in second_opinion(paths)} == found


@pytest.mark.parametrize("name", slow_but((), RULES, 3))
def test_the_derivation_is_that_of_the_literal_sums(name):
    assert len(run_rule_conformance(RULES[name]).outcomes) > 10


def test_the_transform_has_the_corrections_as_a_polynomial():
    found = analyse(RULES["two"]).credit.general
    own = {one.name: one for one in found.free_symbols}
    expected = 1 / (1 - w_hat * z) + own["rho"] * w**2 * z**2 - z
    assert simplify(found - expected) == 0
    head = analyse(RULES["head"]).credit
    assert head.value_sign.sign == "positive"  # rho + w_star^2 / (1 - w_star^2)
    assert simplify(head.value_expr - own["rho"] - w_star**2 / (1 - w_star**2)) == 0


def test_each_lag_stands_once_and_a_correction_that_is_zero_is_none():
    one = LearningRule("one", "One", "random", w_hat**m * (1 - at_lag(0)) + at_lag(0))
    assert one.kernel == w_hat**m
    assert one.credit == LearningRule("two", "Two", "random", w_hat**m).credit
    both = LearningRule("b", "B", "random", m * w**m + (1 + at_lag(2)) * at_lag(2) * (m + w))
    assert both.kernel == m * w**m + at_lag(2) * (2 * w + 4)
    product = LearningRule("p", "P", "random", w_hat**m + at_lag(1) * at_lag(2))
    assert product.kernel == w_hat**m


def test_closed_forms_hold_once_each_corrected_lag_is_reached():
    assert RULES["two"].least_steps == 3
    assert RULES["late"].least_steps == 4
    assert (RULES["head"].least_steps, RULES["window"].least_horizon) == (1, 3)
    assert analyse(RULES["two"]).update.minimal_T == 3


def test_sums_take_a_single_lag_once():
    field = field_over([Symbol("x")])
    x, n, N = generator(field, Symbol("x")), Symbol("n"), Symbol("N")
    at_two = ExponentialPolynomial.at_lag(field, n, 2)
    summand = at_two * power(x, LinearForm.of(n)) * ExponentialPolynomial.index(field, n)
    assert summand.sum_over(n, LinearForm.of(N))[0].value() == 2 * x**2
    assert (at_two * at_two - at_two).is_zero()
    assert (at_two * ExponentialPolynomial.at_lag(field, n, 3)).is_zero()
    assert [at_two.at(n, lag).value() for lag in range(4)] == [0, 0, 1, 0]


@pytest.mark.parametrize("name", ["head", "two", "late", "short", "filtered"])
def test_networks_learn_by_the_corrected_kernel(name):
    """Exact, in floating point and for T -> infinity, with fewer steps than lags and with more."""
    rule = RULES[name]
    W = np.array([[HALF, Fraction(1, 5)], [0, THIRD]], dtype=object)
    student = Network(A=[[HALF, Fraction(1)]], W=W, B=[[Fraction(1)], [HALF]])
    teacher = Network(A=[[Fraction(1)]], W=[[THIRD]], B=[[Fraction(1)]])
    parameters = {one.name: VALUES[one.name] for one in rule.credit.parameters}
    R = np.array([[Fraction(1), HALF]])
    for T in (1, 2, 6):
        exact = mean_update(rule, student, teacher, T=T, R=R, parameters=parameters)
        expected = _by_definition(rule, student, teacher, T, student.A if rule.symmetric else R)
        for found, one in zip(exact[1:], expected, strict=True):
            assert found.tolist() == one.tolist()
    floats = [
        Network(**{x: np.array(getattr(one, x), dtype=float) for x in "AWB"})
        for one in (student, teacher)
    ]
    near = {name: float(value) for name, value in parameters.items()}
    given = {"R": R.astype(float), "parameters": near}
    long = mean_update(rule, *floats, T=200, **given)
    for one, other in zip(mean_update(rule, *floats, T=None, **given), long, strict=True):
        assert np.allclose(one, other, rtol=1e-12)


def _by_definition(rule, student, teacher, T, back):
    """Delta W and Delta B, the kernel read from its expression: J for w, a number a multiple of I."""
    J = np.diag(np.diag(student.W)) if rule.diagonal else student.W.T
    matrices = Matrix([[J[i, j] for j in range(2)] for i in range(2)])
    values = {Symbol(name): value for name, value in VALUES.items()}
    one, matpow = (
        np.array([[Fraction(x == y) for y in (0, 1)] for x in (0, 1)]),
        np.linalg.matrix_power,
    )

    def value(expression, lag):
        expression = expression.doit()
        if expression.is_Add or expression.is_Mul:
            parts = [value(x, lag) for x in expression.args]
            total = parts[0]
            for part in parts[1:]:
                total = total + part if expression.is_Add else total @ part
            return total
        if expression.is_Pow:
            base, found = value(expression.base, lag), one
            for _ in range(int(expression.exp)):
                found = found @ base
            return found
        if expression == w:
            return J
        number = values.get(Symbol(str(expression)))
        return one * (Fraction(int(expression.p), int(expression.q)) if number is None else number)

    assert matrices.shape == (2, 2)
    E = [
        student.A @ matpow(student.W, x) @ student.B - teacher.A @ matpow(teacher.W, x) @ teacher.B
        for x in range(2 * T)
    ]
    dB, dW = 0 * student.B, 0 * student.W
    for lag in range(rule.first_lag, T if rule.horizon is None else min(T, rule.horizon)):
        credit = value(rule.kernel.xreplace({m: Integer(lag)}), lag) @ back.T
        dB = dB + credit @ E[lag]
        for x in range(T - 1 - lag):
            dW = dW + credit @ E[lag + 1 + x] @ student.B.T @ matpow(student.W.T, x)
    return dW, dB


def test_the_kernel_of_a_network_is_corrected_at_its_lags():
    W = Matrix([[HALF, 1], [0, THIRD]])
    found = kernel_matrices(RULES["two"], W, 4, VALUES)
    J, one = W.transpose(), Matrix.identity(2)
    plain = [one.scale(THIRD**lag) for lag in range(4)]
    assert found == [plain[0], plain[1] - one, plain[2] + (J @ J).scale(3), plain[3]]


def test_exported_code_has_the_corrections():
    module = load_module(export(analyse(RULES["two"]), "numpy"))
    given = {"rho": 3.0, "w_hat": 0.25}
    found = [float(module.kernel(lag, w=0.5, **given)) for lag in range(4)]
    assert found == [1.0, 0.25 - 1, 0.25**2 + 3 * 0.25, 0.25**3]
    point = {"a": 0.5, "b": 0.25, "w": 0.75, "a_star": 0.5, "b_star": 0.5, "w_star": 0.25}
    exact = {x: Fraction(y) for x, y in (point | given).items()}
    for T in (1, 2, 3, 7):
        expected = LiteralSums(RULES["two"], T).update(exact | {"c": Fraction(1, 4)})
        found = module.update_finite(**point, **given, T=T)
        assert np.allclose([float(x) for x in found], [float(x) for x in expected], rtol=1e-13)


@pytest.mark.parametrize(
    ("kernel", "fields", "reason"),
    [
        (lambda: w**m + at_lag(17), {}, "integer from 0 to 16"),
        (lambda: w**m + at_lag(-1), {}, "integer from 0 to 16"),
        (lambda: w**m + at_lag(True), {}, "integer from 0 to 16"),
        (lambda: w**m + at_lag(0), {"first_lag": 1}, "credit begins at the lag 1"),
        (lambda: w**m + at_lag(3), {"horizon": 3}, "ends at 2"),
        (lambda: w**m + Integer(0) ** (m - 1), {}, "write at_lag"),
        (lambda: convolve(w**m + at_lag(1), w_hat**m), {}, "filters what stands at a single lag"),
    ],
)
def test_corrections_that_make_no_sense_are_refused(kernel, fields, reason):
    with pytest.raises((RuleError, KernelError), match=reason) as refusal:
        LearningRule("mine", "Mine", "random", kernel(), **fields)
    assert "\n" not in str(refusal.value)


def test_a_symbolic_horizon_leaves_each_corrected_lag():
    one = Network(A=[[1]], W=[[HALF]], B=[[1]])
    with pytest.raises(SimulationError, match="at least 3"):
        mean_update(RULES["window"], one, one, T=4, R=[[HALF]], parameters={"tau": 2})
    weighted = LearningRule("weighted-tau", "W", "random", m / tau * at_lag(1) + w**m, horizon=tau)
    assert weighted.with_horizon(2).kernel == w**m + at_lag(1) / 2
    with pytest.raises(RuleError, match=r"at_lag\(1\) is outside"):
        weighted.with_horizon(1)

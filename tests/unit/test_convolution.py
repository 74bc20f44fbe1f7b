"""Kernels that another filters: every result is that of the sum, where the two ratios are equal too."""

from fractions import Fraction

import numpy as np
import pytest
from sympy import Integer, Sum, exp, simplify

from symdyn import LearningRule, analyse, convolve, parameter
from symdyn.claims.chain import claims_of
from symdyn.codegen.export import export
from symdyn.codegen.loading import load_module
from symdyn.errors import KernelError
from symdyn.exact.matrices import Matrix
from symdyn.notation import j, k, m, tau, w, w_hat, z
from symdyn.simulation import Network, mean_update
from symdyn.stages.setting.exact_networks import kernel_matrices
from symdyn.testing import run_rule_conformance
from symdyn.testing.evaluation import decimals, value_of
from symdyn.testing.literal import LiteralSums
from tests.judged import certificates, status_on_disk
from tests.selection import slow_but

alpha = parameter("alpha", 0, 1)

RULES = {
    "filtered": LearningRule(
        "filtered", "A filtered trace", "random", convolve(w**m, alpha**m), diagonal=True
    ),
    "two-leaks": LearningRule("two-leaks", "Two leaks", "random", convolve(w_hat**m, alpha**m)),
    "twice": LearningRule("twice", "A trace twice", "symmetric", convolve(w**m, w**m)),
    "mixed": LearningRule(
        "mixed",
        "A sum",
        "random",
        w**m / 2 + 3 * convolve(w**m, (w * w_hat) ** m),
    ),
    "weighted": LearningRule(
        "weighted", "A weighted trace", "random", m * convolve(w_hat**m - 2, alpha**m), horizon=5
    ),
    "short": LearningRule("short", "Short", "random", convolve(w**m, alpha**m), horizon=4),
    "window": LearningRule("window", "A window", "random", convolve(w**m, alpha**m), horizon=tau),
    "late": LearningRule("late", "Late", "symmetric", convolve(w**m, w_hat**m), first_lag=2),
}
# A polynomial in front of a sum makes long antidifferences: more work than a check may take.
GAPS = {"weighted": {"sequence-manifold", "update-finite"}}
HALF = Fraction(1, 2)


@pytest.mark.parametrize("name", slow_but(("two-leaks",), RULES, 3))
def test_every_claim_of_the_chain_is_proved(name, tmp_path):
    found = status_on_disk(certificates(tmp_path, claims_of(RULES[name])))
    open_ones = {
        one.removeprefix(f"{name}.") for one, status in found.items() if status == "unproved"
    }
    assert open_ones == GAPS.get(name, set())
    assert GAPS.get(name) or set(found.values()) <= {"proved", "refuted"}
    assert found[f"{name}.kernel"] == found[f"{name}.rank-w"] == "proved"


@pytest.mark.parametrize("name", slow_but((), RULES, 3))
def test_the_derivation_is_that_of_the_literal_sums(name):
    assert len(run_rule_conformance(RULES[name]).outcomes) > 10


def test_the_transform_is_the_product_of_the_transforms():
    credit = analyse(RULES["filtered"]).credit
    assert simplify(credit.general * (1 - w * z) * (1 - alpha_plain * z)) == 1
    assert credit.value_sign.sign == "positive"
    assert simplify(analyse(RULES["twice"]).credit.general * (1 - w * z) ** 2) == 1


alpha_plain = RULES["filtered"].credit.parameters[0]


def test_where_the_ratios_are_equal_the_limit_is_that_of_the_sums():
    """Nothing is divided by their difference in the limit; for finite T it is said that it may not vanish."""
    update = analyse(RULES["filtered"]).update
    assert update.finite_nonzero == (alpha_plain - w,)
    point = {"a": HALF, "b": Fraction(1, 3), "a_star": HALF, "b_star": HALF, "a_hat": HALF}
    point |= {"w": HALF, "w_star": Fraction(1, 4), "alpha": HALF, "c": Fraction(1, 4)}
    numbers = decimals(40)
    literal = LiteralSums(RULES["filtered"], 120, numbers).update(point)
    for formula, expected in zip(update.limit.values(), literal, strict=True):
        assert abs(numbers.number(value_of(formula, point)) - expected) < 1e-30


@pytest.mark.slow
def test_only_the_finite_sums_assume_that_ratios_differ():
    assumed = {
        claim.id
        for claim in claims_of(RULES["filtered"])
        if any(r"\alpha - w" in one for one in claim.assumptions)
    }
    assert assumed == {"filtered.update-finite"}


def test_the_kernel_of_a_network_is_the_sum_over_lags():
    W = Matrix([[HALF, 1], [0, Fraction(1, 3)]])
    values = {"alpha": HALF}  # an eigenvalue of W
    found = kernel_matrices(RULES["window"], W, 4, {**values, "tau": Fraction(4)})
    J, power, powers = W.transpose(), Matrix.identity(2), []
    for lag in range(4):
        powers.append(power)
        power = power @ J
        total = Matrix.zero(2, 2)
        for place, one in enumerate(powers):
            total = total + one.scale(HALF ** (lag - place))
        assert found[lag] == total


@pytest.mark.parametrize("name", ["filtered", "mixed", "late", "short"])
def test_networks_learn_by_the_sum_over_lags(name):
    """Exact, in floating point and for T -> infinity, where a ratio is an eigenvalue of W."""
    rule = RULES[name]
    W = np.array([[HALF, Fraction(1, 5)], [0, Fraction(1, 3)]], dtype=object)
    student = Network(A=[[HALF, Fraction(1)]], W=W, B=[[Fraction(1)], [HALF]])
    teacher = Network(A=[[Fraction(1)]], W=[[Fraction(1, 3)]], B=[[Fraction(1)]])
    given = {"T": 5, "R": np.array([[Fraction(1), HALF]])}
    parameters = {"alpha": HALF, "w_hat": HALF}
    parameters = {x.name: parameters[x.name] for x in rule.credit.parameters}
    exact = mean_update(rule, student, teacher, parameters=parameters, **given)
    expected = _by_definition(rule, student, teacher, given, parameters)
    for found, one in zip(exact, expected, strict=True):
        assert found.tolist() == one.tolist()
    floats = [
        Network(**{x: np.array(getattr(one, x), dtype=float) for x in "AWB"})
        for one in (student, teacher)
    ]
    near = {name: float(value) for name, value in parameters.items()}
    back = np.array([[1.0, 0.5]])
    found = mean_update(rule, *floats, T=5, R=back, parameters=near)
    for one, other in zip(found, exact, strict=True):
        assert np.allclose(one, other.astype(float), rtol=1e-12)
    limit = mean_update(rule, *floats, T=None, R=back, parameters=near)
    long = mean_update(rule, *floats, T=200, R=back, parameters=near)
    for one, other in zip(limit, long, strict=True):
        assert np.allclose(one, other, rtol=1e-12)


@pytest.mark.slow
def test_compiled_sums_are_the_same():
    rng = np.random.default_rng(0)
    networks = [
        Network(A=rng.normal(size=(2, 3)), W=np.diag([0.5, 0.25, 0.3]), B=rng.normal(size=(3, 1)))
        for _ in range(2)
    ]
    given = {"T": 7, "R": rng.normal(size=(2, 3)), "parameters": {"alpha": 0.5}}
    for one, other in zip(
        mean_update(RULES["filtered"], *networks, compiled=True, **given),
        mean_update(RULES["filtered"], *networks, **given),
        strict=True,
    ):
        assert np.allclose(one, other, rtol=1e-12)


def _by_definition(rule, student, teacher, given, parameters):
    T, F = given["T"], (student.A if rule.symmetric else given["R"]).T
    J = np.diag(np.diag(student.W)) if rule.diagonal else student.W.T
    power = np.linalg.matrix_power
    E = [
        student.A @ power(student.W, x) @ student.B - teacher.A @ power(teacher.W, x) @ teacher.B
        for x in range(2 * T)
    ]
    one = np.array([[Fraction(x == y) for y in range(2)] for x in range(2)], dtype=object)

    def value(expression, lag):
        """A kernel at W, from its expression: what holds w is a matrix, the rest a number."""
        if isinstance(expression, Sum):
            terms = [
                value(expression.function.xreplace({k: Integer(x), m: Integer(lag)}), lag)
                for x in range(lag + 1)
            ]
            return sum(terms, 0 * one)
        if expression.is_Add or expression.is_Mul:
            parts = [value(x, lag) for x in expression.args]
            total = parts[0]
            for part in parts[1:]:
                total = total + part if expression.is_Add else total @ part
            return total
        if expression.is_Pow:
            exponent = int(expression.exp.xreplace({m: Integer(lag)}))
            base, found = value(expression.base, lag), one
            for _ in range(exponent):
                found = found @ base
            return found
        if expression == w:
            return J
        number = Fraction(lag) if expression == m else parameters.get(str(expression))
        return one * (Fraction(int(expression.p), int(expression.q)) if number is None else number)

    end = T if rule.horizon is None else min(T, rule.horizon)
    dA = sum(E[x] @ student.B.T @ power(student.W.T, x) for x in range(T))
    dB, dW = 0 * student.B, 0 * student.W
    for lag in range(rule.first_lag, end):
        credit = value(rule.kernel, lag) @ F
        dB = dB + credit @ E[lag]
        for x in range(T - 1 - lag):
            dW = dW + credit @ E[lag + 1 + x] @ student.B.T @ power(student.W.T, x)
    return dA, dW, dB


def test_exported_code_sums_where_ratios_are_equal():
    module = load_module(export(analyse(RULES["filtered"]), "numpy"))
    assert module.kernel(3, w=0.5, a_hat=1.0, alpha=0.5) == 4 * 0.5**3
    point = {"a": 0.5, "b": 0.25, "a_star": 0.5, "b_star": 0.5, "w_star": 0.25, "a_hat": 0.5}
    exact = {name: Fraction(value) for name, value in point.items()}
    for ratio in (0.5, 0.75):
        at = exact | {"w": HALF, "alpha": Fraction(ratio)}
        expected = LiteralSums(RULES["filtered"], 6).update(at)
        found = module.update_finite(**point, w=0.5, alpha=ratio, T=6)
        assert np.allclose(found, [float(one) for one in expected], rtol=1e-13)


def test_a_filter_without_the_weights_bounds_the_rank():
    assert analyse(RULES["two-leaks"]).rank.bound == "o"
    assert analyse(RULES["short"]).rank.bound == "Min(n, 4*Z*o)"


@pytest.mark.parametrize(
    ("kernel", "reason"),
    [
        (lambda: convolve(w**m, convolve(w**m, alpha**m)), "a convolution itself"),
        (lambda: convolve(w**m, (w**2) ** m), "the first of no lower one"),
        (lambda: convolve(w**m, 0.5), "is no SymPy expression"),
        (
            lambda: convolve(w**m, alpha**m) * convolve(w**m, w_hat**m),
            "product of two convolutions",
        ),
        (lambda: convolve(w**m, alpha**m) ** 2, "product of two convolutions"),
        (lambda: convolve(m * w**m, alpha**m), "no sum of multiples of r"),
        (lambda: convolve(exp(-m), alpha**m), "contains exp"),
        (lambda: convolve(w ** (-m), alpha**m), "ratio 1/w"),
        (lambda: Sum(w**j, (j, 0, m)), "no sums but those of convolve"),
        (lambda: convolve(w**m, alpha**m) / (alpha - w), "divides by alpha - w"),
        (lambda: (alpha ** (m + 1) - w ** (m + 1)) / (alpha - w), "write convolve"),
        (lambda: alpha ** convolve(w**m, alpha**m), "an exponent is an integer times m"),
    ],
)
def test_what_is_no_filtered_kernel_is_refused(kernel, reason):
    with pytest.raises(KernelError, match=reason) as refusal:
        LearningRule("mine", "Mine", "random", kernel())
    assert "\n" not in str(refusal.value)

"""Full networks in float64 against exact brute-force sums, modes, and gradients of the loss."""

from fractions import Fraction

import numpy as np
import pytest
from sympy import Rational, Symbol

from symdyn import LearningRule, all_rules, analyse, find_rule, parameter
from symdyn.exact.matrices import Matrix
from symdyn.notation import m, tau, w, w_hat
from symdyn.rules.reading import MAX_DEGREE
from symdyn.simulation import Network, mean_update
from symdyn.stages.setting.exact_networks import ExactNetwork, full_mean_update

gamma = parameter("gamma", -1, 1)
# Dyadic, so that floats hold them exactly.
VALUES = {"w_hat": Fraction(-3, 4), "gamma": Fraction(1, 2), "tau": Fraction(3)}

CUSTOM = {
    "two-timescale": LearningRule("a", "A", "random", (w_hat**m + gamma**m) / 2),
    "polynomial": LearningRule("b", "B", "random", (m**3 - m + 2) * gamma**m + w * w_hat**m / 2),
    "highest-degree": LearningRule("c", "C", "symmetric", m**MAX_DEGREE * (w / 2) ** m),
    "polynomial-in-w": LearningRule(
        "d", "D", "symmetric", (1 + w_hat * w) * ((w + w_hat) / 2) ** m + m * w * (w / 2) ** m
    ),
    "quotient": LearningRule(
        "e", "E", "random", (w / (3 + w)) ** m / (2 - w) + m**2 * (w**2) ** m, horizon=5
    ),
    "diagonal": LearningRule(
        "f", "F", "random", m * (w * gamma) ** m + (w / (2 + w)) ** m, diagonal=True
    ),
    "diagonal-window": LearningRule(
        "g", "G", "symmetric", w**m + m * w_hat**m, horizon=tau, diagonal=True
    ),
    "window": LearningRule("h", "H", "random", (1 + m) * w**m + w_hat**m, horizon=4),
    "numbers": LearningRule("i", "I", "symmetric", Rational(1, 2) ** m - (-w) ** m / 3, horizon=2),
}
RULES = {found.rule.name: found.rule for found in all_rules()} | CUSTOM


def values_of(rule):
    names = [symbol.name for symbol in rule.credit.parameters]
    return {name: VALUES[name] for name in [*names, "tau"] if name in names or rule.horizon == tau}


def dyadic(generator, *shape, scale=8):
    return generator.integers(-6, 7, size=shape) / scale


def networks(seed, sizes, units=None, scale=16):
    n, o, i = sizes
    generator = np.random.default_rng(seed)
    pair = [
        Network(
            A=dyadic(generator, o, k),
            W=dyadic(generator, k, k, scale=scale),
            B=dyadic(generator, k, i),
        )
        for k in (n, units or n)
    ]
    return (*pair, dyadic(generator, o, n))


def exact(array):
    return Matrix([[Fraction(x) for x in row] for row in array.tolist()])


def exact_network(network):
    return ExactNetwork(exact(network.A), exact(network.W), exact(network.B))


def brute_force(rule, student, teacher, T, R):
    dA, dB, dW = full_mean_update(
        rule, exact_network(student), exact_network(teacher), T, exact(R), values_of(rule)
    )
    return tuple(np.array(one.entries, dtype=float) for one in (dA, dW, dB))


def close(found, wanted, relative=1e-13):
    for name, one, other in zip(("dA", "dW", "dB"), found, wanted, strict=True):
        assert one.shape == other.shape
        assert one.dtype == np.float64
        error = np.linalg.norm(one - other)
        assert error <= relative * np.linalg.norm(other), (name, error, np.linalg.norm(other))


def numbers(rule):
    return {name: float(value) for name, value in values_of(rule).items()}


SIZES = [((1, 1, 1), 1), ((3, 1, 2), 2), ((4, 3, 1), 7), ((5, 2, 3), 12), ((2, 4, 5), 6)]


@pytest.mark.parametrize("compiled", [False, True], ids=["numpy", "numba"])
@pytest.mark.parametrize("name", RULES)
def test_finite_updates_are_the_exact_double_sums(name, compiled):
    rule = RULES[name]
    for seed, (sizes, T) in enumerate(SIZES):
        student, teacher, R = networks(seed, sizes, units=2 + seed)
        given = {"R": R, "parameters": numbers(rule), "compiled": compiled}
        found = mean_update(rule, student, teacher, T=T, **given)
        close(found, brute_force(rule, student, teacher, T, R))


@pytest.mark.parametrize("name", RULES)
def test_the_limit_is_a_long_exact_sum(name):
    rule = RULES[name]
    student, teacher, R = networks(3, (3, 2, 1), units=2, scale=32)
    # The radii are below 1/2 and the kernels' ratios below 3/4: what is left out is below 1e-18.
    found = mean_update(rule, student, teacher, T=None, R=R, parameters=numbers(rule))
    close(found, brute_force(rule, student, teacher, 64, R))


@pytest.mark.parametrize("name", RULES)
def test_long_horizons_agree_with_the_limit(name):
    """Of unlike methods: impulse responses and windows here, Stein equations there."""
    rule = RULES[name]
    generator = np.random.default_rng(8)
    n, o, i = 24, 2, 1
    pair = [
        Network(
            A=generator.normal(size=(o, n)),
            W=0.9 * orthogonal(generator, n),
            B=generator.normal(size=(n, i)),
        )
        for _ in range(2)
    ]
    R = generator.normal(size=(o, n))
    # 0.9^450 is 1e-21; T i < 19 n keeps the finite method.
    finite = mean_update(rule, *pair, T=450, R=R, parameters=numbers(rule))
    limit = mean_update(rule, *pair, T=None, R=R, parameters=numbers(rule))
    close(finite, limit, relative=1e-12)


def orthogonal(generator, n):
    return np.linalg.qr(generator.normal(size=(n, n)))[0]


@pytest.mark.parametrize("found", all_rules(), ids=lambda found: found.rule.name)
def test_aligned_networks_follow_the_modal_closed_forms(found):
    rule = found.rule
    analysis = analyse(rule)
    generator = np.random.default_rng(1)
    n = 3
    U, V = orthogonal(generator, n), orthogonal(generator, n)
    P = np.eye(n) if rule.diagonal else orthogonal(generator, n)
    modes = {
        "a": [0.5, -1.25, 0.75], "b": [1.0, 0.25, -0.5], "w": [0.5, -0.25, 0.75],
        "a_star": [1.0, 0.5, -0.75], "b_star": [0.5, 1.5, 1.0], "w_star": [-0.5, 0.75, 0.25],
        "a_hat": [1.0, -0.5, 0.25],
    }  # fmt: skip
    D = {name: np.diag(values) for name, values in modes.items()}
    student = Network(A=U @ D["a"] @ P.T, W=P @ D["w"] @ P.T, B=P @ D["b"] @ V.T)
    teacher = Network(A=U @ D["a_star"] @ P.T, W=P @ D["w_star"] @ P.T, B=P @ D["b_star"] @ V.T)
    R = U @ D["a_hat"] @ P.T
    dA, dW, dB = mean_update(rule, student, teacher, T=None, R=R, parameters=numbers(rule))
    for name, inner in (("a", U.T @ dA @ P), ("w", P.T @ dW @ P), ("b", P.T @ dB @ V)):
        expression = next(
            value for symbol, value in analysis.update.limit.items() if symbol.name == name
        )
        wanted = []
        for mode in range(n):
            at = {key: Fraction(values[mode]) for key, values in modes.items()}
            at |= {"c": at["a_star"] * at["b_star"]} | VALUES
            rationals = {
                Symbol(key): Rational(one.numerator, one.denominator) for key, one in at.items()
            }
            wanted.append(float(expression.xreplace(rationals)))
        assert np.abs(inner - np.diag(wanted)).max() <= 1e-13 * max(map(abs, wanted), default=0) + (
            1e-15
        )


def exact_loss(student, teacher, T):
    """L_T = 1/2 sum_k |A W^k B - A* W*^k B*|^2, in higher precision than the update."""
    arrays = [
        getattr(net, name).astype(np.longdouble) for net in (student, teacher) for name in "AWB"
    ]
    A, W, v, A2, W2, v2 = arrays
    total = np.longdouble(0)
    for _ in range(T):
        total += ((A @ v - A2 @ v2) ** 2).sum() / 2
        v, v2 = W @ v, W2 @ v2
    return total


@pytest.mark.parametrize("T", [1, 2, 9, 40, None])
def test_the_update_of_bptt_is_the_gradient_of_the_loss(T):
    student, teacher, _ = networks(11, (4, 2, 3), units=5)
    update = mean_update(find_rule("bptt"), student, teacher, T=T)
    generator = np.random.default_rng(2)
    h = 2.0**-8
    for name, gradient in zip("AWB", update, strict=True):
        direction = dyadic(generator, *gradient.shape)
        moved = {}
        for step in (-3, -2, -1, 1, 2, 3):
            parts = {key: getattr(student, key) for key in "AWB"}
            parts[name] = parts[name] + step * h * direction
            moved[step] = exact_loss(Network(**parts), teacher, T or 200)
        # Six-point central difference, error O(h^6).
        slope = sum(
            weight * (moved[step] - moved[-step]) for step, weight in ((1, 45), (2, -9), (3, 1))
        ) / (60 * h)
        assert abs(float(slope) - (gradient * direction).sum()) <= 1e-10 * abs(float(slope))

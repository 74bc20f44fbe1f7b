"""The full mean update against the definition it stands for: covariances of the driven networks.

The networks are run forward with the noise kept symbolic: each state is a list of matrices, one an
input.  E[x x^T] = I then gives every expectation exactly, with the timing of the recursion.
"""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest

from symdyn.errors import ExactArithmeticError
from symdyn.exact.matrices import Matrix
from symdyn.notation import m, parameter, w, w_hat
from symdyn.rules import LearningRule, find_rule
from symdyn.stages.setting.exact_networks import (
    ExactNetwork,
    TrainingRun,
    full_mean_update,
    kernel_matrices,
)

Kernel = Callable[[Matrix, int], Matrix]

gamma = parameter("gamma", -1, 1)
VALUES = {"w_hat": Fraction(-2, 3), "gamma": Fraction(1, 2), "tau": Fraction(2)}


def integers(seed: int, *shapes: tuple[int, int]) -> list[Matrix]:
    generator = np.random.default_rng(seed)
    return [Matrix(generator.integers(-2, 3, size=shape).tolist()) for shape in shapes]


def networks(seed: int, o: int, n: int, i: int) -> tuple[ExactNetwork, ExactNetwork, Matrix]:
    A, W, B, A2, W2, B2, R = integers(seed, (o, n), (n, n), (n, i), (o, n), (n, n), (n, i), (o, n))
    half = Fraction(1, 2)
    return ExactNetwork(A, W.scale(half), B), ExactNetwork(A2, W2.scale(half), B2), R


def states(network: ExactNetwork, T: int) -> list[list[Matrix]]:
    """Return h_0 .. h_T, each as the matrices that multiply x_0 .. x_{T-1}."""
    n, i = network.B.shape
    h = [[Matrix.zero(n, i)] * T]
    for t in range(T):
        carried = [network.W @ part for part in h[-1]]
        carried[t] = carried[t] + network.B
        h.append(carried)
    return h


def covariance(left: list[Matrix], right: list[Matrix]) -> Matrix:
    """Return E[left right^T] for two linear functions of white noise."""
    total = left[0] @ right[0].transpose()
    for x, y in zip(left[1:], right[1:], strict=True):
        total = total + x @ y.transpose()
    return total


def power(matrix: Matrix, exponent: int) -> Matrix:
    result = Matrix.identity(matrix.shape[0])
    for _ in range(exponent):
        result = result @ matrix
    return result


def identity(W: Matrix) -> Matrix:
    return Matrix.identity(W.shape[0])


def bptt(W: Matrix, lag: int) -> Matrix:
    return power(W, lag).transpose()


def truncated(horizon: int) -> Kernel:
    return lambda W, lag: bptt(W, lag).scale(1 if lag < horizon else 0)


def diagonal(W: Matrix, lag: int) -> Matrix:
    n = W.shape[0]
    return Matrix.diagonal([W[r, r] ** lag for r in range(n)], n, n)


def rational_ratio(W: Matrix, lag: int) -> Matrix:
    """Return (W^T (3 I + W^T)^{-1})^lag + lag^2 ((W^T + w_hat I) / 2)^lag."""
    below = (identity(W).scale(3) + W.transpose()).inverse()
    mean = (W.transpose() + identity(W).scale(VALUES["w_hat"])).scale(Fraction(1, 2))
    return power(W.transpose() @ below, lag) + power(mean, lag).scale(lag**2)


CASES: dict[str, tuple[LearningRule, Kernel]] = {
    "bptt": (find_rule("bptt"), bptt),
    "tbptt": (find_rule("tbptt"), truncated(1)),
    "tbptt-3": (find_rule("tbptt-3"), truncated(3)),
    "tbptt-tau": (find_rule("tbptt-tau"), truncated(2)),
    "feedback-alignment": (find_rule("feedback-alignment"), bptt),
    "rflo": (
        find_rule("rflo"),
        lambda W, lag: identity(W).scale(VALUES["w_hat"] ** lag),
    ),
    "e-prop": (find_rule("e-prop"), diagonal),
    "readout-only": (find_rule("readout-only"), lambda W, _: identity(W).scale(0)),
    "decayed-rtrl": (
        find_rule("decayed-rtrl"),
        lambda W, lag: bptt(W, lag).scale(VALUES["gamma"] ** lag),
    ),
    "polynomial": (
        LearningRule("polynomial", "P", "random", m**3 * (-gamma) ** m + w * w_hat**m / 2),
        lambda W, lag: (
            identity(W).scale(lag**3 * (-VALUES["gamma"]) ** lag)
            + W.transpose().scale(VALUES["w_hat"] ** lag / 2)
        ),
    ),
    "rational": (
        LearningRule(
            "rational", "R", "symmetric", (w / (3 + w)) ** m + m**2 * ((w + w_hat) / 2) ** m
        ),
        rational_ratio,
    ),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize(("o", "n", "i", "T"), [(1, 2, 3, 4), (2, 3, 1, 3), (3, 2, 2, 1)])
def test_against_the_driven_networks(name: str, o: int, n: int, i: int, T: int) -> None:
    rule, K = CASES[name]
    student, teacher, R = networks(o + 10 * T, o, n, i)
    h, h_star = states(student, T), states(teacher, T)
    error = [student.A @ x - teacher.A @ y for x, y in zip(h[T], h_star[T], strict=True)]
    F = (student.A if rule.feedback == "symmetric" else R).transpose()
    dA = covariance(error, h[T])
    dB, dW = Matrix.zero(n, i), Matrix.zero(n, n)
    for t in range(1, T + 1):
        credit = K(student.W, T - t) @ F
        dB = dB + credit @ error[t - 1]  # E[eps_T x_{t-1}^T]
        dW = dW + credit @ covariance(error, h[t - 1])
    assert full_mean_update(rule, student, teacher, T, R, VALUES) == (dA, dB, dW)


def loss(student: ExactNetwork, teacher: ExactNetwork, T: int) -> Fraction:
    """Return 1/2 E||eps_T||^2 from the driven networks."""
    error = [
        student.A @ x - teacher.A @ y
        for x, y in zip(states(student, T)[T], states(teacher, T)[T], strict=True)
    ]
    return sum((x * x for part in error for row in part.entries for x in row), Fraction(0)) / 2


def slope_at_zero(values: dict[int, Fraction]) -> Fraction:
    """Return p'(0) of the polynomial through the points (node, value), node 0 among them."""
    total = Fraction(0)
    for node, value in values.items():
        others = [x for x in values if x != node]
        weight = Fraction(0)
        for left_out in others:
            part = Fraction(1, node - left_out)
            for x in others:
                if x != left_out:
                    part *= Fraction(-x, node - x)
            weight += part
        total += value * weight
    return total


def test_the_update_of_bptt_is_the_gradient_of_the_loss() -> None:
    T = 3
    student, teacher, _ = networks(5, 2, 2, 2)
    gradient = full_mean_update(find_rule("bptt"), student, teacher, T, None, {})
    for place, name in enumerate("ABW"):
        direction = integers(17 + place, getattr(student, name).shape)[0]

        def along(step: int, name: str = name, direction: Matrix = direction) -> ExactNetwork:
            moved = {key: getattr(student, key) for key in "AWB"}
            moved[name] = moved[name] + direction.scale(step)
            return ExactNetwork(**moved)

        # Along a line the loss is a polynomial in the step, of degree at most 2 T.
        values = {step: loss(along(step), teacher, T) for step in range(-T, T + 1)}
        inner = sum(
            gradient[place][r, c] * direction[r, c]
            for r in range(direction.shape[0])
            for c in range(direction.shape[1])
        )
        assert slope_at_zero(values) == inner


def test_a_training_run_repeats_the_update() -> None:
    rule = find_rule("rflo")
    student, teacher, R = networks(3, 1, 2, 2)
    run = TrainingRun(rule, student, teacher, 3, R, VALUES, eta=Fraction(1, 10), updates=2)
    here = student
    for _ in range(2):
        dA, dB, dW = full_mean_update(rule, here, teacher, 3, R, VALUES)
        tenth = Fraction(1, 10)
        here = ExactNetwork(
            here.A - dA.scale(tenth), here.W - dW.scale(tenth), here.B - dB.scale(tenth)
        )
    assert run.result() == here
    assert here.W != student.W


def test_the_optimum_is_a_fixed_point() -> None:
    student, _, R = networks(4, 2, 3, 2)
    for rule, _ in CASES.values():
        for update in full_mean_update(rule, student, student, 3, R, VALUES):
            assert update == Matrix.zero(*update.shape)


def test_a_horizon_keeps_so_many_lags() -> None:
    student, _, _ = networks(6, 1, 2, 1)
    assert len(kernel_matrices(find_rule("tbptt-3"), student.W, 5, {})) == 3
    assert len(kernel_matrices(find_rule("tbptt-3"), student.W, 2, {})) == 2
    assert len(kernel_matrices(find_rule("bptt"), student.W, 5, {})) == 5


def test_refusals() -> None:
    student, teacher, _ = networks(2, 1, 2, 1)
    with pytest.raises(ExactArithmeticError, match="no feedback matrix"):
        full_mean_update(find_rule("rflo"), student, teacher, 2, None, VALUES)
    with pytest.raises(ExactArithmeticError, match="T = 0"):
        full_mean_update(find_rule("bptt"), student, teacher, 0, None, {})
    with pytest.raises(ExactArithmeticError, match="expected o x n, n x n, n x i"):
        ExactNetwork(student.A, student.B, student.B)
    with pytest.raises(ExactArithmeticError, match="no inverse"):
        Matrix([[1, 2], [2, 4]]).inverse()
    with pytest.raises(ExactArithmeticError, match=r"shapes \(1, 2\) and \(1, 2\)"):
        student.A @ student.A
    with pytest.raises(ExactArithmeticError, match="no matrix"):
        Matrix([[1], [1, 2]])

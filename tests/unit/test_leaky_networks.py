"""A network whose units leak, run as it stands: what it learns is what is derived of it, by other sums."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from sympy import Rational

from symdyn import LearningRule, find_rule
from symdyn.errors import SimulationError
from symdyn.notation import m, w
from symdyn.simulation import LeakyNetwork, Network, leaky_mean_update, mean_update
from tests.unit.leaky_rules import BPTT, E_PROP, RFLO

A: Any
W: Any
B: Any
A, W, B = [[1, 2]], [[0, Fraction(1, 3)], [Fraction(-1, 2), Fraction(1, 4)]], [[1], [-2]]
A_STAR: Any
W_STAR: Any
B_STAR: Any
A_STAR, W_STAR, B_STAR = [[2, 1]], [[Fraction(1, 3), 0], [1, Fraction(-1, 2)]], [[1], [3]]
R = [[1, -3]]
LEAK = Fraction(1, 3)
PLAIN = Network(A=A_STAR, W=W_STAR, B=B_STAR)
TEACHERS: dict[str, LeakyNetwork | Network] = {
    "with the same leak": LeakyNetwork(A=A_STAR, W=W_STAR, B=B_STAR, leak=LEAK),
    "with another leak": LeakyNetwork(A=A_STAR, W=W_STAR, B=B_STAR, leak=Fraction(3, 4)),
    "without a leak": PLAIN,
}


def _loss(net: LeakyNetwork, teacher: LeakyNetwork | Network, T: int) -> Fraction:
    """L_T = 1/2 sum_k (A h_k - y_k)^2 over responses to one impulse, stepped with the leak: one input."""
    found = Fraction(0)
    h, g = np.zeros((2, 1), dtype=object), np.zeros((2, 1), dtype=object)
    for k in range(T):
        h = (1 - net.leak) * h + net.leak * (net.W @ h + (net.B if k == 0 else 0 * net.B))
        drive = teacher.W @ g + (teacher.B if k == 0 else 0 * teacher.B)
        g = (
            (1 - teacher.leak) * g + teacher.leak * drive
            if isinstance(teacher, LeakyNetwork)
            else drive
        )
        found += (net.A @ h - teacher.A @ g)[0, 0] ** 2 / 2
    return found


def _derivative(values: list[Fraction]) -> Fraction:
    """The derivative at 0 of the polynomial with these values at -4, ..., 4; its degree is at most 8."""
    points = range(-4, 5)
    total = Fraction(0)
    for at, value in zip(points, values, strict=True):
        if at == 0:
            continue  # the points are symmetric, so that the value at 0 has no weight
        weight = Fraction(1)
        for other in points:
            if other != at:
                weight /= at - other
            if other not in (at, 0):
                weight *= -other
        total += weight * value
    return total


@pytest.mark.parametrize("teacher", TEACHERS.values(), ids=TEACHERS)
def test_bptt_follows_the_gradient_with_respect_to_the_own_weights(
    teacher: LeakyNetwork | Network,
) -> None:
    """The loss is a polynomial in each weight, so that its slope is exact by interpolation."""
    T = 5
    given: dict[str, Any] = {"A": A, "W": W, "B": B}

    def moved(name: str, i: int, j: int, by: int) -> LeakyNetwork:
        held: Any = {
            key: [[Fraction(x) for x in row] for row in value] for key, value in given.items()
        }
        held[name][i][j] += by
        return LeakyNetwork(**held, leak=LEAK)

    student = LeakyNetwork(A=A, W=W, B=B, leak=LEAK)
    found = leaky_mean_update(BPTT, student, teacher, T=T, parameters={"alpha": LEAK})
    for name, update in zip("AWB", found, strict=True):
        for (i, j), value in np.ndenumerate(update):
            losses = [_loss(moved(name, i, j, by), teacher, T) for by in range(-4, 5)]
            assert value == _derivative(losses), name


@pytest.mark.parametrize("teacher", TEACHERS.values(), ids=TEACHERS)
@pytest.mark.parametrize("T", [1, 4])
def test_leaky_rflo_is_murrays_trace(teacher: LeakyNetwork | Network, T: int) -> None:
    """Traces p -> (1 - alpha) p + alpha h, stepped with the network; the mean is over impulses."""
    student = LeakyNetwork(A=A, W=W, B=B, leak=LEAK)
    own: dict[str, float | Fraction] = {"alpha": LEAK}
    _, dW, dB = leaky_mean_update(RFLO, student, teacher, T=T, R=R, parameters=own)
    literal_W, literal_B = np.zeros((2, 2), dtype=object), np.zeros((2, 1), dtype=object)
    leak = teacher.leak if isinstance(teacher, LeakyNetwork) else Fraction(1)
    back = np.array(R, dtype=object).T
    for start in range(T):
        h = g = p = np.zeros((2, 1), dtype=object)
        q = np.zeros((1, 1), dtype=object)
        for t in range(T):
            x = np.array([[int(t == start)]], dtype=object)
            p, q = (1 - LEAK) * p + LEAK * h, (1 - LEAK) * q + LEAK * x
            h = (1 - LEAK) * h + LEAK * (student.W @ h + student.B @ x)
            g = (1 - leak) * g + leak * (teacher.W @ g + teacher.B @ x)
        error = student.A @ h - teacher.A @ g
        literal_W = literal_W + back @ error @ p.T
        literal_B = literal_B + back @ error @ q.T
    assert (dW == literal_W).all()
    assert (dB == literal_B).all()


@pytest.mark.parametrize("rule", [BPTT, RFLO, E_PROP], ids=lambda one: one.name)
def test_the_network_without_a_leak_changes_leak_times_as_much(rule: LearningRule) -> None:
    leak = Fraction(1, 5) if rule is E_PROP else LEAK
    values = {"alpha": leak, "beta": Fraction(2, 7)}
    own = {one.name: values[one.name] for one in rule.own_parameters}
    student, teacher = LeakyNetwork(A=A, W=W, B=B, leak=leak), PLAIN
    dA, dW, dB = leaky_mean_update(rule, student, teacher, T=4, R=R, parameters=own)
    found = mean_update(rule, student.without_leak(), teacher, T=4, R=R, parameters=own)
    for one, expected in zip(found, (dA, leak * dW, leak * dB), strict=True):
        assert (one == expected).all()
    if rule is E_PROP:
        plain = LearningRule("plain", "Plain", "random", w**m, diagonal=True, leak=Rational(1, 5))
        without = leaky_mean_update(plain, student, teacher, T=4, R=R)
        assert (dW == 3 * without[1]).all()
        assert (dB == Fraction(2, 7) * without[2]).all()


def test_a_step_of_both_networks_is_the_same_network() -> None:
    """In float64: after a step of their own weights the leaky network is still the other's."""
    student = LeakyNetwork(A=[[1.0]], W=[[0.4]], B=[[2.0]], leak=0.25)
    teacher, own = Network(A=[[1.0]], W=[[0.5]], B=[[1.0]]), {"alpha": 0.25}
    dA, dW, dB = leaky_mean_update(BPTT, student, teacher, T=6, parameters=own)
    stepped = LeakyNetwork(A=student.A - dA, W=student.W - dW, B=student.B - dB, leak=0.25)
    pole = student.without_leak()
    dA, dW, dB = mean_update(BPTT, pole, teacher, T=6, parameters=own)
    assert np.allclose(stepped.without_leak().W, pole.W - dW, atol=1e-14)
    assert np.allclose(stepped.without_leak().B, pole.B - dB, atol=1e-14)
    assert pole.W[0, 0] == pytest.approx(0.85)


def test_what_does_not_leak_alike_is_refused() -> None:
    student, teacher = LeakyNetwork(A=A, W=W, B=B, leak=LEAK), PLAIN
    for rule, parameters, message in (
        (find_rule("bptt"), {}, "has no leak; give it leak="),
        (
            BPTT,
            {"alpha": Fraction(1, 2)},
            "leaks by 1/3 and rule leaky-bptt by 1/2; make them equal",
        ),
        (E_PROP, {"beta": Fraction(1)}, "by 1/5"),
        (BPTT, {}, "rule leaky-bptt has \\['alpha'\\]"),
    ):
        with pytest.raises(SimulationError, match=message):
            leaky_mean_update(rule, student, teacher, T=2, parameters=parameters)
    for leak, message in ((1, "not between"), (0.5, "Fraction"), (True, "not between")):
        with pytest.raises(SimulationError, match=message):
            LeakyNetwork(A=A, W=W, B=B, leak=leak)
    with pytest.raises(SimulationError, match="is run alone"):
        LeakyNetwork(A=[A], W=W, B=B, leak=LEAK)
    without: Any = student.without_leak()
    with pytest.raises(SimulationError, match="expected a LeakyNetwork"):
        leaky_mean_update(BPTT, without, teacher, T=2, parameters={"alpha": LEAK})

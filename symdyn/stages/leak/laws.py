"""The law of the leak: a network that leaks, run as it stands, learns as the one without a leak is said to."""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from symdyn import notation
from symdyn.exact.matrices import Matrix
from symdyn.rules.rates import MatrixRates
from symdyn.simulation.networks.leaky import LeakyNetwork, leaky_mean_update
from symdyn.simulation.networks.network import Array, Network
from symdyn.stages.leak.derive import own_weights
from symdyn.stages.setting.exact_networks import ExactNetwork, full_mean_update
from symdyn.testing.evaluation import value_of
from symdyn.testing.laws import Law, require, require_equal
from symdyn.testing.literal import LiteralSums, kernel_as_written
from symdyn.testing.points import mode_points
from symdyn.testing.subject import Subject

__all__ = ["LAWS"]

_STEPS = 4
_A = np.array([[1, -2]], dtype=object)
_W = np.array([[0, Fraction(1, 2)], [Fraction(-1, 3), Fraction(1, 4)]], dtype=object)
_B = np.array([[1], [Fraction(1, 2)]], dtype=object)
_A_STAR = np.array([[2, 1]], dtype=object)
_W_STAR = np.array([[Fraction(1, 3), 0], [Fraction(1, 5), Fraction(-1, 2)]], dtype=object)
_B_STAR = np.array([[1], [3]], dtype=object)
_R = [[1, 3]]


def _mode(subject: Subject) -> int | None:
    """Of a mode: the leaky recursion and its traces give leak times the updates at w and b."""
    rule = subject.analysis.rule
    if rule.leak is None:
        return None
    own = own_weights(subject.analysis)
    checks = 0
    for point in mode_points(rule, 4):
        T = _STEPS + rule.first_lag
        leak, omega, psi = (value_of(one, point) for one in (own.leak, own.recurrent, own.input))
        h = [Fraction(0)]
        for t in range(T):  # the response to an input that is 1 in the first step
            h.append((1 - leak) * h[-1] + leak * (omega * h[-1] + psi * (t == 0)))
        response = h[1:]
        e = [
            point["a"] * one - point["a_star"] * point["b_star"] * point["w_star"] ** k
            for k, one in enumerate(response)
        ]
        phi = point["a"] if rule.symmetric else point["a_hat"]
        pole = {**point, "w": (1 - leak) + leak * omega}
        credit = [leak * phi * x for x in kernel_as_written(rule, pole, T)]
        in_psi = sum(K * e[m] for m, K in enumerate(credit))
        in_omega = sum(
            K * e[m + 1 + j] * response[j] for m, K in enumerate(credit) for j in range(T - 1 - m)
        )
        _, in_b, in_w = LiteralSums(rule, T).update(point)
        require_equal("Delta psi", leak * in_b, in_psi, point)
        require_equal("Delta omega", leak * in_w, in_omega, point)
        checks += 1
    return checks


def _network(subject: Subject) -> int | None:
    """Of a network: its own forward pass gives leak times the rated updates of the one without a leak."""
    analysis = subject.analysis
    rule = analysis.rule
    if rule.leak is None:
        return None
    checks = 0
    for point in mode_points(rule, 3):
        leak = value_of(own_weights(analysis).leak, point)
        T = _STEPS + rule.first_lag
        values = {one.name: point[one.name] for one in rule.own_parameters}
        if rule.horizon == notation.tau:
            values["tau"] = point["tau"]
        student = LeakyNetwork(A=_A, W=_W, B=_B, leak=leak)
        for teacher in _teachers(leak):
            found = leaky_mean_update(rule, student, teacher, T=T, R=_R, parameters=values)
            plain = teacher if isinstance(teacher, Network) else teacher.without_leak()
            literal = full_mean_update(
                rule, _exact(student.without_leak()), _exact(plain), T, Matrix(_R), point
            )
            rates = MatrixRates.of(rule.rates).values(point)
            own = (rates[0], leak * rates[1], leak * rates[2])
            dA, dW, dB = found
            for name, one, expected, rate in zip("ABW", (dA, dB, dW), literal, own, strict=True):
                same = _matrix(one) == expected.scale(rate)
                require(same, f"the literal Delta {name} of the network that leaks differs", point)
            checks += 1
    return checks


def _teachers(leak: Fraction) -> Iterator[LeakyNetwork | Network]:
    """One that leaks as the student does, one that leaks by another number, and one that does not."""
    yield LeakyNetwork(A=_A_STAR, W=_W_STAR, B=_B_STAR, leak=leak)
    yield LeakyNetwork(A=_A_STAR, W=_W_STAR, B=_B_STAR, leak=leak / 2)
    yield Network(A=_A_STAR, W=_W_STAR, B=_B_STAR)


def _exact(network: Network) -> ExactNetwork:
    return ExactNetwork(_matrix(network.A), _matrix(network.W), _matrix(network.B))


def _matrix(array: Array) -> Matrix:
    return Matrix(array.tolist())


LAWS = (
    Law(
        "leak of a mode",
        "the recursion of a mode that leaks gives leak times its updates at the pole",
        _mode,
    ),
    Law(
        "leak of a network",
        "a network that leaks, run as it stands, learns as the one without a leak does",
        _network,
    ),
)

"""The linearised full network: against difference quotients, and networks that leave though their modes stay."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
import pytest

from symdyn import Analysis, analyse, find_rule
from symdyn.errors import SimulationError
from symdyn.simulation import Network, mean_update, network_jacobian

Mode = tuple[float, float, float, float]  # s, c, w_star, a_hat

# Every mode has a_hat s > 0, where a mode is stable for all parameters.
MATCHED: tuple[Mode, Mode] = (
    (1.84529215, 0.15299261, -0.19535264, 1.49062262),
    (0.52485045, 1.66957702, 0.69440264, 0.40991842),
)
# A mode that is stable with a_hat s < 0, inside the window.
WINDOW: Mode = (1, 0.1, 0.9, -0.011)


def at_optimum(modes: Sequence[Mode]) -> tuple[Network, np.ndarray]:
    s, c, w, a_hat = (np.array(column, dtype=float) for column in zip(*modes, strict=True))
    return Network(A=np.diag(s), W=np.diag(w), B=np.diag(c / s)), np.diag(a_hat)


def mode_is_stable(analysis: Analysis, mode: Mode, parameters: Mapping[str, float]) -> bool:
    point = dict(zip(("s", "c", "w_star", "a_hat"), mode, strict=True)) | dict(parameters)
    optimal = analysis.optimal
    return bool(optimal.trace.subs(point) < 0 < optimal.determinant.subs(point))


def largest(name: str, modes: Sequence[Mode], **parameters: float) -> float:
    network, R = at_optimum(modes)
    J = network_jacobian(find_rule(name), network, R=R, parameters=parameters)
    return float(np.linalg.eigvals(J).real.max())


@pytest.mark.parametrize(
    ("modes", "w_hat", "expected"),
    [
        (MATCHED, -0.7473396674052128, 0.001852),
        ((WINDOW, (1, 1, 0.3, 0.5)), 0.0, 0.012361),
        ((WINDOW, (1, 0.03, 0.3, 0.5)), 0.0, 0.009735),
        ((WINDOW, (1, 0.05, 0.1, 0.01)), 0.0, 0.008175),
    ],
)
def test_a_network_of_two_stable_modes_leaves(
    modes: Sequence[Mode], w_hat: float, expected: float
) -> None:
    analysis = analyse(find_rule("rflo"))
    assert all(mode_is_stable(analysis, mode, {"w_hat": w_hat}) for mode in modes)
    assert largest("rflo", modes, w_hat=w_hat) == pytest.approx(expected, abs=2e-6)
    for mode in modes:
        assert largest("rflo", [mode], w_hat=w_hat) < 1e-12


def test_under_bptt_these_networks_stay() -> None:
    assert largest("bptt", MATCHED) < 1e-12


@pytest.mark.parametrize("name", ["bptt", "tbptt-2", "rflo", "e-prop", "decayed-rtrl"])
@pytest.mark.parametrize("T", [None, 4])
def test_it_is_the_derivative_of_the_mean_update(name: str, T: int | None) -> None:
    rng = np.random.default_rng(5)
    o, n, i = 2, 3, 1
    A, W, B = rng.normal(size=(o, n)), 0.3 * rng.normal(size=(n, n)), rng.normal(size=(n, i))
    rule, R = find_rule(name), rng.normal(size=(o, n))
    parameters = {str(one): 0.5 for one in rule.credit.parameters}
    network = Network(A=A, W=W, B=B)
    J = network_jacobian(rule, network, T=T, R=R, parameters=parameters)
    start = np.concatenate([one.ravel() for one in (A, W, B)])

    def flow(state: np.ndarray) -> np.ndarray:
        a, w, b = np.split(state, [o * n, o * n + n * n])
        student = Network(A=a.reshape(o, n), W=w.reshape(n, n), B=b.reshape(n, i))
        found = mean_update(rule, student, network, T=T, R=R, parameters=parameters)
        return -np.concatenate([one.ravel() for one in found])

    h = 1e-5
    quotients = [(flow(start + h * e) - flow(start - h * e)) / (2 * h) for e in np.eye(len(start))]
    np.testing.assert_allclose(J, np.array(quotients).T, atol=1e-7)


def test_fractions_give_an_exact_matrix_and_a_stack_is_refused() -> None:
    rule = find_rule("bptt")
    exact = network_jacobian(rule, Network(A=[[1]], W=[[Fraction(1, 2)]], B=[[1]]))
    assert {type(entry) for entry in exact.ravel()} == {Fraction}
    assert (exact == exact.T).all()  # of a gradient
    optimal = analyse(rule).optimal
    point = {"s": 1, "c": 1, "w_star": Fraction(1, 2)}
    assert exact.trace() == optimal.trace.subs(point)
    stack = Network(A=np.ones((2, 1, 1)), W=np.zeros((2, 1, 1)), B=np.ones((2, 1, 1)))
    with pytest.raises(SimulationError, match="one seed of the stack"):
        network_jacobian(rule, stack)

"""Ensembles of modes beside mpmath's Taylor integrator, closed solutions, and their own limits."""

from collections.abc import Sequence
from functools import cache

import mpmath
import numpy as np
import pytest
from sympy import Symbol, lambdify

from symdyn import Analysis, LearningRule, analyse, find_rule, parameter
from symdyn.codegen import load_module
from symdyn.codegen.stepping import step_source
from symdyn.notation import a, b, m, w, w_hat
from symdyn.simulation.ensembles import STATUSES, Integrator, integrate_ensemble
from symdyn.simulation.ensembles.compilation import bind_arrays
from symdyn.simulation.ensembles.rodas import RODAS5P

NAMES = ("a", "b", "w", "a_star", "b_star", "w_star")
TOLERANCE = 1e-8
gamma = parameter("gamma", -1, 1)
TWO = LearningRule("two", "two sums", "random", (w_hat**m + m * gamma**m) / 2)


@cache
def analysis_of(name: str) -> Analysis:
    return analyse(TWO if name == "two" else find_rule(name))


@cache
def integrator(name: str, compiled: bool) -> Integrator:
    return Integrator.of(analysis_of(name), compiled)


@cache
def by_taylor(name: str, pairs: tuple[tuple[str, float], ...], t_end: float) -> list[float]:
    """The flow integrated by mpmath in 20 digits, from the derived formula, not from our code."""
    point, update = dict(pairs), analysis_of(name).update.limit
    names = [*NAMES, *(key for key in point if key not in NAMES)]
    c = {Symbol("c"): Symbol("a_star") * Symbol("b_star")}
    delta = lambdify(names, [update[one].xreplace(c) for one in (a, b, w)], "mpmath", cse=True)
    with mpmath.workdps(20):
        fixed = [mpmath.mpf(point[key]) for key in names[3:]]
        solution = mpmath.odefun(
            lambda _, y: [-one for one in delta(*y, *fixed)],
            0,
            [mpmath.mpf(point[key]) for key in NAMES[:3]],
        )
        return [float(one) for one in solution(t_end)]


# Student, teacher, parameters, final time: ordinary, stiff near |w| = 1, unstable on the way.
CASES = [
    ("bptt", (1.0, 0.5, 0.6), (1.0, 1.0, 0.5), {}, 2.0),
    ("bptt", (0.7, -0.2, 0.9), (1.0, 0.75, -0.5), {}, 1.0),
    ("bptt", (1e-4, 2e-4, 0.3), (1.0, 1.0, 0.5), {}, 4.0),
    ("tbptt", (0.7, 0.9, 0.98), (1.0, 1.0, 0.9375), {}, 0.25),
    ("rflo", (1.0, 1.0, 0.6), (1.0, 1.0, 0.5), {"a_hat": -0.5, "w_hat": 0.5}, 0.25),
    ("rflo", (0.7, 0.9, 0.99), (1.0, 1.0, 0.97), {"a_hat": 0.8, "w_hat": 0.9}, 0.125),
    ("e-prop", (1.0, 0.9, 0.2), (1.0, 1.0, -0.5), {"a_hat": -0.8}, 0.25),
    ("two", (0.5, -0.3, 0.8), (1.0, 1.0, 0.9), {"a_hat": 0.8, "gamma": -0.5, "w_hat": 0.3}, 0.25),
]


@pytest.mark.parametrize("compiled", [True, False])
@pytest.mark.parametrize(("name", "start", "teacher", "more", "t_end"), CASES)
def test_the_error_is_below_the_tolerance(
    name: str,
    start: Sequence[float],
    teacher: Sequence[float],
    more: dict[str, float],
    t_end: float,
    compiled: bool,
) -> None:
    point = dict(zip(NAMES, (*start, *teacher), strict=True)) | more
    found = integrate_ensemble(
        integrator(name, compiled), start, more, teacher, t_end, tolerance=TOLERANCE
    )
    assert found.times[0] == t_end
    wanted = by_taylor(name, tuple(point.items()), t_end)
    error = np.max(np.abs(found.states[0] - wanted)) / (1 + np.linalg.norm(wanted))
    assert 0 < error < TOLERANCE


def test_the_method_has_its_order() -> None:
    """Halving a fixed step divides the error by 2**5; the method's own error estimate is passed over."""
    step = bind_arrays(load_module(step_source(analysis_of("bptt"), RODAS5P)))
    start, teacher, t_end = (1.0, 0.5, 0.6), (1.0, 1.0, 0.5), 1.0

    def end(number: int) -> np.ndarray:
        state, t = start, 0.0
        for _ in range(number):
            *state, t, _, _ = step.advance(*state, t, t_end / number, 0.0, *teacher, t_end, 1e3)
        return np.array(state)

    exact = np.array(by_taylor("bptt", tuple(zip(NAMES, (*start, *teacher), strict=True)), t_end))
    errors = [np.max(np.abs(end(number) - exact)) for number in (8, 16, 32)]
    orders = np.log2(np.array(errors[:-1]) / errors[1:])
    assert np.all(orders > 4.7)


def test_many_random_trajectories_keep_the_tolerance_at_every_stiffness() -> None:
    """Against the same method at a tolerance a thousand times smaller, which mpmath has confirmed."""
    count = 4000
    rng = np.random.default_rng(5)
    starts = np.column_stack([rng.normal(size=(count, 2)), rng.uniform(-0.99, 0.99, count)])
    teachers = np.column_stack([rng.uniform(0.5, 1.5, (count, 2)), rng.uniform(-0.99, 0.99, count)])
    more = {"a_hat": rng.uniform(0.5, 1.5, count), "w_hat": rng.uniform(-0.9, 0.9, count)}
    found, fine = (
        integrate_ensemble(integrator("rflo", True), starts, more, teachers, 3.0, tolerance)
        for tolerance in (TOLERANCE, TOLERANCE / 1000)
    )
    both = (found.times == 3.0) & (fine.times == 3.0)
    assert np.count_nonzero(both) > count / 2
    assert np.array_equal(found.times == 3.0, fine.times == 3.0)
    sizes = 1 + np.linalg.norm(fine.states[both], axis=1)
    errors = np.abs(found.states - fine.states)[both].max(axis=1) / sizes
    assert np.quantile(errors, 0.998) < TOLERANCE
    assert errors.max() < 30 * TOLERANCE


@pytest.mark.parametrize("exponent", [6, 12, 40])
def test_growth_below_the_tolerance_is_not_damped(exponent: int) -> None:
    """From a = b = 10**-k at BPTT's saddle; there d(a, b)/dt = c/(1 - w w_star) (b, a) for small a."""
    tiny = 10.0**-exponent
    rate = 1 / (1 - 0.6 * 0.5)
    t_end = (np.log(1e-3) - np.log(tiny)) / rate
    found = integrate_ensemble(
        integrator("bptt", True), (tiny, tiny, 0.6), {}, (1.0, 1.0, 0.5), t_end
    )
    # Linear until a b is no longer small: the state arrives at 1e-3, though all starts below 1e-9.
    assert 0.5e-3 < found.states[0, 0] < 2e-3
    arrived = integrate_ensemble(
        integrator("bptt", True), (tiny, tiny, 0.6), {}, (1.0, 1.0, 0.5), t_end + 30
    )
    assert arrived.counts() == {"converged: optimal": 1}
    assert STATUSES[int(found.status[0])] == "ran to t_end"

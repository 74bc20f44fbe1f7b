"""Trajectories of one mode and the validation table, by what is known of them in other ways."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from sympy import Expr, Rational

from symdyn import Analysis, LearningRule, all_rules, analyse, find_rule, parameter
from symdyn.codegen import export, load_module
from symdyn.errors import SimulationError
from symdyn.notation import a, m, w, w_hat
from symdyn.simulation import (
    Dynamics,
    Mode,
    Trajectory,
    integrate_flow,
    iterate_map,
    validate,
    validation,
)
from symdyn.simulation.literal_sums import LiteralMode, literal_mode, literal_update, tail_bound

TEACHER = Mode(1.0, 1.0, 0.8)
RFLO = {"a_hat": 0.5, "w_hat": 0.7}
BUILT_IN = [found.rule.name for found in all_rules() if found.origin == "symdyn"]


@cache
def analysis_of(name: str) -> Analysis:
    return analyse(find_rule(name))


@cache
def module_of(name: str) -> ModuleType:
    return load_module(export(analysis_of(name)))


def bptt(start: Mode, t_end: float = 300.0, **more: Any) -> Trajectory:
    return integrate_flow(module_of("bptt"), start, {}, TEACHER, t_end, **more)


def test_the_flow_of_bptt_keeps_the_difference_of_squares_and_lowers_the_loss() -> None:
    """Delta a = b X and Delta b = a X, so a^2 - b^2 is conserved; a gradient flow lowers its loss."""
    path = bptt(Mode(1.3, 0.4, -0.2), times=np.linspace(0, 300, 200), tolerance=1e-10)
    assert path.status == "converged"
    difference = path.states[:, 0] ** 2 - path.states[:, 1] ** 2
    np.testing.assert_allclose(difference, 1.3**2 - 0.4**2, rtol=1e-7)
    assert np.all(np.diff(path.loss) < 1e-12)
    np.testing.assert_allclose(path.end[0] * path.end[1], 1.0, rtol=1e-7)
    np.testing.assert_allclose(path.end[2], 0.8, rtol=1e-7)


def test_a_trajectory_holds_together() -> None:
    path = bptt(Mode(1.0, 0.5, 0.2), 3.0)
    assert path.status == "ran to t_end"
    assert path.states.shape == (len(path.times), 3)
    assert path.loss.shape == path.times.shape
    assert (path.times[0], path.times[-1]) == (0.0, 3.0)
    assert path.states[0].tolist() == [1.0, 0.5, 0.2]
    assert np.all(np.diff(path.times) > 0)


def test_states_at_times_of_ones_own() -> None:
    times = np.array([0, 0.5, 1, 2.9, 3])
    path, own = (bptt(Mode(1.0, 0.5, 0.2), 3.0, times=one) for one in (times, None))
    np.testing.assert_array_equal(path.times, times)
    np.testing.assert_allclose(path.end, own.end, rtol=1e-6)


def test_an_analysis_serves_as_well_as_its_module() -> None:
    paths = [
        integrate_flow(source, Mode(1.0, 1.0, 0.6), RFLO, TEACHER, 50.0)
        for source in (analysis_of("rflo"), module_of("rflo"))
    ]
    assert np.array_equal(paths[0].states, paths[1].states)


def test_the_saddle_is_a_fixed_point_with_a_loss() -> None:
    path = bptt(Mode(0.0, 0.0, 0.3))
    assert path.status == "converged"
    assert path.loss[-1] == pytest.approx(1 / (2 * (1 - 0.8**2)))


def test_rflo_can_leave_the_domain() -> None:
    start = Mode(-1.0, 0.3, 0.95)
    path = integrate_flow(module_of("rflo"), start, RFLO, TEACHER, 100.0)
    assert path.status == "left the domain"
    assert 0.99999 < path.end[2] < 1
    at_edge = integrate_flow(module_of("rflo"), Mode(1.0, 1.0, 1 - 1e-9), RFLO, TEACHER, 100.0)
    assert (at_edge.status, len(at_edge.times)) == ("left the domain", 1)


def test_the_detour_of_rflo_ends_on_the_manifold() -> None:
    path = integrate_flow(module_of("rflo"), Mode(0.2, -1.0, 0.6), RFLO, TEACHER, 500.0)
    assert path.status == "converged"
    assert path.loss[-1] < 1e-12
    assert path.end[0] * 0.5 > 0  # on the branch where a and the feedback agree


@pytest.mark.parametrize("name", BUILT_IN)
@pytest.mark.parametrize("T", [None, 1, 6])
def test_one_step_of_the_map_subtracts_the_literal_update(name: str, T: int | None) -> None:
    rule = analysis_of(name).rule
    exact = {"w_hat": Fraction(7, 10), "a_hat": Fraction(1, 2), "gamma": Fraction(3, 5), "tau": 3}
    given = {key: exact[key] for key in module_of(name).PARAMETERS}
    state = dict(zip("abw", map(Fraction, ("3/4", "-1/2", "1/4")), strict=True))
    teacher = {"a_star": Fraction(1), "b_star": Fraction(1), "w_star": Fraction(4, 5)}
    update = literal_update(literal_mode(rule, {**state, **teacher, **given}), T or 200, float)
    path = iterate_map(
        module_of(name),
        Mode(*map(float, state.values())),
        {key: int(one) if key == "tau" else float(one) for key, one in given.items()},
        TEACHER,
        T,
        0.125,
        1,
    )
    wanted = [float(one) - 0.125 * step for one, step in zip(state.values(), update, strict=True)]
    np.testing.assert_allclose(path.states[1], wanted, rtol=1e-12)
    assert path.times.tolist() == [0.0, 0.125]


def test_small_steps_follow_the_flow() -> None:
    flow = integrate_flow(module_of("rflo"), Mode(1.0, 1.0, 0.6), RFLO, TEACHER, 1.0, 1e-11)
    errors = [
        np.max(np.abs(path.end - flow.end))
        for path in (
            iterate_map(module_of("rflo"), Mode(1.0, 1.0, 0.6), RFLO, TEACHER, None, 1 / n, n)
            for n in (200, 400)
        )
    ]
    assert 1.9 < errors[0] / errors[1] < 2.1
    assert errors[1] < 0.02


def test_large_steps_leave_the_domain() -> None:
    path = iterate_map(module_of("bptt"), Mode(1.0, 0.5, 0.9), {}, TEACHER, None, 10.0, 50)
    assert path.status == "left the domain"
    assert len(path.times) < 51
    assert np.all(np.abs(path.states[:, 2]) < 1)


def test_finite_time_reaches_the_limit() -> None:
    state = Mode(1.0, 0.5, 0.3).vector()
    dynamics = Dynamics.of(module_of("rflo"), RFLO, TEACHER)
    np.testing.assert_allclose(dynamics.update(state, 400), dynamics.update(state), rtol=1e-12)
    np.testing.assert_allclose(dynamics.loss(state, 400), dynamics.loss(state), rtol=1e-12)


BAD_INPUT: dict[str, tuple[Callable[[], object], str]] = {
    "w": (lambda: Mode(1.0, 1.0, 1.0), r"w = 1.0 is outside -1 < w < 1.*choose"),
    "nan": (lambda: Mode(float("nan"), 1.0, 0.0), "a = nan is not a finite number; pass one"),
    "text": (lambda: Mode("1", 1.0, 0.0), "a = '1' is not a finite number"),  # type: ignore[arg-type]
    "teacher": (
        lambda: integrate_flow(module_of("bptt"), TEACHER, {}, Mode(0.0, 1.0, 0.5), 1.0),
        r"the teacher's a\*b is 0 with a = 0.0.*choose both nonzero",
    ),
    "missing": (
        lambda: integrate_flow(module_of("rflo"), TEACHER, {"a_hat": 1.0}, TEACHER, 1.0),
        r"\['a_hat'\] were given, but the rule has \['a_hat', 'w_hat'\].*-1 < w_hat < 1",
    ),
    "unknown": (
        lambda: integrate_flow(module_of("bptt"), TEACHER, {"eta": 1.0}, TEACHER, 1.0),
        r"\['eta'\] were given, but the rule has \[\].*none",
    ),
    "outside": (
        lambda: Dynamics.of(module_of("rflo"), {"a_hat": 1.0, "w_hat": -1.0}, TEACHER),
        r"w_hat = -1.0 is outside its domain -1 < w_hat < 1; choose one inside",
    ),
    "zero": (
        lambda: Dynamics.of(module_of("rflo"), {"a_hat": 0.0, "w_hat": 0.5}, TEACHER),
        r"a_hat = 0.0 is outside its domain a_hat != 0",
    ),
    "tau": (
        lambda: Dynamics.of(module_of("tbptt-tau"), {"tau": 1.5}, TEACHER),
        "tau = 1.5 is outside its domain tau >= 1, an integer",
    ),
    "t_end": (lambda: bptt(TEACHER, 0.0), "t_end = 0.0 is not > 0; choose"),
    "tolerance": (lambda: bptt(TEACHER, 1.0, tolerance=2.0), "tolerance = 2.0 is not between"),
    "times": (
        lambda: bptt(TEACHER, 1.0, times=np.array([0.0, 2.0])),
        "times = '0, ..., 2' is not ascending from 0 to t_end = 1",
    ),
    "eta": (
        lambda: iterate_map(module_of("bptt"), TEACHER, {}, TEACHER, None, -1.0, 5),
        "eta = -1.0 is not > 0",
    ),
    "steps": (
        lambda: iterate_map(module_of("bptt"), TEACHER, {}, TEACHER, None, 0.1, 0),
        "steps = 0 is not an integer >= 1",
    ),
    "T": (
        lambda: iterate_map(module_of("bptt"), TEACHER, {}, TEACHER, 0, 0.1, 5),
        "T = 0 is not an integer >= 1, or None",
    ),
}


@pytest.mark.parametrize("case", BAD_INPUT)
def test_input_outside_the_domain_is_refused(case: str) -> None:
    act, message = BAD_INPUT[case]
    with pytest.raises(SimulationError, match=message) as caught:
        act()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_built_in_rule_is_validated(name: str) -> None:
    found = validate(analysis_of(name))
    assert found.passed, [row for row in found.rows if not row.passed]
    assert found.rule == name
    assert len(found.rows) == 5
    assert found.rows[1].shown == "0"
    assert all(row.shown.startswith("< 10^{-") for row in (found.rows[0], *found.rows[3:]))
    assert found.rows[2].shown.count(r"\cdot 10^{-") == 3


def test_a_rule_with_a_polynomial_kernel_is_validated() -> None:
    gamma = parameter("gamma", 0, 1)
    kernel = (1 + m**3) * w_hat**m - gamma**m
    assert validate(analyse(LearningRule("mixed", "mixed", "random", kernel))).passed
    kernel = (1 + m) * (-w) ** m
    assert validate(analyse(LearningRule("signs", "signs", "symmetric", kernel, horizon=4))).passed


def with_wrong(part: str, change: Callable[[Expr], Expr]) -> Analysis:
    """RFLO's analysis with one formula changed."""
    right = analysis_of("rflo")
    if part == "trace":
        return replace(right, optimal=replace(right.optimal, trace=change(right.optimal.trace)))
    table = getattr(right.update, part)
    wrong = {**table, a: change(table[a])}
    return replace(right, update=replace(right.update, **{part: wrong}))


@pytest.mark.parametrize(
    ("part", "change", "row", "shown"),
    [
        ("limit", lambda one: one + Rational(1, 10**30), 0, r"1.0 \cdot 10^{-30}"),
        ("finite", lambda one: one + Rational(1, 10**30), 1, r"1.0 \cdot 10^{-30}"),
        ("trace", lambda one: one * Rational(101, 100), 3, None),
    ],
)
def test_a_wrong_formula_is_seen_in_its_row(
    part: str, change: Callable[[Expr], Expr], row: int, shown: str | None
) -> None:
    found = validate(with_wrong(part, change))
    assert not found.passed
    assert not found.rows[row].passed
    assert not found.rows[row].shown.startswith("<")
    assert shown is None or found.rows[row].shown == shown


def test_wrong_code_is_seen_in_its_row(monkeypatch: pytest.MonkeyPatch) -> None:
    source = export(analysis_of("rflo")).replace("flow_w_by_a = ", "flow_w_by_a = 1e-9 + ")
    monkeypatch.setattr(validation, "export", lambda _: source)
    found = validate(analysis_of("rflo"))
    assert [row.passed for row in found.rows] == [True, True, True, True, False]


def test_a_map_that_does_not_approach_the_flow_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*arguments: Any) -> Trajectory:
        *others, eta, steps = arguments
        return iterate_map(*others, eta * 1.1, steps)

    monkeypatch.setattr(validation, "iterate_map", wrong)
    found = validate(analysis_of("rflo"))
    assert [row.passed for row in found.rows] == [True, True, False, True, True]


def test_a_tail_without_a_bound_says_so() -> None:
    """(1 + 1/T)^16 x >= 1 for small T: the first terms of the tail still grow."""
    kernel = ((Fraction(9, 10), (Fraction(0),) * 16 + (Fraction(1),)),)
    ninth, one = Fraction(9, 10), Fraction(1)
    mode = LiteralMode(one, one, ninth, one, ninth, one, kernel, None)
    assert tail_bound(mode, 10) is None
    bound = tail_bound(mode, 2000)
    assert bound is not None
    assert 0 < bound < 1


@pytest.mark.parametrize("tolerance", [1e-6, 1e-9])
def test_a_path_that_runs_into_the_edge_leaves_the_domain(tolerance):
    rule = analyse(find_rule("e-prop"))
    start, teacher = Mode(-1.46, 1.39, 0.47), Mode(1.0, 1.0, 0.6)
    path = integrate_flow(rule, start, {"a_hat": 1.0}, teacher, 60, tolerance)
    assert path.status == "left the domain"
    assert 0 < 1 - abs(path.states[-1, 2]) < 1e-3

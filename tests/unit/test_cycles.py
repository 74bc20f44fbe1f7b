"""The cycle of RFLO: the same numbers from an integration that is written here, by another method."""

import json
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from scipy.integrate import solve_ivp

from symdyn.cli.program import program
from symdyn.errors import SimulationError
from symdyn.report.figures.plan import figures_of
from symdyn.simulation.cycles import Cycle, Surface, cycle_near, cycle_of
from symdyn.stages.leaf_dynamics.focus import foci_of
from tests.derived import derived

W_STAR, C = 0.9, 0.1


@cache
def cycle() -> Cycle:
    found = cycle_of(derived("rflo"))
    assert found is not None
    return found


def plane(a_hat: float, level: float, state: np.ndarray) -> list[float]:
    """db/dt and dw/dt of RFLO with w_hat = 0, from E(z) = sum e_k z^k at w and at 0."""
    b, w = state
    a = (level + b**2 + w**2) / (2 * a_hat)
    chord = a * b * w / (1 - w**2) - C * W_STAR / (1 - W_STAR * w)
    return [-a_hat * (a * b - C), -a_hat * b * chord]


def test_runs_from_both_sides_approach_it() -> None:
    """By LSODA, in the plane, over many rounds: w ends up in the range that is stated."""
    found = cycle()
    a_hat, level = found.surface.point["a_hat"], found.surface.level
    assert found.surface.point["w_hat"] == 0
    assert level == pytest.approx(2 * a_hat - C**2 - W_STAR**2, abs=1e-15)
    low, high = found.states[:, 2].min(), found.states[:, 2].max()
    for part in (0.3, 1.8):
        path = solve_ivp(
            lambda _, y: plane(a_hat, level, y),
            (0, 14 * found.period),
            (C + part * found.first, W_STAR),
            "LSODA",
            rtol=1e-10,
            atol=1e-13,
            t_eval=np.linspace(12 * found.period, 14 * found.period, 2001),
        )
        assert path.y[1].min() == pytest.approx(low, abs=2e-6)
        assert path.y[1].max() == pytest.approx(high, abs=2e-6)
        upward = np.flatnonzero((path.y[1][:-1] < W_STAR) & (path.y[1][1:] >= W_STAR))
        assert np.diff(path.t[upward]) == pytest.approx(found.period, rel=2e-3)


def derived_json(rule: str) -> Any:
    """What `symdyn derive RULE --section leaf-dynamics --format json` prints of the flow in a plane."""
    command = ["derive", rule, "--section", "leaf-dynamics", "--format", "json"]
    result = CliRunner().invoke(program, command)
    assert result.exit_code == 0, result.output
    return json.loads(result.output)["leaf_dynamics"]


def test_it_is_sent_as_numerical_with_its_error() -> None:
    """The state and the period that are sent are those of a round by another method, to more than the error asks for."""
    sent = derived_json("rflo")["cycle"]
    assert sent["proved"] is False
    assert "numerical" in sent["method"]
    error = float(sent["relative_error"])
    assert 0 < error < 1e-7
    at = {name: Fraction(value) for name, value in sent["at"].items()}
    assert (at["w_hat"], float(at["w_star"]), float(at["c"])) == (0, W_STAR, C)
    a, b, w = (float(sent["state"][name]) for name in "abw")
    a_hat, period = float(at["a_hat"]), float(sent["period"])
    level = 2 * a_hat * a - b**2 - w**2
    path = solve_ivp(
        lambda _, y: plane(a_hat, level, y), (0, period), (b, w), "Radau", rtol=1e-10, atol=1e-13
    )
    assert path.y[:, -1] == pytest.approx([b, w], rel=1e-6)
    assert path.y[1].max() - path.y[1].min() > 1e-2  # it has been somewhere in between
    half = solve_ivp(lambda _, y: plane(a_hat, level, y), (0, 0.98 * period), (b, w), rtol=1e-8)
    assert half.y[:, -1] != pytest.approx([b, w], rel=1e-4)
    assert (float(sent["multiplier"]), sent["attracts"]) == (pytest.approx(0.308), True)


def test_no_cycle_is_sent_where_none_is_looked_for() -> None:
    assert derived_json("feedback-alignment")["cycle"] is None
    assert derived_json("bptt") is None


def test_it_comes_back_to_where_it_starts() -> None:
    found = cycle()
    assert found.states[0] == pytest.approx(found.states[-1], rel=1e-8)
    assert found.attracts
    assert 0 < found.error < 1e-6
    b, w = found.states[:, 1], found.states[:, 2]
    assert found.surface.read_out(b, w) == pytest.approx(found.states[:, 0], rel=1e-9)
    times = np.linspace(0, found.period, len(found.states))
    slope = [found.surface.dynamics.flow(one)[2] for one in found.states]
    assert np.gradient(w, times)[3:-3] == pytest.approx(slope[3:-3], abs=2e-3 * np.abs(slope).max())


@pytest.mark.slow
def test_before_the_point_there_is_no_cycle_close_by() -> None:
    analysis = derived("rflo")
    attracting = foci_of(analysis)[0]
    with pytest.raises(SimulationError, match="no cycle lies between"):
        cycle_near(analysis, attracting, Fraction(49, 50))


@pytest.mark.slow
def test_the_cycle_grows_with_the_root_of_the_distance() -> None:
    """Near the point its width is that of a bifurcation of Hopf's."""
    analysis = derived("rflo")
    attracting = foci_of(analysis)[0]
    near, far = (cycle_near(analysis, attracting, 1 + Fraction(k, 2000)) for k in (1, 4))
    assert far.first / near.first == pytest.approx(2, rel=0.1)


@pytest.mark.parametrize("name", ["feedback-alignment", "bptt"])
def test_other_rules_have_none(name: str) -> None:
    assert cycle_of(derived(name)) is None


def test_a_rule_without_leaves_has_no_surface() -> None:
    with pytest.raises(SimulationError, match="does not move in a plane"):
        Surface.of(derived("bptt"), {"s": Fraction(1), "c": Fraction(1), "w_star": Fraction(1, 2)})


def test_the_figure_says_that_the_cycle_is_not_proved() -> None:
    (figure,) = (one for one in figures_of(derived("rflo")) if one.kind == "leaf")
    text = " ".join(one for one in figure.caption if isinstance(one, str))
    assert "not proved" in text
    assert f"{cycle().period:.4g}" in text
    assert not [one for one in figures_of(derived("bptt")) if one.kind == "leaf"]

"""Ensembles of modes: statuses, the same results with and without Numba, memory, bad input."""

import json
import subprocess
import sys
from functools import cache
from typing import Any

import numpy as np
import pytest

from symdyn import LearningRule, analyse, find_rule, parameter
from symdyn.errors import SimulationError
from symdyn.notation import m, w
from symdyn.simulation import Mode, integrate_flow
from symdyn.simulation.ensembles import STATUSES, Integrator, integrate_ensemble
from symdyn.simulation.ensembles.classification import slowest_rate
from tests.selection import slow_but

TEACHER = (1.0, 1.0, 0.5)


@cache
def integrator(name: str, compiled: bool = True) -> Integrator:
    return Integrator.of(analyse(find_rule(name)), compiled)


def draws(count: int) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    rng = np.random.default_rng(3)
    starts = np.column_stack([rng.normal(size=(count, 2)), rng.uniform(-0.99, 0.99, count)])
    teachers = np.column_stack([rng.uniform(0.5, 1.5, (count, 2)), rng.uniform(-0.99, 0.99, count)])
    sign = rng.choice([-1.0, 1.0], count)
    return (
        starts,
        teachers,
        {
            "a_hat": sign * rng.uniform(0.5, 1.5, count),
            "gamma": rng.uniform(0.1, 0.9, count),
            "tau": rng.integers(1, 6, count),
            "w_hat": rng.uniform(-0.9, 0.9, count),
        },
    )


@pytest.mark.parametrize(
    "name",
    slow_but(("rflo", "tbptt-tau"), ("bptt", "rflo", "readout-only", "decayed-rtrl", "tbptt-tau")),
)
def test_numba_and_numpy_give_the_same(name: str) -> None:
    """To the last bit, but for the powers w**tau, which two libraries round differently."""
    starts, teachers, every = draws(3000)
    more = {key: every[key] for key, _ in integrator(name).parameters}
    one, other = (
        integrate_ensemble(integrator(name, compiled), starts, more, teachers, 20.0)
        for compiled in (True, False)
    )
    if name == "tbptt-tau":
        np.testing.assert_allclose(one.states, other.states, rtol=1e-8, atol=1e-8)
        return
    for field in ("states", "times", "status", "component", "steps", "lengths"):
        assert np.array_equal(getattr(one, field), getattr(other, field)), field
    assert len(np.unique(one.steps)) > 10


def test_each_trajectory_is_on_its_own() -> None:
    """A trajectory does not depend on which others it is integrated with."""
    starts, teachers, every = draws(300)
    more = {key: every[key] for key in ("a_hat", "w_hat")}
    whole = integrate_ensemble(integrator("rflo"), starts, more, teachers, 10.0)
    for k in (0, 17, 299):
        single = integrate_ensemble(
            integrator("rflo"),
            starts[k],
            {key: one[k] for key, one in more.items()},
            teachers[k],
            10.0,
        )
        assert np.array_equal(single.states[0], whole.states[k])
        assert single.status[0] == whole.status[k]


def test_the_statuses_are_those_of_single_trajectories() -> None:
    """integrate_flow uses LSODA and Radau; where it converges or leaves, the ensemble says the same."""
    starts, teachers, every = draws(60)
    more = {key: every[key] for key in ("a_hat", "w_hat")}
    analysis = analyse(find_rule("rflo"))
    found = integrate_ensemble(integrator("rflo"), starts, more, teachers, 300.0)
    seen = set()
    for k in range(60):
        parameters = {key: float(one[k]) for key, one in more.items()}
        path = integrate_flow(analysis, Mode(*starts[k]), parameters, Mode(*teachers[k]), 300.0)
        if path.status != "ran to t_end":
            assert STATUSES[found.status[k]] == path.status
            seen.add(path.status)
        if path.status == "converged":
            np.testing.assert_allclose(found.states[k], path.end, atol=1e-5)
    assert seen == {"converged", "left the domain"}


def test_rest_at_a_saddle_is_not_convergence() -> None:
    starts = [[0.0, 0.0, 0.3], [1.0, -1.0, 0.5], [1.0, 1.0, 0.5], [1e-9, 1e-9, 0.3]]
    found = integrate_ensemble(integrator("bptt"), starts, {}, TEACHER, 100.0)
    assert [STATUSES[code] for code in found.status] == [
        "ran to t_end",  # rests at the saddle
        "ran to t_end",  # on its stable manifold a = -b
        "converged",  # starts at an optimum
        "converged",  # leaves the saddle
    ]
    assert [found.names[place] for place in found.component] == [
        "non-optimal",
        "non-optimal",
        "optimal",
        "optimal",
    ]
    assert found.states[0].tolist() == starts[0]
    assert found.lengths[0] == 0
    assert found.lengths[3] > 1


def test_an_unstable_optimum_does_not_count_as_convergence() -> None:
    """RFLO with a_hat*s < 0: the determinant is negative where a_hat*s**3 + c**2 > 0."""
    more = {"a_hat": -0.5, "w_hat": 0.3}
    found = integrate_ensemble(integrator("rflo"), TEACHER, more, TEACHER, 50.0)
    assert found.counts() == {"ran to t_end: optimal": 1}
    # The stable region with a_hat*s < 0: |a_hat| s**3 > c**2 and a negative trace.
    more, teacher = {"a_hat": -0.011, "w_hat": 0.0}, (1.0, 0.1, 0.9)
    found = integrate_ensemble(
        integrator("rflo"), (1.0, 0.1001, 0.9001), more, teacher, 300_000.0, max_steps=100_000
    )
    assert found.counts() == {"converged: optimal": 1}


def test_a_slow_way_is_not_called_convergence() -> None:
    """Readout-only never moves b: with a small b the state stays away from the balance for long."""
    found = integrate_ensemble(integrator("readout-only"), (0.0, 1e-5, 0.2), {}, TEACHER, 50.0)
    assert [STATUSES[code] for code in found.status] == ["ran to t_end"]
    arrived = integrate_ensemble(integrator("readout-only"), (0.0, 1.0, 0.2), {}, TEACHER, 50.0)
    assert arrived.counts() == {"converged: balanced": 1}
    a = (1 - 0.2**2) / (1 - 0.2 * 0.5)
    assert arrived.states[0, 0] == pytest.approx(a, abs=1e-8)


def test_leaving_the_domain_and_running_out_of_steps_are_told() -> None:
    more, teacher = {"a_hat": -0.84, "w_hat": -0.11}, (0.82, 0.61, 0.44)
    left = integrate_ensemble(integrator("rflo"), (0.89, 0.88, -0.59), more, teacher, 100.0)
    assert left.counts() == {"left the domain": 1}
    assert 1e-9 < 1 - abs(left.states[0, 2]) < 1e-6
    assert left.times[0] < 100
    few = integrate_ensemble(integrator("bptt"), (1.0, 0.5, 0.6), {}, TEACHER, 100.0, max_steps=5)
    assert few.counts() == {"out of steps": 1}
    assert few.steps[0] == 5
    assert few.times[0] < 100


def test_a_plug_in_rule_is_integrated_too() -> None:
    gamma = parameter("step", 0, 1)  # a name that the generated module uses itself
    rule = LearningRule("named", "named", "symmetric", (1 + m) * gamma**m * w**m)
    found = integrate_ensemble(analyse(rule), (1.0, 0.5, 0.2), {"step": 0.5}, TEACHER, 200.0)
    assert found.counts() == {"converged: optimal": 1}


@pytest.mark.parametrize("codimension", [1, 2, 3])
def test_the_slowest_rate_is_a_lower_bound_and_no_convergence_is_zero(codimension: int) -> None:
    rng = np.random.default_rng(codimension)
    for _ in range(300):
        block = rng.normal(size=(codimension, codimension)) - 0.8 * np.eye(codimension)
        base = rng.normal(size=(3, 3))
        matrix = np.zeros((3, 3))
        matrix[:codimension, :codimension] = block
        matrix = base @ matrix @ np.linalg.inv(base)
        slowest = -np.linalg.eigvals(block).real.max()
        rate = float(slowest_rate(matrix.ravel(), codimension))
        if abs(slowest) > 1e-6:
            assert (rate > 0) == (slowest > 0)
            assert rate <= max(slowest, 0) * (1 + 1e-6)


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "shape": ({"starts": [[1.0, 2.0]]}, r"starts has the shape \(1, 2\)"),
    "no start": ({"starts": np.empty((0, 3))}, r"starts has the shape \(0, 3\)"),
    "text": ({"starts": "abc"}, "starts = abc is no array of real numbers"),
    "nan": ({"starts": [[1, 1, 0], [1, np.nan, 0]]}, r"starts\[1\] = .* is not finite"),
    "w": ({"starts": [1, 1, -1]}, r"starts\[0\] = \[1.0, 1.0, -1.0\] is outside -1 < w < 1"),
    "gain": ({"teachers": [0, 1, 0]}, r"teachers\[0\] = .* has a\*b = 0"),
    "teachers": ({"teachers": np.full((2, 3), 0.5)}, "2 teachers for 1 starts"),
    "missing": ({"parameters": {"a_hat": 1.0}}, "w_hat < 1"),
    "domain": ({"parameters": {"a_hat": 1.0, "w_hat": 1.0}}, "w_hat.0. = 1.0 is outside"),
    "zero": ({"parameters": {"a_hat": 0.0, "w_hat": 0.5}}, "a_hat != 0"),
    "length": ({"parameters": {"a_hat": [1.0, 2.0], "w_hat": 0.5}}, "a_hat has the shape"),
    "t_end": ({"t_end": 0.0}, "t_end = 0.0 is not > 0"),
    "tolerance": ({"tolerance": 1e-14}, "tolerance = 1e-14 is not between"),
    "steps": ({"max_steps": 0}, "max_steps = 0 is not an integer >= 1"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_refused_in_one_line(case: str) -> None:
    given: dict[str, Any] = {
        "starts": (1.0, 1.0, 0.6),
        "parameters": {"a_hat": 1.0, "w_hat": 0.5},
        "teachers": TEACHER,
        "t_end": 1.0,
    }
    changed, message = REFUSED[case]
    with pytest.raises(SimulationError, match=message) as caught:
        integrate_ensemble(integrator("rflo", False), **{**given, **changed})
    assert "\n" not in str(caught.value)


# What a process has used at most is read from its own line in /proc where there is one:
# on Linux `ru_maxrss` starts with the memory of the process that started it.
MILLION = """
import json, resource, sys
from pathlib import Path
import numpy as np
from symdyn import analyse, find_rule
from symdyn.simulation.ensembles import integrate_ensemble
rng = np.random.default_rng(0)
starts = rng.uniform(-0.9, 0.9, (1_000_000, 3))
found = integrate_ensemble(analyse(find_rule("bptt")), starts, {}, (1.0, 1.0, 0.5), 100.0)
status = Path("/proc/self/status")
if status.exists():
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    peak = int(lines["VmHWM"].split()[0]) * 1024
else:
    scale = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale
print(json.dumps({"peak": peak, "counts": found.counts()}))
"""


@pytest.mark.slow
def test_a_million_trajectories_take_less_than_a_gigabyte() -> None:
    """The whole process, with all that it imports and compiles."""
    done = subprocess.run(
        [sys.executable, "-c", MILLION], capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    assert found["peak"] < 1e9
    assert sum(found["counts"].values()) == 1_000_000
    assert found["counts"]["converged: optimal"] > 990_000

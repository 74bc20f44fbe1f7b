"""Predictions of training runs beside what comes out, on small runs and on rows that are made up."""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from symdyn import find_rule
from symdyn.report.simulation.predicted import catapults, cycles, end_points
from symdyn.simulation.training.outcomes import Group, Row, groups_of
from symdyn.simulation.training.run import Subject, train
from symdyn.simulation.training.settings import Settings

ONE = Settings(
    rule="bptt",
    units=1,
    outputs=1,
    inputs=1,
    start="aligned",
    teacher_modes=((1, 1, 0.5),),
    start_modes=((1, 1, 0.5),),
    seeds=1,
    steps=2000,
    every=20,
    stop_below=0,
)
A_HAT, INSIDE = -0.0416, (0.98768, 0.105, 0.9)


@cache
def subject(rule: str) -> Subject:
    return Subject.of(find_rule(rule))


def run(settings: Settings) -> Group:
    rows = train(settings, subject(settings.rule), range(settings.seeds))
    (group,) = groups_of([{**settings.row(), **row} for row in rows])
    return group


def cells(text: str) -> list[list[str]]:
    """The rows of the table that a text ends with."""
    lines = text.splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith("rule  "))
    return [line.split() for line in lines[start + 1 :]]


@pytest.mark.parametrize("rule", ["bptt", "rflo"])
def test_a_network_of_one_unit_ends_where_the_polynomial_says(rule: str) -> None:
    """BPTT: s^2 = (H + sqrt(H^2 + 4))/2 with H = a^2 - b^2; RFLO: a zero of 2 a_hat s^3 - g s^2 - 1."""
    state = (0.6, 1.2, 0.4)
    modes = (state,) if rule == "bptt" else ((*state, 0.7),)
    own = () if rule == "bptt" else (("w_hat", 0.2),)
    group = run(replace(ONE, rule=rule, start_modes=modes, parameters=own, eta=0.02))
    first = state[0] ** 2 - state[1] ** 2
    expected = np.sqrt((first + np.sqrt(first**2 + 4)) / 2)
    if rule == "rflo":
        level = 1.4 * state[0] - state[1] ** 2 - (state[2] - 0.2) ** 2 + (0.5 - 0.2) ** 2
        expected = max(x.real for x in np.roots([1.4, -level, 0, -1]) if abs(x.imag) < 1e-9)
    (row,) = cells(next(end_points([group])))
    assert float(row[2]) == pytest.approx(expected, rel=5e-3)
    assert float(row[3]) == pytest.approx(expected, rel=2e-2)
    assert float(row[4]) < 2e-2
    assert row[-3:] == ["1", "of", "1"]


def test_a_run_that_ends_elsewhere_is_far_from_the_prediction() -> None:
    group = run(replace(ONE, start_modes=((0.6, 1.2, 0.4),), eta=0.02, steps=200))
    (rows,) = group.runs
    moved: list[Row] = [{**row, "a": [1.5 * row["a"][0]]} for row in rows]
    (row,) = cells(next(end_points([Group(group.settings, ((rows[0], *moved[1:]),))])))
    assert float(row[4]) == pytest.approx(0.5, abs=0.1)


def test_the_arc_of_a_step_is_that_of_bptt() -> None:
    """X = s^2 + c^2/s^2 at 4 - 2 eta (x + y) + eta^2 x y = 0, by bisection of the rates of the exported Jacobian."""
    eta = 0.3
    group = run(replace(ONE, start_modes=((2.5, 0.41, 0.5),), eta=eta, steps=600, every=10))
    (row,) = cells(next(catapults([group])))

    def fast(s: float) -> float:
        jacobian = subject("bptt").module.jacobian(s, 1 / s, 0.5, 1.0, 1.0, 0.5)
        return float(max(-np.linalg.eigvals(jacobian).real))

    low, high = 1.0, 3.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if eta * fast(middle) < 2 else (low, middle)
    assert float(row[4]) == pytest.approx(low, rel=5e-3)
    assert float(row[2]) == pytest.approx(2.5)
    assert float(row[3]) == pytest.approx(2 / fast(2.5), rel=1e-2)
    assert float(row[3]) < eta < float(row[6])
    assert float(row[5]) <= low
    assert float(row[7]) < 0


@pytest.mark.slow
def test_rounds_are_those_of_the_flow() -> None:
    """A network of one unit, from inside, with small steps."""
    settings = replace(
        ONE,
        rule="rflo",
        parameters=(("w_hat", 0.0),),
        teacher_modes=((1, 0.1, 0.9),),
        start_modes=((*INSIDE, A_HAT),),
        eta=0.5,
        steps=3600,
        every=12,
        go_on=True,
    )
    (row,) = cells(next(cycles([run(settings)])))
    assert row[:2] == ["rflo", "4"]
    period, measured = float(row[2]), float(row[3])
    assert measured == pytest.approx(period, rel=0.1)
    assert float(row[8]) < 0.4


def test_where_no_cycle_is_found_none_is_told() -> None:
    settings = replace(ONE, start_modes=((1.1, 0.9, 0.5),), steps=20)
    (row,) = cells(next(cycles([run(settings)])))
    assert set(row[1:]) == {"-"}


def made(w: list[float], **others: Any) -> tuple[Row, ...]:
    return tuple(
        {"a": [1.0], "w": [x], "a_hat": [A_HAT], "time": 10.0 * k, "component": None, **others}
        for k, x in enumerate(w)
    )


def test_a_round_is_from_one_upward_crossing_to_the_next() -> None:
    settings = replace(
        ONE, rule="rflo", parameters=(("w_hat", 0.0),), teacher_modes=((1, 0.1, 0.9),)
    )
    run = made([0.89, 0.91, 0.90, 0.88, 0.89, 0.91, 0.92, 0.89, 0.91])
    (row,) = cells(next(cycles([Group(settings, (run,))])))
    assert row[1] == "2"
    assert float(row[3]) == pytest.approx(30.0)
    assert (float(row[5]), float(row[7])) == (0.89, 0.92)

"""Networks that learn from input that is correlated over time: update, loss, flow and rate by other methods."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from symdyn import find_rule
from symdyn.errors import SimulationError
from symdyn.report.simulation.coloured import coloured_inputs
from symdyn.simulation import Network, mean_update
from symdyn.simulation.networks.mean_update import correlated_update
from symdyn.simulation.networks.task import Task
from symdyn.simulation.training.correlated import correlated_modes, slow_rate
from symdyn.simulation.training.learning_rates import RateRequest, with_rates
from symdyn.simulation.training.loss import loss
from symdyn.simulation.training.outcomes import Group, groups_of
from symdyn.simulation.training.plan import plan_of
from symdyn.simulation.training.run import Subject, train
from symdyn.simulation.training.settings import Settings, settings_of_row

STEPS = 400


def drawn(seed: int, units: int) -> Network:
    stream = np.random.default_rng(seed)
    A, W, B = (stream.normal(size=shape) for shape in ((2, units), (units, units), (units, 3)))
    return Network(A=A, W=0.7 * W / np.abs(np.linalg.eigvals(W)).max(), B=B)


STUDENT, TEACHER = drawn(1, 4), drawn(2, 3)
R = np.random.default_rng(3).normal(size=(2, 4))


def responses(v: float, *, steps: int = STEPS) -> tuple[list[Any], list[Any], list[Any]]:
    """W^k B, the error at each lag, and the errors weighted with the correlation: literal sums."""
    inner: list[Any] = [STUDENT.B]
    other: list[Any] = [TEACHER.B]
    for _ in range(steps):
        inner.append(STUDENT.W @ inner[-1])
        other.append(TEACHER.W @ other[-1])
    errors = [STUDENT.A @ x - TEACHER.A @ y for x, y in zip(inner, other, strict=True)]
    weighted = [
        sum(v ** abs(k - j) * one for j, one in enumerate(errors)) for k in range(len(errors))
    ]
    return inner, errors, weighted


@pytest.mark.parametrize("v", [0.8, -0.5])
@pytest.mark.parametrize(
    ("rule", "ratio"), [("bptt", "W"), ("rflo", "number"), ("tbptt", "none"), ("e-prop", "own")]
)
def test_the_update_is_the_double_sum_over_lags(rule: str, ratio: str, v: float) -> None:
    """With credit over all lags: K_m = ratio^m, in float64."""
    inner, _, weighted = responses(v)
    n = STUDENT.sizes[0]
    step = {
        "W": STUDENT.W.T,
        "number": 0.6 * np.eye(n),
        "none": np.zeros((n, n)),
        "own": np.diag(np.diag(STUDENT.W)),
    }[ratio]
    chosen = find_rule(rule)
    F = (STUDENT.A if chosen.symmetric else R).T
    dA = sum(one @ x.T for one, x in zip(weighted, inner, strict=True))
    # sum_m K_m F E_{l+m} from the far end inwards.
    later: list[Any] = [np.zeros((n, 3))]
    for one in reversed(weighted):
        later.append(F @ one + step @ later[-1])
    later.reverse()
    dW = sum(one @ x.T for one, x in zip(later[1:], inner, strict=True))
    parameters = {"w_hat": 0.6} if rule == "rflo" else {}
    found = correlated_update(chosen, STUDENT, TEACHER, v, R=R, parameters=parameters)
    for one, other in zip(found, (dA, dW, later[0]), strict=True):
        assert one == pytest.approx(other, rel=1e-9, abs=1e-9)
    white = mean_update(chosen, STUDENT, TEACHER, R=R, parameters=parameters)
    assert np.abs(white[1] - found[1]).max() > 1e-2


def test_fractions_are_exact_and_agree_with_the_stated_update_of_a_mode() -> None:
    from symdyn.stages.coloured_input.derive import coloured_input
    from symdyn.testing.evaluation import value_of

    values = [Fraction(x) for x in ("1/2", "3/4", "1/3", "2", "1", "-1/4", "2/3", "1/5")]
    a, b, w, a_star, b_star, w_star, v, w_hat = values
    student, teacher = (
        Network(A=[[x]], W=[[y]], B=[[z]]) for x, y, z in ((a, w, b), (a_star, w_star, b_star))
    )
    rule = find_rule("rflo")
    found = correlated_update(
        rule, student, teacher, v, R=[[Fraction(3)]], parameters={"w_hat": w_hat}
    )
    stated = coloured_input(rule)
    assert stated is not None
    point = {"a": a, "b": b, "w": w, "w_star": w_star, "c": a_star * b_star, "a_hat": Fraction(3)}
    for x, one in zip("abw", (found[0], found[2], found[1]), strict=True):
        derived = next(y for name, y in stated.update.items() if name.name == x)
        assert one[0, 0] == value_of(derived, {**point, "w_hat": w_hat, "v": v})


def test_a_rule_with_late_credit_has_the_same_sums_from_its_first_lag_on() -> None:
    from symdyn import LearningRule
    from symdyn.notation import m, w

    late = LearningRule(
        name="late",
        title="Late",
        feedback="symmetric",
        kernel=w**m,
        horizon=None,
        first_lag=2,
        diagonal=False,
        references=(),
    )
    inner, _, weighted = responses(0.6)
    _, dW, dB = correlated_update(late, STUDENT, TEACHER, 0.6)
    powers = [np.eye(4)]
    for _ in range(STEPS):
        powers.append(STUDENT.W.T @ powers[-1])
    own = sum(powers[k] @ STUDENT.A.T @ weighted[k] for k in range(2, STEPS))
    assert dB == pytest.approx(own, rel=1e-9, abs=1e-9)
    assert dW.shape == STUDENT.W.shape
    assert inner[0] is STUDENT.B


@pytest.mark.parametrize("v", [0.7, -0.4])
def test_the_loss_is_the_mean_square_of_the_error(v: float) -> None:
    _, errors, weighted = responses(v)
    literal = sum(float((x * y).sum()) for x, y in zip(errors, weighted, strict=True)) / 2
    assert float(loss(STUDENT, TEACHER, None, v)) == pytest.approx(literal, rel=1e-10)
    assert float(loss(STUDENT, TEACHER, None)) != pytest.approx(literal, rel=1e-2)


@pytest.mark.parametrize("rule", ["bptt", "rflo"])
def test_the_slow_rate_is_an_eigenvalue_of_the_sums_themselves(rule: str) -> None:
    """By differences of the mean update of a network of one unit."""
    s, c, w_star, v = 1.3, 0.8, 0.5, 0.6
    own = {"w_hat": 0.3} if rule == "rflo" else {}
    teacher = Network(A=[[1.0]], W=[[w_star]], B=[[c]])

    def flow(state: Sequence[float]) -> Any:
        student = Network(A=[[state[0]]], W=[[state[2]]], B=[[state[1]]])
        dA, dW, dB = correlated_update(
            find_rule(rule), student, teacher, v, R=[[0.7]], parameters=own
        )
        return -np.array([dA[0, 0], dB[0, 0], dW[0, 0]])

    place, h = np.array([s, c / s, w_star]), 1e-5
    columns = [(flow(place + h * e) - flow(place - h * e)) / (2 * h) for e in np.eye(3)]
    rates = sorted(-np.linalg.eigvals(np.array(columns).T).real)
    known = {"s": s, "c": c, "w_star": w_star, "v": v, **own}
    if rule == "rflo":
        known["a_hat"] = 0.7
    assert slow_rate(find_rule(rule), known) == pytest.approx(rates[1], rel=1e-5)
    assert abs(rates[0]) < 1e-6


def test_no_rate_where_a_mode_is_not_stable_and_no_course_where_none_is_derived() -> None:
    known = {"s": -0.2, "c": 1.0, "w_star": 0.5, "v": 0.3, "w_hat": 0.3, "a_hat": 1.0}
    assert slow_rate(find_rule("rflo"), known) is None
    assert slow_rate(find_rule("tbptt-2"), known) is None
    path = correlated_modes(find_rule("tbptt-2"), [(1.0, 1.0, 0.5)], [known], np.array([0.0, 1.0]))
    assert np.isnan(path).all()


ONE = Settings(
    rule="bptt",
    units=1,
    outputs=1,
    inputs=1,
    correlation=0.7,
    start="aligned",
    teacher_modes=((1, 1, 0.5),),
    start_modes=((0.9, 1.0, 0.3),),
    seeds=1,
    eta=0.01,
    steps=1500,
    every=10,
    stop_below=0,
)


def run(settings: Settings) -> Group:
    subject = Subject.of(find_rule(settings.rule))
    rows = train(settings, subject, range(settings.seeds))
    (group,) = groups_of([{**settings.row(), **row} for row in rows])
    return group


def test_a_run_goes_with_the_flow_for_its_input_and_its_rate_is_printed() -> None:
    group = run(ONE)
    (told,) = coloured_inputs([group])
    row = told.splitlines()[-1].split()
    assert row[:2] == ["bptt", "0.5"]
    away, rate, measured, deviation, white = (float(one) for one in row[2:7])
    assert away < 0.01
    assert measured == pytest.approx(rate, rel=1e-2)
    assert deviation < 1e-2
    assert abs(white - rate) > 0.1 * rate
    assert row[7:] == ["1", "of", "1"]
    # The same rows read as if they came from white noise are far from what is predicted then.
    (other,) = coloured_inputs([Group(replace(group.settings, correlation=0.0), group.runs)])
    assert float(other.splitlines()[-1].split()[5]) > 0.05
    losses = [one["loss"] for one in group.runs[0]]
    assert all(y < x or x < 1e-14 for x, y in pairwise(losses)), losses


def test_what_cannot_be_simulated_is_refused() -> None:
    with pytest.raises(SimulationError, match=r"correlation = 1\.0 is not a number above -1"):
        replace(ONE, correlation=1.0)
    with pytest.raises(SimulationError, match="T = 50 is not infinity"):
        replace(ONE, T=50)
    with pytest.raises(SimulationError, match="v = 2 of the input"):
        correlated_update(find_rule("bptt"), STUDENT, TEACHER, 2)
    with pytest.raises(SimulationError, match="T = 3 time steps beside the correlation"):
        Task.of(find_rule("bptt"), TEACHER, T=3, correlation=0.5)
    plan = plan_of(["bptt"], {"teacher_modes": ((1, 1, 0.5),), "correlation": 0.5}, {})
    with pytest.raises(SimulationError, match=r"input has the correlation 0\.5"):
        with_rates(plan, RateRequest(True, {}))


def test_a_table_from_before_there_was_correlated_input_is_read() -> None:
    row = replace(ONE, correlation=0.0).row()
    del row["correlation"]
    assert settings_of_row(row) == replace(ONE, correlation=0.0)

"""Training runs: settings, starts, frames, spectra, and how runs end."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binomtest

from symdyn import analyse, find_rule
from symdyn.errors import SimulationError
from symdyn.simulation.networks.network import Network
from symdyn.simulation.training.catalogue import experiment, experiment_names
from symdyn.simulation.training.frame import frame_of
from symdyn.simulation.training.plan import plan_of, training_of
from symdyn.simulation.training.resting import resting_place
from symdyn.simulation.training.run import CONVERGED, DIVERGED, RAN, Subject, train
from symdyn.simulation.training.settings import Settings, settings_of_row
from symdyn.simulation.training.spectra import effective_rank, numerical_rank, singular_values
from symdyn.simulation.training.start import draw
from symdyn.simulation.training.wilson import wilson_interval

SMALL = Settings(rule="bptt", units=6, eta=0.05, steps=60, every=20, seeds=3, stop_below=0)
RFLO = replace(SMALL, rule="rflo", parameters=(("w_hat", 0.5),), eta=0.01)


@pytest.mark.parametrize(
    ("change", "shows"),
    [
        ({"units": 0}, "units = 0"),
        ({"units": True}, "units = True"),
        ({"seeds": 2.5}, "seeds = 2.5"),
        ({"eta": 0}, "eta = 0"),
        ({"eta": float("nan")}, "eta = nan"),
        ({"scale": -1.0}, "scale = -1.0"),
        ({"every": 0}, "every = 0"),
        ({"predict_from": 5}, "a multiple of every = 20"),
        ({"batch": 8}, "T = 'infinity' is not finite with sampled batches, batch = 8"),
        ({"compiled": True}, "compiled = True is not False for T = infinity"),
        ({"compiled": True, "T": 5, "batch": 8}, "and for sampled batches"),
        ({"teacher": "other"}, "one of aligned, mixed, random"),
        ({"teacher_radius": 1.0}, "below 1"),
        ({"teacher_modes": ((1.0, 1.0),)}, "a list of (a, b, w)"),
        ({"teacher_modes": ((1.0, 1.0, 1.0),)}, "inside -1 < w < 1"),
        ({"teacher_modes": ((1.0, 0.0, 0.5),)}, "other than 0"),
        ({"teacher_modes": ()}, "at least one mode"),
        ({"outputs": 1}, "at most min(o, i, n) = 1"),
        ({"start": "aligned"}, "one mode for each"),
        ({"parameters": (("w_hat", "x"),)}, "w_hat = 'x'"),
    ],
)
def test_a_setting_outside_its_domain_is_refused(change: dict[str, object], shows: str) -> None:
    with pytest.raises(SimulationError) as caught:
        replace(SMALL, **change)
    assert shows in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("values", "parameters", "shows"),
    [
        ({}, {}, "--parameter w_hat="),
        ({}, {"w_hat": 1.5}, "w_hat = 1.5"),
        ({}, {"gamma": 0.5, "w_hat": 0.5}, "'gamma'"),
        ({"size": 3}, {"w_hat": 0.5}, "no setting 'size'"),
    ],
)
def test_a_plan_is_checked_against_the_rule(
    values: dict[str, object], parameters: dict[str, float], shows: str
) -> None:
    with pytest.raises(SimulationError, match=shows.replace("(", r"\(")):
        plan_of(["rflo"], values, parameters)


def test_settings_survive_the_table() -> None:
    aligned = replace(
        RFLO,
        T=7,
        batch=3,
        start="aligned",
        start_modes=((1, 1, 0.5, -0.3), (1, 2, 0.25, 0.5)),
        variation="x",
    )
    for settings in (SMALL, RFLO, aligned, replace(RFLO, T=7, compiled=True)):
        assert settings_of_row(settings.row()) == settings
        assert set(settings.row()) >= {"eta", "teacher_w", "seeds", "T"}


def test_a_row_without_settings_is_refused() -> None:
    with pytest.raises(SimulationError, match="give the original"):
        settings_of_row({"rule": "bptt"})


def test_a_seed_draws_the_same_networks_in_any_company() -> None:
    alone, together = draw(SMALL, (4,)), draw(SMALL, (1, 4, 2))
    for name in "AWB":
        assert np.array_equal(getattr(alone.student, name)[0], getattr(together.student, name)[1])
        assert np.array_equal(getattr(alone.teacher, name)[0], getattr(together.teacher, name)[1])
    assert np.array_equal(alone.R[0], together.R[1])
    assert not np.array_equal(together.R[0], together.R[1])
    assert np.array_equal(draw(RFLO, (4,)).student.W, alone.student.W)
    assert np.allclose(draw(replace(SMALL, gain=0.3), (4,)).student.W, 3 * alone.student.W)


def test_teachers_have_the_modes_that_are_asked_for() -> None:
    aligned = draw(SMALL, (0,)).teacher
    assert np.allclose(np.linalg.svd((aligned.A @ aligned.W @ aligned.B)[0])[1][:2], (0.8, 0.4))
    mixed = draw(replace(SMALL, teacher="mixed", outputs=1, inputs=1), (0,)).teacher
    assert (mixed.A @ mixed.W @ mixed.B).item() == pytest.approx(0.8 + 0.4)
    free = draw(replace(SMALL, teacher="random", teacher_radius=0.7), (0, 1)).teacher
    assert np.abs(np.linalg.eigvals(free.W)).max(axis=-1) == pytest.approx([0.7, 0.7])


@pytest.mark.parametrize("name", ["bptt", "tbptt", "rflo", "e-prop", "readout-only"])
def test_the_frame_of_an_aligned_network_has_its_modes(name: str) -> None:
    rule = find_rule(name)
    modes = ((1.0, 0.5, 0.7, 0.4), (0.6, 1.5, -0.3, 0.8))
    settings = replace(SMALL, start="aligned", start_modes=modes)
    start = draw(settings, (0, 1))
    assert start.output_basis is not None
    assert start.input_basis is not None
    bases = (start.output_basis, start.input_basis)
    frame = frame_of(rule, start.student, start.R, bases, np.ones(2))
    for found, expected in zip(
        (frame.a, frame.b, frame.w, frame.recurrent, frame.input_output),
        (*np.array(modes).T[:3], (1, 1), (1, 1)),
        strict=True,
    ):
        assert np.allclose(found, expected, atol=1e-12)
    if not rule.symmetric:
        assert frame.a_hat is not None
        assert np.allclose(frame.a_hat, (0.4, 0.8))
        assert np.allclose(frame.feedback, 1)


def test_cosines_fall_where_a_network_is_not_aligned() -> None:
    one = np.eye(1)
    net = Network(A=[[1.0, 0.0]], W=[[0.0, 0.5], [0.0, 0.0]], B=[[0.0], [1.0]])
    R = np.array([[0.0, 1.0]])
    frame = frame_of(find_rule("rflo"), net, R, (one, one), np.ones(1))
    assert frame.input_output == frame.feedback == 0
    assert np.isnan(frame.recurrent[0])  # W^T p = 0


def test_ranks_of_known_matrices() -> None:
    stream = np.random.default_rng(0)
    product = stream.normal(size=(7, 3)) @ stream.normal(size=(3, 7))
    assert numerical_rank(singular_values(product).tolist()) == 3
    assert numerical_rank([0.0, 0.0]) == 0
    assert effective_rank([1.0] * 5) == pytest.approx(5)
    assert 1 < effective_rank([1.0, 0.1]) < 2
    assert effective_rank([0.0]) == 0


@pytest.mark.parametrize(("count", "runs"), [(0, 20), (13, 20), (20, 20), (1, 3)])
def test_the_interval_is_scipys(count: int, runs: int) -> None:
    found = binomtest(count, runs).proportion_ci(method="wilson")
    assert wilson_interval(count, runs) == pytest.approx((found.low, found.high), abs=1e-12)


def test_every_component_of_fixed_points_is_recognised() -> None:
    components = analyse(find_rule("bptt")).fixed_points.components
    near = {"c": 1.0, "w_star": 0.6}
    assert resting_place(components, {"a": -2, "b": -0.5, "w": 0.6, **near}) == "optimal"
    assert resting_place(components, {"a": 0.01, "b": 0, "w": 0.1, **near}) == "non-optimal"
    assert resting_place(components, {"a": 1, "b": 0, "w": 0.6, **near}) == "none"
    assert resting_place(components, {"a": 2, "b": 0.5, "w": 0.5, **near}) == "none"


def test_a_run_is_measured_at_every_step_asked_for() -> None:
    rows = train(SMALL, Subject.of(find_rule("bptt")), (0, 1, 2))
    assert [(row["seed"], row["step"]) for row in rows] == [
        (seed, step) for seed in (0, 1, 2) for step in (0, 20, 40, 60)
    ]
    assert {row["status"] for row in rows} == {RAN}
    assert all(row["distance"] is not None for row in rows)
    first = rows[0]
    assert first["rank_W"] == 0
    assert first["distance"] == [0.0, 0.0]
    assert rows[3]["loss"] < first["loss"]


@pytest.mark.parametrize("start", [SMALL, RFLO], ids=lambda settings: settings.rule)
def test_a_compiled_run_is_that_of_numpy_and_repeats_to_the_bit(start: Settings) -> None:
    settings = replace(start, T=20, compiled=True)
    subject = Subject.of(find_rule(settings.rule))
    found, again = (train(settings, subject, (0, 1)) for _ in range(2))
    plain = train(replace(settings, compiled=False), subject, (0, 1))
    assert repr(found) == repr(again)
    for row, other in zip(found, plain, strict=True):
        assert (row["seed"], row["step"]) == (other["seed"], other["step"])
        for name in ("loss", "a", "b", "w"):
            np.testing.assert_allclose(row[name], other[name], rtol=1e-10, atol=1e-14)


def test_a_run_stops_or_goes_on_after_it_converged() -> None:
    subject = Subject.of(find_rule("bptt"))
    settings = replace(SMALL, steps=400, stop_below=1e-2)
    for row in (
        train(settings, subject, (0,))[-1],
        train(replace(settings, go_on=True), subject, (0,))[-1],
    ):
        assert row["status"] == CONVERGED
        assert row["converged_at"] < 400
        assert row["step"] in (row["converged_at"], 400)
    assert row["step"] == 400
    assert row["component"] == ["optimal", "optimal"]


def test_a_seed_that_diverges_leaves_the_others_going() -> None:
    settings = replace(RFLO, feedback_scale=2.0, steps=400, eta=0.05, T=None)
    rows = train(settings, Subject.of(find_rule("rflo")), range(6))
    ends = {row["seed"]: row for row in rows}
    assert set(ends) == set(range(6))
    gone = [row for row in ends.values() if row["status"] == DIVERGED]
    assert gone
    for row in gone:
        assert "spectral radius" in row["reason"] or "ratio" in row["reason"]
        assert row["component"] is None
        assert row["step"] < 400


def test_a_start_outside_the_domain_is_a_row_too() -> None:
    settings = replace(SMALL, gain=3.0)
    rows = train(settings, Subject.of(find_rule("bptt")), (0, 1))
    assert [(row["seed"], row["status"], row["loss"]) for row in rows] == [
        (0, DIVERGED, None),
        (1, DIVERGED, None),
    ]


def test_a_teacher_without_modes_is_measured_without_them() -> None:
    settings = replace(SMALL, teacher="random", T=10)
    row = train(settings, Subject.of(find_rule("bptt")), (0,))[-1]
    assert row["a"] is row["distance"] is row["component"] is None
    assert row["loss"] > 0
    assert row["rank_W"] == 6


def test_a_run_tells_all_its_steps() -> None:
    made: list[int] = []
    subject = Subject.of(find_rule("bptt"))
    train(replace(SMALL, steps=400, stop_below=1e-2), subject, (0,), made.append)
    assert sum(made) == 400
    made.clear()
    for change in ({"gain": 3.0}, {"eta": 50.0}):  # gone before, and at, the first update
        made.clear()
        rows = train(replace(SMALL, **change), subject, (0,), made.append)
        assert rows[-1]["status"] == DIVERGED
        assert sum(made) == 60


def test_the_experiments_of_the_paper_and_ours_are_there() -> None:
    paper = "prediction alignment detour low-rank convergence".split()
    ours = (
        "opposed effective-rank unstable-pair spurious-fixed-points end-point catapult limit-cycle "
        "coloured-input"
    )
    wanted = [*paper, *ours.split()]
    assert set(experiment_names()) == set(wanted)


@pytest.mark.parametrize("name", experiment_names())
def test_an_experiment_is_a_plan_that_can_be_changed(name: str) -> None:
    found = experiment(name)
    assert found.title
    assert found.question
    plan = found.plan({"seeds": 2})
    assert {training.settings.seeds for training in plan} == {2}
    titles = [training.settings.title for training in plan]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("every", [25, 61])
def test_the_last_measurement_is_after_all_steps(every: int) -> None:
    rule, modes = find_rule("rflo"), ((1, 1, 0.5, 0.3), (1, 2, 0.25, 0.5))
    found, usual = (
        train(replace(RFLO, start="aligned", start_modes=modes, every=one), Subject.of(rule), (0,))
        for one in (every, 20)
    )
    assert [row["step"] for row in found] == [*range(0, 60, every), 60]
    for name in ("time", "loss", "a", "predicted_a", "predicted_w", "distance"):
        assert np.allclose(found[-1][name], usual[-1][name], rtol=1e-6, atol=1e-9)


def test_rules_of_equal_mean_share_a_plan() -> None:
    assert training_of(replace(SMALL, rule="snap-0")).rule == find_rule("tbptt")

"""Training runs against what is computed by other means: sums, modes, and exact averages."""

from dataclasses import replace

import numpy as np
import pytest

from symdyn import LearningRule, all_rules, analyse, find_rule
from symdyn.notation import m, tau, w, w_hat
from symdyn.simulation import Mode, Network, iterate_map, mean_update
from symdyn.simulation.training.bounds import rank_bound_of
from symdyn.simulation.training.catalogue import experiment
from symdyn.simulation.training.loss import loss
from symdyn.simulation.training.run import Subject, train
from symdyn.simulation.training.sampled import sampled_update
from symdyn.simulation.training.settings import Settings

RICH = LearningRule(
    "rich", "Rich", "random", (1 + m) * w_hat**m / 2 + (w * w_hat) ** m, horizon=None
)
SHORT = LearningRule("short", "Short", "symmetric", w**m, horizon=2)
RULES = [found.rule for found in all_rules() if found.origin == "symdyn"] + [RICH, SHORT]


def networks(stream: np.random.Generator, n: int, seeds: int = 2) -> Network:
    return Network(
        A=stream.normal(size=(seeds, 2, n)),
        W=stream.normal(size=(seeds, n, n)) / n,
        B=stream.normal(size=(seeds, n, 3)),
    )


def values(rule: LearningRule) -> dict[str, float]:
    chosen = {symbol.name: 0.6 for symbol in rule.credit.parameters}
    return chosen | ({"tau": 3} if rule.horizon == tau else {})


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@pytest.mark.parametrize("T", [1, 2, 5])
def test_a_sampled_update_averages_to_the_mean_update(rule: LearningRule, T: int) -> None:
    """Inputs sqrt(T i) e_j for every coordinate j have <x x^T> = I: their average is the mean."""
    stream = np.random.default_rng(T)
    student, teacher = networks(stream, 4), networks(stream, 3)
    R = stream.normal(size=(2, 2, 4))
    design = np.sqrt(3 * T) * np.eye(3 * T).reshape(T, 1, 3, 3 * T)
    x = np.broadcast_to(design, (T, 2, 3, 3 * T))
    found = sampled_update(rule, student, teacher, x, R=R, parameters=values(rule))
    expected = mean_update(rule, student, teacher, T=T, R=R, parameters=values(rule))
    for one, other in zip(found, expected, strict=True):
        assert np.allclose(one, other, rtol=1e-12, atol=1e-12)
        assert one.shape == other.shape


def test_sampling_noise_falls_with_the_square_root_of_the_batch() -> None:
    rule, stream = find_rule("bptt"), np.random.default_rng(0)
    student, teacher = networks(stream, 4, 1), networks(stream, 3, 1)
    expected = mean_update(rule, student, teacher, T=6)[1]

    def spread(batch: int) -> float:
        errors = [
            sampled_update(
                rule,
                student,
                teacher,
                stream.standard_normal((6, 1, 3, batch)),
                R=student.A,
                parameters={},
            )[1]
            - expected
            for _ in range(60)
        ]
        return float(np.sqrt(np.mean(np.square(errors))))

    assert spread(16) / spread(1024) == pytest.approx(8, rel=0.25)


@pytest.mark.parametrize("T", [1, 7])
def test_the_loss_is_the_sum_of_squared_impulse_responses(T: int) -> None:
    stream = np.random.default_rng(T)
    student, teacher = networks(stream, 5), networks(stream, 3)
    power = np.linalg.matrix_power
    for seed in range(2):
        A, W, B = (getattr(student, name)[seed] for name in "AWB")
        A_star, W_star, B_star = (getattr(teacher, name)[seed] for name in "AWB")
        expected = sum(
            np.sum((A @ power(W, k) @ B - A_star @ power(W_star, k) @ B_star) ** 2) / 2
            for k in range(T)
        )
        assert loss(student, teacher, T)[seed] == pytest.approx(expected, rel=1e-13)


def test_the_limit_of_the_loss_is_the_loss_of_long_sequences() -> None:
    stream = np.random.default_rng(3)
    student, teacher = networks(stream, 5), networks(stream, 3)
    assert loss(student, teacher, None) == pytest.approx(loss(student, teacher, 600), rel=1e-12)
    assert (loss(student, student, None) < 1e-12).all()


MODES = ((0.5, 0.4, 0.3, 0.5), (0.3, 0.6, 0.1, 0.7))
ALIGNED = Settings(
    rule="bptt",
    units=5,
    outputs=3,
    inputs=2,
    eta=0.02,
    steps=60,
    every=20,
    start="aligned",
    start_modes=MODES,
    stop_below=0,
)


@pytest.mark.parametrize("T", [None, 6])
@pytest.mark.parametrize("name", ["bptt", "tbptt", "rflo", "decayed-rtrl", "feedback-alignment"])
def test_an_aligned_network_moves_as_its_modes(name: str, T: int | None) -> None:
    rule = find_rule(name)
    parameters = values(rule)
    settings = replace(ALIGNED, rule=name, parameters=tuple(parameters.items()), T=T)
    rows = train(settings, Subject.of(rule), (0, 1))
    _assert_moves_as_modes(rule, settings, rows)


def test_e_prop_moves_as_its_modes_in_the_basis_of_the_units() -> None:
    rule = find_rule("e-prop")
    settings = replace(ALIGNED, rule="e-prop", basis="identity")
    _assert_moves_as_modes(rule, settings, train(settings, Subject.of(rule), (0,)))
    rows = train(replace(settings, basis="random"), Subject.of(rule), (0,))
    with pytest.raises(AssertionError):
        _assert_moves_as_modes(rule, settings, rows)


def _assert_moves_as_modes(rule: LearningRule, settings: Settings, rows: list[dict]) -> None:
    analysis = analyse(rule)
    for place, (*state, a_hat) in enumerate(MODES):
        parameters = dict(settings.parameters) | ({} if rule.symmetric else {"a_hat": a_hat})
        path = iterate_map(
            analysis,
            Mode(*state),
            parameters,
            Mode(*settings.teacher_modes[place]),
            settings.T,
            settings.eta,
            settings.steps,
        )
        for row in rows:
            found = [row[name][place] for name in "abw"]
            assert found == pytest.approx(path.states[row["step"]].tolist(), abs=1e-11)


def test_the_prediction_is_the_limit_of_small_steps() -> None:
    """The flow is what the updates tend to: halving eta halves the distance."""
    subject = Subject.of(find_rule("rflo"))
    base = replace(ALIGNED, rule="rflo", parameters=(("w_hat", 0.5),))

    def farthest(eta: float, steps: int) -> float:
        rows = train(replace(base, eta=eta, steps=steps, every=steps // 4), subject, (0,))
        return max(max(row["distance"]) for row in rows)

    coarse, fine = farthest(0.01, 200), farthest(0.005, 400)
    assert 0 < fine < coarse < 0.02
    assert coarse / fine == pytest.approx(2, rel=0.1)


@pytest.mark.parametrize(
    ("name", "o", "bound", "number"), [("rflo", 2, "o", 2), ("tbptt", 1, "Min(n, Z*o)", 3)]
)
def test_a_measured_rank_reaches_the_proved_bound_and_no_more(
    name: str, o: int, bound: str, number: int
) -> None:
    rule = find_rule(name)
    settings = Settings(
        rule=name,
        parameters=tuple(values(rule).items()),
        units=8,
        outputs=o,
        inputs=4,
        T=20,
        eta=0.01,
        scale=1.0,
        gain=0.8,
        steps=3,
        every=3,
        teacher="random",
    )
    row = train(settings, Subject.of(rule), (0,))[-1]
    assert rank_bound_of(settings, 3) == (bound, number)
    assert row["rank_W"] == number


def test_bptt_reaches_full_rank() -> None:
    settings = Settings(rule="bptt", units=8, outputs=1, inputs=1, T=20, teacher="random", scale=1)
    row = train(replace(settings, gain=0.8), Subject.of(find_rule("bptt")), (0,))[-1]
    assert row["rank_W"] == rank_bound_of(settings, 2000)[1] == 8


def _last(name: str, variation: str) -> tuple[dict, Settings]:
    """The last row of the first network of an experiment's variation."""
    (training,) = (
        one for one in experiment(name).plan({"seeds": 1}) if one.settings.variation == variation
    )
    settings = replace(training.settings, go_on=False)
    return train(settings, Subject.of(training.rule), (0,))[-1], settings


def test_an_optimum_with_a_hat_s_negative_is_reached_and_is_stable() -> None:
    row, settings = _last("opposed", "noise 0.01")
    assert row["status"] == "converged"
    assert row["component"] == ["optimal"]
    (a,), (a_hat,) = row["a"], row["a_hat"]
    assert a * a_hat < 0
    a_star, b_star, w_star = settings.teacher_modes[0]
    module = Subject.of(find_rule("rflo")).module
    rates = module.eigenvalues(a, a_star, b_star, w_star, a_hat=a_hat, **dict(settings.parameters))
    assert sorted(rates.real)[1] < -1e-3


def test_rflo_goes_round_to_the_far_branch() -> None:
    row, settings = _last("detour", "a_hat = -0.5")
    assert settings.start_modes == ((1.0, 1.0, 0.6, -0.5),)
    assert row["status"] == "converged"
    assert row["a"][0] < -0.5
    near, _ = _last("detour", "a_hat = 0.5")
    assert near["a"][0] > 0.9

"""Learning rates of training runs: the largest stable step against full networks, and who gets which."""

from dataclasses import replace

import numpy as np
import pytest

from symdyn import find_rule
from symdyn.errors import SimulationError
from symdyn.report.simulation.rates import chosen_rates, rates_that_differ
from symdyn.simulation import Network, network_jacobian
from symdyn.simulation.training.frame import start_frames
from symdyn.simulation.training.learning_rates import (
    SHARE,
    RateRequest,
    unequal_rates,
    with_rates,
)
from symdyn.simulation.training.mode_updates import seeds_that_leave
from symdyn.simulation.training.plan import Training, plan_of
from symdyn.simulation.training.run import CONVERGED, DIVERGED, Subject, train
from symdyn.simulation.training.stable_step import largest_stable_step

MODE = (0.8, -0.9, 0.7)
PARAMETERS = {"w_hat": 0.5, "gamma": 0.6, "tau": 3}
RULES = "bptt tbptt tbptt-5 tbptt-tau rflo rflo-symmetric e-prop feedback-alignment decayed-rtrl".split()


def one(rule: str, **values: object) -> Training:
    parameters = {
        name: value
        for name, value in PARAMETERS.items()
        if name in {symbol.name for symbol in find_rule(rule).credit.parameters}
        or (name == "tau" and rule == "tbptt-tau")
    }
    (training,) = plan_of([rule], values, parameters)
    return training


def single(rule: str, a_hat: float = 1.5, **values: object) -> Training:
    """One network of one unit: all there is of it is its mode."""
    start = (MODE[0], MODE[1], MODE[2], a_hat)
    settings = {
        "units": 1,
        "outputs": 1,
        "inputs": 1,
        "basis": "identity",
        "teacher_modes": (MODE,),
        "start": "aligned",
        "start_modes": (start if not find_rule(rule).symmetric else start[:3],),
        "seeds": 1,
    }
    return one(rule, **{**settings, **values})


@pytest.mark.parametrize("rule", RULES)
def test_beyond_the_step_a_network_of_one_unit_is_unstable(rule: str) -> None:
    """The multipliers are those of I + eta J with the full network's J, linearised apart from modes."""
    found = largest_stable_step(single(rule))
    assert found is not None
    s = found.s
    assert abs(s) == MODE[0]
    network = Network(A=[[s]], W=[[MODE[2]]], B=[[MODE[0] * MODE[1] / s]])
    R = None if found.a_hat is None else np.array([[found.a_hat]])
    rates = np.linalg.eigvals(
        network_jacobian(
            find_rule(rule), network, R=R, parameters=dict(single(rule).settings.parameters)
        )
    )
    transverse = sorted(rates, key=abs)[1:]  # along the manifold the rate is 0
    for share, stable in ((0.999, True), (1.001, False)):
        largest = max(abs(1 + share * found.size * rate) for rate in transverse)
        assert bool(largest < 1) is stable


@pytest.mark.parametrize("rule", ["bptt", "rflo"])
def test_a_run_comes_back_below_the_step_and_leaves_beyond_it(rule: str) -> None:
    training = single(rule, noise=1e-3, steps=400, every=400, stop_below=1e-6)
    found = largest_stable_step(training)
    assert found is not None
    ends = []
    for share in (0.9, 1.2):
        settings = replace(training.settings, eta=share * found.size)
        ends.append(train(settings, Subject.of(training.rule), (0,))[-1])
    assert ends[0]["status"] == CONVERGED
    assert ends[1]["status"] == DIVERGED or ends[1]["loss"] > 1e3 * ends[0]["loss"]


def test_the_smallest_step_over_modes_and_seeds_counts() -> None:
    modes = ((1, 1, 0.5), (1, 1, 0.9))
    training = one("rflo", teacher_modes=modes, seeds=4, together=3)
    found = largest_stable_step(training)
    assert found is not None
    assert found.w_star == 0.9
    sizes = []
    for seeds, frame in start_frames(training.settings, training.rule):
        for seed, a_hats in zip(seeds, frame.a_hat, strict=True):
            for mode, a_hat in zip(modes, a_hats, strict=True):
                alone = single("rflo", teacher_modes=(mode,), start_modes=((*mode, a_hat),))
                step = largest_stable_step(alone)
                assert step is not None
                sizes.append((step.size, seed, a_hat))
    assert len(sizes) == 8
    assert (found.size, found.seed, found.a_hat) == pytest.approx(min(sizes))


def test_a_mode_that_is_not_stable_where_it_starts_is_taken_on_the_other_side() -> None:
    assert largest_stable_step(single("rflo", a_hat=0.5)).s == MODE[0]
    assert largest_stable_step(single("rflo", a_hat=-0.5)).s == -MODE[0]


def test_a_mode_that_is_stable_against_the_sign_of_its_feedback_stays_there() -> None:
    modes = {"teacher_modes": ((1.05, 0.476, 0.8),), "start_modes": ((1.05, 0.48, 0.8, -0.3),)}
    training = single("rflo", **modes)
    training = replace(training, settings=replace(training.settings, parameters=(("w_hat", -0.9),)))
    found = largest_stable_step(training)
    assert found is not None
    assert found.s == 1.05
    assert found.a_hat == pytest.approx(-0.3)


def test_each_rule_gets_the_rate_that_was_asked_for() -> None:
    plan = plan_of(["bptt", "tbptt", "snap-0"], {"eta": 0.05}, {})
    given = with_rates(plan, RateRequest(own={"bptt": 0.02}))
    assert [rate.training.settings.eta for rate in given] == [0.02, 0.05, 0.05]
    assert [rate.training.settings.eta for rate in with_rates(plan, RateRequest())] == [0.05] * 3
    mixed = with_rates(plan, RateRequest(auto=True, own={"bptt": 0.02}))
    assert [rate.largest is None for rate in mixed] == [True, False, False]
    alone = with_rates(plan, RateRequest(own={"bptt": None}))
    assert [rate.training.settings.eta for rate in alone[1:]] == [0.05, 0.05]
    for rate in (mixed[1], alone[0]):
        assert rate.largest is not None
        share = rate.training.settings.eta / rate.largest.size
        assert 0.9 * float(SHARE) < share <= float(SHARE)


@pytest.mark.parametrize(
    ("rules", "values", "request_", "shows"),
    [
        (["bptt"], {}, RateRequest(own={"btt": 0.1}), "'btt', which is no rule of this run"),
        (
            ["bptt"],
            {},
            RateRequest(own={"bptt": 0.0}),
            "eta = 0.0 of rule bptt is not a number above 0",
        ),
        (["bptt"], {}, RateRequest(own={"bptt": -1.0}), "eta = -1.0 of rule bptt"),
        (["bptt"], {}, RateRequest(own={"bptt": float("inf")}), "eta = inf of rule bptt"),
        (["bptt"], {}, RateRequest(own={"bptt": float("nan")}), "eta = nan of rule bptt"),
        (["snap-0"], {}, RateRequest(own={"snap-0": 0.1, "tbptt": 0.1}), "is given twice"),
        (["readout-only"], {}, RateRequest(auto=True), "as in --eta readout-only=0.01"),
        (["bptt"], {"teacher": "random"}, RateRequest(auto=True), "the teacher is random"),
        (["bptt"], {"teacher": "mixed"}, RateRequest(own={"bptt": None}), "the teacher is mixed"),
    ],
)
def test_a_rate_that_cannot_be_is_refused(
    rules: list[str], values: dict[str, object], request_: RateRequest, shows: str
) -> None:
    with pytest.raises(SimulationError) as caught:
        with_rates(plan_of(rules, values, {}), request_)
    assert shows in str(caught.value)
    assert "\n" not in str(caught.value)


def test_modes_that_leave_on_the_way_are_counted_as_the_networks_diverge() -> None:
    """Strong feedback: the flow passes near |w| = 1, and a tenth of the largest step is too much."""
    values = {
        "feedback_scale": 4.0,
        "teacher_modes": ((1, 1, 0.9),),
        "seeds": 6,
        "together": 6,
        "steps": 400,
        "every": 400,
        "outputs": 1,
        "inputs": 1,
    }
    plan = plan_of(["rflo"], values, {"w_hat": 0.5})
    (rate,) = with_rates(plan, RateRequest(auto=True))
    settings = rate.training.settings
    rows = train(settings, Subject.of(rate.training.rule), range(6))
    lost = {row["seed"] for row in rows if row["status"] == DIVERGED}
    assert rate.leaving >= 1
    assert abs(rate.leaving - len(lost)) <= 1
    (told,) = chosen_rates([rate])
    assert f"rflo: from {rate.leaving} of 6 starts" in told
    smaller = replace(rate.training, settings=replace(settings, eta=settings.eta / 100))
    assert seeds_that_leave(smaller) == 0


def test_the_note_has_the_factor_of_the_steps() -> None:
    plan = plan_of(["bptt", "tbptt", "readout-only"], {"eta": 0.01}, {})
    (found,) = unequal_rates(plan)
    sizes = {rule: largest_stable_step(one(rule)).size for rule in ("bptt", "tbptt")}
    assert found.factor == pytest.approx(sizes["tbptt"] / sizes["bptt"])
    (note,) = rates_that_differ([found])
    assert f"{0.01 / sizes['bptt']:.0%} of {sizes['bptt']:.2g} under bptt" in note
    assert f"a factor of {found.factor:.1f}" in note


def test_there_is_no_note_where_rates_differ_or_steps_do_not() -> None:
    plan = plan_of(["bptt", "tbptt"], {}, {})
    own = [rate.training for rate in with_rates(plan, RateRequest(own={"bptt": 0.001}))]
    assert unequal_rates(own) == ()
    assert unequal_rates(plan[:1]) == ()
    near = {"teacher_modes": ((1, 1, 0.1),)}
    assert unequal_rates(plan_of(["bptt", "tbptt"], near, {})) == ()
    assert unequal_rates(plan_of(["bptt", "tbptt"], {"teacher": "random"}, {})) == ()
    assert list(rates_that_differ(())) == []


def test_what_holds_for_diagonal_weights_alone_is_said() -> None:
    (told,) = chosen_rates(with_rates(plan_of(["e-prop", "bptt"], {}, {}), RateRequest(auto=True)))
    assert "Of e-prop the modes, and with them the step, are those of diagonal W alone." in told

"""Feedback that is learned: by the literal sums, by networks that learn, and that everything behind it works."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from symdyn import LearningRule, analyse, parameter
from symdyn.claims.chain import claims_of
from symdyn.cli import main
from symdyn.codegen import export, load_module
from symdyn.errors import ProofError, RuleError, SimulationError
from symdyn.notation import a, a_hat, m, tau, w, w_hat
from symdyn.simulation import Dynamics, Integrator, Mode, Network, network_jacobian
from symdyn.simulation.training.learned import learned_modes
from symdyn.simulation.training.stack import Trainer
from symdyn.simulation.training.start import Start
from symdyn.stages.learned_feedback import laws
from symdyn.stages.learned_feedback.derive import learned_feedback
from symdyn.testing.conformance import all_laws
from symdyn.testing.subject import Subject
from tests.judged import certificates, status_on_disk
from tests.second_checker import check_files as check_again
from tests.selection import slow_but

delta, gamma = parameter("delta", 0, None), parameter("gamma", 0, None)
_UPDATES = {
    "copied": {"copied": 1},
    "decayed": {"copied": 1, "decay": delta, "read_out_decay": delta},
    "mirror": {"followed": gamma, "decay": delta},
    "fading": {"copied": 2, "decay": delta},
    "mixed": {"copied": 1, "followed": gamma, "decay": delta},
    "all": {"copied": 1, "followed": gamma, "decay": delta, "read_out_decay": 3},
}
_KERNELS = {
    "rflo": (w_hat**m, None),
    "bptt": (w**m, None),
    "late": (w**m, tau),
    "dark": ((1 - 2 * m) * w_hat**m, None),
}
_CASES = (
    *("rflo-copied", "rflo-mirror", "rflo-fading", "bptt-mixed", "bptt-decayed", "late-mirror"),
    *("dark-fading", "dark-all"),
)
_PROVED = ("rflo-copied", "rflo-mirror", "rflo-fading", "bptt-all")


def learned(case: str) -> LearningRule:
    name, update = case.split("-")
    kernel, horizon = _KERNELS[name]
    return LearningRule(
        f"learned-{case}", "Learned", "learned", kernel, horizon, feedback_update=_UPDATES[update]
    )


@pytest.mark.parametrize("case", slow_but(("rflo-copied", "bptt-mixed"), _CASES))
def test_the_literal_sums_are_as_stated(case: str) -> None:
    subject = Subject(analyse(learned(case)))
    assert all(law.check(subject) >= 3 for law in laws.LAWS)


@pytest.mark.parametrize(
    ("law", "name", "change"),
    [(0, "a step takes from", 1), (1, "sum of minors", 1), (2, "R less a multiple", 0)],
)
def test_each_law_can_fail(
    law: int, name: str, change: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = Subject(analyse(learned("rflo-decayed" if law == 2 else "rflo-mirror")))
    true = laws._coefficients

    def wrong(rule: LearningRule) -> list[object]:
        found = list(true(rule))
        found[change] = found[change] + 1
        return found

    monkeypatch.setattr(laws, "_coefficients", wrong)
    if law == 2:
        found = learned_feedback(subject.analysis)
        assert found is not None
        monkeypatch.setattr(type(found), "left", a * 0 + 1)
    with pytest.raises(ProofError, match=name):
        laws.LAWS[law].check(subject)


@pytest.mark.slow
@pytest.mark.parametrize("case", _PROVED)
def test_its_claims_are_proved_to_two_checkers(case: str, tmp_path: Path) -> None:
    rule = learned(case)
    claims = claims_of(rule)
    assert [one.id for one in claims if "gap" in one.evidence] == []
    found = {one.id.removeprefix(f"{rule.name}.") for one in claims}
    assert {"learned-fixed-points", "learned-difference"} <= found
    assert not any(one.startswith("rank") for one in found)
    paths = certificates(tmp_path, claims)
    accepted = {"proved", "refuted"}
    assert {*status_on_disk(paths).values()} <= accepted
    assert {one.status for one in check_again(paths)} <= accepted


def test_what_is_found() -> None:
    found = {name: learned_feedback(analyse(learned(f"rflo-{name}"))) for name in _UPDATES}
    names = {name: list(one.spectra) for name, one in found.items() if one is not None}
    assert names["copied"] == ["optimal", "no-input", "no-feedback"]
    assert names["decayed"] == names["all"] == ["silent"]
    assert names["mirror"] == names["mixed"] == ["optimal", "silent"]
    assert names["fading"] == ["no-input", "no-feedback"]
    copied = found["copied"]
    assert copied is not None
    assert copied.left == 0
    assert copied.conserved is not None
    assert copied.conserved.coeff(a_hat) == 2 * a
    assert copied.death is not None
    assert copied.death.loss > 0


def test_learned_feedback_dies_where_it_is_said_to() -> None:
    """From a small feedback beside the point it goes to 0, and the loss stays; from beside another it grows."""
    rule = learned("rflo-copied")
    found = learned_feedback(analyse(rule))
    assert found is not None
    assert found.death is not None
    module = load_module(export(analyse(rule)))
    at = {name: float(value) for name, value in found.death.point}

    def end(b: float, w: float, teacher: float) -> tuple[np.ndarray, float]:
        first = (1 - w**2) / (b * (1 - w * teacher))

        def flow(_: float, state: np.ndarray) -> np.ndarray:
            return -np.array(module.step(*state[:3], 1.0, 1.0, teacher, state[3], at["w_hat"]))

        start = np.array([first, b, w, 1e-3])
        path = solve_ivp(flow, (0, 4e3), start, method="LSODA", rtol=1e-10, atol=1e-13)
        last = path.y[:, -1]
        return last, float(module.loss(*last[:3], 1.0, 1.0, teacher, last[3], at["w_hat"]))

    state, loss = end(at["b"], at["w"], at["w_star"])
    assert abs(state[3]) < 1e-9
    assert loss > 0.9 * float(found.death.loss)
    state, loss = end(at["b"], 0.1, at["w_star"])
    assert abs(state[3]) > 0.1
    assert loss < 1e-9


def _trained(rule: LearningRule, parameters: dict[str, float], steps: int) -> tuple[Network, ...]:
    """A network that is not aligned, before and after some updates, with R."""
    rng = np.random.default_rng(5)
    student = Network(
        A=0.5 * rng.normal(size=(1, 2, 3)),
        W=0.2 * rng.normal(size=(1, 3, 3)),
        B=rng.normal(size=(1, 3, 2)),
    )
    teacher = Network(
        A=0.5 * rng.normal(size=(1, 2, 2)),
        W=0.2 * rng.normal(size=(1, 2, 2)),
        B=rng.normal(size=(1, 2, 2)),
    )
    R = 0.5 * rng.normal(size=(1, 2, 3))
    trainer = Trainer(rule, parameters, None, 0.02)
    stack = trainer.begin((0,), Start(student, teacher, R, None, None))
    for _ in range(steps):
        stack, faults = trainer.advance(stack, None)
        assert not faults
        assert stack is not None
    return student, stack.student, R, stack.R


def test_the_two_matrices_of_a_network_become_one() -> None:
    """Kolen and Pollack: R - A is multiplied by 1 - eta delta in each of 400 updates, whatever is learned."""
    first, last, R, learned_R = _trained(learned("rflo-decayed"), {"w_hat": 0.5, "delta": 0.5}, 400)
    factor = (1 - 0.02 * 0.5) ** 400
    assert np.allclose(learned_R - last.A, factor * (R - first.A), rtol=0, atol=1e-12)
    assert np.abs(last.A - first.A).max() > 0.1
    first, last, R, learned_R = _trained(learned("rflo-copied"), {"w_hat": 0.5}, 50)
    assert np.allclose(learned_R - last.A, R - first.A, rtol=0, atol=1e-12)
    assert np.abs(learned_R - R).max() > 0.01


@pytest.mark.slow
def test_a_prediction_is_that_of_small_steps() -> None:
    """A network of one mode that is updated 400 times with a small step, against the flow of four numbers."""
    rule = learned("rflo-mixed")
    own = {"w_hat": 0.5, "delta": 0.3, "gamma": 0.4}
    net = Network(A=[[[0.8]]], W=[[[0.2]]], B=[[[0.9]]])
    trainer = Trainer(rule, own, None, 0.005)
    other = Network(A=[[[1.0]]], W=[[[0.6]]], B=[[[1.0]]])
    stack = trainer.begin((0,), Start(net, other, np.array([[[-0.2]]]), None, None))
    for _ in range(400):
        moved, _ = trainer.advance(stack, None)
        assert moved is not None
        stack = moved
    module = load_module(export(analyse(rule)))
    start = ((0.8, 0.9, 0.2), {**own, "a_hat": -0.2})
    path = learned_modes(module, [start], [(1.0, 1.0, 0.6)], np.array([0.0, 2.0]))
    end = [float(x[0, 0, 0]) for x in (stack.student.A, stack.student.B, stack.student.W)]
    assert np.allclose(path[0, -1], end, atol=3e-3)
    assert np.abs(path[0, -1] - path[0, 0]).max() > 0.05


def test_what_holds_three_numbers_refuses_it() -> None:
    rule = learned("rflo-copied")
    net = Network(A=[[1.0]], W=[[0.5]], B=[[1.0]])
    with pytest.raises(SimulationError, match="is learned"):
        network_jacobian(rule, net, R=[[1.0]], parameters={"w_hat": 0.5})
    analysis = analyse(rule)
    with pytest.raises(SimulationError, match="four numbers"):
        Integrator.of(analysis, compiled=False)
    with pytest.raises(SimulationError, match="four numbers"):
        Dynamics.of(analysis, {"w_hat": 0.5, "a_hat": 1.0}, Mode(1.0, 1.0, 0.5))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"feedback_update": {"decay": 1}}, "nothing is learned by R"),
        ({"feedback_update": {"followed": 1}}, "grow without end"),
        ({"feedback_update": {"copy": 1}}, "did you mean copied"),
        ({"feedback_update": {"copied": 0.5}}, "write Rational"),
        ({"feedback_update": {"copied": -1}}, "below 0"),
        ({}, "write {'copied': 1}"),
        ({"feedback_update": {"copied": 1}, "rates": {"W": 2}}, "leave these out"),
        ({"feedback_update": {"copied": 1}, "feedback": "random"}, 'give feedback="learned"'),
        ({"feedback_update": {"copied": 1}, "kernel": 0}, "gives no credit"),
        (
            {"feedback_update": {"copied": 1, "read_out_decay": 1}, "horizon": tau},
            "give an integer",
        ),
    ],
)
def test_what_is_refused(given: dict[str, object], said: str) -> None:
    rule = {"name": "no", "title": "No", "feedback": "learned", "kernel": w_hat**m, **given}
    with pytest.raises(RuleError, match=said):
        LearningRule(**rule)  # type: ignore[arg-type]


@pytest.mark.slow
def test_every_command_takes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "kp.py"
    assert main(["new-rule", "kp", "--like", "kolen-pollack", "-o", str(file)]) == 0
    assert main(["derive", str(file)]) == 0
    shown = capsys.readouterr().out
    assert "R − A decays exactly, at the rate δ" in " ".join(shown.split())
    assert "Stable modes" not in shown
    assert "Rank" not in shown
    assert main(["derive", str(file), "--format", "json"]) == 0
    sent = json.loads(capsys.readouterr().out)
    assert sent["feedback_update"]["read_out_decay"] == "delta"
    assert sent["learned_feedback"]["spectra"]["silent"]["first"] == "-2*delta"
    assert not {"optimal", "rank", "cross_modes", "stability"} & sent.keys()
    for target in ("numpy", "c"):
        code = tmp_path / f"code.{target}"
        assert main(["export", str(file), "--target", target, "-o", str(code)]) == 0
        assert "step" in code.read_text(encoding="utf-8")
    options = ["--parameter", "w_hat=0.5", "--parameter", "delta=0.1", "--seeds", "2"]
    more = ["--steps", "20", "--units", "4", "-o", str(tmp_path / "runs.parquet")]
    assert main(["simulate", str(file), *options, *more]) == 0
    capsys.readouterr()
    assert main(["simulate", str(file), *options, *more, "--eta", "auto"]) == 2
    for words in (["report", "rflo", "--no-pdf"], ["explore"]):
        assert main([words[0], str(file), *words[1:], "-o", str(tmp_path / "all")]) == 2
        assert "is learned" in capsys.readouterr().err


def test_its_laws_are_among_those_of_conformance() -> None:
    names = [one.name for one in all_laws(learned("rflo-mirror"))]
    assert "spectra of learned feedback" in names
    assert "rank" not in names

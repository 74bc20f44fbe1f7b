"""Momentum: what a rule may say, where its steps are stable, and that what comes after it works with it."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sympy import Integer, Rational, symbols

from symdyn import Analysis, LearningRule, analyse, find_rule, parameter
from symdyn.claims.chain import claims_of
from symdyn.cli import main
from symdyn.errors import ProofError, RuleError
from symdyn.notation import m, w, w_hat
from symdyn.simulation.training.plan import definition
from symdyn.simulation.training.run import Subject as Run
from symdyn.simulation.training.run import train
from symdyn.simulation.training.settings import Settings
from symdyn.stages.momentum import laws
from symdyn.stages.momentum.data import data
from symdyn.stages.momentum.derive import largest_step_with_momentum, turning_step
from symdyn.stages.step_size.derive import largest_step
from symdyn.testing.subject import Subject
from tests.judged import certificates, status_on_disk
from tests.soundness.certificates import second_status

beta = parameter("beta", 0, 1)
HEAVY = LearningRule("heavy", "RFLO with momentum", "random", w_hat**m, momentum=beta)


@pytest.fixture(scope="module")
def heavy() -> Analysis:
    return analyse(HEAVY)


@pytest.mark.parametrize(
    ("momentum", "message"),
    [
        (1, "momentum 1 is no number from 0 to below 1"),
        (-1, "momentum -1 is no number"),
        (0.9, "decimal 0.9"),
        (parameter("g_1", 0, 2), "no parameter between 0 and 1"),
        (parameter("g_1", -1, 1), "no parameter between 0 and 1"),
        (beta**2, "no parameter between 0 and 1"),
        (True, "is no number"),
    ],
)
def test_a_momentum_that_is_none_is_refused(momentum: Any, message: str) -> None:
    with pytest.raises(RuleError, match="rule my: ") as error:
        LearningRule("my", "My", "random", w_hat**m, momentum=momentum)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_what_is_not_described_is_refused() -> None:
    for given in ({"weight_decay": {"A": 1}}, {"rates": {"W": 0}}):
        with pytest.raises(RuleError, match="momentum stand"):
            LearningRule("my", "My", "random", w_hat**m, momentum=beta, **given)  # type: ignore[arg-type]
    with pytest.raises(RuleError, match="gives no credit"):
        LearningRule("my", "My", "random", 0, momentum=beta)


def test_a_rule_knows_its_momentum() -> None:
    assert [one.name for one in HEAVY.parameters] == ["a_hat", "w_hat", "beta"]
    assert HEAVY.alone().momentum == 0
    assert definition(HEAVY).endswith("momentum beta")
    assert LearningRule(
        "my", "My", "random", w_hat**m, momentum=Fraction(1, 2)
    ).momentum == Rational(1, 2)


@pytest.mark.parametrize(
    ("momentum", "trace", "determinant"), [(0.0, -2, 5), (0.5, -1, 3), (0.9, -3, 4)]
)
def test_a_complex_pair_leaves_the_circle_at_the_turning_step(
    momentum: float, trace: int, determinant: int
) -> None:
    """The roots of the quartic by NumPy, just below and just beyond the step."""
    b, t, d = symbols("b t d")
    step = float(turning_step(b, t, d).subs({b: momentum, t: trace, d: determinant}))
    for share, inside in ((0.999, True), (1.001, False)):
        eta = share * step
        one = np.array([1, -(1 + momentum), momentum])
        square = np.polymul(one, one)
        mixed = np.polymul([eta * trace, 0], one)
        pair = np.array([eta**2 * determinant, 0, 0])
        roots = np.roots(np.polyadd(np.polysub(square, mixed), pair))
        assert bool(np.abs(roots).max() < 1) is inside


def test_without_momentum_the_steps_are_those_of_descent(heavy: Analysis) -> None:
    plain = analyse(find_rule("rflo"))
    assert largest_step_with_momentum(plain) == largest_step(plain)
    still = replace(HEAVY, momentum=Integer(0))
    assert largest_step_with_momentum(replace(heavy, rule=still)) == largest_step(heavy)
    found, usual = largest_step_with_momentum(heavy), largest_step(heavy)
    assert found is not None and usual is not None  # noqa: PT018
    assert (found.real / usual.real).simplify() == 1 + symbols("beta")


def test_the_law_can_fail(heavy: Analysis, monkeypatch: pytest.MonkeyPatch) -> None:
    assert laws.LAWS[0].check(Subject(heavy)) > 3
    monkeypatch.setattr(laws, "largest_step_with_momentum", largest_step)
    with pytest.raises(ProofError, match="largest step with momentum"):
        laws.LAWS[0].check(Subject(heavy))


def test_networks_with_momentum_follow_the_flow_faster() -> None:
    """Training with momentum against the flow, at the time that momentum makes of a small step."""
    rule = LearningRule("mine", "Mine", "symmetric", w**m, momentum=Rational(3, 4))
    settings = Settings(
        rule="mine",
        units=4,
        outputs=2,
        inputs=2,
        eta=0.0005,
        steps=800,
        every=400,
        teacher_modes=((1.0, 1.0, 0.5), (1.0, 1.0, 0.2)),
        start="aligned",
        start_modes=((0.7, 0.8, 0.1), (0.9, 0.6, 0.1)),
        noise=0.0,
        stop_below=0,
        seeds=1,
    )
    rows = train(settings, Run(analyse(rule), Run.of(rule).module), (0,))
    assert [row["time"] for row in rows] == pytest.approx([0, 0.8, 1.6])
    plain = train(settings, Run.of(rule.alone()), (0,))
    for own, other in zip(rows[1:], plain[1:], strict=True):
        predicted = np.array([own[f"predicted_{x}"] for x in "abw"])
        reached = np.array([own[x] for x in "abw"])
        without = np.array([other[x] for x in "abw"])
        assert np.abs(reached - predicted).max() < 0.01
        assert np.abs(without - predicted).max() > 0.03


def test_it_is_told(heavy: Analysis) -> None:
    found: Any = data(heavy)["momentum"]
    assert found["beta"] == "beta"
    assert "1 - beta" in found["largest"]["if_complex"]
    assert data(analyse(find_rule("rflo"))) == {}


def test_every_command_takes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "my_heavy.py"
    assert main(["new-rule", "my-heavy", "--like", "momentum", "-o", str(file)]) == 0
    assert main(["derive", str(file)]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "the fixed points are the same" in shown
    assert "without momentum: of a stable mode" in shown
    assert main(["derive", str(file), "--section", "step-size"]) == 0
    assert "is on those without momentum" in " ".join(capsys.readouterr().out.split())
    assert main(["explore", str(file), "-o", str(tmp_path / "page.html")]) == 2
    assert "weight decay or momentum" in capsys.readouterr().err


@pytest.mark.slow
def test_both_checkers_accept_its_claims(tmp_path: Path) -> None:
    claims = [one for one in claims_of(HEAVY) if "momentum" in one.id]
    paths = certificates(tmp_path, claims)
    found = status_on_disk(paths)
    assert {"theory.momentum-rate", "theory.momentum-circle", "theory.momentum-complex"} <= {*found}
    assert {*found.values()} == {"proved"}
    assert second_status(paths) == found

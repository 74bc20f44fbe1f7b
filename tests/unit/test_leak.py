"""A network whose units leak: what a rule may say of it, and that all that is derived is of that network."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sympy import Float, Integer, Rational

from symdyn import Analysis, LearningRule, analyse, find_rule, parameter
from symdyn.claims.chain import claims_of
from symdyn.cli import main
from symdyn.cli.new_rule import like_file
from symdyn.errors import ProofError, RuleError
from symdyn.notation import m, w, w_hat
from symdyn.report.wire import to_json
from symdyn.rules.hints import hint
from symdyn.simulation.training.plan import definition
from symdyn.stages.leak import laws
from symdyn.stages.leak.derive import own_weights
from symdyn.testing import run_rule_conformance
from symdyn.testing.subject import Subject
from tests.judged import certificates, status_on_disk
from tests.second_checker import check_files as second_opinion
from tests.unit.leaky_rules import BPTT, E_PROP, RESERVOIR, RFLO, TRAINED, alpha, beta

FILE = """
from symdyn import LearningRule, parameter
from symdyn.notation import m, w

alpha = parameter("alpha", 0, 1)
rule = LearningRule("leaky", "BPTT in a leaky network", "symmetric", w**m, leak=LEAK)
"""


@pytest.fixture(scope="module")
def rflo() -> Analysis:
    return analyse(RFLO)


@pytest.mark.parametrize(
    ("leak", "message"),
    [
        (0.2, "decimal 0.2; numbers are exact: write Rational(1, 5)"),
        (Float("0.5"), "is the decimal"),
        (1, "leave it out"),
        (0, "no number or parameter between 0 and 1"),
        (Rational(-1, 2), "no number or parameter between 0 and 1"),
        (Fraction(3, 2), "no number or parameter between 0 and 1"),
        (True, "is no number; write an exact number between 0 and 1"),
        ("alpha", "is no number; write an exact number between 0 and 1"),
        (1 - alpha, "no number or parameter"),
        (w_hat, "no number or parameter"),
        (beta, "has the domain beta > 0"),
        (parameter("rho", -1, 1), "has the domain -1 < rho < 1"),
    ],
)
def test_a_leak_that_is_none_is_refused(leak: Any, message: str) -> None:
    with pytest.raises(RuleError, match="rule my: leak") as error:
        LearningRule("my", "My", "symmetric", w**m, leak=leak)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_a_parameter_has_one_domain_and_one_meaning() -> None:
    small = parameter("alpha", 0, Rational(1, 2))
    with pytest.raises(RuleError, match="two parameters named alpha"):
        LearningRule("my", "My", "symmetric", (alpha * w) ** m, leak=small)
    with pytest.raises(RuleError, match="two parameters named alpha"):
        LearningRule("my", "My", "symmetric", w**m, leak=small, rates={"W": alpha})
    psi = parameter("psi", 0, 1)
    with pytest.raises(RuleError, match="network's own input strength"):
        LearningRule("my", "My", "symmetric", (psi * w) ** m, leak=alpha)
    assert LearningRule("my", "My", "symmetric", (psi * w) ** m).leak is None
    assert RFLO.meaning(RFLO.parameters[-1]) == "leak of the units"
    assert E_PROP.meaning(E_PROP.parameters[-1]) == "parameter of a learning rate"


def test_the_rates_have_the_square_of_the_leak() -> None:
    assert BPTT.matrix_rates.all == (1, alpha**2, alpha**2)
    assert E_PROP.matrix_rates.all == (1, beta / 25, Rational(3, 25))
    assert [one.name for one in BPTT.own_parameters] == ["alpha"]
    assert "leak alpha, rates A 1, B alpha**2, W alpha**2" in definition(BPTT)
    assert repr(BPTT).endswith("K_m = w**m, F = A^T, leak alpha>")
    assert BPTT.alone() == LearningRule("leaky-bptt", BPTT.title, "symmetric", w**m)


def test_a_kernel_that_leaks_is_hinted_at() -> None:
    pole = (1 - alpha) + alpha * w
    alone = LearningRule("my", "My", "symmetric", alpha * pole**m)
    assert "give the rule leak=alpha, with which w is the pole and the kernel w**m" in hint(alone)
    twice = LearningRule("my", "My", "symmetric", pole**m, leak=alpha)
    assert "w is the pole already" in hint(twice)
    assert [hint(one) for one in (BPTT, RFLO, E_PROP, find_rule("rflo"))] == [""] * 4


def test_the_own_weights_are_those_of_the_pole(rflo: Analysis) -> None:
    own = own_weights(rflo)
    at = {"alpha": Rational(1, 3), "w": Rational(1, 5), "b": Integer(2)}
    assert own.recurrent.subs(at) == Rational(-7, 5)
    assert own.input.subs(at) == 6
    assert own.lowest.subs(at) == -5
    with pytest.raises(RuleError, match="rule rflo has no leak; give it leak=alpha"):
        own_weights(analyse(find_rule("rflo")))


def test_the_laws_of_the_leak_can_fail(rflo: Analysis, monkeypatch: pytest.MonkeyPatch) -> None:
    subject = Subject(rflo)
    assert [law.check(subject) for law in laws.LAWS] == [4, 9]
    monkeypatch.setattr(laws, "kernel_as_written", lambda *given: [Fraction(1)] * given[-1])
    with pytest.raises(ProofError, match="Delta psi"):
        laws.LAWS[0].check(subject)
    monkeypatch.setattr(laws, "leaky_mean_update", lambda _, net, *__, **___: (net.A, net.W, net.B))
    with pytest.raises(ProofError, match="the literal Delta A of the network that leaks differs"):
        laws.LAWS[1].check(subject)


def test_it_is_told(rflo: Analysis) -> None:
    sent: Any = to_json(rflo, "leak")
    assert sent["leak"] == {
        "leak": "alpha",
        "omega": "(alpha - 1 + w)/alpha",
        "psi": "b/alpha",
        "lowest": "1 - 2/alpha",
    }
    assert sent["symbols"]["w"] == "pole of the mode: 1 - leak + leak*omega"
    assert sent["matrix_rates"]["rates"] == {"A": "1", "B": "alpha**2", "W": "alpha**2"}
    assert sent["parameters"]["alpha"] == "0 < alpha < 1"
    assert "leak" not in to_json(analyse(find_rule("rflo")), "leak")


@pytest.mark.slow
def test_every_command_takes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = _written(tmp_path, "alpha")
    assert main(["derive", str(file)]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "the units leak by α; w is a mode's pole and ω the eigenvalue" in shown
    assert "w = 1 − α + α ω" in shown
    assert main(["derive", str(file), "--section", "setting"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "hₜ₊₁ = (1 − α) hₜ + α (Ω hₜ + Ψ xₜ)" in shown
    assert "1 for A, α² for B and α² for W" in shown
    assert main(["export", str(file), "--target", "numpy", "-o", str(tmp_path / "out.py")]) == 0
    options = [
        "--seeds",
        "2",
        "--steps",
        "20",
        "--units",
        "4",
        "-o",
        str(tmp_path / "runs.parquet"),
    ]
    assert main(["simulate", str(file), *options, "--parameter", "alpha=0.5"]) == 0
    capsys.readouterr()
    assert main(["simulate", str(file), *options]) == 2
    assert "alpha (0 < alpha < 1) and no value" in capsys.readouterr().err
    assert main(["explore", str(file), "-o", str(tmp_path / "page.html")]) == 2
    assert "without rates= and leak=" in capsys.readouterr().err
    assert main(["derive", str(_written(tmp_path, "0.2"))]) == 2
    assert "write Rational(1, 5) for 0.2" in capsys.readouterr().err


@pytest.mark.slow
def test_a_number_is_told_as_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = _written(tmp_path, "Rational(1, 5)")
    assert main(["derive", str(file), "--section", "leak"]) == 0
    assert "Back from these, ω = 5 w − 4 and ψ = 5 b" in " ".join(capsys.readouterr().out.split())


def test_a_file_of_it_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.py"
    assert main(["new-rule", "mine", "--like", "leaky", "-o", str(file)]) == 0
    found = find_rule(str(file))
    assert found == replace(RFLO, name="mine", title="Mine", references=found.references)
    assert found.references[0].startswith("J. M. Murray, Local online learning")
    again = tmp_path / "again.py"
    assert main(["new-rule", "again", "--like", str(file), "-o", str(again)]) == 0
    assert find_rule(str(again)) == replace(found, name="again", title="Again")
    text = like_file("fifth", str(_written(tmp_path, "Rational(1, 5)")))
    assert "leak=Rational(1, 5)," in text
    capsys.readouterr()
    assert main(["rules"]) == 0
    assert "leaky RFLO: units that leak" in capsys.readouterr().out


def _written(folder: Path, leak: str) -> Path:
    """A rule file with this leak."""
    file = folder / "leaky.py"
    text = FILE.replace("LEAK", leak)
    file.write_text(f"from sympy import Rational\n{text}", encoding="utf-8")
    return file


@pytest.mark.slow
@pytest.mark.parametrize("rule", [RFLO, RESERVOIR], ids=lambda one: one.name)
def test_the_laws_hold(rule: LearningRule) -> None:
    assert "leak of a network" in str(run_rule_conformance(rule))


@pytest.mark.slow
@pytest.mark.parametrize("rule", [TRAINED, RESERVOIR], ids=lambda one: one.name)
def test_its_claims_are_proved_and_both_checkers_say_so(rule: LearningRule, tmp_path: Path) -> None:
    paths = certificates(tmp_path, claims_of(rule))
    found = status_on_disk(paths)
    assert {*found.values()} <= {"proved", "refuted"}
    names = ["forward", "weights", "domain", "domain-back", "regular", "gradient"]
    names += ["update"] if rule is TRAINED else []
    assert {found[f"{rule.name}.leak-{one}"] for one in names} == {"proved"}
    assert {one.id: one.status for one in second_opinion(paths)} == found

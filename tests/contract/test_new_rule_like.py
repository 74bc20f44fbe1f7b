"""`symdyn new-rule NAME --like RULE`: files of each form and of each rule, which work as they are written."""

import json
from pathlib import Path

import pytest
from sympy import Rational

from symdyn import LearningRule, all_rules, at_lag, convolve, find_rule, parameter
from symdyn.cli import main
from symdyn.cli.rule_forms import FORMS
from symdyn.cli.rule_source import kernel_text, rule_source
from symdyn.errors import RuleError
from symdyn.notation import m, w
from symdyn.testing import run_rule_conformance
from tests.selection import slow_but

NAMES = [*FORMS, *(one.rule.name for one in all_rules()), "tbptt-5", "snap-1"]


@pytest.mark.parametrize("like", NAMES)
def test_the_file_holds_the_same_rule_under_its_own_name(like: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    assert main(["new-rule", "mine", "--like", like, "-o", str(path)]) == 0
    made, given = (
        find_rule(str(path)),
        FORMS[like].example() if like in FORMS else find_rule(like),
    )
    assert (made.name, made.title) == ("mine", "Mine")
    for name in ("feedback", "horizon", "first_lag", "diagonal", "kernel", "rates", "references"):
        assert getattr(made, name) == getattr(given, name)
    assert made.domain == given.domain


@pytest.mark.parametrize("like", slow_but((), FORMS, 2))
def test_the_file_of_a_form_works(
    like: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.py"
    assert main(["new-rule", "mine", "--like", like, "-o", str(path)]) == 0
    assert len(run_rule_conformance(find_rule(str(path))).outcomes) > (
        7 if like == "reservoir" else 9
    )
    assert main(["derive", str(path)]) == 0
    assert main(["export", str(path), "--target", "numpy", "-o", str(tmp_path / "x.py")]) == 0
    assert "Mean update" in capsys.readouterr().out


def test_numbers_and_domains_stay_exact(tmp_path: Path) -> None:
    narrow = parameter("narrow", Rational(1, 10), Rational(9, 10), nonzero=True)
    kernel = (narrow + Rational(1, 2)) * (w / 2) ** m + convolve(w**m, w**m) * Rational(2, 3)
    rule = LearningRule("odd", "Odd", "random", kernel - at_lag(2) * w**2 / 3)
    path = tmp_path / "odd.py"
    path.write_text(rule_source(rule, "mine", "Mine", "odd", "Odd."), encoding="utf-8")
    assert find_rule(str(path)).kernel == rule.kernel
    assert find_rule(str(path)).domain == rule.domain
    assert "convolve(w**m, w**m)" in kernel_text(rule)


@pytest.mark.parametrize(
    ("like", "reason"),
    [
        ("filtred", "'filtred' is neither a rule nor a form; did you mean filtered?"),
        ("flor", "'flor' is neither a rule nor a form"),
        ("", "'' is neither a rule nor a form"),
        ("absent.py", "rule file 'absent.py' does not exist"),
    ],
)
def test_a_name_that_is_not_known_is_refused_in_one_line(
    like: str,
    reason: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new-rule", "mine", "--like", like]) == 2
    told = capsys.readouterr().err
    assert reason in told
    assert told.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_a_parameter_that_hides_what_the_file_needs_is_refused() -> None:
    rule = LearningRule("l", "L", "random", parameter("convolve", 0, 1) ** m)
    with pytest.raises(RuleError, match="'convolve', a name that something else has"):
        rule_source(rule, "mine", "Mine", "l", "L.")


def test_the_list_of_rules_has_the_forms_with_their_sources(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["rules"]) == 0
    told = capsys.readouterr().out
    assert "windowed-bptt" in told
    assert "R. J. Williams and J. Peng" in told
    assert main(["rules", "--format", "json"]) == 0
    forms = json.loads(capsys.readouterr().out)["forms"]
    assert [one["form"] for one in forms] == [*FORMS]


def test_the_list_of_forms_fits_80_columns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["rules"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert {name for line in lines for name in line.split()[:1]} >= FORMS.keys()
    assert [line for line in lines if len(line) > 80] == []

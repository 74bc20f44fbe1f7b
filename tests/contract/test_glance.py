"""The results on one screen: complete, short, of the derivation's own equations, found by a loop."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import cast

import pytest
from sympy import Integer, Symbol

from symdyn import LearningRule, analyse, find_rule, notation, parameter
from symdyn.claims.ledger import Ledger
from symdyn.claims.statements import Statements
from symdyn.report import answers, glance, sheet
from symdyn.report.answers import Answer, answers_of, equations_in, told_sections
from symdyn.report.content import Equation, Section, Words
from symdyn.report.glance import MOST_LINES
from symdyn.rules.registry import all_rules
from symdyn.stages.analysis import Analysis
from symdyn.stages.order import APART, ORDER, parts
from tests.processes import symdyn
from tests.selection import slow_but

NAMES = tuple(found.rule.name for found in all_rules() if found.origin == "symdyn")
gamma = parameter("gamma", -1, 1)
SOME = ("bptt", "rflo", "tbptt-tau", "e-prop", "two-sided")
m, w, w_hat = notation.m, notation.w, notation.w_hat
OTHERS = {
    "two-timescale": LearningRule("two-timescale", "T", "random", (w_hat**m + gamma**m) / 2),
    "two-sided": LearningRule("two-sided", "A", "random", 2 * w_hat**m - (-w) ** m),
    "mixed": LearningRule("mixed", "M", "random", (m**2 * gamma**m + w**m) / 3, horizon=7),
}


@cache
def derived(name: str) -> Analysis:
    return analyse(OTHERS.get(name) or find_rule(name))


@cache
def answered(name: str) -> dict[str, Answer]:
    stated = Statements.of(derived(name))
    return {one.topic: one for one in answers_of(stated, told_sections(stated))}


@cache
def shown(*arguments: str, columns: int = 80) -> str:
    result = symdyn(arguments, None, {"COLUMNS": str(columns)})
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.mark.parametrize(
    "name", slow_but(("bptt", "rflo", "e-prop", "tbptt-5", "rtrl"), [*NAMES, "tbptt-5", "rtrl"])
)
def test_the_results_fit_on_one_screen(name: str) -> None:
    lines = shown("derive", name).splitlines()
    assert len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= 80
    for option in ("--full", "--section NAME", "--format"):
        assert option in " ".join(lines[-2:])
    assert shown("derive", name, "--summary") == shown("derive", name)


@pytest.mark.parametrize("name", slow_but(SOME, [*NAMES, *OTHERS]))
def test_every_result_is_there(name: str) -> None:
    text = glance.glance(derived(name), (), ())
    assert len(text.splitlines()) <= MOST_LINES
    for start in (
        "Rule  ",
        "Fixed points  ",
        "Stable modes  ",
        "Slow rate  ",
        "Largest step  ",
        "Rank  ",
    ):
        assert f"\n{start}" in f"\n{text}", start
    for left in ("Kₘ", "F", "Δa", "Δb", "Δw", "t", "d"):
        said = (f"{left} = ", f"{left}: ")
        assert any(f" {one}" in text for one in said), left
    assert "ref:" not in text


@pytest.mark.parametrize("name", slow_but(SOME, [*NAMES, *OTHERS]))
def test_an_answer_has_the_equations_of_its_section_with_their_claims(name: str) -> None:
    told = told_sections(Statements.of(derived(name)))
    for answer in answered(name).values():
        own = {one.label for section in told.values() for one in equations_in([section])}
        for equation in answer.equations:
            assert equation.label in own
            assert equation.claims, equation.label


def test_a_window_and_a_complex_pair_are_told_where_there_are_some() -> None:
    """The answers follow the analysis: BPTT has neither, RFLO both."""
    assert [one.label for one in answered("rflo")["Stable modes"].equations] == ["window-lower"]
    assert answered("bptt")["Stable modes"].equations == ()
    labels = {
        name: [one.label for one in answered(name)["Largest step"].equations]
        for name in ("rflo", "bptt", "readout-only")
    }
    assert labels == {
        "rflo": ["largest-step", "largest-step-complex"],
        "bptt": ["largest-step"],
        "readout-only": [],
    }


def test_a_formula_that_is_too_long_is_looked_up() -> None:
    """Whatever is left out names its section, and that section shows it."""
    wide = symdyn(("derive", "rflo"), None, {"PYTHONIOENCODING": "ascii", "COLUMNS": "80"}).stdout
    (line,) = (one for one in wide.splitlines() if one.strip().startswith("t: "))
    assert line.split()[-2:] == ["--section", "linearisation"]
    assert "\n    t = − ─" in shown("derive", "rflo", "--section", "linearisation")


def an_extra_stage(at: str) -> ModuleType:
    def tell(_stated: Statements) -> Section:
        law = Equation("law", Symbol("Q"), Integer(7))
        return Section("An extra result", (law,))

    def replied(analysis: Analysis) -> Iterator[tuple[str, Words]]:
        yield "What of pairs of modes?", ("of ", analysis.rule.name, "ref:law", "ref:no-such-label")

    stage = SimpleNamespace(__name__=f"symdyn.stages.{at}.tell", tell=tell, answers=replied)
    return cast("ModuleType", stage)


def test_another_stage_is_found_by_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        answers, "parts", lambda kind, **more: [*parts(kind, **more), an_extra_stage("extra_stage")]
    )
    text = glance.glance(derived("bptt"), (), ())
    assert "What of pairs of modes?\n" in text
    assert text.endswith("of bptt  Q = 7")
    found = glance.glance_data(derived("bptt"))[-1]
    assert isinstance(found, dict)
    assert (found["section"], found["topic"]) == ("extra-stage", "What of pairs of modes?")


@pytest.mark.parametrize("module", [answers, glance, sheet])
def test_no_stage_is_named(module: ModuleType) -> None:
    source = Path(str(module.__file__)).read_text(encoding="utf-8").partition("__all__ = ")[2]
    code = "\n".join(line for line in source.splitlines() if ">>>" not in line and "[" not in line)
    assert not [
        name for name in ORDER if f'"{name}"' in code or f'"{name.replace("_", "-")}"' in code
    ]


# What a leak, rates or decay of the matrices, momentum, matrices that do not learn and diag(W) bring is told of rules
# with them alone.
_OTHER_RULES = {
    "frozen",
    "leak",
    "learned_feedback",
    "matrix_rates",
    "momentum",
    "other_bases",
    "weight_decay",
}


def test_a_section_alone_has_the_numbers_of_the_whole() -> None:
    whole = shown("derive", "rflo", "--full")
    # Neighbours that are not there in the whole move a line to the right.
    lines = {" ".join(line.split()) for line in whole.splitlines()}
    names = [line.split()[0] for line in shown("derive", "rflo", "--section", "list").splitlines()]
    assert names == [name.replace("_", "-") for name in ORDER if name not in _OTHER_RULES]
    for name in names[::5]:
        alone = shown("derive", "rflo", "--section", name)
        heading, title, *_ = [line for line in alone.splitlines() if line]
        assert heading == "Random feedback local online learning (RFLO)"
        assert f"\n{title}\n" in whole
        numbered = [line for line in alone.splitlines() if line.endswith(")") and "  (" in line]
        assert {" ".join(line.split()) for line in numbered} <= lines


def test_sections_in_the_other_formats() -> None:
    latex = shown("derive", "rflo", "--section", "step-size", "--format", "latex")
    assert r"\label{eq:rflo:largest-step}" in latex
    assert r"\label{eq:rflo:trace}" not in latex
    data = json.loads(shown("derive", "rflo", "--section", "step-size", "--format", "json"))
    assert data["rule"] == "rflo"
    assert "step" in data
    assert "update" not in data
    results = shown("derive", "rflo", "--summary", "--format", "latex")
    for label in ("kernel", "update-w", "determinant", "window-lower", "largest-step"):
        assert results.count(rf"\label{{eq:rflo:{label}}}") == 1
    assert r"\label{eq:rflo:network}" not in results
    assert "% Stability of a mode (for P = I, diagonal W)" in shown(
        "derive", "e-prop", "--summary", "--format", "latex"
    ) + shown("derive", "e-prop", "--format", "latex")
    sent = json.loads(shown("derive", "rflo", "--summary", "--format", "json"))["summary"]
    (linear,) = (one for one in sent if one["topic"] == "Linearisation")
    assert [one["label"] for one in linear["equations"]] == ["trace", "determinant"]
    assert linear["equations"][1]["claims"] == ["rflo.trace"]


@pytest.mark.parametrize("name", slow_but(["rflo"], (*NAMES, *OTHERS)))
def test_what_stands_apart_changes_no_answer(name: str) -> None:
    """Nothing stands apart of a rule without credit: it has neither modes in phase nor a leaf."""
    short, whole = (Statements.of(derived(name), apart=apart) for apart in (False, True))
    fewer = len(short.ledger.stated) < len(whole.ledger.stated)
    assert fewer or name == "readout-only"
    found = {one.topic: one for one in answers_of(short, told_sections(short))}
    every = answered(name)
    assert found == {topic: one for topic, one in every.items() if topic in found}
    apart = {one.section.replace("-", "_") for topic, one in every.items() if topic not in found}
    assert apart <= APART


@pytest.mark.parametrize("name", slow_but(["rflo"], (*NAMES, *OTHERS)))
def test_no_section_shows_a_lemma(name: str) -> None:
    """Not even one of those that stand apart, which the first screen is made without."""
    whole = Statements.of(derived(name))
    without = Ledger(derived(name), lemmas=False)
    for stage in parts("claims", rule=derived(name).rule):
        stage.claims(without)
    shown = {x for one in equations_in(told_sections(whole).values()) for x in one.claims}
    lemmas = whole.ledger.stated.keys() - without.stated.keys()
    assert shown
    assert not lemmas & shown
    assert lemmas or name == "readout-only"

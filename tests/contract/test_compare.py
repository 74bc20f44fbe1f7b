"""Rules side by side: what differs is told of each, what does not is told once."""

import json
import subprocess
from pathlib import Path

import pytest

from symdyn.report.differences import compared, differences_section, differences_text
from symdyn.rules.registry import all_rules
from tests.contract.test_glance import an_extra_stage, derived
from tests.processes import symdyn

NAMES = tuple(found.rule.name for found in all_rules() if found.origin == "symdyn")


def run(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return symdyn(("compare", *arguments), cwd, {"COLUMNS": "80"})


def test_all_rules_fit_in_80_columns() -> None:
    result = run(*NAMES)
    assert result.returncode == 0
    assert max(map(len, result.stdout.splitlines())) <= 80
    for name in NAMES:
        assert f"\n  {name}" in result.stdout
    assert "ref:" not in result.stdout


def test_what_differs_is_what_the_data_say_differs() -> None:
    """By another way: the values of the two rules in their JSON."""
    names = ("rflo", "feedback-alignment")
    sent = json.loads(run(*names, "--format", "json").stdout)
    assert sent["rules"] == [*names]
    found = {key for key in sent["differences"] if key.startswith("update.limit.")}
    differing = {
        str(one.name) for one in compared([derived(name) for name in names]) if one.differs
    }
    for key in ("a", "b", "w"):
        assert (f"update.limit.{key}" in found) is any(f"Delta_{key}" in one for one in differing)
    assert "update.limit.a" not in found
    assert "update.limit.w" in found


def test_rules_of_which_the_same_is_said_stand_together() -> None:
    for one in compared([derived(name) for name in ("bptt", "rflo", "rflo-symmetric", "tbptt")]):
        listed = [name for names, _ in one.said for name in names]
        assert len(listed) == len(set(listed))
        contents = [said for _, said in one.said]
        assert all(first != second for i, first in enumerate(contents) for second in contents[:i])
        if not one.differs:
            assert len(one.said) == 1
            assert len(listed) == 4


def test_what_is_the_same_is_told_once() -> None:
    text = run("bptt", "rflo").stdout
    assert "The same for all: Modes, Δa, ρ = −λ₊, η_max, Loss at every output.\n" in text
    assert "Δa = " not in text
    assert "Modes\n" not in text


def test_a_file_is_compared_with_a_known_rule(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(
        "from symdyn import LearningRule\n"
        "from symdyn.notation import m, w_hat\n"
        "rule = LearningRule('mine', 'Mine', 'random', (m + 1) * w_hat**m)\n"
    )
    result = run("mine.py", "rflo", cwd=tmp_path)
    assert result.returncode == 0
    assert "  mine  Kₘ = " in result.stdout


def test_latex_is_one_table() -> None:
    text = run("bptt", "rflo", "--format", "latex").stdout
    assert text.count(r"\begin{longtable}") == text.count(r"\end{longtable}") == 1
    assert r"$\eta_{\max} = -\frac{t}{d}$" in text
    assert "long; see" not in text
    table = differences_section([derived("bptt"), derived("rflo")]).blocks[0]
    assert text.count(r"\\") >= len(getattr(table, "rows", ()))


def test_another_stage_is_found_by_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    from symdyn.report import answers
    from symdyn.stages.order import parts

    monkeypatch.setattr(
        answers, "parts", lambda kind, **more: [*parts(kind, **more), an_extra_stage("extra")]
    )
    text = differences_text([derived("bptt"), derived("rflo")])
    assert "What of pairs of modes?\n  bptt  of bptt\n  rflo  of rflo\n" in text
    assert ", Q." in text


@pytest.mark.parametrize(
    ("arguments", "shows"),
    [
        ((), "none was given; name two or more"),
        (("bptt",), "one rule was given"),
        (("bptt", "rtrl"), "bptt and rtrl are all bptt"),
        (("bptt", "rlfo"), "'rlfo'"),
    ],
)
def test_too_few_rules_are_one_line(arguments: tuple[str, ...], shows: str) -> None:
    result = run(*arguments)
    assert (result.returncode, result.stdout) == (2, "")
    (line,) = result.stderr.splitlines()
    assert line.startswith("symdyn: error: ")
    assert shows in line

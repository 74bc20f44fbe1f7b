"""docs/rules.md is run: its rules are rules, and come out as it says."""

from pathlib import Path

import pytest

from symdyn import LearningRule, find_rule, parameter
from symdyn.cli import main
from symdyn.notation import m, w
from symdyn.rules.hints import hint
from tests.contract.test_readme import FENCED, run_examples

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "rules.md"


def test_every_example_of_the_document_comes_out_as_it_stands() -> None:
    names: dict[str, object] = {"__name__": "rules"}
    blocks = [block for _, block in FENCED.findall(DOCUMENT.read_text(encoding="utf-8"))]
    for number, block in enumerate(blocks, start=1):
        run_examples(block, f"rules.md block {number}", names)
    assert len(blocks) == 16


LEAKY = """
from symdyn import LearningRule, parameter
from symdyn.notation import m, w

alpha = parameter("alpha", 0, 1)
rule = LearningRule("leaky", "Leaky", "symmetric", alpha * ((1 - alpha) + alpha * w) ** m)
"""


def test_a_kernel_that_is_taken_for_a_leaky_network_is_told_about(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "leaky.py"
    path.write_text(LEAKY, encoding="utf-8")
    assert main(["derive", str(path)]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "a kernel alone makes no network leaky" in told
    assert "give the rule leak=alpha, with which w is the pole and the kernel w**m" in told
    assert main(["derive", str(path), "--full"]) == 0
    assert "Its powers follow by induction" in capsys.readouterr().out


def test_other_kernels_are_not() -> None:
    half = parameter("half", 0, 1)
    for kernel in (w**m, (half * w) ** m, ((1 + w) / 3) ** m, half**m, m * w**m):
        assert hint(LearningRule("other", "Other", "random", kernel)) == ""
    assert hint(find_rule("e-prop-filtered")) == ""

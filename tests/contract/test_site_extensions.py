"""What makes the pages (docs/site): docstrings, claims, formulas and commands come out as they are meant."""

import doctest
import importlib
from types import ModuleType

import pytest

from tests.contract.scanning import ROOT

pytest.importorskip("sphinx", reason="sphinx is not installed")
FOLDER = ROOT / "docs" / "site"
NAMES = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "conf")


def load(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(FOLDER)
    return importlib.import_module(name)


@pytest.mark.parametrize("name", NAMES)
def test_examples_come_out_as_they_stand(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctest.testmod(load(name, monkeypatch)).failed == 0


def test_a_docstring_is_shown_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [
        "The update E[eps_T h_T^T] of W*, in `code`:",
        "    Delta A = a_*",
        "with more.",
        "",
        "Parameters",
        "----------",
        "student, teacher : networks with",
        "    equal sizes",
        "",
        "Raises",
        "------",
        "RuleError for a kernel_.",
        "",
        ">>> 2 * 3",
        "6",
    ]
    text = "\n".join(load("docstrings", monkeypatch).converted(lines))
    assert r"The update E[eps\_T h\_T^T] of W\*, in ``code``:" in text
    assert "\n.. code-block:: text\n\n        Delta A = a_*\n" in text
    assert ":Parameters:\n    **student, teacher** – networks with equal sizes\n" in text
    assert ":Raises:\n    RuleError for a kernel\\_.\n" in text
    assert text.rstrip().endswith("\n>>> 2 * 3\n6")


def test_a_picture_that_nothing_draws_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = load("drawings", monkeypatch).drawn
    with pytest.raises(ValueError, match=r"does not write none\.svg"):
        drawn("none.svg", "$ symdyn rules")
    with pytest.raises(ValueError, match="no figure"):
        drawn("none.svg", "x = 1")


def test_the_formulas_of_the_pages_are_all_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A formula that the converter does not know is a warning, with which no page is made."""
    module = load("formulas", monkeypatch)
    from docutils.utils.math import MathError

    claim_fields = load("claim_blocks", monkeypatch).fields
    for path in sorted((ROOT / "derivations").glob("*.md"))[:3]:
        for block in path.read_text("utf-8").split("```claim\n")[1:]:
            for name, value in claim_fields(block.partition("\n```")[0]):
                if name == "state":
                    assert "<math" in module.mathml(value, block=True)
    with pytest.raises(MathError):
        module.mathml(r"\notacommand", block=False)

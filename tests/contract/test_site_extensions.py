"""What makes the pages (docs/site): docstrings, claims, formulas and commands come out as they are meant."""

import doctest
import importlib
from collections.abc import Callable, Iterable, Iterator
from types import ModuleType

import pytest

from tests.contract.scanning import ROOT

pytest.importorskip("sphinx", reason="sphinx is not installed")
pytest.importorskip("myst_parser", reason="myst-nb is not installed")

from docutils.utils.math import MathError
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

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


def formulas(text: str, fields: Callable[[str], Iterable[tuple[str, str]]]) -> Iterator[str]:
    """The formulas of a page: in its text, and in its claims."""
    for token in MarkdownIt("commonmark").use(dollarmath_plugin).parse(text):
        for one in [token, *(token.children or ())]:
            if one.type.startswith("math_"):
                yield one.content
        if token.type == "fence" and token.info == "claim":
            shown = (value for name, value in fields(token.content) if name in {"state", "assume"})
            yield from (value for value in shown if value != "domain")


def test_every_formula_of_the_pages_can_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that the converter does not know is a warning, with which no page is made."""
    mathml = load("formulas", monkeypatch).mathml
    fields = load("claim_blocks", monkeypatch).fields
    pages = [
        ROOT / "README.md",
        *(ROOT / "docs").glob("*.md"),
        *(ROOT / "derivations").glob("*.md"),
    ]
    found = {one for path in pages for one in formulas(path.read_text("utf-8"), fields)}
    assert len(found) > 400
    for one in found:
        assert "<math" in mathml(one, block=False), one
    with pytest.raises(MathError):
        mathml(r"\notacommand", block=False)

"""Stability is that of one mode, and every sentence that speaks of it says so, or names a network.

The sentences are those of the reports on all rules and of their comparison (which the terminal shows
too), of the captions, of the documents, of the claims' titles and of the docstrings.
"""

import ast
import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from symdyn.formula.one_line import one_line
from symdyn.report.content import Citation, Piece, Prose, Section, Table, pieces_of
from symdyn.report.figures.plan import comparison_figures, figures_of
from symdyn.report.sections import comparison_sections, sections
from symdyn.rules.registry import all_rules
from symdyn.simulation.training.catalogue import experiment, experiment_names
from tests.derived import derived

ROOT = Path(__file__).resolve().parents[2]
NAMES = tuple(found.rule.name for found in all_rules() if found.origin == "symdyn")
# Not names such as stable_iff, 05-stability or L-stable.
SAID = re.compile(r"(?<![-./\w])(?:un|In|Un|in)?stab(?:le|ility)\b(?![-_.]\w)", re.IGNORECASE)
OF_WHAT = re.compile(r"\b(?:modes?|networks?)\b", re.IGNORECASE)
# What a paper says is told as it says it, and what holds of a mode in the sentence behind.
REPORTED = re.compile(r"\b(?:[Pp]aper|Summaries)\b")
CODE = re.compile(
    r"^```(?!claim).*?^```|`[^`\n]*`|^(?:id|kind|uses|rule|assume|state|source): .*$", re.M | re.S
)
SENTENCE = re.compile(r"(?<=[.!?:;|)])\s+(?=[A-Z*\[|#`$\"-])|\n\s*\n|\n(?=#|title: |\| |- )")


def unsaid(text: str) -> list[str]:
    """The sentences on stability that do not say of what."""
    parts = [" ".join(part.split()) for part in SENTENCE.split(CODE.sub(" ", text))]
    found = []
    for part, after in zip(parts, [*parts[1:], ""], strict=True):
        scope = f"{part} {after}" if REPORTED.search(part) else part
        if SAID.search(part) and not OF_WHAT.search(scope):
            found.append(part)
    return found


def plain(pieces: Sequence[Piece]) -> str:
    return "".join(
        "[1]"
        if isinstance(piece, Citation)
        else piece
        if isinstance(piece, str)
        else one_line(piece)
        for piece in pieces
    )


def texts(document: Sequence[Section]) -> Iterator[str]:
    """The titles, the paragraphs of a section as one text, and each cell and caption of a table."""
    for section in document:
        yield section.title
        yield " ".join(plain(one.pieces) for one in section.blocks if isinstance(one, Prose))
        for block in section.blocks:
            if isinstance(block, Table):
                for cell in (
                    block.caption,
                    *block.header,
                    *(cell for row in block.rows for cell in row),
                ):
                    yield plain(pieces_of(cell))


def docstrings() -> Iterator[str]:
    for path in sorted((ROOT / "symdyn").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
                yield re.sub(r"^\s*>>>.*$", "", ast.get_docstring(node) or "", flags=re.MULTILINE)
            if isinstance(node, ast.Assign | ast.keyword) and isinstance(node.value, ast.Constant):
                target = node.arg if isinstance(node, ast.keyword) else ast.unparse(node.targets[0])
                if target in {"title", "label", "told", "help"}:
                    yield str(node.value.value)
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "_conclude":
                yield ast.unparse(node.args[-1])


@pytest.mark.parametrize("name", NAMES)
def test_a_report_speaks_of_the_stability_of_a_mode(name: str) -> None:
    found = [one for text in texts(sections(derived(name))) for one in unsaid(text)]
    found += [
        one
        for figure in figures_of(derived(name))
        for text in (figure.sentence, plain(figure.caption), figure.section)
        for one in unsaid(text)
    ]
    assert found == []


def test_so_does_the_comparison() -> None:
    analyses = [derived(name) for name in NAMES]
    assert [one for text in texts(comparison_sections(analyses)) for one in unsaid(text)] == []
    assert [
        one
        for figure in comparison_figures(analyses)
        for text in (figure.sentence, plain(figure.caption))
        for one in unsaid(text)
    ] == []


@pytest.mark.parametrize(
    "path",
    sorted(
        str(one.relative_to(ROOT))
        for one in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("derivations/*.md"))
    ),
)
def test_so_do_the_documents(path: str) -> None:
    assert unsaid((ROOT / path).read_text(encoding="utf-8")) == []


def test_so_do_docstrings_titles_of_claims_and_what_else_is_shown() -> None:
    assert [one for text in docstrings() for one in unsaid(text)] == []
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert unsaid(project["description"]) == []
    shown = [experiment(name) for name in experiment_names()]
    assert shown
    assert [
        one for plan in shown for text in (plan.title, plan.question) for one in unsaid(text)
    ] == []


@pytest.mark.parametrize(
    "text",
    [
        "Both cases together: the optimal manifold is stable exactly where",
        "Where the feedback is aligned it is stable, for every value of the parameters.",
        "Stability of the optimal manifold",
        "A mode learns. The manifold is unstable.",
        "The paper calls the branch unstable under RFLO. It is stable where t < 0.",
    ],
)
def test_a_sentence_that_does_not_say_of_what_is_found(text: str) -> None:
    assert unsaid(text)


@pytest.mark.parametrize(
    "text",
    [
        "A mode is stable where `stable_iff` says so; see 05-stability.",
        "The paper calls the branch unstable. A mode is stable where t < 0.",
        "An L-stable method.",
    ],
)
def test_other_sentences_are_not(text: str) -> None:
    assert unsaid(text) == []

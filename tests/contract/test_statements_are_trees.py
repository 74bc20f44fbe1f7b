"""No formula is typed in LaTeX where results are derived, stated or shown: statements are trees.

What stands between dollar signs in a sentence is the mathematics of that sentence; it is read into a
tree by `inline`, as are the definitions of the setting, which no claim states.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STAGES = sorted((ROOT / "symdyn" / "stages").rglob("*.py"))
REPORT = sorted((ROOT / "symdyn" / "report" / "sections").glob("*.py"))
# A command of LaTeX, or braces below or above a letter.
LATEX = re.compile(r"\\[A-Za-z]+|[_^]\{")
# These make trees of the mathematics of sentences, and of the names of matrices.
READERS = {"inline", "_defined", "Letter"}


def docstrings(tree: ast.AST) -> set[int]:
    """The constants that document a module, a class or a function."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                found.add(id(first.value))
    return found


def read_by_inline(tree: ast.AST) -> set[int]:
    """The constants that are read into trees, and those that a module gives a name for it."""
    found = set()
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in READERS:
            for part in ast.walk(node):
                found |= {id(part)} if isinstance(part, ast.Constant) else set()
                names |= {part.id} if isinstance(part, ast.Name) else set()
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "credited":
            names |= {one.id for one in node.args if isinstance(one, ast.Name)}
    for node in ast.walk(tree):
        given = ast.walk(node.targets[0]) if isinstance(node, ast.Assign) else ()
        if names & {one.id for one in given if isinstance(one, ast.Name)}:
            found |= {id(one) for one in ast.walk(node.value) if isinstance(one, ast.Constant)}
    return found


def typed(source: str) -> Iterator[str]:
    """The LaTeX that a file holds outside documentation, sentences and what `inline` reads."""
    tree = ast.parse(source)
    known = docstrings(tree) | read_by_inline(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in known:
            outside = re.sub(r"\$[^$]*\$", "", node.value)
            if "$" not in outside and LATEX.search(outside):
                yield node.value
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"Named", "plain_text"}:
            yield ast.unparse(node)


@pytest.mark.parametrize("path", [*STAGES, *REPORT], ids=lambda one: str(one.relative_to(ROOT)))
def test_a_file_holds_no_typed_formula(path: Path) -> None:
    assert list(typed(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "source",
    [
        r'line = r"\frac{a}{b}"',
        'line = "t^{2} - 4 d"',
        r'show(r"\Delta a = 0")',
        r'prose("The trace is", r"t = \lambda")',
        'Named("x", "x")',
    ],
)
def test_a_typed_formula_is_seen(source: str) -> None:
    assert list(typed(source)) != []


def test_the_mathematics_of_a_sentence_is_not_one() -> None:
    source = 'prose(r"where $\\hat{a} s > 0$, as in (:trace)")\nx = inline(r"\\varphi = s")'
    assert list(typed(source)) == []

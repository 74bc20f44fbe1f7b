"""The notebooks of examples/ run from top to bottom, and are kept without outputs.

An output that is stored says what came out once; these are made anew for the pages, by a kernel, and what
the text says of them is asserted in the cells.
"""

import ast
import json
from pathlib import Path
from typing import Any

import matplotlib
import pytest

from tests.contract.scanning import ROOT
from tests.selection import slow_but

FOLDER = ROOT / "examples"
NAMES = sorted(path.stem for path in FOLDER.glob("*.ipynb"))


def cells(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((FOLDER / f"{name}.ipynb").read_text("utf-8"))["cells"]
    return found


def run(name: str) -> list[object]:
    """Run the code of a notebook and return what the last line of each cell shows."""
    names: dict[str, object] = {"__name__": "__main__"}
    shown = []
    for number, cell in enumerate(cells(name), start=1):
        if cell["cell_type"] != "code":
            continue
        program = ast.parse("".join(cell["source"]))
        last = program.body.pop() if isinstance(program.body[-1], ast.Expr) else None
        place = f"{name}, cell {number}"
        exec(compile(program, place, "exec"), names)  # noqa: S102
        if isinstance(last, ast.Expr):
            shown.append(eval(compile(ast.Expression(last.value), place, "eval"), names))  # noqa: S307
    return shown


@pytest.mark.parametrize("name", slow_but(["first-rule"], NAMES))
def test_a_notebook_runs_from_top_to_bottom(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    matplotlib.use("agg")
    monkeypatch.chdir(tmp_path)
    assert len([one for one in run(name) if one is not None]) >= 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", NAMES)
def test_no_output_is_stored(name: str) -> None:
    code = [one for one in cells(name) if one["cell_type"] == "code"]
    assert len(code) > 3
    assert [
        one for one in code if one["outputs"] or one["execution_count"] or one["metadata"]
    ] == []
    assert any("assert " in "".join(one["source"]) for one in code)
    assert (FOLDER / f"{name}.ipynb").stat().st_size < 12_000

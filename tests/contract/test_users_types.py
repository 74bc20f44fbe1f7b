"""What a type checker and tab completion find in what symdyn returns, from a file outside the project."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from symdyn import find_rule
from tests.derived import derived

pytest.importorskip("mypy", reason="mypy is not installed")

ROOT = Path(__file__).resolve().parents[2]

RIGHT = """
from fractions import Fraction

from matplotlib.figure import Figure

from symdyn import Analysis, analyse, find_rule, latex_names

analysis: Analysis = analyse(find_rule("rflo"))
text: str = analysis.latex("determinant")
names: dict[object, str] = dict(latex_names())
trace = analysis.function("trace")
values = trace(s=1.0, a_star=1, b_star=1, w_star=0.5, a_hat=1, w_hat=0.5)
figures: list[Figure] = [
    analysis.plot.eigenvalues(),
    analysis.plot.region(c=Fraction(1, 10)),
    analysis.plot.flow(w_star=0.5),
]
page: str = analysis._repr_html_() + analysis.rule._repr_html_()
"""

WRONG = {
    "analysis.plt": 'has no attribute "plt"; maybe "plot"?',
    "analysis.plot.spectrum()": 'has no attribute "spectrum"',
    "number: int = analysis.latex('trace')": "Incompatible types in assignment",
    "analysis.function(3)": 'incompatible type "int"; expected "str"',
    "analysis.plot.flow(c='x')": 'incompatible type "str"; expected "int | float | Fraction"',
}


def checked(source: str, folder: Path) -> list[str]:
    """What mypy says of a file that uses the package as one that is installed."""
    (folder / "user.py").write_text(source)
    output = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", folder / "cache", "user.py"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert not output.stderr
    return output.stdout.splitlines()


def test_mypy_finds_what_an_analysis_has_and_nothing_else(tmp_path: Path) -> None:
    (only,) = checked(RIGHT, tmp_path)
    assert only == "Success: no issues found in 1 source file"
    source = RIGHT + "\n".join(WRONG) + "\n"
    *found, _ = checked(source, tmp_path)
    first = len(RIGHT.splitlines()) + 1
    assert len(found) == len(WRONG)
    for number, (line, message) in enumerate(zip(found, WRONG.values(), strict=True), start=first):
        assert line.startswith(f"user.py:{number}: error: ")
        assert message in line


def test_completion_shows_them() -> None:
    analysis = derived("rflo")
    assert {"latex", "function", "plot", "optimal", "rule"} <= {*dir(analysis)}
    assert {"eigenvalues", "region", "flow"} <= {*dir(analysis.plot)}
    for one in (analysis, analysis.rule, find_rule("bptt")):
        assert {"_repr_html_", "_repr_latex_"} <= {*dir(one)}

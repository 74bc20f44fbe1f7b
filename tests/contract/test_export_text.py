"""The text of the exported NumPy modules; one of them is kept.

The golden text is tests/golden/rflo_numpy.py.  Where a change of it is meant, write it again with
    SYMDYN_UPDATE_GOLDEN=1 python -m pytest tests/contract/test_export_text.py
and read its diff before committing.
"""

import difflib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from symdyn import LearningRule, SymdynError, analyse
from symdyn.codegen import TARGETS, export, load_module
from symdyn.notation import m, w
from tests.contract.exported import RULES, analysis_of, source_of

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "rflo_numpy.py"


def test_the_golden_text() -> None:
    text = source_of("rflo")
    if os.environ.get("SYMDYN_UPDATE_GOLDEN") == "1":
        GOLDEN.write_text(text, encoding="utf-8")
        pytest.fail(f"wrote {GOLDEN.name}: read its diff, then run again without the variable")
    golden = GOLDEN.read_text(encoding="utf-8")
    changes = difflib.unified_diff(
        golden.splitlines(), text.splitlines(), "golden", "now", lineterm=""
    )
    assert text == golden, "\n".join(["the exported module has changed; " + __doc__, *changes])


def test_the_text_does_not_depend_on_the_hash_seed() -> None:
    names = ("rflo", "tbptt-tau")
    program = (
        "import sys; from symdyn import analyse, find_rule; from symdyn.codegen import export\n"
        f"for name in {names}: sys.stdout.write(export(analyse(find_rule(name))))"
    )
    for seed in ("1", "2"):
        written = subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        assert written == "".join(map(source_of, names))


def test_the_text_is_clean_python(tmp_path: Path) -> None:
    for name in RULES:
        (tmp_path / f"{name.replace('-', '_')}.py").write_text(source_of(name), encoding="utf-8")
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--line-length=100"]
    result = subprocess.run(
        [*command, "--select=E,F,W,I,B,D2,UP", "--ignore=D203,D213", "--no-cache", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout


def test_formulas_are_written_as_a_person_writes_them() -> None:
    for name in RULES:
        faults = re.findall(r"\(-1 \+|[-+] -|\*\*1\b|(?<![\w.])1\*(?!\*)|[ \t]\n", source_of(name))
        assert faults == [], name


def test_an_unknown_target_is_refused() -> None:
    assert set(TARGETS) == {"numpy", "numba", "c"}
    with pytest.raises(
        SymdynError, match="no code target 'fortran'; choose one of c, numba, numpy"
    ):
        export(analysis_of("bptt"), "fortran")


def test_a_title_cannot_leave_the_docstring() -> None:
    title = 'Quoted """ + __import__("os").abort() + """ and \\ and \\n'
    rule = LearningRule("awkward", title, "symmetric", w**m, references=('A "b" \\x41 """',))
    source = export(analyse(rule))
    module = load_module(source)
    assert '__import__("os").abort()' in module.__doc__
    assert 'A "b" \\x41 """' in module.__doc__

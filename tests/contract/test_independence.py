"""What a test says depends neither on the speed of the machine nor on tools that it lacks."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.scanning import ROOT, faults, sources_of

CLOCKS = frozenset({"time", "timeit", "resource.getrusage", "resource.RLIMIT_CPU", "datetime"})
HANG_GUARD = "tests/hanging.py"


def clocks(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield each use of a clock, and each limit of time that is not the hang guard's HANG."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names] + [f"{node.module}"]
        elif isinstance(node, ast.Attribute):
            names = [ast.unparse(node), f"resource.{node.attr}"]
        elif isinstance(node, ast.keyword) and node.arg in {"timeout", "deadline", "max_time"}:
            allowed = ast.unparse(node.value) in {"HANG", "None"}
            names = [] if allowed else ["time"]
        else:
            continue
        found = CLOCKS.intersection(names) - ({"time"} if names[:1] == ["time.sleep"] else set())
        for name in found:
            yield node.lineno, name


def test_no_test_depends_on_the_speed_of_the_machine() -> None:
    sources = sources_of("tests")
    assert faults(clocks, {HANG_GUARD: sources.pop(HANG_GUARD)})
    assert faults(clocks, sources) == []


@pytest.mark.parametrize(
    "source",
    [
        "import time",
        "from time import monotonic",
        "import timeit",
        "resource.getrusage(resource.RUSAGE_CHILDREN)",
        "from resource import getrusage",
        "resource.setrlimit(resource.RLIMIT_CPU, (10, 10))",
        "process.communicate(timeout=60)",
        "settings(deadline=200)",
        "from datetime import datetime",
    ],
)
def test_a_clock_is_seen(source: str) -> None:
    assert faults(clocks, {"sample.py": source})


def test_a_hang_guard_is_no_clock() -> None:
    good = "from time import sleep\nprocess.communicate(timeout=HANG)\nsettings(deadline=None)"
    assert faults(clocks, {"sample.py": good}) == []


@pytest.mark.parametrize(("ci", "outcome"), [("true", "1 failed"), ("", "1 skipped")])
def test_a_skip_fails_under_ci(ci: str, outcome: str, tmp_path: Path) -> None:
    folder = tmp_path / "tests"
    folder.mkdir()
    (folder / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text())
    (folder / "test_sample.py").write_text("import pytest\ndef test_pdf(): pytest.skip('no TeX')\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rfs"]
    output = subprocess.run(
        command,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"CI": ci},
    ).stdout
    assert outcome in output.splitlines()[-1]
    assert "no TeX" in output

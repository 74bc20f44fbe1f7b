"""Hostile input is refused after little work and in little memory, with python -O too.

Work is counted and not timed: by the checker, which refuses a claim that needs too much, and here,
where every call of a function must be paid for by a step that it counted or a byte that it read.
"""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from symdyn.checker.terms import _MOST_WORK
from tests.hanging import HANG
from tests.selection import in_turn
from tests.soundness.hostile_work import CASES

ROOT = Path(__file__).resolve().parents[2]
MEGABYTES = 300
CALLS = 30  # for each step that is counted and each byte; the most is 15


def limit() -> None:
    """Bound the memory of the process to come."""
    resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES << 20, MEGABYTES << 20))


def check(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the checker on a folder, and count."""
    return subprocess.run(
        [sys.executable, *options, "-m", "tests.soundness.counting", str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=HANG,
        preexec_fn=limit,
        check=False,
    )


def refused(name: str, folder: Path, *options: str) -> None:
    """The claim `hostile` of a case is rejected in one line, after little work."""
    for stem, content in CASES[name]().items():
        (folder / f"{stem}.json").write_bytes(content.encode("utf-8", "surrogateescape"))
    size = sum(path.stat().st_size for path in folder.iterdir())
    done = check(folder, *options)
    lines = [line for line in done.stdout.splitlines() if "hostile" in line.split()[:2]]
    assert len(lines) == 1, done.stderr[-500:]
    assert lines[0].startswith("rejected"), lines[0][:200]
    assert len(lines[0]) < 600
    assert done.returncode == 1
    (told,) = done.stderr.splitlines()
    calls, most, work = map(int, told.split())
    assert calls < CALLS * (work + min(size, 1_000_000))
    # A step that would be too much is counted and not taken.
    assert most <= _MOST_WORK or "work" in lines[0]


@pytest.mark.parametrize("name", CASES)
def test_hostile_input_is_refused_after_little_work(name, tmp_path):
    refused(name, tmp_path)


@pytest.mark.parametrize("name", list(CASES)[::10])
def test_without_assertions(name, tmp_path):
    refused(name, tmp_path, "-O")


@pytest.mark.slow
@pytest.mark.parametrize("name", in_turn(CASES, 4))
def test_all_without_assertions(name, tmp_path):
    refused(name, tmp_path, "-O")

"""Hostile input is refused in 2 seconds and little memory, with python -O too."""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.soundness.hostile_work import CASES

ROOT = Path(__file__).resolve().parents[2]
SECONDS, MEGABYTES = 2.0, 300


def limit() -> None:
    """Bound memory and time of the process to come."""
    resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES << 20, MEGABYTES << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (10, 10))


def check(folder: Path, *options: str) -> tuple[subprocess.CompletedProcess[str], float]:
    """Run the checker on a folder; its result and the processor time that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, *options, "-m", "symdyn.checker", str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=limit,
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done, min(spent, time.monotonic() - start)


def refused(name: str, folder: Path, *options: str) -> None:
    """The claim `hostile` of a case is rejected in one line, soon."""
    for stem, content in CASES[name]().items():
        (folder / f"{stem}.json").write_bytes(content.encode("utf-8", "surrogateescape"))
    done, seconds = check(folder, *options)
    lines = [line for line in done.stdout.splitlines() if "hostile" in line.split()[:2]]
    assert len(lines) == 1, done.stderr[-500:]
    assert lines[0].startswith("rejected"), lines[0][:200]
    assert len(lines[0]) < 600
    assert done.returncode == 1
    assert done.stderr == ""
    assert seconds < SECONDS


@pytest.mark.parametrize("name", CASES)
def test_hostile_input_is_refused_soon(name, tmp_path):
    refused(name, tmp_path)


@pytest.mark.parametrize("name", list(CASES)[::10])
def test_without_assertions(name, tmp_path):
    refused(name, tmp_path, "-O")


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_all_without_assertions(name, tmp_path):
    refused(name, tmp_path, "-O")

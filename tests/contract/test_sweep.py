"""`symdyn sweep`: the same table on any workers, killed or not, and refusals in one line."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from pyarrow import parquet

from symdyn.cli import main
from tests.hanging import HANG, wait_until

SYMDYN = (sys.executable, "-m", "symdyn", "sweep")
# Twelve pieces of about a tenth of a second.
GRID = (
    "bptt rflo --over eta=0.005,0.01 --parameter w_hat=0.5 --seeds 3 --together 1 --units 8 "
    "--time 20 --steps 300 --every 30 --stop-below 0 -o sweep.parquet"
).split()
PIECES = 12


def started(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*SYMDYN, *GRID, *arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def pieces_kept(folder: Path) -> int:
    journal = folder / "sweep.parquet.partial"
    return max(journal.read_bytes().count(b"\n") - 1, 0) if journal.exists() else 0


def finished(process: subprocess.Popen[str]) -> tuple[int, str]:
    _, err = process.communicate(timeout=HANG)
    return process.returncode, err


@pytest.fixture(scope="module")
def serial(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The table of the grid, computed in one process without interruption."""
    folder = tmp_path_factory.mktemp("serial")
    status, err = finished(started(folder, "--jobs", "1"))
    assert status == 0, err
    table = parquet.read_table(folder / "sweep.parquet")
    places = set(zip(*(table[name].to_pylist() for name in ("rule", "eta", "seed")), strict=True))
    assert len(places) == PIECES
    assert table.num_rows == PIECES * 11
    return (folder / "sweep.parquet").read_bytes()


def test_two_processes_make_the_same_table(serial: bytes, tmp_path: Path) -> None:
    status, err = finished(started(tmp_path, "--jobs", "2"))
    assert status == 0, err
    assert (tmp_path / "sweep.parquet").read_bytes() == serial
    assert [path.name for path in tmp_path.iterdir()] == ["sweep.parquet"]


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_sweep_that_was_stopped_goes_on_to_the_same_table(
    number: signal.Signals, serial: bytes, tmp_path: Path
) -> None:
    process = started(tmp_path, "--jobs", "2")
    wait_until(lambda: process.poll() is not None or pieces_kept(tmp_path) >= 2)
    workers = psutil.Process(process.pid).children(recursive=True)
    assert len(workers) >= 2
    process.send_signal(number)
    status, err = finished(process)
    assert status == (-number if number == signal.SIGKILL else 130)
    assert "Traceback" not in err
    wait_until(lambda: not any(worker.is_running() for worker in workers))
    assert 2 <= pieces_kept(tmp_path) < PIECES
    status, err = finished(started(tmp_path, "--jobs", "2"))
    assert status == 0, err
    assert (tmp_path / "sweep.parquet").read_bytes() == serial


@pytest.mark.slow
def test_a_killed_process_loses_nothing(serial: bytes, tmp_path: Path) -> None:
    process = started(tmp_path, "--jobs", "2")
    wait_until(lambda: process.poll() is not None or pieces_kept(tmp_path) >= 2)
    os.kill(busiest(process.pid), signal.SIGKILL)
    status, err = finished(process)
    assert status == 0, err
    assert (tmp_path / "sweep.parquet").read_bytes() == serial


def busiest(parent: int) -> int:
    """The worker with the most CPU time; the fork server, whose children they are, may have more."""
    below = psutil.Process(parent).children(recursive=True)
    workers = [one for one in below if one.ppid() != parent]
    return max(workers, key=lambda one: one.cpu_times().user).pid


CLUSTER = """
import json, sys
from distributed import LocalCluster

if __name__ == "__main__":
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        pids = [nanny.process.pid for nanny in cluster.workers.values()]
        print(json.dumps([cluster.scheduler_address, pids]), flush=True)
        sys.stdin.read()
"""


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, list[int]]]:
    """Dask's scheduler and two worker processes, and their address and process numbers."""
    script = folder / "cluster.py"
    script.write_text(CLUSTER)
    process = subprocess.Popen(
        [sys.executable, script],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        address, pids = json.loads(process.stdout.readline())
        yield address, pids
    finally:
        process.communicate(timeout=HANG)


@pytest.mark.slow
def test_a_killed_dask_worker_loses_nothing_and_counts_nothing_twice(
    serial: bytes, tmp_path: Path
) -> None:
    with cluster(tmp_path) as (address, pids):
        process = started(tmp_path, "--scheduler", address)
        wait_until(lambda: process.poll() is not None or pieces_kept(tmp_path) >= 2)
        assert pieces_kept(tmp_path) < PIECES
        os.kill(pids[0], signal.SIGKILL)
        status, err = finished(process)
    assert status == 0, err
    assert (tmp_path / "sweep.parquet").read_bytes() == serial


BAD = {
    "nothing": ("", "--grid FILE"),
    "unknown rule": ("rlfo", "'rlfo'"),
    "axis without values": ("bptt --over eta=", "no values"),
    "axis without a name": ("bptt --over 0.1,0.2", "NAME=VALUE"),
    "axis twice": ("bptt --over eta=1 --over eta=2", "twice"),
    "value twice": ("bptt --over eta=1,1.0", "twice"),
    "unknown axis": ("bptt --over seeds=1,2", "'seeds' is no axis"),
    "axis of another rule's parameter": ("bptt --over w_hat=0.1", "'w_hat' is no axis"),
    "axis and setting": ("bptt --eta 0.1 --over eta=0.1,0.2", "also an axis"),
    "axis and parameter": ("rflo --parameter w_hat=0 --over w_hat=0.1", "also an axis"),
    "value outside the domain": ("rflo --over w_hat=0.5,1.5", "w_hat = 1.5"),
    "word for a number": ("bptt --over eta=0.1,x", "eta = 'x'"),
    "time in words": ("bptt --over T=5,long", "'long'"),
    "steps that are none": ("bptt --over steps=0", "steps = 0"),
    "missing parameter": ("rflo --over eta=0.1", "--parameter w_hat="),
    "unknown parameter": ("bptt --parameter w_hat=0.1", "'w_hat'"),
    "no jobs": ("bptt --jobs 0", "--jobs"),
    "jobs and a scheduler": ("bptt --jobs 2 --scheduler tcp://127.0.0.1:1", "leave one out"),
    "scheduler in no form": ("bptt --scheduler nowhere:at:all", "no scheduler answers"),
    "output without a directory": ("bptt -o nowhere/runs.parquet", "does not exist"),
    "grid file that is not there": ("--grid nowhere.toml", "'nowhere.toml'"),
    "grid file and rules": ("bptt --grid grid.toml", "leave them out"),
    "grid file and an axis": ("--grid grid.toml --over eta=1", "leave them out"),
}
FILES = {
    "no TOML": ("rules = [", "cannot be read"),
    "no rules": ("[settings]\nunits = 4", "rules = None"),
    "rules in a word": ('rules = "bptt"', "rules = 'bptt'"),
    "unknown table": ('rules = ["bptt"]\n[gird]', "gird"),
    "unknown setting": ('rules = ["bptt"]\n[settings]\nunit = 4', "unit in settings"),
    "modes that are numbers": ('rules = ["bptt"]\n[settings]\nteacher_modes = [1]', "modes"),
    "setting that is a word": ('rules = ["bptt"]\n[settings]\neta = "big"', "eta = 'big'"),
    "parameter that is a word": (
        'rules = ["rflo"]\nparameters = { w_hat = "x" }',
        "w_hat = 'x'",
    ),
    "compiled that is a word": (
        'rules = ["bptt"]\n[settings]\ncompiled = "no"',
        "true or false",
    ),
    "go_on that is a word": ('rules = ["bptt"]\n[settings]\ngo_on = "no"', "true or false"),
    "axis that is a number": ('rules = ["bptt"]\n[grid]\neta = 0.1', "eta in grid"),
    "axis of lists": ('rules = ["bptt"]\n[grid]\neta = [[0.1]]', "eta in grid"),
    "grid that is a number": ('grid = 1\nrules = ["bptt"]', "grid = 1"),
    "variation that is a number": ('rules = ["bptt"]\nvariation = 3', "variation = 3"),
    "name that is a number": ('rules = ["bptt"]\n[[variation]]\nname = 3', "name = 3"),
}


def refused(arguments: str, shows: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(path.name for path in folder.iterdir())
    assert main(["sweep", *arguments.split()]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    (line,) = err.splitlines()
    assert line.startswith("symdyn: error: ")
    assert shows in line
    assert sorted(path.name for path in folder.iterdir()) == before


@pytest.mark.parametrize("case", BAD.values(), ids=BAD)
def test_bad_input_is_refused_before_any_work(
    case: tuple[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "grid.toml").write_text('rules = ["bptt"]')
    refused(*case, tmp_path, capsys)


@pytest.mark.parametrize("case", FILES.values(), ids=FILES)
def test_a_bad_grid_file_is_refused_before_any_work(
    case: tuple[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "grid.toml").write_text(case[0])
    refused("--grid grid.toml", case[1], tmp_path, capsys)


def test_a_grid_file_is_run(tmp_path: Path) -> None:
    (tmp_path / "grid.toml").write_text(
        'rules = ["bptt", "rflo"]\nparameters = { w_hat = 0.5 }\n'
        "[settings]\nunits = 4\nseeds = 1\nsteps = 4\nevery = 4\n[grid]\neta = [0.01, 0.02]\n"
    )
    command = [*SYMDYN, "--grid", "grid.toml", "--jobs", "1"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    variations = parquet.read_table(tmp_path / "sweep.parquet")["variation"].to_pylist()
    assert variations == ["eta 0.01"] * 2 + ["eta 0.02"] * 2 + ["eta 0.01"] * 2 + ["eta 0.02"] * 2
    assert "rflo, eta 0.02     0 of 1" in result.stdout


def test_a_missing_distributed_is_told(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['distributed'] = None\n"
        "from symdyn.cli import main\n"
        "sys.exit(main(['sweep', 'bptt', '--scheduler', 'tcp://127.0.0.1:1']))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert result.returncode == 2
    assert "pip install 'symdyn[dask]'" in result.stderr
    assert list(tmp_path.iterdir()) == []

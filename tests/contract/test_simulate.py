"""`symdyn simulate`: killed and continued, repeated from its table, and refused in one line."""

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pyarrow import parquet

from symdyn.cli import main
from symdyn.simulation.training.catalogue import experiment, experiment_names
from symdyn.simulation.training.columns import RESULTS
from symdyn.simulation.training.settings import Settings
from tests.hanging import HANG, wait_until
from tests.processes import symdyn

SYMDYN = (sys.executable, "-m", "symdyn", "simulate")
RUNS = (
    "rflo bptt --parameter w_hat=0.5 --seeds 4 --together 1 --units 8 --time 20 --eta 0.005 "
    "--steps 600 --every 60 --stop-below 0"
).split()
QUICK = "bptt --seeds 2 --together 1 --units 4 --outputs 2 --inputs 2 --steps 40 --eta 0.01".split()


def run(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return symdyn(("simulate", *arguments), cwd, environment)


def stopped_half_way(folder: Path, number: int) -> subprocess.CompletedProcess[str]:
    """Start RUNS, and send a signal when two of its eight blocks are in the journal."""
    journal = folder / "runs.parquet.partial"
    process = subprocess.Popen(
        [*SYMDYN, *RUNS, "-o", "runs.parquet"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_until(
        lambda: (
            process.poll() is not None
            or (journal.exists() and journal.read_bytes().count(b"\n") >= 3)
        )
    )
    assert process.poll() is None, process.communicate()
    process.send_signal(number)
    out, err = process.communicate(timeout=HANG)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The table of RUNS, run without interruption."""
    folder = tmp_path_factory.mktemp("whole")
    result = run(*RUNS, "-o", "runs.parquet", cwd=folder)
    assert result.returncode == 0, result.stderr
    assert [path.name for path in folder.iterdir()] == ["runs.parquet"]
    return (folder / "runs.parquet").read_bytes()


def test_a_killed_run_continues_to_the_same_table(whole: bytes, tmp_path: Path) -> None:
    result = stopped_half_way(tmp_path, signal.SIGKILL)
    assert result.returncode == -signal.SIGKILL
    journal = tmp_path / "runs.parquet.partial"
    kept = journal.read_bytes()
    assert 3 <= kept.count(b"\n") < 9
    assert not (tmp_path / "runs.parquet").exists()
    # A kill may also cut a line short.
    journal.write_bytes(kept + b'{"block": "[{\\"rule')
    assert run(*RUNS, "-o", "runs.parquet", cwd=tmp_path).returncode == 0
    assert (tmp_path / "runs.parquet").read_bytes() == whole
    assert not journal.exists()


def test_what_was_finished_before_a_kill_is_not_run_again(tmp_path: Path) -> None:
    stopped_half_way(tmp_path, signal.SIGKILL)
    journal = tmp_path / "runs.parquet.partial"
    lines = journal.read_text().splitlines()
    first = json.loads(lines[1])
    first["rows"][0]["loss"] = 123.0  # a mark that no run would leave
    journal.write_text("\n".join([lines[0], json.dumps(first), *lines[2:]]) + "\n")
    assert run(*RUNS, "-o", "runs.parquet", cwd=tmp_path).returncode == 0
    assert parquet.read_table(tmp_path / "runs.parquet")["loss"].to_pylist().count(123.0) == 1


def test_an_interrupt_says_what_is_kept(whole: bytes, tmp_path: Path) -> None:
    result = stopped_half_way(tmp_path, signal.SIGINT)
    assert result.returncode == 130
    assert "blocks of seeds are kept in runs.parquet.partial" in result.stderr
    assert "Traceback" not in result.stderr
    assert run(*RUNS, "-o", "runs.parquet", cwd=tmp_path).returncode == 0
    assert (tmp_path / "runs.parquet").read_bytes() == whole


def test_runs_are_repeated_bit_for_bit_from_their_table(whole: bytes, tmp_path: Path) -> None:
    (tmp_path / "runs.parquet").write_bytes(whole)
    result = run("--from", "runs.parquet", "-o", "again.parquet", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert "to the last bit" in result.stdout
    assert (tmp_path / "again.parquet").read_bytes() == whole


@pytest.mark.parametrize("extra", ["--batch 4 --time 5", "--time 7", "--teacher random"])
def test_every_kind_of_run_is_repeated(extra: str, tmp_path: Path) -> None:
    assert run(*QUICK, *extra.split(), "-o", "one.parquet", cwd=tmp_path).returncode == 0
    assert run("--from", "one.parquet", "-o", "two.parquet", cwd=tmp_path).returncode == 0
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()


def test_a_table_that_cannot_be_repeated_is_told(tmp_path: Path) -> None:
    assert run(*QUICK, "-o", "one.parquet", cwd=tmp_path).returncode == 0
    table = parquet.read_table(tmp_path / "one.parquet")
    place = table.schema.get_field_index("loss")
    other = table.set_column(place, "loss", [[value * 2 for value in table["loss"].to_pylist()]])
    parquet.write_table(other, tmp_path / "changed.parquet")
    result = run("--from", "changed.parquet", "-o", "two.parquet", cwd=tmp_path)
    assert result.returncode == 1
    assert "rows differ from changed.parquet" in result.stderr


def test_the_table_has_every_setting_version_and_seed_in_each_row(whole: bytes) -> None:
    import pyarrow

    table = parquet.read_table(pyarrow.BufferReader(whole))
    names = set(table.column_names)
    assert set(Settings(rule="bptt").row()) | set(RESULTS) <= names
    assert {"symdyn", "numpy", "definition", "parameter_w_hat"} <= names
    rows = table.to_pylist()
    assert len(rows) == 2 * 4 * 11
    assert {row["seed"] for row in rows} == set(range(4))
    assert all(row["symdyn"] and row["numpy"] and row["eta"] == 0.005 for row in rows)
    assert {row["parameter_w_hat"] for row in rows if row["rule"] == "rflo"} == {0.5}
    assert table.schema.field("w").metadata == {
        b"meaning": RESULTS["w"].meaning.encode(),
        b"unit": b"1",
    }


def test_a_complete_table_is_told_again_without_work(tmp_path: Path) -> None:
    first = run(*QUICK, "-o", "one.parquet", cwd=tmp_path)
    before = (tmp_path / "one.parquet").stat()
    second = run(*QUICK, "-o", "one.parquet", cwd=tmp_path)
    assert second.returncode == 0
    assert second.stdout == first.stdout
    assert "one.parquet is complete already" in second.stderr
    assert (tmp_path / "one.parquet").stat().st_mtime_ns == before.st_mtime_ns


def test_a_table_or_journal_of_other_runs_is_not_touched(tmp_path: Path) -> None:
    assert run(*QUICK, "-o", "one.parquet", cwd=tmp_path).returncode == 0
    kept = (tmp_path / "one.parquet").read_bytes()
    result = run(*QUICK, "--first-seed", "5", "-o", "one.parquet", cwd=tmp_path)
    assert result.returncode == 2
    assert "name another with -o" in result.stderr
    assert (tmp_path / "one.parquet").read_bytes() == kept
    journal = tmp_path / "two.parquet.partial"
    journal.write_text('{"symdyn": "0"}\n')
    result = run(*QUICK, "-o", "two.parquet", cwd=tmp_path)
    assert result.returncode == 2
    assert "other settings or versions" in result.stderr
    assert journal.read_text() == '{"symdyn": "0"}\n'


def test_two_processes_do_not_write_one_journal(tmp_path: Path) -> None:
    import fcntl

    with (tmp_path / "one.parquet.partial").open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        result = run(*QUICK, "-o", "one.parquet", cwd=tmp_path)
    assert result.returncode == 2
    assert "another process" in result.stderr


BAD = {
    "nothing": ("", "--experiment NAME"),
    "two things": ("bptt --experiment low-rank", "expected one of"),
    "unknown experiment": ("--experiment low", "choose one of alignment"),
    "unknown rule": ("rlfo", "'rlfo'"),
    "missing parameter": ("rflo", "--parameter w_hat="),
    "unknown parameter": ("bptt --parameter w_hat=0.5", "'w_hat'"),
    "parameter without a value": ("rflo --parameter w_hat", "NAME=VALUE"),
    "parameter twice": ("rflo --parameter w_hat=0 --parameter w_hat=1", "twice"),
    "parameter outside its domain": ("rflo --parameter w_hat=1", "w_hat = 1"),
    "parameter that is nan": ("rflo --parameter w_hat=nan", "w_hat = nan"),
    "no steps": ("bptt --steps 0", "steps = 0"),
    "no seeds": ("bptt --seeds 0", "seeds = 0"),
    "infinite learning rate": ("bptt --eta inf", "eta = inf"),
    "time in words": ("bptt --time long", "'long'"),
    "a batch of infinite sequences": ("bptt --batch 8", "not finite"),
    "modes in words": ("bptt --teacher-mode a,b,c", "--teacher-mode 1,0.5,0.8"),
    "mode outside the domain": ("bptt --teacher-mode 1,1,2", "-1 < w < 1"),
    "output without a directory": ("bptt -o nowhere/runs.parquet", "does not exist"),
    "output that is a figure": ("bptt -o runs.pdf", ".parquet"),
    "figure that is a directory": ("bptt -o taken.parquet", "'taken.pdf' is a directory"),
    "output that is a directory": ("bptt -o folder", "is a directory"),
    "table that is not there": ("--from nowhere.parquet -o two.parquet", "nowhere.parquet"),
    "table that is none": ("--from text -o two.parquet", "'text'"),
    "repeated without an output": ("--from runs.parquet", "name one with -o"),
    "repeated with other settings": ("--from runs.parquet --eta 1", "leave them out"),
    "experiment with parameters": ("--experiment low-rank --parameter w_hat=0", "leave it out"),
}


@pytest.mark.parametrize("case", BAD.values(), ids=BAD)
def test_bad_input_is_refused_before_any_work(
    case: tuple[str, str],
    whole: bytes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "taken.pdf").mkdir()
    (tmp_path / "text").write_text("no table")
    (tmp_path / "runs.parquet").write_bytes(whole)
    monkeypatch.chdir(tmp_path)
    arguments, shows = case
    assert main(["simulate", *arguments.split()]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    (line,) = err.splitlines()
    assert line.startswith("symdyn: error: ")
    assert shows in line
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"folder", "taken.pdf", "text", "runs.parquet"}
    assert (tmp_path / "runs.parquet").read_bytes() == whole


def test_a_missing_pyarrow_is_told(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "from symdyn.cli import main\n"
        "sys.exit(main(['simulate', 'bptt']))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert result.returncode == 2
    assert "pip install 'symdyn[simulation]'" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_experiments_are_listed(tmp_path: Path) -> None:
    result = run("--list", cwd=tmp_path)
    titles = [line for line in result.stdout.splitlines() if line[0] != " "]
    assert [line.split(":")[0] for line in titles] == list(experiment_names())
    for name in experiment_names():
        assert " ".join(experiment(name).question.split()) in " ".join(result.stdout.split())


def test_the_low_rank_experiment_prints_the_bound_beside_the_values(tmp_path: Path) -> None:
    changes = "--experiment low-rank --seeds 1 --steps 100 --every 50 --units 8".split()
    result = run(*changes, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    lines = [line.split() for line in result.stdout.splitlines() if line.endswith(("= 1", "n"))]
    bounds = {line[0]: line for line in lines}
    assert bounds["rflo"][-3:] == ["o", "=", "1"]
    assert bounds["rflo"][7:10] == ["1", "1", "1"]  # numerical rank at three tolerances
    assert bounds["bptt"][-3:] == ["none", "below", "n"]
    assert int(bounds["bptt"][7]) > 1
    assert (tmp_path / "low-rank.parquet").exists()


@pytest.mark.parametrize(
    ("name", "shows"),
    [
        ("prediction", "Distance of the measured (a, b, w) from the flow"),
        ("alignment", "Feedback alignment"),
        ("opposed", "Where the modes are at the end"),
    ],
)
def test_an_experiment_writes_a_figure(name: str, shows: str, tmp_path: Path) -> None:
    changes = f"--experiment {name} --seeds 1 --steps 100 --every 20".split()
    result = run(*changes, "-o", "runs.parquet", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert shows in result.stdout
    assert "figure in runs.pdf" in result.stdout
    figure = (tmp_path / "runs.pdf").read_bytes()
    assert figure.startswith(b"%PDF")
    (tmp_path / "runs.pdf").unlink()
    assert run(*changes, "-o", "runs.parquet", cwd=tmp_path).returncode == 0  # drawn again
    assert (tmp_path / "runs.pdf").read_bytes() == figure


def test_progress_tells_the_time_left(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    settings = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    process = subprocess.Popen(
        [*SYMDYN, *QUICK, "--steps", "4000"],
        cwd=tmp_path,
        env={**settings, "TERM": "xterm", "COLUMNS": "100"},
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # how Linux says that the other side is closed
            break
        if not part:
            break
        shown += part
    os.close(ours)
    assert process.wait() == 0
    assert b"left:" in shown
    assert b"bptt" in shown

"""`symdyn simulate --eta`: a learning rate for all rules, for each, or a computed one."""

from pathlib import Path

import pytest
from pyarrow import parquet

from tests.contract.no_work import refused_before_any_work
from tests.processes import symdyn

QUICK = "rflo bptt --parameter w_hat=0.5 --seeds 1 -n 4 --outputs 2 --inputs 2 --steps 2".split()


def test_the_units_and_the_rates_are_those_of_the_command(tmp_path: Path) -> None:
    words = [*QUICK, "--eta", "0.02", "--eta", "rflo=0.005", "-o", "own.parquet"]
    made = symdyn(["simulate", *words], tmp_path)
    assert made.returncode == 0, made.stderr
    assert "Learning rates: rflo eta=0.005; bptt eta=0.02." in made.stdout
    rows = parquet.read_table(tmp_path / "own.parquet").to_pylist()
    assert {row["units"] for row in rows} == {4}
    assert {(row["rule"], row["eta"]) for row in rows} == {("rflo", 0.005), ("bptt", 0.02)}
    again = symdyn(["simulate", "--from", "own.parquet", "-o", "own2.parquet"], tmp_path)
    assert "to the last bit" in again.stdout


def test_computed_rates_are_told_and_the_same_when_the_command_is_given_again(
    tmp_path: Path,
) -> None:
    words = [*QUICK, "--eta", "auto", "-o", "auto.parquet"]
    first, second = (symdyn(["simulate", *words], tmp_path) for _ in range(2))
    assert first.returncode == second.returncode == 0, first.stderr
    assert first.stdout == second.stdout
    assert "complete already" in second.stderr
    lines = [line.split() for line in first.stdout.splitlines()]
    told = {line[0]: line[1] for line in lines if len(line) == 7 and line[0] in {"rflo", "bptt"}}
    rows = parquet.read_table(tmp_path / "auto.parquet").to_pylist()
    assert told == {row["rule"]: f"{row['eta']:.3g}" for row in rows}


def test_a_sweep_takes_the_rates_of_rules(tmp_path: Path) -> None:
    words = "bptt --over scale=0.1,0.2 --eta bptt=auto -n 4 --steps 2 --seeds 1 --jobs 1".split()
    made = symdyn(["sweep", *words], tmp_path)
    assert made.returncode == 0, made.stderr
    assert "1/10 of the largest stable step" in made.stdout


BAD = {
    "a rate in words": ("simulate bptt --eta small", "--eta 'small' is no number, auto"),
    "no rule": ("simulate bptt --eta =0.1", "--eta '=0.1'"),
    "no rate": ("simulate bptt --eta bptt=", "--eta 'bptt='"),
    "two rates": ("simulate bptt --eta 0.1 --eta auto", "for all rules was given twice"),
    "two of a rule": ("simulate bptt --eta bptt=1 --eta bptt=2", "of rule bptt was given twice"),
    "another rule": ("simulate bptt --eta rflo=0.1", "'rflo', which is no rule of this run"),
    "no positive rate": ("simulate bptt --eta bptt=-0.1", "eta = -0.1 of rule bptt"),
    "none for all": ("simulate bptt --eta 0", "eta = 0.0 is not a number above 0"),
    "none that is stable": ("simulate readout-only --eta auto", "--eta readout-only=0.01"),
    "no modes": ("simulate bptt --teacher random --eta auto", "--eta bptt=0.01"),
    "beside a table": ("simulate --from x.parquet -o y.parquet --eta bptt=1", "leave them out"),
    "an axis": ("sweep bptt --over eta=0.1,0.2 --eta bptt=1", "also an axis of the grid"),
}


@pytest.mark.parametrize("case", BAD.values(), ids=BAD)
def test_what_cannot_be_is_refused_before_any_work(
    case: tuple[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    command, shows = case
    line = refused_before_any_work(command, monkeypatch, capsys)
    assert line.startswith("symdyn: error: ")
    assert shows in line
    left = {path.name for path in tmp_path.iterdir()} - {"simulation.parquet.partial"}
    assert not left

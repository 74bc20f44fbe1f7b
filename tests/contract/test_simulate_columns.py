"""`symdyn simulate --describe`: the columns of a table as it is written, and as docs/simulate.md has them."""

import io
import re
import shlex
from pathlib import Path

import pyarrow
import pytest
from pyarrow import parquet

from symdyn.cli import main, training_commands
from symdyn.report.simulation.table import table_bytes
from symdyn.simulation.sweeps.pieces import compute, pieces_of, versions
from symdyn.simulation.training.columns import COLUMNS, PARAMETER, RESULTS, SETTINGS
from symdyn.simulation.training.plan import plan_of
from symdyn.simulation.training.settings import Settings
from tests.processes import symdyn

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "simulate.md"
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
KINDS = {
    "integer": pyarrow.int64(),
    "number": pyarrow.float64(),
    "text": pyarrow.string(),
    "true/false": pyarrow.bool_(),
    "list of numbers": pyarrow.list_(pyarrow.float64()),
    "list of texts": pyarrow.list_(pyarrow.string()),
}


@pytest.fixture(scope="module")
def written() -> pyarrow.Schema:
    """The columns of the table of a small run."""
    values = {"units": 4, "outputs": 2, "inputs": 2, "steps": 2, "every": 1, "seeds": 1}
    (piece,) = pieces_of(plan_of(["rflo"], values, {"w_hat": 0.5}))
    rows = [{**versions(), **piece.training.row, **row} for row in compute(piece, versions())]
    return parquet.read_schema(io.BytesIO(table_bytes(rows)))


def described(capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["simulate", "--describe"]) == 0
    return capsys.readouterr().out


def lines_of(text: str) -> dict[str, list[str]]:
    """The cells of each line that tells of a column, by its name."""
    cells = [re.split(" {2,}", line) for line in text.splitlines()]
    return {row[0]: row[1:] for row in cells if len(row) == 4}


def test_each_column_of_a_table_is_described_as_it_is_written(
    written: pyarrow.Schema, capsys: pytest.CaptureFixture[str]
) -> None:
    told = lines_of(described(capsys))
    assert {
        PARAMETER + "NAME" if name.startswith(PARAMETER) else name for name in written.names
    } == set(told)
    for field in written:
        kind, unit, meaning = told[
            PARAMETER + "NAME" if field.name.startswith(PARAMETER) else field.name
        ]
        assert field.type == KINDS[kind], field.name
        assert field.metadata[b"meaning"].decode() == meaning
        assert field.metadata.get(b"unit", b"-").decode() == unit


def test_the_document_has_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = [
        one for one in BLOCK.findall(DOCUMENT.read_text(encoding="utf-8")) if "--describe" in one
    ]
    command, _, told = block.partition("\n")
    assert command == "$ symdyn simulate --describe"
    assert told == described(capsys)


def test_the_document_does_what_it_says(tmp_path: Path) -> None:
    blocks = BLOCK.findall(DOCUMENT.read_text(encoding="utf-8"))
    assert len(blocks) == 3
    for command, _, told in (block.partition("\n") for block in blocks):
        result = symdyn(shlex.split(command.removeprefix("$ symdyn ")), tmp_path)
        assert result.returncode == 0, result.stderr
        printed = result.stdout.splitlines()
        assert [line for line in told.splitlines() if line not in printed] == []
    assert (tmp_path / "runs.pdf").read_bytes().startswith(b"%PDF")


def test_the_settings_are_described_in_the_order_of_the_table() -> None:
    row = Settings(rule="rflo", parameters=(("NAME", 0.5),)).row()
    assert list(row) == list(SETTINGS)


def test_a_setting_is_a_number_where_its_column_is_one() -> None:
    """A bool is an int in Python, and no number in a table."""
    kinds = {str: "text", bool: "flag", int: "integer", float: "number", list: "numbers"}
    for name, value in Settings(rule="rflo", T=3, batch=2).row().items():
        assert COLUMNS[name].kind == kinds[type(value)], name


def test_every_unit_is_told() -> None:
    """Numbers have a unit, and words have none; a name such as that of a seed has none either."""
    names = {"seed", "first_seed"}
    for name, column in COLUMNS.items():
        words = column.kind in {"text", "texts", "flag"} or name in names
        assert bool(column.unit) is not words, name
    assert RESULTS["time"].unit == "eta updates"


def test_units_have_a_short_name() -> None:
    (option,) = [one for one in training_commands.simulate.params if one.name == "units"]
    assert option.opts == ["-n", "--units"]

"""The table of training runs as a Parquet file: the same bytes for the same rows.

This module needs pyarrow, which the extra symdyn[simulation] brings.
"""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow
from pyarrow import parquet

from symdyn.errors import OutputError
from symdyn.simulation.training.columns import COLUMNS, PARAMETER

__all__ = ["read_rows", "table_bytes"]

_KINDS = {
    "integer": pyarrow.int64(),
    "number": pyarrow.float64(),
    "text": pyarrow.string(),
    "flag": pyarrow.bool_(),
    "numbers": pyarrow.list_(pyarrow.float64()),
    "texts": pyarrow.list_(pyarrow.string()),
}


def table_bytes(rows: Sequence[dict[str, Any]]) -> bytes:
    """The Parquet file with one row a measurement, every setting in each.

    Parameters
    ----------
    rows : of settings, provenance and results, by column; a column that a row lacks is null there

    >>> from symdyn.simulation.training.settings import Settings
    >>> rows = [{**Settings(rule="bptt").row(), "seed": 3, "a": [1.0, None]}]
    >>> file = pyarrow.BufferReader(table_bytes(rows))
    >>> parquet.read_table(file).select(["rule", "T", "a"]).to_pylist()
    [{'rule': 'bptt', 'T': None, 'a': [1.0, None]}]
    """
    names = list(dict.fromkeys(name for row in rows for name in row))
    schema = pyarrow.schema([_field(name) for name in names])
    columns = [
        pyarrow.array([row.get(name) for row in rows], type=schema.field(name).type)
        for name in names
    ]
    file = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_arrays(columns, schema=schema), file)
    return file.getvalue()


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a table that `table_bytes` made.

    Raises
    ------
    OutputError for a file that is no such table.
    """
    if not path.is_file():
        problem = "is a directory" if path.is_dir() else "does not exist"
        raise OutputError(
            f"table {str(path)!r} {problem}; name a Parquet file that symdyn simulate wrote"
        )
    try:
        rows: list[dict[str, Any]] = parquet.read_table(path).to_pylist()
    except (pyarrow.ArrowException, OSError) as error:
        reason = " ".join(str(error).split())
        raise OutputError(
            f"file {str(path)!r} cannot be read as a table ({reason}); expected a Parquet file "
            "that symdyn simulate wrote: name one"
        ) from None
    if not rows or not {"rule", "seed", "step", "definition", "symdyn"} <= rows[0].keys():
        raise OutputError(
            f"file {str(path)!r} holds no training runs; expected a Parquet file that "
            "symdyn simulate wrote: name one"
        )
    return rows


def _field(name: str) -> Any:
    column = COLUMNS[f"{PARAMETER}NAME" if name.startswith(PARAMETER) else name]
    told = {"meaning": column.meaning} | ({"unit": column.unit} if column.unit else {})
    return pyarrow.field(name, _KINDS[column.kind], metadata=told)

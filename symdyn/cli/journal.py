"""The journal of a simulation: finished blocks of seeds are appended, so that a kill loses none.

The first line tells what is run; each further line is one block with its rows.  A line that a kill
cut short is dropped.
"""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from symdyn.errors import OutputError

__all__ = ["Journal", "journal_path", "opened"]


class Journal:
    """Blocks that are done, by their key; make it with `opened`."""

    def __init__(self, file: BinaryIO, done: dict[str, list[dict[str, Any]]]) -> None:
        self._file = file
        self.done = done

    def add(self, key: str, rows: list[dict[str, Any]]) -> None:
        """Append a finished block; it is on the disk when this returns."""
        _append(self._file, {"block": key, "rows": rows})
        self.done[key] = rows


def journal_path(output: Path) -> Path:
    """Where the journal of an output lies.

    >>> journal_path(Path("runs.parquet")).name
    'runs.parquet.partial'
    """
    return output.with_name(f"{output.name}.partial")


@contextmanager
def opened(path: Path, header: Mapping[str, Any]) -> Iterator[Journal]:
    """Open a journal for appending: a new one, or that of an interrupted run with this header.

    Raises
    ------
    OutputError if it belongs to a run with another header, or another process is writing it.
    """
    told = json.loads(json.dumps(header))
    try:
        file = path.open("a+b")
    except OSError as error:
        raise OutputError(
            f"journal {str(path)!r} cannot be written ({error.strerror}); choose another place"
        ) from None
    with file:
        _lock(file, path)
        done: dict[str, list[dict[str, Any]]] = {}
        lines, length = _whole_lines(file)
        if lines and lines[0] != told:
            raise OutputError(
                f"journal {str(path)!r} is of an interrupted run with other settings or versions; "
                "repeat that run to finish it, remove the file, or name another output with -o"
            )
        file.truncate(length)
        if not lines:
            _append(file, told)
        for line in lines[1:]:
            done[line["block"]] = line["rows"]
        yield Journal(file, done)


def _whole_lines(file: BinaryIO) -> tuple[list[dict[str, Any]], int]:
    """The lines that were written to their end, and how many bytes they have."""
    file.seek(0)
    found, length = [], 0
    for line in file:
        try:
            found.append(json.loads(line))
        except ValueError:
            break
        if not line.endswith(b"\n"):
            del found[-1]
            break
        length += len(line)
    return found, length


def _append(file: BinaryIO, line: Mapping[str, Any]) -> None:
    file.write(json.dumps(line).encode() + b"\n")
    file.flush()
    os.fsync(file.fileno())


def _lock(file: BinaryIO, path: Path) -> None:
    """Keep a second process off the same journal, where the system has such locks."""
    try:
        import fcntl
    except ImportError:
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise OutputError(
            f"journal {str(path)!r} is being written by another process; wait for it, or name "
            "another output with -o"
        ) from None

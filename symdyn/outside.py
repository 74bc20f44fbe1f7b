"""Programs of others: run without a shell, with nothing to read, and not for ever."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from symdyn.errors import OutputError

__all__ = ["run_outside"]


def run_outside(
    command: Sequence[str],
    folder: Path,
    seconds: float,
    late: str,
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """What a program says, and its status.

    Parameters
    ----------
    command : the program and its arguments, in which no text of a user stands
    folder : where it is run
    seconds : how long it may take, s
    late : what it did not finish and what to do then, for the message
    environment : its variables; None for those of this process

    Raises
    ------
    OutputError if it takes longer.
    """
    try:
        return subprocess.run(  # noqa: S603 - no shell, and the file names are our own
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise OutputError(f"{late} (it was given {seconds} s)") from None

"""Certificates on disk: one JSON file a claim, named by its id."""

import os
from collections.abc import Sequence
from pathlib import Path

from symdyn.claims.claim import Claim
from symdyn.cli.output import write_file
from symdyn.errors import OutputError

__all__ = ["make_directory", "write_certificates"]


def make_directory(directory: Path) -> None:
    """Make the directory where it is missing, before any work is done.

    Raises
    ------
    OutputError if there can be no such directory, or none that can be written to.
    """
    remedy = "name another with --certificates"
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise OutputError(f"{str(directory)!r} is not a directory; {remedy}") from None
    except OSError as error:
        raise OutputError(
            f"directory {str(directory)!r} cannot be made ({error.strerror}); {remedy}"
        ) from None
    if not os.access(directory, os.W_OK | os.X_OK):
        raise OutputError(f"directory {str(directory)!r} cannot be written to; {remedy}")


def write_certificates(directory: Path, claims: Sequence[Claim]) -> list[Path]:
    """Write each claim as ID.json and return the files; other files are left alone.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     claim = Claim("mode.teacher", "definition", ("c := a b",))
    ...     [path.name for path in write_certificates(Path(folder), [claim])]
    ['mode.teacher.json']
    """
    paths = [directory / f"{claim.id}.json" for claim in claims]
    for path, claim in zip(paths, claims, strict=True):
        write_file(path, claim.to_json())
    return paths

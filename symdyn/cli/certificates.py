"""Certificates on disk: one JSON file a claim, named by its id."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from symdyn.errors import OutputError
from symdyn.report.folders import no_empty_folder

__all__ = ["directory_for", "write_certificates"]

_REMEDY = "name another with --certificates"


@contextmanager
def directory_for(directory: Path) -> Iterator[None]:
    """A directory that can be written to while the block runs; made where it is missing.

    What was made is removed again if the block leaves it empty, as where it raises.

    Raises
    ------
    OutputError if there can be no such directory, or none that can be written to.
    """
    with no_empty_folder(directory):
        try:
            directory.mkdir(parents=True, exist_ok=True)
        except FileExistsError:
            raise OutputError(f"{str(directory)!r} is not a directory; {_REMEDY}") from None
        except OSError as error:
            raise OutputError(
                f"directory {str(directory)!r} cannot be made ({error.strerror}); {_REMEDY}"
            ) from None
        if not os.access(directory, os.W_OK | os.X_OK):
            raise OutputError(f"directory {str(directory)!r} cannot be written to; {_REMEDY}")
        yield


def write_certificates(directory: Path, texts: Mapping[str, str]) -> list[Path]:
    """Write each certificate as ID.json and return the files; other files are left alone.

    All are written to a hidden directory inside first, and then moved into place, so that no
    reader meets half a file, and none is there if one of them cannot be written.

    Raises
    ------
    OutputError if one cannot be written, or there is a directory of its name.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     [path.name for path in write_certificates(Path(folder), {"mode.teacher": "{}"})]
    ['mode.teacher.json']
    """
    paths = [directory / f"{name}.json" for name in texts]
    for path in paths:
        if path.is_dir():
            raise OutputError(f"certificate {str(path)!r} is a directory; remove it, or {_REMEDY}")
    staging = None
    try:
        staging = Path(tempfile.mkdtemp(prefix=".symdyn-", dir=directory))
        for path, text in zip(paths, texts.values(), strict=True):
            (staging / path.name).write_text(text, encoding="utf-8")
        for path in paths:
            (staging / path.name).replace(path)
    except OSError as error:
        raise OutputError(
            f"certificates cannot be written to {str(directory)!r} ({error.strerror}); {_REMEDY}"
        ) from None
    finally:
        if staging is not None:
            shutil.rmtree(staging, ignore_errors=True)
    return paths

"""Folders that are made for what is written."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["no_empty_folder"]


@contextmanager
def no_empty_folder(folder: Path) -> Iterator[None]:
    """A block after which the folder and those above it are removed again if it made them and left them empty.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as above:
    ...     with no_empty_folder(Path(above, "a", "b")):
    ...         Path(above, "a", "b").mkdir(parents=True)
    ...     list(Path(above).iterdir())
    []
    """
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        yield
    finally:
        with suppress(OSError):
            for one in missing:
                one.rmdir()

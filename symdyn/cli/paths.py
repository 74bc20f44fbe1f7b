"""Paths on the command line."""

from pathlib import Path
from typing import Any

import click

__all__ = ["NamedPath"]


class NamedPath(click.Path):
    """A path that is not empty: Path would take an empty one for the current directory."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path.

        >>> NamedPath().convert("reports", None, None).name
        'reports'
        """
        if not str(value):
            self.fail("the name is empty: write one", param, ctx)
        return super().convert(value, param, ctx)

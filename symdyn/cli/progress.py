"""Progress on standard error, where that is a terminal; nothing anywhere else."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import click

from symdyn.cli.output import harmless

__all__ = ["Steps", "steps", "updates", "working"]


@contextmanager
def working(what: str) -> Iterator[None]:
    """Show that something is going on while the block runs.

    >>> with working("Deriving rflo"):
    ...     pass
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(f"{what} ..."):
        yield


@dataclass(frozen=True)
class Steps:
    """What to call at the beginning of each step, and with a line for those who see no bar."""

    begin: Callable[[str], None]
    say: Callable[[str], None]


@contextmanager
def steps(count: int) -> Iterator[Steps]:
    """Show how many of the steps are done while the block runs.

    Parameters
    ----------
    count : how many steps there will be

    Returns
    -------
    `begin` is called with what is done next, and moves the bar on a terminal; `say` is called with a
    line that is written where there is none.

    >>> with steps(1) as step:
    ...     step.begin("deriving rflo")
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    progress = Progress(
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with progress:
        task = progress.add_task("starting", total=count)
        begun = False

        def begin(what: str) -> None:
            nonlocal begun
            progress.update(task, advance=int(begun), description=what)
            begun = True

        def say(line: str) -> None:
            if sys.stderr is not None and not console.is_terminal:
                click.echo(harmless(line), err=True)

        yield Steps(begin, say)


@contextmanager
def updates(total: int) -> Iterator[Callable[[str, int], None]]:
    """Show how many updates are made, and the time left, while the block runs.

    Parameters
    ----------
    total : how many updates there will be

    Returns
    -------
    A function to call with what is running and how many updates it has made since the last call.

    >>> with updates(2) as advance:
    ...     advance("rflo", 2)
    """
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    progress = Progress(
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with progress:
        task = progress.add_task("starting", total=total)
        yield lambda what, made: progress.update(task, advance=made, description=what)

"""Progress on standard error: a bar on a terminal, elsewhere a line where there was none for long."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Thread

import click

from symdyn.cli.output import one_line

__all__ = ["Steps", "counted", "steps", "updates", "working"]

_QUIET = 10.0  # seconds after which something is said
_ENOUGH = 0.1  # the share from which on the time left is guessed
_BAR = 20
_MINUTE = 60


class _Doing:
    """What is going on: how much of it is done, and since when."""

    def __init__(self, total: int | None, what: str) -> None:
        self.total, self.done, self.what = total, 0, what
        self.begun = time.monotonic()

    def line(self) -> str:
        """All of it in one line, with a guess of the time that is left."""
        seconds = time.monotonic() - self.begun
        if not self.total:
            return f"{self.what}, for {_duration(seconds)}"
        share = self.done / self.total
        told = f"{int(100 * share)} % in {_duration(seconds)}"
        # Early steps and the last one say little of the others.
        if share >= _ENOUGH and self.done + 1 < self.total:
            told += f", about {_duration(seconds * (1 / share - 1))} left"
        return f"{told}: {self.what}"


@dataclass(frozen=True)
class Steps:
    """What to call at the beginning of each step, and with a line for those who see no bar."""

    begin: Callable[[str], None]
    say: Callable[[str], None]


@contextmanager
def working(what: str) -> Iterator[None]:
    """Show that something is going on while the block runs.

    >>> with working("Deriving rflo"):
    ...     pass
    """
    if not _is_terminal():
        with _beating(_Doing(None, what)):
            yield
        return
    from rich.console import Console

    with Console(file=sys.stderr).status(f"{what} ..."):
        yield


@contextmanager
def steps(count: int) -> Iterator[Steps]:
    """Show how many of the steps are done, and the time left, while the block runs.

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
    with counted(count) as show:
        begun = -1

        def begin(what: str) -> None:
            nonlocal begun
            begun += 1
            show(begun, count, what)

        def say(line: str) -> None:
            if sys.stderr is not None and not _is_terminal():
                click.echo(one_line(line), err=True)

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
    with counted(total, share=True) as show:
        made = 0

        def advance(what: str, more: int) -> None:
            nonlocal made
            made += more
            show(made, total, what)

        yield advance


@contextmanager
def counted(
    total: int | None = None, *, share: bool = False
) -> Iterator[Callable[[int, int | None, str], None]]:
    """Show how much is done of something, and the time left, while the block runs.

    Parameters
    ----------
    total : how much there is, or None where it is not known yet
    share : whether a bar has the share that is done, instead of numbers

    Returns
    -------
    A function to call with what is done, how much there is, and what is going on.

    >>> with counted(2) as show:
    ...     show(1, 2, "proving rflo.trace")
    """
    if not _is_terminal():
        doing = _Doing(total, "starting")

        def note(done: int, whole: int | None, what: str) -> None:
            doing.done, doing.total, doing.what = done, whole, what

        with _beating(doing):
            yield note
        return
    with _bar(total, share=share) as show:
        yield show


@contextmanager
def _bar(total: int | None, *, share: bool) -> Iterator[Callable[[int, int | None, str], None]]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.table import Column

    cut = Column(ratio=1, no_wrap=True, overflow="ellipsis")
    number = TextColumn("{task.percentage:>3.0f} %") if share else MofNCompleteColumn()
    progress = Progress(
        BarColumn(bar_width=_BAR),
        number,
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False, table_column=cut),
        console=Console(file=sys.stderr),
        transient=True,
        expand=True,
    )
    with progress:
        task = progress.add_task("starting", total=total)
        yield lambda done, whole, what: progress.update(
            task, completed=done, total=whole, description=what
        )


@contextmanager
def _beating(doing: _Doing) -> Iterator[None]:
    """Write a line every ten seconds while the block runs."""
    ended = Event()
    stream = sys.stderr  # that of now, wherever the block sends what it writes

    def beat() -> None:
        while not ended.wait(_QUIET):
            if stream is not None:
                click.echo(f"symdyn: {one_line(doing.line())}", file=stream)

    thread = Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _is_terminal() -> bool:
    return sys.stderr is not None and sys.stderr.isatty()


def _duration(seconds: float) -> str:
    """Seconds as people say them.

    >>> _duration(9.6), _duration(130)
    ('10 s', '2 min 10 s')
    """
    minutes, rest = divmod(round(seconds), _MINUTE)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"

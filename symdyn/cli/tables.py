"""The table of a plan of runs: made piece by piece, kept in a journal, written and told."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symdyn.cli.journal import Journal, journal_path, opened
from symdyn.cli.output import check_file, say, write_file
from symdyn.cli.progress import updates
from symdyn.errors import OutputError

if TYPE_CHECKING:
    from symdyn.simulation.sweeps.pieces import Piece
    from symdyn.simulation.training.plan import Training

__all__ = ["Finished", "Wishes", "complete_table", "here", "prepare", "require_form"]

_FIGURE = ".pdf"
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")

Finished = Iterator[tuple["Piece", list[dict[str, Any]]]]


@dataclass(frozen=True)
class Wishes:
    """What is told beside the summary, and the picture that is drawn.

    Parameters
    ----------
    notes : texts that stand before the summary
    plot : file of the picture of all runs, or None
    """

    notes: tuple[str, ...] = ()
    plot: Path | None = None


def prepare() -> None:
    """What has to be done before NumPy is loaded.

    Raises
    ------
    OutputError if pyarrow, which writes the table, is not installed.
    """
    # How many threads share a product may change its last bits.
    for name in _THREADS:
        os.environ.setdefault(name, "1")
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise OutputError(
            "the table of runs is a Parquet file, and pyarrow, which writes it, is not installed; "
            "install it with: pip install 'symdyn[simulation]'"
        ) from None


def here(pieces: "Sequence[Piece]") -> Finished:
    """Compute pieces one after the other in this process, and show how far they are."""
    from symdyn.simulation.sweeps.pieces import compute, versions

    with updates(sum(piece.steps for piece in pieces)) as advance:
        for piece in pieces:
            title = piece.title
            tell = lambda made, title=title: advance(title, made)  # noqa: E731
            yield piece, compute(piece, versions(), tell)


def complete_table(
    plan: "Sequence[Training]",
    show: str,
    output: Path,
    work: "Callable[[Sequence[Piece]], Finished]" = here,
    wishes: Wishes = Wishes(),
) -> list[dict[str, Any]]:
    """Make the runs that are not there yet, write the table, tell what came out.

    Parameters
    ----------
    plan : what is to be run
    show : which summary and which figure
    output : the table; its figure and its journal lie beside it
    work : computes pieces, in any order
    wishes : what is told and drawn besides

    Returns
    -------
    The rows of the table.

    Raises
    ------
    OutputError before any work if the output cannot be written or holds other runs.
    """
    from symdyn.report.simulation.summary import summary
    from symdyn.report.simulation.table import read_rows, table_bytes

    if output.suffix == _FIGURE:
        raise OutputError(
            f"output {str(output)!r} is the name of a figure, and this is a table; let it end in "
            ".parquet"
        )
    for path in (output, output.with_suffix(_FIGURE)):
        check_file(path)
    if wishes.plot is not None:
        _check_plot(wishes.plot, show, output)
    header = _header(plan)
    if output.exists():
        rows = read_rows(output)
        if _header_of(rows) != header:
            raise OutputError(
                f"file {str(output)!r} holds runs with other settings or versions and is not "
                "overwritten; name another with -o"
            )
        journal_path(output).unlink(missing_ok=True)
        click.echo(f"symdyn: {output} is complete already", err=True)
    else:
        with opened(journal_path(output), header) as journal:
            rows = _rows(plan, journal, output, work)
            write_file(output, table_bytes(rows))
            journal_path(output).unlink()
    figures = _draw(show, rows, output)
    if wishes.plot is not None:
        _draw_plot(rows, wishes.plot)
    say("\n\n".join([*wishes.notes, summary(show, rows)]))
    written = [f"figure in {one}" for one in figures]
    written += [] if wishes.plot is None else [f"plot in {wishes.plot}"]
    say("\n".join(["", f"{len(rows)} measurements in {output}", *written]))
    return rows


def _header(plan: "Sequence[Training]") -> dict[str, Any]:
    from symdyn.simulation.sweeps.pieces import versions

    return {**versions(), "runs": [training.row for training in plan]}


def _header_of(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The header of the runs that made a table."""
    from symdyn.simulation.training.settings import settings_of_row

    runs = {settings_of_row(row): row["definition"] for row in rows}
    return {
        "symdyn": rows[0]["symdyn"],
        "numpy": rows[0]["numpy"],
        "runs": [{**settings.row(), "definition": text} for settings, text in runs.items()],
    }


def _rows(
    plan: "Sequence[Training]",
    journal: Journal,
    output: Path,
    work: "Callable[[Sequence[Piece]], Finished]",
) -> list[dict[str, Any]]:
    """The rows of all runs, in the order of the plan; pieces in the journal are not run again."""
    from symdyn.simulation.sweeps.pieces import pieces_of, versions

    pieces = pieces_of(plan)
    try:
        for piece, rows in work([piece for piece in pieces if piece.key not in journal.done]):
            journal.add(piece.key, rows)
    except KeyboardInterrupt:
        click.echo(
            f"symdyn: {len(journal.done)} of {len(pieces)} blocks of seeds are kept in "
            f"{journal_path(output)}; the same command goes on from there",
            err=True,
        )
        raise
    told = versions()
    return [
        {**told, **piece.training.row, **row} for piece in pieces for row in journal.done[piece.key]
    ]


def _draw(show: str, rows: Sequence[Mapping[str, Any]], output: Path) -> list[Path]:
    from symdyn.report.figures.style import encoded, styled
    from symdyn.report.simulation.figures import figure_of

    with styled():
        figure = figure_of(show, rows)
        if figure is None:
            return []
        drawn = encoded(figure, _FIGURE.removeprefix("."))
    path = output.with_suffix(_FIGURE)
    write_file(path, drawn)
    return [path]


def require_form(plot: Path) -> None:
    """Refuse a plot whose name does not end like a picture that can be written."""
    from symdyn.report.figures.style import FORMS

    if _form(plot) not in FORMS:
        raise OutputError(
            f"plot {str(plot)!r} ends in {plot.suffix or 'no suffix'!r}, expected one of "
            f"{', '.join(f'.{form}' for form in FORMS)}; name such a file"
        )


def _check_plot(plot: Path, show: str, output: Path) -> None:
    from symdyn.report.simulation.figures import FIGURES

    require_form(plot)
    check_file(plot)
    taken = [output, *([output.with_suffix(_FIGURE)] if show in FIGURES else [])]
    if plot.resolve() in [one.resolve() for one in taken]:
        raise OutputError(
            f"plot {str(plot)!r} is the name of the table or of the experiment's own figure; name "
            "another file"
        )


def _form(plot: Path) -> str:
    return plot.suffix.lower().removeprefix(".")


def _draw_plot(rows: Sequence[Mapping[str, Any]], plot: Path) -> None:
    from symdyn.report.figures.style import encoded, styled
    from symdyn.report.simulation.overview import draw_overview

    with styled():
        write_file(plot, encoded(draw_overview(rows), _form(plot)))

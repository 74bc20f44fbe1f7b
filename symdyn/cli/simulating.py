"""What `symdyn simulate` does: check, run block by block, write the table, tell the outcome."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any

import click

from symdyn.cli.journal import Journal, journal_path, opened
from symdyn.cli.output import check_file, say, write_file
from symdyn.cli.progress import updates
from symdyn.errors import OutputError, SimulationError

__all__ = ["Request", "list_experiments", "run_request"]

_DIFFERS = 1
_FIGURE = ".pdf"
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")


@dataclass(frozen=True)
class Request:
    """What was asked for on the command line; settings that were not given are left out."""

    rules: Sequence[str]
    settings: Mapping[str, Any]
    parameters: Mapping[str, float]
    experiment: str | None
    again: Path | None
    output: Path | None


def list_experiments() -> None:
    """Print the named experiments."""
    from symdyn.simulation.training.catalogue import experiment, experiment_names

    names = experiment_names()
    width = max(map(len, names))
    say("\n".join(f"{name:<{width}}  {experiment(name).title}" for name in names))


def run_request(request: Request) -> None:
    """Make the runs that are not there yet, write the table and tell what came out.

    Raises
    ------
    SymdynError for bad input: before any work.  The exit status is 1 if runs that are repeated
    from a table differ from it.
    """
    # Before NumPy is loaded: how many threads share a product may change its last bits.
    for name in _THREADS:
        os.environ.setdefault(name, "1")
    _require_pyarrow()
    from symdyn.report.simulation.summary import summary
    from symdyn.report.simulation.table import read_rows, table_bytes

    _check_sources(request)
    old = None if request.again is None else read_rows(request.again)
    plan, show = _planned(request, old)
    output = _output(request)
    for path in (output, output.with_suffix(_FIGURE)):
        check_file(path)
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
            rows = _run(plan, journal, output)
            write_file(output, table_bytes(rows))
            journal_path(output).unlink()
    figures = _draw(show, rows, output)
    say(summary(show, rows))
    say(
        f"\n{len(rows)} measurements in {output}" + "".join(f"\nfigure in {one}" for one in figures)
    )
    if old is not None and request.again is not None:
        _compare(old, rows, request.again)


def _require_pyarrow() -> None:
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise OutputError(
            "the table of runs is a Parquet file, and pyarrow, which writes it, is not installed; "
            "install it with: pip install 'symdyn[simulation]'"
        ) from None


def _check_sources(request: Request) -> None:
    given = [
        what
        for what, there in (
            ("rules", request.rules),
            ("--experiment", request.experiment),
            ("--from", request.again),
        )
        if there
    ]
    if len(given) != 1:
        raise SimulationError(
            f"{' and '.join(given) or 'nothing'} given; expected one of: rules, --experiment NAME, "
            "--from FILE (symdyn simulate --list shows the experiments)"
        )
    if request.again is not None and (request.settings or request.parameters):
        raise SimulationError(
            "settings were given beside --from, which repeats runs as they were; leave them out"
        )
    if request.experiment is not None and request.parameters:
        raise SimulationError(
            "--parameter was given beside --experiment, whose file has the parameters; leave it "
            "out, or name rules instead"
        )


def _planned(request: Request, old: Sequence[Mapping[str, Any]] | None) -> tuple[Any, str]:
    from symdyn.simulation.training.catalogue import experiment
    from symdyn.simulation.training.plan import plan_of, training_of
    from symdyn.simulation.training.settings import settings_of_row

    if request.experiment is not None:
        found = experiment(request.experiment)
        return found.plan(request.settings), found.show
    if old is None:
        return plan_of(request.rules, request.settings, request.parameters), "runs"
    plan = tuple(training_of(one) for one in dict.fromkeys(map(settings_of_row, old)))
    defined = {row["rule"]: row["definition"] for row in old}
    for training in plan:
        if training.row["definition"] != defined[training.settings.rule]:
            raise SimulationError(
                f"rule {training.settings.rule} is now {training.row['definition']!r}, but was "
                f"{defined[training.settings.rule]!r} in {request.again}; restore it"
            )
    return plan, "runs"


def _output(request: Request) -> Path:
    if request.output is not None:
        if request.output.suffix == _FIGURE:
            raise OutputError(
                f"output {str(request.output)!r} is the name of a figure, and this is a table; "
                "let it end in .parquet"
            )
        return request.output
    if request.again is not None:
        raise OutputError("--from needs a file for the repeated runs; name one with -o")
    return Path(f"{request.experiment or 'simulation'}.parquet")


def _provenance() -> dict[str, str]:
    return {"symdyn": version("symdyn"), "numpy": version("numpy")}


def _header(plan: Sequence[Any]) -> dict[str, Any]:
    return {**_provenance(), "runs": [training.row for training in plan]}


def _header_of(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The header of the runs that made a table."""
    from symdyn.simulation.training.settings import settings_of_row

    runs = {settings_of_row(row): row["definition"] for row in rows}
    return {
        "symdyn": rows[0]["symdyn"],
        "numpy": rows[0]["numpy"],
        "runs": [{**settings.row(), "definition": text} for settings, text in runs.items()],
    }


def _run(plan: Sequence[Any], journal: Journal, output: Path) -> list[dict[str, Any]]:
    """The rows of all runs, in the order of the plan; blocks in the journal are not run again."""
    from symdyn.simulation.training.run import Subject, train

    blocks = [(training, block) for training in plan for block in training.settings.blocks()]
    keys = [json.dumps([training.row, block]) for training, block in blocks]
    total = sum(
        training.settings.steps
        for (training, _), key in zip(blocks, keys, strict=True)
        if key not in journal.done
    )
    try:
        subjects: dict[Any, Subject] = {}
        with updates(total) as advance:
            for (training, block), key in zip(blocks, keys, strict=True):
                if key in journal.done:
                    continue
                if training.rule not in subjects:
                    subjects[training.rule] = Subject.of(training.rule)
                title = training.settings.title
                rows = train(
                    training.settings,
                    subjects[training.rule],
                    block,
                    lambda made, title=title: advance(title, made),  # type: ignore[misc]
                )
                journal.add(key, rows)
    except KeyboardInterrupt:
        click.echo(
            f"symdyn: {len(journal.done)} of {len(keys)} blocks of seeds are kept in "
            f"{journal_path(output)}; the same command goes on from there",
            err=True,
        )
        raise
    told = _provenance()
    return [
        {**told, **training.row, **row}
        for (training, _), key in zip(blocks, keys, strict=True)
        for row in journal.done[key]
    ]


def _draw(show: str, rows: Sequence[Mapping[str, Any]], output: Path) -> list[Path]:
    from symdyn.report.figures.style import styled, write
    from symdyn.report.simulation.figures import figure_of

    drawn = BytesIO()
    with styled():
        figure = figure_of(show, rows)
        if figure is None:
            return []
        write(figure, drawn)
    path = output.with_suffix(_FIGURE)
    write_file(path, drawn.getvalue())
    return [path]


def _compare(
    old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]], path: Path
) -> None:
    """Say whether the repeated rows are the same to the bit."""
    different = sum(
        any(one.get(name) != other.get(name) for name in {*one, *other} - {"symdyn", "numpy"})
        for one, other in zip(old, new, strict=False)
    ) + abs(len(old) - len(new))
    if not different:
        say(f"every value is the same as in {path}, to the last bit")
        return
    made, now = ({name: rows[0][name] for name in ("symdyn", "numpy")} for rows in (old, new))
    click.echo(
        f"symdyn: {different} of {len(old)} rows differ from {path}, which was made with "
        f"symdyn {made['symdyn']} and NumPy {made['numpy']}; here are symdyn {now['symdyn']} and "
        f"NumPy {now['numpy']}, perhaps on another machine",
        err=True,
    )
    raise click.exceptions.Exit(_DIFFERS)

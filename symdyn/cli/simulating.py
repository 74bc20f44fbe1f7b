"""What `symdyn simulate` does: find out what to run, make the table, compare it with an old one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill, indent
from typing import TYPE_CHECKING, Any

import click

from symdyn.cli.output import say, screen_width
from symdyn.cli.tables import Wishes, complete_table, prepare, require_form
from symdyn.errors import OutputError, SimulationError

if TYPE_CHECKING:
    from symdyn.simulation.training.learning_rates import RateRequest
    from symdyn.simulation.training.plan import Training

__all__ = ["Request", "describe_table", "list_experiments", "run_request"]

_DIFFERS = 1


@dataclass(frozen=True)
class Request:
    """What was asked for on the command line; settings that were not given are left out."""

    rules: Sequence[str]
    settings: Mapping[str, Any]
    parameters: Mapping[str, float]
    rates: "RateRequest"
    experiment: str | None
    again: Path | None
    output: Path | None
    plot: Path | None


def list_experiments() -> None:
    """Print the named experiments, each with what it asks."""
    from symdyn.simulation.training.catalogue import experiment, experiment_names

    for found in map(experiment, experiment_names()):
        question = " ".join(found.question.split())
        say(f"{found.name}: {found.title}")
        say(indent(fill(question, screen_width() - 2, break_on_hyphens=False), "  "))


def describe_table() -> None:
    """Print what each column of the table means."""
    from symdyn.report.simulation.description import description

    say(description())


def run_request(request: Request) -> None:
    """Make the runs that are not there yet, write the table and tell what came out.

    Raises
    ------
    SymdynError for bad input: before any work.  The exit status is 1 if runs that are repeated
    from a table differ from it.
    """
    prepare()
    from symdyn.report.simulation.table import read_rows

    _check_sources(request)
    if request.plot is not None:
        require_form(request.plot)
    old = None if request.again is None else read_rows(request.again)
    asked, show = _planned(request, old)
    plan, notes = _with_rates(asked, request.rates)
    wishes = Wishes(notes, request.plot)
    rows = complete_table(plan, show, _output(request), wishes=wishes)
    if old is not None and request.again is not None:
        _compare(old, rows, request.again)


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
    if request.again is not None and (request.settings or request.parameters or request.rates):
        raise SimulationError(
            "settings were given beside --from, which repeats runs as they were; leave them out"
        )
    if request.experiment is not None and request.parameters:
        raise SimulationError(
            "--parameter was given beside --experiment, whose file has the parameters; leave it "
            "out, or name rules instead"
        )


def _planned(
    request: Request, old: Sequence[Mapping[str, Any]] | None
) -> "tuple[Sequence[Training], str]":
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


def _with_rates(
    asked: "Sequence[Training]", request: "RateRequest"
) -> "tuple[tuple[Training, ...], tuple[str, ...]]":
    """The plan with its learning rates, and what is to be said of them."""
    from symdyn.report.simulation.rates import chosen_rates, rates_that_differ
    from symdyn.simulation.training.learning_rates import unequal_rates, with_rates

    rates = with_rates(asked, request)
    plan = tuple(rate.training for rate in rates)
    return plan, (*chosen_rates(rates), *rates_that_differ(unequal_rates(plan)))


def _output(request: Request) -> Path:
    if request.output is not None:
        return request.output
    if request.again is not None:
        raise OutputError("--from needs a file for the repeated runs; name one with -o")
    return Path(f"{request.experiment or 'simulation'}.parquet")


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

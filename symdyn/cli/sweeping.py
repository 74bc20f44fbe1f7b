"""What `symdyn sweep` does: lay out the grid, find workers, make the table."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symdyn.claims.scheduling import processors
from symdyn.cli.progress import updates
from symdyn.cli.settings import values_of_axis
from symdyn.cli.tables import Finished, Wishes, complete_table, here, prepare
from symdyn.errors import SimulationError

if TYPE_CHECKING:
    from collections.abc import Callable

    from symdyn.simulation.sweeps.pieces import Piece
    from symdyn.simulation.training.learning_rates import RateRequest
    from symdyn.simulation.training.plan import Training

__all__ = ["SweepRequest", "run_sweep"]

_AXIS = re.compile(r"\s*([A-Za-z][\w-]*)\s*=(.*)", re.DOTALL)


@dataclass(frozen=True)
class SweepRequest:
    """What was asked for on the command line; settings that were not given are left out."""

    rules: Sequence[str]
    settings: Mapping[str, Any]
    parameters: Mapping[str, float]
    rates: "RateRequest"
    over: Sequence[str]
    grid: Path | None
    output: Path


def run_sweep(request: SweepRequest, jobs: int | None, scheduler: str | None) -> None:
    """Run a grid on the processes of this machine, or on the workers of a scheduler.

    Raises
    ------
    SymdynError for bad input: before any work.
    """
    prepare()
    if jobs is not None and scheduler is not None:
        raise SimulationError(
            "--jobs was given beside --scheduler, whose workers are used; leave one out"
        )
    plan, notes = _with_rates(request)
    with _workers(jobs or processors(), scheduler) as work:
        complete_table(plan, "runs", request.output, work, Wishes(notes))


def _with_rates(request: SweepRequest) -> "tuple[Sequence[Training], tuple[str, ...]]":
    """What is to be run, and which learning rates were computed."""
    from symdyn.report.simulation.rates import chosen_rates
    from symdyn.simulation.training.learning_rates import with_rates

    plan = _planned(request)
    rates = with_rates(plan, request.rates)
    return tuple(rate.training for rate in rates), tuple(chosen_rates(rates))


def _planned(request: SweepRequest) -> "Sequence[Training]":
    from symdyn.simulation.sweeps.grid import grid_plan
    from symdyn.simulation.sweeps.grid_file import grid_of_file

    axes = _axes(request.over)
    if request.grid is None:
        if not request.rules:
            raise SimulationError("no rule was given; name one or more, or give --grid FILE")
        _require_one_rate(request, axes)
        return grid_plan(request.rules, request.settings, request.parameters, axes)
    if request.rules or request.parameters or axes:
        raise SimulationError(
            "rules, --parameter or --over were given beside --grid, whose file has them; leave "
            "them out"
        )
    grid = grid_of_file(request.grid)
    _require_one_rate(request, grid.axes)
    return grid.plan(request.settings)


def _require_one_rate(request: SweepRequest, axes: Mapping[str, Any]) -> None:
    if request.rates and "eta" in axes:
        raise SimulationError(
            "eta is given by --eta and is also an axis of the grid; give one of the two"
        )


def _axes(texts: Sequence[str]) -> dict[str, list[Any]]:
    axes: dict[str, list[Any]] = {}
    for text in texts:
        match = _AXIS.fullmatch(text)
        if match is None:
            raise SimulationError(
                f"axis {text!r} is not of the form NAME=VALUE,VALUE; write --over eta=0.01,0.02"
            )
        name = match[1].replace("-", "_")
        name = "T" if name == "time" else name
        if name in axes:
            raise SimulationError(f"axis {name} was given twice; give all its values at once")
        axes[name] = values_of_axis(name, match[2])
    return axes


@contextmanager
def _workers(jobs: int, scheduler: str | None) -> "Iterator[Callable[[Sequence[Piece]], Finished]]":
    from symdyn.simulation.sweeps.cluster import connected
    from symdyn.simulation.sweeps.processes import ProcessWorkers
    from symdyn.simulation.sweeps.spreading import run_pieces

    if scheduler is not None:
        with connected(scheduler) as cluster:
            if not cluster.count:
                click.echo(f"symdyn: {scheduler} has no workers yet; waiting for some", err=True)
            spread = partial(
                run_pieces, executor=cluster.executor, lost=cluster.lost, alive=cluster.alive
            )
            yield lambda pieces: _shown(pieces, spread(pieces))
    elif jobs == 1:
        yield here
    else:
        with ProcessWorkers(jobs) as executor:
            yield lambda pieces: _shown(pieces, run_pieces(pieces, executor, at_once=jobs))


def _shown(pieces: "Sequence[Piece]", finished: Finished) -> Finished:
    """The same, with a bar of the updates that are made and the time left."""
    with updates(sum(piece.steps for piece in pieces)) as advance:
        for count, (piece, rows) in enumerate(finished, start=1):
            advance(f"{count} of {len(pieces)} pieces", piece.steps)
            yield piece, rows

"""The commands that train networks; each imports what it needs when it runs."""

from pathlib import Path

import click

from symdyn.cli.in_common import MOST_JOBS, RULE_HELP
from symdyn.cli.paths import NamedPath
from symdyn.cli.settings import setting_options

__all__ = ["simulate", "sweep"]


@click.command(
    epilog=RULE_HELP + " Finished seeds are kept: a run that was interrupted goes on when the "
    "same command is given again."
)
@click.argument("rules", nargs=-1, metavar="[RULE]...")
@click.option("--experiment", metavar="NAME", help="A named experiment with settings of its own.")
@click.option(
    "--list", "listing", is_flag=True, help="List the named experiments with what they ask."
)
@click.option(
    "--describe", "describing", is_flag=True, help="Say what each column of the table means."
)
@click.option("--from", "again", type=NamedPath(), help="Repeat the runs of a table FILE.")
@click.option(
    "-o",
    "--output",
    type=NamedPath(),
    help="Parquet table to write.  [default: NAME.parquet or simulation.parquet]",
)
@click.option(
    "--plot",
    type=NamedPath(),
    help="Draw loss, alignment and modes to this file: .pdf, .svg or .png.",
)
@setting_options
def simulate(
    rules: tuple[str, ...],
    experiment: str | None,
    listing: bool,
    describing: bool,
    again: Path | None,
    output: Path | None,
    plot: Path | None,
    **settings: object,
) -> None:
    """Train full networks under each RULE and set theory against simulation.

    A student network learns a teacher by the exact mean update, or by sampled batches.  The table
    has one row a measurement: loss, alignment, modes as measured and as the flow predicts, spectra.
    """
    from symdyn.cli.settings import chosen, parameters_of, rates_of
    from symdyn.cli.simulating import Request, describe_table, list_experiments, run_request

    if listing:
        list_experiments()
        return
    if describing:
        describe_table()
        return
    given = chosen(settings), parameters_of(settings), rates_of(settings)
    run_request(Request(rules, *given, experiment, again, output, plot))


@click.command(
    epilog=RULE_HELP + " Finished pieces are kept: a sweep that was interrupted goes on when the "
    "same command is given again."
)
@click.argument("rules", nargs=-1, metavar="[RULE]...")
@click.option(
    "--over",
    multiple=True,
    metavar="NAME=V,V,...",
    help="An axis: a setting such as eta or scale, or a rule's parameter; repeat for more.",
)
@click.option(
    "--grid", type=NamedPath(), help="A TOML file with rules, parameters, [settings] and [grid]."
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1, max=MOST_JOBS),
    help="Processes to use.  [default: one a processor]",
)
@click.option(
    "--scheduler", metavar="ADDRESS", help="Use the workers of a Dask scheduler (symdyn[dask])."
)
@click.option(
    "-o",
    "--output",
    type=NamedPath(),
    default=Path("sweep.parquet"),
    show_default=True,
    help="Parquet table to write.",
)
@setting_options
def sweep(
    rules: tuple[str, ...],
    over: tuple[str, ...],
    grid: Path | None,
    jobs: int | None,
    scheduler: str | None,
    output: Path,
    **settings: object,
) -> None:
    """Train full networks under each RULE at every combination of settings.

    The table is that of symdyn simulate; its column variation tells the place on the axes.  A piece
    whose worker dies is run again.
    """
    from symdyn.cli.settings import chosen, parameters_of, rates_of
    from symdyn.cli.sweeping import SweepRequest, run_sweep

    given = chosen(settings), parameters_of(settings), rates_of(settings)
    run_sweep(SweepRequest(rules, *given, over, grid, output), jobs, scheduler)

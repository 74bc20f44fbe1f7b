"""The commands.  Each imports what it needs when it runs, so that `symdyn --help` is quick."""

from pathlib import Path

import click

from symdyn.cli.paths import NamedPath
from symdyn.cli.settings import setting_options

__all__ = ["program"]

_MOST_JOBS = 1024
_NARROWEST, _WIDEST = 20, 500
_FORMATS = click.Choice(["text", "latex", "json"])
_RULE_HELP = (
    "RULE is a name that `symdyn rules` lists, or a file: my_rule.py or my_rule.py:variable. "
    "A rule file is Python, and its code is run."
)


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="symdyn", message="symdyn %(version)s")
@click.pass_context
def program(context: click.Context) -> None:
    """Derive how a learning rule trains linear recurrent networks.

    From a rule's feedback and credit kernel follow its mean updates in closed form, every fixed
    point of a mode, the spectrum, the exact region where a mode is stable, the rates and the rank of
    what is learned.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@program.command()
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
def rules(form: str) -> None:
    """List the rules that are known by name."""
    from symdyn.cli.listing import rules_json, rules_text
    from symdyn.cli.output import say

    say(rules_json() if form == "json" else rules_text())


@program.command(epilog=_RULE_HELP)
@click.argument("rule")
@click.option("--format", "form", type=_FORMATS, default="text", show_default=True)
@click.option(
    "--width",
    type=click.FloatRange(min=_NARROWEST, max=_WIDEST),
    metavar="EM",
    help="Of a line in LaTeX: 22.9 in two columns of an article at 10 pt.  [default: 41.5]",
)
@click.option("--summary", is_flag=True, help="Show the results alone: usual for text.")
@click.option(
    "--section", metavar="NAME", help="Show one section of the derivation; list names them."
)
@click.option("--full", is_flag=True, help="Show the whole derivation: usual for latex and json.")
def derive(
    rule: str, form: str, width: float | None, summary: bool, section: str | None, full: bool
) -> None:
    r"""Derive RULE's mean dynamics and show the results, or how they are derived.

    text is for the terminal; latex is a body to \input, every equation numbered and labelled;
    json is one object whose expressions SymPy parses.
    """
    from symdyn.cli.derivation import Part, derivation
    from symdyn.cli.output import say

    say(derivation(rule, form, width, Part(summary, section, full)))


@program.command(epilog=_RULE_HELP)
@click.argument("rules", nargs=-1, metavar="RULE RULE ...")
@click.option("--format", "form", type=_FORMATS, default="text", show_default=True)
def compare(rules: tuple[str, ...], form: str) -> None:
    r"""Show in which results the RULEs differ, and what is the same for all of them.

    text is for the terminal; latex is a table to \input; json has the values, which SymPy parses, of
    every key of `symdyn derive --format json` that is not the same for all.
    """
    from symdyn.cli.comparing import comparison
    from symdyn.cli.output import say

    say(comparison(rules, form))


@program.command(epilog=_RULE_HELP + " Without RULE all rules known by name are reported.")
@click.argument("rules", nargs=-1, metavar="[RULE]...")
@click.option(
    "-o",
    "--output",
    type=NamedPath(),
    default=Path("reports"),
    show_default=True,
    help="Directory to write to; it is made where it is missing.",
)
@click.option(
    "--pdf/--no-pdf",
    default=None,
    help="Run latexmk on the documents.  [default: if it is installed]",
)
@click.option(
    "--html", is_flag=True, help="Write each report as a web page too, and index.html over them."
)
def report(rules: tuple[str, ...], output: Path, pdf: bool | None, html: bool) -> None:
    """Write a LaTeX report of each RULE, and one that compares them."""
    from symdyn.cli.reporting import write_all

    write_all(rules, output, pdf, html=html)


@program.command(epilog=_RULE_HELP)
@click.argument("rule")
@click.option(
    "--target",
    required=True,
    help="Language of the code, numpy, numba or c; or latex-macros for the equations in a paper.",
)
@click.option(
    "--style",
    help="Column that latex-macros are broken for: article, icml, ieee or neurips.  [default: article]",
)
@click.option(
    "-o", "--output", type=NamedPath(), help="File to write; standard output if left out."
)
def export(rule: str, target: str, style: str | None, output: Path | None) -> None:
    """Write RULE's dynamics as numerical code, or its equations as macros for a paper."""
    from symdyn.cli.exporting import export_rule

    export_rule(rule, target, output, style)


@program.command(epilog=_RULE_HELP + " Without RULE all rules known by name are taken.")
@click.argument("rules", nargs=-1, metavar="[RULE]...")
@click.option(
    "-o",
    "--output",
    type=NamedPath(),
    default=Path("explore.html"),
    show_default=True,
    help="File to write.",
)
@click.option(
    "--prove", is_flag=True, help="Prove what is shown, and show the checker's verdict beside it."
)
@click.option("--open", "show", is_flag=True, help="Open the page in the browser.")
def explore(rules: tuple[str, ...], output: Path, prove: bool, show: bool) -> None:
    """Write a page on which the dynamics of a mode under each RULE can be moved by hand.

    The page is one file that loads nothing; every curve is drawn from the derived formulas.
    """
    from symdyn.cli.exploring import write_explorer

    write_explorer(rules, output, prove=prove, show=show)


@program.command(
    epilog=_RULE_HELP + " Finished seeds are kept: a run that was interrupted goes on when the "
    "same command is given again."
)
@click.argument("rules", nargs=-1, metavar="[RULE]...")
@click.option("--experiment", metavar="NAME", help="A named experiment with settings of its own.")
@click.option("--list", "listing", is_flag=True, help="List the named experiments.")
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


@program.command(
    epilog=_RULE_HELP + " Finished pieces are kept: a sweep that was interrupted goes on when the "
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
    type=click.IntRange(min=1, max=_MOST_JOBS),
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


@program.command("new-rule")
@click.argument("name")
@click.option("-o", "--output", type=NamedPath(), help="File to write.  [default: NAME.py]")
def new_rule(name: str, output: Path | None) -> None:
    """Write a commented rule file NAME.py to start from; it works at once.

    NAME is lower-case words joined by hyphens or underscores.
    """
    from symdyn.cli.new_rule import write_rule_file

    write_rule_file(name, output)


@program.command(epilog=_RULE_HELP)
@click.argument("derivations", nargs=-1, metavar="[DERIVATION]...", type=NamedPath())
@click.option(
    "--rule",
    "rules",
    multiple=True,
    metavar="RULE",
    help="Verify this rule's chain of claims as well; may be given several times.",
)
@click.option(
    "--certificates",
    type=NamedPath(),
    help="Directory that receives the certificates in the end; it is made where it is missing.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "junit", "github"]),
    default="text",
    show_default=True,
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1, max=_MOST_JOBS),
    help="Processes to use.  [default: one a processor]",
)
@click.option(
    "--second-opinion",
    "ask",
    is_flag=True,
    help="Ask z3 as well whether a stated claim has a counterexample; no status rests on it.",
)
@click.option(
    "--write",
    is_flag=True,
    help="Write statements as the checker displays them, in the documents themselves.",
)
@click.option(
    "--list",
    "listed",
    metavar="RULE",
    help="Verify nothing: list the claims of this rule's chain that documents can use.",
)
def verify(  # noqa: PLR0913, PLR0917 - one argument an option
    derivations: tuple[Path, ...],
    rules: tuple[str, ...],
    certificates: Path | None,
    form: str,
    jobs: int | None,
    ask: bool,
    write: bool,
    listed: str | None,
) -> None:
    """Prove and check the claims that each DERIVATION states, and those of the rules it names.

    DERIVATION is a Markdown document or a folder of such; without one, the folder derivations is
    taken.  The status is 1 if a claim is not proved, or refuted, as its derivation says it is.
    Rule files, also those that a derivation names, are run as Python code.
    """
    if listed is not None:
        from symdyn.cli.usable import list_claims

        list_claims(listed, form, alone=not (derivations or rules or certificates or ask or write))
        return
    from symdyn.cli.verifying import verify_all

    verify_all(derivations, rules, certificates, form, jobs, ask=ask, write=write)


@program.command()
@click.argument("certificates", nargs=-1, metavar="CERTIFICATE|DIR ...")
def check(certificates: tuple[str, ...]) -> None:
    """Check certificates, and directories of them, with the independent checker.

    It uses nothing else of symdyn, and is also `python -m symdyn.checker`.  The status is 1 if a
    claim is neither proved nor refuted.
    """
    from symdyn.cli.checking import check_certificates

    check_certificates(certificates)

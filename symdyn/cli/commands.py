"""The commands.  Each imports what it needs when it runs, so that `symdyn --help` is quick."""

from pathlib import Path

import click

__all__ = ["program"]

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
    point, the spectrum, the exact stability region, the rates and the rank of what is learned.
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
def derive(rule: str, form: str) -> None:
    r"""Derive RULE's mean dynamics and show the derivation.

    text is for the terminal; latex is a body to \input, every equation numbered and labelled;
    json is one object whose expressions SymPy parses.
    """
    from symdyn.cli.derivation import derivation
    from symdyn.cli.output import say

    say(derivation(rule, form))


@program.command(epilog=_RULE_HELP + " Without RULE all rules known by name are reported.")
@click.argument("rules", nargs=-1, metavar="[RULE]...")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("reports"),
    show_default=True,
    help="Directory to write to; it is made where it is missing.",
)
@click.option(
    "--pdf/--no-pdf",
    default=None,
    help="Run latexmk on the documents.  [default: if it is installed]",
)
def report(rules: tuple[str, ...], output: Path, pdf: bool | None) -> None:
    """Write a LaTeX report of each RULE, and one that compares them."""
    from symdyn.cli.reporting import write_all

    write_all(rules, output, pdf)


@program.command(epilog=_RULE_HELP)
@click.argument("rule")
@click.option("--target", required=True, help="Language of the code: numpy, numba or c.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="File to write; standard output if left out.",
)
def export(rule: str, target: str, output: Path | None) -> None:
    """Write RULE's dynamics as numerical code."""
    from symdyn.cli.exporting import export_rule

    export_rule(rule, target, output)


@program.command("new-rule")
@click.argument("name")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="File to write.  [default: NAME.py]",
)
def new_rule(name: str, output: Path | None) -> None:
    """Write a commented rule file NAME.py to start from; it works at once.

    NAME is lower-case words joined by hyphens or underscores.
    """
    from symdyn.cli.new_rule import write_rule_file

    write_rule_file(name, output)

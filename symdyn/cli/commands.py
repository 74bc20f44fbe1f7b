"""The commands on rules.  Each imports what it needs when it runs, so that `symdyn --help` is quick."""

from pathlib import Path

import click

from symdyn.cli.in_common import RULE_HELP
from symdyn.cli.paths import NamedPath

__all__ = ["compare", "derive", "explore", "export", "new_rule", "report", "rules"]

_NARROWEST, _WIDEST = 20, 500
_FORMATS = click.Choice(["text", "latex", "json"])


@click.command()
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
def rules(form: str) -> None:
    """List the rules that are known by name."""
    from symdyn.cli.listing import rules_json, rules_text
    from symdyn.cli.output import say

    say(rules_json() if form == "json" else rules_text())


@click.command(epilog=RULE_HELP)
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


@click.command(epilog=RULE_HELP)
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


@click.command(epilog=RULE_HELP + " Without RULE all rules known by name are reported.")
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


@click.command(epilog=RULE_HELP)
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


@click.command(epilog=RULE_HELP + " Without RULE all rules known by name are taken.")
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


@click.command("new-rule")
@click.argument("name")
@click.option("-o", "--output", type=NamedPath(), help="File to write.  [default: NAME.py]")
@click.option(
    "--like", help="A rule, or a form of kernel, that it is like; symdyn rules lists both."
)
def new_rule(name: str, output: Path | None, like: str | None) -> None:
    """Write a commented rule file NAME.py to start from; it works at once.

    NAME is lower-case words joined by hyphens or underscores.
    """
    from symdyn.cli.new_rule import write_rule_file

    write_rule_file(name, output, like)

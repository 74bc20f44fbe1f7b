"""The commands that prove and check; each imports what it needs when it runs."""

from pathlib import Path

import click

from symdyn.cli.in_common import MOST_JOBS, RULE_HELP
from symdyn.cli.paths import NamedPath

__all__ = ["check", "rocq", "verify"]


@click.command(epilog=RULE_HELP)
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
    type=click.IntRange(min=1, max=MOST_JOBS),
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


@click.command()
@click.argument("certificates", nargs=-1, metavar="CERTIFICATE|DIR ...")
def check(certificates: tuple[str, ...]) -> None:
    """Check certificates, and directories of them, with the independent checker.

    It uses nothing else of symdyn, and is also `python -m symdyn.checker`.  The status is 1 if a
    claim is neither proved nor refuted.
    """
    from symdyn.cli.checking import check_certificates

    check_certificates(certificates)


@click.command(epilog=RULE_HELP)
@click.argument("places", nargs=-1, metavar="[RULE|DERIVATION]...")
@click.option(
    "-o",
    "--output",
    type=NamedPath(),
    default=Path("build/rocq"),
    show_default=True,
    help="Directory of the project; it is made where it is missing.",
)
@click.option(
    "--check",
    is_flag=True,
    help="Run coqc, ask on which axioms each theorem stands, and show a table of all claims.",
)
def rocq(places: tuple[str, ...], output: Path, check: bool) -> None:
    """Write claims as theorems for the proof assistant Rocq, which was Coq.

    The claims are those of each RULE and of each DERIVATION, a Markdown document or a folder of such;
    without any, of all rules known by name and of the folder derivations.  The status is 1 if Coq's
    kernel does not accept a theorem.
    """
    from symdyn.cli.rocq_project import write_project

    write_project(places, output, check=check)

"""What `symdyn report` does."""

from collections.abc import Sequence
from pathlib import Path

import click

from symdyn.analysis.analysis import analyse
from symdyn.claims.chain import claims_of
from symdyn.claims.claim import Claim
from symdyn.cli.output import harmless, say
from symdyn.cli.progress import steps
from symdyn.errors import OutputError
from symdyn.report.compile import HOW_TO_GET_TEX, has_tex
from symdyn.report.writing import ReportResult, require_writable, write_reports
from symdyn.rules.registry import all_rules, find_rule
from symdyn.rules.rule import LearningRule
from symdyn.simulation.training.outcomes import Group
from symdyn.simulation.training.sample import sample_runs
from symdyn.simulation.validation import Validation, validate

__all__ = ["write_all"]

_FAILED = 1


def write_all(names: Sequence[str], output: Path, pdf: bool | None) -> None:
    """Derive the rules, check each derivation by numbers and write the reports.

    Parameters
    ----------
    names : rules, by name or file; none for all that are known by name
    output : the directory
    pdf : whether to run TeX; None for where it is installed

    Raises
    ------
    SymdynError for an unknown rule, a directory that cannot be written or missing TeX: before any
    work.  The exit status is 1 if a check by numbers fails.
    """
    rules = _rules(names)
    require_writable(output)
    if pdf and not has_tex():
        raise OutputError(HOW_TO_GET_TEX)
    analyses = []
    validations: dict[str, Validation] = {}
    samples: dict[str, Group] = {}
    chains: dict[str, Sequence[Claim]] = {}
    with steps(_count(rules, pdf)) as begin:
        for rule in rules:
            begin(f"deriving {rule.name}")
            analyses.append(analyse(rule))
        for analysis in analyses:
            begin(f"checking {analysis.rule.name}")
            validations[analysis.rule.name] = validate(analysis)
        for analysis in analyses:
            begin(f"simulating {analysis.rule.name}")
            samples[analysis.rule.name] = sample_runs(analysis)
        for analysis in analyses:
            begin(f"proving {analysis.rule.name}")
            chains[analysis.rule.name] = claims_of(analysis.rule, analysis)
        result = write_reports(
            analyses,
            output,
            pdf=pdf,
            validations=validations,
            samples=samples,
            chains=chains,
            progress=begin,
        )
    _tell(result, validations)


def _rules(names: Sequence[str]) -> list[LearningRule]:
    found = [find_rule(name) for name in names] if names else [one.rule for one in all_rules()]
    by_name: dict[str, LearningRule] = {}
    for rule in found:
        if by_name.setdefault(rule.name, rule) != rule:
            raise OutputError(
                f"two reports would be called {rule.name!r}; rename a rule or report on them apart"
            )
    return list(by_name.values())


def _count(rules: Sequence[LearningRule], pdf: bool | None) -> int:
    """How many steps will be told: derive, check, simulate, prove, draw and perhaps typeset each."""
    documents = len(rules) + (len(rules) > 1)
    typeset = documents if pdf or (pdf is None and has_tex()) else 0
    return 4 * len(rules) + documents + typeset


def _tell(result: ReportResult, validations: dict[str, Validation]) -> None:
    pdfs = f" and {len(result.pdfs)} as PDF" if result.pdfs else ""
    count = len(result.documents)
    documents = "document" if count == 1 else "documents"
    say(f"{count} {documents} written to {result.folder}{pdfs}")
    for line in (*([result.note] if result.note else []), *result.faults):
        click.echo(f"symdyn: {harmless(line)}", err=True)
    failed = [
        f"{validation.rule}: {row.quantity} deviates by {row.deviation:g}, more than {row.bound:g}"
        for validation in validations.values()
        for row in validation.rows
        if not row.passed
    ]
    for line in failed:
        click.echo(f"symdyn: {line}", err=True)
    if failed:
        raise click.exceptions.Exit(_FAILED)

"""What `symdyn report` does."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from symdyn.claims.chain import claims_of
from symdyn.claims.claim import Claim
from symdyn.claims.scheduling import Task, processors, run_tasks
from symdyn.cli.output import harmless, say
from symdyn.cli.progress import steps
from symdyn.errors import OutputError
from symdyn.report.compile import HOW_TO_GET_TEX, has_tex
from symdyn.report.writing import ReportResult, require_names, require_writable, write_reports
from symdyn.rules.registry import all_rules, find_rule
from symdyn.rules.rule import LearningRule
from symdyn.simulation.training.outcomes import Group
from symdyn.simulation.training.sample import sample_runs
from symdyn.simulation.validation import Validation, validate
from symdyn.stages.analysis import analyse

__all__ = ["write_all"]

_FAILED = 1


def write_all(names: Sequence[str], output: Path, pdf: bool | None, *, html: bool) -> None:
    """Derive the rules, check each derivation by numbers and write the reports.

    Parameters
    ----------
    names : rules, by name or file; none for all that are known by name
    output : the directory
    pdf : whether to run TeX; None for where it is installed
    html : whether to write pages

    Raises
    ------
    SymdynError for an unknown rule, a name that a page cannot have, a directory that cannot be written or missing TeX: before any
    work.  The exit status is 1 if a check by numbers fails.
    """
    rules = _rules(names)
    require_names([rule.name for rule in rules], html=html)
    require_writable(output)
    if pdf and not has_tex():
        raise OutputError(HOW_TO_GET_TEX)
    jobs = min(len(rules), processors())
    with steps(_count(rules, pdf, html=html)) as step:
        tasks = {rule.name: Task.of(_worked, rule) for rule in rules}
        begun: dict[str, float] = {}

        def tell(_: int, running: tuple[str, ...]) -> None:
            for name in running:
                if name not in begun:
                    begun[name] = time.monotonic()
                    step.begin(f"deriving, checking, simulating and proving {name}")
            for name in [one for one in begun if one not in running and one not in told]:
                told.add(name)
                seconds = time.monotonic() - begun[name]
                step.say(f"{name}: derivation, checks, simulation and proofs took {seconds:.1f} s")

        told: set[str] = set()
        found = run_tasks(tasks, jobs=jobs, progress=tell)
        validations = {name: one.value.validation for name, one in found.items()}
        result = write_reports(
            [analyse(rule) for rule in rules],
            output,
            pdf=pdf,
            html=html,
            validations=validations,
            samples={name: one.value.sample for name, one in found.items()},
            chains={name: one.value.claims for name, one in found.items()},
            progress=step.begin,
            jobs=jobs,
        )
    _tell(result, validations)


@dataclass(frozen=True)
class _Work:
    """What is found about a rule beside its derivation, which does not travel."""

    validation: Validation
    sample: Group
    claims: tuple[Claim, ...]


def _worked(rule: LearningRule) -> _Work:
    """The checks by numbers, a small simulation and the claims of a rule."""
    analysis = analyse(rule)
    return _Work(
        validate(analysis), sample_runs(analysis), tuple(claims_of(analysis.rule, analysis))
    )


def _rules(names: Sequence[str]) -> list[LearningRule]:
    found = [find_rule(name) for name in names] if names else [one.rule for one in all_rules()]
    by_name: dict[str, LearningRule] = {}
    for rule in found:
        if by_name.setdefault(rule.name, rule) != rule:
            raise OutputError(
                f"two reports would be called {rule.name!r}; rename a rule or report on them apart"
            )
    rules = list(by_name.values())
    rated = [one.name for one in rules if not one.matrix_rates.plain]
    if rated and len(rules) > 1:
        raise OutputError(
            f"the matrices of {rated[0]} have learning rates of their own, and the report that compares rules "
            "is on rules with one; report on it alone"
        )
    learned = [one.name for one in rules if one.learned is not None]
    if learned and len(rules) > 1:
        raise OutputError(
            f"the feedback of {learned[0]} is learned, and the report that compares rules is on those whose modes "
            "have three numbers; report on it alone"
        )
    other = [one.name for one in rules if not one.decay.plain or one.momentum != 0]
    if other and len(rules) > 1:
        raise OutputError(
            f"rule {other[0]} has weight decay or momentum, and the report that compares rules is on rules without; "
            "report on it alone"
        )
    return rules


def _count(rules: Sequence[LearningRule], pdf: bool | None, *, html: bool) -> int:
    """How many steps will be told: the work on each rule, its figures, its page and typesetting."""
    documents = len(rules) + (len(rules) > 1)
    typeset = documents if pdf or (pdf is None and has_tex()) else 0
    pages = len(rules) + 1 if html else 0
    return len(rules) + documents + typeset + pages


def _tell(result: ReportResult, validations: dict[str, Validation]) -> None:
    pdfs = f" and {len(result.pdfs)} as PDF" if result.pdfs else ""
    pages = f" and {len(result.pages)} pages as HTML" if result.pages else ""
    count = len(result.documents)
    documents = "document" if count == 1 else "documents"
    say(f"{count} {documents} written to {result.folder}{pdfs}{pages}")
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

"""What `symdyn explore` does."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from symdyn.claims.chain import claims_of
from symdyn.claims.scheduling import Task, processors, run_tasks
from symdyn.claims.verifying import judge
from symdyn.cli.output import check_file, say, write_file
from symdyn.cli.progress import steps
from symdyn.errors import OutputError
from symdyn.report.explore.formulas import shown_claims
from symdyn.report.explore.page import explorer, require_names
from symdyn.rules.registry import all_rules, find_rule
from symdyn.rules.rule import LearningRule
from symdyn.stages.analysis import analyse

__all__ = ["write_explorer"]


def write_explorer(names: Sequence[str], output: Path, *, prove: bool, show: bool) -> None:
    """Derive the rules and write the explorer of their modes.

    Parameters
    ----------
    names : rules, by name or file; none for all that are known by name
    output : the file
    prove : whether the claims behind the formulas are proved and judged, to show their status
    show : whether to open the page in the browser

    Raises
    ------
    SymdynError for an unknown rule, two rules of one name or a file that cannot be written.
    """
    check_file(output)
    found = [find_rule(name) for name in names] if names else [one.rule for one in all_rules()]
    rules = list(dict.fromkeys(found))
    require_names([rule.name for rule in rules])
    for rule in rules:
        if not rule.matrix_rates.plain:
            raise OutputError(
                f"the matrices of {rule.name} have learning rates of their own, and the explorer shows one "
                "rate; explore the rule without rates= and leak="
            )
        if rule.learned is not None:
            raise OutputError(
                f"the feedback of {rule.name} is learned, and the explorer shows modes of three numbers; explore "
                'the rule with feedback="random"'
            )
        if not rule.decay.plain or rule.momentum != 0:
            raise OutputError(
                f"rule {rule.name} has weight decay or momentum, and the explorer shows the flow without; explore "
                "the rule without weight_decay= and momentum="
            )
    with steps(len(rules) + prove) as step:
        analyses = []
        for rule in rules:
            step.begin(f"deriving {rule.name}")
            analyses.append(analyse(rule))
        if prove:
            step.begin("proving what is shown")
        text = explorer(analyses, _statuses(rules) if prove else None)
    write_file(output, text)
    say(f"{len(rules)} {'rule' if len(rules) == 1 else 'rules'} to explore in {output}")
    if show and click.launch(str(output)):
        click.echo("symdyn: no browser was found to open it; open the file in one", err=True)


def _statuses(rules: Sequence[LearningRule]) -> dict[str, Mapping[str, str]]:
    """The checker's verdicts on the claims behind what is shown, by rule."""
    tasks = {rule.name: Task.of(_judged, rule) for rule in rules}
    jobs = min(len(rules), processors())
    found = run_tasks(tasks, jobs=jobs, progress=lambda _, __: None)
    return {name: one.value for name, one in found.items()}


def _judged(rule: LearningRule) -> Mapping[str, str]:
    """The statuses of what is shown of a rule; a claim is judged with all that it uses."""
    analysis = analyse(rule)
    chain = {claim.id: claim for claim in claims_of(rule, analysis)}
    shown = [name for name in shown_claims(analysis) if name in chain]
    needed, waiting = set(), list(shown)
    while waiting:
        name = waiting.pop()
        if name in chain and name not in needed:
            needed.add(name)
            waiting += chain[name].uses
    verdicts, _ = judge([claim for claim in chain.values() if claim.id in needed])
    return {name: _standing(chain[name].kind, verdicts[name].status) for name in shown}


def _standing(kind: str, status: str) -> str:
    """The status, but for a definition, of which there is nothing to prove."""
    return kind if kind == "definition" and status == "proved" else status

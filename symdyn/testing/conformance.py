"""What anyone puts in a test of their own rule: the laws that every rule's analysis satisfies.

The laws compare what was derived with the definition summed term by term, at exact points, and
with full networks; none of them repeats a step of the derivation.
"""

from dataclasses import dataclass

from symdyn.errors import ProofError, SymdynError
from symdyn.rules.rule import LearningRule
from symdyn.stages.analysis import Analysis, analyse
from symdyn.stages.order import parts
from symdyn.testing.laws import Law
from symdyn.testing.output_laws import OUTPUT_LAWS
from symdyn.testing.subject import Subject

__all__ = ["ConformanceReport", "LawOutcome", "all_laws", "check_analysis", "run_rule_conformance"]


@dataclass(frozen=True)
class LawOutcome:
    """A law that held, and at how many points it was checked."""

    law: str
    statement: str
    points: int


@dataclass(frozen=True)
class ConformanceReport:
    """The laws that a rule's analysis was checked against; all of them held."""

    rule: str
    outcomes: tuple[LawOutcome, ...]

    def __str__(self) -> str:
        width = max(len(one.law) for one in self.outcomes)
        lines = [
            f"  {one.law:{width}}  {one.points:4} points  {one.statement}" for one in self.outcomes
        ]
        return "\n".join([f"{self.rule}: {len(self.outcomes)} laws hold", *lines])


def all_laws(rule: LearningRule | None = None) -> tuple[Law, ...]:
    """The laws of each result, in the order of the mathematics, and those of what is handed on.

    They are those of one rule where one is given: under it a matrix may not learn, the feedback may, and
    its network may leak.

    >>> [law.name for law in all_laws()][:3]
    ['kernel', 'alignment', 'finite update']
    """
    # A function, for the laws of a result are made of this package: they import it first.
    leaking = rule is not None and rule.leak is not None
    found = (law for stage in parts("laws", rule=rule) for law in stage.LAWS)
    found = (law for law in found if leaking or not law.leaking)
    return (*found, *OUTPUT_LAWS)


def run_rule_conformance(rule: LearningRule) -> ConformanceReport:
    """Analyse a rule and check the analysis against every law.

    Parameters
    ----------
    rule : any learning rule, such as your own in your own test

    Returns
    -------
    A report of what was checked; the same in every run.

    Raises
    ------
    ProofError that names the broken law, the point and both sides.

    >>> from symdyn import find_rule
    >>> run_rule_conformance(find_rule("readout-only")).outcomes[2].law
    'finite update'
    """
    return check_analysis(analyse(rule))


def check_analysis(analysis: Analysis) -> ConformanceReport:
    """Check an analysis against every law; see `run_rule_conformance`."""
    subject = Subject(analysis)
    rule = analysis.rule
    laws = all_laws(rule)
    outcomes = tuple(_outcome(law, subject) for law in laws)
    return ConformanceReport(rule.name, outcomes)


def _outcome(law: Law, subject: Subject) -> LawOutcome:
    rule = subject.analysis.rule
    try:
        points = law.check(subject)
    except SymdynError as error:
        raise ProofError(
            f"rule {rule.name} breaks the law {law.name!r} ({law.statement}): {error}"
        ) from error
    if not points:
        raise ProofError(
            f"rule {rule.name}: the law {law.name!r} could not be checked at any point"
        )
    return LawOutcome(law.name, law.statement, points)

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
    """The laws that a rule's analysis was checked against; all of them held.

    `not_about` has the names of the laws on what the rule does not have, which were not checked.
    """

    rule: str
    outcomes: tuple[LawOutcome, ...]
    not_about: tuple[str, ...]

    def __str__(self) -> str:
        width = max(len(one.law) for one in self.outcomes)
        lines = [
            f"  {one.law:{width}}  {one.points:4} points  {one.statement}" for one in self.outcomes
        ]
        if self.not_about:
            lines.append(f"not about this rule: {', '.join(self.not_about)}")
        return "\n".join([f"{self.rule}: {len(self.outcomes)} laws hold", *lines])


def all_laws(rule: LearningRule | None = None) -> tuple[Law, ...]:
    """The laws of each result, in the order of the mathematics, and those of what is handed on.

    They are those of the results on one rule where one is given: under it a matrix may not learn, and the
    feedback may.

    >>> [law.name for law in all_laws()][:3]
    ['kernel', 'alignment', 'finite update']
    """
    # A function, for the laws of a result are made of this package: they import it first.
    return (*(law for stage in parts("laws", rule=rule) for law in stage.LAWS), *OUTPUT_LAWS)


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
    laws = all_laws(analysis.rule)
    found = {law.name: _outcome(law, subject) for law in laws}
    held = tuple(one for one in found.values() if one is not None)
    return ConformanceReport(
        analysis.rule.name, held, tuple(name for name, one in found.items() if one is None)
    )


def _outcome(law: Law, subject: Subject) -> LawOutcome | None:
    rule = subject.analysis.rule
    try:
        points = law.check(subject)
    except SymdynError as error:
        raise ProofError(
            f"rule {rule.name} breaks the law {law.name!r} ({law.statement}): {error}"
        ) from error
    if points is None:
        return None
    if not points:
        raise ProofError(
            f"rule {rule.name}: the law {law.name!r} could not be checked at any point"
        )
    return LawOutcome(law.name, law.statement, points)

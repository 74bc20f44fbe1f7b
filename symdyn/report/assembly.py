"""What a document is made of, before a renderer writes it: the report on one rule, or the comparison."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from symdyn.report.bibliography import references_of
from symdyn.report.content import Equation, Section
from symdyn.report.figures.plan import Figure, comparison_figures, figures_of
from symdyn.report.judged import Judged
from symdyn.report.sections import comparison_sections, sections
from symdyn.report.sections.references import TITLE as REFERENCES
from symdyn.simulation.training.outcomes import Group
from symdyn.simulation.validation import Validation
from symdyn.stages.analysis import Analysis

__all__ = ["COMPARISON", "Document", "comparison_of", "report_on"]

COMPARISON = "comparison"


@dataclass(frozen=True)
class Document:
    """The parts of a document, which every renderer writes in this order.

    Parameters
    ----------
    name : names its file
    title, subtitle : what stands above it
    origin : what it was written from
    sections : without the references, behind which the appendices among them stand
    figures : each stands at the end of the section it names
    references : the bibliography, in the order of the numbers that are cited
    judged : the claims behind it with the checker's verdicts, or None
    """

    name: str
    title: str
    subtitle: str
    origin: str
    sections: tuple[Section, ...]
    figures: tuple[Figure, ...]
    references: tuple[str, ...]
    judged: Judged | None = None

    @property
    def equations(self) -> tuple[Equation, ...]:
        """The numbered equations, in order."""
        return tuple(
            block
            for section in self.sections
            for block in section.blocks
            if isinstance(block, Equation)
        )


def report_on(
    analysis: Analysis,
    validation: Validation | None = None,
    sample: Group | None = None,
    judged: Judged | None = None,
) -> Document:
    """The report on one rule.

    Parameters
    ----------
    analysis : what `symdyn.analyse` returns
    validation : what `symdyn.simulation.validate` returns, or None to leave its section out
    sample : what `sample_runs` of symdyn.simulation.training returns, or None
    judged : the rule's claims with the checker's verdicts, or None to leave their section out
    """
    rule = analysis.rule
    whole = sections(analysis, validation, sample, judged)
    stages = (one for one in whole if one.title != REFERENCES)
    return Document(
        rule.name,
        "Mean learning dynamics",
        rule.title,
        f"from the rule {rule.name}",
        tuple(stages),
        figures_of(analysis, sample),
        references_of(rule),
        judged,
    )


def comparison_of(
    analyses: Sequence[Analysis], validations: Mapping[str, Validation] | None = None
) -> Document:
    """The comparison of several rules.

    Parameters
    ----------
    analyses : what `symdyn.analyse` returned, in the order of the tables
    validations : by the name of a rule, what `symdyn.simulation.validate` returned for it
    """
    rules = [analysis.rule for analysis in analyses]
    return Document(
        COMPARISON,
        "Mean learning dynamics",
        "A comparison of learning rules",
        f"from the rules {', '.join(rule.name for rule in rules)}",
        comparison_sections(analyses, validations),
        comparison_figures(analyses),
        references_of(*rules),
    )

"""The whole derivation of one rule, stage by stage."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from symdyn.claims.statements import Statements
from symdyn.report.answers import answers_of, told_sections
from symdyn.report.content import Block, Section, Table
from symdyn.report.sections.once import once
from symdyn.report.sections.references import references
from symdyn.report.sections.simulation import simulation
from symdyn.report.sections.summary import summary
from symdyn.report.sections.validation import validation
from symdyn.stages.analysis import Analysis

if TYPE_CHECKING:  # neither NumPy and SciPy nor the checker are needed to derive anything
    from symdyn.report.judged import Judged
    from symdyn.simulation.training.outcomes import Group
    from symdyn.simulation.validation import Validation

__all__ = ["sections"]


def sections(
    analysis: Analysis,
    checked: "Validation | None" = None,
    sample: "Group | None" = None,
    judged: "Judged | None" = None,
) -> tuple[Section, ...]:
    """The report on one rule as content: the results, then how each of them is derived.

    Parameters
    ----------
    analysis : what `symdyn.analyse` returns
    checked : what `symdyn.simulation.validate` returns, for a section on it; or None
    sample : what `sample_runs` of symdyn.simulation.training returns, for a section on it; or None
    judged : the rule's claims with the checker's verdicts, for a section on them; or None

    Returns
    -------
    The results, sections in the order of the mathematics, the references and the appendices; labels
    are unique among them, and no equation stands twice.

    >>> from symdyn import analyse, find_rule
    >>> sections(analyse(find_rule("tbptt")))[1].title
    'Setting'
    """
    stated = Statements.of(analysis)
    told = told_sections(stated)
    appendices = [one.title for one in told.values() if one.appendix]
    results = summary(analysis, answers_of(stated, told, apart=False), judged, appendices)
    derived = tuple(map(_without_asides, once((results, *_in_order(told.values())))))
    main = tuple(one for one in derived if not one.appendix)
    further = tuple(one for one in derived if one.appendix)
    asides = [one for section in told.values() for one in section.blocks if _is_aside(one)]
    tables = (Section("Long tables", tuple(asides), appendix=True),) if asides else ()
    validated = () if checked is None else (validation(checked, analysis.rule),)
    simulated = () if sample is None else (simulation(sample),)
    if judged is not None:
        from symdyn.report.sections.proofs import proofs  # noqa: PLC0415 - it needs the checker

        further = (*further, proofs(judged, derived))
    return (*main, references(analysis), *further, *tables, *validated, *simulated)


def _in_order(told: Iterable[Section]) -> tuple[Section, ...]:
    """The sections as they are read: what nothing else builds upon stands in appendices."""
    return tuple(sorted(told, key=lambda one: one.appendix))


def _is_aside(block: Block) -> bool:
    return isinstance(block, Table) and block.aside


def _without_asides(section: Section) -> Section:
    kept = tuple(one for one in section.blocks if not _is_aside(one))
    return section if len(kept) == len(section.blocks) else replace(section, blocks=kept)

"""The whole derivation of one rule, stage by stage."""

from typing import TYPE_CHECKING

from symdyn.claims.statements import Statements
from symdyn.report.content import Section
from symdyn.report.sections.references import references
from symdyn.report.sections.simulation import simulation
from symdyn.report.sections.summary import summary
from symdyn.report.sections.validation import validation
from symdyn.stages.analysis import Analysis
from symdyn.stages.order import parts

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
    """The derivation of one rule as content, from its definition to a mode's stability and the rank.

    Parameters
    ----------
    analysis : what `symdyn.analyse` returns
    checked : what `symdyn.simulation.validate` returns, for a section on it; or None
    sample : what `sample_runs` of symdyn.simulation.training returns, for a section on it; or None
    judged : the rule's claims with the checker's verdicts, for a section on them; or None

    Returns
    -------
    Sections in the order of the mathematics, the references last; labels are unique among them.

    >>> from symdyn import analyse, find_rule
    >>> sections(analyse(find_rule("tbptt")))[1].title
    'Setting'
    """
    stated = Statements.of(analysis)
    derived = (summary(analysis, judged), *(stage.tell(stated) for stage in parts("tell")))
    validated = () if checked is None else (validation(checked),)
    simulated = () if sample is None else (simulation(sample),)
    stages = (*derived, *validated, *simulated)
    if judged is None:
        return (*stages, references(analysis))
    from symdyn.report.sections.proofs import proofs  # noqa: PLC0415 - it needs the checker

    return (*stages, proofs(judged, stages), references(analysis))

"""The whole derivation of one rule, stage by stage."""

from typing import TYPE_CHECKING

from symdyn.analysis.analysis import Analysis
from symdyn.report.content import Section
from symdyn.report.sections.basis import marked
from symdyn.report.sections.credit_kernel import credit_kernel
from symdyn.report.sections.fixed_points import fixed_points
from symdyn.report.sections.flow import flow
from symdyn.report.sections.linearisation import linearisation
from symdyn.report.sections.locality import locality
from symdyn.report.sections.mean_update import gradient, mean_update
from symdyn.report.sections.rank import rank
from symdyn.report.sections.rates import rates
from symdyn.report.sections.reduction import reduction
from symdyn.report.sections.references import references
from symdyn.report.sections.setting import setting
from symdyn.report.sections.simulation import simulation
from symdyn.report.sections.stability import stability
from symdyn.report.sections.summary import summary
from symdyn.report.sections.validation import validation

if TYPE_CHECKING:  # neither NumPy and SciPy nor the checker are needed to derive anything
    from symdyn.report.backing import Judged
    from symdyn.simulation.training.outcomes import Group
    from symdyn.simulation.validation import Validation

__all__ = ["sections"]

_STAGES = (setting, reduction)
_MODES = (
    mean_update,
    gradient,
    credit_kernel,
    flow,
    fixed_points,
    linearisation,
    stability,
    rates,
)
_NETWORKS = (rank, locality)


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
    derived = (
        summary(analysis, judged),
        *(stage(analysis) for stage in _STAGES),
        *(marked(stage(analysis), analysis) for stage in _MODES),
        *(stage(analysis) for stage in _NETWORKS),
    )
    validated = () if checked is None else (validation(checked),)
    simulated = () if sample is None else (simulation(sample),)
    stages = (*derived, *validated, *simulated)
    if judged is None:
        return (*stages, references(analysis))
    from symdyn.report.sections.proofs import proofs  # noqa: PLC0415 - it needs the checker

    return (*stages, proofs(judged, stages), references(analysis))

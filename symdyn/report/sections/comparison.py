"""Several rules side by side, after the theory that holds for all of them."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from symdyn.report.content import Section
from symdyn.report.sections.validation import validations
from symdyn.stages.analysis import Analysis
from symdyn.stages.order import parts

if TYPE_CHECKING:  # NumPy and SciPy are not needed to compare what was derived
    from symdyn.simulation.validation import Validation

__all__ = ["comparison_sections"]


def comparison_sections(
    analyses: Sequence[Analysis], checked: "Mapping[str, Validation] | None" = None
) -> tuple[Section, ...]:
    """The theory for an arbitrary kernel, then tables over the rules.

    Parameters
    ----------
    analyses : at least one
    checked : for each rule's name what `symdyn.simulation.validate` returns, or None
    """
    compared = (section for stage in parts("compare") for section in stage.compare(analyses))
    sections = [*compared]
    if checked is not None:
        sections.append(validations(checked))
    return tuple(sections)

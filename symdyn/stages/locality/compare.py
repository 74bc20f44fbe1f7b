"""What a synapse has to know under each rule."""

from collections.abc import Sequence

from symdyn.report.content import Section, Table
from symdyn.report.phrases import Verbatim, prose
from symdyn.stages.analysis import Analysis

__all__ = ["compare"]


def compare(analyses: Sequence[Analysis]) -> tuple[Section, ...]:
    """Space, feedback and memory, rule by rule."""
    rows = tuple(
        (
            Verbatim(one.rule.name),
            one.locality.space,
            one.locality.feedback,
            one.locality.memory,
        )
        for one in analyses
    )
    told = prose("What a synapse has to know under each rule is in Table (:localities).")
    header = ("Rule", "Recurrent credit", "Feedback", "Memory")
    table = Table("localities", "What the rules need at a synapse.", header, rows)
    return (Section("Locality", (told, table)),)

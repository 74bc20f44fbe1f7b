"""What a synapse must know for the rule."""

from symdyn.analysis.analysis import Analysis
from symdyn.report.content import Section, Table
from symdyn.report.sections.phrases import prose

__all__ = ["locality"]


def locality(analysis: Analysis) -> Section:
    """Space, feedback and memory, read from the rule's definition."""
    found = analysis.locality
    table = Table(
        "locality",
        "What the rule needs at a synapse.",
        ("", "Needs"),
        (
            ("Recurrent credit", found.space),
            ("Feedback", found.feedback),
            ("Memory", found.memory),
        ),
    )
    told = prose(
        "What a synapse has to know follows from the feedback, the kernel and its horizon alone "
        "(Table (:locality))."
    )
    return Section("Locality", (told, table))

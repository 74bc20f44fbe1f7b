"""What a synapse must know for the rule."""

from collections.abc import Iterator

from symdyn.claims.statements import Statements
from symdyn.report.content import Section, Table, Words
from symdyn.report.phrases import prose
from symdyn.stages.analysis import Analysis

__all__ = ["answers", "tell"]


def answers(analysis: Analysis) -> Iterator[tuple[str, Words]]:
    """What a synapse needs, in short."""
    found = analysis.locality
    told = f"recurrent credit: {found.space}; feedback: {found.feedback}; memory: {found.memory}"
    yield "Locality", (told,)


def tell(stated: Statements) -> Section:
    """Space, feedback and memory, read from the rule's definition."""
    analysis = stated.analysis
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

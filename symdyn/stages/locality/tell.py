"""What a synapse must know for the rule."""

from collections.abc import Iterator

from symdyn.claims.statements import Statements
from symdyn.report.content import Section, Words
from symdyn.report.phrases import prose
from symdyn.stages.analysis import Analysis

__all__ = ["answers", "tell"]


def answers(analysis: Analysis) -> Iterator[tuple[str, Words]]:
    """What a synapse needs, in short."""
    yield "Locality", (_needs(analysis),)


def tell(stated: Statements) -> Section:
    """Space, feedback and memory, read from the rule's definition."""
    told = prose(
        "What a synapse has to know follows from the feedback, the kernel and its horizon alone: "
        f"{_needs(stated.analysis)}."
    )
    return Section("Locality", (told,), appendix=True)


def _needs(analysis: Analysis) -> str:
    found = analysis.locality
    return f"recurrent credit: {found.space}; feedback: {found.feedback}; memory: {found.memory}"

"""The references of the report on one rule."""

from symdyn.report.bibliography import references_of
from symdyn.report.content import Section, Strong
from symdyn.report.phrases import Verbatim, prose
from symdyn.stages.analysis import Analysis

__all__ = ["TITLE", "references"]

TITLE = "References"


def references(analysis: Analysis) -> Section:
    """The list of references, numbered as they are cited."""
    listed = references_of(analysis.rule)
    return Section(
        TITLE,
        tuple(
            prose(Strong(f"[{number}]"), Verbatim(f" {text}."))
            for number, text in enumerate(listed, start=1)
        ),
    )

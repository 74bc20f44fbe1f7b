"""Under which rules the loss of a mode falls while it learns."""

from collections.abc import Sequence

from symdyn.report.basis import rule_with_basis
from symdyn.report.content import Section, Table, Words
from symdyn.report.phrases import prose, words
from symdyn.stages.analysis import Analysis
from symdyn.stages.descent.derive import Descent, descent_of

__all__ = ["compare"]


def compare(analyses: Sequence[Analysis]) -> tuple[Section, ...]:
    """Along the whole flow, and near the optimum, for feedback of the right sign."""
    rows = tuple(
        (rule_with_basis(one), _along(found), _near(found))
        for one in analyses
        if (found := descent_of(one)) is not None
    )
    table = Table(
        "descent",
        words(r"Whether the loss of a mode falls along its flow, where $a \varphi > 0$."),
        ("Rule", "Along the flow", "Near every optimum"),
        rows,
    )
    told = prose(
        "The update of a mode is the gradient of the loss but for the feedback, or the loss may rise on the "
        "way: Table (:descent) says under which rules there are exact states of a mode where it does."
    )
    return (Section("Where the loss of a mode falls", (told, table)),)


def _along(found: Descent) -> Words:
    if found.lyapunov:
        return ("falls",)
    return ("may rise",) if found.rising is not None else ("not decided",)


def _near(found: Descent) -> Words:
    if found.near and not found.form.skew:
        return ("falls",)
    return ("may rise first",) if found.rising_near is not None else ("not decided",)

"""The formulas beside each view: the answers of the stages, with the checker's verdicts where there are some."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from symdyn.claims.statements import Statements
from symdyn.report.answers import Answer, answers_of, told_sections, with_equations
from symdyn.report.content import Equation, Section
from symdyn.report.html.marking import Displayed, Marker, Span, displayed
from symdyn.report.screen import numbers_of
from symdyn.stages.analysis import Analysis

__all__ = ["VIEWS", "Line", "Shown", "formulas_of", "shown_claims"]

VIEWS: Mapping[str, tuple[str, ...]] = {
    "plane": ("setting", "update", "fixed-points", "invariants", "end-point"),
    "course": ("loss", "rates", "descent"),
    "spectrum": ("linearisation", "step-size"),
    "region": ("stability",),
    "pairs": ("cross-modes",),
}
"""Which sections stand behind which view; the loss is an equation of the section on the update."""

_LOSS = ("update", "Loss", "loss")
_DEFINED = {"end-point": "end-level"}  # an equation that says what a letter of an answer is


@dataclass(frozen=True)
class Line:
    """Words, or a formula with the statuses of the claims that state it."""

    spans: tuple[Span, ...] = ()
    formula: Displayed | None = None
    label: str = ""
    statuses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    """A result beside a view: its topic and its lines."""

    topic: str
    lines: tuple[Line, ...]


def formulas_of(
    stated: Statements, statuses: Mapping[str, str] | None = None
) -> dict[str, tuple[Shown, ...]]:
    """What stands beside each view, by its name.

    Parameters
    ----------
    stated : the statements about a rule
    statuses : the checker's verdicts by the claims' ids, or None where nothing was proved

    >>> from symdyn import analyse, find_rule
    >>> found = formulas_of(Statements.of(analyse(find_rule("rflo"))))
    >>> [one.topic for one in found["spectrum"]]
    ['Linearisation', 'Largest step']
    """
    told = told_sections(stated)
    answers = list(_answers(stated, told))
    numbers = numbers_of(told.values())
    return {
        view: tuple(
            Shown(one.topic, tuple(_lines(one, statuses or {}, numbers)))
            for one in answers
            if one.section in sections
        )
        for view, sections in VIEWS.items()
    }


def shown_claims(analysis: Analysis) -> tuple[str, ...]:
    """The ids of the claims behind the formulas of a rule, each once."""
    stated = Statements.of(analysis)
    found = _answers(stated, told_sections(stated))
    return tuple(dict.fromkeys(x for one in found for e in one.equations for x in e.claims))


def _answers(stated: Statements, told: dict[str, Section]) -> Iterator[Answer]:
    for one in answers_of(stated, told, apart=False):
        known = {x.label: x for x in told[one.section].blocks if isinstance(x, Equation)}
        meant = _DEFINED.get(one.section)
        more = ("where", f"ref:{meant}") if meant in known else ()
        yield replace(one, pieces=(*one.pieces, *with_equations(more, known)))
    section, topic, label = _LOSS
    known = {one.label: one for one in told[section].blocks if isinstance(one, Equation)}
    if label in known:
        yield Answer(label, topic, with_equations((f"ref:{label}",), known))


def _lines(
    answer: Answer, statuses: Mapping[str, str], numbers: Mapping[str, str]
) -> Iterator[Line]:
    marker = Marker(numbers, frozenset(), {})
    words = []
    for one in answer.pieces:
        if not isinstance(one, Equation):
            words.append(one)
            continue
        if words:
            yield Line(marker.spans(tuple(words)))
            words = []
        found = tuple(dict.fromkeys(statuses[x] for x in one.claims if x in statuses))
        yield Line(formula=displayed(one), label=one.label, statuses=found)
    if words:
        yield Line(marker.spans(tuple(words)))

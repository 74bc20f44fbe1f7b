"""What a reader wants to know first of each result: the answers of the stages, with their equations."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import ModuleType

from symdyn.claims.statements import Statements
from symdyn.report.basis import remark
from symdyn.report.content import Equation, Piece, Section, Table, Words
from symdyn.report.phrases import prose
from symdyn.stages.analysis import Analysis
from symdyn.stages.order import (
    IN_ANY_UNITS,
    IN_WORDS,
    WITH_DECAY,
    WITHOUT_MOMENTUM,
    parts,
    stage_name,
)

__all__ = ["Answer", "answers_of", "equations_in", "told_sections", "with_equations"]

_UNITS = prose(
    "What follows is in the units of a, b and time in which all matrices learn at one rate; the section "
    "on the learning rate for each matrix has these units."
)
_NO_MOMENTUM = prose("What this section says of steps is on those without momentum.")
_NO_DECAY = prose(
    "What follows is on the updates without weight decay. The section on weight decay says what decay makes of the "
    "fixed points; what it makes of other results is not derived."
)


@dataclass(frozen=True)
class Answer:
    """A result in short.

    Parameters
    ----------
    section : the name of the section that derives it
    topic : what it is about, in a word or two
    pieces : words, and the equations of the section that stand in their places
    """

    section: str
    topic: str
    pieces: tuple[Piece | Equation, ...]

    @property
    def equations(self) -> tuple[Equation, ...]:
        """The equations alone."""
        return tuple(one for one in self.pieces if isinstance(one, Equation))

    def has(self, label: str) -> bool:
        """Whether there is an equation of that label."""
        return any(one.label == label for one in self.equations)


def told_sections(stated: Statements) -> dict[str, Section]:
    """What each stage tells, by its name; one that means nothing for the rule, or is not stated, tells nothing.

    >>> from symdyn import analyse, find_rule
    >>> list(told_sections(Statements.of(analyse(find_rule("tbptt")))))[:3]
    ['setting', 'alignment', 'update']
    """
    analysis = stated.analysis
    told = {
        stage_name(x): x.tell(stated)
        for x in _telling(analysis, apart=stated.apart)
        if stated.apart or stage_name(x) not in IN_WORDS
    }
    return {name: _in_units(analysis, name, one) for name, one in told.items() if one is not None}


def _telling(analysis: Analysis, *, apart: bool = True) -> Iterator[ModuleType]:
    """The stages that have something to tell of a rule: all, but one may say that it does not apply."""
    for stage in parts("tell", apart=apart, rule=analysis.rule):
        if not hasattr(stage, "applies") or stage.applies(analysis):
            yield stage


def _in_units(analysis: Analysis, name: str, section: Section) -> Section:
    """A section on the flow says in which units it is, or that it is without decay, where that is so."""
    marks = []
    if not analysis.rule.matrix_rates.plain and name not in IN_ANY_UNITS:
        marks.append(_UNITS)
    if not analysis.rule.decay.plain and name not in WITH_DECAY:
        marks.append(_NO_DECAY)
    if analysis.rule.momentum != 0 and name in WITHOUT_MOMENTUM:
        marks.append(_NO_MOMENTUM)
    if not marks:
        return section
    first = int(bool(remark(section)))  # behind the mark of what holds for P = I
    return replace(section, blocks=(*section.blocks[:first], *marks, *section.blocks[first:]))


def answers_of(
    stated: Statements, told: dict[str, Section], *, apart: bool | None = None
) -> tuple[Answer, ...]:
    """The answers of every stage that has some; a reference to an equation becomes the equation.

    A section leaves out an equation that is too long to print; so does the answer.

    Parameters
    ----------
    stated : the statements about a rule
    told : its sections, as `told_sections` makes them
    apart : whether those results answer on which no other rests; by default where they are stated

    >>> from symdyn import analyse, find_rule
    >>> stated = Statements.of(analyse(find_rule("rflo")))
    >>> found = {one.topic: one for one in answers_of(stated, told_sections(stated))}
    >>> [one.label for one in found["Linearisation"].equations]
    ['trace', 'determinant']
    """
    blocks = (block for section in told.values() for block in section.blocks)
    known = {one.label: one for one in blocks if isinstance(one, Equation | Table)}
    analysis = stated.analysis
    return tuple(
        Answer(name, topic, with_equations(_marked(analysis, name, words), known))
        for stage in _telling(analysis, apart=stated.apart if apart is None else apart)
        if hasattr(stage, "answers")
        for name in (stage_name(stage),)
        for topic, words in stage.answers(analysis)
    )


def _marked(analysis: Analysis, name: str, words: Words) -> Words:
    """The words of an answer with its units, or that it is without decay or momentum, where that is so."""
    if not analysis.rule.matrix_rates.plain and name not in IN_ANY_UNITS:
        return ("in units of one rate: ", *words)
    if not analysis.rule.decay.plain and name not in WITH_DECAY:
        return ("without decay: ", *words)
    if analysis.rule.momentum != 0 and name in WITHOUT_MOMENTUM:
        return ("without momentum: ", *words)
    return words


def equations_in(sections: Iterable[Section]) -> tuple[Equation, ...]:
    """The equations of some sections in their order."""
    return tuple(
        block for section in sections for block in section.blocks if isinstance(block, Equation)
    )


def with_equations(
    words: Words, known: Mapping[str, Equation | Table]
) -> tuple[Piece | Equation, ...]:
    """The words with equations in place of the references to them; one to nothing is left out."""
    return tuple(_shown(words, known))


def _shown(words: Words, known: Mapping[str, Equation | Table]) -> Iterator[Piece | Equation]:
    for piece in words:
        label = piece.removeprefix("ref:") if isinstance(piece, str) else ""
        if label == piece or not isinstance(piece, str):
            yield piece
        elif isinstance(found := known.get(label), Equation):
            yield found
        elif found is not None:
            yield piece

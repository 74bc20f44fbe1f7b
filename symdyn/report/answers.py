"""What a reader wants to know first of each result: the answers of the stages, with their equations."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import ModuleType

from symdyn.claims.statements import Statements
from symdyn.report.basis import remark
from symdyn.report.content import Equation, Piece, Prose, Section, Table, Words
from symdyn.report.phrases import prose
from symdyn.rules.rule import LearningRule
from symdyn.stages.analysis import Analysis
from symdyn.stages.order import (
    IN_ANY_UNITS,
    IN_WORDS,
    WITH_DECAY,
    WITHOUT_MOMENTUM,
    folder_of,
    parts,
    stage_name,
)

__all__ = ["Answer", "answers_of", "equations_in", "told_sections", "with_equations"]

_UNITS = (
    prose(
        "What follows is in the units of a, b and time in which all matrices learn at one rate; the section "
        "on the learning rate for each matrix has these units."
    ),
    "in units of one rate: ",
)
_NO_MOMENTUM = (
    prose("What this section says of steps is on those without momentum."),
    "without momentum: ",
)
_NO_DECAY = (
    prose(
        "What follows is on the updates without weight decay. The section on weight decay says what decay makes of "
        "the fixed points; what it makes of other results is not derived."
    ),
    "without decay: ",
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
    return {
        stage_name(x): _in_units(stated.analysis.rule, folder_of(x), section)
        for x in _telling(stated.analysis, apart=stated.apart)
        if stated.apart or folder_of(x) not in IN_WORDS
        if (section := x.tell(stated)) is not None
    }


def _telling(analysis: Analysis, *, apart: bool = True) -> Iterator[ModuleType]:
    """The stages that have something to tell of a rule: all, but one may say that it does not apply."""
    for stage in parts("tell", apart=apart, rule=analysis.rule):
        if not hasattr(stage, "applies") or stage.applies(analysis):
            yield stage


def _limits(rule: LearningRule, stage: str) -> list[tuple[Prose, str]]:
    """What a result leaves out of a rule: that it is on one rate, without decay or without momentum.

    Each for a section, and in short.
    """
    found = (
        (_UNITS, not rule.matrix_rates.plain and stage not in IN_ANY_UNITS),
        (_NO_DECAY, not rule.decay.plain and stage not in WITH_DECAY),
        (_NO_MOMENTUM, rule.momentum != 0 and stage in WITHOUT_MOMENTUM),
    )
    return [said for said, holds in found if holds]


def _in_units(rule: LearningRule, stage: str, section: Section) -> Section:
    """A section says what it leaves out of a rule."""
    marks = [long for long, _ in _limits(rule, stage)]
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
        Answer(
            stage_name(stage),
            topic,
            with_equations(_marked(analysis.rule, folder_of(stage), words), known),
        )
        for stage in _telling(analysis, apart=stated.apart if apart is None else apart)
        if hasattr(stage, "answers")
        for topic, words in stage.answers(analysis)
    )


def _marked(rule: LearningRule, stage: str, words: Words) -> Words:
    """The words of an answer behind the first of what it leaves out of a rule."""
    return (*(short for _, short in _limits(rule, stage)[:1]), *words)


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

"""In what the results on several rules differ, result by result."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TypeAlias

from symdyn.claims.statements import Statements
from symdyn.formula.latex import latex
from symdyn.formula.latex_width import latex_width
from symdyn.formula.nodes import Node, Relation
from symdyn.report.answers import Answer, answers_of, told_sections
from symdyn.report.content import Equation, Matrix, Piece, Section, Table, Words
from symdyn.report.formula_table import ELSEWHERE
from symdyn.report.phrases import Verbatim, joined, prose
from symdyn.report.screen import Page, numbers_of
from symdyn.report.sheet import Formula, Row, Text, column_of, formula_of, words_of, written
from symdyn.stages.analysis import Analysis

__all__ = ["Compared", "compared", "differences_section", "differences_text"]

_NOTHING: Words = ("nothing is said",)
_WIDEST = 34.0  # ems in displays; a cell is set smaller
_INDENT = "  "
_Said: TypeAlias = Words | Equation
_Groups: TypeAlias = tuple[tuple[tuple[str, ...], _Said], ...]


@dataclass(frozen=True)
class Compared:
    """One statement of a result, under several rules.

    Parameters
    ----------
    section : the name of the section that derives it
    topic : of the answer that has it
    said : what is said, each with the names of the rules of which it is
    differs : whether it is not the same for all rules, of some of which it may not be said
    lead : words that stand in front of it in the answer, behind an equation
    """

    section: str
    topic: str
    said: _Groups
    differs: bool
    lead: Words = ()

    @property
    def name(self) -> Node | str:
        """The left-hand side of the equation, or the topic."""
        lefts = (one.left for _, one in self.said if isinstance(one, Equation))
        return next((left for left in lefts if isinstance(left, Node)), self.topic)


def compared(analyses: Sequence[Analysis]) -> tuple[Compared, ...]:
    """Every statement of every answer, in the order of the results.

    >>> from symdyn import analyse, find_rule
    >>> found = compared([analyse(find_rule(name)) for name in ("bptt", "tbptt")])
    >>> [one.topic for one in found if one.differs][:2]
    ['Rule', 'Mean update']
    """
    answers: dict[
        str, dict[str, Answer]
    ] = {}  # of one topic two stages may answer, each for its rules
    for analysis in analyses:
        stated = Statements.of(analysis, apart=False)
        for one in answers_of(stated, told_sections(stated), apart=True):
            answers.setdefault(one.topic, {})[analysis.rule.name] = one
    names = [one.rule.name for one in analyses]
    return tuple(
        Compared(next(iter(found.values())).section, topic, *statement)
        for topic, found in answers.items()
        for statement in _statements(names, found)
    )


def differences_text(
    analyses: Sequence[Analysis],
    width: int = 80,
    *,
    unicode: bool = True,
    emphasise: Callable[[str], str] = str,
) -> str:
    """The differences for a terminal: under each topic what is said of which rules."""
    stated = Statements.of(analyses[0], apart=False)
    page = Page(width, unicode, emphasise, numbers_of(told_sections(stated).values()))
    found = compared(analyses)
    names = [one.rule.name for one in analyses]
    room = width - column_of(names) - len(_INDENT)
    lines: list[str] = []
    topic = ""
    for one in found:
        if not one.differs:
            continue
        if one.topic != topic:
            topic = one.topic
            lines += [""] * bool(lines) + [page.emphasise(page.own(topic))]
        rows = [Row(rules, (_item(page, one, said, room),)) for rules, said in one.said]
        if one.lead:  # it holds of the rows below as well
            rows[0] = replace(rows[0], items=(words_of(page, one.lead, room), *rows[0].items))
        lines += [_INDENT + line for line in written(page, rows, column=column_of(names))]
    same = [page.formula(one) if isinstance(one, Node) else one for one in _same(found)]
    if same:
        told = f"The same for all: {', '.join(same)}."
        lines += ["", *page.wrapped(page.own(told), width)]
    return "\n".join(lines)


def differences_section(analyses: Sequence[Analysis]) -> Section:
    """The differences as a table, and what is the same for all of the rules."""
    found = compared(analyses)
    rows = tuple(
        (
            one.name if first else "",
            ", ".join(map(Verbatim, rules)),
            _cell(said, one.lead if first else ()),
        )
        for one in found
        if one.differs
        for first, (rules, said) in zip((True, *([False] * len(one.said))), one.said, strict=False)
    )
    table = Table("differences", "What differs between the rules.", ("Result", "Rules", ""), rows)
    same = _same(found)
    told = prose("The same for all rules: ", *joined((one,) for one in same), ".")
    return Section("Differences", (table, told) if same else (table,))


def _statements(
    names: Sequence[str], answers: Mapping[str, Answer]
) -> Iterator[tuple[_Groups, bool, Words]]:
    """The words of an answer, then its equations one by one, grouped by what they say."""
    words = {name: _words(answers[name]) if name in answers else _NOTHING for name in names}
    if any(words.values()):
        yield _grouped(words), len(set(words.values())) > 1, ()
    labels = dict.fromkeys(x.label for one in answers.values() for x in one.equations)
    for label in labels:
        own = {name: x for name in answers for x in answers[name].equations if x.label == label}
        groups = _grouped(own)
        differs = len(groups) > 1 or len(own) < len(names)
        yield groups, differs, next(_lead(one, label) for one in answers.values() if one.has(label))


def _grouped(said: Mapping[str, _Said]) -> _Groups:
    groups: dict[object, list[str]] = {}
    for name, one in said.items():
        groups.setdefault(_content(one), []).append(name)
    return tuple((tuple(group), said[group[0]]) for group in groups.values())


def _content(said: _Said) -> object:
    """What is said, whoever claims it."""
    return (said.left, said.relation, said.right) if isinstance(said, Equation) else said


def _words(answer: Answer) -> Words:
    """The words in front of the first equation, and all of them where there is none."""
    return tuple(takewhile(lambda one: not isinstance(one, Equation), answer.pieces))


def _lead(answer: Answer, label: str) -> Words:
    """The words between an equation and the one before it; those in front of all stand apart."""
    place = next(
        at
        for at, one in enumerate(answer.pieces)
        if isinstance(one, Equation) and one.label == label
    )
    before = [*takewhile(lambda one: not isinstance(one, Equation), answer.pieces[:place][::-1])]
    return tuple(
        one for one in before[::-1] if len(before) < place and not isinstance(one, Equation)
    )


def _item(page: Page, one: Compared, said: _Said, room: int) -> Text | Formula:
    if isinstance(said, Equation):
        return formula_of(page, said, one.section, room)
    return words_of(page, said, room)


def _same(found: Sequence[Compared]) -> tuple[Node | str, ...]:
    """The names of what is the same for all: of equations, and of topics in which nothing differs."""
    differing = {one.topic for one in found if one.differs}
    kept = (one.name for one in found if not one.differs)
    return tuple(dict.fromkeys(one for one in kept if one not in differing))


def _cell(said: _Said, lead: Words) -> Piece | Words:
    if not isinstance(said, Equation):
        return said
    if isinstance(said.right, Matrix):
        return ELSEWHERE
    whole = said.right if said.left is None else Relation(said.left, said.relation, said.right)
    if latex_width(latex(whole)) > _WIDEST:
        return ELSEWHERE
    return (*lead, " ", whole) if lead else whole

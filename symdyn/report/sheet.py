"""Results in rows for a terminal: a name at the left, words and formulas beside it.

Formulas stand in two dimensions where there is room, else on one line, and where that is too long a
row says which section has them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from symdyn.formula.boxes import display_width
from symdyn.formula.nodes import Relation
from symdyn.formula.one_line import one_line
from symdyn.report.answers import Answer
from symdyn.report.content import Equation, Matrix, Piece
from symdyn.report.screen import Page

__all__ = ["Formula", "Row", "Text", "column_of", "formula_of", "rows_of", "words_of", "written"]

_TALLEST = 8
_WIDEST_NAME = 20
_GAP = 2
_BETWEEN = ",   "
_BESIDE = "  "


@dataclass(frozen=True)
class Formula:
    """The ways to set an equation, from the one that reads best to the shortest, and which is taken."""

    ways: tuple[tuple[str, ...], ...]
    taken: int = 0

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of the way that is taken."""
        return self.ways[self.taken]

    @property
    def next_is_formula(self) -> bool:
        """Whether the next shorter way still shows the formula."""
        return self.taken + 2 < len(self.ways)

    @property
    def is_last(self) -> bool:
        """Whether there is no shorter way."""
        return self.taken + 1 == len(self.ways)


@dataclass(frozen=True)
class Text:
    """Words as lines."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """The name of a row, one line each, and what stands beside it: lines of words and formulas."""

    names: tuple[str, ...]
    items: tuple[Text | Formula, ...]

    def lines(self, room: int) -> list[str]:
        """What stands beside the name; a formula of one line joins the line before it if it fits."""
        lines: list[str] = []
        before = ""
        for item in self.items:
            if _low(item) and before:
                joined = f"{lines[-1]}{before}{item.lines[0]}"
                if display_width(joined) <= room:
                    lines[-1] = joined
                    before = _BETWEEN
                    continue
            lines += item.lines
            before = _BESIDE if isinstance(item, Text) else _BETWEEN * _low(item)
        return lines


def rows_of(page: Page, answers: Iterable[Answer], names: Sequence[str]) -> tuple[Row, ...]:
    """The answers as rows of a page whose names are not longer than the longest of some names."""
    room = page.width - column_of(names)
    return tuple(Row((page.own(one.topic),), tuple(_items(page, one, room))) for one in answers)


def column_of(names: Iterable[str]) -> int:
    """The columns that names take, with the gap behind them; a longer one has a line of its own."""
    return max((len(one) for one in names if len(one) <= _WIDEST_NAME), default=0) + _GAP


def written(
    page: Page, rows: Sequence[Row], most: int | None = None, column: int | None = None
) -> list[str]:
    """The lines of the rows, formulas shortened until there are at most so many.

    The last formulas that fit on one line are the first to be set on one; then the tallest give way
    to the name of their section.

    Parameters
    ----------
    page : the page of all rows
    rows : what is to be written
    most : lines, or None for as many as there are
    column : where all that is not a name starts; None for behind the longest name
    """
    rows = [*rows]
    column = column or column_of(name for row in rows for name in row.names)
    lines = _set(page, rows, column)
    while most is not None and len(lines) > most and (place := _to_shorten(rows)) is not None:
        at, item = place
        found = rows[at].items[item]
        if isinstance(found, Formula):
            changed = replace(found, taken=found.taken + 1)
            items = (*rows[at].items[:item], changed, *rows[at].items[item + 1 :])
            rows[at] = replace(rows[at], items=items)
        lines = _set(page, rows, column)
    return lines


def _to_shorten(rows: Sequence[Row]) -> tuple[int, int] | None:
    """Where the formula stands that is shortened next."""
    places = [
        (at, item, found)
        for at, row in enumerate(rows)
        for item, found in enumerate(row.items)
        if isinstance(found, Formula) and not found.is_last
    ]
    flat = [(at, item) for at, item, found in places if found.next_is_formula]
    if flat:
        return flat[-1]
    tall = [(len(found.lines), at, item) for at, item, found in places if len(found.lines) > 1]
    return max(tall)[1:] if tall else None


def _set(page: Page, rows: Sequence[Row], column: int) -> list[str]:
    lines: list[str] = []
    for row in rows:
        beside = row.lines(page.width - column)
        wide = [one for one in row.names if display_width(one) + _GAP > column]
        if wide:
            lines += row.names
            names: tuple[str, ...] = ()
        else:
            names = row.names
        for place in range(max(len(names), len(beside))):
            name = names[place] if place < len(names) else ""
            text = beside[place] if place < len(beside) else ""
            bold = page.emphasise(name) if name else ""
            lines.append(f"{bold}{' ' * (column - display_width(name))}{text}".rstrip())
    return lines


def _items(page: Page, answer: Answer, room: int) -> Iterator[Text | Formula]:
    for is_formula, group in groupby(answer.pieces, lambda one: isinstance(one, Equation)):
        if is_formula:
            equations = [one for one in group if isinstance(one, Equation)]
            yield from (formula_of(page, one, answer.section, room) for one in equations)
        else:
            yield words_of(page, [one for one in group if not isinstance(one, Equation)], room)


def words_of(page: Page, pieces: Sequence[Piece], room: int) -> Text:
    """Words in lines of so many columns."""
    wrapped = page.wrapped(page.running(pieces), room)
    return Text(tuple(page.styled("\n".join(wrapped)).split("\n")))


def formula_of(page: Page, equation: Equation, section: str, room: int) -> Formula:
    """An equation with the ways to set it in so many columns; `section` is where to look for it."""
    left = page.left(equation)
    drawn = page.equation(equation, left, 0 if left is None else display_width(left), room).lines
    ways: list[tuple[str, ...]] = []
    fits = len(drawn) <= _TALLEST and max(map(display_width, drawn)) <= room
    if fits:
        ways.append(tuple(line.rstrip() for line in drawn))
    flat = _flat(page, equation)
    if flat is not None and display_width(flat) <= room and len(drawn) > 1:
        ways.append((flat,))
    where = f": {len(drawn)} lines, in --section {section}"
    named = f"{left}{where}"
    short = left is not None and equation.relation == "=" and display_width(named) <= room
    ways.append((page.own(named if short else f"a formula{where}"),))
    return Formula(tuple(ways))


def _flat(page: Page, equation: Equation) -> str | None:
    """An equation on one line."""
    if isinstance(equation.right, Matrix):
        return None
    if equation.left is None:
        return one_line(equation.right, unicode=page.unicode)
    relation = Relation(equation.left, equation.relation, equation.right)
    return one_line(relation, unicode=page.unicode)


def _low(item: Text | Formula) -> bool:
    return isinstance(item, Formula) and len(item.lines) == 1

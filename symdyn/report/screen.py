"""A document for a terminal: titles, wrapped prose, aligned and numbered equations, tables.

Nothing is added to the content.  Equations keep the numbers that the LaTeX document gives them.
"""

import re
import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from sympy import Basic

from symdyn.errors import OutputError
from symdyn.formula.arrange import tree
from symdyn.formula.boxes import ASCII, UNICODE, beside, display_width, text
from symdyn.formula.nodes import Name, Node, Relation
from symdyn.formula.one_line import one_line
from symdyn.formula.terminal import align_equations, render
from symdyn.report.content import (
    Block,
    Cell,
    Equation,
    Matrix,
    Piece,
    Prose,
    Section,
    Strong,
    Table,
    pieces_of,
)
from symdyn.report.printing.ascii import to_ascii
from symdyn.report.printing.matrix_layout import matrix_box

__all__ = ["Lines", "Page", "numbers_of", "screen"]

_INDENT = 4
# A formula in running text is kept on one line up to here.
_UNBROKEN = 44
_NARROWEST_CELL = 12
_LEFT_SHARE = 0.4
_SIGNS = {"<=": "≤", ">=": "≥", "!=": "≠"}
_FIRM, _START, _STOP = "\u00a0", "\u0002", "\u0003"


def screen(
    sections: Sequence[Section],
    width: int = 80,
    *,
    unicode: bool = True,
    emphasise: Callable[[str], str] = str,
) -> str:
    r"""The sections as text.

    Parameters
    ----------
    sections : the document
    width : columns of the terminal; only what cannot be broken is longer
    unicode : False for ASCII characters only
    emphasise : applied to titles and to words that stand out, such as an escape sequence for bold

    Returns
    -------
    The lines, joined.

    >>> from sympy import Symbol
    >>> from symdyn.notation import a, b, c, w
    >>> from symdyn.report.content import Equation, Prose
    >>> delta = Symbol("Delta_a")
    >>> blocks = (Prose(("The update is",)), Equation("update", delta, a * b / (1 - w**2) - c))
    >>> print(screen([Section("Update", blocks)], 40))
    Update
    ──────
    <BLANKLINE>
    The update is
    <BLANKLINE>
           a b
    Δa = ────── − c                      (1)
         1 − w²
    """
    return Page(max(width, 40), unicode, emphasise, numbers_of(sections)).document(sections)


def numbers_of(sections: Iterable[Section]) -> dict[str, str]:
    """What a reference to a label reads: "(3)" for an equation, "1" for a table."""
    blocks = [block for section in sections for block in section.blocks]
    equations = [block.label for block in blocks if isinstance(block, Equation)]
    tables = [block.label for block in blocks if isinstance(block, Table)]
    return {
        **{label: f"({number})" for number, label in enumerate(equations, start=1)},
        **{label: str(number) for number, label in enumerate(tables, start=1)},
    }


@dataclass(frozen=True)
class Lines:
    """Lines of text and the index of the one that an equation's number stands on."""

    lines: tuple[str, ...]
    numbered: int


@dataclass(frozen=True)
class Page:
    """Sets blocks for a terminal of some width; `numbers` is what a reference to each label reads."""

    width: int
    unicode: bool
    emphasise: Callable[[str], str]
    numbers: dict[str, str]

    def document(self, sections: Sequence[Section]) -> str:
        """Sections, with a blank line between them."""
        return "\n\n".join(self.section(one) for one in sections)

    def section(self, section: Section) -> str:
        """The title, ruled, and the blocks."""
        title = self.own(section.title)
        bar = (UNICODE if self.unicode else ASCII).bar * display_width(title)
        parts = [f"{self.emphasise(title)}\n{bar}"]
        for is_equation, blocks in groupby(section.blocks, lambda one: isinstance(one, Equation)):
            if is_equation:
                parts.append(self.equations([one for one in blocks if isinstance(one, Equation)]))
            else:
                parts += [self.block(one) for one in blocks]
        return "\n\n".join(parts)

    def block(self, block: Block) -> str:
        """One block."""
        match block:
            case Prose(pieces):
                return self.styled("\n".join(self.wrapped(self.running(pieces), self.width)))
            case Table():
                return self.table(block)
            case Equation():
                return self.equations([block])

    # Prose

    def own(self, line: str) -> str:
        """Text in the characters that may be used."""
        return line if self.unicode else to_ascii(line)

    def styled(self, lines: str) -> str:
        """Wrapped lines with what stands out emphasised and every space a space."""
        return re.sub(
            f"{_START}([^{_STOP}]*){_STOP}", lambda found: self.emphasise(found[1]), lines
        ).replace(_FIRM, " ")

    def running(self, pieces: Iterable[Piece]) -> str:
        """Pieces side by side, before they are wrapped."""
        return "".join(self.piece(one) for one in pieces)

    def piece(self, piece: Piece) -> str:
        """One piece of running text."""
        match piece:
            case Strong():
                return f"{_START}{self.own(str(piece)).replace(' ', _FIRM)}{_STOP}"
            case str():
                label = piece.removeprefix("ref:")
                known = label != piece and label in self.numbers
                return self.numbers[label] if known else self.own(piece)
            case _:
                return self.firm(self.formula(piece))

    def formula(self, piece: Basic | Node) -> str:
        """A formula on one line."""
        return one_line(tree(piece), unicode=self.unicode)

    def firm(self, formula: str) -> str:
        """A short formula, which is not broken."""
        return formula.replace(" ", _FIRM) if len(formula) <= _UNBROKEN else formula

    def wrapped(self, line: str, width: int, hanging: str = "") -> list[str]:
        """A paragraph as lines; words are not broken."""
        return textwrap.wrap(
            line,
            width,
            subsequent_indent=hanging,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]

    # Equations

    def equations(self, group: Sequence[Equation]) -> str:
        """Equations under each other, aligned at their relations, numbers at the right."""
        lefts = [self.left(one) for one in group]
        room = self.width - _INDENT - max(len(self.numbers[one.label]) for one in group) - 2
        widths = [display_width(one) for one in lefts if one is not None]
        column = max((one for one in widths if one <= _LEFT_SHARE * room), default=0)
        blocks = [
            self.equation(one, left, column, room) for one, left in zip(group, lefts, strict=True)
        ]
        lines: list[str] = []
        for index, (equation, block) in enumerate(zip(group, blocks, strict=True)):
            if index and max(len(block.lines), len(blocks[index - 1].lines)) > 1:
                lines.append("")
            lines += self.with_number(block, self.numbers[equation.label])
        return "\n".join(lines)

    def with_number(self, block: Lines, number: str) -> list[str]:
        """The lines of an equation with its number at the right."""
        margin = " " * _INDENT
        if max(map(display_width, block.lines)) > self.width - _INDENT:
            shared = min(len(line) - len(line.lstrip()) for line in block.lines if line.strip())
            margin = margin[: max(_INDENT - shared, 0)]  # what is too wide starts further left
        lines = [(margin + line).rstrip() for line in block.lines]
        line = lines[block.numbered]
        gap = max(self.width - display_width(line) - len(number), 2)
        lines[block.numbered] = f"{line}{' ' * gap}{number}"
        return lines

    def left(self, equation: Equation) -> str | None:
        """The left-hand side on one line; None if there is none or it is no name for the right."""
        left = equation.left
        if left is None:
            return None
        if isinstance(left, Name):
            return self.formula(left)
        box = render(left, unicode=self.unicode)
        return str(box) if box.height == 1 else None

    def equation(self, equation: Equation, left: str | None, column: int, room: int) -> Lines:
        """An equation whose left-hand side ends at a column, in so many columns."""
        right = equation.right
        wide = left is not None and display_width(left) > column
        if equation.left is not None and not isinstance(right, Matrix) and (left is None or wide):
            return self.relation(equation, room)
        padded = "" if left is None else " " * (column - display_width(left)) + left
        sign = equation.relation
        sign = _SIGNS.get(sign, sign) if self.unicode else sign
        head = f"{padded} {sign} " if left is not None else ""
        if isinstance(right, Matrix):
            return self.matrix(head, right, room)
        if left is None:
            return self.alone(right, room)
        lines = align_equations([(padded, right)], room, unicode=self.unicode).split("\n")
        return Lines(*_with_relation(lines, padded, sign))

    def relation(self, equation: Equation, room: int) -> Lines:
        """Both sides as one relation, broken as a whole."""
        left, right = equation.left, equation.right
        if left is None or isinstance(right, Matrix):
            raise OutputError(f"equation {equation.label} has no two sides to relate")
        return self.alone(Relation(left, equation.relation, right), room)

    def alone(self, right: Node, room: int) -> Lines:
        """A formula without a left-hand side."""
        box = render(right, unicode=self.unicode)
        if box.width <= room:
            return Lines(box.lines, box.baseline)
        lines = align_equations([(None, right)], room, unicode=self.unicode).split("\n")
        return Lines(tuple(lines), len(lines) - 1)

    def matrix(self, head: str, matrix: Matrix, room: int) -> Lines:
        """The matrix in brackets if it fits, else its entries one by one."""
        box = beside(text(head), matrix_box(matrix, unicode=self.unicode))
        if box.width <= room:
            return Lines(box.lines, box.baseline)
        name = head.strip(" =") or "J"
        entries = [
            (f"{name}{self.place(i, j)}", entry)
            for i, row in enumerate(matrix.rows, start=1)
            for j, entry in enumerate(row, start=1)
        ]
        lines = align_equations(entries, room, unicode=self.unicode).split("\n")
        return Lines(tuple(lines), len(lines) - 1)

    def place(self, row: int, column: int) -> str:
        """The index of an entry of a matrix."""
        if not self.unicode:
            return f"_{row}{column}"
        return f"{row}{column}".translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))

    # Tables

    def table(self, table: Table) -> str:
        """The caption, the header, ruled, and the rows."""
        header = [self.cell(one) for one in table.header]
        rows = [[self.cell(one) for one in row] for row in table.rows]
        widths = self.columns([header, *rows])
        bar = (UNICODE if self.unicode else ASCII).bar
        ruled = [bar * width for width in widths]
        lines = [*self.row(header, widths), _joined(ruled, widths)]
        for row in rows:
            lines += self.row(row, widths)
        caption = self.own(f"Table {self.numbers[table.label]}: ") + self.cell(table.caption)
        return self.styled("\n".join([*self.wrapped(caption, self.width), "", *lines]))

    def cell(self, cell: Cell) -> str:
        """The text of a cell."""
        return self.running(pieces_of(cell))

    def columns(self, rows: list[list[str]]) -> list[int]:
        """The widths of the columns, the widest narrowed until all of them fit."""
        widths = [max(map(display_width, column)) for column in zip(*rows, strict=True)]
        gaps = 2 * (len(widths) - 1)
        while sum(widths) + gaps > self.width and max(widths) > _NARROWEST_CELL:
            widths[widths.index(max(widths))] -= 1
        return widths

    def row(self, cells: list[str], widths: list[int]) -> list[str]:
        """The lines of a row."""
        wrapped = [self.wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
        height = max(map(len, wrapped))
        filled = [cell + [""] * (height - len(cell)) for cell in wrapped]
        return [_joined(line, widths) for line in zip(*filled, strict=True)]


def _with_relation(lines: list[str], left: str, sign: str) -> tuple[tuple[str, ...], int]:
    """The lines of "left = ..." with another sign, and the index of the line that it is on.

    A left-hand side that is too long for the column stands on a line of its own.
    """
    own_line = lines[0].strip() == left.strip()
    lead = "" if own_line else left
    place = next(i for i, line in enumerate(lines) if line.startswith(f"{lead} = "))
    width = display_width(lead) + 1
    changed = [
        f"{lead} {sign}{line[len(lead) + 2 :]}"
        if i == place
        else line[:width] + " " * (len(sign) - 1) * (i > 0 or not own_line) + line[width:]
        for i, line in enumerate(lines)
    ]
    return tuple(changed), place


def _joined(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (
        cell + " " * (width - display_width(cell))
        for cell, width in zip(cells, widths, strict=True)
    )
    return "  ".join(padded).rstrip()

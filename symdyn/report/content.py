"""What a report says, before it is LaTeX, a terminal screen or anything else.

A document is a list of sections; a section is a list of blocks; a block is prose, an equation, or
a table.  Prose mixes plain text with mathematics.  The renderers add nothing of their own.
Equations that follow each other without prose between them belong together: a renderer aligns them.
"""

import re
from dataclasses import dataclass
from typing import TypeAlias

from sympy import Basic

from symdyn.formula.arrange import tree
from symdyn.formula.nodes import Node

__all__ = [
    "Block",
    "Cell",
    "Citation",
    "Equation",
    "Matrix",
    "Piece",
    "Prose",
    "Section",
    "Strong",
    "Table",
    "Words",
    "pieces_of",
]

_LABEL = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Matrix:
    """A matrix of formulas, row by row; every row is as long as the first."""

    rows: tuple[tuple[Basic | Node, ...], ...]

    def __post_init__(self) -> None:
        if len({len(row) for row in self.rows}) != 1 or not self.rows[0]:
            raise ValueError("a matrix needs rows of one length, at least 1 x 1")


class Strong(str):
    """Plain text that stands out, such as the words "Theorem" or "Proof"."""

    __slots__ = ()


class Citation(str):
    """The mark of a reference, such as "[2]", by its number in the list of references."""

    __slots__ = ()

    @property
    def number(self) -> int:
        """The place in the list, from 1."""
        return int(self.strip("[]"))


Piece: TypeAlias = str | Basic | Node


Words: TypeAlias = tuple[Piece, ...]
Cell: TypeAlias = Piece | Words


@dataclass(frozen=True)
class Prose:
    """A paragraph: plain text pieces and mathematics, in order.

    A string `ref:LABEL` that stands as a piece of its own refers to an equation or a table.
    """

    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Equation:
    """left = right (or the formula `right` alone if left is None), numbered and labelled.

    Parameters
    ----------
    label : unique in its document; names the fragment file
    left, right : trees, or expressions that become trees
    relation : between the two
    claims : the ids of the claims that state it, of which `symdyn.report.showing` makes equations;
        empty for what is defined, a step on the way, or a textbook fact
    """

    label: str
    left: Node | Basic | None
    right: Node | Basic | Matrix
    relation: str = "="
    claims: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check(self.label)
        for name in ("left", "right"):
            side = getattr(self, name)
            if isinstance(side, Basic):
                object.__setattr__(self, name, tree(side))


@dataclass(frozen=True)
class Table:
    """A captioned table of pieces; every row is as long as the header.

    A cell is one piece, or a tuple of pieces that make up one entry; so is the caption.  A formula in the
    caption or the header is a piece, never part of a string (see `symdyn.report.phrases.words`); a row may
    hold a rule's title as its author wrote it.  `aside` is a table that a report has in an appendix: the
    numbers of an instance, the steps of a routine.
    """

    label: str
    caption: Cell
    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    aside: bool = False

    def __post_init__(self) -> None:
        _check(self.label)
        if any(len(row) != len(self.header) for row in self.rows):
            raise ValueError(f"table {self.label!r} has rows of different lengths")
        for piece in (x for cell in (self.caption, *self.header) for x in pieces_of(cell)):
            if isinstance(piece, str) and "$" in piece:
                raise ValueError(f"table {self.label!r} has {piece!r}: write a formula as a piece")


def pieces_of(cell: Cell) -> Words:
    """The pieces that make up an entry."""
    return cell if isinstance(cell, tuple) else (cell,)


Block: TypeAlias = Prose | Equation | Table


@dataclass(frozen=True)
class Section:
    """A titled list of blocks; an appendix stands behind the references."""

    title: str
    blocks: tuple[Block, ...]
    appendix: bool = False


def _check(label: str) -> None:
    if not _LABEL.fullmatch(label):
        raise ValueError(f"label {label!r} is not lower-case words joined by hyphens")

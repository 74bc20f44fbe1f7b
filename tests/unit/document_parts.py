"""What stands in the sections of a document."""

from collections.abc import Iterator

from symdyn.formula.nodes import Node
from symdyn.formula.one_line import one_line
from symdyn.report.content import Equation, Piece, Prose, Section, Table, pieces_of


def blocks(document: tuple[Section, ...]) -> Iterator[Prose | Equation | Table]:
    for section in document:
        yield from section.blocks


def pieces(document: tuple[Section, ...]) -> Iterator[Piece]:
    for block in blocks(document):
        if isinstance(block, Prose):
            yield from block.pieces
        elif isinstance(block, Table):
            for cell in (
                block.caption,
                *block.header,
                *(cell for row in block.rows for cell in row),
            ):
                yield from pieces_of(cell)


def labels(document: tuple[Section, ...]) -> list[str]:
    return [block.label for block in blocks(document) if not isinstance(block, Prose)]


def equation(document: tuple[Section, ...], label: str) -> Equation:
    return next(b for b in blocks(document) if isinstance(b, Equation) and b.label == label)


def side(document: tuple[Section, ...], label: str) -> Node:
    """The right-hand side of an equation of formulas."""
    right = equation(document, label).right
    assert isinstance(right, Node), f"the right of {label} is no formula"
    return right


def words(document: tuple[Section, ...], title: str) -> str:
    """The prose of one section, formulas as one line."""
    found = next(section for section in document if section.title == title)
    return "\n".join(
        "".join(p if isinstance(p, str) else one_line(p) for p in b.pieces)
        for b in found.blocks
        if isinstance(b, Prose)
    )

"""No equation stands twice in a document: where it was shown before, the text refers to it.

A stage tells its section whole.  In a report the first page has some of its equations already; there
the sentence that led to them goes on with their numbers, and the section reads as before.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from symdyn.report.content import Block, Equation, Piece, Prose, Section
from symdyn.report.phrases import joined

__all__ = ["once"]


def once(sections: Iterable[Section]) -> tuple[Section, ...]:
    """The sections, each equation in the first of them that has it.

    >>> from sympy import Symbol
    >>> shown = Equation("one", Symbol("x"), Symbol("y"))
    >>> told = Section("B", (Prose(("It is",)), shown, Prose(("where it is.",))))
    >>> once((Section("A", (shown,)), told))[1].blocks
    (Prose(pieces=('It is', ' ', 'ref:one', ' ', 'where it is.')),)
    """
    shown: set[str] = set()
    found = []
    for section in sections:
        found.append(replace(section, blocks=tuple(_merged(_referring(section.blocks, shown)))))
        shown |= {one.label for one in section.blocks if isinstance(one, Equation)}
    return tuple(found)


def _referring(blocks: Sequence[Block], shown: set[str]) -> Iterator[Block | tuple[Piece, ...]]:
    """The blocks; what stands for equations that were shown before is a tuple of pieces."""
    for is_equation, group in groupby(blocks, lambda one: isinstance(one, Equation)):
        if not is_equation:
            yield from group
            continue
        run = [one for one in group if isinstance(one, Equation)]
        kept = [one for one in run if one.label not in shown]
        yield from kept
        if len(kept) < len(run):
            numbers = joined((f"ref:{one.label}",) for one in run if one.label in shown)
            yield ("and ", *numbers) if kept else numbers


def _merged(blocks: Iterable[Block | tuple[Piece, ...]]) -> Iterator[Block]:
    """References in the paragraph that led to them, which goes on where the next does not begin one."""
    pending: tuple[Piece, ...] | None = None  # a paragraph that may go on
    referred = False  # whether it ends with references
    for block in blocks:
        if isinstance(block, tuple):
            pending = block if pending is None else (*pending, " ", *block)
            referred = True
        elif isinstance(block, Prose) and referred and pending and _goes_on(block):
            pending, referred = (*pending, " ", *block.pieces), False
        else:
            if pending is not None:
                yield Prose((*pending, ".") if referred else pending)
            pending, referred = None, False
            if isinstance(block, Prose):
                pending = block.pieces
            else:
                yield block
    if pending is not None:
        yield Prose((*pending, ".") if referred else pending)


def _goes_on(block: Prose) -> bool:
    """Whether a paragraph continues the sentence before it."""
    first = block.pieces[0]
    return type(first) is str and first[:1].islower()

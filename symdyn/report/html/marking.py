"""Content as what the templates of a page are filled with: text, links and formulas.

Everything that is text stays text, and the templates escape it; only formulas are ready markup.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup
from sympy import Basic

from symdyn.formula.arrange import tree
from symdyn.formula.latex import latex, latex_width
from symdyn.formula.mathml import mathml
from symdyn.formula.mathml_lines import mathml_equation
from symdyn.formula.nodes import Name, Node, Relation
from symdyn.report.content import (
    Cell,
    Citation,
    Equation,
    Matrix,
    Piece,
    Section,
    Strong,
    Table,
    pieces_of,
)
from symdyn.report.phrases import Verbatim
from symdyn.report.printing.matrix_layout import matrix_mathml
from symdyn.report.screen import numbers_of

__all__ = ["Displayed", "Marker", "Span", "displayed", "formula_span", "plain", "shown"]

_UNSEEN = {"Cc", "Cf", "Cs", "Cn", "Co"}
_MARK = "\ufffd"
_OPENING, _CLOSING = "([", ".,;:)]?!"
_NARROWEST = 13.5  # ems of a line on a phone, in a list or a box


@dataclass(frozen=True)
class Span:
    """A part of a sentence or of a cell: text, a formula or a link.

    Parameters
    ----------
    text : what it reads; ready markup for a formula
    kind : "text", "strong", "link", "formula", or "wide" for a formula that a phone is too narrow for
    target : of a link
    before, after : signs that stay on one line with a formula: an opening bracket, punctuation
    """

    text: str
    kind: str = "text"
    target: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Displayed:
    """A formula on lines of its own, and whether it may be wider than a phone."""

    markup: Markup
    wide: bool


@dataclass(frozen=True)
class Marker:
    """Writes the pieces of one document.

    Parameters
    ----------
    numbers : what a reference to a label reads
    tables : the labels that are tables; the others are equations
    pages : the names of rules that have a page, with its address
    """

    numbers: Mapping[str, str]
    tables: frozenset[str]
    pages: Mapping[str, str]

    @staticmethod
    def of(sections: Iterable[Section], pages: Mapping[str, str] | None = None) -> "Marker":
        """The marker for a document of these sections."""
        found = tuple(sections)
        blocks = [block for section in found for block in section.blocks]
        tables = frozenset(block.label for block in blocks if isinstance(block, Table))
        return Marker(numbers_of(found), tables, pages or {})

    def spans(self, pieces: tuple[Piece, ...]) -> tuple[Span, ...]:
        """The pieces of a paragraph."""
        return _kept(list(map(self.span, pieces)))

    def cell(self, cell: Cell) -> tuple[Span, ...]:
        """The pieces of a cell; its table can be moved sideways as a whole."""
        found = self.spans(pieces_of(cell))
        return tuple(replace(one, kind="formula") if one.kind == "wide" else one for one in found)

    def span(self, piece: Piece) -> Span:
        """One piece.

        >>> Marker({"trace": "(3)"}, frozenset(), {}).span("ref:trace").target
        '#eq-trace'
        """
        match piece:
            case Citation():
                return Span(str(piece), "link", f"#ref-{piece.number}")
            case Strong():
                return Span(plain(piece), "strong")
            case Verbatim() if piece in self.pages:
                return Span(str(piece), "link", self.pages[piece])
            case Verbatim():
                return Span(plain(piece))
            case str() if piece.startswith("ref:"):
                label = piece.removeprefix("ref:")
                kind = "tab" if label in self.tables else "eq"
                return Span(self.numbers[label], "link", f"#{kind}-{label}")
            case str():
                return Span(plain(piece))
            case _:
                return formula_span(piece)


def _kept(spans: list[Span]) -> tuple[Span, ...]:
    """The same with the signs beside a formula taken to it from the text around."""
    for place, one in enumerate(spans):
        if one.kind not in ("formula", "wide"):
            continue
        before = after = ""
        if place and spans[place - 1].kind == "text":
            text = spans[place - 1].text
            before = text[len(text.rstrip(_OPENING)) :]
            spans[place - 1] = Span(text.removesuffix(before))
        if place + 1 < len(spans) and spans[place + 1].kind == "text":
            text = spans[place + 1].text
            after = text[: len(text) - len(text.lstrip(_CLOSING))]
            spans[place + 1] = Span(text.removeprefix(after))
        spans[place] = replace(one, before=before, after=after)
    return tuple(spans)


def displayed(equation: Equation) -> Displayed:
    """The formula of a numbered equation."""
    left, right = equation.left, equation.right
    node = None if left is None else tree(left)
    if not isinstance(right, Matrix):
        return _displayed(mathml_equation(node, equation.relation, tree(right)), node, tree(right))
    if not isinstance(node, Name):
        raise ValueError(f"equation {equation.label} has a matrix without a name in front of it")
    return Displayed(_ready(matrix_mathml(node, right)), wide=True)


def shown(line: Node) -> Displayed:
    """A formula that has no number, broken as an equation is."""
    if isinstance(line, Relation):
        written = mathml_equation(line.left, line.operator, line.right)
        return _displayed(written, line)
    return _displayed(mathml_equation(None, "=", line), line)


def _displayed(written: str, *sides: Node | None) -> Displayed:
    width = sum(latex_width(latex(one)) for one in sides if one is not None)
    return Displayed(_ready(written), wide=width > _NARROWEST)


def _ready(written: str) -> Markup:
    return Markup(written)  # noqa: S704 - a formula, whose printer escapes what is text


def formula_span(piece: Basic | Node) -> Span:
    """A formula in a line of text."""
    wide = latex_width(latex(piece)) > _NARROWEST
    return Span(_ready(mathml(piece)), "wide" if wide else "formula")


def plain(text: str) -> str:
    r"""Text from outside in characters that a page may hold, with single spaces.

    >>> plain("a  b\x00\ud800")
    'a b\ufffd\ufffd'
    """
    return "".join(
        one if unicodedata.category(one) not in _UNSEEN else _MARK
        for one in re.sub(r"\s+", " ", text)
    )

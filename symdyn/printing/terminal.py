"""Expressions as two-dimensional text for a terminal.

`render` gives a box for one formula; `align_equations` sets several under each other, aligned at
their signs of equality and broken to a width.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sympy import Basic

from symdyn.notation import unicode_name
from symdyn.printing.arrange import arrange
from symdyn.printing.boxes import (
    ASCII,
    UNICODE,
    Box,
    Glyphs,
    beside,
    fence,
    fraction,
    root,
    text,
    with_exponent,
)
from symdyn.printing.breaking import Close, Open, Operator, Piece, break_rows
from symdyn.printing.layout import (
    Absolute,
    Bracket,
    Call,
    Constant,
    Fraction,
    Junction,
    Name,
    Node,
    Number,
    Power,
    Product,
    Relation,
    Root,
    Slash,
    Sum,
    is_tall,
)

__all__ = ["align_equations", "render"]

_INDENT = 2
_FUNCTIONS = {"Min": "min", "Max": "max"}


def render(expression: Basic, *, unicode: bool = True) -> Box:
    """An expression, relation or statement as one box.

    Parameters
    ----------
    expression : what `symdyn.printing.arrange.arrange` accepts
    unicode : False for ASCII characters only, names as on the wire

    Returns
    -------
    A box; `str` of it is the text without trailing spaces.

    Raises
    ------
    OutputError for an object that has no layout, such as a floating-point number.

    >>> from symdyn.notation import a, b, w, w_star
    >>> print(render(a * b**2 / (1 - w * w_star)))
      a b²
    ────────
    1 − w w⋆
    >>> print(render(a * b**2 / (1 - w * w_star), unicode=False))
          2
       a b
    ------------
    1 - w w_star
    """
    return _Painter(UNICODE if unicode else ASCII).box(arrange(expression))


def align_equations(
    equations: Iterable[tuple[str | Basic | None, Basic]], width: int = 80, *, unicode: bool = True
) -> str:
    """Equations "left = expression" under each other, aligned at "=".

    Parameters
    ----------
    equations : pairs of a left-hand side, as text or an expression, and an expression; None for
        the left-hand side sets the expression alone, in the column of the right-hand sides
    width : columns; a line is longer only where it cannot be broken
    unicode : as for `render`

    Returns
    -------
    The lines, joined, without trailing spaces.

    >>> from symdyn.notation import a, b, w
    >>> print(align_equations([("Δa", a * b), ("−t", w**2)]))
    Δa = a b
    −t = w²
    """
    painter = _Painter(UNICODE if unicode else ASCII)
    pairs = [(painter.left(left), arrange(expression)) for left, expression in equations]
    column = max((left.width for left, _ in pairs if left.width <= 0.4 * width), default=0)
    blocks = [painter.equation(left, node, column, width) for left, node in pairs]
    lines: list[str] = []
    for index, block in enumerate(blocks):
        if index and max(len(block), len(blocks[index - 1])) > 1:
            lines.append("")
        lines += block
    return "\n".join(line.rstrip() for line in lines)


@dataclass(frozen=True)
class _Painter:
    glyphs: Glyphs
    # What was drawn, by the identity of the node: breaking a line measures the same node many times.
    # The node is kept beside its box, so that no other one gets its identity.
    drawn: dict[int, tuple[Node, Box]] = field(default_factory=dict, repr=False, compare=False)

    def left(self, side: str | Basic | None) -> Box:
        if side is None:
            return text("")
        return text(side) if isinstance(side, str) else self.box(arrange(side))

    def equation(self, left: Box, node: Node, column: int, width: int) -> list[str]:
        sign = text(" = " if left.width else "   ")
        own_line = left.width > column
        head = text(" " * column) if own_line else beside(text(" " * (column - left.width)), left)
        margin = head.width + sign.width
        rows = break_rows(node, width - margin, _INDENT, lambda piece: self.joined(piece).width)
        boxes = [left] if own_line else []
        for index, row in enumerate(rows):
            body = self.joined(row.tokens)
            indent = text(" " * (margin + _INDENT * (1 + row.depth)))
            boxes.append(beside(indent, body) if index else beside(head, sign, body))
        lines: list[str] = []
        for index, box in enumerate(boxes):
            if index and box.height > 1 and boxes[index - 1].height > 1:
                lines.append("")
            lines += box.lines
        return lines

    def box(self, node: Node) -> Box:
        found = self.drawn.get(id(node))
        if found is None:
            found = self.drawn[id(node)] = (node, self._drawn(node))
        return found[1]

    def _drawn(self, node: Node) -> Box:  # noqa: PLR0912 - one case for each kind of node
        match node:
            case Number(value):
                return text(str(value))
            case Name(symbol):
                return text(symbol.name if self.glyphs is ASCII else unicode_name(symbol))
            case Constant(name):
                return text(self.glyphs.constants.get(name, name))
            case Sum(terms):
                return self._sum(terms)
            case Product(factors):
                return self._side_by_side([self._factor(factor) for factor in factors])
            case Fraction(top, bottom):
                return fraction(self.box(top), self.box(bottom), self.glyphs)
            case Slash(top, bottom):
                return beside(self.box(top), text("/"), self.box(bottom))
            case Power(base, exponent):
                return self._power(self.box(base), exponent, is_tall(base))
            case Root(body):
                return self._root(body)
            case Bracket() | Absolute():
                inside = self.box(node.body)
                left, right = (self._half(node, inside, side) for side in (True, False))
                return beside(left, inside, right)
            case Call(name, arguments):
                return self._call(name, arguments)
            case Relation(left, operator, right):
                return beside(self.box(left), self._operator(operator), self.box(right))
            case Junction(word, parts):
                first, *others = map(self.box, parts)
                return beside(first, *(b for box in others for b in (self._operator(word), box)))

    def joined(self, piece: Piece) -> Box:
        boxes: list[Box] = []
        run: list[Box] = []
        for index, token in enumerate(piece):
            match token:
                case Operator(sign):
                    boxes += [self._side_by_side(run)] if run else []
                    run = []
                    boxes.append(self._operator(sign) if index else text(self._sign(sign) + " "))
                case Open(bracket):
                    boxes.append(
                        self._side_by_side(
                            [*run, self._half(bracket, self.box(bracket.body), True)]
                        )
                    )
                    run = []
                case Close(bracket, exponent):
                    half = self._half(bracket, self.box(bracket.body), False)
                    if exponent is not None:
                        half = self._power(half, exponent, is_tall(bracket))
                    boxes.append(beside(self._side_by_side(run), half) if run else half)
                    run = []
                case _:
                    run.append(self._factor(token))
        return beside(*boxes, *([self._side_by_side(run)] if run else []))

    def _factor(self, node: Node) -> Box:
        box = self.box(node)
        quotient = isinstance(node, Name) and "/" in box.lines[0]
        return beside(text("("), box, text(")")) if quotient else box

    def _power(self, base: Box, exponent: Node, tall: bool) -> Box:
        return with_exponent(base, self.box(exponent), self.glyphs, tall=tall)

    def _half(self, bracket: Bracket | Absolute, body: Box, left: bool) -> Box:
        # As high as the body, but one line where exponents alone stand above it.
        spans = (body.baseline, body.below) if is_tall(bracket) else (0, 0)
        return fence(left, *spans, self.glyphs, modulus=isinstance(bracket, Absolute))

    def _sign(self, sign: str) -> str:
        return self.glyphs.signs.get(sign, sign)

    def _operator(self, sign: str) -> Box:
        margin = "  " if sign in ("and", "or") else " "
        return text(margin + self._sign(sign) + margin)

    def _sum(self, terms: tuple[tuple[int, Node], ...]) -> Box:
        boxes: list[Box] = []
        for index, (sign, term) in enumerate(terms):
            body = self.box(term)
            if index:
                boxes.append(self._operator("-" if sign < 0 else "+"))
            elif sign < 0:
                boxes.append(text(self._sign("-") + (" " if body.height > 1 else "")))
            boxes.append(body)
        return beside(*boxes)

    def _side_by_side(self, factors: list[Box]) -> Box:
        boxes = factors[:1]
        for factor in factors[1:]:
            digit = factor.lines[factor.baseline][:1].isdigit()
            boxes += [text(f" {self._sign('.')} " if digit else " "), factor]
        return beside(*boxes)

    def _root(self, body: Node) -> Box:
        inside = self.box(body)
        if self.glyphs.short_root and isinstance(body, Name | Number) and inside.width <= 2:
            return beside(text(self.glyphs.short_root), inside)
        return root(inside, self.glyphs)

    def _call(self, name: str, arguments: tuple[Node, ...]) -> Box:
        first, *others = map(self.box, arguments)
        listed = beside(first, *(box for other in others for box in (text(", "), other)))
        spans = (listed.baseline, listed.below) if any(map(is_tall, arguments)) else (0, 0)
        left, right = (fence(side, *spans, self.glyphs) for side in (True, False))
        return beside(text(_FUNCTIONS.get(name, name)), left, listed, right)

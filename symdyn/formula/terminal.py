"""Expressions as two-dimensional text for a terminal.

`render` gives a box for one formula; `align_equations` sets several under each other, aligned at
their signs of equality and broken to a width.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sympy import Basic

from symdyn.formula.arrange import tree
from symdyn.formula.boxes import (
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
from symdyn.formula.breaking import Close, Head, Open, Operator, Piece, break_rows
from symdyn.formula.glyphs import FUNCTIONS, SIGNS, script
from symdyn.formula.nodes import (
    Absolute,
    Bracket,
    Call,
    Compared,
    Constant,
    Decimal,
    Evaluation,
    Fraction,
    Junction,
    Limit,
    Mean,
    Name,
    Node,
    Norm,
    Number,
    Partial,
    Power,
    Product,
    Relation,
    Remark,
    Root,
    Script,
    Set,
    Slash,
    Sum,
    Total,
    Transpose,
)
from symdyn.formula.one_line import one_line
from symdyn.formula.shape import is_tall
from symdyn.notation import unicode_name

__all__ = ["align_equations", "render"]

_INDENT = 2
_JOINED = {",": ",  ", ";": ",   "}


def render(expression: Basic | Node, *, unicode: bool = True) -> Box:
    """An expression, relation or statement as one box.

    Parameters
    ----------
    expression : a tree, or what `symdyn.formula.arrange.arrange` makes one of
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
    return _Painter(UNICODE if unicode else ASCII).box(tree(expression))


def align_equations(
    equations: Iterable[tuple[str | Basic | Node | None, Basic | Node]],
    width: int = 80,
    *,
    unicode: bool = True,
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
    pairs = [(painter.left(left), tree(expression)) for left, expression in equations]
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

    def left(self, side: str | Basic | Node | None) -> Box:
        if side is None:
            return text("")
        return text(side) if isinstance(side, str) else self.box(tree(side))

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
            case Decimal(digits):
                return text(digits)
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
            case Script(base, index):
                return self._script(self.box(base), index)
            case Transpose(base):
                box, mark = self.box(base), "ᵀ" if self.glyphs is UNICODE else "^T"
                return beside(box, Box((mark, *[""] * box.baseline), box.baseline))
            case Total(_, _, body) | Limit(_, body) | Partial(_, body):
                return beside(self._head(node), self.box(body))
            case Evaluation(body, values):
                return self._evaluation(self.box(body), values)
            case Norm(body):
                bars = "‖" if self.glyphs is UNICODE else "||"
                return beside(text(bars), self.box(body), text(bars))
            case Mean(Power(Norm(), _) as body):
                return beside(text("E "), self.box(body))
            case Mean(body):
                return beside(text("E["), self.box(body), text("]"))
            case Compared(operator, body):
                return beside(text(f"{self._sign(operator)} "), self.box(body))
            case Set(body):
                return beside(text("{"), self.box(body), text("}"))
            case Remark(body, words):
                return beside(self.box(body), text(f" {words}"))

    def _script(self, base: Box, index: Node) -> Box:
        inside = self.box(index).lines[0]
        plain = self.glyphs is ASCII
        return beside(base, text(f"_{{{inside}}}" if plain else script(inside, upper=False)))

    def _head(self, node: Total | Limit | Partial) -> Box:
        plain = self.glyphs is ASCII
        match node:
            case Total(index, count, body):
                end = "" if count is None else f"<{self.box(count).lines[0].replace(' ', '')}"
                bounds = f"{self.box(index)}{end}"
                space = "" if isinstance(body, Total) else " "
                return text(f"{'sum' if plain else '∑'}_{{{bounds}}}{space}")
            case Limit(index, _):
                arrow = "-> oo" if plain else "→ ∞"
                return text(f"lim_{{{self.box(index)} {arrow}}} ")
            case Partial(variable, _):
                name = str(self.box(variable))
                return text(f"d_{name} " if plain else f"∂{script(name, upper=False)} ")

    def _evaluation(self, body: Box, values: tuple[tuple[Name, Node], ...]) -> Box:
        """The values on one line, beside a bar as high as the body."""
        unicode = self.glyphs is UNICODE
        pairs = (
            f"{one_line(x, unicode=unicode)}={one_line(y, unicode=unicode)}" for x, y in values
        )
        bar = fence(True, body.baseline, body.below, self.glyphs, modulus=True)
        narrow = Box(tuple(line.rstrip() or " " for line in bar.lines), body.baseline)
        return beside(body, text(" "), narrow, text(f"_{{{', '.join(pairs)}}}"))

    def joined(self, piece: Piece) -> Box:
        boxes: list[Box] = []
        run: list[Box] = []
        for index, token in enumerate(piece):
            match token:
                case Operator(sign):
                    boxes += [self._side_by_side(run)] if run else []
                    run = []
                    boxes.append(self._operator(sign) if index else text(self._sign(sign) + " "))
                case Head(node):
                    boxes.append(self._side_by_side([*run, self._head(node)]))
                    run = []
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
                    run = [beside(self._side_by_side(run), half) if run else half]
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
        if sign in _JOINED:
            return text(_JOINED[sign])
        margin = "  " if sign in ("and", "or") else " "
        return text(margin + self._sign(sign) + margin)

    def _sum(self, terms: tuple[tuple[int, Node], ...]) -> Box:
        boxes: list[Box] = []
        for index, (sign, term) in enumerate(terms):
            body = self.box(term)
            if index:
                boxes.append(self._operator(SIGNS[sign]))
            elif sign < 1:
                wide = body.height > 1 or not sign
                boxes.append(text(self._sign(SIGNS[sign]) + (" " if wide else "")))
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
        shown = FUNCTIONS.get(name, name).replace("'", self._sign("'"))
        return beside(text(shown), left, listed, right)

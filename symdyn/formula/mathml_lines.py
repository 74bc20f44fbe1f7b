"""Equations as MathML on lines of their own, broken where their LaTeX is."""

from symdyn.formula.breaking import LISTED, Close, Head, Open, Operator, Piece
from symdyn.formula.latex import TEXT_WIDTH, latex, line_rows
from symdyn.formula.mathml import head, mathml, presentation, stretches, times
from symdyn.formula.mathml_elements import (
    element,
    fence,
    gap,
    infix,
    joint,
    math_element,
    operator_sign,
    raised,
    row,
)
from symdyn.formula.nodes import Absolute, Bracket, Node, Relation

__all__ = ["mathml_equation"]

_SIGNS = {"+": "+", "-": "\u2212", "+-": "\u00b1", "*": "×"}
_FIRST_INDENT, _INDENT = 2, 1


def mathml_equation(
    left: Node | None, operator: str, right: Node, width: float = TEXT_WIDTH
) -> str:
    """An equation as a `math` element; one that is too long for a line is a table of lines.

    Parameters
    ----------
    left : the left-hand side; None for the right one alone
    operator : the relation between the two
    right : the right-hand side
    width : ems that a line may take

    Returns
    -------
    Well-formed XML on one line.

    >>> from symdyn.formula.arrange import tree
    >>> from symdyn.notation import a, b
    >>> mathml_equation(tree(a), "<", tree(a + b)).count("<mtr>")
    0
    >>> mathml_equation(tree(a), "<", tree(1 + a + a**2 + a**3), 8).count("<mtr>")
    2
    """
    whole = right if left is None else Relation(left, operator, right)
    own_line, rows = line_rows("" if left is None else latex(left), right, width)
    if len(rows) == 1 and not own_line:
        return mathml(whole, display=True)
    before = "" if left is None else presentation(left)
    relation = "" if left is None else infix(operator_sign(operator))
    first = relation + _line(rows[0].tokens)
    lines = [("", before), ("", gap(_FIRST_INDENT) + first)] if own_line else [(before, first)]
    for one in rows[1:]:
        indent = gap(_FIRST_INDENT + _INDENT * one.depth)
        lines.append(("", indent + _line(one.tokens)))
    cells = (element("mtr", *(element("mtd", row(side)) for side in line)) for line in lines)
    table = f'<mtable class="lines" displaystyle="true">{"".join(cells)}</mtable>'
    return math_element(table, latex(whole), display=True)


def _line(piece: Piece) -> str:
    """One line of a broken formula, in which a bracket may be open at either end."""
    parts: list[str] = []
    before: Node | None = None  # the factor in front of what comes next
    for token in piece:
        match token:
            case Operator(text):
                parts.append(_operator(text))
                before = None
            case Close(bracket, exponent):
                half = _half(bracket, "postfix")
                power = None if exponent is None else raised(half, presentation(exponent))
                parts.append(power or half)
                before = bracket
            case Open(bracket):
                parts += [*_sign(before, bracket), _half(bracket, "prefix")]
                before = None
            case Head(node):
                parts += [*_sign(before, node), head(node)]
                before = None
            case _:
                parts += [*_sign(before, token), presentation(token)]
                before = token
    return row(*parts)


def _sign(before: Node | None, factor: Node) -> tuple[str, ...]:
    return () if before is None else (times(before, factor),)


def _half(bracket: Bracket | Absolute, form: str) -> str:
    marks = "()" if isinstance(bracket, Bracket) else "||"
    return fence(marks[form == "postfix"], form, tall=stretches(bracket.body))


def _operator(text: str) -> str:
    if text in (*LISTED, "and", "or"):
        return joint(text)
    return infix(_SIGNS.get(text) or operator_sign(text))

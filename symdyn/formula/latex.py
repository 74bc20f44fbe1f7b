r"""Expressions as LaTeX, in the layout that a person would write.

`latex` gives one formula, `latex_lines` the lines of a formula that may be too long for one.  The
emitted language is small, so that a reader of it can be small too::

    statement := part { "\quad\text{and}\quad" part }      (or "or" throughout)
    part      := sum [ relation sum ]
    relation  := "=" | "\ne" | "<" | ">" | "\le" | "\ge"
    sum       := [ "-" ] term { ( "+" | "-" ) term }
    term      := factor { [ "\cdot" | "\times" ] factor } [ "/" factor ]
    factor    := atom [ "^{" sum "}" ]
    atom      := number | name | constant | "\frac{" sum "}{" sum "}" | "\sqrt{" sum "}"
               | open ( sum | statement ) close | bar sum bar | function open sum { "," sum } close
    function  := "\min" | "\max" | "\exp" | "\log" | "\operatorname{" letters "}" | "{" letter "}"

A number is a string of digits, a name is a string that `symdyn.notation.latex_name` gives, the
longest that matches; constants are \pi, \infty, \mathrm{e}, \mathrm{i}.  "/" stands in exponents
only, and "\cdot" only before a factor that starts with a digit, behind a change as \Delta W, or
between a letter that functions are called by and a bracket.  Brackets are "(" and ")", after
\left and \right where they hold a fraction, or \bigl and \bigr and their like where they hold
brackets or are broken over lines; bars are \lvert and \rvert with the same prefixes.  "\," beside
a name of several letters means nothing, nor do "&", "\\", "\quad", "\qquad" and "{}", which lines
add; they also add "\times" where a line starts with a factor.
"""

import re
from itertools import pairwise

from sympy import Basic

from symdyn.formula.arrange import tree
from symdyn.formula.breaking import LISTED, Close, Head, Open, Operator, Piece, Row, break_rows
from symdyn.formula.latex_width import latex_width
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
    names,
)
from symdyn.formula.shape import bracket_depth, has_sign, is_tall
from symdyn.notation import latex_name

__all__ = ["TEXT_WIDTH", "latex", "latex_lines", "latex_width", "line_rows"]

TEXT_WIDTH = 36.0
"""Ems for a formula and its number on a line of 6.3 inches at 11 points (41.5 ems)."""

_CONSTANTS = {
    "pi": r"\pi",
    "infinity": r"\infty",
    "e": r"\mathrm{e}",
    "i": r"\mathrm{i}",
    "true": r"\text{true}",
    "false": r"\text{false}",
}
_OPERATORS = {
    "*": r"\times",
    "+-": r"\pm",
    "!=": r"\ne",
    "<=": r"\le",
    ">=": r"\ge",
    "->": r"\to",
    "~": r"\sim",
    "in": r"\in",
    "x": r"\times",
}
_FUNCTIONS = {
    **{name: rf"\{name.lower()}" for name in ("Min", "Max", "exp", "log", "det")},
    "Normal": r"\mathcal{N}",
}
# Functions that are written with a bare letter; another one is set apart from a factor by braces.
_APPLIED = {"K", "K'", "p", "q"}
_JOINED = {",": r",\ ", ";": r", \qquad ", "iff": r" \iff "}
_SIGNS = {1: "+", -1: "-", 0: r"\pm"}
_SIZES = ("", "\\big", "\\Big", "\\bigg", "\\Bigg")
_FIRST_INDENT, _INDENT = r"\qquad", r"\quad"


def latex(expression: Basic | Node) -> str:
    r"""An expression, relation or statement as LaTeX for math mode.

    Parameters
    ----------
    expression : a tree, or what `symdyn.formula.arrange.arrange` makes one of

    Returns
    -------
    One line in the grammar of this module; the same in every process.

    Raises
    ------
    OutputError for an object that has no layout, such as a floating-point number.

    >>> from symdyn.notation import T, a, a_star, b, b_star, w, w_star
    >>> print(latex(b * (a * b / (1 - w**2) - a_star * b_star / (1 - w * w_star))))
    b \left(\frac{a b}{1 - w^{2}} - \frac{a_\star b_\star}{1 - w w_\star}\right)
    >>> print(latex(-1 / (w**2 - 1)), latex(w_star ** (T - 1)))
    \frac{1}{1 - w^{2}} w_\star^{T - 1}
    """
    return _write(tree(expression))


# In front of a bracket these read as functions: f(x + y) is not f \cdot (x + y).
_CALLED = re.compile(r"(?:[EeLNFGfghlpqruv]|\\Gamma|\\zeta|\\kappa)(?:_.*)?")
# Behind these a factor would be changed too: \Delta W W^T is not the change of W W^T.
_CHANGE = re.compile(r"\\Delta(?:_\{T\})? [A-Za-z]")
_BRACKET = re.compile(r"\\(?:left|[bB]igg?l)?\(|\(")


def latex_lines(
    left: str | Basic | Node | None, expression: Basic | Node, width: float = TEXT_WIDTH
) -> list[str]:
    r"""The lines of "left = expression" for amsmath's align, aligned or split.

    Join them with a double backslash.  Each line holds one "&", in front of "=" or of what
    continues the right-hand side.

    Parameters
    ----------
    left : LaTeX or an expression for the left-hand side; None for the expression alone
    expression : as for `latex`
    width : ems that a line may take

    Returns
    -------
    One line if it fits.  A line is wider than `width` only where it cannot be broken.

    >>> from symdyn.notation import a, b, w
    >>> latex_lines(r"\Delta a", a + b)
    ['\\Delta a &= a + b']
    >>> for line in latex_lines(r"\Delta a", w * (1 + a * b + a**2 + b**2), 10):
    ...     print(line)
    \Delta a &= w \bigl( 1 + a^{2} + a b
    &\qquad\quad {} + b^{2} \bigr)
    """
    head = left if isinstance(left, str) else "" if left is None else latex(left)
    own_line, rows = line_rows(head, expression, width)
    lines = [_join(row.tokens) for row in rows]
    if own_line:
        lines[0] = rf"&{_FIRST_INDENT} = {lines[0]}"
    else:
        lines[0] = f"{head} &= {lines[0]}" if head else f"& {lines[0]}"
    for index, row in enumerate(rows[1:], start=1):
        lines[index] = rf"&{_FIRST_INDENT}{_INDENT * row.depth} {{}} {lines[index]}"
    return [f"& {head}", *lines] if own_line else lines


def line_rows(
    head: str, expression: Basic | Node, width: float = TEXT_WIDTH
) -> tuple[bool, list[Row]]:
    r"""Where "head = expression" is broken: whether the head has a line of its own, and the rows.

    The head is LaTeX, and empty for the expression alone.

    >>> from symdyn.notation import a, b
    >>> own_line, rows = line_rows(r"\Delta a", a + b)
    >>> own_line, len(rows)
    (False, 1)
    """
    node = tree(expression)
    lead = latex_width(head + "=") if head else 0.0
    own_line = lead > 0.4 * width and lead + latex_width(_write(node)) > width
    room = width - (latex_width(_FIRST_INDENT + "=") if own_line else lead)
    indent = latex_width(_FIRST_INDENT)
    return own_line, break_rows(node, room, indent, lambda piece: latex_width(_join(piece)))


def _write(node: Node) -> str:  # noqa: PLR0912 - one case for each kind of node
    match node:
        case Number(value):
            return str(value)
        case Decimal(digits):
            return digits
        case Name(symbol):
            return latex_name(symbol)
        case Constant(name):
            return _CONSTANTS[name]
        case Sum(terms):
            return _sum(terms)
        case Product(factors):
            return _side_by_side([_write(factor) for factor in factors])
        case Fraction(top, bottom):
            return rf"\frac{{{_write(top)}}}{{{_write(bottom)}}}"
        case Slash(top, bottom):
            return f"{_write(top)}/{_write(bottom)}"
        case Power(base, exponent):
            return f"{_write(base)}^{{{_write(exponent)}}}"
        case Root(body):
            return rf"\sqrt{{{_write(body)}}}"
        case Bracket(Junction(",", parts)):
            return f"({', '.join(map(_write, parts))})"
        case Bracket() | Absolute():
            opening, closing = _delimiters(node, broken=False)
            return f"{opening}{_write(node.body)}{closing}"
        case Call(name, arguments):
            return _call(name, arguments)
        case Relation(left, operator, right):
            return f"{_write(left)} {_OPERATORS.get(operator, operator)} {_write(right)}"
        case Junction(word, parts):
            narrow = word == "," and all(isinstance(part, Name | Number) for part in parts)
            return (", " if narrow else _between(word)).join(map(_write, parts))
        case Script(base, index):
            return f"{_write(base)}_{{{_write(index)}}}"
        case Transpose(base):
            return rf"{_write(base)}^{{\top}}"
        case Total(_, _, body) | Limit(_, body) | Partial(_, body):
            return f"{_head(node)}{'' if _is_double(node) else ' '}{_write(body)}"
        case Evaluation(body, values):
            places = ", ".join(f"{_write(name)} = {_write(value)}" for name, value in values)
            return rf"\left. {_write(body)} \right|_{{{places}}}"
        case Norm(body):
            return rf"\lVert {_write(body)} \rVert"
        case Mean(Power(Norm(), _) as body):
            return rf"\mathrm{{E}} {_write(body)}"
        case Mean(body):
            return rf"\mathrm{{E}}[{_write(body)}]"
        case Compared(operator, body):
            return f"{_OPERATORS.get(operator, operator)} {_write(body)}"
        case Set(body):
            return rf"\{{{_write(body)}\}}"
        case Remark(body, words):
            return rf"{_write(body)} \text{{ {words}}}"


def _head(node: Total | Limit | Partial) -> str:
    match node:
        case Total(index, count, _):
            end = "" if count is None else f"<{_write(count)}"
            return rf"\sum_{{{_write(index)}{end}}}"
        case Limit(index, _):
            return rf"\lim_{{{_write(index)} \to \infty}}"
        case Partial(variable, _):
            return rf"\partial_{{{_write(variable)}}}"


def _is_double(node: Total | Limit | Partial) -> bool:
    """Whether two signs of sums follow each other, without a space between them."""
    return isinstance(node, Total) and isinstance(node.body, Total)


def _between(word: str) -> str:
    return _JOINED.get(word, rf" \quad\text{{{word}}}\quad ")


def _sum(terms: tuple[tuple[int, Node], ...]) -> str:
    (sign, first), *others = terms
    pieces = [("" if sign > 0 else "-" if sign else r"\pm ") + _write(first)]
    pieces += [f"{_SIGNS[sign]} {_write(term)}" for sign, term in others]
    return " ".join(pieces)


def _call(name: str, arguments: tuple[Node, ...]) -> str:
    operator = rf"\operatorname{{{name.replace('_', chr(92) + '_')}}}"
    letter = name if name in _APPLIED else f"{{{name}}}"
    head = _FUNCTIONS.get(name, letter if len(name.rstrip("'")) == 1 else operator)
    tall = any(is_tall(argument) or has_sign(argument) for argument in arguments)
    opening, closing = (r"\left(", r"\right)") if tall else ("(", ")")
    return f"{head}{opening}{', '.join(map(_write, arguments))}{closing}"


def _side_by_side(written: list[str]) -> str:
    pieces = written[:1]
    for before, factor in pairwise(written):
        words = any(text.startswith(r"\mathrm{") for text in (before, factor))
        call = _CALLED.fullmatch(before) and _BRACKET.match(factor)
        change = _CHANGE.fullmatch(before)
        link = r"\cdot " if factor[0].isdigit() or call or change else r"\, " if words else ""
        pieces.append(link + factor)
    return " ".join(pieces)


def _delimiters(node: Bracket | Absolute, *, broken: bool) -> tuple[str, str]:
    left, right = ("(", ")") if isinstance(node, Bracket) else (r"\lvert ", r"\rvert")
    written = [latex_name(symbol) for symbol in names(node.body)]
    tall = is_tall(node.body) or has_sign(node.body) or any(r"\frac" in name for name in written)
    if tall and not broken:
        return rf"\left{left}", rf"\right{right}"
    inside = max(bracket_depth(node.body), any("(" in name for name in written), broken)
    big = _SIZES[3 if tall else min(inside, len(_SIZES) - 1)]
    if big:
        return f"{big}l{left}", f"{big}r{right}"
    return left, right if isinstance(node, Bracket) else " " + right


def _join(piece: Piece) -> str:
    pieces: list[str] = []
    run: list[str] = []
    heads = ""
    for place, token in enumerate(piece):
        match token:
            case Open(bracket):
                pieces.append(_side_by_side([*run, _delimiters(bracket, broken=True)[0].strip()]))
                run = []
            case Close(bracket, exponent):
                power = f"^{{{_write(exponent)}}}" if exponent else ""
                pieces += [_side_by_side(run)] if run else []
                run = [_delimiters(bracket, broken=True)[1].strip() + power]
            case Head(node):
                heads += _head(node)
                if not _is_double(node):
                    pieces.append(_side_by_side([*run, heads]))
                    run, heads = [], ""
            case Operator(text):
                pieces += [_side_by_side(run)] if run else []
                run = []
                if text in LISTED:
                    mark = "," if place == len(piece) - 1 else _JOINED[text].strip()
                    pieces[-1:] = ["".join(pieces[-1:]) + mark]
                else:
                    pieces.append(_operator(text))
            case _:
                run.append(heads + _write(token))
                heads = ""
    run += [heads] if heads else []
    return " ".join([*pieces, _side_by_side(run)] if run else pieces)


def _operator(text: str) -> str:
    return _between(text).strip() if text in ("and", "or", "iff") else _OPERATORS.get(text, text)

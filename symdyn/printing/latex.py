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
only, and "\cdot" only before a factor that starts with a digit, or between a letter that functions
are called by and a bracket.  Brackets are "(" and ")", after
\left and \right where they hold a fraction, or \bigl and \bigr and their like where they hold
brackets or are broken over lines; bars are \lvert and \rvert with the same prefixes.  "\," beside
a name of several letters means nothing, nor do "&", "\\", "\quad", "\qquad" and "{}", which lines
add; they also add "\times" where a line starts with a factor.
"""

import re
from itertools import pairwise

from sympy import Basic

from symdyn.notation import latex_name
from symdyn.printing.arrange import arrange
from symdyn.printing.breaking import Close, Open, Operator, Piece, break_rows
from symdyn.printing.latex_width import latex_width
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
    bracket_depth,
    is_tall,
    names,
)

__all__ = ["TEXT_WIDTH", "latex", "latex_lines", "latex_width"]

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
_OPERATORS = {"*": r"\times", "!=": r"\ne", "<=": r"\le", ">=": r"\ge"}
_FUNCTIONS = {"Min": r"\min", "Max": r"\max", "exp": r"\exp", "log": r"\log"}
_SIZES = ("", "\\big", "\\Big", "\\bigg", "\\Bigg")
_FIRST_INDENT, _INDENT = r"\qquad", r"\quad"


def latex(expression: Basic) -> str:
    r"""An expression, relation or statement as LaTeX for math mode.

    Parameters
    ----------
    expression : what `symdyn.printing.arrange.arrange` accepts

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
    return _write(arrange(expression))


# In front of a bracket these read as functions: f(x + y) is not f \cdot (x + y).
_CALLED = re.compile(r"(?:[EeLNFGfghlpqruv]|\\Gamma|\\zeta|\\kappa)(?:_.*)?")
_BRACKET = re.compile(r"\\(?:left|[bB]igg?l)?\(|\(")


def latex_lines(
    left: str | Basic | None, expression: Basic, width: float = TEXT_WIDTH
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
    node = arrange(expression)
    head = left if isinstance(left, str) else "" if left is None else latex(left)
    lead = latex_width(head + "=") if head else 0.0
    own_line = lead > 0.4 * width and lead + latex_width(_write(node)) > width
    room = width - (latex_width(_FIRST_INDENT + "=") if own_line else lead)
    rows = break_rows(
        node, room, latex_width(_FIRST_INDENT), lambda piece: latex_width(_join(piece))
    )
    lines = [_join(row.tokens) for row in rows]
    if own_line:
        lines[0] = rf"&{_FIRST_INDENT} = {lines[0]}"
    else:
        lines[0] = f"{head} &= {lines[0]}" if head else f"& {lines[0]}"
    for index, row in enumerate(rows[1:], start=1):
        lines[index] = rf"&{_FIRST_INDENT}{_INDENT * row.depth} {{}} {lines[index]}"
    return [f"& {head}", *lines] if own_line else lines


def _write(node: Node) -> str:  # noqa: PLR0912 - one case for each kind of node
    match node:
        case Number(value):
            return str(value)
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
        case Bracket() | Absolute():
            opening, closing = _delimiters(node, broken=False)
            return f"{opening}{_write(node.body)}{closing}"
        case Call(name, arguments):
            return _call(name, arguments)
        case Relation(left, operator, right):
            return f"{_write(left)} {_OPERATORS.get(operator, operator)} {_write(right)}"
        case Junction(word, parts):
            return rf" \quad\text{{{word}}}\quad ".join(_write(part) for part in parts)


def _sum(terms: tuple[tuple[int, Node], ...]) -> str:
    (sign, first), *others = terms
    pieces = ["-" * (sign < 0) + _write(first)]
    pieces += [f"{'-' if sign < 0 else '+'} {_write(term)}" for sign, term in others]
    return " ".join(pieces)


def _call(name: str, arguments: tuple[Node, ...]) -> str:
    operator = rf"\operatorname{{{name.replace('_', chr(92) + '_')}}}"
    head = _FUNCTIONS.get(name, f"{{{name}}}" if len(name) == 1 else operator)
    tall = any(is_tall(argument) for argument in arguments)
    opening, closing = (r"\left(", r"\right)") if tall else ("(", ")")
    return f"{head}{opening}{', '.join(map(_write, arguments))}{closing}"


def _side_by_side(written: list[str]) -> str:
    pieces = written[:1]
    for before, factor in pairwise(written):
        words = any(text.startswith(r"\mathrm{") for text in (before, factor))
        call = _CALLED.fullmatch(before) and _BRACKET.match(factor)
        link = r"\cdot " if factor[0].isdigit() or call else r"\, " if words else ""
        pieces.append(link + factor)
    return " ".join(pieces)


def _delimiters(node: Bracket | Absolute, *, broken: bool) -> tuple[str, str]:
    left, right = ("(", ")") if isinstance(node, Bracket) else (r"\lvert ", r"\rvert")
    written = [latex_name(symbol) for symbol in names(node.body)]
    tall = is_tall(node.body) or any(r"\frac" in name for name in written)
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
    for token in piece:
        if not isinstance(token, Operator | Open | Close):
            run.append(_write(token))
            continue
        if run:
            pieces.append(_side_by_side(run))
            run = []
        match token:
            case Operator(text) if text in ("and", "or"):
                pieces.append(rf"\quad\text{{{text}}}\quad")
            case Operator(text):
                pieces.append(_OPERATORS.get(text, text))
            case Open(bracket):
                pieces.append(_delimiters(bracket, broken=True)[0])
            case Close(bracket, exponent):
                power = f"^{{{_write(exponent)}}}" if exponent else ""
                pieces.append(_delimiters(bracket, broken=True)[1] + power)
    return " ".join([*pieces, _side_by_side(run)] if run else pieces)

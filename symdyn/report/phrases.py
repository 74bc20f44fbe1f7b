"""Words and written forms that several sections share."""

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from sympy import Abs, And, Basic, Expr, Gt, Integer, Lt, Ne, Rational, Symbol

from symdyn import notation
from symdyn.exact import matrices
from symdyn.exact.domain import Interval
from symdyn.exact.layout import equals_zero
from symdyn.formula.arrange import tree
from symdyn.formula.inline import inline
from symdyn.formula.nodes import Call, Junction, Name, Node, Relation
from symdyn.report.content import Cell, Matrix, Piece, Prose, Words
from symdyn.rules.per_unit import values_of_units
from symdyn.rules.rule import LearningRule

__all__ = [
    "Verbatim",
    "domain_statement",
    "equals_zero",
    "feedback_symbol",
    "fits_inline",
    "given_values",
    "joined",
    "matrix_of",
    "number",
    "of_units",
    "prose",
    "related",
    "symbols_of",
    "words",
]

_LONGEST_INLINE = 30
_MARK = re.compile(r"\$([^$]+)\$|\(:([a-z0-9-]+)\)")
_NUMBERS = "no one two three four five six seven eight nine ten eleven twelve".split()


class Verbatim(str):
    """Text from outside, such as a rule's title, that is shown as it is."""

    __slots__ = ()


def prose(*pieces: Piece) -> Prose:
    """A paragraph: in plain strings $...$ is a short formula in LaTeX, (:label) a reference.

    >>> prose("with $w$ as in (:kernel)").pieces
    ('with ', Name(symbol=w), ' as in ', 'ref:kernel')
    """
    return Prose(words(*pieces))


def words(*pieces: Piece) -> Words:
    """The pieces of a paragraph or of a cell, with marks in plain strings as in `prose`."""
    return tuple(part for piece in pieces for part in _parts(piece))


def _parts(piece: Piece) -> Iterator[Piece]:
    if type(piece) is not str or piece.startswith("ref:"):
        yield piece
        return
    end = 0
    for match in _MARK.finditer(piece):
        if match.start() > end:
            yield piece[end : match.start()]
        yield inline(match[1]) if match[1] else f"ref:{match[2]}"
        end = match.end()
    if end < len(piece):
        yield piece[end:]


def joined(items: Iterable[Cell], last: str = "and") -> Words:
    """The items as they stand in a sentence: commas, and a word (or a comma) before the last.

    >>> "".join(joined(("a", "b", "c")))
    'a, b and c'
    """
    groups = [item if isinstance(item, tuple) else (item,) for item in items]
    pieces: list[Piece] = []
    for place, group in enumerate(groups):
        if place:
            final = place == len(groups) - 1 and last != ","
            pieces.append(f" {last} " if final else ", ")
        pieces.extend(group)
    return tuple(pieces)


def number(count: int) -> str:
    """A small number as a word.

    >>> number(3), number(40)
    ('three', '40')
    """
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def related(left: Node | Basic, right: Node | Basic, relation: str = "=") -> Relation:
    """A short equation for a sentence.

    >>> related(notation.b, notation.c).operator
    '='
    """
    return Relation(tree(left), relation, tree(right))


def given_values(pairs: Iterable[tuple[str, Fraction | float]]) -> list[Relation]:
    """The equations x = 1/2 and so on of names and their values.

    >>> [one.operator for one in given_values([("x", Fraction(1, 2)), ("y", 2)])]
    ['=', '=']
    """
    return [related(Symbol(name), Rational(value)) for name, value in pairs]


def of_units(symbol: Symbol, values: Mapping[str, Fraction], units: int) -> Relation:
    """The values of a parameter of which each unit has its own, diag(w_hat) = diag(x, y)."""
    given = (tree(Rational(one)) for one in values_of_units(values, symbol.name, units))
    return Relation(Call("diag", (Name(symbol),)), "=", Call("diag", tuple(given)))


def matrix_of(exact: matrices.Matrix) -> Matrix:
    """A matrix of rational numbers as content."""
    rows, columns = exact.shape
    return Matrix(tuple(tuple(Rational(exact[i, j]) for j in range(columns)) for i in range(rows)))


def domain_statement(symbol: Symbol, interval: Interval) -> Basic | Node:
    """The open domain of a symbol as a relation.

    >>> domain_statement(notation.w, Interval(-1, 1)), domain_statement(notation.c, Interval(nonzero=True))
    (Abs(w) < 1, Ne(c, 0))
    """
    lower, upper = interval.lower, interval.upper
    parts: list[Basic] = []
    if lower is not None and upper is not None and lower == -upper:
        parts.append(Lt(Abs(symbol), Rational(upper), evaluate=False))
    elif lower is not None and upper is not None:
        inside = related(Lt(Rational(lower), symbol, evaluate=False), Rational(upper), "<")
        if interval.nonzero:
            return Junction(",", (inside, related(symbol, Integer(0), "!=")))
        return inside
    elif lower is not None:
        parts.append(Gt(symbol, Rational(lower), evaluate=False))
    elif upper is not None:
        parts.append(Lt(symbol, Rational(upper), evaluate=False))
    if interval.nonzero:
        parts.append(Ne(symbol, 0, evaluate=False))
    if not parts:
        return inline(rf"{notation.latex_name(symbol)} \text{{ real}}")
    return parts[0] if len(parts) == 1 else And(*parts, evaluate=False)


def feedback_symbol(rule: LearningRule) -> Symbol:
    """The feedback of one mode: a or a_hat."""
    return notation.a if rule.symmetric else notation.a_hat


def fits_inline(expression: Expr) -> bool:
    """Whether a formula is short enough to stand in running text or in a cell."""
    return bool(expression.count_ops() <= _LONGEST_INLINE)


def symbols_of(rule: LearningRule) -> tuple[Symbol, ...]:
    """The symbols of the notation and the rule's own parameters, in the order they are written."""
    known = [entry.symbol for entry in notation.NOTATION]
    own = [symbol for symbol in rule.parameters if symbol not in known]
    return tuple(sorted([*known, *own], key=notation.position))

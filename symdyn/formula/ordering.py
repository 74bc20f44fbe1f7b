"""The order in which terms and factors are written; nothing here depends on SymPy's own order.

Terms go by ascending degree, so 1 - w^2; among terms of one degree those with fewer constants of
the teacher come first, and then those with more of a, b, w: a b - a_star b_star, a^2 + b^2.  Sums
of indices only, and exponents, go by descending degree: T - 1, 2 T + 1.  Whatever the order, a
positive term is moved to the front if there is one.

Factors go numbers, indices, other names in the order of the notation, symbolic powers, roots and functions,
brackets.  Ties are broken by the full content of the node, so that the order is total.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction as Ratio
from functools import cache
from typing import TypeAlias

from sympy import Symbol

from symdyn import notation
from symdyn.formula.nodes import (
    Absolute,
    Bracket,
    Constant,
    Fraction,
    Name,
    Node,
    Number,
    Power,
    Product,
    Root,
    Slash,
    Sum,
    names,
)

Degree: TypeAlias = tuple[int | Ratio, int | Ratio]
"""The total degree x T + y of a term as (x, y): symbolic exponents weigh more than numbers."""

Position: TypeAlias = tuple[int, tuple[tuple[str, int], ...]]
Term: TypeAlias = tuple[int, Node]

INDICES = frozenset(entry.symbol.name for entry in notation.NOTATION if entry.interval is None)
_DIGITS = re.compile(r"([0-9]+)")
# Degrees of abbreviations: c = a_star b_star, q = a phi and x = b^2 count as two; values of the
# kernel's generating function and of derivatives count as none.
_WEIGHTS = {
    notation.c.name: 2,
    notation.q.name: 2,
    notation.x.name: 2,
    **dict.fromkeys(("K_star", "M_star", "S_star"), 0),
    notation.kernel_student.name: 0,
    notation.kernel_teacher.name: 0,
    notation.kernel_derivative.name: 0,
    notation.kernel_moment.name: 0,
    notation.student_slope.name: 0,
    notation.teacher_slope.name: 0,
    notation.feedback_slope.name: 0,
}


def order_terms(terms: Iterable[Term], *, exponent: bool = False) -> tuple[Term, ...]:
    """The signed terms of a sum as they are written.

    Parameters
    ----------
    terms : pairs of a sign, +1 or -1, and a node
    exponent : whether the sum stands in an exponent, where degrees descend

    >>> w = Name(notation.w)
    >>> [sign for sign, _ in order_terms([(-1, Power(w, Number(2))), (1, Number(1))])]
    [1, -1]
    """
    pairs = list(terms)
    descending = exponent or _is_of_indices(pairs)
    pairs.sort(key=lambda pair: _term_key(pair[1], -1 if descending else 1))
    first = next((i for i, (sign, _) in enumerate(pairs) if sign > 0), 0)
    pairs.insert(0, pairs.pop(first))
    return tuple(pairs)


def _is_of_indices(terms: Iterable[Term]) -> bool:
    """Whether indices stand in a sum and nothing else does."""
    written = (symbol.name in INDICES for _, term in terms for symbol in names(term))
    return next(written, False) and all(written)


def order_factors(factors: Iterable[Node]) -> tuple[Node, ...]:
    """The factors of a product as they are written.

    >>> ordered = order_factors([Name(notation.b), Name(notation.a), Number(2)])
    >>> [getattr(factor, "symbol", 2) for factor in ordered]
    [2, a, b]
    """
    return tuple(sorted(factors, key=_factor_key))


def order_parts(parts: Iterable[Node]) -> tuple[Node, ...]:
    """Arguments of a symmetric function, or statements joined by one word, as they are written.

    >>> order_parts([Name(notation.b), Name(notation.a)])
    (Name(symbol=a), Name(symbol=b))
    """
    return tuple(sorted(parts, key=lambda part: (_factor_key(part), repr(part))))


def degree(node: Node) -> Degree:
    """The total degree of a node in its symbols: a sum's least, a fraction's numerator's.

    >>> degree(Product((Name(notation.a), Power(Name(notation.w), Name(notation.T)))))
    (1, 1)
    """
    match node:
        case Name(symbol):
            return 0, _WEIGHTS.get(symbol.name, 1)
        case Sum(terms):
            return min(degree(term) for _, term in terms)
        case Product(factors):
            return _add(degree(factor) for factor in factors)
        case Fraction(top, _) | Slash(top, _):
            return degree(top)
        case Power(base, exponent):
            return _scale(degree(base), _linear(exponent))
        case Root(body):
            return _scale(degree(body), (0, Ratio(1, 2)))
        case Absolute(body) | Bracket(body):
            return degree(body)
        case _:
            return 0, 0


def is_constant(node: Node) -> bool:
    """Whether no symbol stands in the node."""
    return next(names(node), None) is None


@dataclass(frozen=True)
class _Content:
    """What decides between nodes that are alike otherwise; written out only where that happens."""

    node: Node

    def __lt__(self, other: "_Content") -> bool:
        return repr(self.node) < repr(other.node)


def _term_key(term: Node, direction: int) -> tuple[object, ...]:
    symbolic, plain = degree(term)
    constants, variables = _monomial(term)
    return (
        (direction * symbolic, direction * plain),
        not is_constant(term),
        constants,
        variables,
        _Content(term),
    )


def _monomial(
    term: Node,
) -> tuple[tuple[tuple[Position, int], ...], tuple[tuple[Position, int], ...]]:
    # The plain powers in the numerator: constants by rising, variables by falling exponent.
    powers: Counter[Symbol] = Counter()
    numerator = term.numerator if isinstance(term, Fraction | Slash) else term
    for factor in numerator.factors if isinstance(numerator, Product) else (numerator,):
        match factor:
            case Name(symbol):
                powers[symbol] += 1
            case Power(Name(symbol), Number(value)):
                powers[symbol] += value
            case Fraction():
                powers.update(names(factor.numerator))
            case _:
                pass
    first_variable = notation.position(notation.a)
    constants, variables = [], []
    for symbol, power in powers.items():
        if notation.position(symbol) < first_variable and symbol.name != notation.s.name:
            constants.append((_position(symbol), power))
        else:
            variables.append((_position(symbol), -power))
    return tuple(sorted(constants)), tuple(sorted(variables))


def _factor_key(factor: Node) -> tuple[object, ...]:
    base = factor.base if isinstance(factor, Power) else factor
    exponent = factor.exponent if isinstance(factor, Power) else Number(1)
    place: tuple[object, ...] = ()
    match base, exponent:
        case Number(), _:
            group = 0 if isinstance(factor, Number) else 1
        case Constant(), _:
            group = 2
        case Name(symbol), Number():
            group, place = 3, (symbol.name not in INDICES, _position(symbol))
        case Name(symbol), _:
            group, place = 4, (_position(symbol),)
        case Bracket(Sum(terms)), _ if not is_constant(base):
            group = 6
            place = (len(terms), tuple(_monomial(term) for _, term in terms))
        case Bracket(), _ if is_constant(base):
            group = 1
        case _:
            group, place = 5, tuple(_position(symbol) for symbol in names(base))
    return group, place, _Content(exponent), _Content(factor)


@cache
def _position(symbol: Symbol) -> Position:
    # Digits compare as numbers, so that gamma_2 stands before gamma_10.
    index, name = notation.position(symbol)
    pieces = _DIGITS.split(name)
    return index, tuple(
        ("", int(piece)) if piece.isdecimal() else (piece, 0) for piece in pieces if piece
    )


def _linear(exponent: Node) -> Degree:
    # An exponent x T + y as (x, y), every symbol counted as T.
    match exponent:
        case Number(value):
            return 0, value
        case Name():
            return 1, 0
        case Sum(terms):
            return _add(_scale(_linear(term), (0, sign)) for sign, term in terms)
        case Product(factors):
            total: Degree = 0, 1
            for factor in factors:
                total = _scale(total, _linear(factor))
            return total
        case Slash(top, Number(value)):
            return _scale(_linear(top), (0, Ratio(1, value)))
        case Bracket(body):
            return _linear(body)
        case _:
            return 1, 0


def _scale(first: Degree, second: Degree) -> Degree:
    return (
        first[0] * second[1] + first[1] * second[0] + first[0] * second[0],
        first[1] * second[1],
    )


def _add(degrees: Iterable[Degree]) -> Degree:
    pairs = list(degrees)
    return sum(x for x, _ in pairs), sum(y for _, y in pairs)

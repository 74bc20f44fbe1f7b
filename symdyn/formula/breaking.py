"""Breaking a long formula into lines, for any printer that can measure.

A formula is cut into pieces that are not broken further.  It is cut before the terms of a sum, if
need be inside brackets, whose two halves then stand on different lines; before a factor; before a
relation; before "and", "or" and "iff"; behind a comma.  A fraction that is too wide is first written as a product: a long
numerator beside the bar, a long denominator to the power -1; a long root to the power 1/2.  The
value never changes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from symdyn.formula.arrange import raised
from symdyn.formula.glyphs import SIGNS
from symdyn.formula.nodes import (
    Absolute,
    Bracket,
    Fraction,
    Junction,
    Limit,
    Node,
    Number,
    Partial,
    Power,
    Product,
    Relation,
    Root,
    Slash,
    Sum,
    Total,
    closed,
    factors_of,
    multiply,
)

LISTED = (",", ";")
"""What joins formulas in a list: it stands at the end of a line, where other signs start one."""


@dataclass(frozen=True)
class Operator:
    """A sign between pieces: "+", "-", "+-", "*", a relation, "and", "or", a comma, "iff"."""

    text: str


@dataclass(frozen=True)
class Open:
    """The left half of a bracket or modulus whose right half may be on another line."""

    bracket: Bracket | Absolute


@dataclass(frozen=True)
class Close:
    """The right half, with the exponent that stands at it, if any."""

    bracket: Bracket | Absolute
    exponent: Node | None


@dataclass(frozen=True)
class Head:
    """The sign of a sum over an index, of a limit or of a derivative, in front of its body."""

    node: Total | Limit | Partial


_TIMES = Operator("*")

Token: TypeAlias = Operator | Open | Close | Head | Node
Piece: TypeAlias = tuple[Token, ...]
Measure: TypeAlias = Callable[[Piece], float]


@dataclass(frozen=True)
class Row:
    """One line of a broken formula, and how many brackets are open where it starts."""

    tokens: Piece
    depth: int


def break_rows(node: Node, width: float, indent: float, measure: Measure) -> list[Row]:
    """The lines of a formula.

    Parameters
    ----------
    node : the formula
    width : the most that a line may measure, its indentation included
    indent : what a continuation line loses, once and again for each bracket open where it starts
    measure : the width of tokens side by side

    Returns
    -------
    One row if the formula fits; a row is too wide only if it cannot be cut.

    >>> from sympy import Symbol
    >>> from symdyn.formula.nodes import Name, names
    >>> x = Name(Symbol("x"))
    >>> symbols = lambda piece: sum(len([*names(token)]) for token in piece)
    >>> rows = break_rows(Sum(((1, x), (1, x), (-1, x))), 2, 0, symbols)
    >>> [symbols(row.tokens) for row in rows]
    [2, 1]
    """
    if measure((node,)) <= width:
        return [Row((node,), 0)]
    rows: list[Row] = []
    row: Piece = ()
    start = depth = 0
    for piece in _Cutter(indent, measure).cut(node, width - indent):
        room = width - (indent * (1 + start) if rows else 0)
        # Only a factor that starts a line has a sign in front of it.
        longer = row + (piece[1:] if row and piece[0] == _TIMES else piece)
        # A line that closes a bracket of an earlier line ends there.
        if row and (start > depth or measure(longer) > room):
            rows.append(Row(row, start))
            longer, start = piece, depth
        row = longer
        depth += sum(isinstance(token, Open) - isinstance(token, Close) for token in piece)
    return [*rows, Row(row, start)]


@dataclass(frozen=True)
class _Cutter:
    # Cuts into pieces no wider than a limit where that is possible.  `lead` is what stands before
    # the first piece on its line, `tail` what stands after the last.
    indent: float
    measure: Measure

    def cut(self, node: Node, limit: float, lead: float = 0, tail: float = 0) -> list[Piece]:
        if lead + self.measure((node,)) + tail <= limit:
            return [(node,)]
        match node:
            case Sum(terms):
                signs = [SIGNS[sign] if i or sign < 1 else "" for i, (sign, _) in enumerate(terms)]
                parts = [(sign, term) for sign, (_, term) in zip(signs, terms, strict=True)]
                return self._joined(parts, limit, lead, tail)
            case Product(factors):
                return self._product(factors, limit, lead, tail)
            case Bracket() | Absolute():
                return self._bracket(node, None, limit, lead, tail)
            case Power(Bracket() | Absolute() as base, exponent):
                return self._bracket(base, exponent, limit, lead, tail)
            case Root(body):
                power = raised(body, Slash(Number(1), Number(2)))
                return self.cut(power, limit, lead, tail)
            case Fraction():
                spread = self._spread(node, limit - lead - tail)
                return [(node,)] if spread == node else self.cut(spread, limit, lead, tail)
            case Relation(left, operator, right):
                return self._joined([("", left), (operator, right)], limit, lead, tail)
            case Total(_, _, body) | Limit(_, body) | Partial(_, body):
                head = (Head(node),)
                first, *others = self.cut(body, limit, lead + self.measure(head), tail)
                return [head + first, *others]
            case Junction(word, parts):
                if word in LISTED:
                    return self._listed(word, parts, limit, lead, tail)
                words = [""] + [word] * (len(parts) - 1)
                return self._joined(list(zip(words, parts, strict=True)), limit, lead, tail)
            case _:
                return [(node,)]

    def _joined(
        self, parts: list[tuple[str, Node]], limit: float, lead: float, tail: float
    ) -> list[Piece]:
        pieces: list[Piece] = []
        for index, (text, part) in enumerate(parts):
            sign: Piece = (Operator(text),) if text else ()
            before = self.measure(sign) + (0 if index else lead)
            after = tail if index == len(parts) - 1 else 0
            first, *others = self.cut(part, limit, before, after)
            pieces += [sign + first, *others]
        return pieces

    def _listed(
        self, word: str, parts: tuple[Node, ...], limit: float, lead: float, tail: float
    ) -> list[Piece]:
        comma: Piece = (Operator(word),)
        pieces: list[Piece] = []
        for part in parts[:-1]:
            before = 0 if pieces else lead
            *done, last = self.cut(part, limit, before, self.measure(comma))
            pieces += [*done, last + comma]
        return pieces + self.cut(parts[-1], limit, 0 if pieces else lead, tail)

    def _product(
        self, factors: tuple[Node, ...], limit: float, lead: float, tail: float
    ) -> list[Piece]:
        pieces: list[Piece] = []
        run: Piece = ()
        for index, factor in enumerate(factors):
            after = tail if index == len(factors) - 1 else 0
            before = self._beside(run, factor) + (0 if pieces else lead)
            here = self.cut(factor, limit, before, after)
            if run:
                times: Piece = (_TIMES,)
                below = self.cut(factor, limit, self._beside(times, factor), after)
                overflows = (
                    before + self.measure(here[0]) + (after if len(here) == 1 else 0) > limit
                )
                short = len(below) == 1 < len(here) and self.measure((factor,)) <= limit / 2
                if overflows or short or _times(below) < _times(here):
                    pieces.append(run)
                    run, here = times, below
            *done, run = [run + here[0], *here[1:]]
            pieces += done
        return [*pieces, run]

    def _beside(self, run: Piece, factor: Node) -> float:
        # What a run takes in front of a factor, with any space between them.
        return self.measure((*run, factor)) - self.measure((factor,))

    def _bracket(
        self,
        bracket: Bracket | Absolute,
        exponent: Node | None,
        limit: float,
        lead: float,
        tail: float,
    ) -> list[Piece]:
        opening, closing = Open(bracket), Close(bracket, exponent)
        before = lead + self.measure((opening,)) - self.indent
        after = self.measure((closing,)) + tail
        first, *others = self.cut(bracket.body, limit - self.indent, before, after)
        *done, last = [(opening, *first), *others]
        return [*done, (*last, closing)]

    def _spread(self, fraction: Fraction, limit: float) -> Node:
        # The same value with what is too wide for the bar beside it.
        above, beside = self._narrowed(factors_of(fraction.numerator), limit)
        below, inverse = self._narrowed(factors_of(fraction.denominator), limit)
        if not beside and not inverse:
            return fraction
        if below:
            above = (Fraction(multiply(above), multiply(below)),)
        elif above == (Number(1),):
            above = ()
        factors = (*above, *beside, *map(_inverse, inverse))
        # A sum over an index or a derivative does not take in what stands behind it now.
        return multiply((*map(closed, factors[:-1]), *factors[-1:]))

    def _narrowed(
        self, factors: tuple[Node, ...], limit: float
    ) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
        # Factors that fit on a bar, and those that are left over: the widest go first, those that
        # can be broken before others, and a name or number alone stays.
        kept = list(factors)
        while self.measure((multiply(tuple(kept)),)) > limit:
            loose = [factor for factor in kept if _is_breakable(factor)]
            if not loose and len(kept) < 2:
                break
            kept.remove(max(loose or kept, key=lambda factor: self.measure((factor,))))
        left = list(factors)
        for factor in kept:
            left.remove(factor)
        return tuple(kept), tuple(left)


def _times(pieces: list[Piece]) -> int:
    return sum(token == _TIMES for piece in pieces for token in piece)


def _is_breakable(factor: Node) -> bool:
    base = factor.base if isinstance(factor, Power) else factor
    return isinstance(base, Bracket | Absolute | Root)


def _inverse(factor: Node) -> Node:
    match factor:
        case Power(base, Number() as exponent):
            return Power(base, Sum(((-1, exponent),)))
        case _:
            return raised(factor, Sum(((-1, Number(1)),)))

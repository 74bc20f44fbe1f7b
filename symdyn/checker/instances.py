r"""Counterexamples to modes and ranks: words evaluated at matrices of fractions.

A mode is refuted by orthogonal U, P, V and diagonal a, b, w, ... at which an entry off the diagonal
of one of its matrices is not 0.  A rank is refuted by matrices and some updates X - \eta D after
which the change has a minor that is not 0 and has more rows than one of the bounds says.  The
dimensions are those of the matrices, at least 1.
"""

from collections.abc import Mapping
from fractions import Fraction
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from .sorts import DIAGONAL, DIMENSIONS, ORTHOGONAL, SHAPES, is_index, is_per_unit
from .terms import METER, Definition, Refused, Relation, Term

__all__ = ["HOLDS", "Instance", "minor_of"]

Number = Fraction | int  # integers where they are: that is several times faster
Matrix = tuple[tuple[Number, ...], ...]
Value = Number | Matrix  # in a word of matrices a number stands for its multiple of I
HOLDS = {"=": eq, "!=": ne, "<": lt, ">": gt, "<=": le, ">=": ge}
_MOST, _MOST_BITS = 64, 1 << 15  # terms of a sum, exponents, rows; bits of a number


class Instance:
    """The values of letters, the dimensions among them."""

    def __init__(self, signature: Mapping[str, Definition], given: Mapping[str, Value]) -> None:
        self.signature = signature
        self.letters: dict[Term, Value] = {}
        self.known: dict[Any, Value] = {}
        for name, value in given.items():
            matrix = isinstance(value, tuple)
            if (name in SHAPES and not matrix) or (is_index(name) and matrix):
                raise Refused(f"{name} is a matrix or a number where it should be the other")
            self._put(("mat" if matrix else "sym", name), value)
            if isinstance(value, tuple):
                self._put_matrix(name, value)

    def _put_matrix(self, name: str, matrix: Matrix) -> None:
        for side, size in zip(SHAPES.get(name, "nn"), (len(matrix), len(matrix[0])), strict=True):
            self._put(("sym", side), size)
        if name in ORTHOGONAL and _product(_turned(matrix), matrix) != _unit(len(matrix)):
            raise Refused(f"{name} is not orthogonal")
        rows = enumerate(matrix)
        own = name in DIAGONAL or is_per_unit(("mat", name))
        if own and any(x for i, row in rows for j, x in enumerate(row) if i != j):
            raise Refused(f"{name} is not diagonal")

    def _put(self, letter: Term, value: Value) -> None:
        if not isinstance(value, tuple) and is_index(letter[1]):
            least = 1 if letter[1] in DIMENSIONS else 0
            if value.denominator != 1 or value < least:
                raise Refused(f"{letter[1]} is a natural number, at least {least}")
        if self.letters.setdefault(letter, value) != value:
            raise Refused(f"{letter[1]} is {value} here and {self.letters[letter]} there")

    def at(self, t: Term) -> Value:
        """The value of a term at these letters."""
        return self._value(t, self.letters, ())

    def number(self, t: Term) -> Number:
        """The value of a term that is a number."""
        value = self.at(t)
        if isinstance(value, tuple):
            raise Refused("a matrix stands where a number should")
        return value

    def holds(self, relation: Relation) -> bool:
        """Whether a relation between numbers holds here."""
        return bool(HOLDS[relation[0]](self.number(relation[1]), self.number(relation[2])))

    def stepped(self, updates: Mapping[str, Term]) -> "Instance":
        r"""The instance after X - \eta D for each letter X with the update D."""
        eta, after = self.number(("sym", r"\eta")), object.__new__(type(self))
        after.signature, after.known = self.signature, {}
        after.letters = {**self.letters}
        for letter, word in updates.items():
            step = _product(-eta, self.at(word))
            after.letters["mat", letter] = _sum(self.letters["mat", letter], step)
        return after

    def changed(self, before: "Instance", letter: str) -> Value:
        """What a matrix is here less what it was before."""
        old, new = before.letters["mat", letter], self.letters["mat", letter]
        return _sum(new, _product(-1, old))

    def _value(self, t: Term, letters: Mapping[Term, Value], bound: tuple[Number, ...]) -> Value:
        tag, found = t[0], self._leaf(t, letters, bound)
        if found is not None:
            return found
        if tag == "def":
            args = tuple(self._value(x, letters, bound) for x in t[2])
            known = self._known(t[1], *args)
            if known is None:
                definition = self.signature[t[1]]
                inner = dict(zip(definition.params, args, strict=True))
                known = self.known[t[1], *args] = self._value(definition.body, inner, ())
            return known
        if tag == "sum":
            count = _count(self._value(t[2], letters, bound))
            terms = [self._value(t[3], letters, (*bound, i)) for i in range(count)]
            return _added(terms) if terms else 0
        if tag == "^":
            return self._power(self._value(t[1], letters, bound), self._value(t[2], letters, bound))
        if tag not in {"+", "*", "neg", "/", "top", "diag"}:
            raise Refused(f"{tag!r} stands in a word of matrices")
        first, *others = (self._value(x, letters, bound) for x in t[1:])
        if tag == "neg":
            return _product(-1, first)
        if tag == "top":
            return _turned(first) if isinstance(first, tuple) else first
        if tag == "diag":
            return (
                tuple(
                    tuple(x if i == j else 0 for j, x in enumerate(row))
                    for i, row in enumerate(first)
                )
                if isinstance(first, tuple)
                else first
            )
        if tag == "+":
            return _added([first, *others])
        for one in others:
            first = _product(first, _inverse(one) if tag == "/" else one)
        return first

    def _leaf(
        self, t: Term, letters: Mapping[Term, Value], bound: tuple[Number, ...]
    ) -> Value | None:
        METER.spend(5)
        if t[0] == "num":
            return int(t[1])
        if t[0] == "var":
            return bound[-1 - int(t[1])]
        if t == ("mat", "I"):
            return 1
        if t[0] in {"sym", "mat"}:
            if t not in letters:
                raise Refused(f"the instance has no value for {t[1]}")
            return letters[t]
        return None

    def _power(self, base: Value, exponent: Value) -> Value:
        count = _count(exponent)
        found = self._known(base, count) if count else 1
        if found is None:
            found = _product(self._power(base, count - 1), base)
            self.known[base, count] = found
        return found

    def _known(self, *key: Any) -> Value | None:
        """What was worked out before; looking it up reads each entry of each matrix."""
        METER.spend(5 * sum(len(x) * len(x[0]) if isinstance(x, tuple) else 1 for x in key))
        return self.known.get(key)


def _inverse(value: Value) -> Number:
    if isinstance(value, tuple) or not value:
        raise Refused("a division by a matrix, or by 0")
    return Fraction(1) / value


def _count(value: Value) -> int:
    if isinstance(value, tuple) or value.denominator != 1 or not 0 <= value <= _MOST:
        raise Refused(f"a number of terms, or an exponent, that is none of 0, ..., {_MOST}")
    return int(value)


def _spend(value: Value) -> Value:
    rows = value if isinstance(value, tuple) else ((value,),)
    bits = max((x.numerator * x.denominator).bit_length() for row in rows for x in row)
    METER.spend(len(rows) * len(rows[0]) * (20 + len(rows) * bits // 64))
    if bits > _MOST_BITS or len(rows) > _MOST:
        raise Refused(f"an instance with {len(rows)} rows, or a number of {bits} bits")
    return value


def _unit(size: int) -> Matrix:
    return tuple(tuple(int(i == j) for j in range(size)) for i in range(size))


def _turned(matrix: Any) -> Matrix:
    return tuple(zip(*matrix, strict=True))


def _added(terms: list[Value]) -> Value:
    result = terms[0]
    for one in terms[1:]:
        result = _sum(result, one)
    return result


def _sum(left: Value, right: Value) -> Value:
    if not isinstance(left, tuple) and not isinstance(right, tuple):
        return _spend(left + right)
    if not isinstance(left, tuple):
        left, right = right, left
    if not isinstance(left, tuple):
        raise Refused("no sum")
    if not isinstance(right, tuple):
        right = tuple(tuple(right * x for x in row) for row in _unit(len(left)))
    rows = zip(left, right, strict=True)
    return _spend(tuple(tuple(x + y for x, y in zip(p, q, strict=True)) for p, q in rows))


def _product(left: Any, right: Any) -> Value:
    if isinstance(left, tuple) and isinstance(right, tuple):
        columns = _turned(right)
        return _spend(
            tuple(tuple(_entry(p, q) for q in columns) for p in left),
        )
    if isinstance(left, tuple):
        left, right = right, left
    if isinstance(right, tuple):
        return _spend(tuple(tuple(left * x for x in row) for row in right))
    return _spend(left * right)


def _entry(row: tuple[Number, ...], column: tuple[Number, ...]) -> Number:
    """The sum of products, counted term by term: denominators may multiply up."""
    total: Number = 0
    for x, y in zip(row, column, strict=True):
        total += x * y
        bits = total.numerator.bit_length() + total.denominator.bit_length()
        METER.spend((bits >> 10) ** 2)
        if bits > _MOST_BITS:
            raise Refused(f"a number of {bits} bits")
    return total


def minor_of(matrix: Value, rows: list[int], columns: list[int]) -> Number:
    """The determinant of these rows and columns."""
    if not isinstance(matrix, tuple) or len(rows) != len(columns):
        raise Refused("a minor has as many rows as columns, of a matrix")
    left = [[matrix[i][j] for j in columns] for i in rows]
    result: Number = 1
    while left:
        pivot = next((i for i, row in enumerate(left) if row[0]), None)
        if pivot is None:
            return 0
        first = left.pop(pivot)
        _spend(tuple(map(tuple, left)) or result)
        result *= first[0] * (-1) ** pivot
        left = [
            [x - Fraction(row[0]) / first[0] * y for x, y in zip(row[1:], first[1:], strict=True)]
            for row in left
        ]
    _spend(result)
    return result

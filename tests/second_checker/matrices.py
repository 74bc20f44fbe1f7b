"""Matrices of rational numbers, and the values of terms at them."""

from __future__ import annotations

from fractions import Fraction
from typing import Union

from tests.second_checker.errors import Refused, Work
from tests.second_checker.shapes_of_matrices import ANY, LETTERS, NUMBER, shape
from tests.second_checker.terms import Term, substitute

Rows = tuple[tuple[Fraction, ...], ...]
Number = Union[Fraction, Rows]  # noqa: UP007 - clearer so
MAX_BITS = 1 << 15
MAX_TERMS = 64


def checked(value: Fraction) -> Fraction:
    """A number that is not too long."""
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > MAX_BITS:
        raise Refused("a number of more than 32,768 bits")
    return value


def bits_of(rows: Rows) -> int:
    """The length of the longest number."""
    return max(
        max(x.numerator.bit_length(), x.denominator.bit_length()) for row in rows for x in row
    )


def identity(size: int) -> Rows:
    """The identity matrix."""
    return tuple(tuple(Fraction(int(r == c)) for c in range(size)) for r in range(size))


def transpose(rows: Rows) -> Rows:
    """The transpose."""
    return tuple(zip(*rows, strict=False))


class Evaluator:
    """Values of terms of matrices at numbers and matrices for their letters; I is handled where it meets a matrix."""

    def __init__(self, work: Work, letters: dict[str, Number]) -> None:
        self.work = work
        self.letters = letters
        self.memo: dict[Term, Number] = {}

    def value(self, term: Term) -> Number:
        """The value of a closed term; I alone is a number here, and so is a multiple of it."""
        found = self.memo.get(term)
        if found is None:
            self.work.spend(5)
            found = self.memo[term] = self._value(term)
        return found

    def number(self, term: Term) -> Fraction:
        """The value of a term of numbers."""
        found = self.value(term)
        if not isinstance(found, Fraction):
            raise Refused("a matrix stands where a number should")
        return found

    def count(self, term: Term) -> int:
        """A natural number of at most 64."""
        found = self.number(term)
        if found.denominator != 1 or not 0 <= found <= MAX_TERMS:
            raise Refused("not a natural number of at most 64")
        return int(found)

    def _value(self, term: Term) -> Number:  # noqa: PLR0912 - a case a tag
        tag, args = term.tag, term.args
        if tag == "n":
            return checked(Fraction(args[0]))
        if tag == "l":
            if args[0] == "I":
                return Fraction(1)
            if args[0] not in self.letters:
                raise Refused(f"nothing is given for {args[0]}")
            return self.letters[args[0]]
        if tag == "s":
            return self.value(
                substitute(args[0].formula, dict(zip(args[0].params, args[1], strict=False)))
            )
        if tag == "+":
            return self.add([self.value(part) for part in args[0]])
        if tag == "*":
            result: Number = Fraction(1)
            for part in args[0]:
                result = self.multiply(result, self.value(part))
            return result
        if tag == "-":
            return self.multiply(Fraction(-1), self.value(args[0]))
        if tag == "/":
            below = self.number(args[1])
            if not below:
                raise Refused("division by zero")
            return self.multiply(1 / below, self.value(args[0]))
        if tag == "^":
            return self.power(self.value(args[0]), args[1])
        if tag == "T":
            found = self.value(args[0])
            return found if isinstance(found, Fraction) else transpose(found)
        if tag == "diag":
            found = self.value(args[0])
            return (
                found
                if isinstance(found, Fraction)
                else tuple(
                    tuple(x if r == c else Fraction(0) for c, x in enumerate(row))
                    for r, row in enumerate(found)
                )
            )
        if tag == "sum":
            return self.series(term)
        raise Refused("no term of matrices")

    def series(self, term: Term) -> Number:
        """A sum, its number of terms known."""
        from tests.second_checker.terms import number

        name, count, body = term.args
        terms = [
            self.value(substitute(body, {name: number(at)})) for at in range(self.count(count))
        ]
        return self.add(terms) if terms else self.nothing(term)

    def nothing(self, term: Term) -> Number:
        """The value of a sum without terms: zero, in the shape of the sum."""
        found = shape(term)
        if found in (NUMBER, ANY):
            return Fraction(0)
        return tuple(
            tuple(Fraction(0) for _ in range(self.size(found[1])))
            for _ in range(self.size(found[0]))
        )

    def size(self, dimension: str) -> int:
        """The size of a dimension, from a letter that has it."""
        for name, value in self.letters.items():
            if name in LETTERS and not isinstance(value, Fraction):
                for at, one in enumerate(LETTERS[name]):
                    if one == dimension:
                        return len(value[0]) if at else len(value)
        raise Refused("the size of a dimension is not given")

    def add(self, values: list[Number]) -> Number:
        """A sum; a number x beside matrices is x I."""
        total = values[0]
        for other in values[1:]:
            if isinstance(total, Fraction) and isinstance(other, Fraction):
                total = checked(total + other)
                continue
            left = self._full(total, other)
            right = self._full(other, total)
            if len(left) != len(right) or len(left[0]) != len(right[0]):
                raise Refused("a sum does not fit in shape")
            self.work.spend(len(left) * len(left[0]))
            total = tuple(
                tuple(checked(x + y) for x, y in zip(a, b, strict=False))
                for a, b in zip(left, right, strict=False)
            )
        return total

    def _full(self, value: Number, like: Number) -> Rows:
        if not isinstance(value, Fraction):
            return value
        assert not isinstance(like, Fraction)
        if len(like) != len(like[0]):
            raise Refused("a multiple of I beside a matrix that is not square")
        return tuple(tuple(x * value for x in row) for row in identity(len(like)))

    def multiply(self, left: Number, right: Number) -> Number:
        """A product."""
        if isinstance(left, Fraction) and isinstance(right, Fraction):
            return checked(left * right)
        if isinstance(left, Fraction) or isinstance(right, Fraction):
            factor, rows = (left, right) if isinstance(left, Fraction) else (right, left)
            assert isinstance(factor, Fraction)
            assert not isinstance(rows, Fraction)
            self.work.spend(len(rows) * len(rows[0]))
            return tuple(tuple(checked(x * factor) for x in row) for row in rows)
        if len(left[0]) != len(right):
            raise Refused("a product does not fit in shape")
        self.work.spend(
            len(left) * len(right) * len(right[0]) * (2 + max(bits_of(left), bits_of(right)) // 64)
        )
        columns = transpose(right)
        return tuple(
            tuple(
                checked(sum((x * y for x, y in zip(row, column, strict=False)), Fraction(0)))
                for column in columns
            )
            for row in left
        )

    def power(self, base: Number, exponent: Term) -> Number:
        """A power; of a number also a negative one."""
        at = self.number(exponent)
        if (
            at.denominator != 1
            or abs(at) > MAX_TERMS
            or (at < 0 and not isinstance(base, Fraction))
        ):
            raise Refused("not an exponent")
        if isinstance(base, Fraction):
            if at < 0 and not base:
                raise Refused("division by zero")
            return checked(base ** int(at))
        if len(base) != len(base[0]):
            raise Refused("a power of a matrix that is not square")
        result: Number = identity(len(base))
        for _ in range(int(at)):
            result = self.multiply(result, base)
        return result


def determinant(rows: list[list[Fraction]]) -> Fraction:
    """The determinant, by elimination."""
    rows = [list(row) for row in rows]
    result = Fraction(1)
    for at in range(len(rows)):
        pivot = next((r for r in range(at, len(rows)) if rows[r][at]), None)
        if pivot is None:
            return Fraction(0)
        if pivot != at:
            rows[at], rows[pivot] = rows[pivot], rows[at]
            result = -result
        result *= rows[at][at]
        for r in range(at + 1, len(rows)):
            factor = rows[r][at] / rows[at][at]
            rows[r] = [x - factor * y for x, y in zip(rows[r], rows[at], strict=False)]
    return result

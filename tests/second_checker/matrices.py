"""Formulas at given matrices and numbers."""

from collections.abc import Mapping

from flint import fmpq, fmpq_mat

from tests.second_checker import formulas as f
from tests.second_checker.errors import RejectedError
from tests.second_checker.library import View

Value = fmpq | fmpq_mat  # a number stands for that multiple of I
Point = dict[str, Value]
MAX_TERMS, MAX_POWER = 64, 64


class MatrixEvaluator:
    """Evaluates formulas at matrices and numbers; sums are added up term by term."""

    def __init__(self, view: View, point: Point) -> None:
        self.view = view
        self.point = dict(point)
        self.met: set[str] = set()
        self.unfolded: list[str] = []
        self.stack: list[str] = []

    def value(  # noqa: PLR0912 (a case a node)
        self, node: f.Node, env: Mapping[str, fmpq]
    ) -> Value:
        """The matrix or number that a formula stands for."""
        match node:
            case f.Num(number):
                return fmpq(number)
            case f.Name():
                return self.name(node, env)
            case f.Neg(body):
                return -1 * self.value(body, env)
            case f.Add(parts):
                total = self.value(parts[0], env)
                for part in parts[1:]:
                    total = added(total, self.value(part, env))
                return total
            case f.Mul(parts):
                product = self.value(parts[0], env)
                for part in parts[1:]:
                    product = multiplied(product, self.value(part, env))
                return product
            case f.Div(over, under):
                below = self.value(under, env)
                if isinstance(below, fmpq_mat) or below == 0:
                    raise RejectedError("a matrix or zero as a denominator")
                return self.value(over, env) * (1 / below)
            case f.Pow(base, exponent):
                return power(self.value(base, env), self.integer(exponent, env))
            case f.Transpose(body):
                found = self.value(body, env)
                return found.transpose() if isinstance(found, fmpq_mat) else found
            case f.Diag(body):
                return diagonal_part(self.value(body, env))
            case f.Sum(index, bound, body):
                return self.sum(index, self.integer(bound, env), body, env)
        raise RejectedError("a limit, a derivative or an evaluation of matrices")

    def name(self, node: f.Name, env: Mapping[str, fmpq]) -> Value:
        """A letter, or what a defined name unfolds to."""
        text = node.text
        if text in self.view.given:
            given = self.view.given[text]
            if not given.defined or text in self.stack:
                raise RejectedError(f"{text} is not defined, or in a circle")
            self.unfolded.append(given.claim)
            inner = dict(env)
            if given.parameter is not None:
                if node.index is None:
                    raise RejectedError(f"{text} without an index")
                inner[given.parameter] = fmpq(self.integer(node.index, env))
            self.stack.append(text)
            found = self.value(given.formula, inner)
            self.stack.pop()
            return found
        if node.index is not None:
            raise RejectedError(f"the sequence {text} is not given")
        if text in env:
            return env[text]
        if text == "I":
            return fmpq(1)
        if text not in self.point:
            raise RejectedError(f"there is no value for {text}")
        if text in self.view.orthogonal:
            self.unfolded.append(self.view.orthogonal[text])
        self.met.add(text)
        return self.point[text]

    def integer(self, node: f.Node, env: Mapping[str, fmpq]) -> int:
        """An integer."""
        found = self.value(node, env)
        if isinstance(found, fmpq_mat) or found.denominator != 1:
            raise RejectedError("an index is not an integer")
        return int(found.numerator)

    def sum(self, index: str, count: int, body: f.Node, env: Mapping[str, fmpq]) -> Value:
        """A sum; without terms it is the number 0."""
        if not 0 <= count <= MAX_TERMS:
            raise RejectedError(f"a sum of {count} terms")
        total: Value | None = None
        for number in range(count):
            term = self.value(body, {**env, index: fmpq(number)})
            total = term if total is None else added(total, term)
        return fmpq(0) if total is None else total


def added(one: Value, two: Value) -> Value:
    """A sum; a number is a multiple of I, and 0 has any shape."""
    if isinstance(one, fmpq_mat) and isinstance(two, fmpq_mat):
        if shape(one) != shape(two):
            raise RejectedError("a sum of matrices of different shapes")
        return one + two
    if isinstance(one, fmpq_mat):
        one, two = two, one
    if isinstance(two, fmpq_mat):
        if one == 0:
            return two
        if two.nrows() != two.ncols():
            raise RejectedError("a multiple of I is added to a matrix that is not square")
        return two + identity(two.nrows()) * one
    if isinstance(one, fmpq_mat):
        raise RejectedError("a sum of a matrix and a number")
    return one + two


def multiplied(one: Value, two: Value) -> Value:
    """A product."""
    if isinstance(one, fmpq_mat) and isinstance(two, fmpq_mat) and one.ncols() != two.nrows():
        raise RejectedError("a product of matrices whose shapes do not fit")
    return one * two


def power(base: Value, exponent: int) -> Value:
    """A power; exponent 0 gives I."""
    if not 0 <= exponent <= MAX_POWER:
        raise RejectedError(f"a matrix to the power {exponent}")
    if isinstance(base, fmpq_mat):
        if base.nrows() != base.ncols():
            raise RejectedError("a power of a matrix that is not square")
        found = identity(base.nrows())
        for _ in range(exponent):
            found = found * base
        return found
    return base**exponent


def diagonal_part(value: Value) -> Value:
    """The diagonal part of a square matrix."""
    if not isinstance(value, fmpq_mat):
        return value
    size = value.nrows()
    if size != value.ncols():
        raise RejectedError("diag(...) of a matrix that is not square")
    return fmpq_mat(
        size, size, [value[i, j] if i == j else 0 for i in range(size) for j in range(size)]
    )


def identity(size: int) -> fmpq_mat:
    """The identity."""
    return fmpq_mat(size, size, [int(i == j) for i in range(size) for j in range(size)])


def shape(value: fmpq_mat) -> tuple[int, int]:
    """Rows and columns."""
    return value.nrows(), value.ncols()

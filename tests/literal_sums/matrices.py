"""Matrices as lists of rows of Fractions."""

from fractions import Fraction


def product(X, Y):
    return [
        [
            sum((x * y for x, y in zip(row, column, strict=True)), Fraction(0))
            for column in turned(Y)
        ]
        for row in X
    ]


def turned(X):
    return [list(column) for column in zip(*X, strict=True)]


def added(X, Y, factor=1):
    return [[x + factor * y for x, y in zip(*rows, strict=True)] for rows in zip(X, Y, strict=True)]


def times(number, X):
    return [[number * x for x in row] for row in X]


def diagonal_matrix(values):
    return [
        [x if j == k else Fraction(0) for j, _ in enumerate(values)] for k, x in enumerate(values)
    ]


def identity(X):
    return diagonal_matrix([Fraction(1)] * len(X))


def power(X, exponent):
    result = identity(X)
    for _ in range(exponent):
        result = product(result, X)
    return result


def inverse(X):
    """By elimination, with the first pivot that is not zero."""
    n = len(X)
    rows = [[*left, *right] for left, right in zip(X, identity(X), strict=True)]
    for k in range(n):
        pivot = next(row for row in range(k, n) if rows[row][k])
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [x / rows[k][k] for x in rows[k]]
        for row in range(n):
            if row != k:
                rows[row] = [x - rows[row][k] * y for x, y in zip(rows[row], rows[k], strict=True)]
    return [row[n:] for row in rows]

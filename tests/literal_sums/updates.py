"""Networks of random Fractions, and their mean updates by the double sums."""

from fractions import Fraction

import numpy as np

from tests.literal_sums.matrices import added, diagonal_matrix, power, product, times, turned


def literal_update(rule, kernel, networks, T, R):
    """Delta A, Delta W, Delta B as the definition has them."""
    (A, W, B), (A2, W2, B2) = networks
    J = diagonal_matrix([row[k] for k, row in enumerate(W)]) if rule.diagonal else turned(W)
    F, Bt, Wt = turned(A if rule.symmetric else R), turned(B), turned(W)
    E = [
        added(product(product(A, power(W, k)), B), product(product(A2, power(W2, k)), B2), -1)
        for k in range(T)
    ]
    dA, dW, dB = (times(Fraction(0), one) for one in (A, W, B))
    for k in range(T):
        dA = added(dA, product(product(E[k], Bt), power(Wt, k)))
    for lag in range(T):
        back = product(kernel(J, lag), F)
        dB = added(dB, product(back, E[lag]))
        for j in range(T - 1 - lag):
            dW = added(dW, product(back, product(product(E[lag + 1 + j], Bt), power(Wt, j))))
    return dA, dW, dB


def fractions(generator, rows, columns, largest=6):
    return [
        [Fraction(int(x), int(y)) for x, y in zip(*one, strict=True)]
        for one in zip(
            generator.integers(-4, 5, size=(rows, columns)),
            generator.integers(1, largest + 1, size=(rows, columns)),
            strict=True,
        )
    ]


def drawn(seed, sizes, units):
    """The entries of a student and a teacher, and R."""
    n, o, i = sizes
    generator = np.random.default_rng(seed)
    pair = [
        tuple(fractions(generator, *shape) for shape in ((o, k), (k, k), (k, i)))
        for k in (n, units)
    ]
    return pair, fractions(generator, o, n)

"""T -> infinity in Fractions: sums that end, closed forms, and what finitely many lags leave over."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Rational

from symdyn import all_rules
from symdyn.simulation.networks.factor import Factor
from symdyn.simulation.networks.krylov import Krylov
from symdyn.simulation.networks.lag_sums import LagSum
from symdyn.simulation.networks.squarings import Squarings
from tests.literal_sums.comparison import found_update, same_fractions
from tests.literal_sums.kernels import CASES, VALUES
from tests.literal_sums.matrices import (
    added,
    diagonal_matrix,
    identity,
    inverse,
    power,
    product,
    times,
    turned,
)
from tests.literal_sums.updates import drawn, fractions, literal_update

every_rule = pytest.mark.parametrize(
    ("rule", "kernel"), CASES, ids=lambda one: getattr(one, "name", "")
)


def nilpotent(seed, sizes, units):
    """Networks with W^n = 0 and no zero entries in sight: a triangle in another basis."""
    (student, teacher), R = drawn(seed, sizes, units)
    generator = np.random.default_rng(seed)
    made = []
    for A, W, B in (student, teacher):
        n = len(W)
        triangle = [[W[r][c] if c > r else Fraction(0) for c in range(n)] for r in range(n)]
        below = [
            [Fraction((c < r) * int(generator.integers(1, 3))) for c in range(n)] for r in range(n)
        ]
        basis = added(identity(W), below)
        basis = product(basis, turned(basis))
        made.append((A, product(product(basis, triangle), inverse(basis)), B))
    return made, R


@every_rule
def test_the_limit_of_sums_that_end_is_the_literal_sum(rule, kernel):
    """W^3 = 0 = W_star^3: E_k = 0 from k = 3 on, and 6 steps hold all that infinitely many do."""
    for seed, (sizes, units) in enumerate([((3, 1, 2), 2), ((2, 2, 1), 3), ((1, 1, 1), 1)]):
        networks, R = nilpotent(seed, sizes, units)
        same_fractions(
            found_update(rule, networks, None, R), literal_update(rule, kernel, networks, 6, R)
        )


ROTATIONS = [
    times(Fraction(1, r), [[x, -y], [y, x]]) for x, y, r in ((3, 4, 5), (5, 12, 13), (8, 15, 17))
]


@pytest.mark.parametrize("found", all_rules(), ids=lambda found: found.rule.name)
def test_aligned_networks_follow_the_closed_forms_exactly(found, analysed):
    rule, analysis = found.rule, analysed(found.rule)
    U, P, V = ROTATIONS
    P = identity(P) if rule.diagonal else P
    modes = {
        "a": (Fraction(1, 2), Fraction(-5, 4)), "b": (Fraction(1), Fraction(2, 3)),
        "w": (Fraction(1, 2), Fraction(-1, 3)), "a_star": (Fraction(1), Fraction(3, 4)),
        "b_star": (Fraction(1, 2), Fraction(3, 2)), "w_star": (Fraction(-4, 5), Fraction(2, 7)),
        "a_hat": (Fraction(1), Fraction(-1, 2)),
    }  # fmt: skip

    def between(left, name, right):
        return product(product(left, diagonal_matrix(modes[name])), turned(right))

    networks = [
        (between(U, "a" + star, P), between(P, "w" + star, P), between(P, "b" + star, V))
        for star in ("", "_star")
    ]
    for T, formulas in ((5, analysis.update.finite), (None, analysis.update.limit)):
        dA, dW, dB = found_update(rule, networks, T, between(U, "a_hat", P))
        inner = {"a": (U, dA, P), "w": (P, dW, P), "b": (P, dB, V)}
        for symbol, expression in formulas.items():
            left, update, right = inner[symbol.name]
            wanted = []
            for k in (0, 1):
                at = {name: values[k] for name, values in modes.items()} | VALUES | {"T": T}
                at["c"] = at["a_star"] * at["b_star"]
                value = expression.xreplace(
                    {x: Rational(at[x.name]) for x in expression.free_symbols}
                )
                wanted.append(Fraction(int(value.p), int(value.q)))
            assert product(product(turned(left), update.tolist()), right) == diagonal_matrix(wanted)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["full", "diagonal", "number"]),
    st.integers(1, 3),
    st.integers(1, 2),
    st.integers(0, 3),
    st.integers(1, 7),
    st.integers(0, 2**32 - 1),
)
def test_the_limit_is_a_finite_sum_and_its_remainder(kind, n, p, degree, count, seed):
    """S_d = sum_{m < M} m^d L^m G R^m + L^M [sum_m (M + m)^d L^m G R^m] R^M for any M.

    With a spectral radius below 1 this holds for the limit alone: what else solves it with M = 1
    is another solution of the Stein equation, which has one.
    """
    generator = np.random.default_rng(seed)
    L, Q, h = (fractions(generator, *shape) for shape in ((n, n), (3, 3), (3, p)))
    g = identity(L) if kind == "number" else fractions(generator, n, p)
    h = fractions(generator, 3, n) if kind == "number" else h
    L, Q = times(Fraction(1, 13), L), times(Fraction(1, 13), Q)  # rows add up to 12/13 at most
    if kind == "full":
        left = Squarings.of(np.array(L))
    else:
        entries = [L[k][k] for k in range(n)] if kind == "diagonal" else [L[0][0]] * n
        L = diagonal_matrix(entries)
        values = [[x] for x in (entries if kind == "diagonal" else entries[:1])]
        left = Squarings(Factor(np.array(values), elementwise=True))
    right = Krylov(Squarings.of(np.array(Q)), np.array(h))
    limit = LagSum(left if kind == "number" else Krylov(left, np.array(g)), right, degree).limit()
    limit = [one.tolist() for one in limit]
    G, R = product(g, turned(h)), turned(Q)
    for d in range(degree + 1):
        later = times(Fraction(0), limit[0])
        for e in range(d + 1):
            later = added(later, limit[e], comb(d, e) * count ** (d - e))
        total = product(product(power(L, count), later), power(R, count))
        for lag in range(count):
            total = added(total, product(product(power(L, lag), G), power(R, lag)), lag**d)
        assert limit[d] == total

"""Random sizes, kernels and horizons: the parts of the method against loops over lags."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Rational

from symdyn import LearningRule
from symdyn.notation import m, w, w_hat
from symdyn.simulation import Network, mean_update
from symdyn.simulation.networks.factor import Factor
from symdyn.simulation.networks.krylov import Krylov, krylov
from symdyn.simulation.networks.lag_sums import LagSum
from symdyn.simulation.networks.squarings import Squarings
from symdyn.simulation.networks.windows import hankel_matrix, window_sums

small = st.integers(1, 4)
kinds = st.sampled_from(["full", "diagonal", "number"])
RATIOS = (w, -w / 2, w_hat, w * w_hat, Rational(1, 2), (1 + w) / 3, w**2, w / (2 + w))


def matrix_of(kind, n, generator):
    """Return the powers of a random matrix, and the matrix in full."""
    if kind == "full":
        values = contraction(n, generator)
        return Squarings.of(values), values
    values = generator.uniform(-0.75, 0.75, size=(n if kind == "diagonal" else 1, 1))
    return Squarings(Factor(values, elementwise=True)), np.diagflat(values * np.ones((n, 1)))


def contraction(n, generator):
    W = generator.normal(size=(n, n))
    return 0.75 * W / np.linalg.norm(W, 2)


def powers(matrix, count):
    found = [np.eye(len(matrix))]
    while len(found) < count:
        found.append(found[-1] @ matrix)
    return found


def near(one, other):
    assert one.shape == other.shape
    assert np.linalg.norm(one - other) <= 1e-13 * np.linalg.norm(other) + 1e-300


@settings(max_examples=60, deadline=None)
@given(kinds, small, small, st.integers(1, 70), st.integers(0, 2**32 - 1))
def test_krylov_blocks_are_the_powers(kind, n, p, count, seed):
    generator = np.random.default_rng(seed)
    made, L = matrix_of(kind, n, generator)
    G = generator.normal(size=(n, p))
    near(krylov(made, G, count), np.hstack([power @ G for power in powers(L, count)]))


@settings(max_examples=60, deadline=None)
@given(kinds, small, st.integers(1, 3), st.integers(1, 70), st.integers(0, 3), st.integers(0, 999))
def test_sums_over_lags_are_the_loops(kind, n, p, count, degree, seed):
    generator = np.random.default_rng(seed)
    left, L = matrix_of(kind, n, generator)
    right, Q = matrix_of("full", 3, generator)
    p = n if kind == "number" else p
    g = np.eye(n) if kind == "number" else generator.normal(size=(n, p))
    h = generator.normal(size=(3, p))
    total = LagSum(left if kind == "number" else Krylov(left, g), Krylov(right, h), degree)
    for lags, found in ((count, total.over(count)), (1500, total.limit())):
        for d in range(degree + 1):
            terms = zip(powers(L, lags), powers(Q, lags), strict=True)
            near(
                found[d],
                sum(float(lag) ** d * x @ g @ (y @ h).T for lag, (x, y) in enumerate(terms)),
            )


@settings(max_examples=60, deadline=None)
@given(
    kinds,
    small,
    small,
    st.integers(1, 20),
    st.integers(1, 25),
    st.integers(0, 2),
    st.integers(0, 99),
)
def test_windows_are_the_loops(kind, n, i, T, count, degree, seed):
    generator = np.random.default_rng(seed)
    made, L = matrix_of(kind, n, generator)
    D = generator.normal(size=(n, T * i))
    blocks = np.split(D, T, axis=1)
    for d, found in enumerate(window_sums(made, D, i, count, degree)):
        for place, block in enumerate(np.split(found, T, axis=1)):
            wanted = np.zeros((n, i))
            for lag, power in enumerate(powers(L, count)[: T - place]):
                wanted += float(lag) ** d * power @ blocks[place + lag]
            assert np.abs(block - wanted).max() <= 1e-13 * max(np.abs(D).max(), 1) * 25**d


@settings(max_examples=40, deadline=None)
@given(small, small, st.integers(2, 8), st.integers(1, 8), st.integers(0, 99))
def test_the_hankel_matrix_has_its_blocks_in_place(o, i, T, count, seed):
    D = np.random.default_rng(seed).normal(size=(2, o, T * i))
    found = hankel_matrix(D, i, count).reshape(2, count, o, T, i)
    for lag in range(count):
        for k in range(T):
            at = (k + lag) * i
            wanted = D[..., at : at + i] if k + lag < T else np.zeros((2, o, i))
            assert (found[:, lag, :, k] == wanted).all()


terms = st.tuples(
    st.sampled_from(RATIOS), st.lists(st.integers(-3, 3), min_size=1, max_size=3).filter(any)
)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(terms, min_size=1, max_size=3),
    st.sampled_from([None, 1, 2, 5, 40]),
    st.tuples(st.booleans(), st.booleans()),
    st.tuples(st.integers(1, 12), small, small, st.integers(1, 60)),
    st.integers(0, 2**32 - 1),
)
def test_random_kernels_follow_the_double_sum(parts, horizon, flags, sizes, seed):
    diagonal, symmetric = flags
    n, o, i, T = sizes
    generator = np.random.default_rng(seed)
    kernel = sum(
        sum(number * m**d for d, number in enumerate(numbers)) * ratio**m
        for ratio, numbers in parts
    )
    feedback = "symmetric" if symmetric else "random"
    rule = LearningRule("r", "R", feedback, kernel, horizon=horizon, diagonal=diagonal)
    student, teacher = (
        Network(
            A=generator.normal(size=(o, n)),
            W=contraction(n, generator),
            B=generator.normal(size=(n, i)),
        )
        for _ in range(2)
    )
    R = generator.normal(size=(o, n))
    value = 0.625
    used = {"w_hat": value} if rule.credit.parameters else {}
    found = mean_update(rule, student, teacher, T=T, R=R, parameters=used)

    J = np.diag(np.diag(student.W)) if diagonal else student.W.T
    identity = np.eye(n)
    matrices = {
        w: J, -w / 2: -J / 2, w_hat: value * identity, w * w_hat: value * J,
        Rational(1, 2): identity / 2, (1 + w) / 3: (identity + J) / 3, w**2: J @ J,
        w / (2 + w): J @ np.linalg.inv(2 * identity + J),
    }  # fmt: skip
    F = student.A.T if symmetric else R.T
    kept = min(T, horizon or T)
    K = [np.zeros((n, n))] * kept
    for ratio, numbers in parts:
        for lag, power in enumerate(powers(matrices[ratio], kept)):
            K[lag] = K[lag] + sum(number * lag**d for d, number in enumerate(numbers)) * power
    W, W2 = powers(student.W, T), powers(teacher.W, T)
    E = [student.A @ x @ student.B - teacher.A @ y @ teacher.B for x, y in zip(W, W2, strict=True)]
    dA = sum(E[k] @ student.B.T @ W[k].T for k in range(T))
    dB = sum(K[lag] @ F @ E[lag] for lag in range(kept))
    dW = np.zeros((n, n))
    for lag in range(kept):
        inner = [E[lag + 1 + j] @ student.B.T @ W[j].T for j in range(T - 1 - lag)]
        dW = dW + K[lag] @ F @ sum(inner, np.zeros((o, n)))
    # Kernels may cancel at a lag, so errors are measured by the sizes of what is added up.
    scale = sum(np.linalg.norm(one) for one in K) * np.linalg.norm(F) + 1
    scale *= sum(np.linalg.norm(one) for one in E) * (1 + np.linalg.norm(student.B)) * 4
    for one, other in zip(found, (dA, dW, dB), strict=True):
        assert np.abs(one - other).max() <= 1e-13 * scale

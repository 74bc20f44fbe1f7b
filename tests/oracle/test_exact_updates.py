"""Networks of Fractions: each mean update equals the literal double sums, to the last digit."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symdyn import LearningRule, all_rules, find_rule
from symdyn.notation import m
from symdyn.simulation import Network, mean_update
from symdyn.simulation.networks import finite, krylov
from symdyn.simulation.training.loss import loss
from tests.literal_sums.comparison import found_update, network, same_fractions, values_of
from tests.literal_sums.kernels import CASES, KERNELS, RATIOS, until
from tests.literal_sums.matrices import added, power, product, times
from tests.literal_sums.updates import drawn, fractions, literal_update

every_rule = pytest.mark.parametrize(
    ("rule", "kernel"), CASES, ids=lambda one: getattr(one, "name", "")
)


def test_every_built_in_rule_has_its_kernel_here():
    assert set(KERNELS) == {found.rule.name for found in all_rules()}


small = st.integers(1, 3)
seeds = st.integers(0, 2**32 - 1)


@every_rule
@settings(max_examples=20, deadline=None)
@given(st.tuples(small, small, small), small, st.integers(1, 6), seeds)
def test_updates_are_the_literal_sums(rule, kernel, sizes, units, T, seed):
    networks, R = drawn(seed, sizes, units)
    same_fractions(found_update(rule, networks, T, R), literal_update(rule, kernel, networks, T, R))


polynomials = st.lists(st.integers(-3, 3), min_size=1, max_size=4).filter(any)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.sampled_from(list(RATIOS)), polynomials, min_size=1, max_size=3),
    st.sampled_from([None, 1, 2, 5]),
    st.booleans(),
    st.booleans(),
    st.tuples(small, small, small, st.integers(1, 9)),
    seeds,
)
def test_random_kernels_follow_the_literal_sums(parts, horizon, diagonal, symmetric, sizes, seed):
    def weight(numbers, lag):
        return sum(number * lag**d for d, number in enumerate(numbers))

    def kernel(J, lag):
        total = times(Fraction(0), J)
        for ratio, numbers in parts.items():
            total = added(total, power(RATIOS[ratio](J), lag), weight(numbers, lag))
        return total

    rule = LearningRule(
        "random",
        "Random",
        "symmetric" if symmetric else "random",
        sum(weight(numbers, m) * ratio**m for ratio, numbers in parts.items()),
        horizon=horizon,
        diagonal=diagonal,
    )
    *units, T = sizes
    networks, R = drawn(seed, units, 2)
    wanted = literal_update(rule, until(horizon or T, kernel), networks, T, R)
    same_fractions(found_update(rule, networks, T, R), wanted)


# Sizes at which a full factor goes each way, and a diagonal one; what is a number doubles windows.
ROUTES = {"Hankel": ((4, 1, 2), 3), "windows": ((2, 1, 1), 13), "windows, o > i": ((2, 3, 1), 9)}
FULL = {"bptt", "feedback-alignment", "decayed-rtrl", "in-w", "moments"}
BY_HANKEL = {"Hankel": FULL | {"e-prop", "diagonal"}, "windows": {"e-prop", "diagonal"}}


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("rule_kernel", CASES, ids=lambda one: one[0].name)
def test_each_route_is_exact(rule_kernel, route, monkeypatch):
    rule, kernel = rule_kernel
    used = set()
    for name in ("hankel_matrix", "window_sums"):
        original = getattr(finite, name)
        monkeypatch.setattr(
            finite, name, lambda *a, name=name, do=original: used.add(name) or do(*a)
        )
    sizes, T = ROUTES[route]
    networks, R = drawn(5, sizes, 2)
    same_fractions(found_update(rule, networks, T, R), literal_update(rule, kernel, networks, T, R))
    if rule.name in BY_HANKEL["Hankel"]:
        assert ("hankel_matrix" in used) is (rule.name in BY_HANKEL.get(route, ()))
        assert "hankel_matrix" in used or "window_sums" in used


def test_krylov_blocks_are_doubled_and_repeated_exactly(monkeypatch):
    """For n = 40 blocks of 4 lags are made by doubling, and the next ones in steps of 4 lags."""
    doublings = []
    original = krylov.levels_of_sequence
    monkeypatch.setattr(
        krylov, "levels_of_sequence", lambda *a: doublings.append(original(*a)) or doublings[-1]
    )
    n, T = 40, 12
    generator = np.random.default_rng(2)
    W = [[Fraction(0)] * n for _ in range(n)]
    for row in W:  # two entries a row keep the loops quick
        for place, entry in zip(
            generator.integers(n, size=2), generator.integers(1, 4, 2), strict=True
        ):
            row[place] = Fraction(int(entry), 2)
    B = fractions(generator, n, 1)
    made = krylov.krylov(krylov.Squarings.of(np.array(W)), np.array(B), T)
    wanted = []
    for _ in range(T):
        wanted.append(B)
        B = product(W, B)
    assert made.T.tolist() == [[x for (x,) in block] for block in wanted]
    assert doublings == [2]


@every_rule
@pytest.mark.parametrize("T", [4, None])
def test_seeds_are_updated_in_one_call(rule, kernel, T):
    drawings = [drawn(seed, (2, 1, 2), 3) for seed in (3, 4)]
    networks = [[halved(one) for one in pair] for pair, _ in drawings]
    R = [one for _, one in drawings]
    stacked = [
        network([np.stack([np.array(pair[who][k]) for pair in networks]) for k in range(3)])
        for who in (0, 1)
    ]
    found = mean_update(rule, *stacked, T=T, R=np.array(R), parameters=values_of(rule))
    for seed, pair in enumerate(networks):
        one = [update[seed] for update in found]
        same_fractions(one, found_update(rule, pair, T, R[seed]))
        if T:
            same_fractions(one, literal_update(rule, kernel, pair, T, R[seed]))


def halved(entries):
    """The same A and B with a W whose entries add up to less than 1/2 in each row."""
    A, W, B = entries
    return A, times(Fraction(1, 9 * len(W)), W), B


def test_the_update_of_bptt_is_the_gradient_of_the_loss_exactly():
    """For T = 3 the loss along a line has degree 4 or less: five points give its slope exactly."""
    networks, _ = drawn(7, (3, 2, 2), 2)
    update = found_update(find_rule("bptt"), networks, 3, None)
    student, teacher = map(network, networks)
    generator = np.random.default_rng(1)
    for name, gradient in zip("AWB", update, strict=True):
        direction = np.array(fractions(generator, *gradient.shape))
        at = {}
        for step in (-2, -1, 1, 2):
            parts = {key: getattr(student, key) for key in "AWB"}
            parts[name] = parts[name] + step * direction
            at[step] = loss(Network(**parts), teacher, 3).item()
        slope = (8 * (at[1] - at[-1]) - (at[2] - at[-2])) / 12
        assert slope == (gradient * direction).sum()

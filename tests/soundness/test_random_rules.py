"""Rules that nobody has seen: the chain is proved, or honestly not, and is true at points."""

import tempfile
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, example, given, seed, settings
from hypothesis import strategies as st
from sympy import Integer, Rational

from symdyn import LearningRule
from symdyn.claims.certificates import certify
from symdyn.claims.chain import claims_of
from symdyn.notation import m, tau, w, w_hat
from tests.selection import in_turn, turn
from tests.soundness.certificates import first_status, second_status, write
from tests.soundness.points import failures, read, sample, value

RATIOS = (w, w_hat, w * w_hat, w / 2, Rational(1, 2), -w)


def terms(degree: int) -> st.SearchStrategy[tuple[object, list[int]]]:
    """A ratio and the coefficients of a polynomial in the lag."""
    numbers = st.lists(st.integers(-2, 3), min_size=1, max_size=degree + 1).filter(any)
    return st.tuples(st.sampled_from(RATIOS), numbers)


def kernel(parts):
    return sum(
        sum(number * m**degree for degree, number in enumerate(numbers)) * ratio**m
        for ratio, numbers in parts
    )


def literal(kappa, p, steps: int, lags: int) -> list[Fraction]:
    """Delta a, b, w by the sums of the definition."""
    error = [p["a"] * p["b"] * p["w"] ** k - p["c"] * p["w_\\star"] ** k for k in range(steps)]
    return [
        sum((error[k] * p["b"] * p["w"] ** k for k in range(steps)), Fraction(0)),
        sum((kappa(k) * error[k] for k in range(lags)), Fraction(0)),
        sum(
            (
                kappa(k) * error[k + 1 + j] * p["b"] * p["w"] ** j
                for k in range(lags)
                for j in range(steps - 1 - k)
            ),
            Fraction(0),
        ),
    ]


def the_chain_is_sound(parts, horizon, feedback, first=0) -> None:
    rule = LearningRule("drawn", "drawn", feedback, kernel(parts), horizon=horizon, first_lag=first)
    made = certify(claims_of(rule))
    # A formula may be longer than the checker reads; nothing else keeps a claim from being written.
    assert all("characters; at most" in x for x in made.reasons.values()), made.reasons
    assert len(made.reasons) < len(made.texts) / 10
    with tempfile.TemporaryDirectory() as name:
        paths = write(Path(name), made.texts)
        first = first_status(paths)
        assert set(first.values()) <= {"proved", "refuted", "unproved", "conditional"}
        assert second_status(paths) == first
        claims = read(paths)
    brute_force(claims["drawn.update-finite"], rule, feedback, horizon)
    shown = {
        name: one for name, one in claims.items() if one.kind == "all" and first[name] == "proved"
    }
    rng = Random(1)  # noqa: S311 - a sample
    for name, one in shown.items():
        assert failures(one, 2, rng) == [], name
    assert sum(sample(one, rng) is not None for one in shown.values()) > 5


def brute_force(claim, rule, feedback, horizon) -> None:
    """The closed form of the finite update against the double sums of the definition."""
    steps = 5
    for which in range(2):
        rng = Random(which)  # noqa: S311 - a sample
        names = sorted(
            claim.letters() | {"a", "b", "w", "a_\\star", "b_\\star", "w_\\star", "\\hat{a}"}
        )
        # All are different: where w_hat = w the closed form says nothing.
        drawn = rng.sample([x for x in range(-12, 13) if x], len(names) + 1)
        p = {x: Fraction(y, 13) for x, y in zip((*names, "\\hat{w}"), drawn, strict=True)}
        p |= {"T": Fraction(steps), "\\tau": Fraction(2)}
        p["c"] = p["a_\\star"] * p["b_\\star"]
        lags = steps if horizon is None else min(steps, 2 if horizon is tau else horizon)
        phi = p["a"] if feedback == "symmetric" else p["\\hat{a}"]

        def kappa(lag: int, p=p, phi=phi) -> Fraction:
            if lag < rule.first_lag:
                return Fraction(0)
            values = {w: p["w"], w_hat: p["\\hat{w}"], m: Fraction(lag), tau: p["\\tau"]}
            exact = {x: Rational(y.numerator, y.denominator) for x, y in values.items()}
            number = Rational(rule.kernel.subs(exact))
            return Fraction(int(number.p), int(number.q)) * phi

        floating = {x: float(y) for x, y in p.items()}
        stated = [value(right, floating) for _, _, right in claim.relations]
        exact = [float(x) for x in literal(kappa, p, steps, lags)]
        assert stated == pytest.approx(exact, rel=1e-9, abs=1e-12)


SMALL = st.lists(terms(1), min_size=1, max_size=1), st.sampled_from([None, 1, tau])
LARGE = st.lists(terms(2), min_size=1, max_size=3), st.sampled_from([None, 1, 2, tau])
FEEDBACK = st.sampled_from(["symmetric", "random"])
QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large]
PHASES = (Phase.explicit, Phase.generate)  # a failure is told at once: to shrink it takes an hour


@pytest.mark.slow
@seed(turn())  # what is drawn for a tree is drawn again, and a change of it draws others
@settings(max_examples=2, deadline=None, suppress_health_check=QUIET, phases=PHASES)
@given(*SMALL, FEEDBACK)
@example([(Rational(1, 2), [2])], None, "random")  # the ratio w / 2: decay where 4 - w^2 > 0
def test_a_small_kernel(parts, horizon, feedback):
    the_chain_is_sound(parts, horizon, feedback)


ALLOWED = {
    "both-signs": ([(2 * w, [1]), (Integer(3), [1, -1])], tau, "random", 0),  # 0/0 inside
    "negative": ([(-2 * w, [1]), (w_hat, [0, 1])], tau, "symmetric", 1),
    "growing": ([(Integer(-2), [1, 1])], 4, "random", 2),
    "windowed": ([(w, [1, -1 / tau])], tau, "random", 0),
    "late": ([(w, [2, -1])], None, "symmetric", 3),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", in_turn(ALLOWED, 2))
def test_a_kernel_that_a_horizon_or_a_first_lag_allows(name):
    the_chain_is_sound(*ALLOWED[name])


@pytest.mark.slow
@seed(turn())
@settings(max_examples=2, deadline=None, suppress_health_check=QUIET, phases=PHASES)
@given(*LARGE, FEEDBACK)
def test_a_large_kernel(parts, horizon, feedback):
    the_chain_is_sound(parts, horizon, feedback)

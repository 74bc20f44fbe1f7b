"""Random kernels: the derived finite update against the literal double sums, exactly."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Rational, Symbol

from symdyn import LearningRule
from symdyn.exact.evaluation import evaluate
from symdyn.notation import T, a, b, m, tau, w, w_hat
from symdyn.stages.alignment.derive import align
from symdyn.stages.update.derive import mean_update

POINT = {
    "a": Fraction(2, 3),
    "b": Fraction(-3, 2),
    "c": Fraction(5, 7),
    "phi": Fraction(4, 5),
    "w": Fraction(1, 3),
    "w_star": Fraction(-2, 5),
    "w_hat": Fraction(3, 4),
    "z": Fraction(0),
    "s": Fraction(1),
    "a_hat": Fraction(4, 5),
}
RATIOS = (w, -w, w_hat, w * w_hat, w / 2, Rational(1, 2), (1 + w) / 2, w**2)

terms = st.tuples(
    st.sampled_from(RATIOS),
    st.lists(st.integers(-3, 3), min_size=1, max_size=3).filter(any),
)


def literal(kappa, steps, lags):
    """Delta a, b, w by the sums of the definition."""
    p = POINT
    error = [p["a"] * p["b"] * p["w"] ** k - p["c"] * p["w_star"] ** k for k in range(steps)]
    return (
        sum(error[k] * p["b"] * p["w"] ** k for k in range(steps)),
        sum(kappa(k) * p["phi"] * error[k] for k in range(lags)),
        sum(
            kappa(k) * p["phi"] * error[k + 1 + j] * p["b"] * p["w"] ** j
            for k in range(lags)
            for j in range(steps - 1 - k)
        ),
    )


@settings(max_examples=25, deadline=None)
@given(
    st.lists(terms, min_size=1, max_size=3),
    st.sampled_from([None, 1, 2, 5, tau]),
    st.sampled_from(["symmetric", "random"]),
)
def test_the_finite_update_is_the_double_sum(parts, horizon, feedback):
    kernel = sum(
        sum(number * m**degree for degree, number in enumerate(numbers)) * ratio**m
        for ratio, numbers in parts
    )
    rule = LearningRule("random", "Random", feedback, kernel, horizon=horizon)
    update = mean_update(rule, align(rule).modal)
    values = {Symbol(name): Rational(v.numerator, v.denominator) for name, v in POINT.items()}

    def kappa(lag):
        total = Fraction(0)
        for ratio, numbers in parts:
            base = ratio.subs(values)
            power = Fraction(int(base.p), int(base.q)) ** lag
            total += sum(n * Fraction(lag) ** d for d, n in enumerate(numbers)) * power
        return total

    kept = {None: None, tau: 4}.get(horizon, horizon)
    for steps in (kept or 1, (kept or 1) + 1, 7):
        expected = literal(kappa, steps, min(steps, kept or steps))
        for variable, wanted in zip((a, b, w), expected, strict=True):
            shares = (share.at(T, steps) for share in update.finite_shares[variable])
            fixed = (share.at(tau, kept) if kept else share for share in shares)
            assert sum(evaluate(one.value(), POINT) for one in fixed) == wanted

"""The layout never changes a value, and writes what a person would."""

from fractions import Fraction

import pytest
from sympy import Symbol

from symdyn.exact.bridge import from_expr
from symdyn.exact.evaluation import evaluate
from symdyn.exact.exponential import ExponentialPolynomial, power
from symdyn.exact.layout import (
    arrange,
    arrange_by,
    arrange_exponential,
    arrange_sum,
    factors,
)
from symdyn.exact.linear_forms import LinearForm
from symdyn.exact.polynomials import degree
from symdyn.exact.rational import field_over

a, w, v, K, M, T = (Symbol(name) for name in ("a", "w", "v", "K", "M", "T"))
FIELD = field_over([a, w, v, K, M])
A, W, V, KK, MM = FIELD.gens
POINT = {
    "a": Fraction(3),
    "w": Fraction(2, 5),
    "v": Fraction(-1, 3),
    "K": Fraction(7),
    "M": Fraction(2),
}

CASES = [
    A * W / (W**2 - 1),
    (W - 1) ** 3 / (W * V - 1) ** 2,
    -A / (1 - W**4),
    (1 - W) ** 2 * (1 + W) / (3 - 3 * V),
    FIELD.zero,
    FIELD(-5) / 7,
]


@pytest.mark.parametrize("element", CASES, ids=str)
def test_arranging_keeps_the_value(element):
    assert from_expr(FIELD, arrange(element)) == element
    coefficient, found = factors(element)
    product = FIELD(int(coefficient.p)) / int(coefficient.q)
    for base, exponent in found:
        product *= base**exponent
    assert product == element


def test_factors_are_turned_to_a_positive_lowest_term():
    assert arrange(1 / (W**2 - 1)) == -1 / (1 - w**2)
    assert str(arrange(A / ((W**2 - 1) ** 2))) == "a/(1 - w**2)**2"
    assert arrange((W - 1) * (W + 1) * (W**2 + 1)) == -(1 - w**4)


def test_arranging_by_symbols_keeps_the_value_and_groups():
    element = A * (KK * (1 - W**2) + MM * A**2) / (1 - W**2) ** 2
    arranged = arrange_by(element, [K, M])
    assert from_expr(FIELD, arranged) == element
    assert arranged == a * (K / (1 - w**2) + a**2 * M / (1 - w**2) ** 2)


def test_a_difference_keeps_each_side_over_its_own_denominator():
    student = ExponentialPolynomial.constant(A**2 * W / (1 - W**2))
    teacher = ExponentialPolynomial.constant(-A * V / (1 - W * V))
    assert arrange_sum([arrange_exponential(part) for part in (student, teacher)]) == a * (
        a * w / (1 - w**2) - v / (1 - v * w)
    )


def test_exponentials_share_a_denominator_without_poles_at_zero():
    k = Symbol("k")
    total, _ = (power(W, LinearForm.of(k)) * ExponentialPolynomial.index(FIELD, k)).sum_over(
        k, LinearForm.of(T)
    )
    prefix, body = arrange_exponential(total.scale(1 / W))
    assert degree(prefix.denom, w) == 2
    for count in (1, 2, 5):
        written = from_expr(FIELD, arrange(prefix)) * from_expr(FIELD, body.subs(T, count))
        literal = sum(Fraction(i) * POINT["w"] ** (i - 1) for i in range(count))
        assert evaluate(written, POINT) == literal

"""Exact sums of exponential polynomials against term-by-term addition at rational points."""

from dataclasses import replace
from fractions import Fraction

import pytest
from sympy import Symbol

from symdyn.errors import ExactArithmeticError, ProofError
from symdyn.exact.bridge import from_expr
from symdyn.exact.derivative import derivative
from symdyn.exact.evaluation import evaluate
from symdyn.exact.exponential import ExponentialPolynomial, power
from symdyn.exact.linear_forms import LinearForm
from symdyn.exact.rational import field_over, generator

x, y, n, k, N = (Symbol(name) for name in ("x", "y", "n", "k", "N"))
FIELD = field_over([x, y])
X, Y = FIELD.gens
FORM_n, FORM_k, FORM_N = LinearForm.of(n), LinearForm.of(k), LinearForm.of(N)
POINT = {"x": Fraction(2, 3), "y": Fraction(-3, 5)}


def index(symbol):
    return ExponentialPolynomial.index(FIELD, symbol)


RATIOS = {
    "x": X,
    "-x": -X,
    "x*y": X * Y,
    "x/2": X / 2,
    "-1": -FIELD.one,
    "1": FIELD.one,
    "(1 + x)/2": (1 + X) / 2,
    "x/y": X / Y,
}


@pytest.mark.parametrize("degree", range(5))
@pytest.mark.parametrize("ratio", RATIOS.values(), ids=RATIOS.keys())
def test_a_sum_is_the_terms_added_up(ratio, degree):
    summand = power(ratio, FORM_n)
    for _ in range(degree):
        summand = summand * index(n)
    total, evidence = summand.sum_over(n, FORM_N)
    for step in evidence:
        step.verify()
    value = evaluate(ratio, POINT)
    for count in range(7):
        expected = sum((Fraction(i) ** degree * value**i for i in range(count)), Fraction(0))
        assert evaluate(total.at(N, count).value(), POINT) == expected


def test_a_sum_within_a_sum_is_the_double_sum():
    inner, _ = (power(X, FORM_n + FORM_k + 1) * power(Y, FORM_k)).sum_over(k, FORM_N - FORM_n - 1)
    total, _ = (inner * power(Y, FORM_n) * index(n)).sum_over(n, FORM_N)
    first, second = POINT["x"], POINT["y"]
    for count in range(1, 7):
        expected = sum(
            Fraction(i) * second**i * first ** (i + 1 + j) * second**j
            for i in range(count)
            for j in range(count - 1 - i)
        )
        assert evaluate(total.at(N, count).value(), POINT) == expected


def test_equal_ratios_cancel_and_leave_a_polynomial_in_the_count():
    summand = power(X, FORM_n) * power(X, FORM_N - FORM_n)
    total, _ = summand.sum_over(n, FORM_N)
    assert (total - power(X, FORM_N) * index(N)).is_zero()


def test_a_canonical_form_decides_equality():
    left = power(X * Y, FORM_n) + power(-X, FORM_n)
    right = power(X, FORM_n) * power(Y, FORM_n) + power(-FIELD.one, FORM_n) * power(X, FORM_n)
    assert left == right
    assert power(-FIELD.one, FORM_n * 2) == ExponentialPolynomial.constant(FIELD.one)
    assert power(FIELD(4), FORM_n) == power(FIELD(2), FORM_n * 2)
    assert not (left - power(X, FORM_n)).is_zero()


def test_the_derivative_is_that_of_the_value_at_each_count():
    total, _ = (power(X * Y, FORM_n) * index(n)).sum_over(n, FORM_N)
    slope = total.derivative(x)
    for count in range(6):
        assert slope.at(N, count).value() == derivative(total.at(N, count).value(), x)


def test_parts_by_degree_add_up_to_the_whole():
    total = power(X, FORM_n).scale((Y**2 + 3 * Y + X) / (1 - X))
    parts = total.by_degree(y)
    assert sorted(parts) == [0, 1, 2]
    whole = ExponentialPolynomial(FIELD, ())
    for part in parts.values():
        whole = whole + part
    assert whole == total
    with pytest.raises(ExactArithmeticError, match="denominator"):
        total.by_degree(x)


def test_the_limit_keeps_what_is_free_of_the_index():
    total, _ = power(X, FORM_n).sum_over(n, FORM_N)
    assert total.decaying_ratios(N) == (X,)
    assert total.without(N).value() == 1 / (1 - X)


def test_substitution_merges_bases():
    total, _ = power(X * Y, FORM_n).sum_over(n, FORM_N)
    merged = total.substitute({y: X})
    expected, _ = power(X**2, FORM_n).sum_over(n, FORM_N)
    assert merged == expected


@pytest.mark.parametrize("field_name", ["ratio", "summand", "antidifference"])
def test_altered_telescoping_evidence_is_rejected(field_name):
    _, (step,) = (power(X, FORM_n) * index(n)).sum_over(n, FORM_N)
    old = getattr(step, field_name)
    new = old + 1 if field_name == "ratio" else (old[0] + 1, *old[1:])
    with pytest.raises(ProofError, match="telescope"):
        replace(step, **{field_name: new}).verify()


def test_a_dropped_coefficient_is_rejected():
    _, (step,) = (power(X, FORM_n) * index(n)).sum_over(n, FORM_N)
    with pytest.raises(ProofError, match="telescope"):
        replace(step, antidifference=step.antidifference[:1]).verify()


def test_a_value_needs_every_index_fixed():
    with pytest.raises(ExactArithmeticError, match="still depends"):
        power(X, FORM_n).value()


def test_zero_to_a_symbolic_power_is_refused():
    with pytest.raises(ExactArithmeticError, match="remove the term"):
        power(FIELD.zero, FORM_n)


def test_only_rational_functions_enter_the_field():
    assert from_expr(FIELD, (x + y) ** 2 / 3) == (X + Y) ** 2 / 3
    with pytest.raises(ExactArithmeticError, match="integer powers"):
        from_expr(FIELD, x**y)
    with pytest.raises(ExactArithmeticError, match="not in the field"):
        from_expr(FIELD, n)
    with pytest.raises(ExactArithmeticError, match="not in the field"):
        generator(FIELD, N)


def test_a_base_has_a_constant_above_0():
    kept, turned = power(1 - X, FORM_n), power(X - 1, FORM_n)
    assert kept.to_expr() == (1 - x) ** n
    assert power(1 / (1 - X), FORM_n).to_expr() == (1 - x) ** (-n)
    assert power((1 - X) ** 2 * Y, FORM_n).to_expr() == y**n * (1 - x) ** (2 * n)
    assert turned == power(-FIELD.one, FORM_n) * kept
    assert (turned * turned - kept * kept).is_zero()
    assert power((X - 1) * (Y - 2), FORM_n) == power((1 - X) * (2 - Y), FORM_n)

"""Sequences of finite length: what decides is compared with literal sums, and the Jacobian with SymPy's."""

from fractions import Fraction
from itertools import product

import pytest
from sympy import Expr, Integer, Matrix, Rational, symbols

from symdyn import LearningRule, find_rule, notation
from symdyn.notation import m, w_hat
from symdyn.stages.finite_time.data import data
from symdyn.stages.finite_time.derive import finite_time
from tests.derived import derived

a, b, w, c, w_star, a_hat, s = symbols("a b w c w_star a_hat s")
VALUES = tuple(Fraction(*one) for one in ((4, 5), (-2, 3), (1, 7)))
PLACE = {a_hat: Rational(-3, 4), w_hat: Rational(2, 3), symbols("gamma"): Rational(3, 5)}
RATIOS = {
    "bptt": w,
    "tbptt": Integer(0),
    "rflo": w_hat,
    "decayed-rtrl": symbols("gamma") * w,
    "feedback-alignment": w,
}


def steps_of(x: Fraction, y: Fraction, count: int) -> Fraction:
    """[count] of two numbers."""
    return sum((x**i * y ** (count - 1 - i) for i in range(count)), Fraction(0))


def deciding(z: Fraction, h: Fraction, r: Fraction, T: int) -> Fraction:
    """The sum over pairs of lags, which no closed form and no Gram matrix was taken from."""
    pairs = ((k, later - k) for k in range(T) for later in range(k + 1, T))
    terms = ((z * z * h * r) ** k * steps_of(z, h, gap) * steps_of(z, r, gap) for k, gap in pairs)
    return sum(terms, Fraction(0))


@pytest.mark.parametrize("name", ["bptt", "tbptt", "rflo"])
def test_what_decides_is_the_sum_over_pairs_of_lags(name: str) -> None:
    found = finite_time(find_rule(name))
    assert found is not None
    assert found.excess is not None
    for here, own, T in product(VALUES, (Fraction(1, 3), Fraction(-1, 2)), (2, 3, 5)):
        ratio = {"bptt": here, "tbptt": Fraction(0), "rflo": own}[name]
        at = {w_star: Rational(str(here)), w_hat: Rational(str(own)), notation.T: T}
        assert found.excess.subs(at) == Rational(str(deciding(here, here, ratio, T)))


def test_what_decides_is_positive_from_two_steps_on_and_not_for_all_numbers() -> None:
    for z, h, r in product((*VALUES, Fraction(-19, 20)), repeat=3):
        assert all(deciding(z, h, r, T) > 0 for T in (2, 3, 4, 7))
    assert deciding(Fraction(1, 2), Fraction(-3), Fraction(0), 3) < 0


def literal(name: str, T: int) -> list[Expr]:
    """The update of a mode from its definition, as polynomials."""
    rule, ratio = find_rule(name), RATIOS[name]
    error = [a * b * w**k - c * w_star**k for k in range(T)]
    phi = a if rule.symmetric else a_hat
    kernel = [Integer(1) if k == 0 else ratio**k for k in range(T)]
    first = sum(error[k] * b * w**k for k in range(T))
    second = sum(kernel[k] * phi * error[k] for k in range(T))
    third = sum(
        kernel[k] * phi * error[k + 1 + j] * b * w**j for k in range(T) for j in range(T - 1 - k)
    )
    return [first, second, Integer(0) + third]


@pytest.mark.parametrize("name", RATIOS)
@pytest.mark.parametrize("T", [1, 2, 4])
def test_trace_and_determinant_are_those_of_the_literal_jacobian(name: str, T: int) -> None:
    found = finite_time(find_rule(name))
    assert found is not None
    assert found.trace is not None
    assert found.determinant is not None
    numbers = {s: Rational(5, 3), c: Rational(2, 7), w_star: Rational(-3, 8), **PLACE}
    at = {a: numbers[s], b: numbers[c] / numbers[s], w: numbers[w_star], **numbers}
    jacobian = -Matrix([[one.diff(x).subs(at) for x in (a, b, w)] for one in literal(name, T)])
    pairs = [jacobian.minor(i, i) for i in range(3)]
    stated = {**numbers, notation.T: T}
    assert found.trace.subs(stated) == jacobian.trace()
    assert found.determinant.subs(stated) == sum(pairs)
    assert jacobian.det() == 0


def test_a_kernel_that_is_no_geometric_sequence_says_what_is_not_proved() -> None:
    found = finite_time(find_rule("tbptt-2"))
    assert found is not None
    assert not found.complete
    assert found.trace is None
    wire = data(derived("tbptt-tau"))["finite_time"]
    assert isinstance(wire, dict)
    assert (wire["same_fixed_points_from_T"], wire["kernel"]) == (None, None)
    assert data(derived("readout-only")) == {"finite_time": None}


def test_credit_of_the_wrong_sign_is_not_said_to_be_stable() -> None:
    """The kernel -w_hat^m turns the sign of the feedback."""
    found = finite_time(LearningRule("turned", "Turned", "random", -(w_hat**m)))
    assert found is not None
    assert found.geometric is not None
    assert not found.complete
    assert found.excess is not None
    assert found.excess.subs({w_hat: 0, w_star: Rational(1, 2), notation.T: 2}) == 1

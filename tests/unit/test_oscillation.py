"""Finitely many lags of an oscillation: the powers of a complex number are never needed."""

from cmath import exp as complex_exp
from fractions import Fraction
from math import acos, isclose

import pytest
from sympy import I, Rational, expand, re

from symdyn import LearningRule, analyse, oscillation, parameter
from symdyn.errors import KernelError
from symdyn.notation import m, w, z
from symdyn.testing import run_rule_conformance

gamma, zeta = parameter("gamma", 0, 1), parameter("zeta", -1, 1)


def at(kernel, lag):
    return kernel.subs(m, lag)


@pytest.mark.parametrize(("r", "cosine"), [("2/3", "3/5"), ("9/10", "-4/5"), ("5/4", "5/13")])
def test_each_lag_is_the_real_part_of_a_power(r, cosine):
    """cos and sin of a Pythagorean angle are rational, so that the power is exact."""
    r, cosine = Rational(r), Rational(cosine)
    sine = (1 - cosine**2) ** Rational(1, 2)
    assert sine.is_Rational
    kernel = oscillation(gamma, zeta, 17).subs({gamma: r, zeta: cosine})
    for lag in range(17):
        assert at(kernel, lag) == re(expand((r * (cosine + I * sine)) ** lag))
    assert at(kernel, 17) == 0


def test_it_is_a_cosine():
    kernel = oscillation(gamma, zeta, 9).subs({gamma: Rational(7, 8), zeta: Rational(1, 3)})
    for lag in range(9):
        turned = (0.875 * complex_exp(1j * acos(1 / 3))) ** lag
        assert isclose(float(at(kernel, lag)), turned.real, abs_tol=1e-12)


def test_its_generating_function_is_the_rational_one_but_for_the_end():
    """(1 - 2 gamma zeta z + gamma^2 z^2) K(z) = 1 - gamma zeta z + what the cut adds, of degree 4 and more."""
    rule = LearningRule("osc", "O", "random", oscillation(gamma, zeta, 4), horizon=4)
    g, c = rule.credit.parameters
    general = analyse(rule).credit.general
    product = expand((1 - 2 * g * c * z + g**2 * z**2) * general)
    assert [product.coeff(z, power) for power in range(4)] == [1, -g * c, 0, 0]
    assert product.coeff(z, 4) != 0


def test_a_weight_may_be_the_ratio_and_numbers_the_cosine():
    kernel = oscillation(w, Rational(3, 5), 3)
    assert [at(kernel, lag) for lag in range(3)] == [1, 3 * w / 5, -7 * w**2 / 25]
    assert oscillation(gamma, 1, 5).subs(m, 4) == gamma**4
    assert oscillation(gamma, zeta, 1) == oscillation(w, 0, 1)


@pytest.mark.slow
def test_the_derivation_is_that_of_the_literal_sums():
    rule = LearningRule("osc", "O", "symmetric", oscillation(gamma, zeta, 5), horizon=5)
    assert len(run_rule_conformance(rule).outcomes) > 10


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ((gamma, zeta, 0), "has the lags 0; use an integer from 1 to 17"),
        ((gamma, zeta, 18), "has the lags 18"),
        ((gamma, zeta, True), "has the lags True"),
        ((0.5, zeta, 3), "has the ratio 0.5, which is no SymPy expression"),
        ((gamma, Fraction(1, 2), 3), "has the cosine Fraction"),
        ((gamma, 2, 3), "a cosine lies between -1 and 1"),
    ],
)
def test_what_is_no_oscillation_is_refused(given, reason):
    with pytest.raises(KernelError, match=reason):
        oscillation(*given)

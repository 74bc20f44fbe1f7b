"""Correlated input: closed forms beside the sums over all pairs of lags, and beside white noise."""

from fractions import Fraction

import numpy as np
import pytest
from sympy import Expr, Rational, simplify, symbols

from symdyn import find_rule, notation
from symdyn.stages.coloured_input.data import data
from symdyn.stages.coloured_input.derive import CORRELATION, coloured_input
from symdyn.stages.coloured_input.laws import literal_update
from symdyn.testing.evaluation import decimals
from tests.derived import derived
from tests.selection import slow_but

NAMES = ("bptt", "tbptt", "rflo", "decayed-rtrl", "feedback-alignment")
POINT = {
    "a": Fraction(3, 4),
    "b": Fraction(-2, 3),
    "w": Fraction(1, 3),
    "w_star": Fraction(-2, 5),
    "c": Fraction(5, 4),
    "a_hat": Fraction(-1, 2),
    "w_hat": Fraction(1, 4),
    "gamma": Fraction(1, 2),
}
LAGS = 70


def number(found: Expr, **values: float) -> float:
    known: dict[str, float] = {**{x: float(y) for x, y in POINT.items()}, **values}
    point = {symbols(x): y for x, y in known.items()}
    return float(found.subs(point))


def by_pairs(name: str, v: float) -> list[float]:
    """The update as a double sum, with the correlations as a matrix."""
    a, b, w, w_star, c = (float(POINT[x]) for x in ("a", "b", "w", "w_star", "c"))
    lags = np.arange(LAGS)
    ratio = {"bptt": w, "tbptt": 0.0, "rflo": 0.25, "decayed-rtrl": w / 2}.get(name, w)
    kernel = np.where(lags == 0, 1.0, ratio**lags)
    phi = a if derived(name).rule.symmetric else float(POINT["a_hat"])
    errors = a * b * w**lags - c * w_star**lags
    correlation = v ** np.abs(lags[:, None] - lags[None, :])
    later = np.array([sum(kernel[m] * w ** (k - 1 - m) for m in range(k)) for k in lags])
    return [float(errors @ correlation @ x) for x in (b * w**lags, phi * kernel, phi * b * later)]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("v", [0.5, -0.4])
def test_the_update_is_the_sum_over_pairs_of_lags(name: str, v: float) -> None:
    found = coloured_input(find_rule(name))
    assert found is not None
    stated = [number(found.update[x], v=v) for x in notation.STATE]
    np.testing.assert_allclose(stated, by_pairs(name, v), rtol=1e-12)


def test_the_law_of_plug_ins_sums_the_same() -> None:
    v = Fraction(1, 2)
    summed = literal_update(find_rule("rflo"), POINT, v, LAGS, decimals(30))
    np.testing.assert_allclose([float(x) for x in summed], by_pairs("rflo", 0.5), rtol=1e-12)


@pytest.mark.parametrize("name", slow_but(("rflo",), NAMES))
def test_without_correlation_it_is_white_noise(name: str) -> None:
    found, analysis = coloured_input(find_rule(name)), derived(name)
    assert found is not None
    for x in notation.STATE:
        assert simplify(found.update[x].subs(CORRELATION, 0) - analysis.update.limit[x]) == 0
    for one, other in (
        (found.trace, analysis.optimal.trace),
        (found.determinant, analysis.optimal.determinant),
    ):
        assert simplify(one.subs(CORRELATION, 0) - other) == 0


def test_learning_slows_down_as_one_minus_the_squared_correlation() -> None:
    found = coloured_input(find_rule("bptt"))
    assert found is not None
    place = {
        notation.s: Rational(1),
        notation.c: Rational(1, 2),
        notation.w_star: Rational(1, 3),
    }
    fast, slow = (
        found.determinant.subs({**place, CORRELATION: 1 - Rational(1, x)}) for x in (1000, 2000)
    )
    assert abs(float(fast / slow) - 2) < 0.01


def test_a_kernel_that_is_no_geometric_sequence_has_none() -> None:
    assert coloured_input(find_rule("tbptt-2")) is None
    assert data(derived("tbptt-tau")) == {"coloured_input": None}

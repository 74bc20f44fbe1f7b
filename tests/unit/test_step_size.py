"""The largest stable step, against the multipliers themselves and against steps that are taken."""

from fractions import Fraction

import mpmath
import pytest
from sympy import Expr, Matrix, Rational, Symbol

from symdyn import notation
from symdyn.stages.step_size.derive import largest_step
from tests.derived import derived

# Points of the optimal manifold where a mode is stable: s, c, w_star and the rule's parameters.
POINTS = {
    "bptt": [(1, 1, "1/2", {}), ("3/2", "-2/3", "-1/4", {}), ("1/3", 2, "3/4", {})],
    "tbptt": [(1, 1, "1/2", {}), (-2, "1/2", "-1/3", {})],
    "feedback-alignment": [("3/2", 1, "1/4", {"a_hat": "2/3"})],
    "rflo": [
        (1, 1, "1/2", {"a_hat": 1, "w_hat": "1/3"}),
        (2, 1, "3/4", {"a_hat": 2, "w_hat": "-1/2"}),
    ],
    "decayed-rtrl": [(1, "-1/2", "1/3", {"gamma": "4/5"})],
}
CASES = [(name, *one) for name, points in POINTS.items() for one in points]


def exact(value: object) -> Rational:
    found = Fraction(str(value))
    return Rational(found.numerator, found.denominator)


def at(expression: Expr, values: dict[str, Rational]) -> Expr:
    return expression.xreplace(
        {one: values[one.name] for one in expression.free_symbols if isinstance(one, Symbol)}
    )


@pytest.mark.parametrize(("name", "s", "c", "w_star", "parameters"), CASES)
def test_below_the_step_all_multipliers_are_inside_and_beyond_it_one_is_not(
    name: str, s: object, c: object, w_star: object, parameters: dict[str, object]
) -> None:
    """The eigenvalues of I + eta J, from the Jacobian's entries, by mpmath in 50 digits."""
    analysis, found = derived(name), largest_step(derived(name))
    assert found is not None
    given = {"s": s, "c": c, "w_star": w_star, **parameters}
    values = {key: exact(value) for key, value in given.items()}
    optimal = analysis.optimal
    complex_pair = at(optimal.radicand, values) < 0
    formula = found.complex if complex_pair else found.real
    assert formula is not None
    with mpmath.workdps(50):
        bound = mpmath.mpf(str(at(formula, values).evalf(50)))
        jacobian = Matrix(3, 3, lambda i, j: at(optimal.jacobian[i][j], values))

        def largest(step: mpmath.mpf) -> mpmath.mpf:
            """The largest modulus of a multiplier, the one along the manifold aside."""
            one = mpmath.eye(3) + step * mpmath.matrix(jacobian.tolist())
            moduli = [abs(x) for x in mpmath.eig(one, left=False, right=False)]
            moduli.remove(min(moduli, key=lambda x: abs(x - 1)))
            return max(moduli)

        assert largest(bound * mpmath.mpf("0.999")) < 1
        assert largest(bound * mpmath.mpf("1.001")) > 1


def test_a_pair_that_is_complex_has_the_step_of_theory() -> None:
    """RFLO at s = 2, c = 1, a_hat = 2, w_star = 3/4, w_hat = -1/2: 10119/17408, by hand."""
    found = largest_step(derived("rflo"))
    assert found is not None
    assert found.complex is not None
    values = {"s": "2", "c": "1", "a_hat": "2", "w_star": "3/4", "w_hat": "-1/2"}
    there = {key: exact(value) for key, value in values.items()}
    assert at(derived("rflo").optimal.radicand, there) < 0
    assert at(found.complex, there).equals(Rational(10119, 17408))


@pytest.mark.parametrize("shrink", [True, False])
def test_steps_that_are_taken_return_below_the_bound_and_leave_beyond_it(shrink: bool) -> None:
    """Iterated mean updates of BPTT from a point near the manifold."""
    analysis, found = derived("bptt"), largest_step(derived("bptt"))
    assert found is not None
    values = {"s": exact(1), "c": exact(1), "w_star": exact("1/2")}
    eta = float(at(found.real, values)) * (0.98 if shrink else 1.02)
    update = analysis.update.limit
    letters = (notation.a, notation.b, notation.w)
    state, start = [1.0 + 1e-5, 1.0, 0.5 - 1e-5], None
    for _ in range(200):
        here = dict(zip(letters, state, strict=True)) | {notation.c: 1.0, notation.w_star: 0.5}
        state = [
            x - eta * float(update[one].subs(here)) for x, one in zip(state, letters, strict=True)
        ]
        distance = abs(state[0] * state[1] - 1) + abs(state[2] - 0.5)
        start = distance if start is None else start
    assert start is not None
    assert distance < start / 10 if shrink else distance > start * 10


def test_without_credit_there_is_no_such_step() -> None:
    assert largest_step(derived("readout-only")) is None

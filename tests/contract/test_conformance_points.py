"""The laws look where it matters, sum far enough, and read nothing but formulas."""

from fractions import Fraction

import mpmath
import pytest

from symdyn import analyse
from symdyn.errors import ExactArithmeticError
from symdyn.testing.evaluation import decimals, read, value_of
from symdyn.testing.literal import LiteralSums, steps_to_sum
from symdyn.testing.subject import Subject
from symdyn.testing.zeros import component_points
from tests.contract.unusual_rules import CUSTOM, MORE
from tests.derived import derived


def test_stability_is_checked_on_both_sides_of_the_sign_of_the_feedback() -> None:
    subject = Subject(derived("rflo"))
    seen = set()
    for flow in subject.flows:
        rates = flow.transverse_rates()
        assert rates is not None
        sign = flow.point["a_hat"] * flow.point["s"] > 0
        seen.add((sign, all(rate < 0 for rate in rates)))
    assert seen == {(True, True), (False, True), (False, False)}


def test_eigenvalues_have_the_digits_of_their_numbers_whatever_the_session_has() -> None:
    flow = Subject(derived("rflo")).flows[0]
    with mpmath.workdps(50):
        expected = flow.transverse_rates(), flow.multipliers(flow.numbers.number(Fraction(1, 7)))
    with mpmath.workdps(3):
        found = flow.transverse_rates(), flow.multipliers(flow.numbers.number(Fraction(1, 7)))
    assert found == expected


def test_components_where_the_kernel_vanishes_are_visited() -> None:
    rule = next(one for one in CUSTOM if one.name == "vanishing")
    components = analyse(rule).fixed_points.components
    assert [one.name for one in components] == ["optimal", "no-input", "balanced"]
    for component in components:
        points = component_points(rule, component)
        assert points
        for point in points:
            at = {**point, "w": point["w"], "c": point["a_star"] * point["b_star"]}
            for equation in (*component.equations, *component.conditions):
                assert abs(value_of(equation, at)) < Fraction(1, 10**30)


def test_the_tail_bound_bounds_the_tail() -> None:
    rule = MORE[0]
    names = ("a", "b", "a_star", "b_star", "w", "w_star", "w_hat")
    point = {**dict.fromkeys(names, Fraction(1, 2)), "w": Fraction(2, 3), "a": Fraction(3)}
    steps, bound = steps_to_sum(rule, point)
    numbers = decimals(60)
    cut, longer = (LiteralSums(rule, one, numbers).update(point) for one in (steps, 3 * steps))
    left_out = [abs(x - y) for x, y in zip(cut, longer, strict=True)]
    assert 0 < max(left_out) < numbers.number(bound) < 1e-19


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "a.__class__",
        "exp(a)",
        "[a for a in b]",
        "lambda: a",
        "a if b else a",
        "'a'",
        "True",
        "1.5",
        "a; b",
        "(a := 1)",
        "sqrt(a, evaluate=False)",
    ],
)
def test_text_that_is_no_formula_is_refused(text: str) -> None:
    with pytest.raises(ExactArithmeticError):
        read(text)

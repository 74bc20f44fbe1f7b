"""Rational functions: one normal form, the range of exponents and coefficients, fields apart."""

import copy
import pickle
from fractions import Fraction

import pytest
from sympy import Symbol, sqrt

from symdyn.errors import ExactArithmeticError
from symdyn.exact.bridge import from_expr, polynomial_to_expr, to_expr, value_of
from symdyn.exact.derivative import derivative
from symdyn.exact.divisors import MAX_EXPONENT
from symdyn.exact.evaluation import evaluate
from symdyn.exact.factors import factor
from symdyn.exact.polynomials import (
    coefficients_in,
    common_divisor,
    common_multiple,
    degree,
    is_letter,
    lowest_degree,
)
from symdyn.exact.rational import RationalFunction, field_over, generator
from symdyn.exact.substitution import substitute

X, Y, Z = (Symbol(name) for name in "xyz")
FIELD = field_over([X, Y, Z])
x, y, z = FIELD.gens
HUGE = 10**40 + 7


def test_equal_functions_are_equal_values() -> None:
    left, right = (x**2 - y**2) / (2 * y - 2 * x), -(x + y) / 2
    assert left == right
    assert hash(left) == hash(right)
    assert (str(left), left.denom) == ("(-x - y)/2", 2)
    assert x / y - x / y == FIELD.zero == 0
    assert (6 * x + 3) / (9 * z) == (2 * x + 1) / (3 * z)


def test_the_denominator_leads_with_a_positive_coefficient() -> None:
    for value in (1 / (1 - x), x / (-y), (x + 1) / (3 - 2 * x), 1 / (-2 * FIELD.one)):
        assert value.denom.terms()[0][1] > 0


def test_numbers_are_equal_to_themselves_and_hashed_like_it() -> None:
    assert FIELD(3) == 3
    assert FIELD(Fraction(-2, 3)) == Fraction(-2, 3)
    assert hash(FIELD(3)) == hash(3)
    assert hash(FIELD(Fraction(-2, 3))) == hash(Fraction(-2, 3))
    assert hash(FIELD.zero) == hash(0)
    assert x != 0
    assert x != "x"
    assert {FIELD(2): "two"}[2] == "two"


def test_a_value_is_copied_and_pickled_as_itself() -> None:
    value = (x - 1) / (y**2 + HUGE)
    for other in (copy.deepcopy(value), pickle.loads(pickle.dumps(value))):  # noqa: S301
        assert other == value
        assert other.field is FIELD


def test_fields_are_the_same_for_the_same_letters_in_the_same_order() -> None:
    assert field_over([X, Y, Z]) is FIELD
    assert field_over([Y, X, Z]) is not FIELD
    assert generator(field_over([Y, X, Z]), X) != x


@pytest.mark.parametrize("operation", ["__add__", "__sub__", "__mul__", "__truediv__"])
def test_values_of_different_fields_do_not_mix(operation: str) -> None:
    for other in (field_over([X, Y]), field_over([Y, X, Z]), field_over([X, Y, Z, Symbol("u")])):
        with pytest.raises(ExactArithmeticError, match="expected one field"):
            getattr(x, operation)(other.gens[0])
        with pytest.raises(ExactArithmeticError, match="expected one"):
            substitute(x, {X: other.gens[0]})
        with pytest.raises(ExactArithmeticError, match="expected one field"):
            common_divisor(x, other.gens[0])
    with pytest.raises(ExactArithmeticError, match="no exact operand"):
        getattr(x, operation)(0.5)


def test_letters_are_told_apart_by_name() -> None:
    with pytest.raises(ExactArithmeticError, match="share a name"):
        field_over([X, Symbol("x", positive=True)])
    with pytest.raises(ExactArithmeticError, match="expected ASCII"):
        field_over([Symbol("\u03bb")])
    with pytest.raises(ExactArithmeticError, match="not in the field"):
        generator(FIELD, Symbol("u"))
    with pytest.raises(ExactArithmeticError, match="not in the field"):
        substitute(x * y, {}, field_over([X]))


def test_a_field_without_letters_holds_the_numbers() -> None:
    numbers = field_over([])
    assert numbers(6) / numbers(4) == Fraction(3, 2)
    assert factor(numbers(-6)) == (-6, ())


def test_zero_is_no_divisor_and_has_no_factors() -> None:
    for zero in (FIELD.zero, x - x, 0 * y):
        assert not zero
        assert zero.terms() == ()
        assert str(zero) == "0"
        with pytest.raises(ExactArithmeticError, match="division by zero"):
            x / zero
        with pytest.raises(ExactArithmeticError, match="division by zero"):
            zero**-1
        with pytest.raises(ExactArithmeticError, match="0 has no factors"):
            factor(zero)
        assert zero**2 == zero / x == -zero == derivative(zero, X) == 0
        assert common_divisor(zero, -2 * x) == 2 * x
        assert evaluate(zero, {}) == 0
    assert FIELD.zero**0 == 1
    with pytest.raises(ExactArithmeticError, match="pole"):
        substitute(1 / (x - y), {X: y})
    with pytest.raises(ExactArithmeticError, match="pole"):
        evaluate(1 / (x - y), {"x": Fraction(1), "y": Fraction(1)})
    assert substitute(x + y, {X: FIELD.zero}) == y


@pytest.mark.parametrize("large", [2**31, 2**32, 2**62, 2**63 - 1, 2**63, 2**64, HUGE, -HUGE])
def test_coefficients_have_any_size(large: int) -> None:
    parts = (x + large * y, x - (large + 1) * y, large * x * z + 1, x - large)
    product = 6 * parts[0] * parts[1] ** 2 * parts[2] * parts[3]
    constant, found = factor(product)
    back = FIELD(constant)
    for part, multiplicity in found:
        back *= part**multiplicity
        assert part.terms()[0][1] > 0
    assert back == product
    assert sorted(multiplicity for _, multiplicity in found) == [1, 1, 1, 2]
    assert factor(product) == (constant, found)
    assert common_divisor(product, parts[0] * parts[3] * z) in (
        parts[0] * parts[3],
        -parts[0] * parts[3],
    )
    assert product / (parts[0] * parts[2]) == 6 * parts[1] ** 2 * parts[3]
    assert (
        evaluate(parts[0] / 3, {"x": Fraction(1, 3), "y": Fraction(-1)})
        == (Fraction(1, 3) - large) / 3
    )
    assert dict(parts[0].terms())[0, 1, 0] == large


@pytest.mark.parametrize("exponent", [2**20 + 1, 2**31, 2**32, 2**62, 2**63 - 1, 2**63, 2**64])
def test_exponents_beyond_the_range_are_refused_in_words(exponent: int) -> None:
    """FLINT factors x^(2^63 - 1) - y into y - 1, and ends the process where it has no room."""
    with pytest.raises(ExactArithmeticError, match=f"exponent {exponent} is too large"):
        x**exponent
    with pytest.raises(ExactArithmeticError, match="too large"):
        FIELD.from_terms({(exponent, 0, 0): 1, (0, 1, 0): -1})
    with pytest.raises(ExactArithmeticError, match="too large"):
        (y / x) ** -exponent
    with pytest.raises(ExactArithmeticError, match="too large"):
        from_expr(FIELD, X**exponent - 1)


def test_exponents_that_grow_by_multiplication_are_refused_where_they_would_mislead() -> None:
    power = x**MAX_EXPONENT - 1
    assert factor(x**MAX_EXPONENT)[1] == ((x, MAX_EXPONENT),)
    grown = power * power
    with pytest.raises(ExactArithmeticError, match="too large"):
        factor(grown)
    with pytest.raises(ExactArithmeticError, match="too large"):
        common_divisor(grown, x**2 - 1)
    with pytest.raises(ExactArithmeticError, match="too large"):
        y / grown + x / (x - 1)
    with pytest.raises(ExactArithmeticError, match="too large"):
        substitute(x**MAX_EXPONENT, {X: x**2})


def test_terms_stand_in_the_order_of_the_letters() -> None:
    polynomial = 3 - x * y**2 + 2 * z**5 + x**2 - 7 * x * z
    assert str(polynomial) == "x**2 - x*y**2 - 7*x*z + 2*z**5 + 3"
    assert [powers for powers, _ in polynomial.terms()] == [
        (2, 0, 0),
        (1, 2, 0),
        (1, 0, 1),
        (0, 0, 5),
        (0, 0, 0),
    ]
    assert polynomial_to_expr(polynomial) == 3 - X * Y**2 + 2 * Z**5 + X**2 - 7 * X * Z
    with pytest.raises(ExactArithmeticError, match="take its numerator"):
        (x / 2).terms()


def test_factors_stand_in_one_order() -> None:
    parts = [x - y, x + y, y + 1, x * y - z**2 + 1, x]
    for order in (parts, parts[::-1], parts[2:] + parts[:2]):
        product = FIELD.one
        for part in order:
            product *= part
        assert [str(part) for part, _ in factor(product)[1]] == [
            "x",
            "y + 1",
            "x - y",
            "x + y",
            "x*y - z**2 + 1",
        ]
    with pytest.raises(ExactArithmeticError, match="constant denominator"):
        factor(x / y)
    assert factor((x - 1) / 6)[0] == Fraction(1, 6)


def test_parts_of_a_polynomial() -> None:
    polynomial = x**3 * y + x**2 * z - 4 * x**2
    assert degree(polynomial, X) == 3
    assert lowest_degree(polynomial, X) == 2
    assert coefficients_in(polynomial, [X]) == {(3,): y, (2,): z - 4}
    assert coefficients_in(polynomial, [Y, X]) == {(1, 3): FIELD.one, (0, 2): z - 4}
    assert is_letter(x)
    assert not is_letter(2 * x)
    assert not is_letter(x**2)
    assert not is_letter(1 / x)
    assert common_multiple(4 * x * y, 6 * x * z) == 12 * x * y * z


def test_letters_are_replaced_by_quotients() -> None:
    value = (x**2 + y) / (x - y**3 * z)
    assert substitute(value, {X: 1 / y, Y: z / x}) == (1 / y**2 + z / x) / (1 / y - z**4 / x**3)
    wider = field_over([Symbol("u"), Z, Y, X])
    u = wider.gens[0]
    moved = substitute(value, {X: u}, wider)
    assert substitute(moved, {Symbol("u"): x}, FIELD) == value
    assert moved.denom.terms()[0][1] > 0


def test_an_expression_is_valued_in_numbers() -> None:
    point = {"x": Fraction(1, 3), "y": Fraction(-2), "z": Fraction(5, 7)}
    expression = (X**2 / 3 - 1 / (Y + Z)) ** -2 + X * Y
    assert value_of(expression, point) == evaluate(from_expr(FIELD, expression), point)
    with pytest.raises(ExactArithmeticError, match="divides by zero"):
        value_of(1 / (X - X * Y / -2), point | {"x": Fraction(0)})
    with pytest.raises(ExactArithmeticError, match="has no value"):
        value_of(X + Symbol("u"), point)
    with pytest.raises(ExactArithmeticError, match="has no value"):
        value_of(sqrt(X), point)
    with pytest.raises(ExactArithmeticError, match="no value to y"):
        evaluate(x + y, {"x": Fraction(1)})


def test_expressions_go_there_and_back() -> None:
    for value in (
        x / (1 - y),
        FIELD(Fraction(-2, 3)),
        FIELD.zero,
        (x - y) ** 5 / (7 * z),
        HUGE * x,
    ):
        assert from_expr(FIELD, to_expr(value)) == value
        assert isinstance(value, RationalFunction)

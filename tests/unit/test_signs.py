"""Signs on a domain: what must be proved, what must not, and that no altered proof passes."""

from fractions import Fraction

import pytest
from sympy import Symbol

from symdyn.errors import DomainError, ExactArithmeticError
from symdyn.exact.domain import Domain, Interval
from symdyn.exact.factors import factor
from symdyn.exact.integer_terms import value_sign
from symdyn.exact.rational import field_over
from symdyn.exact.signs import magnitude_below_one, sign_of

UNIT = Interval(-1, 1)
DOMAIN = Domain(
    (
        ("w", UNIT),
        ("h", UNIT),
        ("p", Interval(0, 1)),
        ("r", Interval(Fraction(1, 2), 3)),
        ("n", Interval(None, -2)),
        ("x", Interval(0, None)),
        ("q", Interval(0, None)),
        ("a", Interval(nonzero=True)),
        ("v", Interval(-1, 1, nonzero=True)),
        ("y", Interval()),
        ("z", Interval()),
    )
)
R = field_over(map(Symbol, "whprnxqavyz"))
w, h, p, r, n, x, q, a, v, y, z = R.gens
TRACE = (
    x * (1 - w**2) * (1 - h * w) ** 2 + q * (1 - w**2) ** 2 * (1 - h * w) + x * q * (1 - h * w**3)
)

DECIDED = [
    (R(7), "positive"),
    (R(-7), "negative"),
    (1 - h * w, "positive"),
    (h * w - 1, "negative"),
    (1 - h * w**3, "positive"),
    (1 - w**2, "positive"),
    (w**2 - 1, "negative"),
    ((w**2 - 1) ** 3 * (1 - h) ** 2, "negative"),
    (1 + h * w + h * w**2 + h**2 * w**3, "positive"),
    ((w - h) ** 2 + (1 - w**2) * (1 - h**2), "positive"),
    (2 * (w - h) ** 2 + 1, "positive"),
    (100 * w**2 + 100 * h**2 + 1, "positive"),
    (TRACE, "positive"),
    (-TRACE * (1 - h * w) * (1 - w**2) ** 3, "negative"),
    (p, "positive"),
    (p - 1, "negative"),
    (3 * r - r**2, "positive"),
    (2 * r - 1, "positive"),
    (r - 3, "negative"),
    (r**2 - 2 * r + 2, "positive"),
    (4 * r**2 - 14 * r + 13, "positive"),
    (n, "negative"),
    (n + 2, "negative"),
    (n**2 - 4, "positive"),
    (x, "positive"),
    (x * q**3 * n, "negative"),
    (x**2 + x * q + 1, "positive"),
    (a, "nonzero"),
    (a * v * (w - 1), "nonzero"),
    (a**2, "positive"),
    (-(a**2) * v**4 * x, "negative"),
    (a**2 + y**2, "positive"),
    (a**2 * y**2 + w**4 * x, "nonnegative"),
    (v**2 * x + w**2, "positive"),
    (1 + y**2 * z**4, "positive"),
    (y**2, "nonnegative"),
    (-(w**2), "nonpositive"),
    ((w - h) ** 2, "nonnegative"),
    ((y + z) ** 2 * (w - 1), "nonpositive"),
    (w**2 + h**2, "nonnegative"),
]

UNDECIDED = [
    R(0),
    w,
    y,
    w - h,
    a + y,
    a * w,
    a * (y**2 + z**2),
    x - q,
    p - r,
    w**2 + h**2 - 1,
    2 * w * h - 1,
    y**2 - 1,
    y**2 + y + 1,  # positive, but odd in an unbounded variable
    10 * (w - h) ** 2 + 1,  # positive, but its minimum is too small for the degrees tried
]


def value(polynomial, point):
    """The exact value, term by term in Python's fractions."""
    names = [symbol.name for symbol in polynomial.field.symbols]
    total = Fraction(0)
    for powers, coefficient in polynomial.terms():
        term = Fraction(coefficient)
        for name, power in zip(names, powers, strict=True):
            term *= point[name] ** power
        total += term
    return total


@pytest.mark.parametrize(("polynomial", "sign"), DECIDED, ids=lambda value: str(value)[:40])
def test_signs_that_must_be_proved(polynomial, sign):
    proof = sign_of(polynomial, DOMAIN)
    assert proof is not None
    assert proof.sign == sign
    allowed = {
        "positive": {1},
        "negative": {-1},
        "nonnegative": {0, 1},
        "nonpositive": {-1, 0},
        "nonzero": {-1, 1},
    }[sign]
    for point in DOMAIN.points(60):
        exact = value(polynomial, point)
        assert (exact > 0) - (exact < 0) in allowed
    over_rationals = sign_of(polynomial * Fraction(2, 3), DOMAIN)
    assert over_rationals is not None
    assert over_rationals.sign == sign


@pytest.mark.parametrize("polynomial", UNDECIDED, ids=str)
def test_no_sign_without_a_proof(polynomial):
    assert sign_of(polynomial, DOMAIN) is None


@pytest.mark.parametrize(("polynomial", "sign"), DECIDED[3:20], ids=lambda value: str(value)[:40])
def test_the_expansion_holds_at_exact_points(polynomial, sign):
    """The evidence read as its docstring says, by fractions instead of ring arithmetic."""
    proof = sign_of(polynomial, DOMAIN)
    assert proof.sign == sign
    for point in DOMAIN.points(12):
        product = proof.constant
        for item in proof.factors:
            exact = value(item.polynomial, point)
            product *= exact**item.multiplicity
            if not item.weights:
                continue
            total = Fraction(0)
            for exponents, weight in item.weights:
                term = Fraction(weight)
                for name, (i, j, k) in zip(item.variables, exponents, strict=True):
                    interval = DOMAIN.interval(name)
                    term *= point[name] ** (2 * i)
                    if j:
                        lower = interval.lower
                        term *= (lower.denominator * point[name] - lower.numerator) ** j
                    if k:
                        upper = interval.upper
                        term *= (upper.numerator - upper.denominator * point[name]) ** k
                total += term
            assert total == item.scale * exact
        assert product == value(polynomial, point)


def test_the_degree_is_raised_between_fractional_ends():
    (t,) = field_over([Symbol("t")]).gens
    proof = sign_of(
        (30 * t - 1) ** 2 + 40, Domain((("t", Interval(Fraction(-1, 3), Fraction(2, 5))),))
    )
    assert proof.sign == "positive"
    assert len(proof.factors[0].weights) > 3


def test_the_readable_orientation_is_kept():
    proof = sign_of(h * w - 1, DOMAIN)
    assert proof.constant == -1
    assert [str(item.polynomial) for item in proof.factors] == ["-w*h + 1"]


def test_idle_variables_need_no_domain_and_others_do():
    assert sign_of(1 - w**2, Domain((("w", UNIT),))).sign == "positive"
    with pytest.raises(DomainError, match="h has no domain"):
        sign_of(1 - h * w, Domain((("w", UNIT),)))


def test_a_quotient_of_letters_is_no_polynomial():
    with pytest.raises(ExactArithmeticError, match="expected a constant denominator"):
        sign_of(1 + w / (2 - h), DOMAIN)


def test_a_large_polynomial_is_given_up_at_once():
    names = [f"u{i}" for i in range(9)]
    wide = field_over(map(Symbol, names))
    domain = Domain(tuple((name, UNIT) for name in names))
    total = wide.one
    for u in wide.gens:
        total += u**3 - u
    assert sign_of(total, domain) is None


def test_factors_multiply_back_and_are_in_one_order():
    polynomial = -6 * (1 - h * w) ** 2 * (w - 1) * (x + 2 * q) * a**3
    constant, factors = factor(polynomial)
    product = R(int(constant))
    for part, multiplicity in factors:
        product *= part**multiplicity
    assert product == polynomial
    assert factor(polynomial) == (constant, factors)
    assert sorted(multiplicity for _, multiplicity in factors) == [1, 1, 2, 3]
    assert all(type(e) is int for part, _ in factors for powers, _ in part.terms() for e in powers)
    with pytest.raises(ExactArithmeticError, match="polynomial 0 has no factors"):
        factor(R(0))


def test_value_sign_agrees_with_the_exact_value():
    polynomial = 3 * w**3 * h - 2 * w * x + 1
    for point in DOMAIN.points(60):
        exact = value(polynomial, point)
        terms = {powers[:6]: int(c) for powers, c in polynomial.terms()}
        found = value_sign(terms, [point[name] for name in DOMAIN.names][:6])
        assert found == (exact > 0) - (exact < 0)


@pytest.mark.parametrize(
    ("numerator", "denominator"),
    [
        (w, R(1)),
        (-w * h, R(1)),
        (w + h, R(2)),
        (w - h, 1 - h * w),
        (w * a, a),
        (p, 2 * r),
        (R(1), n),
        (x, x + q),
        (R(0), R(-1)),
        (h * w**2, h * w - 2),
    ],
    ids=str,
)
def test_ratios_below_one(numerator, denominator):
    proof = magnitude_below_one(numerator, denominator, DOMAIN)
    assert proof is not None
    assert proof.gap.polynomial == denominator**2 - numerator**2
    assert proof.gap.sign == "positive"
    for point in DOMAIN.points(40):
        assert abs(value(numerator, point)) < abs(value(denominator, point))


@pytest.mark.parametrize(
    ("numerator", "denominator"),
    [(R(1), R(1)), (2 * w, R(1)), (w + h, R(1)), (x, R(1)), (w, h), (R(1), R(0)), (w * y, y)],
    ids=str,
)
def test_ratios_that_are_not_below_one(numerator, denominator):
    assert magnitude_below_one(numerator, denominator, DOMAIN) is None

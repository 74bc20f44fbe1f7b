"""Rational functions against SymPy's, which are another program."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import ZZ, Symbol
from sympy.polys.fields import field
from sympy.polys.rings import ring

from symdyn.errors import ExactArithmeticError
from symdyn.exact.derivative import derivative
from symdyn.exact.evaluation import evaluate
from symdyn.exact.factors import factor
from symdyn.exact.polynomials import common_divisor
from symdyn.exact.rational import field_over
from symdyn.exact.substitution import substitute

NAMES = ("x", "y", "z")
OURS = field_over(map(Symbol, NAMES))
THEIRS, *GENS = field(NAMES, ZZ)
RING, *_ = ring(NAMES, ZZ)

numbers = st.integers(-6, 6) | st.integers(-(2**70), 2**70)
powers = st.tuples(*(st.integers(0, 3) for _ in NAMES))
polynomials = st.dictionaries(powers, numbers.filter(bool), max_size=4)
quotients = st.tuples(polynomials, polynomials.filter(bool))
rationals = st.fractions(-3, 3, max_denominator=7)


def ours(pair):
    return OURS.from_terms(pair[0]) / OURS.from_terms(pair[1])


def theirs(pair):
    above, below = (RING.from_dict({key: ZZ(c) for key, c in one.items()}) for one in pair)
    return THEIRS(above) / THEIRS(below)


def same(mine, other):
    assert dict(mine.numer.terms()) == {key: int(c) for key, c in other.numer.terms()}
    assert dict(mine.denom.terms()) == {key: int(c) for key, c in other.denom.terms()}
    assert [key for key, _ in mine.numer.terms()] == [key for key, _ in other.numer.terms()]
    assert str(mine.numer) == str(other.numer)
    assert str(mine.denom) == str(other.denom)


@settings(max_examples=200, deadline=None)
@given(quotients, quotients)
def test_arithmetic_agrees(left, right):
    a, b, c, d = ours(left), ours(right), theirs(left), theirs(right)
    same(a, c)
    same(a + b, c + d)
    same(a - b, c - d)
    same(a * b, c * d)
    same(-a, -c)
    same(a**2, c**2)
    same(a + 3, c + THEIRS(3))
    same(2 - a, THEIRS(2) - c)
    assert (a == b) is (c == d)
    if b:
        same(a / b, c / d)
        same(5 / b, THEIRS(5) / d)
        assert a / b * b == a
    assert hash(a + b - b) == hash(a)


@settings(max_examples=100, deadline=None)
@given(quotients, st.integers(0, 2))
def test_derivatives_agree(value, place):
    same(derivative(ours(value), OURS.symbols[place]), theirs(value).diff(GENS[place]))


@settings(max_examples=100, deadline=None)
@given(polynomials, polynomials, polynomials)
def test_common_divisors_agree(shared, left, right):
    a, b, c = (OURS.from_terms(one) for one in (shared, left, right))
    p, q, r = (RING.from_dict({k: ZZ(v) for k, v in one.items()}) for one in (shared, left, right))
    found = common_divisor(a * b, a * c)
    expected = (p * q).gcd(p * r)
    assert str(found) in (str(expected), str(-expected))
    assert not found or found.terms()[0][1] > 0


@settings(max_examples=100, deadline=None)
@given(st.lists(polynomials.filter(bool), min_size=1, max_size=3))
def test_factors_agree(parts):
    a, p = OURS.one, RING.one
    for one in parts:
        a *= OURS.from_terms(one)
        p *= RING.from_dict({key: ZZ(c) for key, c in one.items()})
    constant, found = factor(a)
    number, expected = p.factor_list()
    assert constant == int(number)
    assert {(str(base), count) for base, count in found} == {(str(b), n) for b, n in expected}
    assert len(found) == len(expected)


@settings(max_examples=100, deadline=None)
@given(quotients, st.dictionaries(st.sampled_from(NAMES), quotients, max_size=3), st.data())
def test_a_substituted_value_has_the_value_at_the_image(value, images, data):
    point = {name: data.draw(rationals) for name in NAMES}
    values = {Symbol(name): ours(pair) for name, pair in images.items()}
    try:
        inner = point | {symbol.name: evaluate(one, point) for symbol, one in values.items()}
        expected = evaluate(ours(value), inner)
        found = substitute(ours(value), values)
    except ExactArithmeticError:
        return
    assert evaluate(found, point) == expected


@settings(max_examples=100, deadline=None)
@given(quotients, st.tuples(rationals, rationals, rationals))
def test_values_agree_with_fractions(value, at):
    point = dict(zip(NAMES, at, strict=True))

    def literal(terms):
        total = Fraction(0)
        for exponents, coefficient in terms.items():
            term = Fraction(coefficient)
            for q, exponent in zip(at, exponents, strict=True):
                term *= q**exponent
            total += term
        return total

    below = literal(value[1])
    if below:
        assert evaluate(ours(value), point) == literal(value[0]) / below

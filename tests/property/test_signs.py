"""Signs against exact values at arbitrary points, on arbitrary domains."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import QQ, Symbol, ring

from symdyn.exact.domain import Domain, Interval
from symdyn.exact.factors import factor
from symdyn.exact.handelman import expand_on
from symdyn.exact.integer_terms import occurring_terms
from symdyn.exact.rational import field_over
from symdyn.exact.signs import magnitude_below_one, sign_of, verify_sign

NAMES = ("u", "v", "w")
R = field_over(map(Symbol, NAMES))
SYMPY_RING, *_ = ring(NAMES, QQ)

fractions = st.fractions(min_value=-4, max_value=4, max_denominator=8)
ends = st.none() | fractions


@st.composite
def intervals(draw):
    lower, upper = draw(ends), draw(ends)
    if lower is not None and upper is not None and lower >= upper:
        lower, upper = (upper, lower) if lower > upper else (lower, None)
    return Interval(lower, upper, nonzero=draw(st.booleans()))


domains = st.tuples(intervals(), intervals(), intervals()).map(
    lambda chosen: Domain(tuple(zip(NAMES, chosen, strict=True)))
)
monomials = st.tuples(*(st.integers(0, 3) for _ in NAMES))
polynomials = st.dictionaries(monomials, st.integers(-9, 9), max_size=5).map(
    lambda terms: R.from_terms({powers: c for powers, c in terms.items() if c})
)
positions = st.fractions(min_value=Fraction(1, 500), max_value=Fraction(499, 500))


@st.composite
def points(draw, domain):
    return {name: interval.at(draw(positions)) for name, interval in domain.entries}


def sign_at(polynomial, point):
    """The sign of the exact value, by SymPy's rational arithmetic."""
    over_rationals = SYMPY_RING.from_dict({powers: QQ(c) for powers, c in polynomial.terms()})
    values = [QQ(q.numerator, q.denominator) for q in (point[name] for name in NAMES)]
    exact = over_rationals(*values)
    return (exact > 0) - (exact < 0)


ALLOWED = {
    "positive": {1},
    "negative": {-1},
    "nonnegative": {0, 1},
    "nonpositive": {-1, 0},
    "nonzero": {-1, 1},
}


@settings(max_examples=150, deadline=None)
@given(st.data(), domains, polynomials)
def test_a_proved_sign_holds_at_every_point(data, domain, polynomial):
    proof = sign_of(polynomial, domain)
    if proof is None:
        return
    verify_sign(proof)
    for _ in range(4):
        assert sign_at(polynomial, data.draw(points(domain))) in ALLOWED[proof.sign]


@settings(max_examples=100, deadline=None)
@given(st.data(), domains, st.lists(polynomials, min_size=1, max_size=3), st.integers(-3, 3))
def test_a_proved_sign_of_a_structured_product_holds_at_every_point(data, domain, parts, shift):
    polynomial = R(shift or 1)
    for part in parts:
        polynomial *= part**2 + data.draw(st.integers(0, 2))
    for name, generator in zip(NAMES, R.gens, strict=True):
        interval = domain.interval(name)
        if interval.lower is not None:
            polynomial *= generator * interval.lower.denominator - interval.lower.numerator
        if interval.upper is not None:
            polynomial *= interval.upper.numerator - generator * interval.upper.denominator
    proof = sign_of(polynomial, domain)
    if proof is not None:
        for _ in range(4):
            assert sign_at(polynomial, data.draw(points(domain))) in ALLOWED[proof.sign]


@settings(max_examples=100, deadline=None)
@given(polynomials, st.integers(1, 3), st.sampled_from([1, -1]))
def test_a_dominating_constant_on_the_unit_box_is_always_proved(polynomial, excess, orientation):
    """Bernstein weights of a monomial lie in [-1, 1], so a larger constant makes all positive."""
    box = Domain(tuple((name, Interval(-1, 1)) for name in NAMES))
    rest = polynomial - dict(polynomial.terms()).get((0, 0, 0), 0)
    dominated = orientation * (rest + sum(abs(c) for _, c in rest.terms()) + excess)
    names, terms = occurring_terms(dominated)
    expansion = expand_on(terms, names, box)
    assert expansion is not None
    assert expansion.strict
    assert expansion.orientation == orientation
    if sum(multiplicity for _, multiplicity in factor(dominated)[1]) <= 1:
        assert sign_of(dominated, box).sign == ("positive" if orientation > 0 else "negative")


@settings(max_examples=100, deadline=None)
@given(polynomials, st.integers(1, 5))
def test_positive_coefficients_in_positive_variables_are_always_proved(polynomial, constant):
    orthant = Domain(tuple((name, Interval(0, None)) for name in NAMES))
    positive = R.from_terms({powers: abs(c) for powers, c in polynomial.terms()}) + constant
    names, terms = occurring_terms(positive)
    assert expand_on(terms, names, orthant).strict
    if sum(multiplicity for _, multiplicity in factor(positive)[1]) <= 1:
        assert sign_of(positive, orthant).sign == "positive"


@settings(max_examples=100, deadline=None)
@given(st.data(), domains, polynomials, polynomials)
def test_a_proved_modulus_is_below_one_at_every_point(data, domain, numerator, denominator):
    if magnitude_below_one(numerator, denominator, domain) is None:
        return
    point = data.draw(points(domain))
    assert sign_at(denominator**2 - numerator**2, point) == 1
    assert sign_at(denominator, point) != 0

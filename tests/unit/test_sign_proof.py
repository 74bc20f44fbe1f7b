"""A sign proof: the checker accepts what holds and rejects every alteration."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import pytest
from sympy import Symbol

from symdyn.errors import DomainError, ProofError
from symdyn.exact.domain import Domain, Interval
from symdyn.exact.rational import field_over
from symdyn.exact.sign_proof import FactorSign, SignProof, verify_sign
from symdyn.exact.signs import sign_of
from symdyn.exact.substitution import substitute

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
WIDE = field_over([*R.symbols, Symbol("extra")])
TRACE = (
    x * (1 - w**2) * (1 - h * w) ** 2 + q * (1 - w**2) ** 2 * (1 - h * w) + x * q * (1 - h * w**3)
)


def altered_factors(item: FactorSign) -> Iterator[FactorSign]:
    for change in (1, w, -item.polynomial):
        yield replace(item, polynomial=item.polynomial + change)
    yield replace(item, polynomial=substitute(item.polynomial, {}, WIDE))
    yield replace(item, polynomial=item.polynomial / (w + 2))
    for multiplicity in (item.multiplicity + 1, item.multiplicity + 2, 0, -1, True, "1"):
        yield replace(item, multiplicity=multiplicity)
    for sign in ("positive", "negative", "nonnegative", "nonpositive", "nonzero", "real", ""):
        yield replace(item, sign=sign)
    for scale in (2 * item.scale, 0, -item.scale, Fraction(item.scale)):
        yield replace(item, scale=scale)
    yield replace(item, variables=(*item.variables, "y"))
    yield replace(item, variables=("y", *item.variables[1:]))
    yield replace(item, variables=item.variables[::-1] if len(item.variables) > 1 else ("w",))
    yield replace(item, variables=item.variables[:-1] or ("w",))
    yield replace(item, weights=(*item.weights, (((0, 0, 0),) * len(item.variables), 1)))
    for i, (exponents, weight) in enumerate(item.weights):
        before, after = item.weights[:i], item.weights[i + 1 :]
        yield replace(item, weights=before + after)
        yield replace(item, weights=(*item.weights, item.weights[i]))
        for other in (weight + 1, weight - 1, -weight, 0, float(weight)):
            yield replace(item, weights=(*before, (exponents, other), *after))
        yield replace(item, weights=(*before, (exponents[:-1], weight), *after))
        for axis, entry in enumerate(exponents):
            for place in range(3):
                for step in (1, -1):
                    changed = (*entry[:place], entry[place] + step, *entry[place + 1 :])
                    moved = (*exponents[:axis], changed, *exponents[axis + 1 :])
                    yield replace(item, weights=(*before, (moved, weight), *after))
            cut = (*exponents[:axis], entry[:2], *exponents[axis + 1 :])
            yield replace(item, weights=(*before, (cut, weight), *after))


def altered(proof: SignProof) -> Iterator[SignProof]:
    for polynomial in (proof.polynomial + 1, -proof.polynomial, 2 * proof.polynomial, R(0)):
        yield replace(proof, polynomial=polynomial)
    for sign in ("positive", "negative", "nonnegative", "nonpositive", "nonzero", "real", None):
        yield replace(proof, sign=sign)
    for constant in (proof.constant + 1, -proof.constant, Fraction(0), int(proof.constant), None):
        yield replace(proof, constant=constant)
    yield replace(proof, constant=proof.constant / 7)
    for name in sorted({name for item in proof.factors for name in item.variables}):
        held = proof.domain.interval(name)
        widened = [Interval(), Interval(-100, 100), Interval(None, 0), Interval(0, None)]
        for interval in widened:
            if interval != held:
                yield replace(proof, domain=proof.domain.with_(name, interval))
        others = tuple(other for other in proof.domain.names if other != name)
        yield replace(proof, domain=proof.domain.restrict(others))
    for i, item in enumerate(proof.factors):
        before, after = proof.factors[:i], proof.factors[i + 1 :]
        yield replace(proof, factors=before + after)
        yield replace(proof, factors=(*proof.factors, item))
        for other in altered_factors(item):
            yield replace(proof, factors=(*before, other, *after))


@pytest.mark.parametrize(
    "polynomial",
    [
        1 - h * w**3,
        a * (2 * w - 3) * (1 - h) ** 2,
        -3 * (w**2 * x + q) * (y + z) ** 2,
        (r - 3) * (2 * r - 1) ** 3 * n,
        x * (1 - w**2) + q * (1 - h * w),
    ],
    ids=str,
)
def test_every_altered_proof_is_rejected(polynomial):
    proof = sign_of(polynomial, DOMAIN)
    verify_sign(proof)
    count = 0
    for other in altered(proof):
        if other == proof and repr(other) == repr(proof):
            continue
        count += 1
        with pytest.raises((ProofError, DomainError)):
            verify_sign(other)
    assert count > 50


def test_a_rejected_identity_shows_both_sides():
    proof = sign_of(1 - w**2, DOMAIN)
    with pytest.raises(ProofError, match=r"w\*\*2 \+ 1 is not -w\*\*2 \+ 2"):
        verify_sign(replace(proof, polynomial=2 - w**2))


def test_a_zero_that_the_domain_contains_is_no_nonzero_factor():
    claim = SignProof(y, DOMAIN, "nonzero", Fraction(1), (FactorSign(y, 1, "nonzero"),))
    with pytest.raises(ProofError, match="domain of y contains 0"):
        verify_sign(claim)
    sum_ = SignProof(a + 1, DOMAIN, "nonzero", Fraction(1), (FactorSign(a + 1, 1, "nonzero"),))
    with pytest.raises(ProofError, match="is not a variable"):
        verify_sign(sum_)


def test_an_infinite_end_gives_no_inequality():
    weights = ((((0, 1, 0),), 1),)
    item = FactorSign(y, 1, "positive", ("y",), 1, weights)
    with pytest.raises(ProofError, match="infinite end"):
        verify_sign(SignProof(y, DOMAIN, "positive", Fraction(1), (item,)))


ONE = FactorSign(1 - w, 1, "positive", ("w",), 1, ((((0, 0, 1),), 1),))
SQUARE = FactorSign(y**2, 1, "nonnegative", ("y",), 1, ((((1, 0, 0),), 1),))


def claim(sign, *factors):
    polynomial = R(1)
    for item in factors:
        polynomial *= item.polynomial**item.multiplicity
    return SignProof(polynomial, DOMAIN, sign, Fraction(1), factors)


def test_a_proof_written_by_hand_holds():
    verify_sign(claim("positive", ONE))
    verify_sign(claim("nonnegative", SQUARE, ONE))


def test_a_product_of_weight_zero_proves_nothing():
    """Otherwise the constant product, which cannot vanish, would make y^2 positive."""
    weights = (*SQUARE.weights, (((0, 0, 0),), 0))
    with pytest.raises(ProofError, match="weight 0"):
        verify_sign(claim("positive", replace(SQUARE, sign="positive", weights=weights)))


def test_a_weight_split_in_two_and_a_variable_listed_twice_are_refused():
    halves = ((((0, 0, 1),), 1), (((0, 0, 1),), 1))
    with pytest.raises(ProofError, match="no repetition"):
        verify_sign(claim("positive", replace(ONE, scale=2, weights=halves)))
    doubled = (((0, 0, 1), (0, 0, 0)), 1)
    with pytest.raises(ProofError, match="lists a variable twice"):
        verify_sign(claim("positive", replace(ONE, variables=("w", "w"), weights=(doubled,))))


@pytest.mark.parametrize("sign", ["positive", "negative", "nonnegative", "nonpositive", "nonzero"])
def test_a_factor_of_unknown_sign_and_odd_multiplicity_gives_no_sign(sign):
    with pytest.raises(ProofError, match="make the product None"):
        verify_sign(claim(sign, FactorSign(w - h, 3, "real"), ONE))
    with pytest.raises(ProofError, match="make the product None"):
        verify_sign(claim(sign, FactorSign(a, 1, "nonzero"), SQUARE))

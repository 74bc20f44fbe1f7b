"""The sign of a polynomial on a whole domain: proofs that hold, and points that refute."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from symdyn.errors import ExactArithmeticError, ProofError
from symdyn.exact.domain import Domain
from symdyn.exact.factors import factor
from symdyn.exact.handelman import expand_on
from symdyn.exact.integer_terms import occurring_terms, value_sign
from symdyn.exact.polynomials import is_letter
from symdyn.exact.rational import RationalFunction
from symdyn.exact.sign_proof import FactorSign, Sign, SignProof, product_sign, verify_sign

__all__ = [
    "FactorSign",
    "ModulusProof",
    "Relation",
    "Sign",
    "SignProof",
    "find_sign_witness",
    "magnitude_below_one",
    "sign_of",
    "verify_modulus",
    "verify_sign",
]

Relation = Literal["<", ">", "==", "<=", ">="]

_SATISFYING: dict[str, tuple[int, ...]] = {
    "<": (-1,),
    ">": (1,),
    "==": (0,),
    "<=": (-1, 0),
    ">=": (0, 1),
}


@dataclass(frozen=True)
class ModulusProof:
    """A proof that |numerator / denominator| < 1 on a whole domain, the denominator nonzero there.

    `gap` proves denominator^2 - numerator^2 > 0, which says both at once.
    """

    numerator: RationalFunction
    denominator: RationalFunction
    gap: SignProof


@lru_cache(maxsize=2048)  # one ratio or denominator stands in many sums
def sign_of(polynomial: RationalFunction, domain: Domain) -> SignProof | None:
    """Decide the sign of a polynomial on all of a domain, with a verified proof.

    The polynomial is factored; a factor of even multiplicity is nonnegative for free, a variable
    has the sign of its interval, and any other factor needs an expansion with nonnegative weights
    in products of the domain's inequalities.

    Parameters
    ----------
    polynomial : RationalFunction
        With a constant denominator.
    domain : Domain
        Covers every variable that occurs, matched by name.

    Returns
    -------
    SignProof or None
        Verified, with sign "positive", "negative", "nonnegative", "nonpositive" or "nonzero".
        "nonnegative" means that zero was not excluded.  None means no proof was found, so
        nothing about the sign; the zero polynomial always gets None.

    Raises
    ------
    DomainError
        If a variable that occurs has no domain.

    Examples
    --------
    >>> from sympy import Symbol
    >>> from symdyn.exact.domain import Interval
    >>> from symdyn.exact.rational import field_over
    >>> w, h = field_over(map(Symbol, "wh")).gens
    >>> box = Domain((("w", Interval(-1, 1)), ("h", Interval(-1, 1))))
    >>> sign_of(1 - h * w**3, box).sign, sign_of(w**2 * (h - 1), box).sign, sign_of(w - h, box)
    ('positive', 'nonpositive', None)
    """
    if not polynomial:
        return None
    constant, found = factor(polynomial)
    factors = []
    for part, multiplicity in found:
        item = _factor_sign(part, multiplicity, domain)
        if item.sign == "real" and multiplicity % 2:
            return None
        if item.polynomial != part and multiplicity % 2:
            constant = -constant
        factors.append(item)
    sign = product_sign(constant, tuple(factors))
    if sign is None:
        return None
    proof = SignProof(polynomial, domain, sign, constant, tuple(factors))
    verify_sign(proof)
    return proof


def find_sign_witness(
    polynomial: RationalFunction, domain: Domain, relation: Relation, count: int = 300
) -> dict[str, Fraction] | None:
    """Look for an exact point of the domain at which `polynomial relation 0` holds.

    Parameters
    ----------
    polynomial : RationalFunction
        With a constant denominator.
    domain : Domain
        Covers every variable that occurs.
    relation : {"<", ">", "==", "<=", ">="}
    count : int
        How many of the domain's sample points to try.

    Returns
    -------
    dict of str to Fraction, or None
        A point that gives every variable of the domain a value, of small denominators; None if no
        sample point will do, which proves nothing.

    Examples
    --------
    >>> from sympy import Symbol
    >>> from symdyn.exact.domain import Interval
    >>> from symdyn.exact.rational import field_over
    >>> (w,) = field_over(map(Symbol, "w")).gens
    >>> find_sign_witness(2 * w - 1, Domain((("w", Interval(0, 1)),)), ">")
    {'w': Fraction(19, 20)}
    """
    if relation not in _SATISFYING:
        raise ExactArithmeticError(
            f"relation {relation!r} is unknown: expected one of {list(_SATISFYING)}"
        )
    names, terms = occurring_terms(polynomial)
    for name in names:
        domain.interval(name)  # raises where the domain does not cover the variable

    def holds(point: dict[str, Fraction]) -> bool:
        return value_sign(terms, tuple(point[name] for name in names)) in _SATISFYING[relation]

    found = next((point for point in domain.points(count) if holds(point)), None)
    return None if found is None else _simplified(found, domain, holds)


def magnitude_below_one(
    numerator: RationalFunction, denominator: RationalFunction, domain: Domain
) -> ModulusProof | None:
    """Prove |numerator / denominator| < 1 on all of a domain.

    Parameters
    ----------
    numerator, denominator : RationalFunction
        Of the same field.
    domain : Domain
        Covers every variable that occurs.

    Returns
    -------
    ModulusProof or None
        Verified; None means no proof was found.

    Examples
    --------
    >>> from sympy import Symbol
    >>> from symdyn.exact.domain import Interval
    >>> from symdyn.exact.rational import field_over
    >>> w, h = field_over(map(Symbol, "wh")).gens
    >>> box = Domain((("w", Interval(-1, 1)), ("h", Interval(-1, 1))))
    >>> magnitude_below_one(w * h, w.field.one, box).gap.sign
    'positive'
    """
    gap = sign_of(denominator**2 - numerator**2, domain)
    if gap is None or gap.sign != "positive":
        return None
    return ModulusProof(numerator, denominator, gap)


def verify_modulus(proof: ModulusProof) -> None:
    """Check a modulus proof.

    Raises
    ------
    ProofError
        If the gap is not the difference of the squares, or its sign proof fails.
    """
    difference = proof.denominator**2 - proof.numerator**2
    if difference != proof.gap.polynomial:
        raise ProofError(
            f"the gap is not the difference of squares: {difference} is not {proof.gap.polynomial}"
        )
    if proof.gap.sign != "positive":
        raise ProofError(f"the gap {difference} is {proof.gap.sign}: expected positive")
    verify_sign(proof.gap)


def _simplified(
    point: dict[str, Fraction], domain: Domain, holds: Callable[[dict[str, Fraction]], bool]
) -> dict[str, Fraction]:
    """A point nearby whose coordinates are as simple as the domain and the relation allow."""
    for name, interval in domain.entries:
        for denominator in (1, 2, 4, 10, 20, 100):
            simpler = point | {name: point[name].limit_denominator(denominator)}
            if interval.contains(simpler[name]) and holds(simpler):
                point = simpler
                break
    return point


def _factor_sign(polynomial: RationalFunction, multiplicity: int, domain: Domain) -> FactorSign:
    """The strongest sign found for an irreducible factor, its minus sign left to the constant."""
    names, terms = occurring_terms(polynomial)
    expansion = expand_on(terms, names, domain)
    if expansion is not None:
        return FactorSign(
            polynomial if expansion.orientation == 1 else -polynomial,
            multiplicity,
            "positive" if expansion.strict else "nonnegative",
            names,
            expansion.scale,
            expansion.weights,
        )
    if is_letter(polynomial) and not domain.interval(names[0]).contains(0):
        return FactorSign(polynomial, multiplicity, "nonzero")
    return FactorSign(polynomial, multiplicity, "real")

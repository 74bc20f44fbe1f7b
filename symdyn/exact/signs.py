"""The sign of a polynomial on a whole domain, with a proof that holds."""

from dataclasses import dataclass
from functools import lru_cache

from symdyn.exact.domain import Domain
from symdyn.exact.factors import factor
from symdyn.exact.handelman import expand_on
from symdyn.exact.integer_terms import occurring_terms
from symdyn.exact.polynomials import is_letter
from symdyn.exact.rational import RationalFunction
from symdyn.exact.sign_proof import FactorSign, Sign, SignProof, product_sign, verify_sign

__all__ = [
    "FactorSign",
    "ModulusProof",
    "Sign",
    "SignProof",
    "magnitude_below_one",
    "sign_of",
    "verify_sign",
]


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

"""Proofs that a polynomial keeps one sign on a whole domain: plain data, and their check.

The check multiplies out in the polynomial's own field; of the search's code it shares `product_sign` alone.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from symdyn.errors import ProofError
from symdyn.exact.domain import Domain, Interval
from symdyn.exact.rational import Field, RationalFunction

__all__ = [
    "Exponents",
    "FactorSign",
    "PartSign",
    "Sign",
    "SignProof",
    "Weights",
    "product_sign",
    "verify_sign",
]

Sign: TypeAlias = Literal["positive", "negative", "nonnegative", "nonpositive", "nonzero"]
PartSign: TypeAlias = Literal["positive", "nonnegative", "nonzero", "real"]
Exponents: TypeAlias = tuple[tuple[int, int, int], ...]
Weights: TypeAlias = tuple[tuple[Exponents, int], ...]

_Inequalities: TypeAlias = tuple[RationalFunction, RationalFunction | None, RationalFunction | None]


@dataclass(frozen=True)
class FactorSign:
    """The sign of one factor on the domain, with its evidence.

    For "positive" and "nonnegative" the evidence is the identity

        scale * polynomial = sum of weight * product over variables v of
                             (v^2)^i (q v - p)^j (r - s v)^k,

    where the interval of v is (p/q, r/s) in lowest terms and (i, j, k) its entry in the
    exponents: nonnegative weights times products of the domain's own inequalities (Handelman,
    Pacific J. Math. 132, 1988).  The factor is "positive" if one product at least cannot vanish.
    "nonzero" is a variable whose interval leaves out 0, and needs no evidence; "real" claims
    nothing, and serves factors of even multiplicity.  Minus signs belong to the proof's constant.

    Parameters
    ----------
    polynomial : RationalFunction
        The factor.
    multiplicity : int
        How often it occurs, >= 1.
    sign : {"positive", "nonnegative", "nonzero", "real"}
    variables : tuple of str
        The variables to which the entries of each exponents tuple belong, in order.
    scale : int
        >= 1.
    weights : tuple of (exponents, int)
        Each exponents tuple once, with a weight >= 1.
    """

    polynomial: RationalFunction
    multiplicity: int
    sign: PartSign
    variables: tuple[str, ...] = ()
    scale: int = 1
    weights: Weights = ()


@dataclass(frozen=True)
class SignProof:
    """A proof that `polynomial` has the given sign at every point of `domain`.

        polynomial = constant * product of factor.polynomial**factor.multiplicity,

    and the sign is the one that the constant and the factors' signs give.  Only `verify_sign`
    says whether the proof holds.
    """

    polynomial: RationalFunction
    domain: Domain
    sign: Sign
    constant: Fraction
    factors: tuple[FactorSign, ...]


def verify_sign(proof: SignProof) -> None:
    """Check a sign proof by multiplying it out.

    Parameters
    ----------
    proof : SignProof
        From any source; nothing in it is trusted.

    Raises
    ------
    ProofError
        If an identity's two sides differ (both are shown), a piece is malformed, or the sign
        does not follow.
    DomainError
        If the domain does not cover a variable.

    Examples
    --------
    >>> from sympy import Symbol
    >>> from symdyn.exact.rational import field_over
    >>> (w,) = field_over([Symbol("w")]).gens
    >>> wrong = FactorSign(3 - w, 1, "positive", ("w",), 1, ((((0, 0, 1),), 1),))
    >>> verify_sign(
    ...     SignProof(3 - w, Domain((("w", Interval(-1, 1)),)), "positive", Fraction(1), (wrong,))
    ... )
    Traceback (most recent call last):
    symdyn.errors.ProofError: the expansion does not equal the factor: -w + 3 is not -w + 1
    """
    field = proof.polynomial.field
    if not proof.polynomial.bottom.is_constant():
        raise ProofError(
            f"{proof.polynomial} is no polynomial: the sign of a quotient is not proved"
        )
    if not isinstance(proof.constant, Fraction):
        raise ProofError(f"the constant {proof.constant!r} is not a fraction: write Fraction(...)")
    product = field(proof.constant)
    for item in proof.factors:
        _verify_factor(item, field, proof.domain)
        product *= item.polynomial**item.multiplicity
    if product != proof.polynomial:
        raise ProofError(
            f"the factors do not multiply to the polynomial: {product} is not {proof.polynomial}"
        )
    sign = product_sign(proof.constant, proof.factors)
    if sign is None or sign != proof.sign:
        raise ProofError(f"the factors' signs make the product {sign}, not {proof.sign}")


def product_sign(constant: Fraction, factors: tuple[FactorSign, ...]) -> Sign | None:
    """The sign of constant * product of factor**multiplicity, from the signs of the factors.

    None if they leave it open, or the constant is 0.

    >>> product_sign(Fraction(-2), ())
    'negative'
    """
    strict = all(item.sign in ("positive", "nonzero") for item in factors)
    odd = {item.sign for item in factors if item.multiplicity % 2}
    if constant == 0 or "real" in odd or ("nonzero" in odd and not strict):
        return None
    if "nonzero" in odd:
        return "nonzero"
    if strict:
        return "positive" if constant > 0 else "negative"
    return "nonnegative" if constant > 0 else "nonpositive"


def _verify_factor(item: FactorSign, field: Field, domain: Domain) -> None:
    if item.polynomial.field is not field or not item.polynomial.bottom.is_constant():
        raise ProofError(
            f"factor {item.polynomial} is no polynomial in the product's letters, {field}"
        )
    if not _counts(item.multiplicity, item.scale) or not item.multiplicity * item.scale:
        raise ProofError(
            f"factor {item.polynomial} has multiplicity {item.multiplicity!r} and scale "
            f"{item.scale!r}: expected positive integers"
        )
    if item.sign in ("positive", "nonnegative"):
        _verify_expansion(item, domain)
    elif item.weights or item.variables or item.scale != 1:
        raise ProofError(f"factor {item.polynomial} of sign {item.sign} carries idle evidence")
    elif item.sign == "nonzero":
        _verify_nonzero_variable(item.polynomial, domain)
    elif item.sign != "real":
        raise ProofError(
            f"factor {item.polynomial} has sign {item.sign!r}: expected positive, nonnegative, "
            "nonzero or real; move a minus sign into the constant"
        )


def _verify_nonzero_variable(polynomial: RationalFunction, domain: Domain) -> None:
    for symbol, generator in zip(polynomial.field.symbols, polynomial.field.gens, strict=True):
        if polynomial == generator:
            if domain.interval(symbol.name).contains(0):
                raise ProofError(f"the domain of {symbol} contains 0: it is not a nonzero factor")
            return
    raise ProofError(f"factor {polynomial} is not a variable, so not known to be nonzero")


def _verify_expansion(item: FactorSign, domain: Domain) -> None:
    field = item.polynomial.field
    intervals = tuple(domain.interval(name) for name in item.variables)
    _verify_form(item)
    inequalities = [
        _inequalities(field, name, interval)
        for name, interval in zip(item.variables, intervals, strict=True)
    ]
    left, right = item.polynomial * item.scale, _expand(field, item.weights, inequalities)
    if left != right:
        raise ProofError(f"the expansion does not equal the factor: {left} is not {right}")
    strict = any(_cannot_vanish(exponents, intervals) for exponents, _ in item.weights)
    if strict != (item.sign == "positive"):
        raise ProofError(
            f"the expansion of factor {item.polynomial} makes it "
            f"{'positive' if strict else 'nonnegative'}, not {item.sign}"
        )


def _verify_form(item: FactorSign) -> None:
    """Positive integer weights, one triple of counts for each variable, nothing twice."""
    seen = set()
    for exponents, weight in item.weights:
        well_formed = (
            len(exponents) == len(item.variables)
            and all(len(entry) == 3 and _counts(*entry) for entry in exponents)
            and _counts(weight)
            and weight > 0
        )
        if not well_formed or exponents in seen:
            raise ProofError(
                f"factor {item.polynomial} has the weight {weight!r} for the exponents "
                f"{exponents!r}: expected a positive integer, one triple of nonnegative integers "
                "for each variable, and no repetition"
            )
        seen.add(exponents)
    if len(set(item.variables)) != len(item.variables):
        raise ProofError(f"factor {item.polynomial} lists a variable twice: {item.variables}")


def _inequalities(field: Field, name: str, interval: Interval) -> _Inequalities:
    """v^2 >= 0, q v - p > 0 and r - s v > 0; None for an infinite end."""
    generators = {symbol.name: v for symbol, v in zip(field.symbols, field.gens, strict=True)}
    if name not in generators:
        raise ProofError(f"{name} is not one of the letters {field}")
    v, low, high = generators[name], interval.lower, interval.upper
    return (
        v**2,
        None if low is None else v * low.denominator - low.numerator,
        None if high is None else -v * high.denominator + high.numerator,
    )


def _expand(field: Field, weights: Weights, inequalities: list[_Inequalities]) -> RationalFunction:
    """The weighted sum of products; terms that agree in the last variable share its product."""
    if not inequalities:
        return field(sum(weight for _, weight in weights))
    grouped: dict[tuple[int, int, int], list[tuple[Exponents, int]]] = {}
    for exponents, weight in weights:
        grouped.setdefault(exponents[-1], []).append((exponents[:-1], weight))
    total = field.zero
    for entry, rest in grouped.items():
        product = _expand(field, tuple(rest), inequalities[:-1])
        for base, exponent in zip(inequalities[-1], entry, strict=True):
            if not exponent:
                continue
            if base is None:
                raise ProofError(f"the exponents {entry} use the inequality of an infinite end")
            product *= base**exponent
        total += product
    return total


def _cannot_vanish(exponents: Exponents, intervals: tuple[Interval, ...]) -> bool:
    return all(
        not squares or not interval.contains(0)
        for (squares, _, _), interval in zip(exponents, intervals, strict=True)
    )


def _counts(*values: object) -> bool:
    return all(type(value) is int and value >= 0 for value in values)

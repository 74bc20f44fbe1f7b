"""Factoring a polynomial into irreducibles over the rationals, by FLINT."""

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from math import lcm

from flint import Ordering, fmpq_mpoly_ctx, fmpz_mpoly

from symdyn.errors import ExactArithmeticError
from symdyn.exact.divisors import require_small
from symdyn.exact.rational import Field, RationalFunction

__all__ = ["factor"]


@lru_cache(maxsize=2048)  # a denominator is factored for its layout, its signs and its limits
def factor(
    polynomial: RationalFunction,
) -> tuple[Fraction, tuple[tuple[RationalFunction, int], ...]]:
    """The constant and the irreducible factors with multiplicities, always in the same order.

    The factors have coprime integer coefficients, the leading one positive, and lie in the
    polynomial's own field;

        polynomial = constant * product of factor**multiplicity.

    The result is not checked here: a proof that uses it multiplies back.

    Parameters
    ----------
    polynomial : RationalFunction
        Nonzero, with a constant denominator.

    Raises
    ------
    ExactArithmeticError
        For zero, for a denominator with letters, and for too large exponents.

    Examples
    --------
    >>> from sympy import Symbol
    >>> from symdyn.exact.rational import field_over
    >>> w, h = field_over([Symbol("w"), Symbol("h")]).gens
    >>> factor(4 * w**2 - 4 * h * w**3)
    (Fraction(-4, 1), ((w, 2), (w*h - 1, 1)))
    """
    if not polynomial:
        raise ExactArithmeticError(
            "the polynomial 0 has no factors: expected a nonzero one; treat zero apart"
        )
    field = polynomial.field
    if not polynomial.bottom.is_constant():
        raise ExactArithmeticError(
            f"{polynomial} is no polynomial: expected a constant denominator; factor numerator "
            "and denominator apart"
        )
    require_small(polynomial.top)
    constant, found = _factors(polynomial.top, field)
    # FLINT's order depends on its version; this one does not.
    ordered = sorted(found, key=lambda pair: (len(pair[0].top), sorted(pair[0].terms()), pair[1]))
    scale = int(polynomial.bottom.leading_coefficient())
    return Fraction(constant, scale), tuple(ordered)


def _factors(top: fmpz_mpoly, field: Field) -> tuple[int, Iterable[tuple[RationalFunction, int]]]:
    try:
        constant, found = top.factor()
    except OverflowError:
        return _factors_of_fractions(top, field)
    return int(constant), (
        (RationalFunction(field, part, field.unit), int(multiplicity))
        for part, multiplicity in found
    )


def _factors_of_fractions(
    top: fmpz_mpoly, field: Field
) -> tuple[int, Iterable[tuple[RationalFunction, int]]]:
    """The same by way of rational coefficients.

    python-flint 0.9 sorts factors by differences of coefficients that it keeps in machine words,
    which overflow beyond 64 bits; for rational coefficients it does not.
    """
    names = tuple(symbol.name for symbol in field.symbols)
    context = fmpq_mpoly_ctx.get(names, Ordering.lex)
    constant, found = context.from_dict(top.to_dict()).factor()
    parts = []
    for part, multiplicity in found:
        scale = lcm(*(int(coefficient.q) for coefficient in part.coeffs()))
        cleared = field.context.from_dict(
            {powers: (value * scale).p for powers, value in part.to_dict().items()}
        )
        _, whole = cleared.primitive()
        if whole.leading_coefficient() < 0:
            whole = -whole
        constant *= (part.coeffs()[0] / whole.leading_coefficient()) ** int(multiplicity)
        parts.append((RationalFunction(field, whole, field.unit), int(multiplicity)))
    return int(constant.p), parts

"""Ideal membership with cofactors: target = sum of cofactor * generator, checked by expansion.

The cofactors come from a Groebner basis over the rationals with every parameter a variable, so
the identity holds for all parameter values, not for generic ones.  How they were found does not
matter: `verify` multiplies out.

This is the one place that asks SymPy's polynomials: FLINT has Groebner bases without cofactors.
Of the 17 memberships of the theorem for an arbitrary kernel division settles 15; the other two
take 40 to 70 ms, once a process.
"""

from dataclasses import dataclass
from fractions import Fraction

from sympy import QQ, Expr
from sympy.polys.polyerrors import CoercionFailed

from symdyn.errors import ProofError
from symdyn.exact.bridge import from_expr, polynomial_to_expr
from symdyn.exact.rational import RationalFunction

__all__ = ["Membership", "express", "member_of"]


@dataclass(frozen=True)
class Membership:
    """The identity target = sum of cofactors[i] * generators[i] between polynomials.

    The cofactors may have constant denominators.
    """

    target: RationalFunction
    generators: tuple[RationalFunction, ...]
    cofactors: tuple[RationalFunction, ...]

    def verify(self) -> None:
        """Raise ProofError, showing both sides, unless the identity holds."""
        if len(self.generators) != len(self.cofactors):
            raise ProofError(
                f"{len(self.generators)} generators but {len(self.cofactors)} cofactors; "
                "each generator needs one"
            )
        total = self.target.field.zero
        for cofactor, generator in zip(self.cofactors, self.generators, strict=True):
            if not cofactor.bottom.is_constant():
                raise ProofError(f"the cofactor {cofactor} is not a polynomial: expected one")
            total += cofactor * generator
        if total != self.target:
            raise ProofError(f"the combination is {total}, not {self.target}")


def express(
    target: RationalFunction, generators: tuple[RationalFunction, ...]
) -> Membership | None:
    """The target as a combination of the generators, or None if it is not in their ideal.

    The cofactors are polynomials with rational coefficients.

    >>> from sympy import Symbol
    >>> from symdyn.exact.rational import field_over
    >>> x, y = field_over(map(Symbol, "xy")).gens
    >>> express(x**2 - y**2, (x - y,)).cofactors
    (x + y,)
    """
    divided = _by_division(target, generators)
    if divided is not None:
        return divided
    old = QQ.old_poly_ring(*target.field.symbols)
    ideal = old.ideal(*(_in_numbers(one) for one in generators))
    try:
        found = ideal.in_terms_of_generators(_in_numbers(target))
    except (ValueError, CoercionFailed):
        return None
    cofactors = tuple(from_expr(target.field, old.to_sympy(one)) for one in found)
    result = Membership(target, generators, cofactors)
    result.verify()
    return result


def _in_numbers(polynomial: RationalFunction) -> Expr:
    """A polynomial with rational coefficients as an expression."""
    return polynomial_to_expr(polynomial.numer) / polynomial_to_expr(polynomial.denom)


def _by_division(
    target: RationalFunction, generators: tuple[RationalFunction, ...]
) -> Membership | None:
    """Multivariate division: quick, and enough where the generators divide without remainder.

    The leading term is always divided by the first generator whose leading term divides it.
    """
    field = target.field
    leading = [(tuple(map(int, one.top.monomial(0))), one) for one in generators if one]
    quotients = dict.fromkeys(range(len(leading)), field.zero)
    rest = target
    while rest:
        powers = tuple(map(int, rest.top.monomial(0)))
        place = next((i for i, (below, _) in enumerate(leading) if _divides(below, powers)), None)
        if place is None:
            return None
        below, generator = leading[place]
        lifted = field.from_terms(
            {tuple(up - down for up, down in zip(powers, below, strict=True)): 1}
        )
        factor = lifted * (_leading(rest) / _leading(generator))
        quotients[place] += factor
        rest -= factor * generator
    found = iter(quotients.values())
    cofactors = tuple(next(found) if one else field.zero for one in generators)
    result = Membership(target, generators, cofactors)
    result.verify()
    return result


def _divides(below: tuple[int, ...], powers: tuple[int, ...]) -> bool:
    return all(up >= down for up, down in zip(powers, below, strict=True))


def _leading(polynomial: RationalFunction) -> Fraction:
    return Fraction(
        int(polynomial.top.leading_coefficient()), int(polynomial.bottom.leading_coefficient())
    )


def member_of(target: RationalFunction, generators: tuple[RationalFunction, ...]) -> Membership:
    """The same, where membership is part of a proof: raises ProofError if it fails."""
    found = express(target, generators)
    if found is None:
        raise ProofError(
            f"{target} is not in the ideal of {', '.join(map(str, generators))}; "
            "the statement that needs it is false or needs a factor"
        )
    return found

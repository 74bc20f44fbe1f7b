"""Ideal membership with cofactors: target = sum of cofactor * generator, checked by expansion.

The cofactors come from a Groebner basis over the rationals with every parameter a variable, so
the identity holds for all parameter values, not for generic ones.  How they were found does not
matter: `verify` multiplies out.
"""

from dataclasses import dataclass

from sympy import QQ
from sympy.polys.polyerrors import CoercionFailed
from sympy.polys.rings import PolyElement

from symdyn.errors import ProofError
from symdyn.exact.fields import polynomial_to_expr

__all__ = ["Membership", "express", "member_of"]


@dataclass(frozen=True)
class Membership:
    """The identity target = sum of cofactors[i] * generators[i] in a polynomial ring."""

    target: PolyElement
    generators: tuple[PolyElement, ...]
    cofactors: tuple[PolyElement, ...]

    def verify(self) -> None:
        """Raise ProofError, showing both sides, unless the identity holds."""
        if len(self.generators) != len(self.cofactors):
            raise ProofError(
                f"{len(self.generators)} generators but {len(self.cofactors)} cofactors; "
                "each generator needs one"
            )
        total = self.target.ring.zero
        for cofactor, generator in zip(self.cofactors, self.generators, strict=True):
            total += cofactor * generator
        if total != self.target:
            raise ProofError(f"the combination is {total}, not {self.target}")


def express(target: PolyElement, generators: tuple[PolyElement, ...]) -> Membership | None:
    """The target as a combination of the generators, or None if it is not in their ideal.

    The coefficients of the ring are rational numbers; a member over the rationals whose cofactors
    need fractions is returned in the ring over QQ.

    >>> from sympy.polys.rings import ring
    >>> R, x, y = ring("x, y", QQ)
    >>> express(x**2 - y**2, (x - y,)).cofactors
    (x + y,)
    """
    ring = target.ring.clone(domain=QQ)
    divided = _by_division(target.set_ring(ring), tuple(one.set_ring(ring) for one in generators))
    if divided is not None:
        return divided
    names = ring.symbols
    old = QQ.old_poly_ring(*names)
    ideal = old.ideal(*(polynomial_to_expr(one) for one in generators))
    try:
        found = ideal.in_terms_of_generators(polynomial_to_expr(target))
    except (ValueError, CoercionFailed):
        return None
    result = Membership(
        target.set_ring(ring),
        tuple(one.set_ring(ring) for one in generators),
        tuple(ring.from_expr(old.to_sympy(one)) for one in found),
    )
    result.verify()
    return result


def _by_division(target: PolyElement, generators: tuple[PolyElement, ...]) -> Membership | None:
    """Multivariate division: quick, and enough where the generators divide without remainder."""
    cofactors, remainder = target.div(list(generators))
    if remainder:
        return None
    result = Membership(target, generators, tuple(cofactors))
    result.verify()
    return result


def member_of(target: PolyElement, generators: tuple[PolyElement, ...]) -> Membership:
    """The same, where membership is part of a proof: raises ProofError if it fails."""
    found = express(target, generators)
    if found is None:
        raise ProofError(
            f"{target} is not in the ideal of {', '.join(map(str, generators))}; "
            "the statement that needs it is false or needs a factor"
        )
    return found

"""Ideal membership with cofactors: target = sum of cofactor * generator, checked by expansion.

The cofactors come from a Groebner basis over the rationals with every parameter a variable, so
the identity holds for all parameter values, not for generic ones.  How they were found does not
matter: `verify` multiplies out.

FLINT has Groebner bases without cofactors, so Buchberger's algorithm stands here; every element of the basis
carries what it is a combination of.  It stops as soon as the target is reduced to 0: of the 17 memberships of the
theorem for an arbitrary kernel the generators alone settle 15.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush
from itertools import combinations

from symdyn.errors import ProofError
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


@dataclass(frozen=True)
class _Element:
    """A polynomial that is a combination of the generators."""

    value: RationalFunction
    cofactors: tuple[RationalFunction, ...]

    @property
    def powers(self) -> tuple[int, ...]:
        """The exponents of the leading term."""
        return tuple(map(int, self.value.top.monomial(0)))

    def less(self, factor: RationalFunction, other: "_Element") -> "_Element":
        """This element less a multiple of another."""
        pairs = zip(self.cofactors, other.cofactors, strict=True)
        cofactors = tuple(mine - factor * its for mine, its in pairs)
        return _Element(self.value - factor * other.value, cofactors)


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
    >>> express(x, (x * y - 1, y**2)).cofactors
    (-x**2*y - x, x**3)
    """
    field = target.field
    basis = [
        _Element(
            one, tuple(field.one if i == place else field.zero for i in range(len(generators)))
        )
        for place, one in enumerate(generators)
        if one
    ]
    rest = _reduced(_Element(target, (field.zero,) * len(generators)), basis)
    pairs = [_pair(basis, i, j) for i, j in combinations(range(len(basis)), 2)]
    heapify(pairs)
    while rest.value and pairs:
        _, i, j = heappop(pairs)
        found = _reduced(_difference(basis[i], basis[j]), basis)
        if found.value:
            basis.append(found)
            for place in range(len(basis) - 1):
                heappush(pairs, _pair(basis, place, len(basis) - 1))
            rest = _reduced(rest, basis)
    if rest.value:
        return None
    result = Membership(target, generators, tuple(-one for one in rest.cofactors))
    result.verify()
    return result


def _reduced(element: _Element, basis: Sequence[_Element]) -> _Element:
    """Division: the leading term is divided by the first of the basis that divides it, until none does."""
    while element.value:
        powers = element.powers
        divisor = next((one for one in basis if _divides(one.powers, powers)), None)
        if divisor is None:
            return element
        element = element.less(_quotient(element, divisor), divisor)
    return element


def _quotient(element: _Element, divisor: _Element) -> RationalFunction:
    """The leading term over that of the divisor."""
    scale = _leading(element.value) / _leading(divisor.value)
    return _term(element.value, element.powers, divisor.powers) * scale


def _difference(first: _Element, second: _Element) -> _Element:
    """Multiples of both with one leading term, their difference: Buchberger's S-polynomial."""
    common = _common(first, second)
    zero = first.value.field.zero
    nothing = _Element(zero, (zero,) * len(first.cofactors))
    above = _term(first.value, common, first.powers) / _leading(first.value)
    below = _term(second.value, common, second.powers) / _leading(second.value)
    return nothing.less(-above, first).less(below, second)


def _pair(basis: Sequence[_Element], i: int, j: int) -> tuple[int, int, int]:
    """A pair of the basis with the degree of its common leading term: low ones come first."""
    return sum(_common(basis[i], basis[j])), i, j


def _common(first: _Element, second: _Element) -> tuple[int, ...]:
    return tuple(map(max, first.powers, second.powers))


def _term(like: RationalFunction, up: tuple[int, ...], down: tuple[int, ...]) -> RationalFunction:
    powers = tuple(above - below for above, below in zip(up, down, strict=True))
    return like.field.from_terms({powers: 1})


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

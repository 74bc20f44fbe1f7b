"""Sums that telescope: q with x q(n + 1) - q(n) = p(n), for a ratio x and polynomials q, p in n.

Then x^(n + 1) q(n + 1) - x^n q(n) = x^n p(n), so the sum of x^n p(n) over n < N is
x^N q(N) - q(0).  The solution is evidence for the sum: it is checked by one substitution.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import comb

from symdyn.errors import ProofError
from symdyn.exact.polynomials import term_count
from symdyn.exact.rational import RationalFunction

__all__ = ["Telescoping", "antidifference"]


@dataclass(frozen=True)
class Telescoping:
    """The evidence for one sum: ratio * q(n + 1) - q(n) = p(n), lists of coefficients in n."""

    ratio: RationalFunction
    summand: tuple[RationalFunction, ...]
    antidifference: tuple[RationalFunction, ...]

    def verify(self) -> None:
        """Raise ProofError unless the one-step difference equals the summand."""
        zero = self.ratio.field.zero
        size = max(len(self.summand), len(self.antidifference))
        for degree in range(size):
            shifted = sum(
                (
                    value * comb(i, degree)
                    for i, value in enumerate(self.antidifference)
                    if i >= degree
                ),
                zero,
            )
            here = self.antidifference[degree] if degree < len(self.antidifference) else zero
            wanted = self.summand[degree] if degree < len(self.summand) else zero
            if self.ratio * shifted - here != wanted:
                raise ProofError(
                    f"the sum does not telescope at degree {degree}: "
                    f"{self.ratio * shifted - here} is not {wanted}"
                )


def antidifference(
    ratio: RationalFunction,
    summand: tuple[RationalFunction, ...],
    spend: Callable[[int], None] = lambda _: None,
) -> tuple[RationalFunction, ...]:
    """The polynomial q with ratio q(n + 1) - q(n) = p(n), from the top degree down.

    Lists of coefficients in n, lowest first; the ratio may be 1.  `spend` is told of the products of
    terms before they are formed, and may raise.
    """
    field = ratio.field
    degree = len(summand) - 1
    if ratio == field.one:
        found = [field.zero] * (degree + 2)
        for i in range(degree, -1, -1):
            spend(sum(term_count(one.numer) * term_count(one.denom) for one in found))
            tail = sum(
                (found[high] * comb(high, i) for high in range(i + 2, degree + 2)), field.zero
            )
            found[i + 1] = (summand[i] - tail) / (i + 1)
        return tuple(found)
    found = [field.zero] * (degree + 1)
    for i in range(degree, -1, -1):
        spend(sum(term_count(one.numer) * term_count(one.denom) for one in found))
        tail = sum((found[high] * comb(high, i) for high in range(i + 1, degree + 1)), field.zero)
        found[i] = (summand[i] - ratio * tail) / (ratio - field.one)
    return tuple(found)

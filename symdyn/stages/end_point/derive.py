r"""Where the learning of a mode ends, if it ends on the optimal manifold.

What the flow conserves has at the end the value H_0 that it had at the start.  On the manifold, where
a = s, b = c/s and w = w_star, this is an equation for s: with kappa_m = u r^m, H = u a^2 - b^2 - V(w) for
symmetric feedback and 2 u a_hat a - b^2 - V(w) for random, it is, times s^2 and with g = H_0 + V(w_star),

    u s^4 - g s^2 - c^2 = 0        or        2 u a_hat s^3 - g s^2 - c^2 = 0.

Neither the teacher's w_star nor the kernel's ratio enters but through V.  That the mode converges to the
manifold is supposed; it is no part of what is proved.
"""

from dataclasses import dataclass

from sympy import Expr, sqrt

from symdyn import notation
from symdyn.exact.layout import arrange
from symdyn.exact.polynomials import letters_of
from symdyn.exact.rational import RationalFunction, generator
from symdyn.exact.signs import sign_of
from symdyn.exact.substitution import substitute
from symdyn.rules.rule import LearningRule
from symdyn.stages.invariants.derive import Conserved, Geometric, Square, invariants_of
from symdyn.stages.setting.derive import mode_domain

__all__ = ["EndPoint", "end_point_of"]


@dataclass(frozen=True)
class EndPoint:
    """The equation for s at the end, in terms of H_0, and what is known of its roots.

    Parameters
    ----------
    geometric : the kernel u r^m
    conserved : the quantity
    positive : whether u > 0 is proved on the whole domain; nothing is said of roots without it
    level : g = H_0 + V(w_star)
    bowl : V where it is a square times what is not negative; None where the surfaces are of another form
    """

    geometric: Geometric
    conserved: Conserved
    positive: bool
    level: Expr
    bowl: Square | None

    @property
    def symmetric(self) -> bool:
        """Whether the equation is one for s^2; otherwise it is a cubic."""
        return self.conserved.symmetric

    @property
    def weight(self) -> Expr:
        """u = kappa_0."""
        return arrange(self.conserved.weight)

    @property
    def polynomial(self) -> Expr:
        """What vanishes at the end, in terms of g."""
        s, c = notation.s, notation.c
        first = self.weight * s**4 if self.symmetric else 2 * self.weight * notation.a_hat * s**3
        return first - notation.level * s**2 - c**2

    @property
    def square(self) -> Expr | None:
        """s^2 at the end for symmetric feedback, in terms of g."""
        if not (self.symmetric and self.positive):
            return None
        u = self.weight
        return (notation.level + sqrt(notation.level**2 + 4 * u * notation.c**2)) / (2 * u)

    @property
    def others(self) -> Expr | None:
        """For random feedback: there are roots with a_hat s < 0 exactly where this is not positive."""
        if self.symmetric or not self.positive:
            return None
        return notation.level**3 + 27 * self.weight**2 * notation.a_hat**2 * notation.c**2


def end_point_of(rule: LearningRule) -> EndPoint | None:
    """The equation for the end; None where no quantity is known that is conserved for all teachers.

    >>> from symdyn import find_rule
    >>> found = end_point_of(find_rule("rflo"))
    >>> found.polynomial, found.level
    (2*a_hat*s**3 - c**2 - g*s**2, H_0 + (w_hat - w_star)**2)
    """
    found = invariants_of(rule)
    if found.conserved is None or found.geometric is None:
        return None
    conserved = found.conserved
    w_star = generator(conserved.weight.field, notation.w_star)
    at_teacher = substitute(conserved.recurrent, {notation.w: w_star})
    return EndPoint(
        found.geometric,
        conserved,
        _positive(rule, conserved.weight),
        notation.first_value + arrange(at_teacher),
        _bowl(rule, conserved),
    )


def _positive(rule: LearningRule, element: RationalFunction) -> bool:
    """Whether a polynomial, perhaps over an integer, is proved to be positive on the rule's domain."""
    if letters_of(element.denom):
        return False
    proof = sign_of(element.numer, mode_domain(rule))
    return proof is not None and proof.sign == "positive"


def _bowl(rule: LearningRule, conserved: Conserved) -> Square | None:
    """V as a square times what is not negative."""
    square = conserved.square
    if square is None or (square.steepness and not _positive(rule, square.steepness)):
        return None
    return square

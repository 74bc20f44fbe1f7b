"""The edge r (u + |v|) = 1 of the modes that are stable for a fixed ratio r: its ends on the unit circle."""

from fractions import Fraction
from math import sqrt

from sympy import Symbol

from symdyn.exact.polynomials import letters_of
from symdyn.exact.rational import generator
from symdyn.rules.rule import LearningRule
from symdyn.stages.complex_modes.derive import ComplexModes

__all__ = ["TITLE", "chord", "free_ratio", "shown_ratios"]

TITLE = "Modes that oscillate"  # of the section

_SHARES = (Fraction(7, 8), Fraction(9, 10), Fraction(19, 20), Fraction(39, 40))  # of a domain
_LEAST = Fraction(5, 7)  # below sqrt(1/2) no mode is unstable


def free_ratio(found: ComplexModes | None) -> Symbol | None:
    """The parameter that is the ratio of the credit, or None where the ratio is none or no parameter."""
    if found is None or found.condition is None or found.ratio is None:
        return None
    letters = tuple(letters_of(found.ratio))
    if len(letters) != 1 or found.ratio != generator(found.ratio.field, letters[0]):
        return None
    return letters[0]


def shown_ratios(rule: LearningRule, ratio: Symbol) -> tuple[Fraction, ...]:
    """Values of a ratio for which some modes are unstable, in order.

    >>> from symdyn import find_rule
    >>> [str(one) for one in shown_ratios(find_rule("rflo"), Symbol("w_hat"))]
    ['3/4', '4/5', '9/10', '19/20']
    """
    interval = rule.domain.interval(ratio.name)
    return tuple(x for x in map(interval.at, _SHARES) if _LEAST < x < 1)


def chord(ratio: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where the line ratio (u + v) = 1 meets the unit circle: first the end with the larger u.

    >>> (u, v), _ = chord(0.8)
    >>> round(u * u + v * v, 12), round(0.8 * (u + v), 12)
    (1.0, 1.0)
    """
    middle, half = 1 / (2 * ratio), sqrt(2 - 1 / ratio**2) / 2
    return (middle + half, middle - half), (middle - half, middle + half)

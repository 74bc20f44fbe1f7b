"""Whether all roots of a rational polynomial lie inside the unit circle, decided exactly.

Source: I. Schur, Ueber Potenzreihen, die im Innern des Einheitskreises beschraenkt sind, J. reine
angew. Math. 147 (1917) 205-232; A. Cohn, Ueber die Anzahl der Wurzeln einer algebraischen
Gleichung in einem Kreise, Math. Z. 14 (1922) 110-148.
"""

from collections.abc import Sequence
from fractions import Fraction

__all__ = ["roots_inside"]


def roots_inside(coefficients: Sequence[Fraction]) -> bool:
    """Whether every root z of sum_j p_j z^j has |z| < 1.

    With p*(z) = z^n p(1/z) and k = p_0 / p_n, the roots are inside exactly if |k| < 1 and those of
    (p - k p*) / z are, a polynomial of degree n - 1.

    Parameters
    ----------
    coefficients : p_0, ..., p_n with p_n not zero

    >>> roots_inside([Fraction(-1, 4), Fraction(0), Fraction(1)])  # z^2 = 1/4
    True
    >>> roots_inside([Fraction(1), Fraction(0), Fraction(1)])  # z^2 = -1
    False
    """
    p = list(coefficients)
    while len(p) > 1:
        k = p[0] / p[-1]
        if abs(k) >= 1:
            return False
        p = [own - k * mirrored for own, mirrored in zip(p[1:], p[-2::-1], strict=True)]
    return True

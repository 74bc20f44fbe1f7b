"""The leak of a network's units: how large a part of its state a unit takes anew in every step."""

from fractions import Fraction

from sympy import Expr, Float, Integer, Rational

from symdyn import notation
from symdyn.errors import RuleError
from symdyn.exact.domain import Interval

__all__ = ["OWN_LETTERS", "checked_leak"]

OWN_LETTERS = {
    "omega": "eigenvalue of the network's own recurrent weights",
    "psi": "network's own input strength",
}
"""What the weights of a network that leaks are called in a mode; no parameter of such a rule has these names."""

_REMEDY = "write an exact number between 0 and 1, or parameter('alpha', 0, 1)"


def checked_leak(given: object) -> Expr | None:
    """A leak as an expression, or None for a network without one.

    Parameters
    ----------
    given : None, a rational number between 0 and 1, or a parameter with a domain in (0, 1)

    Raises
    ------
    RuleError for anything else.

    >>> checked_leak(Fraction(1, 5)), checked_leak(notation.parameter("alpha", 0, 1))
    (1/5, alpha)
    """
    if given is None:
        return None
    leak = given
    if isinstance(given, int) and not isinstance(given, bool):
        leak = Integer(given)
    elif isinstance(given, Fraction):
        leak = Rational(given.numerator, given.denominator)
    if isinstance(leak, float | Float):
        raise RuleError(
            f"leak {leak} is a decimal; numbers are exact: write Rational(1, 5) for 0.2"
        )
    if leak == 1 and not isinstance(leak, bool):
        raise RuleError("leak 1 is that of units that keep nothing of their state; leave it out")
    if isinstance(leak, Rational):
        if 0 < leak < 1:
            return leak
    elif isinstance(leak, notation.Parameter):
        if _inside(leak.interval):
            return leak
        raise RuleError(
            f"leak {leak} has the domain {leak.interval.describe(leak.name)}; {_REMEDY}"
        )
    raise RuleError(f"leak {given!r} is no number or parameter between 0 and 1; {_REMEDY}")


def _inside(domain: Interval) -> bool:
    """Whether an open domain lies in (0, 1)."""
    lower, upper = domain.lower, domain.upper
    return lower is not None and lower >= 0 and upper is not None and upper <= 1

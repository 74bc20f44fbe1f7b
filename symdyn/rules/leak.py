"""The leak of a network's units: how large a part of its state a unit takes anew in every step."""

from sympy import Expr, Rational

from symdyn import notation
from symdyn.errors import RuleError
from symdyn.rules.factors import exact_number

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

    >>> from fractions import Fraction
    >>> checked_leak(Fraction(1, 5)), checked_leak(notation.parameter("alpha", 0, 1))
    (1/5, alpha)
    """
    if given is None:
        return None
    leak = exact_number("leak", given, _REMEDY)
    if leak == 1:
        raise RuleError("leak 1 is that of units that keep nothing of their state; leave it out")
    if isinstance(leak, notation.Parameter):
        if leak.interval.within(0, 1):
            return leak
        raise RuleError(
            f"leak {leak} has the domain {leak.interval.describe(leak.name)}; {_REMEDY}"
        )
    if isinstance(leak, Rational) and 0 < leak < 1:
        return leak
    raise RuleError(f"leak {leak} is no number or parameter between 0 and 1; {_REMEDY}")

"""Momentum: how much of the last step each step repeats."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from sympy import Expr, Rational

from symdyn import notation
from symdyn.errors import RuleError
from symdyn.rules.factors import exact_number

__all__ = ["momentum_of", "momentum_value"]

_REMEDY = "write Rational(9, 10) or parameter('beta', 0, 1)"


def momentum_of(given: object) -> Expr:
    """A momentum as a rule gives it: a number, 0 <= beta < 1, or a parameter between 0 and 1.

    Raises
    ------
    RuleError for anything else.

    >>> momentum_of(Fraction(9, 10))
    9/10
    """
    found = exact_number("momentum", given, _REMEDY)
    if isinstance(found, notation.Parameter):
        allowed = found.interval.within(0, 1)
    else:
        allowed = isinstance(found, Rational) and 0 <= found < 1
    if allowed:
        return found
    raise RuleError(
        f"momentum {found} is no number from 0 to below 1, and no parameter between 0 and 1; {_REMEDY}"
    )


def momentum_value(
    momentum: Expr, parameters: Mapping[str, Any], number: Callable[[Fraction], Any] = float
) -> Any:
    """The value of a momentum, at a value for its parameter by name.

    >>> momentum_value(momentum_of(Fraction(1, 2)), {})
    0.5
    """
    if isinstance(momentum, Rational):
        return number(Fraction(int(momentum.p), int(momentum.q)))
    return parameters[str(momentum)]

"""A number for each of the matrices A, B and W: how a rule gives it, and its value."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from sympy import Expr, Float, Integer, Mul, Rational, S, Symbol

from symdyn import notation
from symdyn.errors import RuleError

__all__ = ["PerMatrix", "exact_number", "factor", "factors_of", "value_at"]

_MOST = 16
_REMEDY = "write a positive number or a positive parameter, such as parameter('beta', 0, None)"


@dataclass(frozen=True)
class PerMatrix:
    """What A, B and W have: each 0, or a positive exact number times powers of positive parameters."""

    A: Expr
    B: Expr
    W: Expr

    @property
    def all(self) -> tuple[Expr, Expr, Expr]:
        """Those of A, B and W, in the order of the state (a, b, w)."""
        return self.A, self.B, self.W

    @property
    def parameters(self) -> tuple[Symbol, ...]:
        """The parameters in them, each once."""
        found = {one.name: one for given in self.all for one in given.free_symbols}
        return tuple(found[name] for name in sorted(found))

    def values(
        self, parameters: Mapping[str, Any], number: Callable[[Fraction], Any] = Fraction
    ) -> tuple[Any, Any, Any]:
        """Their values at numbers of any kind.

        Parameters
        ----------
        parameters : a value for each of `parameters`, by name
        number : makes a number of that kind of a fraction

        >>> alpha = notation.parameter("alpha", 0, 1)
        >>> PerMatrix(S.One, alpha**2, 3 * alpha).values({"alpha": Fraction(1, 2)})
        (Fraction(1, 1), Fraction(1, 4), Fraction(3, 2))
        """
        at_a, at_b, at_w = (value_at(one, parameters, number) for one in self.all)
        return at_a, at_b, at_w


def factors_of(given: object, plural: str, what: str, example: str) -> dict[str, Expr]:
    """What a rule gives for A, B and W, by their names; those left out are left out.

    Parameters
    ----------
    given : a mapping from "A", "B" and "W"
    plural, what, example : how messages call it, what one is of a matrix, and how one is written

    Raises
    ------
    RuleError for a matrix that there is not, and what is not proved positive or 0.

    >>> factors_of({"W": Fraction(1, 10)}, "rates", "rate", "{'W': 2}")
    {'W': 1/10}
    """
    if not isinstance(given, Mapping):
        raise RuleError(
            f"{plural} {given!r} are no mapping from matrices to numbers; write {example}"
        )
    names = ("A", "B", "W")
    for name in given:
        if name not in names:
            near = get_close_matches(str(name).upper(), names, 1, 0.5)
            meant = f"did you mean {near[0]}? " if near else ""
            raise RuleError(
                f"{plural} name the matrix {name!r}; {meant}a {what} is that of A, B or W"
            )
    return {name: factor(f"the {what} of {name}", one) for name, one in given.items()}


def exact_number(what: str, given: object) -> Expr:
    """An expression without decimals.

    >>> exact_number("the rate", Fraction(1, 2))
    1/2
    """
    found = given
    if isinstance(given, int) and not isinstance(given, bool):
        found = Integer(given)
    elif isinstance(given, Fraction):
        found = Rational(given.numerator, given.denominator)
    if isinstance(found, float | Float):
        raise RuleError(
            f"{what} is the decimal {found}; numbers are exact: write Rational(1, 2) for 0.5"
        )
    if not isinstance(found, Expr):
        raise RuleError(f"{what}, {found!r}, is no number; {_REMEDY}")
    return found


def factor(what: str, given: object) -> Expr:
    """0, or a positive multiple of powers of positive parameters.

    Parameters
    ----------
    what : how messages call it
    given : a number or an expression

    Raises
    ------
    RuleError unless it is one of these.
    """
    found = exact_number(what, given)
    coefficient, rest = found.as_coeff_Mul()
    if found == 0:
        return S.Zero
    if not isinstance(coefficient, Rational) or coefficient < 0:
        raise RuleError(f"{what}, {found}, is below 0; {_REMEDY}")
    for base, exponent in rest.as_powers_dict().items():
        if base == 1:
            continue
        known = notation.interval_of(base) if isinstance(base, notation.Parameter) else None
        if known is None or known.lower is None or known.lower < 0:
            raise RuleError(
                f"{what}, {found}, is not proved positive, because of {base}; {_REMEDY}"
            )
        if not isinstance(exponent, Integer) or abs(int(exponent)) > _MOST:
            raise RuleError(
                f"{what}, {found}, has the exponent {exponent}; exponents are integers "
                f"of at most {_MOST}"
            )
    return Mul(coefficient, rest)


def value_at(
    given: Expr, parameters: Mapping[str, Any], number: Callable[[Fraction], Any] = Fraction
) -> Any:
    """A number times powers of parameters, at numbers of any kind; see `PerMatrix.values`."""
    coefficient, rest = given.as_coeff_Mul()
    value = number(Fraction(int(coefficient.p), int(coefficient.q)))
    for base, exponent in rest.as_powers_dict().items():
        if base != 1:
            value = value * parameters[base.name] ** int(exponent)
    return value

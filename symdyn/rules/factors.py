"""Numbers that a rule names: how it gives each, exactly, and their values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

from sympy import Expr, Float, Integer, Mul, Rational, S, Symbol

from symdyn import notation
from symdyn.errors import RuleError

__all__ = ["Factors", "exact_number", "factor"]

_MOST = 16
_REMEDY = "write a positive number or a positive parameter, such as parameter('beta', 0, None)"


@dataclass(frozen=True)
class Factors:
    """Numbers by the names of the fields: each 0, or a positive exact number times powers of positive parameters."""

    @property
    def all(self) -> tuple[Expr, ...]:
        """All of them, in the order of the fields."""
        return tuple(getattr(self, one.name) for one in fields(self))

    @property
    def parameters(self) -> tuple[Symbol, ...]:
        """The parameters in them, each once."""
        found = {one.name: one for given in self.all for one in given.free_symbols}
        return tuple(found[name] for name in sorted(found))

    def values(
        self, parameters: Mapping[str, Any], number: Callable[[Fraction], Any] = Fraction
    ) -> tuple[Any, ...]:
        """Their values at numbers of any kind, in the order of the fields.

        Parameters
        ----------
        parameters : a value for each of `parameters`, by name
        number : makes a number of that kind of a fraction
        """
        return tuple(_value(one, parameters, number) for one in self.all)


def _exactly(decimal: float | Float) -> str:
    """The decimal as it would be written, or an example for one that is no number."""
    try:
        near = Fraction(str(decimal)).limit_denominator(1000)
    except ValueError:
        return "Rational(1, 2) for 0.5"
    return f"Rational({near.numerator}, {near.denominator}) for {float(decimal):g}"


def exact_number(what: str, given: object, remedy: str = _REMEDY) -> Expr:
    """An expression without decimals.

    Parameters
    ----------
    what, remedy : what messages call it, and what they say to write instead
    given : a number or an expression

    Raises
    ------
    RuleError for anything else.

    >>> exact_number("the rate", Fraction(1, 2))
    1/2
    """
    found = given
    if isinstance(given, int) and not isinstance(given, bool):
        found = Integer(given)
    elif isinstance(given, Fraction):
        found = Rational(given)
    if isinstance(found, float | Float):
        raise RuleError(
            f"{what} is the decimal {found}; numbers are exact: write {_exactly(found)}"
        )
    if not isinstance(found, Expr):
        raise RuleError(f"{what}, {found!r}, is no number; {remedy}")
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


def _value(given: Expr, parameters: Mapping[str, Any], number: Callable[[Fraction], Any]) -> Any:
    coefficient, rest = given.as_coeff_Mul()
    value = number(Fraction(int(coefficient.p), int(coefficient.q)))
    for base, exponent in rest.as_powers_dict().items():
        if base != 1:
            value = value * parameters[base.name] ** int(exponent)
    return value

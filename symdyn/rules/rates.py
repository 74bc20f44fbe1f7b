"""How fast each matrix learns: factors of the mean updates of A, B and W, which are positive, or 0 where a matrix is frozen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from sympy import Expr, Float, Integer, Mul, Rational, S, Symbol

from symdyn import notation
from symdyn.errors import RuleError

__all__ = ["MatrixRates", "multiple_at", "positive_multiple"]

_MOST = 16
_REMEDY = "write a positive number or a positive parameter, such as parameter('beta', 0, None)"


@dataclass(frozen=True)
class MatrixRates:
    """The learning rates of A, B and W beside the one of all three: a step is X - eta rate_X Delta X.

    Each is a positive exact number times powers of parameters that are positive on their domain, or 0: such a
    matrix does not learn.
    """

    A: Expr = S.One
    B: Expr = S.One
    W: Expr = S.One

    @staticmethod
    def of(given: object) -> "MatrixRates":
        """The rates as a rule gives them: a mapping from "A", "B" and "W", of which those left out are 1.

        Raises
        ------
        RuleError for a matrix that there is not, and a rate that is not proved positive.

        >>> MatrixRates.of({"W": Fraction(1, 10)})
        MatrixRates(A=1, B=1, W=1/10)
        """
        if isinstance(given, MatrixRates):
            return given
        if not isinstance(given, Mapping):
            raise RuleError(
                f"rates {given!r} are no mapping from matrices to learning rates; "
                "write {'B': Rational(1, 10)}"
            )
        names = [one.name for one in fields(MatrixRates)]
        for name in given:
            if name not in names:
                near = get_close_matches(str(name).upper(), names, 1, 0.5)
                meant = f"did you mean {near[0]}? " if near else ""
                raise RuleError(
                    f"rates name the matrix {name!r}; {meant}a rate is that of A, B or W"
                )
        found = MatrixRates(
            **{name: positive_multiple(f"the rate of {name}", one) for name, one in given.items()}
        )
        if len(found.frozen) == len(names):
            raise RuleError(
                "rates are 0 for A, B and W, so that nothing learns; give one that is not 0"
            )
        return found

    @property
    def all(self) -> tuple[Expr, Expr, Expr]:
        """Those of A, B and W, in the order of the state (a, b, w)."""
        return self.A, self.B, self.W

    @property
    def frozen(self) -> tuple[str, ...]:
        """The matrices that do not learn: their rate is 0."""
        return tuple(name for name, rate in zip("ABW", self.all, strict=True) if rate == 0)

    @property
    def plain(self) -> bool:
        """Whether all three matrices learn at one rate, 1."""
        return self.all == (1, 1, 1)

    def leaking(self, leak: Expr) -> "MatrixRates":
        """The rates of A, B = leak Psi and W = (1 - leak) I + leak Omega, where Psi and Omega learn at those of B and W.

        The gradient with respect to Omega is leak times that with respect to W, and W changes by leak times
        what Omega does; so it is of Psi and B.

        >>> MatrixRates.of({"W": 3}).leaking(Rational(1, 2))
        MatrixRates(A=1, B=1/4, W=3/4)
        """
        return MatrixRates(self.A, self.B * leak**2, self.W * leak**2)

    @property
    def parameters(self) -> tuple[Symbol, ...]:
        """The parameters in them, each once."""
        found = {one.name: one for rate in self.all for one in rate.free_symbols}
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
        >>> MatrixRates.of({"B": alpha**2, "W": 3 * alpha}).values({"alpha": Fraction(1, 2)})
        (Fraction(1, 1), Fraction(1, 4), Fraction(3, 2))
        """
        at_a, at_b, at_w = (multiple_at(rate, parameters, number) for rate in self.all)
        return at_a, at_b, at_w


def multiple_at(
    rate: Expr, parameters: Mapping[str, Any], number: Callable[[Fraction], Any] = Fraction
) -> Any:
    """A number times powers of parameters, at numbers of any kind; see `MatrixRates.values`."""
    coefficient, rest = rate.as_coeff_Mul()
    value = number(Fraction(int(coefficient.p), int(coefficient.q)))
    for base, exponent in rest.as_powers_dict().items():
        if base != 1:
            value = value * parameters[base.name] ** int(exponent)
    return value


def positive_multiple(what: str, given: object) -> Expr:
    """A rate as an expression: 0, or a positive number times powers of positive parameters.

    Parameters
    ----------
    what : what it is the value of, for a message
    given : a number or an expression

    Raises
    ------
    RuleError for anything else.
    """
    rate = given
    if isinstance(given, int) and not isinstance(given, bool):
        rate = Integer(given)
    elif isinstance(given, Fraction):
        rate = Rational(given.numerator, given.denominator)
    if isinstance(rate, float | Float):
        raise RuleError(
            f"{what} is the decimal {rate}; numbers are exact: write Rational(1, 2) for 0.5"
        )
    if not isinstance(rate, Expr):
        raise RuleError(f"{what}, {rate!r}, is no number; {_REMEDY}")
    coefficient, rest = rate.as_coeff_Mul()
    if rate == 0:
        return S.Zero
    if not isinstance(coefficient, Rational) or coefficient < 0:
        raise RuleError(f"{what}, {rate}, is below 0; {_REMEDY}")
    for base, exponent in rest.as_powers_dict().items():
        if base == 1:
            continue
        known = notation.interval_of(base) if isinstance(base, notation.Parameter) else None
        if known is None or known.lower is None or known.lower < 0:
            raise RuleError(f"{what}, {rate}, is not proved positive, because of {base}; {_REMEDY}")
        if not isinstance(exponent, Integer) or abs(int(exponent)) > _MOST:
            raise RuleError(
                f"{what}, {rate}, has the exponent {exponent}; exponents are integers "
                f"of at most {_MOST}"
            )
    return Mul(coefficient, rest)

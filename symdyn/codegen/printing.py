"""Formulas as infix source code; what differs between languages is left to a subclass.

Numbers come first in a sum, positive terms before negative ones, and a quotient is written as
numerator over denominator, as in 1 - w**2 and a*b/(1 - w*w_star).
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping

from sympy import Add, Expr, Integer, Mul, Pow, Rational, Symbol

from symdyn import notation
from symdyn.errors import ExactArithmeticError

__all__ = ["ATOM", "POWER", "PRODUCT", "ExpressionPrinter", "PythonPrinter"]

# How tightly a text binds.
SUM, PRODUCT, POWER, ATOM = range(4)
_HALF = Rational(1, 2)


class ExpressionPrinter(ABC):
    """Prints sums, products, integer powers, square roots, rational numbers and names.

    Parameters
    ----------
    names : how symbols are written, where that is not their own name
    """

    def __init__(self, names: Mapping[Symbol, str] | None = None) -> None:
        self.names = dict(names or {})
        # Terms and factors are ordered by their texts: without this, each level of brackets would
        # be written four times as often as the one around it.
        self._written: dict[Expr, tuple[str, int]] = {}

    @abstractmethod
    def power(self, expression: Pow) -> tuple[str, int]:
        """A power whose exponent is not negative, and how tightly its text binds."""

    def symbol(self, symbol: Symbol) -> str:
        """A symbol's name."""
        known: str = self.names.get(symbol, symbol.name)
        return known

    @abstractmethod
    def square_root(self, radicand: str) -> str:
        """A square root."""

    @abstractmethod
    def integer(self, value: int) -> str:
        """A nonnegative integer that is not an exponent."""

    @abstractmethod
    def quotient(self, numerator: int, denominator: int) -> str:
        """A rational number that is not an integer."""

    def text(self, expression: Expr) -> str:
        """The expression as source code.

        >>> from symdyn.notation import w, w_star
        >>> PythonPrinter().text(-1 / (w**2 - 1) - w * w_star)
        '-1/(w**2 - 1) - w*w_star'
        """
        return self._print(expression)[0]

    def _print(self, expression: Expr) -> tuple[str, int]:
        """The text and how tightly it binds."""
        if expression not in self._written:
            self._written[expression] = self._write(expression)
        return self._written[expression]

    def _write(self, expression: Expr) -> tuple[str, int]:
        if isinstance(expression, Symbol):
            return self.symbol(expression), ATOM
        if isinstance(expression, Add):
            return self._sum(expression), SUM
        if isinstance(expression, Pow) and expression.exp == _HALF:
            return self.square_root(self.text(expression.base)), ATOM
        if isinstance(expression, Pow) and not _is_below(expression):
            return self.power(expression)
        if isinstance(expression, Rational | Mul | Pow):
            return self._product(expression)
        raise ExactArithmeticError(
            f"{expression} has no source code; use sums, products, powers, square roots, "
            "rational numbers and names"
        )

    def _sum(self, expression: Add) -> str:
        terms = sorted(expression.args, key=self._term_key)
        first = next((one for one in terms if not _is_negative(one)), terms[0])
        terms.insert(0, terms.pop(terms.index(first)))
        pieces = []
        for position, term in enumerate(terms):
            negative = _is_negative(term)
            body = self.bracketed(-term if negative else term, PRODUCT)
            sign = "-" if negative else "+"
            pieces.append(f" {sign} {body}" if position else f"-{body}" if negative else body)
        return "".join(pieces)

    def _product(self, expression: Expr) -> tuple[str, int]:
        coefficient, above, below = _parts(expression)
        if not above and not below and coefficient.q != 1:
            text = self.quotient(abs(int(coefficient.p)), int(coefficient.q))
            return (f"-{text}" if coefficient < 0 else text), PRODUCT
        if not above and not below:
            text = self.integer(abs(int(coefficient)))
            return (text, ATOM) if coefficient >= 0 else (f"-{text}", SUM)
        numerator = [self.bracketed(one, PRODUCT) for one in sorted(above, key=self._factor_key)]
        if abs(coefficient.p) != 1 or not numerator:
            numerator.insert(0, self.integer(abs(int(coefficient.p))))
        denominator = [self.bracketed(one, POWER) for one in sorted(below, key=self._factor_key)]
        if coefficient.q != 1:
            denominator.insert(0, self.integer(int(coefficient.q)))
        text = "*".join(numerator)
        if denominator:
            joined = "*".join(denominator)
            text += f"/{joined}" if len(denominator) == 1 else f"/({joined})"
        return (f"-{text}", SUM) if coefficient < 0 else (text, PRODUCT)

    def exponent(self, expression: Pow) -> str:
        """The exponent of a power, bracketed where an infix operator needs it."""
        text, strength = self._print(expression.exp)
        if isinstance(expression.exp, Add):
            names = [one for one in expression.exp.args if not isinstance(one, Integer)]
            number = next((one for one in expression.exp.args if isinstance(one, Integer)), None)
            text = self._sum(Add(*names)) if len(names) > 1 else self.text(names[0])
            if number is not None:
                text += f" {'-' if number < 0 else '+'} {abs(int(number))}"
        return text if strength == ATOM else f"({text})"

    def bracketed(self, expression: Expr, strength: int) -> str:
        """The text, in brackets if it binds less tightly than `strength`."""
        text, found = self._print(expression)
        return text if found >= strength else f"({text})"

    def _term_key(self, term: Expr) -> tuple[bool, bool, int, str]:
        _, above, _ = _parts(term)
        degree = sum(_degree(one) for one in above)
        return bool(term.free_symbols), _is_negative(term), degree, self.text(term).lstrip("-")

    def _factor_key(self, factor: Expr) -> tuple[bool, tuple[int, str], str]:
        base = factor.base if isinstance(factor, Pow) else factor
        place = (0, "")
        if isinstance(base, Symbol):
            known = notation.interval_of(base) is not None
            place = notation.position(base) if known else (1000, "")
        return isinstance(base, Add), place, self.text(factor)


class PythonPrinter(ExpressionPrinter):
    """Python source for NumPy arrays; square roots are complex, so that no sign is assumed."""

    def power(self, expression: Pow) -> tuple[str, int]:
        """Write base**exponent.

        >>> PythonPrinter().text(notation.w ** (2 * notation.T - 1))
        'w**(2*T - 1)'
        """
        return f"{self.bracketed(expression.base, ATOM)}**{self.exponent(expression)}", POWER

    def square_root(self, radicand: str) -> str:
        """Write np.emath.sqrt, real where the radicand is positive and complex elsewhere."""
        return f"np.emath.sqrt({radicand})"

    def integer(self, value: int) -> str:
        """Write the integer: division is true division."""
        return str(value)

    def quotient(self, numerator: int, denominator: int) -> str:
        """Write numerator/denominator, which is float division.

        >>> PythonPrinter().text(-Rational(3, 2) * notation.a)
        '-3*a/2'
        """
        return f"{numerator}/{denominator}"


def _parts(expression: Expr) -> tuple[Rational, list[Expr], list[Expr]]:
    """The rational coefficient, the factors above and those below the line."""
    coefficient: Rational = Integer(1)
    above, below = [], []
    for factor in Mul.make_args(expression):
        if isinstance(factor, Rational):
            coefficient = coefficient * factor
        elif _is_below(factor):
            below.append(Pow(factor.base, -factor.exp))
        else:
            above.append(factor)
    return coefficient, above, below


def _is_below(factor: Expr) -> bool:
    return (
        isinstance(factor, Pow)
        and isinstance(factor.exp, Rational)
        and bool(factor.exp.is_negative)
    )


def _is_negative(term: Expr) -> bool:
    return bool(_parts(term)[0].is_negative)


def _degree(factor: Expr) -> int:
    """The degree that orders terms; a symbolic exponent counts as high."""
    if isinstance(factor, Pow):
        return int(factor.exp) if isinstance(factor.exp, Integer) else 100
    return 1

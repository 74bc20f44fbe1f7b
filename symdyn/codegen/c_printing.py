"""Formulas as C99: every number is a double, and no pow where a product will do."""

from sympy import Integer, Pow, Symbol

from symdyn import notation
from symdyn.codegen.printing import ATOM, PRODUCT, ExpressionPrinter

__all__ = ["CPrinter"]

_COUNTS = frozenset({notation.T, notation.tau, notation.m})


class CPrinter(ExpressionPrinter):
    """C99 source for doubles; T, tau and m are ints and are converted where they stand."""

    def symbol(self, symbol: Symbol) -> str:
        """Write a name, a count as a double: ints would be divided and overflow as such.

        >>> CPrinter().text(notation.T / (notation.tau * notation.w))
        '(double)T/(w*(double)tau)'
        """
        name = super().symbol(symbol)
        return f"(double){name}" if symbol in _COUNTS else name

    def power(self, expression: Pow) -> tuple[str, int]:
        """Write the square of a name as a product, any other power with pow.

        >>> CPrinter().text(1 - notation.w**2), CPrinter().text(1 / notation.w**2)
        ('1.0 - w*w', '1.0/(w*w)')
        >>> CPrinter().text((1 + notation.w) ** 2)
        'pow(1.0 + w, 2.0)'
        """
        base, exponent = expression.base, expression.exp
        if isinstance(base, Symbol) and exponent == Integer(2):
            return f"{self.text(base)}*{self.text(base)}", PRODUCT
        return f"pow({self.text(base)}, {self.text(exponent)})", ATOM

    def square_root(self, radicand: str) -> str:
        """Write sqrt, which is NaN where the radicand is negative."""
        return f"sqrt({radicand})"

    def integer(self, value: int) -> str:
        """Write a double."""
        return f"{value}.0"

    def quotient(self, numerator: int, denominator: int) -> str:
        """Write a quotient of doubles.

        >>> from sympy import Rational
        >>> CPrinter().text(Rational(-3, 2) * notation.a), CPrinter().text(Rational(1, 3))
        ('-3.0*a/2.0', '1.0/3.0')
        """
        return f"{numerator}.0/{denominator}.0"

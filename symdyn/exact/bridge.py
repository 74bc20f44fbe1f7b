"""The bridge between exact values and SymPy's expressions: the one place where both are known."""

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache

from flint import fmpq
from sympy import Add, Expr, Integer, Mul, Pow, Rational, Symbol

from symdyn.errors import ExactArithmeticError
from symdyn.exact.rational import Field, RationalFunction, generator

__all__ = ["from_expr", "polynomial_to_expr", "to_expr", "value_of"]


def from_expr(field: Field, expression: Expr) -> RationalFunction:
    """Read a SymPy expression built by +, *, integer powers and rationals into the field.

    >>> from symdyn.exact.rational import field_over
    >>> x = Symbol("x")
    >>> from_expr(field_over([x]), 1 / (1 - x**2) + x / 2)
    (x**3 - x - 2)/(2*x**2 - 2)
    """
    if isinstance(expression, Symbol):
        return generator(field, expression)
    if isinstance(expression, Rational):
        return field(Fraction(int(expression.p), int(expression.q)))
    if isinstance(expression, Add):
        return sum((from_expr(field, term) for term in expression.args), field.zero)
    if isinstance(expression, Mul):
        product = field.one
        for factor in expression.args:
            product *= from_expr(field, factor)
        return product
    if isinstance(expression, Pow) and isinstance(expression.exp, Integer):
        base = from_expr(field, expression.base)
        if not base and expression.exp < 0:
            raise ExactArithmeticError(f"{expression} divides by zero; remove that term")
        return base ** int(expression.exp)
    raise ExactArithmeticError(
        f"{expression} is not a rational function of {field}; "
        "use sums, products, integer powers and rational numbers"
    )


@lru_cache(maxsize=2048)  # the factors of one rule are few and stand everywhere
def polynomial_to_expr(polynomial: RationalFunction) -> Expr:
    """The expanded polynomial as a SymPy expression."""
    symbols = polynomial.field.symbols
    return Add(
        *(
            Mul(
                Integer(coefficient),
                *(Pow(symbols[place], e) for place, e in enumerate(powers) if e),
            )
            for powers, coefficient in polynomial.terms()
        )
    )


def to_expr(element: RationalFunction) -> Expr:
    """The value as one quotient of expanded polynomials."""
    return polynomial_to_expr(element.numer) / polynomial_to_expr(element.denom)


def value_of(expression: Expr, point: Mapping[str, Fraction]) -> Fraction:
    """The exact value of an expression at a rational point, by names; numbers all the way.

    Nothing is multiplied out: the work is that of the expression as it stands.

    Raises
    ------
    ExactArithmeticError
        For a division by zero, a symbol without a value, or anything but sums, products, integer
        powers and rational numbers.

    >>> x = Symbol("x")
    >>> value_of(1 / (1 - x) + x, {"x": Fraction(1, 2)})
    Fraction(5, 2)
    """
    values = {name: fmpq(value.numerator, value.denominator) for name, value in point.items()}
    found = _number(expression, values)
    return Fraction(int(found.p), int(found.q))


def _number(expression: Expr, values: Mapping[str, fmpq]) -> fmpq:
    if isinstance(expression, Symbol) and expression.name in values:
        return values[expression.name]
    if isinstance(expression, Rational):
        return fmpq(int(expression.p), int(expression.q))
    if isinstance(expression, Add):
        total = fmpq(0)
        for term in expression.args:
            total += _number(term, values)
        return total
    if isinstance(expression, Mul):
        product = fmpq(1)
        for factor in expression.args:
            product *= _number(factor, values)
        return product
    if isinstance(expression, Pow) and isinstance(expression.exp, Integer):
        base = _number(expression.base, values)
        if base == 0 and expression.exp < 0:
            raise ExactArithmeticError(
                f"{expression} divides by zero at this point; choose another"
            )
        return base ** int(expression.exp)
    raise ExactArithmeticError(
        f"{expression} has no value: expected sums, products, integer powers, rational numbers and "
        f"the names {', '.join(values)}; give every symbol a value"
    )

"""From SymPy's expressions to exact values and back, and the value of an expression at a point."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache, partial
from math import prod

from flint import fmpq
from sympy import Add, Expr, Integer, Mul, Pow, Rational, Symbol

from symdyn.errors import ExactArithmeticError
from symdyn.exact.rational import Field, RationalFunction, generator

__all__ = ["from_expr", "function_of", "polynomial_to_expr", "to_expr", "value_of"]

_Values = Mapping[str, fmpq]
_Operation = Callable[[_Values, list[fmpq]], fmpq]


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
    return function_of(expression)(point)


def function_of(expression: Expr) -> Callable[[Mapping[str, Fraction]], Fraction]:
    """An expression as a function of the point, for many points; see `value_of`.

    A part that stands in several places is found once at each point.

    >>> x = Symbol("x")
    >>> list(map(function_of(1 / (1 - x) + x), [{"x": Fraction(k)} for k in (2, 3)]))
    [Fraction(1, 1), Fraction(5, 2)]
    """
    places: dict[Expr, int] = {}
    steps: list[tuple[_Operation, tuple[int, ...]]] = []

    def place(part: Expr) -> int:
        if part not in places:
            operands = tuple(map(place, _operands(part)))
            places[part] = len(steps)
            steps.append((_operation(part), operands))
        return places[part]

    def at(point: Mapping[str, Fraction]) -> Fraction:
        values = {name: fmpq(value.numerator, value.denominator) for name, value in point.items()}
        found: list[fmpq] = []
        for operation, operands in steps:
            found.append(operation(values, [found[one] for one in operands]))
        return Fraction(int(found[-1].p), int(found[-1].q))

    place(expression)
    return at


def _operands(part: Expr) -> tuple[Expr, ...]:
    if isinstance(part, Pow):
        return (part.base,) if isinstance(part.exp, Integer) else ()
    return part.args if isinstance(part, Add | Mul) else ()


def _operation(part: Expr) -> _Operation:
    """What makes the value of an expression of the values of the letters and of its operands."""
    if isinstance(part, Rational):
        number = fmpq(int(part.p), int(part.q))
        return lambda _values, _operands: number
    if isinstance(part, Add):
        return lambda _values, operands: sum(operands, start=fmpq(0))
    if isinstance(part, Mul):
        return lambda _values, operands: prod(operands, start=fmpq(1))
    if isinstance(part, Pow) and isinstance(part.exp, Integer):
        return partial(_power, part, int(part.exp))
    return partial(_letter, part)


def _power(part: Expr, exponent: int, _: _Values, operands: list[fmpq]) -> fmpq:
    if operands[0] == 0 and exponent < 0:
        raise ExactArithmeticError(f"{part} divides by zero at this point; choose another")
    return operands[0] ** exponent


def _letter(part: Expr, values: _Values, _: list[fmpq]) -> fmpq:
    if isinstance(part, Symbol) and part.name in values:
        return values[part.name]
    raise ExactArithmeticError(
        f"{part} has no value: expected sums, products, integer powers, rational numbers and "
        f"the names {', '.join(values)}; give every symbol a value"
    )

"""Rational functions with rational coefficients, as elements of a SymPy fraction field.

Zero is decided here and nowhere else: an element is zero exactly when its numerator has no terms.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from sympy import ZZ, Add, Expr, Integer, Mul, Pow, Rational, Symbol
from sympy.polys.fields import FracElement, FracField
from sympy.polys.orderings import lex
from sympy.polys.rings import PolyElement

from symdyn.errors import ExactArithmeticError

__all__ = [
    "derivative",
    "evaluate",
    "field_over",
    "from_expr",
    "generator",
    "substitute",
    "to_expr",
]


def field_over(symbols: Iterable[Symbol]) -> FracField:
    """The field of rational functions over the integers in the given symbols.

    >>> x = Symbol("x")
    >>> field = field_over([x])
    >>> (generator(field, x) ** 2 - 1) / (generator(field, x) - 1)
    x + 1
    """
    return FracField(tuple(symbols), ZZ, lex)


def generator(field: FracField, symbol: Symbol) -> FracElement:
    """The symbol as an element of the field; raises if the field does not have it."""
    try:
        return field.gens[field.symbols.index(symbol)]
    except ValueError:
        raise ExactArithmeticError(
            f"symbol {symbol} is not in the field over {', '.join(map(str, field.symbols))}; "
            "add it to the field"
        ) from None


def from_expr(field: FracField, expression: Expr) -> FracElement:
    """Read a SymPy expression built by +, *, integer powers and rationals into the field.

    >>> x = Symbol("x")
    >>> from_expr(field_over([x]), 1 / (1 - x**2) + x / 2)
    (x**3 - x - 2)/(2*x**2 - 2)
    """
    if isinstance(expression, Symbol):
        return generator(field, expression)
    if isinstance(expression, Rational):
        return field(int(expression.p)) / field(int(expression.q))
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
        f"{expression} is not a rational function of {', '.join(map(str, field.symbols))}; "
        "use sums, products, integer powers and rational numbers"
    )


def polynomial_to_expr(polynomial: PolyElement) -> Expr:
    """The expanded polynomial as a SymPy expression."""
    symbols = polynomial.ring.symbols
    return Add(
        *(
            Mul(
                Rational(int(coefficient.numerator), int(coefficient.denominator)),
                *(Pow(symbol, e) for symbol, e in zip(symbols, monomial, strict=True) if e),
            )
            for monomial, coefficient in polynomial.terms()
        )
    )


def to_expr(element: FracElement) -> Expr:
    """The element as one quotient of expanded polynomials."""
    return polynomial_to_expr(element.numer) / polynomial_to_expr(element.denom)


def derivative(element: FracElement, symbol: Symbol) -> FracElement:
    """The partial derivative, all other generators held fixed.

    >>> x = Symbol("x")
    >>> derivative(from_expr(field_over([x]), 1 / x), x)
    -1/(x**2)
    """
    return element.diff(generator(element.field, symbol))


def substitute(
    element: FracElement, values: Mapping[Symbol, FracElement], field: FracField | None = None
) -> FracElement:
    """Replace symbols by elements of `field`; symbols not named keep their name there.

    Raises ExactArithmeticError where the denominator vanishes identically.
    """
    target = field or element.field
    images = [values.get(symbol) for symbol in element.field.symbols]

    def image(polynomial: PolyElement) -> FracElement:
        powers: dict[tuple[int, int], FracElement] = {}
        total = target.zero
        for monomial, coefficient in polynomial.terms():
            term = target(int(coefficient))
            for index, exponent in enumerate(monomial):
                if not exponent:
                    continue
                if images[index] is None:
                    images[index] = generator(target, element.field.symbols[index])
                if (index, exponent) not in powers:
                    powers[index, exponent] = images[index] ** exponent
                term *= powers[index, exponent]
            total += term
        return total

    denominator = image(element.denom)
    if not denominator:
        raise ExactArithmeticError(
            f"the denominator {element.denom} vanishes under this substitution; "
            "the substituted values are a pole"
        )
    return image(element.numer) / denominator


def evaluate(element: FracElement, point: Mapping[str, Fraction]) -> Fraction:
    """The exact value at a rational point, given by the symbols' names.

    >>> x = Symbol("x")
    >>> evaluate(from_expr(field_over([x]), 1 / (1 + x)), {"x": Fraction(1, 2)})
    Fraction(2, 3)
    """
    denominator = evaluate_polynomial(element.denom, point)
    if not denominator:
        raise ExactArithmeticError(f"{element} has a pole at {dict(point)}; choose another point")
    return evaluate_polynomial(element.numer, point) / denominator


def evaluate_polynomial(polynomial: PolyElement, point: Mapping[str, Fraction]) -> Fraction:
    """The exact value of a polynomial at a rational point."""
    names = [symbol.name for symbol in polynomial.ring.symbols]
    total = Fraction(0)
    for monomial, coefficient in polynomial.terms():
        term = Fraction(int(coefficient.numerator), int(coefficient.denominator))
        for name, exponent in zip(names, monomial, strict=True):
            if exponent:
                term *= point[name] ** exponent
        total += term
    return total

"""Numbers out of formulas, and formulas out of text, by walking the tree: no code is run."""

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

import mpmath
from sympy import Add, Expr, Integer, Max, Min, Mul, Pow, Rational, Sum, Symbol, sqrt
from sympy.core.relational import Relational

from symdyn.errors import ExactArithmeticError

__all__ = ["EXACT", "Arithmetic", "Number", "decimals", "read", "value_of"]

# A Fraction, or an mpmath number; mpmath publishes no types.
Number: TypeAlias = Any


@dataclass(frozen=True)
class Arithmetic:
    """The numbers a formula is evaluated in: how a fraction, a root and eigenvalues become some."""

    number: Callable[[Fraction], Number]
    root: Callable[[Number], Number]
    eigenvalues: Callable[[Sequence[Sequence[Number]]], list[Number]]


def _no_root(number: Fraction) -> Fraction:
    raise ExactArithmeticError(f"the square root of {number} is not rational; use decimals(...)")


def _no_eigenvalues(rows: Sequence[Sequence[Number]]) -> list[Number]:
    raise ExactArithmeticError(
        f"the eigenvalues of a matrix of {len(rows)} rows are not rational; use decimals(...)"
    )


EXACT = Arithmetic(Fraction, _no_root, _no_eigenvalues)


def decimals(digits: int) -> Arithmetic:
    """Floating-point numbers of that many digits; the square root of a negative one is complex.

    >>> decimals(30).root(Fraction(-4))
    mpc(real='0.0', imag='2.0')
    """
    context = mpmath.mp.clone()
    context.dps = digits

    def number(value: Fraction | Number) -> Number:
        if isinstance(value, Fraction | int):
            return context.mpf(value.numerator) / value.denominator
        return value

    def eigenvalues(rows: Sequence[Sequence[Number]]) -> list[Number]:
        # The context's own, for mpmath.eig computes in the digits of the user's session.
        return list(context.eig(context.matrix(rows), right=False))

    return Arithmetic(number, lambda value: context.sqrt(number(value)), eigenvalues)


def value_of(
    expression: Expr, values: Mapping[str, Number], arithmetic: Arithmetic = EXACT
) -> Number:
    """The value of a formula of sums, products, powers, Min and Max at a point, sums over k written out.

    Parameters
    ----------
    expression : an expression whose exponents are integers at the point, or halves of integers
    values : a number for each symbol's name, exact for those in exponents
    arithmetic : the numbers to compute in

    Raises
    ------
    ExactArithmeticError for a node of another kind or a symbol without a value.

    >>> from symdyn.notation import T, w
    >>> value_of((1 - w ** (2 * T)) / (1 - w**2), {"w": Fraction(1, 2), "T": 2})
    Fraction(5, 4)
    """
    match expression:
        case Symbol(name=name):
            if name not in values:
                raise ExactArithmeticError(f"{name} has no value; give one of {sorted(values)}")
            return arithmetic.number(values[name])
        case Rational():
            return arithmetic.number(Fraction(int(expression.p), int(expression.q)))
        case Pow():
            return _power(expression, values, arithmetic)
        case Add():
            return sum(
                (value_of(one, values, arithmetic) for one in expression.args),
                start=arithmetic.number(Fraction(0)),
            )
        case Mul():
            total = arithmetic.number(Fraction(1))
            for one in expression.args:
                total *= value_of(one, values, arithmetic)
            return total
        case Min() | Max():
            choose = min if isinstance(expression, Min) else max
            return choose(value_of(one, values, arithmetic) for one in expression.args)
        case Sum():
            index, first, last = expression.limits[0]
            lags = range(int(value_of(first, values)), int(value_of(last, values)) + 1)
            terms = ({**values, index.name: Fraction(lag)} for lag in lags)
            return sum(
                (value_of(expression.function, one, arithmetic) for one in terms),
                start=arithmetic.number(Fraction(0)),
            )
    raise ExactArithmeticError(
        f"{expression} is a {type(expression).__name__}; a formula here has sums, products, "
        "powers, Min and Max only"
    )


def _power(expression: Pow, values: Mapping[str, Number], arithmetic: Arithmetic) -> Number:
    base = value_of(expression.base, values, arithmetic)
    exponent = value_of(expression.exp, values)
    if exponent.denominator == 2:
        return arithmetic.root(base) ** exponent.numerator
    if exponent.denominator != 1:
        raise ExactArithmeticError(
            f"the exponent {expression.exp} is {exponent}; expected an integer or half of one"
        )
    return base**exponent.numerator


_OPERATORS: Mapping[type[ast.operator], Callable[[Expr, Expr], Expr]] = {
    ast.Add: lambda left, right: left + right,
    ast.Sub: lambda left, right: left - right,
    ast.Mult: lambda left, right: left * right,
    ast.Div: lambda left, right: left / right,
    ast.Pow: lambda left, right: left**right,
}
_FUNCTIONS: Mapping[str, Callable[..., Expr]] = {"sqrt": sqrt, "Min": Min, "Max": Max}


def read(text: str) -> Expr:
    """A formula from its text on the wire, built node by node; nothing in the text is executed.

    Parameters
    ----------
    text : integers, names, + - * / **, sqrt, Min and Max; or two of these with > between

    Returns
    -------
    The expression in plain symbols; for `left > right` the relation.

    Raises
    ------
    ExactArithmeticError for any other text.

    >>> read("1 - 2*w**2/a_star")
    1 - 2*w**2/a_star
    >>> read("a_hat*s > 0")
    a_hat*s > 0
    """
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise ExactArithmeticError(f"{text!r} is no formula ({error.msg}); correct it") from None
    if isinstance(tree, ast.Compare) and len(tree.ops) == 1 and isinstance(tree.ops[0], ast.Gt):
        return Relational(_built(tree.left, text), _built(tree.comparators[0], text), ">")
    return _built(tree, text)


def _built(node: ast.expr, text: str) -> Expr:
    match node:
        case ast.Constant(value=int(number)) if not isinstance(number, bool):
            return Integer(number)
        case ast.Name(id=name):
            return Symbol(name)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_built(operand, text)
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _OPERATORS:
            return _OPERATORS[type(operator)](_built(left, text), _built(right, text))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in _FUNCTIONS:
            return _FUNCTIONS[name](*(_built(one, text) for one in arguments))
    raise ExactArithmeticError(
        f"{text!r} contains {ast.unparse(node)!r}; a formula here has integers, names, + - * / **, "
        "sqrt, Min and Max only"
    )

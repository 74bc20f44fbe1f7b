"""From an expression to its layout: signs, fractions and brackets where a person puts them.

The mathematics is left as it is given: nothing is expanded, factored or cancelled.  What is chosen
here is layout only:

- powers of one base, one of which has a letter in its exponent, are one power: w w^T is w^(T + 1);
- factors with a negative exponent go below a fraction bar, and a leading sign goes in front of it;
- a sum that holds fractions of its own stands beside the bar, not on it: 1/2 (x/y + z);
- signs are settled as `symdyn.formula.sign_layout` says.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from sympy import (
    Abs,
    Add,
    And,
    Basic,
    Eq,
    Expr,
    Function,
    Ge,
    Gt,
    Integer,
    Le,
    Lt,
    Max,
    Min,
    Mul,
    Ne,
    Or,
    Pow,
    Rational,
    S,
    Symbol,
)
from sympy import Sum as SympySum
from sympy.core.relational import Relational

from symdyn.errors import OutputError
from symdyn.formula.nodes import (
    Absolute,
    Bracket,
    Call,
    Constant,
    Fraction,
    Junction,
    Name,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Relation,
    Root,
    Script,
    Slash,
    Sum,
    Total,
    bracketed,
    multiply,
)
from symdyn.formula.ordering import order_factors, order_parts, order_terms
from symdyn.formula.shape import is_tall
from symdyn.formula.sign_layout import settle_signs, settle_terms
from symdyn.notation import latex_name

_CONSTANTS = (
    (S.Pi, "pi"),
    (S.Infinity, "infinity"),
    (S.Exp1, "e"),
    (S.ImaginaryUnit, "i"),
    (S.true, "true"),
    (S.false, "false"),
)
_COMPOUND = re.compile(r"[\^\s]|\\frac")
_RELATIONS = {Eq: "=", Ne: "!=", Lt: "<", Gt: ">", Le: "<=", Ge: ">="}


@dataclass(frozen=True)
class _Factors:
    # coefficient * product(above) / product(below), each factor a base and an exponent.
    coefficient: Rational
    above: tuple[tuple[Expr, Expr], ...]
    below: tuple[tuple[Expr, Expr], ...]


def arrange(expression: Basic) -> Node:
    r"""The layout of an expression, a relation, or statements joined by And and Or.

    Parameters
    ----------
    expression : SymPy object built of symbols, rationals, sums, products, powers, Abs, Min, Max,
        sums from 0, functions, the six relations, And, Or

    Returns
    -------
    The root node; equal expressions in equal arrangement give equal layouts in every process.

    Raises
    ------
    OutputError for anything else, such as a floating-point number.

    >>> from symdyn.notation import w
    >>> arrange(1 / (1 - w**2))  # doctest: +ELLIPSIS
    Fraction(numerator=Number(value=1), denominator=Sum(terms=((1, Number(value=1)), (-1, ...
    """
    if not isinstance(expression, Basic):
        return _atom(expression)  # which refuses it: a matrix, for one, is no key of a cache
    return _arrange(expression, exponent=False)


def tree(formula: Basic | Node) -> Node:
    """A formula as a tree: an expression is arranged, a tree stays as it is.

    >>> tree(Number(2))
    Number(value=2)
    """
    return formula if isinstance(formula, Node) else arrange(formula)


def applied(function: Symbol, argument: Basic) -> Node:
    """A function of one argument, by the letter for it.

    >>> applied(Symbol("p"), Symbol("k"))
    Call(name='p', arguments=(Name(symbol=k),))
    """
    return Call(function.name, (arrange(argument),))


def raised(base: Node, exponent: Node) -> Node:
    """A power, with brackets around the base unless it is a name, a number or bracketed.

    A name that is written as a product, a quotient or a power of its own is bracketed too.

    >>> raised(Number(2), Number(3))
    Power(base=Number(value=2), exponent=Number(value=3))
    """
    closed = isinstance(base, Number | Constant | Absolute | Call | Bracket | Norm | Script) or (
        isinstance(base, Name) and not _COMPOUND.search(latex_name(base.symbol))
    )
    return Power(base if closed else Bracket(base), exponent)


def _arrange(expression: Basic, *, exponent: bool) -> Node:
    sign, node = _signed(expression, exponent=exponent)
    return node if sign > 0 else Sum(((-1, Bracket(node) if isinstance(node, Sum) else node),))


@lru_cache(maxsize=8192)  # one rule's formulas are made of few expressions, which stand everywhere
def _signed(expression: Basic, *, exponent: bool) -> tuple[int, Node]:
    if isinstance(expression, Mul | Pow | Rational):
        return _product(_factors(expression), exponent=exponent)
    if isinstance(expression, Add):
        terms = settle_terms([_signed(term, exponent=exponent) for term in expression.args])
        return 1, Sum(order_terms(terms, exponent=exponent))
    if expression is S.NegativeInfinity:
        return -1, Constant("infinity")
    return 1, _atom(expression)


def _atom(expression: Basic) -> Node:
    if isinstance(expression, Symbol):
        return Name(expression)
    for constant, name in _CONSTANTS:
        if expression is constant:
            return Constant(name)
    if isinstance(expression, Abs):
        return Absolute(arrange(expression.args[0]))
    if isinstance(expression, And | Or):
        return _junction(expression)
    if isinstance(expression, Relational) and type(expression) in _RELATIONS:
        left, right = map(arrange, expression.args)
        return Relation(left, _RELATIONS[type(expression)], right)
    if isinstance(expression, Function | Min | Max):
        arguments = tuple(map(arrange, expression.args))
        symmetric = isinstance(expression, Min | Max)
        function = type(expression).__name__
        return Call(function, order_parts(arguments) if symmetric else arguments)
    if isinstance(expression, SympySum) and len(expression.limits) == 1:
        index, start, last = expression.limits[0]
        if start == 0:
            return Total(Name(index), arrange(last + 1), bracketed(arrange(expression.function)))
    raise OutputError(
        f"{expression} is a {type(expression).__name__}, which the printers do not know; "
        "give an exact expression of symbols, rationals, sums, products and powers"
    )


def _junction(expression: Basic) -> Node:
    word = "and" if isinstance(expression, And) else "or"
    parts = (arrange(part) for part in expression.args)
    closed = (Bracket(part) if isinstance(part, Junction) else part for part in parts)
    return Junction(word, order_parts(closed))


def _factors(expression: Expr) -> _Factors:
    coefficient: Rational = S.One
    above: list[tuple[Expr, Expr]] = []
    below: list[tuple[Expr, Expr]] = []
    for base, power in _joined(expression):
        if isinstance(base, Rational) and isinstance(power, Integer) and (base != 0 or power > 0):
            coefficient *= base**power
        elif isinstance(power, Rational) and power < 0:
            below.append((base, -power))
        else:
            above.append((base, power))
    return _Factors(coefficient, tuple(above), tuple(below))


def _flatten(expression: Expr) -> Iterator[tuple[Expr, Expr]]:
    # Nested products are one product; 1/(x y) is x and y below, but 1/(x/y) stays as it is.
    if isinstance(expression, Mul):
        for factor in expression.args:
            yield from _flatten(factor)
    elif isinstance(expression, Pow):
        base, power = expression.args
        if power == -1 and isinstance(base, Mul) and not _has_quotient(base):
            yield from ((inner, -inner_power) for inner, inner_power in _flatten(base))
        else:
            yield base, power
    else:
        yield expression, S.One


def _joined(expression: Expr) -> Iterator[tuple[Expr, Expr]]:
    # w w^T, which SymPy leaves as it is, looks like a product of a vector and its transpose.
    symbolic: dict[Expr, Expr] = {}
    others: list[tuple[Expr, Expr]] = []
    for base, power in _flatten(expression):
        if isinstance(power, Rational):
            others.append((base, power))
        else:
            symbolic[base] = symbolic.get(base, S.Zero) + power
    for base, power in others:
        if base in symbolic and power > 0 and not isinstance(base, Rational):
            symbolic[base] += power
        else:
            yield base, power
    yield from symbolic.items()


def _has_quotient(product: Expr) -> bool:
    found = _factors(product)
    symbolic = any(not isinstance(power, Rational) for _, power in found.above)
    return bool(found.below) or symbolic or found.coefficient.q != 1 or found.coefficient < 0


def _product(factors: _Factors, *, exponent: bool) -> tuple[int, Node]:
    sign = -1 if factors.coefficient < 0 else 1
    above = [_power(base, power, exponent=exponent) for base, power in factors.above]
    below = [_power(base, power, exponent=exponent) for base, power in factors.below]
    sign, above, below = settle_signs(sign, above, below)
    top, bottom = abs(factors.coefficient.p), factors.coefficient.q
    above = [Number(top), *above] if top != 1 or not above else above
    below = [Number(bottom), *below] if bottom != 1 else below
    if not below:
        return sign, _times(above)
    if exponent:
        denominator = _times(below)
        closed = isinstance(denominator, Product | Sum)
        return sign, Slash(
            bracketed(_times(above)), Bracket(denominator) if closed else denominator
        )
    beside = [factor for factor in above if is_tall(factor)]
    on_bar = [factor for factor in above if not is_tall(factor)]
    if on_bar == [Number(1)] and beside:
        on_bar = []
    bar = Fraction(_times(on_bar), _times(below))
    return sign, multiply((bar, *order_factors(beside)))


def _times(factors: list[Node]) -> Node:
    return multiply(order_factors(factors))


def _power(base: Expr, power: Expr, *, exponent: bool) -> Node:
    node = _arrange(base, exponent=exponent)
    if power == 1:
        return Bracket(node) if isinstance(node, Total) else bracketed(node)
    if power == S.Half:
        return Root(node)
    return raised(node, _arrange(power, exponent=True))

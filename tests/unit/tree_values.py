"""The exact value of a formula at a point, read from the tree that is printed."""

from collections.abc import Mapping
from fractions import Fraction
from math import prod

from sympy import Basic

from symdyn.formula import nodes
from symdyn.formula.arrange import tree
from symdyn.formula.nodes import Bracket, Name, Node, Number, Power, Product, Slash, Sum


def value(formula: Basic | Node, point: Mapping[str, Fraction]) -> Fraction:
    """The value of a tree, or of an expression as it is arranged.

    Parameters
    ----------
    formula : numbers, names, signed sums, products, quotients, powers and brackets
    point : the value of each letter, by the name of its symbol

    Raises
    ------
    ValueError for what has no value at a point, such as a sum over an index or an exponent that is
    no integer; KeyError for a letter without a value.
    """
    match tree(formula):
        case Number(digits):
            return Fraction(digits)
        case Name(symbol):
            return point[symbol.name]
        case Sum(terms) if all(sign for sign, _ in terms):
            return sum((sign * value(term, point) for sign, term in terms), Fraction(0))
        case Product(factors):
            return prod((value(factor, point) for factor in factors), start=Fraction(1))
        case nodes.Fraction(top, bottom) | Slash(top, bottom):
            return value(top, point) / value(bottom, point)
        case Bracket(body):
            return value(body, point)
        case Power(base, exponent):
            times = value(exponent, point)
            if times.denominator != 1:
                raise ValueError(f"the exponent {times} is no integer")
            return value(base, point) ** int(times)
        case other:
            raise ValueError(f"{other} has no value at a point")

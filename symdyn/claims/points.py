"""Exact points: what a formula is there, and that the point lies in the domain of the rule."""

from collections.abc import Iterable
from fractions import Fraction
from typing import TypeAlias

from sympy import Expr, Rational, Symbol

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.formula import nodes
from symdyn.formula.arrange import raised, tree
from symdyn.formula.building import Formula, at, formula
from symdyn.formula.nodes import Name, Node, rewritten

__all__ = ["Point", "at_point", "point_in_domain", "values_at"]

Point: TypeAlias = Iterable[tuple[str, Fraction]]


def point_in_domain(
    ledger: Ledger, name: str, point: Point, given: Iterable[Node] | None = None
) -> None:
    """What is assumed, on the optimal manifold where nothing else is given, at the point."""
    values = {Symbol(x): tree(Rational(y)) for x, y in point}

    assumed = ledger.on_manifold() if given is None else given

    def put(node: Node) -> Node:
        if isinstance(node, nodes.Power) and isinstance(node.base, nodes.Fraction | nodes.Sum):
            return raised(node.base, node.exponent)
        return values.get(Symbol(node.symbol.name), node) if isinstance(node, Name) else node

    lines = {one: rewritten(one, put) for one in assumed}
    changed = dict.fromkeys(there for one, there in lines.items() if there != one)
    ledger.add(f"{name}-domain", "sign", changed, title=f"{name}: the domain")


def at_point(quantity: Formula, value: Expr, point: Point) -> Formula:
    """A quantity at an exact point, with the whole gain c in a_star.

    Parameters
    ----------
    quantity : what is evaluated
    value : the formula for it, whose letters get values
    point : the values by name
    """
    found = values_at(value, point)
    if notation.c in found:
        found |= {notation.a_star: found.pop(notation.c), notation.b_star: Rational(1)}
    order = sorted(found, key=notation.position)
    return at(quantity, {formula(x): found[x] for x in order})


def values_at(value: Expr, point: Point) -> dict[Symbol, Rational]:
    """The values of the letters of a formula at an exact point."""
    values: dict[str, Fraction] = dict(point)
    return {
        symbol: Rational(values[symbol.name])
        for symbol in value.free_symbols
        if isinstance(symbol, Symbol)
    }

r"""Formulas written in Python: trees whose terms and factors stand in the order in which they are written.

    t, d, x = letters("t d x")
    equal(x**2 - t * x + d, 0)

Brackets are added where the order of operations asks for them.  A SymPy expression that is mixed in is
arranged as `symdyn.formula.arrange` says, and stands as a whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from sympy import Basic, Symbol

from symdyn.formula import arrange
from symdyn.formula.nodes import (
    Bracket,
    Evaluation,
    Fraction,
    Junction,
    Limit,
    Name,
    Node,
    Number,
    Partial,
    Product,
    Relation,
    Script,
    Sum,
    Total,
    Transpose,
    bracketed,
    closed,
    factors_of,
)

__all__ = [
    "Formula",
    "added",
    "apart",
    "at",
    "at_least",
    "at_most",
    "below",
    "both",
    "bracket",
    "defined",
    "entry",
    "equal",
    "equivalent",
    "formula",
    "less",
    "letter",
    "letters",
    "limit",
    "more",
    "partial",
    "product",
    "together",
    "total",
    "transposed",
]


@dataclass(frozen=True, eq=False)
class Formula:
    r"""A tree with the operations of algebra.

    >>> from symdyn.formula.latex import latex
    >>> a, w = letters("a w")
    >>> print(latex((a * (1 - w**2) / 2 - a).node))
    \frac{a (1 - w^{2})}{2} - a
    """

    node: Node

    def __add__(self, other: "Part") -> "Formula":
        return Formula(Sum((*_terms(self.node), *_terms(_node(other)))))

    def __radd__(self, other: "Part") -> "Formula":
        return formula(other) + self

    def __sub__(self, other: "Part") -> "Formula":
        return Formula(Sum((*_terms(self.node), (-1, bracketed(_node(other))))))

    def __rsub__(self, other: "Part") -> "Formula":
        return formula(other) - self

    def __neg__(self) -> "Formula":
        return Formula(Sum(((-1, bracketed(self.node)),)))

    def __mul__(self, other: "Part") -> "Formula":
        if isinstance(self.node, Sum) and len(self.node.terms) == 1:  # -x y is -(x y)
            return -(Formula(self.node.terms[0][1]) * other)
        left, right = factors_of(self.node), factors_of(_node(other))
        return Formula(Product((*map(closed, left), *map(closed, right[:-1]), right[-1])))

    def __rmul__(self, other: "Part") -> "Formula":
        return formula(other) * self

    def __truediv__(self, other: "Part") -> "Formula":
        return Formula(Fraction(_open(self.node), _open(_node(other))))

    def __rtruediv__(self, other: "Part") -> "Formula":
        return formula(other) / self

    def __pow__(self, power: "Part") -> "Formula":
        return Formula(arrange.raised(self.node, _node(power)))


Part: TypeAlias = Formula | Node | Basic | int


def formula(part: Part) -> Formula:
    """A number, an expression or a tree as a formula to be written on with.

    >>> formula(2).node
    Number(value=2)
    """
    return part if isinstance(part, Formula) else Formula(_node(part))


def added(first: Formula, *others: Formula) -> Formula:
    r"""A sum of formulas in the order in which they are given.

    >>> from symdyn.formula.latex import latex
    >>> latex(added(*letters("x y z")).node)
    'x + y + z'
    """
    found = first
    for one in others:
        found = found + one
    return found


def product(first: Formula, second: Formula | None) -> Formula:
    """A product whose second factor is left out where it is None, which stands for 1."""
    return first if second is None else first * second


def bracket(part: Part) -> Formula:
    """A formula in brackets, where these are to be seen though nothing asks for them."""
    return Formula(Bracket(_node(part)))


def letter(name: str) -> Formula:
    """The letter of that name on the wire, such as "w_star" or "Delta_a"."""
    return Formula(Name(Symbol(name)))


def letters(names: str) -> tuple[Formula, ...]:
    """Several letters, as SymPy's `symbols` takes them."""
    return tuple(map(letter, names.split()))


def entry(sequence: Part, index: Part) -> Formula:
    """An entry of a sequence, such as e_k."""
    base = _node(sequence)
    if not isinstance(base, Name):
        raise TypeError(f"{base} has no entries; give the letter of a sequence")
    return Formula(Script(base, _node(index)))


def transposed(matrix: Part) -> Formula:
    """A matrix transposed."""
    base = _node(matrix)
    return Formula(Transpose(base if isinstance(base, Name | Bracket) else Bracket(base)))


def total(index: Part, count: Part, body: Part) -> Formula:
    """The sum over an index from 0 to below a count."""
    return Formula(Total(_name(index), _node(count), bracketed(_node(body))))


def limit(index: Part, body: Part) -> Formula:
    """The limit as an index goes to infinity."""
    return Formula(Limit(_name(index), bracketed(_node(body))))


def partial(variable: Part, body: Part) -> Formula:
    """A partial derivative; where factors follow, or it is differentiated, it stands in brackets."""
    inner = _node(body)
    closed = isinstance(inner, Name | Script)
    return Formula(Partial(_name(variable), inner if closed else Bracket(inner)))


def at(body: Part, values: Mapping[Formula, Part]) -> Formula:
    r"""A formula with values put in for letters, all at once.

    >>> from symdyn.formula.latex import latex
    >>> a, w = letters("a w")
    >>> print(latex(at(a * w, {w: 0}).node))
    \left. (a w) \right|_{w = 0}
    """
    inner = _node(body)
    single = inner.terms[0][1] if isinstance(inner, Sum) and len(inner.terms) == 1 else inner
    closed = isinstance(single, Name | Script | Partial)
    pairs = tuple((_name(name), _node(value)) for name, value in values.items())
    return Formula(Evaluation(inner if closed else Bracket(inner), pairs))


def equal(left: Part, right: Part) -> Relation:
    """left = right."""
    return Relation(_node(left), "=", _node(right))


def defined(left: Part, right: Part) -> Relation:
    """left := right."""
    return Relation(_node(left), ":=", _node(right))


def less(left: Part, right: Part) -> Relation:
    """left < right; the left side may be a relation, which it continues."""
    return Relation(_node(left), "<", _node(right))


def more(left: Part, right: Part) -> Relation:
    """left > right."""
    return Relation(_node(left), ">", _node(right))


def at_most(left: Part, right: Part) -> Relation:
    """left <= right."""
    return Relation(_node(left), "<=", _node(right))


def at_least(left: Part, right: Part) -> Relation:
    """left >= right."""
    return Relation(_node(left), ">=", _node(right))


def apart(left: Part, right: Part) -> Relation:
    """left is not right."""
    return Relation(_node(left), "!=", _node(right))


def below(low: Part, middle: Part, high: Part) -> Relation:
    """low < middle < high."""
    return less(less(low, middle), high)


def together(*relations: Node) -> Node:
    """Relations that hold together, separated by commas."""
    return relations[0] if len(relations) == 1 else Junction(",", relations)


def both(*relations: Node) -> Node:
    """Relations that hold together, joined by a word."""
    return relations[0] if len(relations) == 1 else Junction("and", relations)


def equivalent(given: Node, *alternatives: Node) -> Node:
    """What is given holds exactly where one of the alternatives does."""
    last = alternatives[0] if len(alternatives) == 1 else Junction("or", alternatives)
    return Junction("iff", (given, last))


def _node(part: Part) -> Node:
    if isinstance(part, Formula):
        return part.node
    if isinstance(part, int):
        return Number(part) if part >= 0 else Sum(((-1, Number(-part)),))
    return arrange.tree(part)


def _name(part: Part) -> Name:
    found = _node(part)
    if not isinstance(found, Name):
        raise TypeError(f"{found} is no letter")
    return found


def _terms(node: Node) -> tuple[tuple[int, Node], ...]:
    return node.terms if isinstance(node, Sum) else ((1, node),)


def _open(node: Node) -> Node:
    """What stands on a bar or below it needs no brackets."""
    return node.body if isinstance(node, Bracket) else node

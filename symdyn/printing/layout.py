"""The layout of a formula: what is written where, before any choice of LaTeX or Unicode.

`symdyn.printing.arrange` turns an expression into these nodes; the two printers walk them.  Signs
stand in sums only, brackets are nodes of their own, and the order of terms, factors and parts is
the order in the tuples, so that a printer decides nothing but glyphs.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from sympy import Symbol


@dataclass(frozen=True)
class Number:
    """A nonnegative integer."""

    value: int


@dataclass(frozen=True)
class Name:
    """A symbol, written as symdyn.notation says."""

    symbol: Symbol


@dataclass(frozen=True)
class Constant:
    """One of "pi", "infinity", "e", "i", "true", "false"."""

    name: str


@dataclass(frozen=True)
class Sum:
    """Terms, each with its sign +1 or -1; a single negative term is a leading minus."""

    terms: tuple[tuple[int, "Node"], ...]


@dataclass(frozen=True)
class Product:
    """Two factors or more, side by side."""

    factors: tuple["Node", ...]


@dataclass(frozen=True)
class Fraction:
    """A numerator over a denominator."""

    numerator: "Node"
    denominator: "Node"


@dataclass(frozen=True)
class Slash:
    """A quotient on one line, p/q, as in exponents."""

    numerator: "Node"
    denominator: "Node"


@dataclass(frozen=True)
class Power:
    """A base that needs no further bracket, to an exponent."""

    base: "Node"
    exponent: "Node"


@dataclass(frozen=True)
class Root:
    """A square root."""

    radicand: "Node"


@dataclass(frozen=True)
class Absolute:
    """A modulus."""

    body: "Node"


@dataclass(frozen=True)
class Call:
    """A function of arguments in brackets, by SymPy's name for it, such as "Min"."""

    name: str
    arguments: tuple["Node", ...]


@dataclass(frozen=True)
class Bracket:
    """Round brackets."""

    body: "Node"


@dataclass(frozen=True)
class Relation:
    """Two sides and one of = != < > <= >=."""

    left: "Node"
    operator: str
    right: "Node"


@dataclass(frozen=True)
class Junction:
    """Statements joined by "and" or by "or"."""

    word: str
    parts: tuple["Node", ...]


Node: TypeAlias = (
    Number
    | Name
    | Constant
    | Sum
    | Product
    | Fraction
    | Slash
    | Power
    | Root
    | Absolute
    | Call
    | Bracket
    | Relation
    | Junction
)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly inside a node, in the order in which they are written.

    >>> children(Fraction(Number(1), Number(2)))
    (Number(value=1), Number(value=2))
    """
    match node:
        case Sum(terms):
            return tuple(term for _, term in terms)
        case Product(parts) | Call(_, parts) | Junction(_, parts):
            return parts
        case Fraction(first, second) | Slash(first, second) | Power(first, second):
            return first, second
        case Relation(first, _, second):
            return first, second
        case Root(body) | Absolute(body) | Bracket(body):
            return (body,)
        case _:
            return ()


def names(node: Node) -> Iterator[Symbol]:
    """Every symbol in a node, once for each time it is written.

    >>> [symbol.name for symbol in names(Power(Name(Symbol("w")), Name(Symbol("T"))))]
    ['w', 'T']
    """
    if isinstance(node, Name):
        yield node.symbol
    for child in children(node):
        yield from names(child)


def is_tall(node: Node) -> bool:
    """Whether the node holds a fraction outside exponents, so that it is taller than a line.

    >>> is_tall(Sum(((1, Fraction(Number(1), Number(2))),)))
    True
    """
    if isinstance(node, Fraction):
        return True
    if isinstance(node, Power):
        return is_tall(node.base)
    return any(is_tall(child) for child in children(node))


def bracket_depth(node: Node) -> int:
    """How many brackets, moduli or calls are nested on a node's own line, exponents left out.

    >>> bracket_depth(Bracket(Bracket(Number(1))))
    2
    """
    if isinstance(node, Power):
        return bracket_depth(node.base)
    inner = max((bracket_depth(child) for child in children(node)), default=0)
    return inner + isinstance(node, Bracket | Absolute | Call)


def bracketed(node: Node) -> Node:
    """A node as a factor of a product: brackets around a sum or a quotient on one line.

    >>> bracketed(Number(2))
    Number(value=2)
    """
    return Bracket(node) if isinstance(node, Sum | Slash) else node


def multiply(factors: tuple[Node, ...]) -> Node:
    """The product of factors in the order given, without brackets around a factor alone.

    >>> multiply((Bracket(Number(2)),))
    Number(value=2)
    """
    if not factors:
        return Number(1)
    if len(factors) > 1:
        return Product(factors)
    return factors[0].body if isinstance(factors[0], Bracket) else factors[0]

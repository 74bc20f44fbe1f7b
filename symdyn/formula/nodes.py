"""The tree of a formula: what is written where, before any choice of script.

`symdyn.formula.arrange` makes it from an expression, `symdyn.formula.written` from an author's LaTeX,
`symdyn.formula.inline` from that of a sentence, `symdyn.formula.matrix_words` from words of matrices;
the printers walk it.  Signs stand in sums only,
brackets are nodes of their own, and the order of terms, factors and parts is the order in the
tuples, so that a printer decides nothing but glyphs.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Any, TypeAlias

from sympy import Symbol


@dataclass(frozen=True)
class Number:
    """A nonnegative integer."""

    value: int


@dataclass(frozen=True)
class Decimal:
    """A nonnegative number that was rounded or measured, by its digits, such as "0.05"."""

    digits: str


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
    """Terms, each with its sign +1, -1 or 0 for both; a single negative term is a leading minus."""

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
class Script:
    """An entry of a sequence, such as E_k, or of a matrix in brackets."""

    base: Name | Bracket
    index: "Node"


@dataclass(frozen=True)
class Transpose:
    """A transposed matrix; its base needs no further bracket."""

    base: "Node"


@dataclass(frozen=True)
class Total:
    """The sum of a body over an index from 0 to below a count; None where no end is written."""

    index: Name
    count: "Node | None"
    body: "Node"


@dataclass(frozen=True)
class Limit:
    """The limit of a body as an index goes to infinity."""

    index: Name
    body: "Node"


@dataclass(frozen=True)
class Partial:
    """A partial derivative."""

    variable: Name
    body: "Node"


@dataclass(frozen=True)
class Evaluation:
    """A body with values put in for letters, all at once."""

    body: "Node"
    values: tuple[tuple[Name, "Node"], ...]


@dataclass(frozen=True)
class Mean:
    """The mean over the inputs of a product; of a norm, which has its own bars, without brackets."""

    body: "Node"


@dataclass(frozen=True)
class Norm:
    """The Euclidean norm of a vector."""

    body: "Node"


@dataclass(frozen=True)
class Relation:
    """Two sides and one of = := != < > <= >= -> ~ in, or x between the numbers of rows and columns."""

    left: "Node"
    operator: str
    right: "Node"


@dataclass(frozen=True)
class Junction:
    """Statements joined by "and" or by "or"; formulas in a list, joined by "," or by ";" for wide gaps."""

    word: str
    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Compared:
    """One of the signs of a relation and its right side, such as < 1; what is left stands elsewhere."""

    operator: str
    body: "Node"


@dataclass(frozen=True)
class Set:
    """A set, by the formulas between its braces."""

    body: "Node"


@dataclass(frozen=True)
class Remark:
    """A formula with a word behind it, such as: a real."""

    body: "Node"
    words: str


Node: TypeAlias = (
    Number
    | Decimal
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
    | Script
    | Transpose
    | Total
    | Limit
    | Partial
    | Evaluation
    | Mean
    | Norm
    | Relation
    | Junction
    | Compared
    | Set
    | Remark
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
        case (
            Root(body) | Absolute(body) | Bracket(body) | Transpose(body) | Mean(body) | Norm(body)
        ):
            return (body,)
        case Compared(_, body) | Set(body) | Remark(body, _):
            return (body,)
        case Script(base, index):
            return base, index
        case Total(index, count, body):
            return (index, body) if count is None else (index, count, body)
        case Limit(index, body) | Partial(index, body):
            return index, body
        case Evaluation(body, values):
            return body, *(part for pair in values for part in pair)
        case _:
            return ()


def rewritten(node: Node, change: Callable[[Node], Node]) -> Node:
    """A node with a change made to all that it holds, the innermost first, and to itself.

    >>> one = Sum(((1, Number(1)), (-1, Number(2))))
    >>> rewritten(one, lambda x: Number(3) if x == Number(2) else x)
    Sum(terms=((1, Number(value=1)), (-1, Number(value=3))))
    """

    def inside(part: object) -> object:
        if isinstance(part, Node):
            return rewritten(part, change)
        return tuple(map(inside, part)) if isinstance(part, tuple) else part

    parts: dict[str, Any] = {one.name: inside(getattr(node, one.name)) for one in fields(node)}
    return change(type(node)(**parts))


def walk(node: Node) -> Iterator[Node]:
    """A node and all that it holds, in the order in which they are written.

    >>> [type(one).__name__ for one in walk(Bracket(Root(Number(2))))]
    ['Bracket', 'Root', 'Number']
    """
    yield node
    for child in children(node):
        yield from walk(child)


def names(node: Node) -> Iterator[Symbol]:
    """Every symbol in a node, once for each time it is written.

    >>> [symbol.name for symbol in names(Power(Name(Symbol("w")), Name(Symbol("T"))))]
    ['w', 'T']
    """
    return (one.symbol for one in walk(node) if isinstance(one, Name))


def bracketed(node: Node) -> Node:
    """A node as a factor of a product: brackets around a sum or a quotient on one line.

    >>> bracketed(Number(2))
    Number(value=2)
    """
    return Bracket(node) if isinstance(node, Sum | Slash) else node


def factors_of(node: Node) -> tuple[Node, ...]:
    """The factors of a product, or a node as the only factor."""
    return node.factors if isinstance(node, Product) else (bracketed(node),)


def closed(node: Node) -> Node:
    """A factor with others behind it: what would reach over them stands in brackets."""
    return Bracket(node) if isinstance(node, Total | Limit | Partial) else node


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

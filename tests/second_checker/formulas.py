"""Parse trees of formulas and of lines; every node is frozen and hashable."""

from collections.abc import Iterator
from dataclasses import dataclass

INDICES = frozenset({"T", "\\tau", "m", "j", "k", "Z"})


@dataclass(frozen=True)
class Num:
    """A natural number."""

    value: int


@dataclass(frozen=True)
class Name:
    """A name; `index` is the formula in the subscript of an indexed one, else None."""

    text: str
    index: "Node | None" = None


@dataclass(frozen=True)
class Neg:
    """Minus a formula."""

    body: "Node"


@dataclass(frozen=True)
class Add:
    """A sum of at least two formulas."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Mul:
    """A product of at least two formulas, in order."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Div:
    """A quotient."""

    over: "Node"
    under: "Node"


@dataclass(frozen=True)
class Pow:
    """A power."""

    base: "Node"
    exponent: "Node"


@dataclass(frozen=True)
class Transpose:
    """A transpose."""

    body: "Node"


@dataclass(frozen=True)
class Diag:
    """The diagonal part of a matrix."""

    body: "Node"


@dataclass(frozen=True)
class Sum:
    """The sum of `body` over 0 <= index < bound."""

    index: str
    bound: "Node"
    body: "Node"


@dataclass(frozen=True)
class Lim:
    """The limit of `body` as the index goes to infinity."""

    index: str
    body: "Node"


@dataclass(frozen=True)
class Deriv:
    """The partial derivative of `body` by a letter."""

    name: str
    body: "Node"


@dataclass(frozen=True)
class At:
    """The formula `body` with letters replaced, all at once."""

    body: "Node"
    values: tuple[tuple[str, "Node"], ...]


Node = Num | Name | Neg | Add | Mul | Div | Pow | Transpose | Diag | Sum | Lim | Deriv | At


@dataclass(frozen=True)
class Relation:
    """Two formulas and the sign between them."""

    op: str
    left: Node
    right: Node


Chains = tuple[tuple[Relation, ...], ...]


@dataclass(frozen=True)
class Line:
    """Chains of relations and, behind an equivalence, the alternatives, each a set of chains."""

    chains: Chains
    alternatives: tuple[Chains, ...] = ()

    def relations(self) -> tuple[Relation, ...]:
        """The relations left of the equivalence."""
        return tuple(relation for chain in self.chains for relation in chain)


def product_of(parts: list[Node]) -> Node:
    """A product of one formula or more."""
    return parts[0] if len(parts) == 1 else Mul(tuple(parts))


def children(node: Node) -> tuple[Node, ...]:
    """The formulas directly inside a formula."""
    match node:
        case Num():
            return ()
        case Name(_, index):
            return () if index is None else (index,)
        case Add(parts) | Mul(parts):
            return parts
        case Div(one, two) | Pow(one, two):
            return (one, two)
        case Sum(_, bound, body):
            return (bound, body)
        case At(body, values):
            return (body, *(value for _, value in values))
    return (node.body,)


def walk(node: Node) -> Iterator[Node]:
    """All formulas inside a formula, itself first."""
    yield node
    for child in children(node):
        yield from walk(child)


def all_names(node: Node) -> frozenset[str]:
    """All names that are displayed, those of bound letters too."""
    found: set[str] = set()
    for part in walk(node):
        match part:
            case Name(text):
                found.add(text)
            case Sum(index) | Lim(index):
                found.add(index)
            case Deriv(name):
                found.add(name)
            case At(_, values):
                found.update(letter for letter, _ in values)
    return frozenset(found)


def free_names(node: Node) -> frozenset[str]:
    """The names that occur free: not the index of a sum or limit, nor a replaced letter."""
    match node:
        case Name(text, index):
            return frozenset({text}) | (frozenset() if index is None else free_names(index))
        case Sum(index, bound, body):
            return free_names(bound) | (free_names(body) - {index})
        case Lim(index, body):
            return free_names(body) - {index}
        case Deriv(name, body):
            return free_names(body) | {name}
        case At(body, values):
            inner = free_names(body) - {letter for letter, _ in values}
            return inner.union(*(free_names(value) for _, value in values))
    return frozenset().union(*map(free_names, children(node)))


def replaced(node: Node, values: dict[str, Node]) -> Node:
    """The formula with free names replaced by formulas; binders are left alone (see `clashes`)."""
    match node:
        case Num():
            return node
        case Name(text, None):
            return values.get(text, node)
        case Name(text, index) if index is not None:
            return Name(text, replaced(index, values))
        case Add(parts):
            return Add(tuple(replaced(part, values) for part in parts))
        case Mul(parts):
            return Mul(tuple(replaced(part, values) for part in parts))
        case Div(one, two):
            return Div(replaced(one, values), replaced(two, values))
        case Pow(one, two):
            return Pow(replaced(one, values), replaced(two, values))
        case Neg(body):
            return Neg(replaced(body, values))
        case Transpose(body):
            return Transpose(replaced(body, values))
        case Diag(body):
            return Diag(replaced(body, values))
    return node


def has_binder(node: Node) -> bool:
    """Whether a sum, a limit, a derivative or an evaluation occurs."""
    return any(isinstance(part, Sum | Lim | Deriv | At) for part in walk(node))

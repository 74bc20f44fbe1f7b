"""Matrix words: what the letters are, and names unfolded."""

from typing import Any

from .meaning import Context
from .reading import Node, Refused

__all__ = [
    "MODES",
    "SIDES",
    "deep",
    "rank_form",
    "require_bound_by_sum",
    "require_no_index",
    "require_words",
    "unfolded",
]

# Which dimensions the modes' diagonal matrices and the orthogonal letters have.
MODES = {"a": ("o", "n"), "b": ("n", "i"), "w": ("n", "n"), r"\hat{a}": ("o", "n")}
MODES |= {rf"{x}_\star": MODES[x] for x in "abw"}
SIDES = {"U": "o", "P": "n", "V": "i"}


def require_no_index(context: Context) -> None:
    """Nothing that was needed was said of an index that a sum binds."""
    for relation in context.required:
        for index in ("m", "j", "k"):
            context.moved(relation, index)


def require_bound_by_sum(index: str) -> None:
    """Only m, j and k are indices of sums over lags."""
    if index not in {"m", "j", "k"}:
        raise Refused(f"a sum of matrices is over m, j or k, not {index}")


def deep(context: Context, node: Node) -> Node:
    """The formula with all names unfolded."""
    context.ring.spend(5)
    node = unfolded(context, node)
    return (node[0], *(deep(context, x) if isinstance(x, tuple) else x for x in node[1:]))


def unfolded(context: Context, node: Node) -> Node:
    """What a name stands for in the end; other formulas as they are."""
    require_words(context, node)
    return node if (body := context.unfold(node)) is None else unfolded(context, body)


def require_words(context: Context, node: Node) -> None:
    """Refuse a name that an equation of numbers gives: numbers commute, matrices do not."""
    if node[0] == "name" and node[1] in context.numbers:
        raise Refused(f"{node[1]} is given by an equation of numbers, not of matrices")


def rank_form(line: Any) -> tuple[str, Node]:
    """W or B, and the bound on the rank of what is learned."""
    ((operator, left, right),) = line[0]
    for letter in ("W", "B"):
        name = rf"\operatorname{{rank}}({letter}_{{K}}-{letter}_{{0}})"
        if (operator, left) == ("<=", ("name", name)):
            return letter, right
    raise Refused("a bound on a rank is of the form rank(W_K - W_0) <= bound")

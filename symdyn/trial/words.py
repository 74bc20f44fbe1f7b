"""Matrix words: what may stand in them, what the letters are, and names unfolded."""

import re
from collections.abc import Collection
from typing import Any

from symdyn.trial.formulas import linear, variables
from symdyn.trial.meaning import Context
from symdyn.trial.reading import INDICES, Node, Refused

__all__ = [
    "MODES",
    "SIDES",
    "deep",
    "is_scalar_name",
    "rank_form",
    "require_bound_by_sum",
    "require_no_index",
    "require_word",
    "require_words",
    "unfolded",
]

# Which dimensions the modes' diagonal matrices and the orthogonal letters have.
MODES = {"a": ("o", "n"), "b": ("n", "i"), "w": ("n", "n"), r"\hat{a}": ("o", "n")}
MODES |= {rf"{x}_\star": MODES[x] for x in "abw"}
SIDES = {"U": "o", "P": "n", "V": "i"}


_SCALAR = re.compile(r"(?:\\hat\{[a-z]\}|[a-z]|\\[a-z]+)(?:_\{[0-9]+\})?")


def is_scalar_name(name: str) -> bool:
    """Whether a letter stands for a number in a matrix word: a small one that is no mode."""
    return name in INDICES or (name not in MODES and _SCALAR.fullmatch(name) is not None)


def require_word(
    context: Context, node: Node, letters: Collection[str], layers: tuple[Any, ...] = ()
) -> None:
    """Refuse what a word may not hold; its letters are known, and nothing defines them elsewhere."""
    context.ring.spend(5)
    if node[0] == "indexed" and node[1] in letters and node[1] not in context.functions:
        return
    node = unfolded(context, node)
    tag = node[0]
    if tag in {"lim", "d", "at"}:
        raise Refused(f"{tag!r} stands in a matrix word")
    if tag == "name" and node[1] not in INDICES:
        context.frozen.add((node[1], ""))
        if node[1] not in letters and not is_scalar_name(node[1]):
            raise Refused(f"{node[1]} is neither a matrix nor a number here")
    if tag == "/":
        if not all(map(is_scalar_name, variables(deep(context, node[2])))):
            raise Refused(f"{node[2]!r:.99} divides, and is no number")
        context.value(context.closed(("/", ("number", 1), node[2])))  # notes the divisor
    form = linear(node[2]) if tag == "^" else {}
    falls = form is None or min(form.values(), default=0) < 0
    if form is None or (falls and not context.is_natural(context.least(form, list(layers)))):
        raise Refused(f"the exponent {node[2]!r:.99} may be negative")
    if tag == "sum":
        require_bound_by_sum(node[1])
        require_word(
            context, node[3], letters, (*layers, (node[1], linear(node[2]) or {}, node[2]))
        )
    for part in node[1:2] if tag in {"^", "/"} else () if tag == "sum" else node[1:]:
        if isinstance(part, tuple):
            require_word(context, part, letters, layers)


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
        name = rf"\operatorname{{rank}}({letter}_{{Z}}-{letter}_{{0}})"
        if (operator, left) == ("<=", ("name", name)):
            return letter, right
    raise Refused("a bound on a rank is of the form rank(W_Z - W_0) <= bound")

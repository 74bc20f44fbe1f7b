"""Formulas as trees: replacing letters, linear forms, derivatives."""

from collections.abc import Mapping
from operator import eq, ge, gt, le, lt, ne

from .reading import INDICES, Node, Refused

__all__ = ["HOLDS", "differentiate", "has", "linear", "plus", "substitute", "variables", "weight"]

_HEAVIEST = 1_000_000
HOLDS = {"=": eq, "!=": ne, "<": lt, ">": gt, "<=": le, ">=": ge}


def substitute(node: Node, values: Mapping[str, Node]) -> Node:
    """The formula with letters replaced at once; no index of a sum may be touched or caught."""
    if node[0] == "name":
        return values.get(node[1], node)
    if node[0] == "sum" and any(node[1] in {name, *variables(x)} for name, x in values.items()):
        raise Refused(f"the index {node[1]} of a sum has two meanings")
    if node[0] in {"d", "lim", "at"}:
        raise Refused(f"a value is put into {node[0]!r} before it is carried out")
    return (node[0], *(substitute(x, values) if isinstance(x, tuple) else x for x in node[1:]))


def variables(node: Node) -> set[str]:
    """The names that occur; a sequence as E_."""
    own = {"name": {node[1]}, "indexed": {f"{node[1]}_"}}.get(node[0], set[str]())
    return own.union(*(variables(x) for x in node[1:] if isinstance(x, tuple)))


def has(node: Node, *tags: str) -> bool:
    """Whether a formula has a part of one of these kinds."""
    return node[0] in tags or any(has(x, *tags) for x in node[1:] if isinstance(x, tuple))


def weight(node: Node) -> int:
    """How many nodes a formula has, shared ones counted each time; it stops at a large number."""
    count, waiting = 0, [node]
    while waiting and count < _HEAVIEST:
        count += 1
        waiting += [x for x in waiting.pop() if isinstance(x, tuple)]
    return count


def linear(node: Node) -> dict[str, int] | None:
    """An integer linear form in the indices, with "" for the constant; None if it is not one."""
    if node[0] == "number":
        return {"": node[1]}
    if node[0] == "name":
        return {node[1]: 1} if node[1] in INDICES else None
    if node[0] not in {"neg", "+", "*"}:
        return None
    found = [linear(x) for x in node[1:]]
    parts = [x for x in found if x is not None]
    if len(parts) < len(found):
        return None
    if node[0] == "*":
        constants = [x for x in parts if x.keys() <= {""}]
        others = [x for x in parts if not x.keys() <= {""}] or [{"": 1}]
        factor = 1
        for x in constants:
            factor *= x.get("", 0)
        return plus({}, others[0], factor) if len(others) == 1 else None
    total: dict[str, int] = {}
    for part in parts:
        total = plus(total, part, -1 if node[0] == "neg" else 1)
    return total


def plus(left: dict[str, int], right: dict[str, int], factor: int) -> dict[str, int]:
    """left + factor * right."""
    names = [*left, *(name for name in right if name not in left)]
    total = {name: left.get(name, 0) + factor * right.get(name, 0) for name in names}
    return {name: value for name, value in total.items() if value}


def differentiate(node: Node, variable: str) -> Node:
    """The derivative of a closed formula."""
    tag = node[0]
    if variable not in variables(node):
        return ("number", 0)
    if tag == "name":
        return ("number", 1)
    if tag in {"+", "neg", "exact"}:
        return (tag, *(differentiate(x, variable) for x in node[1:]))
    if tag == "*" and len(node) > 3:  # in halves: a long product is copied log n times, not n
        middle = len(node) // 2
        return differentiate(("*", ("*", *node[1:middle]), ("*", *node[middle:])), variable)
    if tag == "*":
        parts = enumerate(node[1:], 1)
        return (
            "+",
            *(("*", *node[1:i], differentiate(x, variable), *node[i + 1 :]) for i, x in parts),
        )
    if tag == "/":
        top, bottom = (differentiate(x, variable) for x in node[1:])
        return ("/", ("+", top, ("neg", ("*", node, bottom))), node[2])
    if tag == "^" and variable not in variables(node[2]):
        below = ("^", node[1], ("+", node[2], ("neg", ("number", 1))))
        return ("*", node[2], below, differentiate(node[1], variable))
    raise Refused(f"{tag!r} has no derivative here")

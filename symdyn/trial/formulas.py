"""Formulas as trees: replacing letters, linear forms, derivatives."""

from collections.abc import Mapping
from operator import eq, ge, gt, le, lt, ne

from symdyn.trial.reading import INDICES, Node, Refused

__all__ = ["HOLDS", "differentiate", "has", "linear", "plus", "substitute", "variables", "weight"]

_HEAVIEST = 1_000_000
_ZERO, _ONE = ("number", 0), ("number", 1)
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
    found, waiting = set[str](), [node]
    for one in waiting:
        if one[0] == "name":
            found.add(one[1])
            continue
        if one[0] == "indexed":
            found.add(f"{one[1]}_")
        waiting += [x for x in one[1:] if isinstance(x, tuple)]
    return found


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
    """The derivative of a closed formula; what does not change is left out."""
    tag = node[0]
    if tag == "name":
        return _ONE if node[1] == variable else _ZERO
    if tag == "*" and len(node) > 3:  # in halves: a long product is copied log n times, not n
        middle = len(node) // 2
        return differentiate(("*", ("*", *node[1:middle]), ("*", *node[middle:])), variable)
    if tag not in {"+", "neg", "exact", "*", "/", "^"} or (
        tag == "^" and variable in variables(node[2])
    ):
        if variable in variables(node):
            raise Refused(f"{tag!r} has no derivative here")
        return _ZERO
    parts = [differentiate(x, variable) for x in (node[1:2] if tag == "^" else node[1:])]
    if all(part == _ZERO for part in parts):
        return _ZERO
    if tag == "*":
        others = node[:0:-1] if len(node) == 3 else (_ONE,)
        return ("+", *(("*", part, x) for part, x in zip(parts, others, strict=True)))
    if tag == "/":
        return ("/", ("+", parts[0], ("neg", ("*", node, parts[1]))), node[2])
    if tag == "^":
        below = ("^", node[1], ("+", node[2], ("neg", _ONE)))
        return ("*", node[2], below, parts[0])
    return (tag, *parts)

"""What is done with the trees of formulas: letters are replaced, linear forms are read."""

from collections.abc import Iterator, Mapping

from symdyn.errors import FormulaError
from symdyn.formula.reading import INDICES, Node

__all__ = ["linear", "plus", "substitute", "variables", "walk"]


def substitute(node: Node, values: Mapping[str, Node]) -> Node:
    """The formula with letters replaced at once; no index of a sum may be touched or caught."""
    if node[0] == "name":
        return values.get(node[1], node)
    if node[0] == "sum" and any(node[1] in {name, *variables(x)} for name, x in values.items()):
        raise FormulaError(f"the index {node[1]} of a sum has two meanings")
    if node[0] in {"d", "lim", "at"}:
        raise FormulaError(f"a value is put into {node[0]!r} before it is carried out")
    return (node[0], *(substitute(x, values) if isinstance(x, tuple) else x for x in node[1:]))


def walk(node: Node) -> Iterator[Node]:
    """A node and all that it holds; what is put in place of letters is among it."""
    waiting = [node]
    for one in waiting:
        yield one
        waiting += [x for x in one[1:] if isinstance(x, tuple)]


def variables(node: Node) -> set[str]:
    """The names that occur; a sequence as E_."""
    found = set[str]()
    for one in walk(node):
        if one[0] in {"name", "indexed"}:
            found.add(one[1] if one[0] == "name" else f"{one[1]}_")
    return found


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

r"""Formulas of the fuzzer as trees, and their LaTeX.

("n", 2), ("v", "x"), ("s", "E", form), ("+", ...), ("*", ...), ("-", x), ("/", x, y), ("^", x, form),
("sum", "k", count, body), ("lim", "T", body), ("d", "x", body), ("at", body, ("x", value), ...).
"""

import itertools
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

Node: TypeAlias = tuple[Any, ...]
INDICES = ("k", "j", "m", "T", r"\tau")
ZERO: Node = ("n", 0)
ONE: Node = ("n", 1)


def number(value: int) -> Node:
    """An integer."""
    return ("n", value) if value >= 0 else ("-", ("n", -value))


def letter(name: str) -> Node:
    """A letter or an index."""
    return ("v", name)


def plus(*parts: Node) -> Node:
    """A sum; of one part that part."""
    return parts[0] if len(parts) == 1 else ("+", *parts)


def minus(left: Node, right: Node) -> Node:
    """left - right."""
    return ("+", left, ("-", right))


def times(*parts: Node) -> Node:
    """A product without the factor 1."""
    kept = [x for x in parts if x != ONE]
    return ONE if not kept else kept[0] if len(kept) == 1 else ("*", *kept)


def power(base: Node, exponent: Node) -> Node:
    """base^exponent."""
    return base if exponent == ONE else ("^", base, exponent)


def put(node: Node, values: Mapping[str, Node]) -> Node:
    """The formula with letters replaced, also where they are bound: for formulas without binders."""
    if node[0] == "v":
        return values.get(node[1], node)
    return (node[0], *(put(x, values) if isinstance(x, tuple) else x for x in node[1:]))


def parts(node: Node) -> Iterator[Node]:
    """The formula and all formulas in it."""
    yield node
    for one in node[1:]:
        if isinstance(one, tuple):
            if isinstance(one[0], str) and node[0] == "at" and one is not node[1]:
                yield from parts(one[1])
            else:
                yield from parts(one)


def letters(node: Node) -> set[str]:
    """The letters and indices that occur, bound ones too; K(z) as itself, a sequence not."""
    found = set()
    for one in parts(node):
        if one[0] in {"v", "sum", "lim", "d"}:
            found.add(one[1])
        if one[0] == "at":
            found |= {name for name, _ in one[2:]}
    return found


def replaced(node: Node, old: Node, new: Node) -> Node:
    """The formula with a part replaced wherever it occurs."""
    if node == old:
        return new
    return (node[0], *(replaced(x, old, new) if isinstance(x, tuple) else x for x in node[1:]))


def show(node: Node, level: float = 0) -> str:  # noqa: PLR0912 - a case a node
    """The LaTeX; the level is that of a sum (0), a product (1), a factor (2) or a base (3)."""
    tag = node[0]
    if tag == "n":
        return str(node[1])
    if tag == "v":
        return str(node[1])
    if tag == "s":
        return f"{node[1]}_{{{show(node[2])}}}"
    if tag == "/":
        text, own = rf"\frac{{{show(node[1])}}}{{{show(node[2])}}}", 2
    elif tag == "^":
        text, own = f"{show(node[1], 3)}^{{{show(node[2])}}}", 2
    elif tag == "*":
        text, own = _product([show(x, 2) for x in node[1:]]), 1
    elif tag == "-":
        text, own = f"- {show(node[1], 1)}", 0
    elif tag == "+":
        text, own = _sum(node[1:]), 0
    elif tag == "sum":
        text, own = rf"\sum_{{{node[1]} < {show(node[2])}}} {show(node[3], 1.5)}", 1
    elif tag == "lim":
        text, own = rf"\lim_{{{node[1]} \to \infty}} {show(node[2], 1.5)}", 1
    elif tag == "d":
        text, own = rf"\partial_{{{node[1]}}} {show(node[2], 2.5)}", 1
    else:
        values = ", ".join(f"{name} = {show(value)}" for name, value in node[2:])
        text, own = rf"\left. ({show(node[1])}) \right|_{{{values}}}", 0.5
    if level == 1.5:
        return text if own in {1, 2} else f"({text})"
    if level == 2.5:
        return text if tag == "^" else f"({text})"
    return text if own >= level and not (level and own == 0.5) else f"({text})"


def _sum(nodes: tuple[Node, ...]) -> str:
    text = ""
    for place, one in enumerate(nodes):
        bare = one[1] if one[0] == "-" else one
        shown = f"({show(bare)})" if bare[0] in {"at", "+", "-"} else show(bare, 1)
        sign = "-" if one[0] == "-" else "+"
        text += (f"- {shown}" if sign == "-" else shown) if not place else f" {sign} {shown}"
    return text


def _product(texts: list[str]) -> str:
    text = texts[0]
    for before, one in itertools.pairwise(texts):
        dotted = one[0].isdigit() or (
            (before[-1].isdigit() or before[:5] == r"\frac") and one[:5] == r"\frac"
        )
        text += rf" \cdot {one}" if dotted else f" {one}"
    return text

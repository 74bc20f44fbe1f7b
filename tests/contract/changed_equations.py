"""Equations that say something else: signs, numbers, letters, terms and relations changed in turn."""

import re
from collections.abc import Iterator
from dataclasses import replace

from symdyn.formula.arrange import tree
from symdyn.formula.inline import inline
from symdyn.formula.latex import latex
from symdyn.formula.nodes import Node, Number, Sum, bracketed
from symdyn.report.content import Equation, Matrix

RELATIONS = (" = ", r" \le ", " < ", " > ")


def changed(one: Equation) -> Iterator[tuple[str, Equation]]:
    """Each way with its name; what is displayed is different each time."""
    right = one.right
    if isinstance(right, Matrix):
        for row, line in enumerate(right.rows):
            for column, entry in enumerate(line):
                for way, other in entries(tree(entry)):
                    rows = [list(entries) for entries in right.rows]
                    rows[row][column] = other
                    yield (
                        f"{way} {row}{column}",
                        replace(one, right=Matrix(tuple(map(tuple, rows)))),
                    )
        yield "relation", replace(one, relation=">")
        return
    text = latex(right)
    if one.left is not None:
        yield "relation", replace(one, relation={">": "<", "<": ">"}.get(one.relation, ">"))
        head = ""
    else:
        place, relation = max((text.rfind(sign), sign) for sign in RELATIONS)
        head, text = text[:place] + relation, text[place + len(relation) :]
        yield "relation", replace(one, right=inline(head.replace(relation, r" \ge ") + text))
    for way, other in ways(text):
        if other != text:
            yield way, replace(one, right=inline(head + other))


def entries(entry: Node) -> Iterator[tuple[str, Node]]:
    """An entry of a matrix in other words."""
    zero, one = Number(0), Number(1)
    if entry != zero:
        yield "negated", Sum(((-1, bracketed(entry)),))
        yield "zero", zero
    yield "one more", Sum(((1, bracketed(entry)), (1, one)))


def ways(text: str) -> Iterator[tuple[str, str]]:
    """The right side in other words."""
    if text != "0":
        yield "negated", rf"-\left({text}\right)"
    yield "one more", f"{text} + 1"
    yield "zero", "0"
    for found in re.finditer(r" [+-] ", text):
        start, end = found.span()
        sign = " - " if "+" in found[0] else " + "
        yield "sign", text[:start] + sign + text[end:]
        yield "dropped", text[:start] + text[after_term(text, end) :]
    for found in re.finditer("[0-9]", text):
        digit = str((int(found[0]) + 1) % 10)
        yield "number", text[: found.start()] + digit + text[found.end() :]
    for found in re.finditer(r"(?<![A-Za-z\\])[A-Za-z](?![A-Za-z])", text):
        letter = "b" if found[0] == "a" else "a"
        yield "letter", text[: found.start()] + letter + text[found.end() :]


def after_term(text: str, start: int) -> int:
    """Where the term that starts there ends: at a sign, a comma or the end of its bracket."""
    depth = 0
    for place in range(start, len(text)):
        if text[place] in "({":
            depth += 1
        elif text[place] in ")}":
            depth -= 1
            if depth < 0:
                break
        elif depth == 0 and re.match(" [+-] |,", text[place:]):
            break
    else:
        return len(text)
    left = re.search(r"\\(?:right|[bB]igg?r)$", text[:place])
    return left.start() if left and text[place] == ")" else place

r"""Reads the mathematics of a certificate: a small part of LaTeX, as people write it.

A formula becomes nested tuples: ("number", 2), ("name", "w_\star"), ("indexed", "E", form),
("+", ...), ("*", ...), ("neg", x), ("/", x, y), ("^", x, y), ("top", X), ("diag", X),
("sum", "m", count, body), ("lim", "T", body), ("d", "w", x), ("at", x, (name, value), ...).
What a reader might take for something else is refused, and every name has one role.
"""

import re
from collections.abc import Callable
from fractions import Fraction
from functools import wraps
from typing import Any, TypeVar

from symdyn.errors import FormulaError
from symdyn.formula.tokens import INDICES, SEQUENCES, SQUARES, Node, tokens

__all__ = [
    "INDICES",
    "SQUARES",
    "Node",
    "integer",
    "rational",
    "read",
    "read_line",
    "read_relations",
]

_Tree = TypeVar("_Tree")

_DEEPEST, _MOST_REMEMBERED = 60, 2_000_000  # levels, characters
_RELATIONS = {"=": "=", "<": "<", ">": ">", r"\le": "<=", r"\ge": ">=", r"\ne": "!=", ":=": ":="}
_ATOMS = {"(", r"\frac", r"\operatorname{diag}"}
_LAST = {r"\sum_", r"\lim_", r"\partial_"}
_DOTS = {r"\cdot", r"\times"}


def _remembering(parse: Callable[[str], _Tree]) -> Callable[[str], _Tree]:
    """The same, with a memory of trees that is emptied when it has too much text."""
    known: dict[str, _Tree] = {}
    size = 0

    @wraps(parse)
    def reading(text: str) -> _Tree:
        nonlocal size
        if text not in known:
            tree = parse(text)
            size += len(text)
            if size > _MOST_REMEMBERED:
                known.clear()
                size = len(text)
            known[text] = tree
        return known[text]

    return reading


@_remembering
def read(text: str) -> Node:
    """The tree of one formula."""
    reader = _Reader(text)
    node = reader.sum()
    reader.end(node)
    return node


@_remembering
def read_line(text: str) -> tuple[tuple[tuple[str, Node, Node], ...], ...]:
    r"""A line of a statement: relations, then after \iff the alternatives equivalent to them."""
    reader = _Reader(text)
    parts = [reader.relations()]
    while reader.eat(r"\iff" if len(parts) == 1 else r"\text{or}"):
        parts.append(reader.relations())
    reader.end(parts)
    sides = [side for part in parts for _, *both in part for side in both]
    for side in sides:
        if "i" in names(side) and side != ("name", "i"):
            raise FormulaError(f"i is a number of inputs, and stands alone, in {reader.text!r}")
    return tuple(map(tuple, parts))


def names(node: Node) -> set[str]:
    """The names that are displayed, those that are bound too."""
    own = {node[1]} if node[0] in {"name", "sum", "lim", "d"} else set[str]()
    own |= {name for name, _ in node[2:]} if node[0] == "at" else set()
    return own.union(*(names(x) for x in node if isinstance(x, tuple)))


def read_relations(text: str) -> tuple[tuple[str, Node, Node], ...]:
    r"""A line without \iff."""
    parts = read_line(text)
    if len(parts) > 1:
        raise FormulaError(f"no equivalence may stand here: {text[:80]!r}")
    return parts[0]


def rational(text: str) -> Fraction:
    """The number p/q in lowest terms, or an integer, written in no other way."""
    if not re.fullmatch(r"-?[0-9]{1,4000}(?:/[0-9]{1,4000})?", text) or str(Fraction(text)) != text:
        raise FormulaError(f"{text[:80]!r} is not a number in lowest terms")
    return Fraction(text)


def integer(text: str, most: int) -> int:
    """An integer from 0 to the most that is allowed."""
    value = rational(text)
    if value.denominator != 1 or not 0 <= value <= most:
        raise FormulaError(f"{text[:80]} is not an integer from 0 to {most}")
    return int(value)


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.depth = text[:80], 0
        self.tokens = tokens(text)[:0:-1]

    def eat(self, *texts: str) -> str:
        return self.tokens.pop()[1] if self.tokens[-1][1] in texts and len(self.tokens) > 1 else ""

    def need(self, text: str) -> None:
        if not self.eat(text):
            raise FormulaError(f"{text!r} expected, not {self.tokens[-1][1]!r}, in {self.text!r}")

    def end(self, result: Any) -> Any:
        if len(self.tokens) > 1:
            raise FormulaError(f"{self.tokens[-1][1]!r} is left over in {self.text!r}")
        return result

    def at_atom(self) -> bool:
        return self.tokens[-1][0] in {"number", "name"} or self.tokens[-1][1] in _ATOMS

    def relations(self) -> list[tuple[str, Node, Node]]:
        found: list[tuple[str, Node, Node]] = []
        while True:
            left, before = self.sum(), len(found)
            while operator := self.eat(*_RELATIONS):
                right = self.sum()
                found.append((_RELATIONS[operator], left, right))
                left = right
            if len(found) == before:
                raise FormulaError(f"a relation expected in {self.text!r}")
            if len(found) > before + 1 and "!=" in {operator for operator, *_ in found[before:]}:
                raise FormulaError(rf"\ne in a chain of relations in {self.text!r}")
            if not self.eat(",", r"\text{and}"):
                return found

    def sum(self) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise FormulaError(f"nested more than {_DEEPEST} deep: {self.text!r}")
        terms = [("neg", self.product()) if self.eat("-") else self.product()]
        while sign := self.eat("+", "-"):
            if self.tokens[-1][1] == r"\left.":  # it would seem to reach back over what is in front
                raise FormulaError(f"an evaluation that does not stand first in {self.text!r}")
            terms.append(("neg", self.product()) if sign == "-" else self.product())
        self.depth -= 1
        return terms[0] if len(terms) == 1 else ("+", *terms)

    def product(self) -> Node:
        """An evaluation stands first, a sum, limit or derivative last: nothing is caught by them."""
        factors = [self.evaluation()] if self.tokens[-1][1] == r"\left." else []
        slash = False
        while self.at_atom() or self.tokens[-1][1] in {"/", *_DOTS, *_LAST}:
            if slash:
                raise FormulaError(f"not clear without brackets: {self.text!r}")
            if self.tokens[-1][1] in _LAST:
                factors.append(self.last())
                break
            plain = bool(factors) and factors[-1][0] != "at"
            if plain and (slash := bool(self.eat("/"))):
                over = factors[0] if len(factors) == 1 else ("*", *factors)
                factors = [self.quotient(over, self.factor())]
                continue
            dotted = plain and bool(self.eat(*_DOTS))
            number, factor = self.tokens[-1][0] == "number", self.factor()
            base = factor[1] if factor[0] == "^" else factor
            fraction = base[0] == "/" and base[1][0] == base[2][0] == "number"
            last = factors[-1] if factors else ("",)
            behind = (last[1] if last[0] == "^" else last)[0] == "number" and fraction
            if ((number and last[0] not in {"", "^"}) or behind) and not dotted:
                raise FormulaError(f"not clear without brackets: {self.text!r}")
            factors.append(factor)
        if not factors:
            self.need("a factor")
        return factors[0] if len(factors) == 1 else ("*", *factors)

    def evaluation(self) -> Node:
        self.need(r"\left.")
        negative = self.eat("-")
        body = self.derivative(self.factor) if self.eat(r"\partial_") else self.atom()
        self.need(r"\right|_")
        self.need("{")
        values: list[tuple[str, Node]] = []
        while not values or self.eat(","):
            values.append((self.name(), self.value()))
        self.need("}")
        words = {name for name, _ in values}
        if len(words) < len(values) or any(names(value) & words for _, value in values):
            raise FormulaError(f"a value holds a letter that has a value in {self.text!r}")
        return ("at", ("neg", body) if negative else body, *values)

    def value(self) -> Node:
        self.need("=")
        return self.sum()

    def derivative(self, inner: Callable[[], Node]) -> Node:
        self.need("{")
        name = self.name()
        self.need("}")
        return ("d", name, inner())

    def last(self) -> Node:
        text = self.tokens.pop()[1]
        if text == r"\partial_":
            return self.derivative(
                lambda: self.last() if self.tokens[-1][1] in _LAST else self.factor()
            )
        self.need("{")
        index = self.name()
        if index not in INDICES:
            raise FormulaError(f"{index!r} is not an index in {self.text!r}")
        self.need("<" if text == r"\sum_" else r"\to")
        if text == r"\lim_":
            self.need(r"\infty")
            self.need("}")
            return ("lim", index, self.summand())
        count = self.sum()
        self.need("}")
        return ("sum", index, count, self.summand())

    def summand(self) -> Node:
        """What a sum is of; if it begins with an evaluation, then with one that leaves the sum alone."""
        node = self.product()
        first = node[1] if node[0] == "*" else node
        if first[0] == "at" and any(name in INDICES for name, _ in first[2:]):
            raise FormulaError(f"an evaluation behind a sum, at an index, in {self.text!r}")
        return node

    def factor(self) -> Node:
        fraction = self.tokens[-1][1] == r"\frac"
        node = self.atom()
        if self.eat("^"):
            self.need("{")
            label = [self.tokens[-1][1], *(text for _, text in self.tokens[-4:-2])]
            if fraction or label == ["(", "}", ")"]:
                raise FormulaError(f"an exponent that reads as something else in {self.text!r}")
            node = ("top", node) if self.eat(r"\top") else ("^", node, self.sum())
            self.need("}")
        return node

    def quotient(self, over: Node, under: Node) -> Node:
        return ("/", over, under)

    def group(self, opening: str, closing: str) -> Node:
        self.need(opening)
        node = self.sum()
        self.need(closing)
        return node

    def name(self) -> str:
        node = self.atom()
        if node[0] != "name":
            raise FormulaError(f"a letter expected, not {node!r:.80}, in {self.text!r}")
        return str(node[1])

    def atom(self) -> Node:
        kind, text = self.tokens[-1]
        if text == "(":
            return self.group("(", ")")
        self.tokens.pop() if self.at_atom() else self.need("a factor")
        if kind == "number":
            return ("number", int(text))
        if text == r"\frac":
            return self.quotient(self.group("{", "}"), self.group("{", "}"))
        if text == r"\operatorname{diag}":
            return ("diag", self.group("(", ")"))
        if text == "e":
            raise FormulaError(f"e without a subscript reads as the number e, in {self.text!r}")
        head, _, index = text.partition("_")
        if head in SEQUENCES and index not in {"", r"\star"}:
            return ("indexed", head, read(index[1:-1]))
        number = re.fullmatch(r"\{(?:0|[1-9][0-9]*)\}", index) is not None
        fixed = {*SQUARES, "T", r"\tau", "m", "j", *("ABW" if number else "k")}
        special = re.match(
            r"N_\{[abw]\}$|L_\{T\}$|K'?\(|\\Delta|\\operatorname|\\max|\\lvert", text
        )
        if index and not special and (head in fixed or not (number or index == r"\star")):
            raise FormulaError(f"{text} is no name, in {self.text!r}")
        return ("name", text)

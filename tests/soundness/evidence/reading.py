"""Reads the lines of a claim as they are displayed: a parser of the fuzzer's own."""

import re
from functools import lru_cache

from tests.soundness.evidence.formulas import Node

TOKEN = re.compile(
    r"""\s*(?:(?P<number>[0-9]+)
    |(?P<name>(?:\\max\s*)?\\operatorname\{Re\}\s*\\lambda_\{\\pm\}|K'?\((?:z|w|w_\\star)\)
      |(?:\\(?:alpha|beta|gamma|kappa|tau|mu|eta|rho)|[A-Za-z])(?:_\\star|_\{(?:[^{}]|\{[^{}]*\})*\})?)
    |(?P<mark>\\left\.|\\right\|_|:=|\\[a-z]+|[-+*/^(){},=<>_]))""",
    re.VERBOSE,
)
RELATIONS = {"=": "=", "<": "<", ">": ">", r"\le": "<=", r"\ge": ">=", r"\ne": "!=", ":=": ":="}
SEQUENCES = ("E", r"\kappa")
Relation = tuple[str, Node, Node]


class UnreadError(Exception):
    """A text that the fuzzer's reader does not know."""


@lru_cache(maxsize=20_000)
def line(text: str) -> tuple[tuple[Relation, ...], ...]:
    r"""The relations of a line; behind \iff those of each alternative."""
    whole, *rest = text.split(r"\iff")
    sides = [whole, *re.split(r"\\quad\s*\\text\{or\}\s*\\quad", rest[0])] if rest else [whole]
    return tuple(tuple(one for part in _separate(side) for one in _chain(part)) for side in sides)


def _separate(text: str) -> list[str]:
    """The relations that a comma or an "and" outside of braces keeps apart."""
    found, depth = [""], 0
    for one in text.replace(r"\text{and}", ","):
        depth += (one == "{") - (one == "}")
        if one == "," and not depth:
            found.append("")
        else:
            found[-1] += one
    return found


def _chain(text: str) -> list[Relation]:
    reader = _Reader(text)
    left, found = reader.sum(), []
    while (mark := reader.mark()) in RELATIONS:
        reader.take()
        right = reader.sum()
        found.append((RELATIONS[mark], left, right))
        left = right
    reader.end()
    if not found:
        raise UnreadError(text)
    return found


class _Reader:
    def __init__(self, text: str) -> None:
        self.found: list[tuple[str, str]] = []
        place, text = 0, text.replace(r"\cdot", " ").rstrip()
        while place < len(text):
            match = TOKEN.match(text, place)
            if match is None:
                raise UnreadError(text[place:])
            self.found.append((str(match.lastgroup), match[0].strip()))
            place = match.end()
        self.place = 0

    def mark(self) -> str:
        return self.found[self.place][1] if self.place < len(self.found) else ""

    def take(self, wanted: str = "") -> tuple[str, str]:
        if self.place >= len(self.found) or (wanted and self.mark() != wanted):
            raise UnreadError(f"{wanted} expected, {self.mark()} found")
        self.place += 1
        return self.found[self.place - 1]

    def end(self) -> None:
        if self.place < len(self.found):
            raise UnreadError(self.mark())

    def sum(self) -> Node:
        terms: list[Node] = []
        sign = self.mark() == "-" and self.take()
        terms.append(("-", self.product()) if sign else self.product())
        while self.mark() in {"+", "-"}:
            sign_mark = self.take()[1]
            term = self.product()
            terms.append(term if sign_mark == "+" else ("-", term))
        return terms[0] if len(terms) == 1 else ("+", *terms)

    def product(self) -> Node:
        factors: list[Node] = []
        while self.place < len(self.found):
            mark = self.mark()
            if mark == "/":
                self.take()
                factors[-1:] = [("/", ("*", *factors), self.factor())]
                factors = factors[-1:]
            elif mark in {r"\sum", r"\lim", r"\partial"}:
                factors.append(self.last())
                break
            elif mark == r"\left.":
                factors.append(self.evaluation())
            elif mark in {"(", r"\frac"} or self.found[self.place][0] in {"number", "name"}:
                factors.append(self.factor())
            else:
                break
        if not factors:
            raise UnreadError("an empty product")
        return factors[0] if len(factors) == 1 else ("*", *factors)

    def last(self) -> Node:
        mark = self.take()[1]
        self.take("_")
        self.take("{")
        name = self.take()[1]
        if mark == r"\partial":
            self.take("}")
            return (
                "d",
                name,
                self.last() if self.mark() in {r"\sum", r"\lim", r"\partial"} else self.factor(),
            )
        if mark == r"\lim":
            self.take(r"\to")
            self.take(r"\infty")
            self.take("}")
            return ("lim", name, self.product())
        self.take("<")
        count = self.sum()
        self.take("}")
        return ("sum", name, count, self.product())

    def evaluation(self) -> Node:
        self.take(r"\left.")
        body = self.factor()
        self.take(r"\right|_")
        self.take("{")
        values = []
        while True:
            name = self.take()[1]
            self.take("=")
            values.append((name, self.sum()))
            if self.take()[1] == "}":
                return ("at", body, *values)

    def factor(self) -> Node:
        node = self.atom()
        if self.mark() == "^":
            self.take()
            self.take("{")
            node = ("^", node, self.sum())
            self.take("}")
        return node

    def group(self, end: str) -> Node:
        self.take()
        node = self.sum()
        self.take(end)
        return node

    def atom(self) -> Node:
        if self.mark() == "(":
            return self.group(")")
        if self.mark() == r"\frac":
            self.take()
            over = self.group("}")
            return ("/", over, self.group("}"))
        kind, text = self.take()
        if kind == "number":
            return ("n", int(text))
        if kind != "name":
            raise UnreadError(text)
        head, _, index = text.partition("_{")
        if head in SEQUENCES and index:
            inner = _Reader(index[:-1])
            form = inner.sum()
            inner.end()
            return ("s", head, form)
        return ("v", text)

r"""Reads the mathematics of a certificate: a small part of LaTeX, as people write it.

A formula becomes nested tuples: ("number", 2), ("name", "w_\star"), ("indexed", "E", form),
("+", ...), ("*", ...), ("neg", x), ("/", x, y), ("^", x, y), ("top", X), ("diag", X),
("sum", "m", count, body), ("lim", "T", body), ("d", "w", x), ("at", x, (name, value), ...).
A sum or a limit reaches to the end of the product it stands in; a derivative takes one factor.
"""

import re
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeAlias

__all__ = [
    "INDICES",
    "Node",
    "Refused",
    "integer",
    "rational",
    "read",
    "read_line",
    "read_relations",
]

Node: TypeAlias = tuple[Any, ...]

INDICES = frozenset({"T", r"\tau", "m", "j", "k", "K"})
_LONGEST, _DEEPEST = 50_000, 60
_TOKEN = re.compile(
    r"""\s*(?: (?P<number>[0-9]{1,4000})
    | (?P<skip>\\(?:left|right|(?:big|Big|bigg|Bigg)[lr])\s*(?=[()])|\\,|\\cdot\b|\\times\b|\\quad\b)
    | (?P<name>\\Delta(?:_\{T\})?\s*[A-Za-z] | \\operatorname\{rank\}\([^()]*\)
      | K'?\s*(?:\\left|\\[bB]igg?l)?\s*\(\s*(?:w_\\star|w_\{\\star\}|w|z)\s*(?:\\right|\\[bB]igg?r)?\s*\)
      | (?:\\max\s*)?\\operatorname\{Re\}\s*\\lambda_\{\\pm\}
      | (?:\\hat\s*\{\s*[A-Za-z]\s*\} | \\mathrm\s*\{[A-Za-z]+\} | [A-Za-z] | \\(?:alpha|beta|gamma|delta|epsilon|zeta|eta
        |theta|iota|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|upsilon|phi|varphi|chi|psi|omega|Gamma|Delta|Theta
        |Lambda|Xi|Pi|Sigma|Upsilon|Phi|Psi|Omega)(?![A-Za-z]))(?:\s*_\s*(?:\\star|[0-9a-zA-Z]|\{[-+0-9A-Za-z\\\s]+\}))?)
    | (?P<mark>:=|\\operatorname\{diag\}|\\text\{(?:and|or)\}|\\sum_|\\lim_|\\partial_|\\left\.
      |\\right\|_|\\[A-Za-z]+|[-+*/^=<>(){},]) )""",
    re.VERBOSE,
)
_RELATIONS = {"=": "=", "<": "<", ">": ">", r"\le": "<=", r"\ge": ">=", r"\ne": "!=", ":=": ":="}
_FIRST = {"(", r"\frac", r"\sum_", r"\lim_", r"\partial_", r"\left.", r"\operatorname{diag}"}


class Refused(Exception):  # noqa: N818 - a verdict on a certificate, not an accident
    """A certificate does not prove its statement; the message says where and shows both sides."""


@lru_cache(maxsize=2048)
def read(text: str) -> Node:
    """The tree of one formula."""
    reader = _Reader(text)
    node = reader.sum()
    reader.end(node)
    return node


@lru_cache(maxsize=2048)
def read_line(text: str) -> tuple[tuple[tuple[str, Node, Node], ...], ...]:
    r"""A line of a statement: relations, then after \iff the alternatives equivalent to them."""
    reader = _Reader(text)
    parts = [reader.relations()]
    while reader.eat(r"\iff" if len(parts) == 1 else r"\text{or}"):
        parts.append(reader.relations())
    return tuple(tuple(part) for part in reader.end(parts))


def read_relations(text: str) -> tuple[tuple[str, Node, Node], ...]:
    r"""A line without \iff."""
    parts = read_line(text)
    if len(parts) > 1:
        raise Refused(f"no equivalence may stand here: {text[:80]!r}")
    return parts[0]


def rational(text: str) -> Fraction:
    """The number p/q in lowest terms, or an integer, written in no other way."""
    if not re.fullmatch(r"-?[0-9]{1,4000}(?:/[0-9]{1,4000})?", text) or str(Fraction(text)) != text:
        raise Refused(f"{text[:80]!r} is not a number in lowest terms")
    return Fraction(text)


def integer(text: str, most: int) -> int:
    """An integer from 0 to the most that is allowed."""
    value = rational(text)
    if value.denominator != 1 or not 0 <= value <= most:
        raise Refused(f"{text[:80]} is not an integer from 0 to {most}")
    return int(value)


def _spelled(text: str) -> str:
    r"""A token without spaces, in one spelling: x_1 as x_{1}, x_{\star} as x_\star, K(w) plain."""
    text = "".join(text.split()).replace(r"_{\star}", r"_\star")
    if text[:1] == "K" and text[-1:] == ")":
        text = re.sub(r"\\(left|right|[bB]igg?[lr])", "", text)
    return re.sub(r"_([0-9a-zA-Z])$", r"_{\1}", text)


class _Reader:
    def __init__(self, text: str) -> None:
        if len(text) > _LONGEST:
            raise Refused(f"a formula of {len(text)} characters; at most {_LONGEST} are read")
        self.text, self.tokens, self.depth, place = text[:80], [], 0, 0
        self.open: list[str] = []  # for each open bracket the size that its end must have
        self.size, dotted = "", False
        text = text.rstrip()
        while place < len(text):
            match = _TOKEN.match(text, place)
            if match is None:
                raise Refused(f"cannot read {text[place : place + 30]!r} in {self.text!r}")
            self.pair(match[0].strip(), match.lastgroup == "skip")
            if match.lastgroup != "skip":
                spelled = _spelled(match[0]) if match.lastgroup == "name" else match[0].strip()
                kind = "dotted" if match.lastgroup == "number" and dotted else match.lastgroup
                self.tokens.append((kind, spelled))
            dotted = match[0].strip() in {r"\cdot", r"\times"}
            place = match.end()
        self.tokens = [*self.tokens, ("end", "")][::-1]

    def pair(self, text: str, skipped: bool) -> None:
        r"""A bracket after \left (or \bigl) is closed by one after \right (or \bigr)."""
        if skipped and re.match(r"\\(left|right|big|Big)", text):
            self.size += text[1:].replace("left", "right").replace("gl", "gr")
        elif text in {"(", r"\left."}:
            self.open.append(self.size if text == "(" else text)
        elif text in {")", r"\right|_"}:
            wanted = self.open.pop() if self.open else None
            if wanted != (self.size if text == ")" else r"\left."):
                raise Refused(f"the brackets do not pair in {self.text!r}")
        self.size = self.size if skipped else ""

    def eat(self, *texts: str) -> str:
        return self.tokens.pop()[1] if self.tokens[-1][1] in texts and len(self.tokens) > 1 else ""

    def need(self, text: str) -> None:
        if not self.eat(text):
            raise Refused(f"{text!r} expected, not {self.tokens[-1][1]!r}, in {self.text!r}")

    def end(self, result: Any) -> Any:
        if len(self.tokens) > 1:
            raise Refused(f"{self.tokens[-1][1]!r} is left over in {self.text!r}")
        return result

    def relations(self) -> list[tuple[str, Node, Node]]:
        found: list[tuple[str, Node, Node]] = []
        while True:
            left, before = self.sum(), len(found)
            while operator := self.eat(*_RELATIONS):
                right = self.sum()
                found.append((_RELATIONS[operator], left, right))
                left = right
            if len(found) == before:
                raise Refused(f"a relation expected in {self.text!r}")
            if not self.eat(",", r"\text{and}"):
                return found

    def sum(self) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise Refused(f"nested more than {_DEEPEST} deep: {self.text!r}")
        terms = [("neg", self.product()) if self.eat("-") else self.product()]
        while sign := self.eat("+", "-"):
            terms.append(("neg", self.product()) if sign == "-" else self.product())
        self.depth -= 1
        return terms[0] if len(terms) == 1 else ("+", *terms)

    def product(self) -> Node:
        factors = [self.factor()]
        while self.tokens[-1][0] in {"number", "dotted", "name"} or self.tokens[-1][1] in {
            *_FIRST,
            "/",
        }:
            if factors[-1][0] == self.tokens[-1][0] == "number" or factors[-1][:1] == ("slash",):
                raise Refused(f"not clear without brackets: {self.text!r}")
            factors.append(
                ("slash", factors.pop(), self.factor()) if self.eat("/") else self.factor()
            )
        factors = [("/", *x[1:]) if x[0] == "slash" else x for x in factors]
        return factors[0] if len(factors) == 1 else ("*", *factors)

    def factor(self) -> Node:
        node = self.atom()
        while self.eat("^"):
            self.need("{")
            node = ("top", node) if self.eat(r"\top") else ("^", node, self.sum())
            self.need("}")
        return node

    def group(self, opening: str, closing: str) -> Node:
        self.need(opening)
        node = self.sum()
        self.need(closing)
        return node

    def atom(self) -> Node:  # noqa: PLR0912 - a case a form
        kind, text = self.tokens[-1]
        if text == "(":
            return self.group("(", ")")
        self.tokens.pop() if kind != "end" else self.need("a factor")
        if kind in {"number", "dotted"}:
            return ("number", int(text))
        if kind == "name":
            head, _, index = text.partition("_{")
            for command in {*re.findall(r"\\[A-Za-z]+", index)} - {r"\star", r"\infty", r"\pm"}:
                if not (letter := _TOKEN.match(command)) or letter.lastgroup != "name":
                    raise Refused(f"{command} in a subscript of {self.text!r}")
            if {"m", "j", "k"} & {*re.findall(r"\\[A-Za-z]+|[A-Za-z]", index)}:
                return ("indexed", head, read(index[:-1]))
            return ("name", text)
        if text == r"\frac":
            return ("/", self.group("{", "}"), self.group("{", "}"))
        if text in {r"\sum_", r"\lim_"}:
            self.need("{")
            index = self.tokens.pop()[1]
            if index not in INDICES:
                raise Refused(f"{index!r} is not an index in {self.text!r}")
            self.need("<" if text == r"\sum_" else r"\to")
            if text == r"\lim_":
                self.need(r"\infty")
                self.need("}")
                return ("lim", index, self.product())
            count = self.sum()
            self.need("}")
            return ("sum", index, count, self.product())
        if text == r"\partial_":
            variable = self.group("{", "}")
            if variable[0] != "name":
                raise Refused(f"a derivative is taken by a letter in {self.text!r}")
            return ("d", variable[1], self.factor())
        if text == r"\operatorname{diag}":
            return ("diag", self.group("(", ")"))
        if text == r"\left.":
            body = self.sum()
            self.need(r"\right|_")
            self.need("{")
            values = self.relations()
            self.need("}")
            letters = {x[1] for operator, x, _ in values if (operator, x[0]) == ("=", "name")}
            if len(letters) < len(values):
                raise Refused(f"an evaluation is at letter = value, each once, in {self.text!r}")
            return ("at", body, *((left[1], right) for _, left, right in values))
        raise Refused(f"a factor expected, not {text!r}, in {self.text!r}")

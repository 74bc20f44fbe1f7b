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
from typing import Any, TypeAlias, TypeVar

__all__ = [
    "INDICES",
    "SQUARES",
    "Node",
    "Refused",
    "integer",
    "rational",
    "read",
    "read_line",
    "read_relations",
]

Node: TypeAlias = tuple[Any, ...]
_Tree = TypeVar("_Tree")

INDICES = frozenset({"T", r"\tau", "m", "j", "k", "K"})
SQUARES = frozenset({*"RUVPIF", r"\Omega"})  # matrices that take no subscript
_SEQUENCES = {"E", "e", "K", r"\kappa"}
_LONGEST, _DEEPEST, _MOST_REMEMBERED = 50_000, 60, 2_000_000  # characters, levels, characters
_TOKEN = re.compile(
    r"""\s*(?: (?P<number>0(?![0-9])|[1-9][0-9]{0,3999})
    | (?P<skip>\\(?:left|right|(?:big|Big|bigg|Bigg)[lr])\s*(?=[()])|\\,)
    | (?P<quad>\\quad(?![A-Za-z]))
    | (?P<name>\\operatorname\{rank\}\s*\(\s*(?P<side>[WB])_\{K\}\s*-\s*(?P=side)_\{0\}\s*\)
      | (?:\\max\s*)?\\operatorname\{Re\}\s*\\lambda_\{\\pm\}
      | K'?\s*(?:\\left|\\[bB]igg?l)?\s*\(\s*(?:w_\\star|w_\{\\star\}|w|z)\s*(?:\\right|\\[bB]igg?r)?\s*\)
      | \\Delta\s*[ABWabw](?![_^]?\{|_) | \\Delta_\{T\}\s*[abw](?!_) | N_\{[abw]\} | L_\{T\}
      | (?:\\hat\s*\{\s*[a-z]\s*\} | [A-Za-z] | \\(?:alpha|beta|gamma|delta|epsilon|zeta|eta
        |theta|iota|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|upsilon|phi|varphi|chi|psi|omega|Gamma|Theta
        |Lambda|Xi|Pi|Sigma|Upsilon|Phi|Psi|Omega)(?![A-Za-z]))
        (?:\s*_\s*(?:\\star(?![A-Za-z])|[0-9](?![0-9])|\{\s*\\star\s*\}|\{[-+0-9A-Za-z\\\s]+\}))?)
    | (?P<mark>:=|\\operatorname\{diag\}|\\text\{(?:and|or)\}|\\sum_|\\lim_|\\partial_|\\left\.
      |\\right\|_|\\[A-Za-z]+|,(?=\s|\\quad)|[-+*/^=<>(){}]) )""",
    re.VERBOSE,
)
_RELATIONS = {"=": "=", "<": "<", ">": ">", r"\le": "<=", r"\ge": ">=", r"\ne": "!=", ":=": ":="}
_ATOMS = {"(", r"\frac", r"\operatorname{diag}"}
_LAST = {r"\sum_", r"\lim_", r"\partial_"}
_DOTS = {r"\cdot", r"\times"}
_BESIDE = {",", r"\text{and}", r"\text{or}", r"\iff"}


class Refused(Exception):  # noqa: N818 - a verdict on a certificate, not an accident
    """A certificate does not prove its statement; the message says where and shows both sides."""


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
    r"""A name without spaces, in one spelling: x_1 as x_{1}, x_{\star} as x_\star, K(w) plain."""
    text = "".join(text.split()).replace(r"_{\star}", r"_\star")
    if text[:1] == "K" and text[-1:] == ")":
        text = re.sub(r"\\(left|right|[bB]igg?[lr])", "", text)
    return re.sub(r"_([0-9])$", r"_{\1}", text)


def _names(node: Node) -> set[str]:
    own = {node[1]} if node[0] == "name" else set[str]()
    return own.union(*(_names(x) for x in node[1:] if isinstance(x, tuple)))


def _factors(node: Node) -> set[str]:
    """The names that are factors of a formula, as they stand or with an exponent."""
    parts = {"*": node[1:], "neg": node[1:], "^": node[1:2]}.get(node[0], ())
    own = {node[1]} if node[0] == "name" else set[str]()
    return own.union(*(_factors(part) for part in parts))


class _Reader:
    def __init__(self, text: str) -> None:
        if len(text) > _LONGEST:
            raise Refused(f"a formula of {len(text)} characters; at most {_LONGEST} are read")
        self.text, self.depth, place = text[:80], 0, 0
        self.open: list[str] = []  # for each open bracket the size that its end must have
        self.size, tokens = "", [("start", "")]
        if not (text.isascii() and text.isprintable()):
            raise Refused(f"a character that is not printable ASCII in {self.text!r}")
        text = re.sub(" +", " ", text).strip()
        while place < len(text):
            match = _TOKEN.match(text, place)
            if match is None:
                raise Refused(f"cannot read {text[place : place + 30]!r} in {self.text!r}")
            kind, word = str(match.lastgroup), match[0].strip()
            self.pair(word, kind == "skip")
            if kind != "skip":
                tokens.append((kind, _spelled(word) if kind == "name" else word))
            place = match.end()
        tokens.append(("end", ""))
        for start, (kind, word), end in zip(tokens, tokens[1:], tokens[2:], strict=False):
            before, after = start[1], end[1]
            if kind == "quad" and not {before, after} & _BESIDE:
                raise Refused(rf"\quad stands alone in {self.text!r}")
            if kind == "name" and word[0] == "K" and word[-1] != ")" and after == "(":
                raise Refused(f"K is a function of w, w_star and z alone in {self.text!r}")
            if (start[0], word, end[0]) == ("number", ",", "number"):
                raise Refused(f"a comma between two numbers in {self.text!r}")
        self.tokens = [token for token in tokens[1:] if token[0] != "quad"][::-1]

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
        """An evaluation stands first, a sum, limit or derivative last: nothing is caught by them."""
        factors = [self.evaluation()] if self.tokens[-1][1] == r"\left." else []
        slash = False
        while self.at_atom() or self.tokens[-1][1] in {"/", *_DOTS, *_LAST}:
            if slash:
                raise Refused(f"not clear without brackets: {self.text!r}")
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
            if factors and factors[-1][0] == "number" and (number or fraction) and not dotted:
                raise Refused(f"not clear without brackets: {self.text!r}")
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
            values.append((self.name(), self.sum() if self.eat("=") else self.atom()))
        self.need("}")
        words = {name for name, _ in values}
        if len(words) < len(values) or any(_names(value) & words for _, value in values):
            raise Refused(f"a value holds a letter that has a value in {self.text!r}")
        return ("at", ("neg", body) if negative else body, *values)

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
            raise Refused(f"{index!r} is not an index in {self.text!r}")
        self.need("<" if text == r"\sum_" else r"\to")
        if text == r"\lim_":
            self.need(r"\infty")
            self.need("}")
            return ("lim", index, self.product())
        count = self.sum()
        self.need("}")
        return ("sum", index, count, self.product())

    def factor(self) -> Node:
        node = self.atom()
        if self.eat("^"):
            self.need("{")
            node = ("top", node) if self.eat(r"\top") else ("^", node, self.sum())
            self.need("}")
        return node

    def quotient(self, over: Node, under: Node) -> Node:
        """A quotient, if nobody can take it for a derivative."""
        if {"d", r"\delta"} & _factors(over) & _factors(under):
            raise Refused(f"no derivative is written so: {self.text!r}")
        return ("/", over, under)

    def group(self, opening: str, closing: str) -> Node:
        self.need(opening)
        node = self.sum()
        self.need(closing)
        return node

    def name(self) -> str:
        node = self.atom()
        if node[0] != "name":
            raise Refused(f"a letter expected, not {node!r:.80}, in {self.text!r}")
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
        head, _, index = text.partition("_")
        if head in _SEQUENCES and index not in {"", r"\star"}:
            return ("indexed", head, read(index[1:-1]))
        number = re.fullmatch(r"\{(?:0|[1-9][0-9]*)\}", index) is not None
        fixed = {*SQUARES, "T", r"\tau", "m", "j", *("ABW" if number else "k")}
        special = re.match(r"N_\{[abw]\}$|L_\{T\}$|K'?\(|\\Delta|\\operatorname|\\max", text)
        if index and not special and (head in fixed or not (number or index == r"\star")):
            raise Refused(f"{text} is no name, in {self.text!r}")
        return ("name", text)

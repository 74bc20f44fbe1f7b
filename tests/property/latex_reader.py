"""Reads what symdyn.formula.latex emits, by the grammar that it states."""

import re

from sympy import (
    Abs,
    And,
    Basic,
    Eq,
    Expr,
    Ge,
    Gt,
    Integer,
    Le,
    Lt,
    Max,
    Min,
    Ne,
    Or,
    S,
    Symbol,
    exp,
    log,
    oo,
    pi,
    sqrt,
)

from symdyn.notation import T, a, a_hat, b, b_star, kernel_teacher, latex_name, tau, w
from symdyn.notation import w_star as ws

GAMMA = Symbol("gamma_1")
DECAY = Symbol("decay")
SYMBOLS = (a, b, w, ws, b_star, a_hat, kernel_teacher, GAMMA, DECAY)

RELATIONS = {r"\ne": Ne, r"\le": Le, r"\ge": Ge, "=": Eq, "<": Lt, ">": Gt}
FUNCTIONS = {r"\min": Min, r"\max": Max, r"\exp": exp, r"\log": log}
CONSTANTS = {r"\pi": pi, r"\infty": oo, r"\mathrm{e}": S.Exp1, r"\mathrm{i}": S.ImaginaryUnit}
OPENING = re.compile(r"\s*(?:\\left|\\(?:big|Big|bigg|Bigg)l)?\s*(\(|\\lvert)")
CLOSING = re.compile(r"\s*(?:\\right|\\(?:big|Big|bigg|Bigg)r)?\s*(\)|\\rvert)")
FACTOR_ENDS = re.compile(
    r"\s*(?:$|[-+=<>,/})]|\\(?:ne|le|ge|quad|right|rvert|(?:big|Big|bigg|Bigg)r)(?![A-Za-z]))"
)


class Reader:
    """A recursive descent through the grammar that symdyn.formula.latex states."""

    def __init__(self, source: str) -> None:
        source = re.sub(r"\\\\|&|\\qquad|\\,|\{\}", " ", source)
        self.source = re.sub(r"\\quad(?!\\text)(?<!\}\\quad)", " ", source)
        self.at = 0
        known = {latex_name(symbol): symbol for symbol in (*SYMBOLS, T, tau)}
        self.names = sorted({**known, **CONSTANTS}.items(), key=lambda pair: -len(pair[0]))

    def whole(self) -> Basic:
        value = self.statement()
        assert self.source[self.at :].strip() == "", self.source[self.at :]
        return value

    def eat(self, word: str) -> bool:
        tail = r"(?![A-Za-z])" if word[-1].isalpha() else ""
        return self.match(re.compile(r"\s*" + re.escape(word) + tail)) is not None

    def match(self, pattern: re.Pattern[str]) -> str | None:
        found = pattern.match(self.source, self.at)
        if found is None:
            return None
        self.at = found.end()
        return found[found.re.groups]

    def need(self, word: str) -> None:
        assert self.eat(word), f"{word} expected at {self.source[self.at :]!r}"

    def statement(self) -> Basic:
        parts, words = [self.part()], set()
        while word := self.match(re.compile(r"\s*\\quad\\text\{(and|or)\}\\quad")):
            words.add(word)
            parts.append(self.part())
        assert len(words) < 2
        joint = {"and": And, "or": Or}
        return joint[words.pop()](*parts) if words else parts[0]

    def part(self) -> Basic:
        left = self.sum()
        for sign, relation in RELATIONS.items():
            if self.eat(sign):
                return relation(left, self.sum())
        return left

    def sum(self) -> Expr:
        total = -self.term() if self.eat("-") else self.term()
        while True:
            if self.eat("+"):
                total += self.term()
            elif self.eat("-"):
                total -= self.term()
            else:
                return total

    def term(self) -> Expr:
        value = self.factor()
        while True:
            if self.eat(r"\cdot") or self.eat(r"\times"):
                assert True
            elif FACTOR_ENDS.match(self.source, self.at):
                break
            else:
                assert not self.source[self.at :].lstrip()[0].isdigit(), "a digit without a dot"
            value *= self.factor()
        return value / self.factor() if self.eat("/") else value

    def factor(self) -> Expr:
        base = self.atom()
        if not self.eat("^{"):
            return base
        exponent = self.sum()
        self.need("}")
        return base**exponent

    def braced(self) -> Expr:
        self.need("{")
        value = self.sum()
        self.need("}")
        return value

    def atom(self) -> Basic:
        if digits := self.match(re.compile(r"\s*([0-9]+)")):
            return Integer(digits)
        if self.eat(r"\frac"):
            return self.braced() / self.braced()
        if self.eat(r"\sqrt"):
            return sqrt(self.braced())
        for name, symbol in self.names:
            if self.eat(name):
                return symbol
        for name, function in FUNCTIONS.items():
            if self.eat(name):
                return function(*self.arguments())
        if opening := self.match(OPENING):
            body = self.statement()
            closing = self.match(CLOSING)
            assert (opening, closing) in ((r"\lvert", r"\rvert"), ("(", ")"))
            return Abs(body) if opening == r"\lvert" else body
        raise AssertionError(f"an atom expected at {self.source[self.at :]!r}")

    def arguments(self) -> list[Expr]:
        assert self.match(OPENING) == "("
        values = [self.sum()]
        while self.eat(","):
            values.append(self.sum())
        assert self.match(CLOSING) == ")"
        return values


def read(source: str) -> Basic:
    return Reader(source).whole()

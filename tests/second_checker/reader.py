"""Reading of terms and relations."""

from __future__ import annotations

import re

from tests.second_checker.errors import Refused
from tests.second_checker.names import GREEK_COMMANDS, INDICES, is_index
from tests.second_checker.scope import Scope
from tests.second_checker.terms import Term, letter, make

TOKEN = re.compile(r"\\left *[.(]|\\right *[|)]|\\[A-Za-z]+|[0-9]+|[A-Za-z]|[-{}()^_+=<>,.'|!:]")
OPERATORS = {"=": "=", "\\ne": "!=", "<": "<", ">": ">", "\\le": "<=", "\\ge": ">="}
PAIRS = {")": "(", "\\right)": "\\left("}
STOP = frozenset([")", "}", "\\right|", "+", "-", ",", *OPERATORS])
MAX_TEXT = 50_000


def tokens(text: str) -> list[str]:
    """The tokens of a text, without spaces, and without left and right before a bracket."""
    if not isinstance(text, str) or len(text) > MAX_TEXT:
        raise Refused("not a text, or too long a one")
    if any(not 32 <= ord(c) <= 126 for c in text):
        raise Refused("a character is not printable ASCII")
    result: list[str] = []
    opened: list[str] = []
    at = 0
    while at < len(text):
        if text[at] == " ":
            at += 1
            continue
        found = TOKEN.match(text, at)
        if not found:
            raise Refused(f"cannot read {text[at : at + 10]!r}")
        token = found[0].replace(" ", "")
        if token in ("(", "\\left("):
            opened.append(token)
        if token in (")", "\\right)") and (opened.pop() if opened else "") != PAIRS[token]:
            raise Refused("brackets are not paired")
        result.append({"\\left(": "(", "\\right)": ")"}.get(token, token))
        at = found.end()
    return result


class Reader:
    """Reads the tokens of one text."""

    def __init__(self, text: str, scope: Scope) -> None:
        self.tokens = tokens(text)
        self.at = 0
        self.level = 0
        self.scope = scope

    def peek(self, ahead: int = 0) -> str:
        """A coming token, or an empty one."""
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else ""

    def next(self) -> str:
        """Take a token."""
        token = self.peek()
        self.at += 1
        return token

    def expect(self, *wanted: str) -> None:
        """Take exactly these tokens."""
        for token in wanted:
            if self.next() != token:
                raise Refused(f"expected {token}")

    def sum(self) -> Term:
        """A sum of terms, or the only one."""
        self.level += 1
        if self.level > 120:
            raise Refused("too deep a text")
        terms: list[Term] = []
        while True:
            sign = self.next() if self.peek() == "-" or (terms and self.peek() == "+") else "+"
            term = self.product()
            terms.append(make("-", term) if sign == "-" else term)
            if self.peek() not in ("+", "-"):
                break
        self.level -= 1
        return terms[0] if len(terms) == 1 else make("+", tuple(terms))

    def product(self) -> Term:
        """A product of factors, or the only one."""
        factors = [self.factor()]
        while True:
            if self.peek() == "\\cdot":
                self.next()
            elif not self.peek() or self.peek() in STOP:
                break
            factors.append(self.factor())
        return factors[0] if len(factors) == 1 else make("*", tuple(factors))

    def factor(self) -> Term:
        """A factor, with its exponents."""
        self.level += 1
        if self.level > 240:
            raise Refused("too deep a text")
        base = self.primary()
        self.level -= 1
        if self.peek() == "^":
            self.expect("^", "{")
            if self.peek() == "\\top":
                self.expect("\\top", "}")
                return make("T", base)
            exponent = self.sum()
            self.expect("}")
            return make("^", base, exponent)
        return base

    def primary(self) -> Term:
        """A factor without exponents."""
        token = self.peek()
        if token.isdigit():
            if len(token) > 1300 or (token[0] == "0" and token != "0"):
                raise Refused("not the spelling of a number")
            return make("n", int(self.next()))
        if token == "(":
            self.next()
            inner = self.sum()
            self.expect(")")
            return inner
        reading = {
            "\\frac": self.quotient,
            "\\left.": self.evaluation,
            "\\sum": self.series,
            "\\lim": self.limit,
            "\\partial": self.derivative,
            "\\operatorname": self.diagonal,
        }.get(token)
        if reading:
            self.next()
            return reading()
        return self.name()

    def quotient(self) -> Term:
        """After \\frac."""
        self.expect("{")
        above = self.sum()
        self.expect("}", "{")
        below = self.sum()
        self.expect("}")
        return make("/", above, below)

    def evaluation(self) -> Term:
        """After \\left. ."""
        body = self.sum()
        self.expect("\\right|", "_", "{")
        pairs: list[tuple[str, Term]] = []
        while True:
            name = self.plain_name()
            self.expect("=")
            pairs.append((name, self.sum()))
            if self.next() != ",":
                break
        self.at -= 1
        self.expect("}")
        return make("eval", body, tuple(pairs))

    def series(self) -> Term:
        """After \\sum."""
        self.expect("_", "{")
        name = self.index()
        self.expect("<")
        count = self.sum()
        self.expect("}")
        return make("sum", name, count, self.product())

    def index(self) -> str:
        """An index that may be bound."""
        name = self.next()
        if name not in INDICES:
            raise Refused(f"{name} cannot be bound")
        return name

    def limit(self) -> Term:
        """After \\lim."""
        self.expect("_", "{")
        name = self.index()
        self.expect("\\to", "\\infty", "}")
        return make("lim", name, self.product())

    def derivative(self) -> Term:
        """After \\partial."""
        self.expect("_", "{")
        name = self.plain_name()
        if is_index(name):
            raise Refused("a derivative by an index")
        self.expect("}")
        return make("D", name, self.factor(), letter(name))

    def diagonal(self) -> Term:
        """After \\operatorname."""
        self.expect("{", "d", "i", "a", "g", "}", "(")
        inner = self.sum()
        self.expect(")")
        if not self.scope.matrix:
            raise Refused("diag stands in a text of numbers")
        return make("diag", inner)

    def base_name(self) -> str:
        """A Latin or Greek letter, or a small Latin one with a hat."""
        token = self.next()
        if token == "\\hat":
            self.expect("{")
            inner = self.next()
            self.expect("}")
            if not (len(inner) == 1 and inner.isalpha() and inner.islower()):
                raise Refused("a hat on no small letter")
            return f"\\hat{{{inner}}}"
        if token in GREEK_COMMANDS or (len(token) == 1 and token.isalpha()):
            return token
        raise Refused(f"expected a name, found {token or 'the end'}")

    def plain_name(self) -> str:
        """A name as it stands in front of an equals sign or under a derivative."""
        base = self.base_name()
        if base == "\\Delta":
            return self.delta()
        if self.peek() == "_":
            self.next()
            return base + self.subscript(base)
        return base

    def delta(self) -> str:
        """After \\Delta: the rest of such a name."""
        name = base = "\\Delta"
        if self.peek() == "_":
            self.expect("_", "{", "T", "}")
            name = base + "_{T}"
        rest = self.next()
        if rest not in tuple("abwfgh") and not (
            rest in tuple("ABW") and name == base and self.scope.matrix
        ):
            raise Refused("not a name with Delta")
        return f"{name} {rest}"

    def subscript(self, base: str) -> str:
        """After the underscore of a plain name."""
        if self.peek() == "\\star":
            self.next()
            return "_\\star"
        self.expect("{")
        inner = self.next()
        self.expect("}")
        plain = inner.isdigit() and (inner == "0" or inner[0] != "0")
        if plain or (base == "N" and inner in tuple("abw")) or (base == "L" and inner == "T"):
            return f"_{{{inner}}}"
        raise Refused(f"not a subscript: {inner}")

    def name(self) -> Term:
        """A letter or a symbol."""
        base = self.base_name()
        if base == "\\Delta":
            return self.scope.meaning(self.delta())
        if self.peek() == "_":
            self.next()
            if self.scope.is_sequence(base) and self.peek() == "{":
                self.expect("{")
                index = self.sum()
                self.expect("}")
                return self.scope.apply(self.scope.sequences[base], index)
            return self.scope.meaning(base + self.subscript(base))
        function = self.scope.functions.get(base)
        prime = self.peek() == "'"
        if function is not None and self.peek(1 if prime else 0) == "(":
            self.at += 2 if prime else 1
            point = self.sum()
            self.expect(")")
            return self.scope.apply(function, point, prime)
        return self.scope.meaning(base)


def read_term(text: str, scope: Scope) -> Term:
    """The term of a text."""
    reader = Reader(text, scope)
    term = reader.sum()
    if reader.peek():
        raise Refused(f"something stands behind the term: {reader.peek()}")
    return term


def read_relation(text: str, scope: Scope) -> tuple[str, Term, Term]:
    """The operator and the two sides of a relation."""
    reader = Reader(text, scope)
    left = reader.sum()
    operator = OPERATORS.get(reader.next())
    if operator is None:
        raise Refused("expected a relation")
    right = reader.sum()
    if reader.peek():
        raise Refused(f"something stands behind the relation: {reader.peek()}")
    return operator, left, right

"""What Coq holds, read back from its own display: theorems and definitions as terms of another kind.

Nothing of this stands on what writes the project: Coq's display is read by a parser of its own, and a
certificate's statement is the tree that the checker reads.  The two are compared up to the names of
bound letters, as the letters of a theorem are bound by its quantifier.
"""

import re
from typing import Any, TypeAlias

from symdyn.errors import OutputError

__all__ = ["Node", "read_definition", "read_statement"]

# ("num", n), ("name", x), ("call", f, args), ("fun", ((x, type), ...), body), ("list", items), or an
# operator with its operands
Node: TypeAlias = tuple[Any, ...]
_TOKEN = re.compile(
    r"\s*(?:([0-9]+)|([A-Za-z_][A-Za-z_0-9'.]*)|(<->|->|=>|/\\|\\/|<=|>=|<>|:=|%[a-zA-Z]+|[-+*/^()<>=~:,;\[\]]))"
)
_LEVELS = (("->",), ("<->",), ("\\/",), ("/\\",))
_RELATIONS = {"<", ">", "<=", ">=", "=", "<>"}


def read_statement(text: str) -> Node:
    """A statement: ("forall", letters with types, statement), or what stands in one."""
    parser = _Parser(text)
    result = parser.statement()
    parser.end()
    return result


def read_definition(text: str) -> Node:
    """The value of a definition, as Print shows it."""
    body = text.partition(" =")[2]
    found = re.split(r"\n\s*: ", body)
    return read_statement(" : ".join(found[:-1]) if len(found) > 1 else body)


class _Parser:
    def __init__(self, text: str) -> None:
        self.tokens: list[str] = []
        place = 0
        text = text.rstrip()
        while place < len(text):
            found = _TOKEN.match(text, place)
            if not found:
                raise OutputError(
                    f"what Coq shows is not understood at {text[place : place + 40]!r}"
                )
            place = found.end()
            token = found[0].strip()
            if not token.startswith("%"):  # a scope: what it is for is seen from the place
                self.tokens.append(token)
        self.place = 0

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        token = self.peek()
        if not token or (wanted and token != wanted):
            raise OutputError(f"Coq shows {token!r} where {wanted or 'something'!r} was expected")
        self.place += 1
        return token

    def end(self) -> None:
        if self.peek():
            raise OutputError(f"Coq shows more than one statement, at {self.peek()!r}")

    # ---- statements

    def statement(self) -> Node:
        if self.peek() in {"forall", "fun"}:
            kind = self.take()
            letters = self.binders()
            self.take("," if kind == "forall" else "=>")
            return (kind, letters, self.statement())
        return self.level(0)

    def binders(self) -> tuple[tuple[str, str], ...]:
        found: list[tuple[str, str]] = []
        while self.peek() not in {",", "=>"}:
            bracket = self.peek() == "("
            if bracket:
                self.take("(")
            names = []
            while self.peek() != ":":
                names.append(self.take())
            self.take(":")
            type_ = self.take()
            if bracket:
                self.take(")")
            found += [(x, type_) for x in names]
        return tuple(found)

    def level(self, number: int) -> Node:
        """Connectives, all but <-> to the right."""
        if number == len(_LEVELS):
            return self.relation()
        left = self.level(number + 1)
        operator = self.peek()
        if operator not in _LEVELS[number]:
            return left
        self.take()
        right = self.level(number + (operator == "<->"))
        return (operator, left, right)

    def relation(self) -> Node:
        if self.peek() == "~":
            self.take()
            return ("~", self.relation())
        left = self.sum()
        found: list[Node] = []
        while self.peek() in _RELATIONS:
            operator = self.take()
            right = self.sum()
            found.append((operator, left, right))
            left = right
        if not found:
            return left
        result = found[-1]
        for one in reversed(found[:-1]):  # a < b < c
            result = ("/\\", one, result)
        return result

    # ---- numbers

    def sum(self) -> Node:
        left = self.product()
        while self.peek() in {"+", "-"}:
            left = (self.take(), left, self.product())
        return left

    def product(self) -> Node:
        left = self.sign()
        while self.peek() in {"*", "/"}:
            left = (self.take(), left, self.sign())
        return left

    def sign(self) -> Node:
        if self.peek() in {"-", "/"}:
            operator = self.take()
            return ("neg" if operator == "-" else "inv", self.sign())
        base = self.call()
        if self.peek() == "^":
            self.take()
            return ("^", base, self.sign())
        return base

    def call(self) -> Node:
        head, args = self.atom(), list[Node]()
        while re.match(r"[A-Za-z_0-9(\[]", self.peek()):
            args.append(self.atom())
        return ("call", head, tuple(args)) if args else head

    def atom(self) -> Node:
        token = self.take()
        if token == "(":
            inner = self.statement()
            self.take(")")
            return inner
        if token == "[":
            items = [self.statement()]
            while self.peek() == ";":
                self.take()
                items.append(self.statement())
            self.take("]")
            return ("list", tuple(items))
        if token.isdigit():
            return ("num", int(token))
        if not re.match(r"[A-Za-z_]", token):
            raise OutputError(f"Coq shows {token!r} where a term was expected")
        return ("name", token)

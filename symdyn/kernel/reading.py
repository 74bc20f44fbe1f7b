r"""Reads what `display` prints, and a little more.

Nothing rests on it: a statement counts only if its display is its text, spaces and \left, \right
aside, so a reader that takes f(x) for a product is found out.  Evidence may be written in any way.
"""

import re

from .display import SYMBOLS, Names, display, display_relation, require_clear, tokens
from .terms import METER, Refused, Relation, Term, abstract

__all__ = ["read", "read_relation", "read_shown"]

_NAME = re.compile(
    r"\\Delta(?:_\{T\})?\s*[a-zA-Z](?![A-Za-z])|N_\{[abw]\}|L_\{T\}"
    r"|(?:\\hat\{[a-z]\}|\\(?!left|right|frac|sum|lim|partial|cdot|to|infty|ne|le|ge|top|operatorname)"
    r"[A-Za-z]+|[A-Za-z])(?:_(?:\\star|\{[0-9]+\}))?"
)
_OPERATORS = {text: operator for operator, text in SYMBOLS.items()}
_NUMBER = re.compile("[0-9]{1,4000}")
_COMMANDS = (r"\cdot", r"\ne", r"\le", r"\ge", r"\right")
_STOPS = frozenset({"=", "<", ">", "}", ")", ",", "+", "-", "/", ""})


class _Reader:
    def __init__(self, text: str, names: Names) -> None:
        self.text, self.place, self.names = text, 0, names
        METER.spend(len(text))
        if len(text) > 50_000 or not (text.isascii() and text.isprintable()):
            raise Refused("a text is too long, or not printable ASCII")

    def space(self) -> None:
        while self.text[self.place : self.place + 1] == " ":
            self.place += 1

    def at(self, *words: str) -> str:
        self.space()
        for word in words:
            end = self.place + len(word)
            command = word[0] == "\\" and word[-1].isalpha() and self.text[end : end + 1].isalpha()
            if self.text.startswith(word, self.place) and not command:
                return word
        return ""

    def eat(self, *words: str) -> str:
        word = self.at(*words)
        self.place += len(word)
        return word

    def need(self, word: str) -> None:
        if not self.eat(word):
            raise Refused(f"{word} expected at {self.text[self.place : self.place + 30]!r}")

    def sum(self) -> Term:
        terms = [("neg", self.product()) if self.eat("-") else self.product()]
        while sign := self.eat("+", "-"):
            terms.append(("neg", self.product()) if sign == "-" else self.product())
        return terms[0] if len(terms) == 1 else ("+", *terms)

    def product(self) -> Term:
        factors: list[Term] = []
        while (factor := self.factor()) is not None:
            factors.append(factor)
            if self.eat("/"):
                below = self.factor()
                if below is None:
                    raise Refused("a factor expected behind /")
                factors[-1] = ("/", factors[-1], below)
            self.eat(r"\cdot")
        if not factors:
            raise Refused(f"a factor expected at {self.text[self.place : self.place + 30]!r}")
        return factors[0] if len(factors) == 1 else ("*", *factors)

    def group(self, opening: str, closing: str) -> Term:
        self.need(opening)
        t = self.sum()
        self.need(closing)
        return t

    def name(self) -> str:
        self.space()
        found = _NAME.match(self.text, self.place)
        if found is None:
            raise Refused(f"a name expected at {self.text[self.place : self.place + 30]!r}")
        self.place = found.end()
        name = re.sub(r"\s+", "", found[0])
        return re.sub(r"(\\Delta(?:_\{T\})?)(?=[a-zA-Z])", r"\1 ", name)

    def factor(self) -> Term | None:
        self.space()
        last = self.last() if self.text.startswith("\\", self.place) else None
        atom = self.atom() if last is None else None
        while atom is not None and self.eat("^{"):
            atom = ("top", atom) if self.eat(r"\top") else ("^", atom, self.sum())
            self.need("}")
        return atom or last

    def last(self) -> Term | None:
        if self.eat(r"\sum_{"):
            hint = self.name()
            self.need("<")
            count = self.sum()
            self.need("}")
            return ("sum", hint, count, abstract(self.product(), (hint,)))
        if self.eat(r"\lim_{"):
            hint = self.name()
            for word in (r"\to", r"\infty", "}"):
                self.need(word)
            return ("lim", hint, abstract(self.product(), (hint,)))
        if self.eat(r"\partial_{"):
            hint = self.name()
            self.need("}")
            body = self.factor()
            if body is None:
                raise Refused("a derivative of nothing")
            return ("d", hint, abstract(body, (hint,)), ("sym", hint))
        return None

    def atom(self) -> Term | None:
        first = self.text[self.place : self.place + 1]
        if first == "(" or (first == "\\" and self.at(r"\left(")):
            opening = "(" if first == "(" else r"\left("
            return self.group(opening, opening.replace("left", "right").replace("(", ")"))
        if first == "\\" and self.eat(r"\frac"):
            return ("/", self.group("{", "}"), self.group("{", "}"))
        if first == "\\" and self.eat(r"\operatorname{diag}"):
            self.space()
            inner = self.atom()
            return None if inner is None else ("diag", inner)
        if first == "\\" and self.eat(r"\left."):
            return self.evaluation()
        if number := _NUMBER.match(self.text, self.place):
            self.place = number.end()
            return ("num", int(number[0]))
        if first in _STOPS or (first == "\\" and self.at(*_COMMANDS)):
            return None
        for name, key in self.names.ids.items():
            if name[-1] == "_" and self.eat(f"{name}{{"):
                return self.applied(key, "}")
            if name[-1] == "(" and self.eat(name, name.replace("(", r"\left(")):
                return self.applied(key, ")")
            if name[-1] == "(" and self.eat(name.replace("(", "'(")):
                found = self.applied(key, ")")
                at = ("def", key, (("var", 0), *(abstract(x, ("#",)) for x in found[2][1:])))
                return ("d", "z", at, found[2][0])
        return self.names.resolve(self.name(), ())

    def applied(self, key: str, closing: str) -> Term:
        own = self.sum()
        self.eat(r"\right")
        self.need(closing)
        params = self.names.signature[key].params
        return ("def", key, (own, *(self.names.param(x, ()) for x in params[1:])))

    def evaluation(self) -> Term:
        body = self.sum()
        self.need(r"\right|_{")
        values: list[tuple[str, Term]] = []
        while not values or self.eat(","):
            name = self.name()
            self.need("=")
            values.append((name, self.sum()))
        self.need("}")
        hints = tuple(name for name, _ in values)
        if body[0] == "def":  # a symbol at other arguments
            given, found = dict(values), self.names.signature[body[1]]
            first = found.style != "plain"
            plain = tuple(self.names.param(x, ()) for x in found.params[first:])
            if body[2][first:] == plain and given.keys() <= {x[1] for x in found.params[first:]}:
                pairs = zip(found.params[first:], plain, strict=True)
                args = (*body[2][:first], *(given.get(x[1], y) for x, y in pairs))
                return ("def", body[1], args)
        return ("let", hints, tuple(value for _, value in values), abstract(body, hints))


def read(text: str, names: Names) -> Term:
    """A term, as evidence may write it."""
    if text not in names.read:
        reader = _Reader(text, names)
        t = reader.sum()
        reader.space()
        if reader.place < len(text):
            raise Refused(f"left over: {text[reader.place :]!r:.60}")
        names.read[text] = t
    return names.read[text]


def _require_spelling(text: str, shown: str) -> None:
    if tokens(shown) != tokens(text):
        raise Refused(f"{text!r} is written {shown!r}")


def read_relation(text: str, names: Names) -> Relation:
    """A relation whose display is the text; the right spelling is in the message otherwise."""
    reader = _Reader(text, names)
    left = reader.sum()
    word = reader.eat(*_OPERATORS)
    if not word:
        raise Refused(f"no relation: {text!r:.80}")
    relation = (_OPERATORS[word], left, reader.sum())
    reader.space()
    if reader.place < len(text):
        raise Refused(f"left over: {text[reader.place :]!r:.60}; a text holds one relation")
    _require_spelling(text, display_relation(relation, names))
    return relation


def read_shown(text: str, names: Names) -> Term:
    """A term whose display is the text."""
    t = read(text, names)
    require_clear(t)
    _require_spelling(text, display(t, names))
    return t

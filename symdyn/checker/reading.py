r"""Reads what `display` prints, and a little more.

Nothing rests on it: a statement counts only if its display is its text, spaces and \left, \right
aside, so a reader that takes f(x) for a product is found out.  Evidence may be written in any way.
"""

from .display import (
    SYMBOLS,
    display,
    display_relation,
    require_clear,
    require_no_outer,
    require_paired,
    tokens,
)
from .names import SCALAR, SPECIAL, Names
from .sorts import is_index
from .terms import Refused, Relation, Term, abstract

__all__ = ["read", "read_relation", "read_shown"]

_OPERATORS = {text: operator for operator, text in SYMBOLS.items()}
_LAST = frozenset({r"\sum", r"\lim", r"\partial"})
_STOPS = frozenset({"", "}", ")", ",", "+", "-", "/", "|", r"\cdot", r"\right", *_OPERATORS})


class _Reader:
    """Recursive descent over tokens; behind the last one stand empty ones."""

    def __init__(self, text: str, names: Names) -> None:
        if len(text) > 50_000 or not (text.isascii() and text.isprintable()):
            raise Refused("a text is too long, or not printable ASCII")
        self.tokens, self.place, self.names = [*tokens(text), "", "", "", ""], 0, names

    def ahead(self, *words: str) -> bool:
        return all(self.tokens[self.place + i] == word for i, word in enumerate(words))

    def take(self) -> str:
        self.place += 1
        return self.tokens[self.place - 1]

    def eat(self, *words: str) -> str:
        return self.take() if self.tokens[self.place] in words else ""

    def need(self, *words: str) -> None:
        for word in words:
            if not self.eat(word):
                raise Refused(f"{word} expected at {self.rest()!r}")

    def rest(self) -> str:
        return " ".join(self.tokens[self.place : self.place + 12])

    def end(self) -> None:
        if self.tokens[self.place]:
            raise Refused(f"left over: {self.rest()!r}; a text holds one formula, or one relation")

    def sum(self) -> Term:
        terms = [("neg", self.product()) if self.eat("-") else self.product()]
        while sign := self.eat("+", "-"):
            terms.append(("neg", self.product()) if sign == "-" else self.product())
        return terms[0] if len(terms) == 1 else ("+", *terms)

    def product(self) -> Term:
        factors = [self.factor()]
        while True:
            if self.eat("/"):
                factors[-1] = ("/", factors[-1], self.factor())
            elif self.eat(r"\cdot") or self.tokens[self.place] not in _STOPS:
                factors.append(self.factor())
            else:
                return factors[0] if len(factors) == 1 else ("*", *factors)

    def factor(self) -> Term:
        if self.tokens[self.place] in _LAST:
            return self.last(self.take())
        t = self.atom()
        while self.ahead("^", "{"):
            self.place += 2
            t = ("top", t) if self.eat(r"\top") else ("^", t, self.sum())
            self.need("}")
        return t

    def last(self, word: str) -> Term:
        self.need("_", "{")
        hint = self.name()
        if word == r"\sum":
            self.need("<")
            count = self.sum()
            self.need("}")
            return ("sum", hint, count, abstract(self.product(), (hint,)))
        if word == r"\lim":
            self.need(r"\to", r"\infty", "}")
            return ("lim", hint, abstract(self.product(), (hint,)))
        self.need("}")
        return ("d", hint, abstract(self.factor(), (hint,)), ("sym", hint))

    def name(self) -> str:
        name = self.take()
        if name == r"\hat" and self.eat("{"):
            name = rf"\hat{{{self.take()}}}"
            self.need("}")
        elif name == r"\Delta":
            lag = self.ahead("_", "{", "T", "}")
            self.place += 4 * lag
            return rf"\Delta{'_{T}' * lag} {self.take()}"
        if self.ahead("_", r"\star"):
            self.place += 2
            return rf"{name}_\star"
        index = self.tokens[self.place + 2] if self.ahead("_", "{") else ""
        if index.isdigit() or (index and SPECIAL.fullmatch(f"{name}_{{{index}}}")):
            self.place += 3
            self.need("}")
            return f"{name}_{{{index}}}"
        return name

    def atom(self) -> Term:
        word, ids = self.tokens[self.place], self.names.ids
        if word.isdigit():
            if len(word) > 4000:
                raise Refused("a number has more than 4,000 digits")
            return ("num", int(self.take()))
        if f"{word}_" in ids and self.ahead(word, "_", "{"):
            self.place += 3
            return self.applied(ids[f"{word}_"], "}")
        if f"{word}(" in ids and self.tokens[self.place + 1] in {"(", "'"}:
            self.place += 1
            key, slope = ids[f"{word}("], self.eat("'")
            self.need("(")
            found = self.applied(key, ")")
            body = ("def", key, (("var", 0), *(abstract(x, ("#",)) for x in found[2][1:])))
            return ("d", "z", body, found[2][0]) if slope else found
        if self.eat("("):
            t = self.sum()
            self.need(")")
            return t
        if self.eat(r"\frac"):
            return ("/", self.group(), self.group())
        if self.eat(r"\operatorname"):
            self.need("{", *"diag", "}")
            t = self.atom()
            own = self.names.matrix and t[0] == "sym" and SCALAR.fullmatch(t[1])
            return ("diag", ("mat", t[1]) if own and not is_index(t[1]) else t)
        if self.ahead(r"\left", "."):
            self.place += 2
            return self.evaluation()
        if not word.lstrip("\\")[:1].isalpha():
            raise Refused(f"a factor expected at {self.rest()!r}")
        return self.names.resolve(self.name(), ())

    def group(self) -> Term:
        self.need("{")
        t = self.sum()
        self.need("}")
        return t

    def applied(self, key: str, closing: str) -> Term:
        own = self.sum()
        self.need(closing)
        params = self.names.signature[key].params
        return ("def", key, (own, *(self.names.param(x, ()) for x in params[1:])))

    def evaluation(self) -> Term:
        body = self.sum()
        self.need(r"\right", "|", "_", "{")
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
        reader.end()
        names.read[text] = t
    return names.read[text]


def _require_spelling(text: str, shown: str) -> None:
    require_paired(text)
    if tokens(shown) != tokens(text):
        raise Refused(f"{text!r} is written {shown!r}")
    require_no_outer(shown)


def read_relation(text: str, names: Names) -> Relation:
    """A relation whose display is the text; the right spelling is in the message otherwise."""
    if text in names.relations:
        return names.relations[text]
    reader = _Reader(text, names)
    left = reader.sum()
    word = reader.eat(*_OPERATORS)
    if not word:
        raise Refused(f"no relation: {text!r:.80}")
    relation = (_OPERATORS[word], left, reader.sum())
    reader.end()
    _require_spelling(text, display_relation(relation, names))
    names.relations[text] = relation
    return relation


def read_shown(text: str, names: Names) -> Term:
    """A term whose display is the text."""
    if text not in names.shown:
        t = read(text, names)
        require_clear(t)
        _require_spelling(text, display(t, names))
        names.shown[text] = t
    return names.shown[text]

r"""The definitions of a claim, `name := body`, and the one signature in which symbols are their content.

A claim shows all definitions that its statement stands on.  A name in a body means the symbol of an
earlier line, or else a letter, which is a parameter of the symbol; a later line may give this letter
its value wherever the symbol is displayed.  So a name has one meaning in a claim, the one that a
reader gives it.  Two lines of one name, parameters and body are one symbol, in whatever files.
"""

import re
from collections.abc import Iterable, Mapping

from .display import display
from .names import LETTER, RESERVED, SPECIAL, Names, barred, clashes, hints, key_of
from .reading import read_shown
from .sorts import INDICES, add_definition, shape
from .terms import Definition, Refused, Term, abstract, letters, subterms

__all__ = ["Library"]

_MOST, _LONGEST = 200, 100  # definitions of a claim; characters in front of :=

_LEFT = re.compile(r"(?P<name>.+?)(?:_\{(?P<index>[^{}]+)\}|(?P<call>\()(?P<letter>.+)\))")


class Library:
    """Symbols by their content, and the names of a file's symbols, kept as they recur."""

    def __init__(self) -> None:
        self.signature: dict[str, Definition] = {}
        self._ids: dict[tuple[str, tuple[Term, ...], Term], str] = {}
        self._names: dict[tuple[bool, frozenset[tuple[str, str]]], Names] = {}
        self._lines: dict[tuple[str, Names], tuple[str, str, str]] = {}
        self._bound: dict[str, set[str]] = {}  # what the line of each symbol binds
        self._below: dict[str, frozenset[str]] = {}  # what each symbol stands on, itself included

    def names(self, ids: Mapping[str, str], *, matrix: bool = False) -> Names:
        """How texts with these symbols are read."""
        key = (matrix, frozenset(ids.items()))
        if key not in self._names:
            self._names[key] = Names(self.signature, dict(ids), matrix=matrix)
        return self._names[key]

    def read(self, lines: list[str], ids: Mapping[str, str], *, matrix: bool) -> dict[str, str]:
        """The symbols that lines define, after those of `ids`: their ids by name."""
        if len(lines) > _MOST:
            raise Refused(f"a claim shows at most {_MOST} definitions")
        if len(self._names) > 10 * _MOST:  # they are kept for speed alone
            self._names, self._lines = {}, {}
        found, bound = dict(ids), set[str]()
        for line in lines:
            place = (line, self.names(found, matrix=matrix))
            if place not in self._lines:
                self._lines[place] = self._define(*place, matrix)
            key, symbol, own = self._lines[place]
            if key in found:
                raise Refused(f"{key} is defined twice")
            found[key] = symbol
            bound.add(own)
        bound = bound.union(*(self._bound[symbol] for symbol in found.values()))
        for name in bound - {""}:
            if clashes(name, found):
                raise Refused(f"{name} is bound in a definition, and defined")
        return found

    def _define(self, line: str, names: Names, matrix: bool) -> tuple[str, str, str]:
        """The name of a line's symbol, _ or ( behind a sequence or function, its id, and k or z."""
        left, sign, right = line.partition(" := ")
        if not sign or len(left) > _LONGEST:
            raise Refused(f"{line!r:.80} is no definition: name := formula")
        name, style, own = left, "plain", ""
        called = None if SPECIAL.fullmatch(left) else _LEFT.fullmatch(left)
        if called and called["call"]:
            name, style, own = called["name"], "function", called["letter"]
        elif called and called["index"] in INDICES:
            name, style, own = called["name"], "indexed", called["index"]
        body = read_shown(right, names)
        if name in {x[1] for x in letters(body)}:
            raise Refused(f"{name} stands in its own formula")
        first: tuple[Term, ...] = ()
        if own:
            if not LETTER.fullmatch(own) or RESERVED.fullmatch(own):
                raise Refused(f"{own!r} is no letter that a definition may bind")
            first = (("sym", own),)
            names.require_no_other(own)
            self._require_own(body, first[0], names, style)
        params = (*first, *sorted(letters(body) - {*first}))
        definition = Definition(name, params, style, body)
        key = (key_of(definition), params, body)
        if key not in self._ids:
            symbol = f"{key[0]} {len(self.signature)}"
            add_definition(self.signature, symbol, definition)
            if (self.signature[symbol].shape is not None) != matrix:
                raise Refused(f"{left} is a matrix or a number where it should be the other")
            self._below[symbol] = frozenset({symbol, *self.standing_on([body])})
            bars = (barred(self.signature, x) for x, _ in subterms(body) if x[0] == "def")
            self._bound[symbol] = hints(body).union(*bars)
            self._ids[key] = symbol  # last: work that is cut short leaves nothing half entered
        return key[0], self._ids[key], own

    def _require_own(self, body: Term, own: Term, names: Names, style: str) -> None:
        """Refuse a formula in which a name hides the subscript, or what is in the bracket."""
        inside = abstract(body, (own[1],))
        shape(inside, self.signature, under=1)
        display(inside, names, (own[1],))
        for x, _ in subterms(body) if style == "function" else ():
            if x[0] == "def":
                found = self.signature[x[1]]
                if any(own in letters(y) for y in x[2][found.style != "plain" :]):
                    raise Refused(f"{found.name} hides {own[1]}")

    def standing_on(self, terms: Iterable[Term]) -> set[str]:
        """The symbols that terms stand on, directly or through bodies."""
        direct = {x[1] for t in terms for x, _ in subterms(t) if x[0] == "def"}
        return direct.union(*(self._below[x] for x in direct))

    def with_lines(self, terms: list[Term]) -> list[Term]:
        """The terms, and the formulas of the symbols that they stand on."""
        return [*terms, *(self.signature[x].body for x in self.standing_on(terms))]

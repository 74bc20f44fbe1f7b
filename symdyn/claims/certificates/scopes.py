r"""What the names of a claim mean: symbols by their content, from the definitions below it.

The prover writes claims over names that other claims define; a certificate shows each definition that
its statement stands on.  Here a name becomes a symbol whose arguments are the letters of its formula.
A name in a formula stays a letter, a parameter of the symbol, but where a binder around it binds what
it depends on: then it is a symbol there, which carries the bound letter along.  Nothing rests on these
choices: the checker judges what comes out.
"""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any

from symdyn.checker.claims import Claim as Sequent
from symdyn.checker.names import RESERVED, key_of
from symdyn.checker.sorts import add_definition
from symdyn.checker.terms import Definition, Relation, Term, abstract, letters
from symdyn.claims.claim import Claim
from symdyn.errors import ClaimError
from symdyn.formula.reading import Node, read, read_line
from symdyn.formula.trees import walk

__all__ = ["MATRICES", "VALUES", "Scope", "Scopes", "plain"]

MATRICES = {*"RUVPIF", r"\Omega", "A", "B", "W", r"A_\star", r"W_\star", r"B_\star"}
MATRICES |= {r"\DeltaA", r"\DeltaB", r"\DeltaW", r"\Delta A", r"\Delta B", r"\Delta W"}
VALUES = {"K(w)": "k_{1}", r"K(w_\star)": "k_{2}", r"K'(w_\star)": "k_{3}"}  # of no function
_DEPENDENT = re.compile(r"\{T\}|\\Delta|N_|operatorname")


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    r"""A name as the checker writes it: \Delta and the letter behind it apart.

    >>> plain(r"\DeltaA")
    '\\Delta A'
    """
    return re.sub(r"(\\Delta(?:_\{T\})?)(?=[a-zA-Z])", r"\1 ", re.sub(r"\s+", "", name))


def _names_in(node: Node) -> set[str]:
    found = set[str]()
    for one in walk(node):
        found |= {one[1]} if one[0] == "name" else {"I"} if one[0] in {"top", "diag"} else set()
    return found


class Scopes:
    """Claims by id, the definitions below each, and the symbols that they make."""

    def __init__(self, claims: Mapping[str, Claim]) -> None:
        self.claims: dict[str, Claim] = {}
        self.signature: dict[str, Definition] = {}
        self.sequents: dict[str, Sequent] = {}
        self._below: dict[str, frozenset[str]] = {}
        self._lines: dict[str, tuple[Any, ...]] = {}
        self._scopes: dict[frozenset[str], Scope] = {}
        for claim in claims.values():
            self.put(claim)

    def put(self, claim: Claim) -> None:
        """Enter a claim, perhaps in the place of another one with its id, that no other uses."""
        self.claims[claim.id] = claim
        for known in (self.sequents, self._below, self._lines):
            known.pop(claim.id, None)

    def remove(self, name: str) -> None:
        """Take a claim out that no other uses."""
        for known in (self.claims, self.sequents, self._below, self._lines):
            known.pop(name, None)

    def below(self, name: str) -> frozenset[str]:
        """The claims that a claim uses, directly or not, and itself."""
        if name not in self._below:
            waiting, found = [*self.claims[name].uses], {name}
            while waiting:
                one = waiting.pop()
                if one in self._below:
                    found |= self._below[one]
                elif one not in found:
                    found.add(one)
                    waiting += self.claims[one].uses
            self._below[name] = frozenset(found)
        return self._below[name]

    def agree(self, names: Collection[str]) -> bool:
        """Whether some claims and all below them define each name once."""
        below = frozenset[str]().union(*(self.below(name) for name in names))
        try:
            self._definitions([one for one in below if self._defining(one)])
        except ClaimError:
            return False
        return True

    def intern(self, definition: Definition) -> str:
        """The id of a symbol that means this, made where there is none: a digest of its content."""
        content = repr((definition.params, definition.body)).encode()
        key = f"{key_of(definition)}.{sha256(content).hexdigest()[:16]}"
        if key not in self.signature:
            add_definition(self.signature, key, definition)
        return key

    def scope(self, name: str) -> "Scope":
        """What names mean in a claim."""
        making = frozenset(one for one in self.below(name) if self._defining(one))
        if making not in self._scopes:
            self._scopes[making] = Scope(self, self._definitions(making))
        return self._scopes[making]

    def _defining(self, name: str) -> tuple[Any, ...]:
        """The lines of a claim that give names."""
        if name not in self._lines:
            claim = self.claims[name]
            lines: list[Any] = []
            if claim.kind in {"definition", "mode"} and "matrices" not in claim.evidence:
                found = (x for text in claim.statement for x in read_line(text)[0])
                lines = [x for x in found if x[0] == ":=" or claim.kind == "mode"]
            self._lines[name] = tuple(lines)
        return self._lines[name]

    def _definitions(self, making: Collection[str]) -> dict[str, Any]:
        """What some claims define: {name: (formal or None, body)}, matrices aside."""
        found: dict[str, Any] = {}
        lines = [x for one in sorted(making) for x in self._defining(one)]
        numbers = {x[1][1] for x in lines if not _names_in(x[2]) & MATRICES and x[1][0] == "name"}
        for _, left, right in lines:
            if _names_in(right) & (MATRICES - numbers) or left[1] in MATRICES - numbers:
                continue
            key, formal = plain(left[1]), None
            if left[0] == "indexed":
                key, formal = left[1] + "_", left[2][1]
            elif key == "K(z)":
                key, formal = "K(", "z"
            if found.setdefault(key, (formal, right)) != (formal, right):
                raise ClaimError(f"{key} is defined twice")
        for old, letter in VALUES.items():
            if old in found:
                body = found.pop(old)
                if "K(" not in found and body[1] != ("name", letter):
                    found[letter] = body
        found.pop("K'(z)", None)
        return found


class Scope:
    """Names in one claim, and trees of the prover as terms."""

    def __init__(self, scopes: Scopes, definitions: dict[str, Any]) -> None:
        self.scopes, self.definitions = scopes, definitions
        self.ids: dict[str, str] = {}
        self.busy: set[str] = set()
        self._relations: dict[Any, Relation] = {}

    def symbol(self, key: str) -> str:
        """The symbol of a name that is defined: key is e_ for a sequence, K( for a function."""
        if key not in self.ids:
            if key in self.busy:
                raise ClaimError("a circle of definitions")
            self.busy.add(key)
            formal, body = self.definitions[key]
            captured: set[str] = set()
            self._capture(body, {formal} - {None}, captured)
            t = self.term(body, captured)
            own = [("sym", formal)] if formal else []
            params = (*own, *sorted(letters(t) - {*own}))
            style = {"_": "indexed", "(": "function"}.get(key[-1], "plain")
            name = key.rstrip("_(")
            self.ids[key] = self.scopes.intern(Definition(name, params, style, t))
            self.busy.discard(key)
        return self.ids[key]

    def key(self, name: str) -> str:
        """The key of a name that the scope defines, or the letter that it is."""
        name = plain(name)
        if name.startswith(("K(", "K'(")):
            return "K(" if "K(" in self.definitions else VALUES[name]
        return name

    def _capture(self, node: Any, bound: set[Any], captured: set[str]) -> None:
        """The names that depend on what a binder around them binds; the others stay letters."""
        tag = node[0]
        if tag in {"name", "indexed"}:
            key = self.key(node[1]) if tag == "name" else node[1] + "_"
            if key in self.definitions:
                found = self.scopes.signature[self.symbol(key)]
                here = letters(self.term(node if tag == "name" else (*node[:2], ("number", 0))))
                depends = {x[1] for x in here} & bound or (bound and _DEPENDENT.search(key))
                if tag == "name" and (depends or key == "K(" or RESERVED.fullmatch(key)):
                    captured.add(key)
                for param in found.params[found.style != "plain" :]:
                    self._capture(("name", param[1]), bound, captured)
            return
        if tag in {"sum", "lim", "d"}:
            bound = bound | {node[1]}
        elif tag == "at":
            for _, value in node[2:]:
                self._capture(value, bound, captured)
            self._capture(node[1], bound | {name for name, _ in node[2:]}, captured)
            return
        for x in node[1:]:
            if isinstance(x, tuple):
                self._capture(x, bound, captured)

    def _rest(self, key: str, only: set[str] | None) -> tuple[Term, ...]:
        found = self.scopes.signature[self.symbol(key)]
        params = found.params[found.style != "plain" :]
        return tuple(self.term(("name", x[1]), only) for x in params)

    def term(self, node: Node, only: set[str] | None = None) -> Term:  # noqa: PLR0912 - a case a tag
        """The term of a tree; `only` these names are symbols, the others letters."""
        tag = node[0]
        if tag == "number":
            return ("num", node[1])
        if tag == "name":
            name, key = plain(node[1]), self.key(node[1])
            if key == "K(":
                at = ("sym", re.sub(r"K'?\(|\)", "", name))
                rest = self._rest(key, only)
                if name[1] != "'":
                    return ("def", self.symbol(key), (at, *rest))
                return ("d", "z", ("def", self.symbol(key), (("var", 0), *rest)), at)
            if key in self.definitions and (only is None or key in only):
                return ("def", self.symbol(key), self._rest(key, only))
            if node[1] in MATRICES and key not in self.definitions:
                raise ClaimError("a matrix")
            return ("sym", key)
        if tag == "indexed":
            key = node[1] + "_"
            if key not in self.definitions:
                raise ClaimError(f"{key} is not defined")
            return ("def", self.symbol(key), (self.term(node[2], only), *self._rest(key, only)))
        if tag in {"+", "*", "neg", "/", "^"}:
            return (tag, *(self.term(x, only) for x in node[1:]))
        if tag == "sum":
            body = abstract(self.term(node[3], only), (node[1],))
            return ("sum", node[1], self.term(node[2], only), body)
        if tag == "lim":
            return ("lim", node[1], abstract(self.term(node[2], only), (node[1],)))
        if tag == "d":
            if node[1] in self.definitions:
                raise ClaimError("a derivative by a defined name")
            return ("d", node[1], abstract(self.term(node[2], only), (node[1],)), ("sym", node[1]))
        if tag == "at":
            names = tuple(name for name, _ in node[2:])
            if any(name in self.definitions for name in names):
                raise ClaimError("an evaluation of a defined name")
            values = tuple(self.term(value, only) for _, value in node[2:])
            return self._at(self.term(node[1], only), dict(zip(names, values, strict=True)))
        raise ClaimError(f"no {tag} of numbers")

    def _at(self, t: Term, values: dict[str, Term]) -> Term:
        """A term at values: a symbol at other arguments where these are its parameters."""
        names = tuple(values)
        if t[0] == "def":
            found = self.scopes.signature[t[1]]
            own = int(found.style != "plain")
            pairs = list(zip(found.params, t[2], strict=True))[own:]
            others = (*t[2][:own], *(arg for param, arg in pairs if param[1] not in values))
            alone = not {("sym", name) for name in names} & {x for y in others for x in letters(y)}
            plain = [param[1] for param, arg in pairs if arg == param]
            if alone and {*names} <= {*plain}:
                args = (values.get(param[1], arg) for param, arg in pairs)
                return ("def", t[1], (*t[2][:own], *args))
        return ("let", names, tuple(values.values()), abstract(t, names))

    def relation(self, relation: Any) -> Relation:
        """A relation of the prover's as one of terms."""
        if relation not in self._relations:
            operator, left, right = relation
            self._relations[relation] = (operator, self.term(left), self.term(right))
        return self._relations[relation]

    def leaf(self, one: Any) -> Term:
        """A term in evidence, or the term of a text that stands for it."""
        return self.term(read(one)) if isinstance(one, str) else one

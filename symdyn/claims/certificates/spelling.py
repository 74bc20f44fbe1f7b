r"""The one spelling of what a document states: the checker's display, in the lines of the author.

A certificate holds one relation a text; an author may write x < y < z, several relations after commas,
\iff and \text{or}.  Here each side is displayed anew and the author's line is put together again.
"""

import re
from typing import Any

from symdyn.checker.claims import Claim as Sequent
from symdyn.checker.display import SYMBOLS, display, tokens
from symdyn.checker.names import Names
from symdyn.checker.terms import Refused
from symdyn.claims.certificates.encoding import names_shown
from symdyn.claims.certificates.scopes import Scopes, plain
from symdyn.claims.certificates.words import Words
from symdyn.errors import ClaimError
from symdyn.formula.reading import Node, read_line

__all__ = ["same_spelling", "spelled"]

_OR = r" \quad\text{or}\quad "
_FIXED = {
    r"\operatorname{Re}\lambda_{\pm}": r"\operatorname{Re} \lambda_{\pm}",
    r"\max\operatorname{Re}\lambda_{\pm}": r"\max \operatorname{Re} \lambda_{\pm}",
    r"\lvert\mu_{\pm}\rvert": r"\lvert \mu_{\pm} \rvert",
    r"\lvert\nu\rvert": r"\lvert \nu \rvert",
    r"\lvert\nu_{\pm}\rvert": r"\lvert \nu_{\pm} \rvert",
    r"\operatorname{rank}(W_{Z}-W_{0})": r"\operatorname{rank}(W_{Z} - W_{0})",
    r"\operatorname{rank}(B_{Z}-B_{0})": r"\operatorname{rank}(B_{Z} - B_{0})",
}
_AND = r"\text{and}"


def same_spelling(one: str, other: str) -> bool:
    r"""Whether two lines differ only in spaces, \quad and \left, \right before a bracket.

    >>> same_spelling(r"\left(x + 1\right)^{2} = y", "(x + 1)^{2} = y")
    True
    """
    spaces = {r"\quad", r"\,"}
    return [x for x in tokens(one) if x not in spaces] == [
        x for x in tokens(other) if x not in spaces
    ]


def spelled(scopes: Scopes, name: str, sequent: Sequent) -> dict[str, str]:
    """Each line of a claim that has another spelling, and that spelling."""
    claim = scopes.claims[name]
    speller = _Speller(scopes, name, names_shown(sequent, scopes.signature))
    found = {text: speller.line(text) for text in (*claim.assumptions, *claim.statement)}
    return {text: line for text, line in found.items() if not same_spelling(text, line)}


class _Speller:
    def __init__(self, scopes: Scopes, name: str, names: Names) -> None:
        self.scope, self.names = scopes.scope(name), names
        of_words = scopes.claims[name].kind in {"rank", "words"}
        self.matrix = Words(scopes, name) if of_words else None

    def line(self, text: str) -> str:
        """The line in its spelling, or as it is where its terms have no display.

        K(w), K(w_star) and K'(w_star) of an arbitrary kernel are three letters, in certificates
        k_1, k_2 and k_3: such a line stays as it is.
        """
        if re.search(r"K'?\s*\(", text) and "K(" not in self.scope.definitions:
            return text
        try:
            first, *others = [self.relations(part, text) for part in read_line(text)]
        except (ClaimError, Refused, LookupError):
            return text
        return first + (r" \iff " + _OR.join(others) if others else "")

    def relations(self, part: Any, text: str) -> str:
        """Relations in a row: one that goes on with the last side continues the chain."""
        shown = ""
        last: Node | None = None
        for operator, left, right in part:
            sign = f" {SYMBOLS[operator]} {self.side(right)}"
            between = rf" {_AND} " if _AND in re.sub(r"\s", "", text) else ", "
            start = "" if last == left else f"{between if shown else ''}{self.side(left)}"
            shown, last = f"{shown}{start}{sign}", right
        return shown

    def side(self, node: Node) -> str:
        if node[0] == "name" and node[1] in _FIXED:
            return _FIXED[node[1]]
        if self.matrix is not None:
            return display(self.matrix.term(node), self.names)
        if node[0] == "name" and node[1].startswith(r"\Delta"):
            return plain(node[1])
        return display(self.scope.term(node), self.names)

"""What the checker refuses, said in sentences, with terms as an author of a document writes them."""

import re
from collections.abc import Mapping

from symdyn.checker.display import display, display_relation
from symdyn.checker.terms import Definition, Relation, Term, letters, replace
from symdyn.claims.certificates.encoding import names_of
from symdyn.claims.certificates.scopes import VALUES, Scopes

__all__ = ["Wording", "sentence", "shown"]


def shown(t: Term, signature: Mapping[str, Definition]) -> str:
    """A term as it is displayed, with the names of binders for the letters that opened them."""
    t = _named(t)
    return display(t, names_of([t], signature))


class Wording:
    """Terms as LaTeX, under the names that a claim gives its symbols."""

    def __init__(self, scopes: Scopes, name: str) -> None:
        self.scopes = scopes
        self.own_kernel = "K(" in scopes.scope(name).definitions

    def term(self, t: Term) -> str:
        """A term without the letters of binders around it, as it is displayed."""
        return self.with_kernel(shown(t, self.scopes.signature))

    def relation(self, relation: Relation) -> str:
        """A relation as it is displayed."""
        one = (relation[0], _named(relation[1]), _named(relation[2]))
        return self.with_kernel(display_relation(one, names_of([*one[1:]], self.scopes.signature)))

    def with_kernel(self, text: str) -> str:
        """A text with K(w) and its like for the letters that stand for them where no kernel is defined."""
        for shown, letter in VALUES.items() if not self.own_kernel else ():
            text = text.replace(letter, shown)
        return text


def _named(t: Term) -> Term:
    fresh = {x: ("sym", x[1].partition("#")[0]) for x in letters(t) if "#" in x[1]}
    return replace(t, fresh)


def sentence(refusal: str) -> str:
    r"""A refusal of the checker's, with a remedy where one is known.

    >>> print(sentence("the denominator \\rho - \\alpha is not known to be nonzero"))
    the denominator \rho - \alpha is not known to be nonzero; assume that it is not 0, or what this follows from
    """
    text = re.sub(r"\[('[^\[\]]*')\]", lambda found: found[1].replace("'", ""), refusal[:1000])
    text = _DIGEST.sub("", text)
    for pattern, remedy in _REMEDIES:
        found = re.search(pattern, text)
        if found and remedy:
            return f"{text}; {found.expand(remedy)}"
    return text


_DIGEST = re.compile(r"(?<=[^\s.])[_(]?\.[0-9a-f]{16}\b")  # by which symbols of one name differ
_REMEDIES = (
    (r"looks like a transpose$", "take another letter, such as w or z"),
    (
        r"^(?P<x>[^;]*) is assumed by \S+, and not given here$",
        r"add 'assume: \g<x>', or what it follows from",
    ),
    (
        r"the denominator (?P<x>.*) is not known to be nonzero$",
        r"assume that it is not 0, or what this follows from",
    ),
    (r"^[^;]* is not defined$", "add the claim that defines it to uses"),
    (r"^a number of terms is not known to be[^;]*$", "assume it, such as 'assume: T \\\\ge 1'"),
    (r"^no proof was found for [^;]*$", "assume what it follows from, or add a claim to uses"),
    (r"^no decay in [^;]* is known$", "assume it, or what it follows from"),
    (r"^the spectrum is not among the claims used", "add RULE.spectrum to uses"),
    (r"is refuted; nothing follows from it$", "leave it out of uses"),
    (r"more work than a check may take$", "state the claim in smaller parts"),
)

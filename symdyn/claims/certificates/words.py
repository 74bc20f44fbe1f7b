r"""Claims on matrices as sequents: modes, ranks, equal words, over words whose names are symbols throughout."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from symdyn.checker.sorts import SHAPES, shape
from symdyn.checker.terms import ONE, Definition, Relation, Term, abstract, letters
from symdyn.claims.certificates.scopes import Scopes, plain
from symdyn.errors import ClaimError
from symdyn.formula.reading import Node, read_line

__all__ = ["Words", "matrices_of", "matrix_goal"]

_INSIDE = 99  # as under so many binders: the variables of all that stand around
_NUMBERS = ("entry", "updates", "rows", "columns")  # in this order in the file


def matrix_goal(
    scopes: Scopes, name: str, given: tuple[Relation, ...]
) -> tuple[tuple[Relation, ...], Any]:
    r"""The hypotheses and the goal of a mode, a rank or an equation of words.

    A sum of T - 1 - m terms over m < \tau has a natural number of them if \tau <= T, which is a
    hypothesis then.
    """
    claim, words = scopes.claims[name], Words(scopes, name)
    for _, body in words.definitions.values():
        if body[0] == "sum" and (body[2] == ("name", r"\tau") or body[2][0] == "number"):
            least: Relation = ("<=", words.term(body[2]), ("sym", "T"))
            given = (*given, *([least] if least not in given else []))
    if claim.kind == "words":
        return given, ("words", *_equations(words, claim.statement))
    lines = [read_line(text)[0][0] for text in claim.statement]
    if claim.kind == "mode":
        scope = scopes.scope(name)
        pairs = ((words.meaning(left[1]), scope.term(right)) for _, left, right in lines)
        return given, ("mode", *pairs)
    letter = "W" if "(W_" in claim.statement[0] else "B"
    changing = [x for x in "AWB" if rf"\Delta {x}" in words.definitions]
    updates = {x: words.term(("name", rf"\Delta{x}")) for x in changing}
    return given, ("rank", letter, tuple(words.term(right) for *_, right in lines), updates)


def _equations(words: "Words", lines: Iterable[str]) -> Iterator[Relation]:
    """Each relation of each line, none of which is an equivalence."""
    for text in lines:
        (relations, *others) = read_line(text)
        if others:
            raise ClaimError("equations of words are no equivalence")
        for operator, left, right in relations:
            yield operator, words.term(left), words.term(right)


def matrices_of(evidence: Mapping[str, Any]) -> dict[str, Any]:
    """The instance that refutes a claim on matrices, as the file holds it."""
    found: dict[str, Any] = {"matrices": {**evidence["matrices"]}}
    for key in (one for one in _NUMBERS if one in evidence):
        value = evidence[key]
        found[key] = int(value) if isinstance(value, str) else [int(x) for x in value]
    if "horizon" in evidence:
        found["matrices"][r"\tau"] = evidence["horizon"]
    return found


class Words:
    """Matrix words: every name that is defined below is a symbol, the others are letters."""

    def __init__(self, scopes: Scopes, name: str) -> None:
        self.scopes = scopes
        self.definitions: dict[str, tuple[str | None, Node]] = {}
        for one in sorted({*scopes.below(name), "setting.error"} & {*scopes.claims}):
            claim = scopes.claims[one]
            for text in claim.statement if claim.kind == "definition" else ():
                for operator, left, right in read_line(text)[0]:
                    if operator == ":=" and left[0] == "indexed":
                        self.definitions[f"{left[1]}_"] = (left[2][1], right)
                    elif operator == ":=":
                        self.definitions[plain(left[1])] = (None, right)

    def meaning(self, name: str) -> Term:
        """What a name that is defined stands for."""
        found = self.definitions.get(plain(name))
        if found is None:
            raise ClaimError(f"{plain(name)} is not defined")
        return self.term(found[1])

    def _symbol(self, key: str) -> str:
        formal, body = self.definitions[key]
        t = self.term(body)
        own = [("sym", formal)] if formal else []
        params = (*own, *sorted(letters(t) - {*own}))
        style = "indexed" if formal else "plain"
        return self.scopes.intern(Definition(key.rstrip("_"), params, style, t))

    def _sum(self, terms: list[Term]) -> Term:
        """A sum, in which a number beside a matrix is a multiple of I."""
        shapes = [shape(x, self.scopes.signature, under=_INSIDE) for x in terms]
        if all(x is None for x in shapes):
            return ("+", *terms)
        unit: Term = ("mat", "I")
        multiples = [unit if x == ONE else ("*", x, unit) for x in terms]
        pairs = zip(terms, multiples, shapes, strict=True)
        return ("+", *(times if found is None else x for x, times, found in pairs))

    def term(self, node: Node) -> Term:
        """The term of a word."""
        tag = node[0]
        if tag == "number":
            return ("num", node[1])
        if tag in {"name", "indexed"}:
            key = plain(node[1]) + "_" * (tag == "indexed")
            if key in self.definitions:
                symbol = self._symbol(key)
                params = self.scopes.signature[symbol].params
                own = (self.term(node[2]),) if tag == "indexed" else ()
                return ("def", symbol, (*own, *params[len(own) :]))
            if tag == "indexed":
                raise ClaimError(f"{key} is not defined")
            return ("mat" if key in SHAPES else "sym", key)
        if tag == "sum":
            return ("sum", node[1], self.term(node[2]), abstract(self.term(node[3]), (node[1],)))
        if tag == "+":
            return self._sum([self.term(x) for x in node[1:]])
        if tag == "diag" and node[1][0] == "name":
            inner = self.term(node[1])
            return (tag, ("mat", inner[1]) if inner[0] == "sym" else inner)
        if tag in {"*", "neg", "/", "^", "top", "diag"}:
            return (tag, *(self.term(x) for x in node[1:]))
        raise ClaimError(f"no {tag} of matrices")

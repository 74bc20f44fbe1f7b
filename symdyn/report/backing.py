r"""Which claims stand behind the numbered equations of a report.

An equation is backed where each of its relations is a line of a claim, or one side of an
equivalence that a claim states.  Both are read by the checker's own grammar, from the lines that
are displayed, so that spacing, brackets and line breaks do not matter.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sympy import Basic

from symdyn.checker.reading import Node, Refused, read_line
from symdyn.claims.claim import Claim
from symdyn.printing.latex import latex
from symdyn.report.content import Equation, Matrix, Named
from symdyn.report.markup import equation_lines

__all__ = ["OTHER_FORM", "Judged", "backed_by", "own_name"]

Key: TypeAlias = tuple[object, ...]

# Steps that lead to a claim or restate it in a form that certificates do not have, and the claims.
OTHER_FORM: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        (
            "powers-student",
            "powers-teacher",
            "error-aligned",
            "feedback-aligned",
            "kernel-aligned",
            "update-a-aligned",
            "update-b-aligned",
            "update-w-aligned",
        ),
        ("modes",),
    ),
    **dict.fromkeys(("counterexample-basis", "counterexample"), ("rotated",)),
    "kernel": ("definition",),
    "characteristic": ("theory.spectrum",),
    "eigenvalues": ("theory.quadratic",),
    "stationary": ("theory.stationary",),
    "eigenvalues-non-optimal": ("saddle",),
    "eigenvalues-no-input": ("spectrum-no-input",),
    "eigenvalues-balanced": ("spectrum-balanced",),
    "stable-1": ("stable", "unstable-opposed"),
    **dict.fromkeys(
        ("rank-w-update", "rank-w-part-1", "rank-w-part-2", "rank-w-change"), ("rank-w",)
    ),
    **dict.fromkeys(
        ("rank-b-update", "rank-b-part-1", "rank-b-part-2", "rank-b-change"), ("rank-b",)
    ),
}
# The claims are about a horizon of at most T, where min(T, tau) is tau.
_HORIZON = re.compile(r"\\min\(T, ([^()]+)\)")
_SMALLEST = re.compile(r"^(.*) \\le \\min\((.*)\)$")
_FLOW = re.compile(r"\\frac\{\\mathrm\{d\} ([abw])\}\{\\mathrm\{d\} t\}")
_LAYOUT = (r"\notag", r"\\", "&", "{} ", r"\qquad", r"\quad")
_GREATER = {">": "<", ">=": "<="}


@dataclass(frozen=True)
class Judged:
    """The chain of claims of a rule, and the status that the checker gave to each by its id."""

    claims: tuple[Claim, ...]
    statuses: Mapping[str, str]


def backed_by(claims: Sequence[Claim], equations: Iterable[Equation]) -> dict[str, tuple[str, ...]]:
    """The ids of the claims behind each equation, by its label; those without any are left out.

    Parameters
    ----------
    claims : the chain of a rule
    equations : with labels that are unique
    """
    known: dict[Key, list[str]] = {}
    for claim in claims:
        for key in _keys_of_claim(claim):
            known.setdefault(key, []).append(claim.id)
    names = {own_name(claim.id, claims): claim.id for claim in claims}
    found = {}
    for equation in equations:
        for texts in (_displayed(equation), _unbroken(equation)):
            keys = [key for text in texts for key in _keys_of_text(text)]
            if keys and all(key in known for key in keys):
                # What is said of every kernel may be said of the rule as well.
                last = None if equation.label.startswith("general-") else 1
                found[equation.label] = tuple(
                    dict.fromkeys(one for key in keys for one in known[key][:last])
                )
                break
        else:
            others = OTHER_FORM.get(equation.label, ())
            if others and all(name in names for name in others):
                found[equation.label] = tuple(names[name] for name in others)
    return found


def own_name(identifier: str, claims: Sequence[Claim]) -> str:
    """The id of a claim without the name of the rule in front.

    >>> own_name("rflo.update", (Claim("rflo.definition", "definition", ("c := a b",)),))
    'update'
    >>> own_name("loss.limit", (Claim("rflo.definition", "definition", ("c := a b",)),))
    'loss.limit'
    """
    rule = claims[0].id.partition(".")[0]
    return identifier.removeprefix(f"{rule}.")


def _keys_of_claim(claim: Claim) -> Iterator[Key]:
    for line in claim.statement:
        for relations in read_line(line):
            for relation in relations:
                yield _key(relation)


def _keys_of_text(text: str) -> list[Key]:
    try:
        return [_key(relation) for part in read_line(text) for relation in part]
    except Refused:
        return [("not read", text)]


def _unbroken(equation: Equation) -> Iterator[str]:
    """A formula that is broken into lines may have its fractions written in another way there."""
    if isinstance(equation.left, Named) and isinstance(equation.right, Basic):
        yield f"{equation.left.latex} {equation.relation} {latex(equation.right)}"


def _displayed(equation: Equation) -> Iterator[str]:
    r"""What is displayed, one line a relation; da/dt is -\Delta a by the definition of the flow."""
    if isinstance(equation.right, Matrix):
        name = equation.left.latex if isinstance(equation.left, Named) else str(equation.left)
        for row, line in enumerate(equation.right.rows, start=1):
            for column, entry in enumerate(line, start=1):
                yield f"{name}_{{{row}{column}}} = {latex(entry)}"
        return
    text = " ".join(equation_lines(equation))
    for mark in _LAYOUT:
        text = text.replace(mark, " ")
    text = _FLOW.sub(r"-\\Delta \1", _HORIZON.sub(r"\1", " ".join(text.split())))
    smallest = _SMALLEST.match(text)
    if smallest is None:
        yield text
        return
    for bound in smallest[2].split(", "):
        yield rf"{smallest[1]} \le {bound}"


def _key(relation: tuple[str, Node, Node]) -> Key:
    """An equation as it stands; an inequality as the terms of the difference that is positive."""
    operator, left, right = relation
    if operator in _GREATER:
        operator, left, right = _GREATER[operator], right, left
    if operator not in _GREATER.values():
        return ("=" if operator == ":=" else operator, left, right)
    terms = {*_terms(right, plus=True), *_terms(left, plus=False)}
    return (operator, frozenset(terms - {("+", ("number", 0))}))


def _terms(node: Node, *, plus: bool) -> Iterator[tuple[str, Node]]:
    if node[0] == "+":
        for term in node[1:]:
            yield from _terms(term, plus=plus)
    elif node[0] == "neg":
        yield from _terms(node[1], plus=not plus)
    else:
        yield ("+" if plus or node == ("number", 0) else "-", node)

r"""Which claims stand behind the numbered equations of a report.

An equation is backed where each of its relations is a line of a claim.  One side of an equivalence
backs only the equations that the report shows as that side, all of them together.  A claim that
assumes more than the domain of the rule backs only labels that are listed with such an assumption.
Lines are compared as the checker's own grammar reads them, from what is displayed, so that spacing,
brackets and line breaks do not matter.  What is shown in another form is compared in other_forms.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from symdyn.claims.claim import Claim, own_name
from symdyn.errors import FormulaError
from symdyn.formula.latex import latex
from symdyn.formula.nodes import Relation
from symdyn.formula.reading import Node, read_line
from symdyn.report.content import Equation, Matrix
from symdyn.report.judged import beyond_domain
from symdyn.report.markup import equation_lines
from tests.provenance import other_forms

__all__ = ["backed_by"]

Key: TypeAlias = tuple[object, ...]


class Side(NamedTuple):
    """Labels that show one side of the equivalence of a claim: 0 before the sign, 1 behind it."""

    labels: str
    claim: str
    place: int


_SIDES = (
    Side("stationary", "stationary", 0),
    Side(r"stationary-[0-9]+", "stationary", 1),
    Side("step-[0-9]+", "step", 1),
    Side("orthogonal-[0-9]+", "theory.independent", 0),
    Side("window-(?:lower|upper)", "window", 1),
    Side(r"stable-[0-9]+", "region", 1),
    Side(r"stable-(?:aligned|symmetric)-[0-9]+", "region", 1),
    Side("basis-coupled-[0-9]+", "basis-coupled", 1),
    Side(r"stable-opposed-[0-9]+", "region-opposed", 1),
)
# Labels whose equations stand in the report under such assumptions, or say that something is apart.
_ASSUMING = (
    ("step-[0-9]+|largest-step.*", r"\\eta > 0|x > 0|x \\le y|4 d - t\^\{2\} > 0|.*\\eta.*"),
    (
        "(?:general-)?pair-.*",
        r"w_\{1\} - w_\{2\} \\ne 0|\\hat\{a\}_\{1\} \\ne 0|T \\ge 1",
    ),
    (
        "pair-region",
        r"[ab]_\{[12]\} \\ne 0|a_\{1\} \\hat\{a\}_\{1\} > 0|.*w_\{1\} - w_\{2\}.* (?:>|\\le) 0",
    ),
    (
        "complex-(?:criterion|angle|scaled|end|phase-(?:near|far))",
        r"t < 0|\(t\^\{2\} \+ y\^\{2\}\) .* > 0|-1 < u < 1|v \\ge 0|.* \\le 1|X < 1",
    ),
    ("orthogonal-[0-9]+|hankel|end-extremum-value", r".* \\ne 0"),
    ("end-square", r"[yzr] > 0|r\^\{2\} = g\^\{2\} \+ 4 .*"),  # positive roots, and what a root is
    ("update-finite-[abw]|finite-excess-optimum", r".* \\ne 0"),
    ("(?:loss|eigenvalues)-.*", r".* \\ne 0"),
    ("stationary(?:-[0-9]+)?", r".* \\ne 0"),
    ("window-(?:lower|upper)|stable-opposed-[0-9]+", r"\\hat\{a\} s < 0"),
    ("stable-(?:aligned-)?[0-9]+", r"\\hat\{a\} s [<>] 0"),
    ("slow-rate", r"r \\ge 0|r\^\{2\} = t\^\{2\} - 4 d"),  # what a square root is
    ("leaf-room", r"H_\{9\} > 0"),  # where a_hat a > 0
    (  # the modes and their mean, the units' own weights, and a turn
        "basis-.*",
        r"-1 < (?:v|\\rho_\{[12]\}|w_\{[12]\})|(?:v|\\rho_\{[12]\}|w_\{[12]\}) < 1"
        r"|x\^\{2\} \+ y\^\{2\} = 1|[xy] \\ne 0|w_\{1\} - w_\{2\} \\ne 0|-1 < .* < 1",
    ),
    ("coloured-.*", "-1 < v < 1|-1 < v|v < 1"),
    ("finite-near-[ab]", r"1 > g|[^><=]* \\ge 0"),  # what g, x, y and u are at least
    ("sequence-manifold-[abw]", "a b = c"),
    ("window-width", r"(?:S|K\(w_\\star\)) > 0"),
)
# Evidence of a claim that is to be false: it stands behind nothing that the report says.
_AGAINST = {"witness", "matrices"}
# The claims are about a horizon of at most T, where min(T, tau) is tau.
_HORIZON = re.compile(r"\\min\(T, ([^()]+)\)")
_SMALLEST = re.compile(r"^(.*) \\le \\min\((.*)\)$")
_FLOW = re.compile(r"\\frac\{\\mathrm\{d\} ([abw])\}\{\\mathrm\{d\} t\}")
_LAYOUT = (r"\notag", r"\\", "&", "{} ", r"\qquad", r"\quad")
_GREATER = {">": "<", ">=": "<="}
_NOTHING = ("+", ("number", 0))


def backed_by(claims: Sequence[Claim], equations: Iterable[Equation]) -> dict[str, tuple[str, ...]]:
    """The ids of the claims behind each equation, by its label; those without any are left out.

    Parameters
    ----------
    claims : the chain of a rule
    equations : with labels that are unique; all of a report, as some are compared together
    """
    shown = tuple(equations)
    known: dict[Key, list[Claim]] = {}
    for claim in claims:
        for key in () if _AGAINST & claim.evidence.keys() else _stated(claim):
            known.setdefault(key, []).append(claim)
    names = {own_name(claim.id, claims): claim for claim in claims}
    beyond = {claim.id: beyond_domain(claim, claims) for claim in claims}
    texts = {one.label: tuple(_displayed(one)) for one in shown}
    keys = {one.label: (_keys(texts[one.label]), _keys(_unbroken(one))) for one in shown}
    found = {}
    for equation in shown:
        label = equation.label

        def admitted(claim: Claim, label: str = label) -> bool:
            return all(_may_assume(label, text) for text in beyond[claim.id])

        ids = tuple(
            names[name].id
            for name in _side(label, keys, names) or other_forms.behind(label, texts, names)
            if admitted(names[name])
        )
        for relations in keys[label]:
            said = [
                _told([one for one in known.get(key, ()) if admitted(one)], label)
                for key in relations
            ]
            if said and all(said) and not _side_of(label):
                # What is said of every kernel may be said of the rule as well.
                last = None if label.startswith("general-") else 1
                ids = tuple(dict.fromkeys(one.id for some in said for one in some[:last]))
                break
        if ids:
            found[label] = ids
    return found


def _may_assume(label: str, text: str) -> bool:
    return any(re.fullmatch(one, label) and re.fullmatch(two, text) for one, two in _ASSUMING)


def _told(claims: Sequence[Claim], label: str) -> list[Claim]:
    """What is said of every kernel needs a claim of the theory; its definitions serve nothing else."""
    theory = [one for one in claims if one.id.startswith("theory.")]
    if label.startswith("general-"):
        return list(claims) if theory else []
    return [one for one in claims if one.kind != "definition" or one not in theory]


def _side_of(label: str) -> Side | None:
    return next((side for side in _SIDES if re.fullmatch(side.labels, label)), None)


def _side(
    label: str, keys: Mapping[str, Sequence[list[Key]]], names: Mapping[str, Claim]
) -> tuple[str, ...]:
    """The claim whose equivalence has one side displayed, by all the labels of that side."""
    side = _side_of(label)
    if side is None or side.claim not in names:
        return ()
    parts = read_line(names[side.claim].statement[0])
    stated = parts[:1] if side.place == 0 else parts[1:]
    together = len(stated) == 1 or all(len(part) == 1 for part in stated)
    said = [_key(relation) for part in stated for relation in part]
    family = [forms for one, forms in keys.items() if re.fullmatch(side.labels, one)]
    shown = [
        key
        for forms in family
        for key in next((form for form in forms if form and set(form) <= {*said}), forms[0])
    ]
    if not together or sorted(shown, key=repr) != sorted(said, key=repr):
        return ()
    return (side.claim,)


def _stated(claim: Claim) -> Iterator[Key]:
    """The relations that a claim asserts; an equivalence asserts neither of its sides."""
    for line in claim.statement:
        parts = read_line(line)
        for relation in parts[0] if len(parts) == 1 else ():
            yield _key(relation)


def _keys(lines: Iterable[str]) -> list[Key]:
    return [key for text in lines for key in _keys_of_text(text)]


def _keys_of_text(text: str) -> list[Key]:
    try:
        return [_key(relation) for part in read_line(text) for relation in part]
    except FormulaError:
        return [("not read", text)]


def _unbroken(equation: Equation) -> Iterator[str]:
    """A formula that is broken into lines may have its fractions written in another way there."""
    left, right = equation.left, equation.right
    if left is not None and not isinstance(right, Matrix):
        yield latex(Relation(left, equation.relation, right))


def _displayed(equation: Equation) -> Iterator[str]:
    r"""What is displayed, one line a relation; da/dt is -\Delta a by the definition of the flow."""
    if isinstance(equation.right, Matrix):
        name = "" if equation.left is None else latex(equation.left)
        for row, line in enumerate(equation.right.rows, start=1):
            for column, entry in enumerate(line, start=1):
                yield f"{name}_{{{row}{column}}} {equation.relation} {latex(entry)}"
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
    terms = [*_terms(right, plus=True), *_terms(left, plus=False)]
    return (operator, tuple(sorted((one for one in terms if one != _NOTHING), key=repr)))


def _terms(node: Node, *, plus: bool) -> Iterator[tuple[str, Node]]:
    if node[0] == "+":
        for term in node[1:]:
            yield from _terms(term, plus=plus)
    elif node[0] == "neg":
        yield from _terms(node[1], plus=not plus)
    else:
        yield ("+" if plus or node == ("number", 0) else "-", node)

"""What each kind of claim asks of its certificate."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

from symdyn.trial.formulas import HOLDS, substitute, variables
from symdyn.trial.instances import refute_matrices, require_dimension
from symdyn.trial.meaning import Context
from symdyn.trial.modes import check_mode
from symdyn.trial.ranks import check_rank
from symdyn.trial.reading import INDICES, Node, Refused, integer, rational, read, read_line
from symdyn.trial.signs import difference, fraction, prove_relation
from symdyn.trial.values import DEPENDENT, MATRICES
from symdyn.trial.words import require_no_index

__all__ = ["at_witness", "check"]

_ZERO, _ONE = ("number", 0), ("number", 1)
_STABLE, _UNSTABLE = r"\operatorname{Re}\lambda_{\pm}", r"\max\operatorname{Re}\lambda_{\pm}"
_SPECTRUM = [
    r"J_{11} + J_{22} + J_{33} = t",
    r"J_{11} J_{22} - J_{12} J_{21} + J_{11} J_{33} - J_{13} J_{31} + J_{22} J_{33} - J_{23} J_{32} = d",
    r"J_{11} (J_{22} J_{33} - J_{23} J_{32}) - J_{12} (J_{21} J_{33} - J_{23} J_{31})"
    r" + J_{13} (J_{21} J_{32} - J_{22} J_{31}) = 0",
]


def _equation(context: Context, lines: Any, _: Any) -> None:
    for line in lines:
        for _, left, right in line[0]:
            context.require_zero(difference(left, right), "equation")


def _sign(context: Context, lines: Any, evidence: Any) -> None:
    goals = [relation for line in lines for relation in line[0]]
    for goal, proof in zip(goals, evidence["proofs"], strict=True):
        prove_relation(context, goal, proof)


def _combination(context: Context, target: Node, equations: list[Node], cofactors: Any) -> None:
    total = [("*", read(x), e) for x, e in zip(cofactors, equations, strict=True) if x != "0"]
    context.require_zero(difference(target, ("+", _ZERO, *total)), "combination of equations")


def _fixed_points(context: Context, lines: Any, evidence: Any) -> None:
    ((given, *alternatives),) = lines
    for relations in lines[0]:  # every quotient that is displayed, those of idle sides too
        for _, *sides in relations:
            context.value(context.closed(("+", *sides)))
    equations = [difference(left, right) for _, left, right in given]
    targets = [[difference(left, right) for _, left, right in one] for one in alternatives]

    def split(case: Any, equations: list[Node]) -> None:
        if "alternative" in case:
            wanted = targets[integer(case["alternative"], len(targets) - 1)]
            for target, cofactors in zip(wanted, case["combinations"], strict=True):
                _combination(context, target, equations, cofactors)
            return
        factors = [read(text) for text in case["factors"]]
        _combination(context, ("*", _ONE, *factors), equations, case["combination"])
        open_cases = [factor for factor in factors if not context.nonzero_formula(factor)]
        for factor, inner in zip(open_cases, case["cases"], strict=True):
            split(inner, [*equations, factor])

    split(evidence["cases"], equations)
    for one, rows in zip(alternatives, evidence["converse"], strict=True):
        values = {
            left[1]: right
            for _, left, right in one
            if left[0] == "name" and left[1] not in context.names
        }
        if any(values.keys() & variables(context.closed(right)) for right in values.values()):
            raise Refused("an alternative solves for a letter that occurs in the solution")
        rest = [difference(x, y) for _, x, y in one if not (x[0] == "name" and x[1] in values)]
        moved = [substitute(context.closed(x), values) for x in (*equations, *rest)]
        for name in values:
            context.bound(moved[0], name)
        for equation, cofactors in zip(moved[: len(equations)], rows, strict=True):
            _combination(context, equation, moved[len(equations) :], cofactors)


def _require_spectrum(context: Context) -> None:
    """t and d are those of the characteristic polynomial x (x^2 - t x + d) of J."""
    for text in _SPECTRUM:
        owner = context.given.get(read_line(text)[0][0])
        if owner is None or owner in context.assumed:
            raise Refused(f"the spectrum is not among the claims used: {text}")
        context.used.add(owner)


def _stability_form(lines: Any) -> Any:
    """The conditions of a statement about the eigenvalues, if it is one of the three forms."""
    (relation, *more), *cases = lines[0]
    stable = relation == ("<", ("name", _STABLE), _ZERO) and len(cases) <= 1
    conditions = [(sign, y) for case in cases for sign, _, y in case]
    if more or not (stable or (relation == (">=", ("name", _UNSTABLE), _ZERO) and not cases)):
        raise Refused("the statement is not one about the real parts of the eigenvalues")
    if cases and conditions != [(">", _ZERO)] * 2:
        raise Refused("the conditions are of the form X > 0 and Y > 0")
    return cases


def _stability(context: Context, lines: Any, evidence: Any) -> None:
    trace, determinant = ("name", "t"), ("name", "d")
    _require_spectrum(context)
    cases = _stability_form(lines)
    ((operator, _, _),) = lines[0][0]
    goals: list[tuple[str, Node, Node]] = [(">", ("neg", trace), _ZERO), (">", determinant, _ZERO)]
    if operator == ">=":
        first, second = (read(text) for text in evidence["weights"])
        mixed = ("+", ("*", first, determinant), ("neg", ("*", second, trace)))
        goals = [(">", first, _ZERO), (">=", second, _ZERO), ("<=", mixed, _ZERO)]
    elif cases:
        ratios = [read(text) for text in evidence["ratios"]]
        for goal, ratio, (_, x, _) in zip(goals, ratios, cases[0], strict=True):
            context.require_zero(difference(goal[1], ("*", ratio, x)), "condition")
        goals = [(">", ratio, _ZERO) for ratio in ratios]
    for goal, proof in zip(goals, evidence["proofs"], strict=True):
        prove_relation(context, goal, proof)


def _refute(context: Context, kind: str, lines: Any, evidence: Any) -> None:
    true, values = at_witness(context, kind, lines, evidence["witness"])
    if true or values != evidence["values"]:
        raise Refused(f"the statement holds at the witness, or its values are {values}")


def at_witness(context: Context, kind: str, lines: Any, witness: Any) -> tuple[bool, list[str]]:
    """Whether the statement is true at a point where every assumption holds, and its numbers."""
    point = {name: fraction(text) for name, text in witness.items()}
    for name, node in point.items():
        if (
            read(name) != ("name", name)
            or name in (*MATRICES, *context.names)
            or DEPENDENT.search(name)
        ):
            raise Refused(f"{name} is not a letter that may have any value")
        if name in INDICES and node[0] != "number":
            raise Refused(f"the index {name} is not an integer >= 0")
    for name in witness.keys() & INDICES:
        integer(witness[name], 1000)
    for name in witness.keys() & {*"oni"}:
        require_dimension(name, rational(witness[name]))
    context.frozen |= {(name, "") for name in point}
    seen: list[str] = []

    def number(node: Node) -> Fraction:
        value = context.ring.constant(context.value(substitute(context.closed(node), point)))
        if value is None:
            raise Refused(f"the witness leaves letters in {node!r:.99}")
        seen.append(str(value))
        return value

    def holds(relations: Any) -> bool:
        pairs = [(operator, number(x), number(y)) for operator, x, y in relations]
        return all(HOLDS[operator](x, y) for operator, x, y in pairs)

    for (operator, x, y), owner in context.given.items():
        if owner in context.assumed:
            context.used.add(owner)
            if not HOLDS[operator](number(x), number(y)):
                raise Refused(f"the witness does not satisfy {owner}")
    if kind == "stability":
        _require_spectrum(context)
        cases = _stability_form(lines)
        ((_, left, _),) = lines[0][0]
        stable = all([number(("name", "t")) < 0, number(("name", "d")) > 0])
        true = stable == any(map(holds, cases)) if cases else stable == (left[1] == _STABLE)
    elif kind == "fixed-points":
        given, *alternatives = [holds(one) for one in lines[0]]
        true = given == any(alternatives)
    elif kind in {"equation", "sign"}:
        held = [holds(line[0]) for line in lines]
        true = all(held)
    else:
        raise Refused(f"a claim of the kind {kind!r} is not refuted by a point")
    return true, seen


_KINDS = {
    "equation": _equation,
    "sign": _sign,
    "fixed-points": _fixed_points,
    "stability": _stability,
    "mode": check_mode,
    "rank": check_rank,
}


_POINT = {"witness", "values"}
_EVIDENCE: dict[str, list[set[str]]] = {
    "equation": [set(), _POINT],
    "sign": [{"proofs"}, _POINT],
    "fixed-points": [{"cases", "converse"}, _POINT],
    "stability": [{"proofs"}, {"ratios", "proofs"}, {"weights", "proofs"}, _POINT],
    "mode": [set(), {"matrices", "entry", "value"}],
    "rank": [
        {"by-lag"},
        {"matrices", "updates", "horizon", "rows", "columns", "minor"},
    ],
}


def _require_form(kind: str, lines: Any) -> None:
    """The lines of a claim of this kind, proved or refuted: their number and their relations."""
    if kind not in _KINDS:
        raise Refused(f"the kind {kind!r} is unknown")
    whole = kind in {"fixed-points", "stability"}
    if (whole and len(lines) > 1) or (not whole and any(len(line) > 1 for line in lines)):
        raise Refused(f"a claim of the kind {kind} is one line, and no other holds an equivalence")
    relations = [relation for line in lines for part in line for relation in part]
    operators = {operator for operator, _, _ in relations}
    if kind in {"equation", "mode", "fixed-points"} and operators != {"="}:
        raise Refused(f"a claim of the kind {kind} holds = alone")
    if kind == "fixed-points" and len(lines[0]) == 1:
        raise Refused("fixed points are equivalent to one component at least")
    if kind == "sign" and not operators <= {"<", "<=", ">", ">=", "!="}:
        raise Refused("a sign is a relation <, <=, >, >= or != alone")
    for line in lines if kind == "equation" else []:
        if any(one[2] != following[1] for one, following in pairwise(line[0])):
            raise Refused("an equation is one chain of =")


def check(context: Context, claim: Any) -> None:
    """Refuse unless the evidence proves the statement of the claim, or its witness refutes it."""
    evidence, lines = dict(claim["evidence"]), [read_line(text) for text in claim["statement"]]
    _require_form(claim["kind"], lines)
    if {*evidence} - {"sums"} not in _EVIDENCE[claim["kind"]] or evidence.get("sums") == []:
        raise Refused(f"the evidence of a claim of this kind has not the keys {sorted(evidence)}")
    context.refuted = "matrices" in evidence or "witness" in evidence
    if "matrices" in evidence:
        refute_matrices(context, claim["kind"], lines, evidence)
    elif "witness" in evidence:
        _refute(context, claim["kind"], lines, evidence)
    else:
        _KINDS[claim["kind"]](context, lines, evidence)
    context.require_defined()
    if claim["kind"] in {"mode", "rank"}:
        require_no_index(context)
    if next(context.sums, None) is not None:
        raise Refused("more evidence for sums than there are sums")

"""What each kind of claim asks of its certificate."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

from symdyn.trial.formulas import HOLDS, linear, substitute, variables
from symdyn.trial.instances import refute_matrices, require_dimension
from symdyn.trial.meaning import Context
from symdyn.trial.modes import check_mode
from symdyn.trial.ranks import check_rank
from symdyn.trial.reading import INDICES, Node, Refused, integer, rational, read, read_line
from symdyn.trial.values import DEPENDENT, MATRICES
from symdyn.trial.words import require_no_index

__all__ = ["at_witness", "check", "prove_relation"]

_ZERO, _ONE = ("number", 0), ("number", 1)
_STABLE, _UNSTABLE = r"\operatorname{Re}\lambda_{\pm}", r"\max\operatorname{Re}\lambda_{\pm}"
_SPECTRUM = [
    r"J_{11} + J_{22} + J_{33} = t",
    r"J_{11} J_{22} - J_{12} J_{21} + J_{11} J_{33} - J_{13} J_{31} + J_{22} J_{33} - J_{23} J_{32} = d",
    r"J_{11} (J_{22} J_{33} - J_{23} J_{32}) - J_{12} (J_{21} J_{33} - J_{23} J_{31})"
    r" + J_{13} (J_{21} J_{32} - J_{22} J_{31}) = 0",
]


def _difference(left: Node, right: Node) -> Node:
    return ("+", left, ("neg", right))


def prove_relation(context: Context, relation: tuple[str, Node, Node], proof: Any) -> None:
    """Sign of left - right: constant * product of factor^power, each factor a weighted sum.

    A factor's weights are positive; what they multiply are facts, and even powers of anything.
    """
    operator, left, right = relation
    if operator in {"<", "<="}:
        operator, left, right = operator.replace("<", ">"), right, left
    if proof == "power":
        _prove_power(context, operator, left, right)
        return
    if "termwise" in proof:
        _prove_termwise(context, operator, left, right, proof["termwise"])
        return
    if proof.keys() != {"constant", "factors"}:
        raise Refused(f"a proof has not the keys {sorted(proof)}")
    product: list[Node] = [_rational(proof["constant"])]
    sign, strict, known = (1 if rational(proof["constant"]) >= 0 else -1), True, True
    if not rational(proof["constant"]) and operator != ">=":
        raise Refused("the constant of a proof is 0")
    for part in proof["factors"]:
        factor, power = read(part["factor"]), _whole(part["power"])
        product.append(("^", factor, _integer(power)))
        if part["terms"]:
            strong = _expand(context, factor, part["terms"])
        else:
            strong, known = (
                context.nonzero(context.value(context.closed(factor)).top),
                known and power % 2 == 0,
            )
        strict = strict and strong
    context.require_zero(
        _difference(_difference(left, right), ("*", *product)), "product of factors"
    )
    proved = {">": strict and known and sign > 0, ">=": known and sign > 0, "!=": strict}
    if not proved.get(operator):
        raise Refused(f"the signs of the factors do not give {operator} 0")


def _expand(context: Context, factor: Node, terms: Any) -> bool:
    """Check factor * scale = sum of weight * product of atoms; whether one term is positive."""
    total, strict = [], False
    for weight, *atoms in terms:
        positive = True
        product = [_rational(weight)]
        for text, exponent in atoms:
            atom = read(text)
            power = _whole(exponent)
            product.append(("^", atom, _integer(power)))
            top = _polynomial(context, atom)
            if not context.known_sign(top, ">") and power % 2 == 0:
                positive = positive and context.nonzero(top)
            elif not context.known_sign(top, ">"):
                positive = False
                if not context.known_sign(top, ">="):
                    raise Refused(f"{text} > 0 is not known")
        if rational(weight) <= 0:
            raise Refused(f"the weight {weight} is not positive")
        strict = strict or positive
        total.append(("*", *product))
    context.require_zero(_difference(factor, ("+", *total)), "weighted sum")
    return strict


def _polynomial(context: Context, node: Node) -> dict[int, int]:
    """The formula as a polynomial over a positive integer; its sign is that of the polynomial."""
    top, bottom = context.value(context.closed(node))
    if any(len(key) > 1 for key in bottom):
        raise Refused(f"{node!r:.99} has a denominator, whose sign counts too")
    return top


def _prove_termwise(context: Context, operator: str, left: Node, right: Node, proofs: Any) -> None:
    """A sum over n < N of terms >= 0 is >= 0, and > 0 if N >= 1 and the first is; so is its limit."""
    while (body := context.unfold(left)) is not None:
        left = body
    limit, total = (left[1], left[2]) if left[0] == "lim" else ("", left)
    form = linear(total[2]) if total[0] == "sum" else None
    before, context.required = context.required, set()
    if form is None or right != _ZERO or operator not in {">", ">="}:
        raise Refused("a termwise proof is for a sum > 0 or >= 0")
    # An endless sum has a first term in the end, if no outer index can take it away.
    endless = bool(limit) and limit in form
    if not (endless and all(x > 0 for x in form.values())) and (
        endless or not context.is_natural({**form, "": form.get("", 0) - 1})
    ):
        raise Refused("a termwise proof is for a sum of at least one term")
    term = context.bound(context.closed(total[3]), total[1])
    context.denominators(term, [(total[1], form, total[2])])
    if limit:
        context.bound(term, limit)
        context.require_decay(term, [total[1]] if endless else [], limit)
    first = substitute(term, {total[1]: _ZERO})
    goals = [(">=", term, _ZERO), *([(">", first, _ZERO)] if operator == ">" else [])]
    for goal, proof in zip(goals, proofs, strict=True):
        prove_relation(context, goal, proof)
    for relation in context.required:
        for index in (total[1], *([limit] if limit else [])):
            context.moved(relation, index)
    context.required |= before


def _prove_power(context: Context, operator: str, left: Node, right: Node) -> None:
    """-1 < x^n < 1 for -1 < x < 1 and an index n >= 1; x^n > 0 for x > 0."""
    (power, other) = (left, right) if left[0] == "^" else (right, left)
    sign = 1 if left[0] == "^" else -1
    index = power[2] if power[0] == "^" else _ZERO
    base = _polynomial(context, power[1])
    natural = context.given.get((">=", index, _ONE))
    ends: list[Node] = [("neg", _ONE), _ZERO] if sign == 1 else [_ONE]
    if (
        operator != ">"
        or other not in ends
        or natural is None
        or index[:1] != ("name",)
        or index[1] not in INDICES
    ):
        raise Refused(r"a power is bounded by -1, 0 or 1, for an index that is given as \ge 1")
    if not (context.in_unit(base) if other != _ZERO else context.known_sign(base, ">")):
        raise Refused("the base of the power is not known to have this bound")
    context.used.add(natural)


def _equation(context: Context, lines: Any, _: Any) -> None:
    for line in lines:
        for _, left, right in line[0]:
            context.require_zero(_difference(left, right), "equation")


def _sign(context: Context, lines: Any, evidence: Any) -> None:
    goals = [relation for line in lines for relation in line[0]]
    for goal, proof in zip(goals, evidence["proofs"], strict=True):
        prove_relation(context, goal, proof)


def _combination(context: Context, target: Node, equations: list[Node], cofactors: Any) -> None:
    total = [("*", read(x), e) for x, e in zip(cofactors, equations, strict=True) if x != "0"]
    context.require_zero(_difference(target, ("+", _ZERO, *total)), "combination of equations")


def _fixed_points(context: Context, lines: Any, evidence: Any) -> None:
    ((given, *alternatives),) = lines
    for relations in lines[0]:  # every quotient that is displayed, those of idle sides too
        for _, *sides in relations:
            context.value(context.closed(("+", *sides)))
    equations = [_difference(left, right) for _, left, right in given]
    targets = [[_difference(left, right) for _, left, right in one] for one in alternatives]

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
        rest = [_difference(x, y) for _, x, y in one if not (x[0] == "name" and x[1] in values)]
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
            context.require_zero(_difference(goal[1], ("*", ratio, x)), "condition")
        goals = [(">", ratio, _ZERO) for ratio in ratios]
    for goal, proof in zip(goals, evidence["proofs"], strict=True):
        prove_relation(context, goal, proof)


def _refute(context: Context, kind: str, lines: Any, evidence: Any) -> None:
    true, values = at_witness(context, kind, lines, evidence["witness"])
    if true or values != evidence["values"]:
        raise Refused(f"the statement holds at the witness, or its values are {values}")


def at_witness(context: Context, kind: str, lines: Any, witness: Any) -> tuple[bool, list[str]]:
    """Whether the statement is true at a point where every assumption holds, and its numbers."""
    point = {name: _rational(text) for name, text in witness.items()}
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


def _integer(value: int) -> Node:
    return ("number", value) if value >= 0 else ("neg", ("number", -value))


def _whole(text: str) -> int:
    value = rational(text)
    if value.denominator != 1:
        raise Refused(f"the exponent {text} is not an integer")
    return int(value)


def _rational(text: str) -> Node:
    value = rational(text)
    top = _integer(value.numerator)
    return top if value.denominator == 1 else ("/", top, ("number", value.denominator))


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

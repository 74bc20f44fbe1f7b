"""Claims of the prover as sequents: hypotheses, goal, what is used, and the evidence as terms."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from symdyn.checker.claims import Claim as Sequent
from symdyn.checker.claims import Use, relations
from symdyn.checker.terms import Refused, Relation, Term, letters, subterms
from symdyn.claims.certificates.encoding import standing_on, terms_of
from symdyn.claims.certificates.scopes import Scope, Scopes
from symdyn.claims.certificates.words import Words, matrices_of, matrix_goal
from symdyn.claims.claim import OF_MATRICES, Claim
from symdyn.errors import ClaimError
from symdyn.formula.reading import read, read_line, read_relations

__all__ = ["proof_of", "sequent", "stated", "unfolded"]


def sequent(scopes: Scopes, name: str) -> Sequent:
    """The sequent of a claim with its evidence.

    Parameters
    ----------
    scopes : the claims, and what names mean in them
    name : the claim's id

    Raises
    ------
    ClaimError, or Refused, if there is none.
    """
    found, claim = stated(scopes, name), scopes.claims[name]
    evidence, scope = claim.evidence, scopes.scope(name)
    if "gap" in evidence:
        return found
    sums = tuple(scope.leaf(q) for q in evidence.get("sums", []))
    if {"witness", "matrices"} & evidence.keys():
        found = unfolded(scopes, found) if "witness" in evidence else found
        return found._replace(sums=sums, refutation=_refutation(scope, evidence))
    return found._replace(sums=sums, proof=proof_of(scope, claim, found.goal, evidence))


def unfolded(scopes: Scopes, says: Sequent) -> Sequent:
    """The sequent with all symbols unfolded that it stands on: a witness gives values to letters."""
    shown = terms_of([says.hypotheses, relations(says.goal)])
    return says._replace(unfolds=frozenset(standing_on(shown, scopes.signature)))


def stated(scopes: Scopes, name: str) -> Sequent:
    """What a claim says and uses, without evidence; kept, as what uses it looks it up."""
    if name not in scopes.sequents:
        claim, scope = scopes.claims[name], scopes.scope(name)
        given = tuple(scope.relation(x) for text in claim.assumptions for x in read_relations(text))
        if claim.kind in OF_MATRICES:
            given, goal = matrix_goal(scopes, name, given)
        else:
            goal = _GOALS[claim.kind](scope, claim.statement)
        unfolds, uses = _uses(scopes, name, goal)
        if claim.kind in OF_MATRICES:
            unfolds = frozenset()
        scopes.sequents[name] = Sequent(name, given, goal, uses, unfolds, (), None)
    return scopes.sequents[name]


def proof_of(scope: Scope, claim: Claim, goal: Any, evidence: Mapping[str, Any]) -> dict[str, Any]:
    """The proof that evidence for a claim is, with terms for its texts."""
    kind = claim.kind
    if kind == "equation":
        proofs = evidence.get("proofs", [None] * (len(goal) - 1))
        return {"proofs": [_combination(scope, p) for p in proofs]}
    if kind == "sign":
        return {"proofs": [_sign_proof(scope, p) for p in evidence.get("proofs", [])]}
    if kind == "fixed-points":
        converse = [[[scope.leaf(x) for x in row] for row in one] for one in evidence["converse"]]
        return {"cases": _case(scope, evidence["cases"]), "converse": converse}
    if kind == "stability":
        return _roots(scope, goal, evidence)
    if kind == "words":
        words, rows = Words(scope.scopes, claim.id), evidence.get("added", [[]] * (len(goal) - 1))
        return {"added": [[words.term(read(text)) for text in row] for row in rows]}
    return {"by_lag": True} if kind == "rank" and evidence.get("by-lag") == "1" else {}


def _refutation(scope: Scope, evidence: Mapping[str, Any]) -> dict[str, Any]:
    if "witness" in evidence:
        return {"witness": {scope.key(x): v for x, v in evidence["witness"].items()}}
    return matrices_of(evidence)


def _equation(scope: Scope, lines: tuple[str, ...]) -> Any:
    found = tuple(scope.relation(x) for text in lines for x in read_relations(text))
    if not found:
        raise ClaimError("the statement is empty")
    return ("all", *found)


def _combination(scope: Scope, p: Any) -> Any:
    """Cofactors of equations that hold, whose sum is the difference of both sides."""
    if p is None:
        return None
    return {"by": [[scope.leaf(x), scope.relation(read_relations(y)[0])] for x, y in p["by"]]}


def _sign_proof(scope: Scope, p: Any) -> Any:
    if not isinstance(p, dict) or p.keys() == {"by"}:
        return p
    if "termwise" in p:
        one = [_sign_proof(scope, x) for x in p["termwise"]]
        return {"termwise": [*one, *one[:1]][:2]}
    found = {"constant": p["constant"], "factors": [_factor(scope, f) for f in p["factors"]]}
    added = p.get("by", [])
    if added and isinstance(added[0][0], str):  # formulas, as the chain of a rule gives them
        return {**found, **_combination(scope, p)}
    return {**found, **({"by": added} if added else {})}


def _factor(scope: Scope, f: Any) -> Any:
    """A factor, its power and its weighted sum, as the search or the chain of a rule gives them."""
    if not isinstance(f, dict):
        return f
    terms = [[t[0], [[scope.leaf(a), int(e)] for a, e in t[1:]]] for t in f["terms"]]
    return [scope.leaf(f["factor"]), int(f["power"]), terms]


def _fixed_points(scope: Scope, lines: tuple[str, ...]) -> Any:
    (given, *components) = read_line(lines[0])
    if len(lines) > 1 or not components:
        raise ClaimError("fixed points are one line, equivalent to one component at least")
    rows = tuple(tuple(scope.relation(x) for x in one) for one in components)
    return ("iff", tuple(scope.relation(x) for x in given), rows)


def _case(scope: Scope, c: Any) -> Any:
    if "alternative" in c:
        rows = [[scope.leaf(x) for x in row] for row in c["combinations"]]
        return {"component": int(c["alternative"]), "combinations": rows}
    return {
        "factors": [scope.leaf(x) for x in c["factors"]],
        "combination": [scope.leaf(x) for x in c["combination"]],
        "cases": [_case(scope, x) for x in c["cases"]],
    }


# What a statement on the roots begins with, without spaces: whose roots, and whether all lie in the region.
_HEADS = {
    ("<", r"\operatorname{Re}\lambda_{\pm}", 0): ("eigenvalues", True),
    (">=", r"\max\operatorname{Re}\lambda_{\pm}", 0): ("eigenvalues", False),
    ("<", r"\operatorname{Re}\Lambda_{\pm}", 0): ("complex eigenvalues", True),
    (">=", r"\max\operatorname{Re}\Lambda_{\pm}", 0): ("complex eigenvalues", False),
    ("<", r"\lvert\mu_{\pm}\rvert", 1): ("multipliers", True),
    ("<", r"\lvert\nu\rvert", 1): ("multipliers of a rate under momentum", True),
    ("<", r"\lvert\nu_{\pm}\rvert", 1): ("multipliers of a pair under momentum", True),
}
# The region, and all but the leading coefficient of the monic polynomials: of the eigenvalues \lambda; of
# the complex eigenvalues \Lambda, whose trace is t + i y and whose determinant is d + i z, times that of
# their conjugates; of the multipliers \mu = 1 + \eta \lambda of a step \eta; of those under the momentum \beta,
# which are two for each eigenvalue, the roots of \nu^{2} - (1 + \beta + \eta \lambda) \nu + \beta: for an eigenvalue
# -y, and for a pair with the trace t and the determinant d.
_POLYNOMIALS = {
    "eigenvalues": ("half-plane", ("d", "-t")),
    "complex eigenvalues": (
        "half-plane",
        (
            "d^{2} + z^{2}",
            r"-2 \left(t d + y z\right)",
            "t^{2} + y^{2} + 2 d",
            "-2 t",
        ),
    ),
    "multipliers": ("disc", (r"1 + \eta t + \eta^{2} d", r"-\left(2 + \eta t\right)")),
    "multipliers of a rate under momentum": (
        "disc",
        (r"\beta", r"-\left(1 + \beta - \eta y\right)"),
    ),
    "multipliers of a pair under momentum": (
        "disc",
        (
            r"\beta^{2}",
            r"-\beta \left(2 + 2 \beta + \eta t\right)",
            r"1 + 4 \beta + \beta^{2} + \left(1 + \beta\right) \eta t + \eta^{2} d",
            r"-\left(2 + 2 \beta + \eta t\right)",
        ),
    ),
}


def _stability(scope: Scope, lines: tuple[str, ...]) -> Any:
    r"""Of a mode: the roots of \lambda^2 - t \lambda + d; that they are eigenvalues is another claim.

    Of a conformal mode trace and determinant are complex, and the conjugates of the roots are taken in.
    """
    (first, *others), *cases = read_line(lines[0])
    operator, head, right = first
    form = (operator, re.sub(r"\s", "", str(head[1])), right[1])
    if others or len(lines) > 1 or len(cases) > 1 or form not in _HEADS or right[0] != "number":
        raise ClaimError(
            "the statement is not one about the real parts of the eigenvalues, or about the moduli of "
            "the multipliers"
        )
    whose, all_lie_in_it = _HEADS[form]
    region, texts = _POLYNOMIALS[whose]
    conditions = cases[0] if cases else ()
    zero, many = ("number", 0), len(texts) + (region == "disc")
    if cases and [(sign, y) for sign, _, y in conditions] != [(">", zero)] * many:
        raise ClaimError(f"the conditions are {many} of the form X > 0")
    coefficients = tuple(scope.term(read(one)) for one in texts)
    shown = tuple(scope.term(x[1]) for x in conditions)
    direction = ("iff" if cases else "all") if all_lie_in_it else "not all"
    return ("roots", region, direction, coefficients, shown)


def _roots(scope: Scope, goal: Any, evidence: Mapping[str, Any]) -> dict[str, Any]:
    signs = [_sign_proof(scope, x) for x in evidence["proofs"]]
    if goal[2] == "not all":
        weights = [scope.leaf(x) for x in evidence["weights"]]
        if "positive" in evidence:
            return {"weights": weights, "positive": int(evidence["positive"]), "proofs": signs}
        p, q = weights
        return {"weights": [q, p], "positive": 1, "proofs": [signs[1], signs[0], signs[2]]}
    ratios = {"ratios": [scope.leaf(x) for x in evidence["ratios"]]} if goal[2] == "iff" else {}
    return {"proofs": signs, **ratios}


_GOALS = {
    "equation": _equation,
    "sign": _equation,
    "fixed-points": _fixed_points,
    "stability": _stability,
}


def _uses(scopes: Scopes, name: str, goal: Any) -> tuple[frozenset[str], tuple[Use, ...]]:
    """The symbols to unfold, and the instances of the claims that are used."""
    scope = scopes.scope(name)
    unfolds: set[str] = set()
    uses: list[Use] = []
    for one in scopes.claims[name].uses:
        claim = scopes.claims[one]
        if claim.kind in {"definition", "mode"}:
            unfolds |= {scope.symbol(key) for key in _defined(scope, claim.statement)}
            continue
        try:
            used = stated(scopes, one)
        except (ClaimError, Refused, LookupError):
            continue
        if used.goal[0] != "all":
            continue
        sides = [x for r in (*used.hypotheses, *relations(used.goal)) for x in r[1:]]
        free = {x[1] for side in sides for x in letters(side)}
        values = {
            ("sym", x): scope.term(("name", x)) for x in sorted(free) if x in scope.definitions
        }
        uses.append(Use(one, values))
        for given in _evaluations(goal, free):
            more = Use(one, {**values, **given})
            if more not in uses:
                uses.append(more)
    return frozenset(unfolds), tuple(uses)


def _defined(scope: Scope, lines: tuple[str, ...]) -> Iterator[str]:
    """The names that lines define, as far as they are numbers."""
    for text in lines:
        for _, left, _ in read_line(text)[0]:
            key = f"{left[1]}_" if left[0] == "indexed" else ""
            key = key or (scope.key(left[1]) if left[0] == "name" else "")
            if key in scope.definitions:
                yield key


def _evaluations(goal: Any, free: set[str]) -> Iterator[dict[Term, Term]]:
    """The numbers that evaluations in the goal put in for free letters: what is used holds there."""
    shown: list[Relation] = list(goal[1:]) if goal[0] == "all" else []
    for t in (x for one in shown for x in one[1:]):
        for x, _ in subterms(t):
            if x[0] == "let" and free & {*x[1]}:
                pairs = zip(x[1], x[2], strict=True)
                closed = {n: v for n, v in pairs if all(y[0] != "var" for y, _ in subterms(v))}
                yield {("sym", n): v for n, v in closed.items() if n in free and not letters(v)}

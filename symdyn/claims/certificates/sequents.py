"""Claims of the prover as sequents: hypotheses, goal, what is used, and the evidence as terms."""

from collections.abc import Iterator, Mapping
from typing import Any

from symdyn.checker.claims import Claim as Sequent
from symdyn.checker.claims import Use, relations
from symdyn.checker.terms import Relation, Term, letters, subterms
from symdyn.claims.certificates.scopes import Scope, Scopes
from symdyn.claims.certificates.words import matrix_sequent
from symdyn.errors import ClaimError
from symdyn.trial.reading import read_line, read_relations

__all__ = ["sequent"]


def sequent(scopes: Scopes, name: str, before: Mapping[str, Sequent]) -> Sequent:
    """The sequent of a claim.

    Parameters
    ----------
    scopes : what names mean, in all claims
    name : the claim's id
    before : the sequents of the claims that it uses, as far as they have one

    Raises
    ------
    ClaimError, or Refused, if there is none.
    """
    claim, scope = scopes.claims[name], scopes.scope(name)
    given = tuple(scope.relation(x) for text in claim.assumptions for x in read_relations(text))
    if claim.kind in {"mode", "rank"}:
        found = matrix_sequent(scopes, name, given)
        return found._replace(uses=_uses(scopes, name, found.goal, before)[1])
    evidence = claim.evidence
    goal, proof = _KINDS[claim.kind](scope, claim.statement, evidence)
    if claim.kind in {"equation", "sign"} and not goal[1:]:
        raise ClaimError("the statement is empty")
    unfolds, uses = _uses(scopes, name, goal, before)
    sums = tuple(scope.text(q) for q in evidence.get("sums", []))
    refutation = None
    if "witness" in evidence:
        refutation = {"witness": {scope.key(x): v for x, v in evidence["witness"].items()}}
    return Sequent(name, given, goal, uses, unfolds, sums, proof, refutation)


def _is_proved(evidence: Mapping[str, Any]) -> bool:
    return not {"witness", "gap"} & evidence.keys()


def _equation(scope: Scope, lines: tuple[str, ...], _: Mapping[str, Any]) -> Any:
    found = tuple(scope.relation(x) for text in lines for x in read_line(text)[0])
    return ("all", *found), {"proofs": [None] * len(found)}


def _sign(scope: Scope, lines: tuple[str, ...], evidence: Mapping[str, Any]) -> Any:
    goal, _ = _equation(scope, lines, evidence)
    return goal, {"proofs": [_sign_proof(scope, p) for p in evidence.get("proofs", [])]}


def _sign_proof(scope: Scope, p: Any) -> Any:
    if p == "power":
        return p
    if "termwise" in p:
        one = [_sign_proof(scope, x) for x in p["termwise"]]
        return {"termwise": [*one, *one[:1]][:2]}
    factors = [
        [
            scope.text(f["factor"]),
            int(f["power"]),
            [[t[0], [[scope.text(a), int(e)] for a, e in t[1:]]] for t in f["terms"]],
        ]
        for f in p["factors"]
    ]
    return {"constant": p["constant"], "factors": factors}


def _fixed_points(scope: Scope, lines: tuple[str, ...], evidence: Mapping[str, Any]) -> Any:
    (given, *components) = read_line(lines[0])
    rows = tuple(tuple(scope.relation(x) for x in one) for one in components)
    goal = ("iff", tuple(scope.relation(x) for x in given), rows)
    if not _is_proved(evidence):
        return goal, {}
    converse = [[[scope.text(x) for x in row] for row in one] for one in evidence["converse"]]
    return goal, {"cases": _case(scope, evidence["cases"]), "converse": converse}


def _case(scope: Scope, c: Any) -> Any:
    if "alternative" in c:
        rows = [[scope.text(x) for x in row] for row in c["combinations"]]
        return {"component": int(c["alternative"]), "combinations": rows}
    return {
        "factors": [scope.text(x) for x in c["factors"]],
        "combination": [scope.text(x) for x in c["combination"]],
        "cases": [_case(scope, x) for x in c["cases"]],
    }


def _stability(scope: Scope, lines: tuple[str, ...], evidence: Mapping[str, Any]) -> Any:
    r"""Of a mode: the roots of \lambda^2 - t \lambda + d; that they are eigenvalues is another claim."""
    (first, *others), *cases = read_line(lines[0])
    if others or (first[0], first[2]) not in {("<", ("number", 0)), (">=", ("number", 0))}:
        raise ClaimError("a mode is said to be stable, Re < 0, or not to be, max Re >= 0")
    t, d = scope.term(("name", "t")), scope.term(("name", "d"))
    shown = tuple(scope.term(x[1]) for x in cases[0]) if cases else ()
    direction = "not all" if first[0] == ">=" else "iff" if cases else "all"
    goal = ("roots", "half-plane", direction, (d, ("neg", t)), shown)
    if not _is_proved(evidence):
        return goal, {}
    signs = [_sign_proof(scope, x) for x in evidence["proofs"]]
    if direction == "not all":
        p, q = (scope.text(x) for x in evidence["weights"])
        return goal, {"weights": [q, p], "positive": 1, "proofs": [signs[1], signs[0], signs[2]]}
    ratios = {"ratios": [scope.text(x) for x in evidence["ratios"]]} if cases else {}
    return goal, {"proofs": signs, **ratios}


_KINDS = {
    "equation": _equation,
    "sign": _sign,
    "fixed-points": _fixed_points,
    "stability": _stability,
}


def _uses(
    scopes: Scopes, name: str, goal: Any, before: Mapping[str, Sequent]
) -> tuple[frozenset[str], tuple[Use, ...]]:
    """The symbols to unfold, and the instances of the claims that are used."""
    scope = scopes.scope(name)
    unfolds: set[str] = set()
    uses: list[Use] = []
    for one in scopes.claims[name].uses:
        claim = scopes.claims[one]
        if claim.kind in {"definition", "mode"}:
            unfolds |= {scope.symbol(key) for key in _defined(scope, claim.statement)}
            continue
        used = before.get(one)
        if used is None or used.goal[0] != "all":
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

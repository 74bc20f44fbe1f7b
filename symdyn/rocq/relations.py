"""Proofs of relations: equations, with cofactors or without, and signs."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from symdyn.checker.context import turned
from symdyn.checker.terms import ZERO, Relation, Term
from symdyn.errors import NotExportedError
from symdyn.rocq.place import DONE, Place

__all__ = ["cofactors", "relation_tactic"]


def cofactors(place: Place, pairs: Sequence[tuple[Term, Relation]]) -> tuple[str, str]:
    """Terms times equations in force, as a list of trees and the proof of the equations."""
    rows, proof = [], "I"
    for factor, (_, left, right) in pairs:
        if factor != ZERO:
            rows.append(f"({place.tree(factor)}, {place.tree(left)}, {place.tree(right)})%tree")
    for factor, relation in reversed(pairs):
        if factor != ZERO:
            proof = f"(conj {place.relation_proof(relation)} {proof})"
    return f"[{'; '.join(rows)}]", proof


def relation_tactic(place: Place, relation: Relation, proof: Any) -> str:
    """The tactic that proves a relation by the evidence of the claim."""
    operator, left, right = turned(relation)
    back = "apply Rle_ge; " if relation[0] == ">=" else ""
    if operator == "=":
        return _equation(place, left, right, proof)
    if proof == "known":
        return f"exact {place.relation_proof(relation)}"
    if proof == "power":
        raise NotExportedError("its proof is a bound on a power with an index as its exponent")
    if "termwise" in proof:
        raise NotExportedError("its proof goes through a sum term by term")
    lemma = {">": "by_positive", ">=": "by_natural", "!=": "by_nonzero"}[operator]
    rows, shown = cofactors(place, proof["by"])
    one, other = place.tree(left), place.tree(right)
    factors = "; ".join(_factor(place, *factor) for factor in proof["factors"])
    constant: Fraction = proof["constant"]
    return (
        f"{back}refine ({lemma} {place.here} ({constant.numerator})%Z {constant.denominator}%positive "
        f"[{factors}] {rows} ({one})%tree ({other})%tree {shown} _); {DONE}"
    )


def _equation(place: Place, left: Term, right: Term, proof: Any) -> str:
    one, other = place.tree(left), place.tree(right)
    if proof is None or not proof["by"]:
        return f"refine (by_equation {place.here} ({one})%tree ({other})%tree _); {DONE}"
    rows, shown = cofactors(place, proof["by"])
    return (
        f"refine (by_combination {place.here} {rows} ({one})%tree ({other})%tree {shown} _); {DONE}"
    )


def _factor(place: Place, factor: Term, power: int, terms: Any) -> str:
    sums = "; ".join(_weighted(place, weight, atoms) for weight, atoms in terms)
    return f"(({place.tree(factor)})%tree, ({power})%Z, [{sums}])"


def _weighted(place: Place, weight: Fraction, atoms: Any) -> str:
    found = []
    for atom, power in atoms:
        tree = f"/ ({place.tree(atom)})" if power < 0 else place.tree(atom)
        found.append(f"(({tree})%tree, {abs(power)}%N)")
    return f"({weight.numerator}%positive, {weight.denominator}%positive, [{'; '.join(found)}])"

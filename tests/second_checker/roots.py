"""Proofs of the goal `roots`."""

from __future__ import annotations

from math import comb
from typing import Any

from tests.second_checker.arithmetic import Arena, Value
from tests.second_checker.claims import Claim
from tests.second_checker.errors import Refused
from tests.second_checker.evaluation import value_of
from tests.second_checker.proofs import Prover
from tests.second_checker.shapes import as_count, as_list, as_texts, keys
from tests.second_checker.terms import Term, make, number


def own_conditions(region: str, coefficients: list[Term]) -> list[Term]:
    """The conditions > 0 that hold exactly if all roots lie in the region."""
    if region == "half-plane":
        return _hurwitz([*coefficients, number(1)])
    moved = _moved([*coefficients, number(1)])
    return [moved[-1], *_hurwitz(moved)]


def _moved(c: list[Term]) -> list[Term]:
    """The coefficients of (1 - y)^n p((1 + y)/(1 - y))."""
    n = len(c) - 1
    result = []
    for power in range(n + 1):
        parts = []
        for at, one in enumerate(c):
            factor = sum(
                comb(at, k) * comb(n - at, power - k) * (-1) ** (power - k)
                for k in range(max(0, power - n + at), min(at, power) + 1)
            )
            parts.append(make("*", (number(factor), one)))
        result.append(make("+", tuple(parts)))
    return result


def _hurwitz(c: list[Term]) -> list[Term]:
    """The leading Hurwitz minors but the last, then the constant coefficient."""
    n = len(c) - 1
    matrix = [
        [c[n - 1 - 2 * j + i] if 0 <= n - 1 - 2 * j + i <= n else number(0) for j in range(n)]
        for i in range(n)
    ]
    return [_determinant([row[:size] for row in matrix[:size]]) for size in range(1, n)] + [c[0]]


def _determinant(rows: list[list[Term]]) -> Term:
    """The determinant, along the first row."""
    if len(rows) == 1:
        return rows[0][0]
    parts = []
    for at, entry in enumerate(rows[0]):
        minor = _determinant([row[:at] + row[at + 1 :] for row in rows[1:]])
        product = make("*", (entry, minor))
        parts.append(make("-", product) if at % 2 else product)
    return make("+", tuple(parts))


def prove_roots(claim: Claim, prover: Prover, proof: Any) -> None:
    """By the direction of the goal."""
    direction = claim.goal["direction"]
    own = own_conditions(claim.goal["region"], claim.coefficients)
    shown = claim.conditions
    for term in claim.coefficients + shown:
        value_of(prover.context, term)
    if direction == "all":
        keys(proof, {"proofs"})
        _positive(prover, own, proof["proofs"])
    elif direction == "not all":
        _not_all(prover, own, proof)
    elif direction == "iff":
        keys(proof, {"proofs", "ratios"})
        arena: Arena = prover.context.arena
        ratios = as_list(as_texts(proof["ratios"]), len(own))
        if len(shown) != len(own):
            raise Refused("not as many conditions as the checker's own")
        values = [prover.text(text) for text in ratios]
        for one, ratio, other in zip(own, values, shown, strict=False):
            left, right = value_of(prover.context, one), value_of(prover.context, other)
            if arena.subtract(left, arena.multiply(ratio, right)).coefficient:
                raise Refused("a condition is not its ratio times the condition shown")
        for ratio, one in zip(values, as_list(proof["proofs"], len(own)), strict=False):
            prover.product(">", ratio, one, None)
    else:
        keys(proof, {"proofs"})
        supposed, wanted = (shown, own) if direction == "if" else (own, shown)
        inner = Prover(
            prover.context.supposing([(">", term, number(0)) for term in supposed]), prover.scope
        )
        _positive(inner, wanted, proof["proofs"])


def _positive(prover: Prover, terms: list[Term], proofs: Any) -> None:
    """All terms are > 0."""
    for term, proof in zip(terms, as_list(proofs, len(terms)), strict=False):
        prover.prove((">", term, number(0)), proof)


def _not_all(prover: Prover, own: list[Term], proof: Any) -> None:
    """A weighted sum of the conditions is <= 0."""
    keys(proof, {"weights", "positive", "proofs"})
    arena = prover.context.arena
    weights = [prover.text(text) for text in as_list(as_texts(proof["weights"]), len(own))]
    positive = as_count(proof["positive"])
    if positive >= len(own):
        raise Refused("there is no such weight")
    proofs = as_list(proof["proofs"], len(own) + 1)
    for at, (weight, one) in enumerate(zip(weights, proofs, strict=False)):
        _sign(prover, ">" if at == positive else ">=", weight, one)
    total: list[Value] = [
        arena.multiply(weight, value_of(prover.context, term))
        for weight, term in zip(weights, own, strict=False)
    ]
    _sign(prover, "<=", arena.add(*total), proofs[-1])


def _sign(prover: Prover, operator: str, value: Value, proof: Any) -> None:
    """A value has a sign, known or shown."""
    if proof == "known":
        if operator not in prover.context.sign(value):
            raise Refused("a relation is not known")
    else:
        prover.product(operator, value, proof, None)

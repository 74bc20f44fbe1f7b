"""Proofs of the goals `all` and `iff`."""

from __future__ import annotations

from typing import Any

from tests.second_checker.arithmetic import Value
from tests.second_checker.claims import Claim
from tests.second_checker.context import Context, Env
from tests.second_checker.errors import Refused
from tests.second_checker.evaluation import value_of
from tests.second_checker.proofs import Prover
from tests.second_checker.reader import read_term
from tests.second_checker.shapes import as_count, as_list, as_texts, keys
from tests.second_checker.terms import Term, number


def prove_all(claim: Claim, prover: Prover, proof: Any) -> None:
    """Each relation by its proof."""
    keys(proof, {"proofs"})
    proofs = as_list(proof["proofs"], len(claim.relations))
    for at, (relation, one) in enumerate(zip(claim.relations, proofs, strict=False)):
        try:
            prover.prove(relation, one)
        except Refused as refusal:
            raise Refused(f"relation {at}: {refusal}") from None


def prove_iff(claim: Claim, prover: Prover, proof: Any) -> None:
    """The tree of cases, and the converse."""
    keys(proof, {"cases", "converse"})
    left = [prover.difference(relation) for relation in claim.relations]
    parts = [[prover.difference(relation) for relation in part] for part in claim.components]
    _cases(prover, left, parts, proof["cases"])
    for part, rows in zip(range(len(parts)), as_list(proof["converse"], len(parts)), strict=False):
        _converse(claim, prover, part, rows)


def _combination(prover: Prover, row: Any, current: list[Value], env: Env | None = None) -> Value:
    """The sum of cofactors times the current differences."""
    arena = prover.context.arena
    texts = as_texts(row)
    if len(texts) != len(current):
        raise Refused("a row of cofactors has another length")
    return arena.add(
        *(
            arena.multiply(prover.text(text, env), one)
            for text, one in zip(texts, current, strict=False)
        )
    )


def _cases(prover: Prover, current: list[Value], parts: list[list[Value]], tree: Any) -> None:
    """From the current equations, one of the components follows."""
    arena = prover.context.arena
    prover.context.work.spend(100)
    if isinstance(tree, dict) and "component" in tree:
        keys(tree, {"component", "combinations"})
        at = as_count(tree["component"])
        if at >= len(parts):
            raise Refused("there is no such component")
        for wanted, row in zip(
            parts[at], as_list(tree["combinations"], len(parts[at])), strict=False
        ):
            if arena.subtract(wanted, _combination(prover, row, current)).coefficient:
                raise Refused("a combination does not come out")
        return
    keys(tree, {"factors", "combination", "cases"})
    terms = [read_term(text, prover.scope) for text in as_texts(tree["factors"])]
    factors = [value_of(prover.context, term) for term in terms]
    shown = arena.multiply(*factors)
    if arena.subtract(shown, _combination(prover, tree["combination"], current)).coefficient:
        raise Refused("a product of factors does not come out")
    # G > 0 in force shows that G is nonzero even if the value of G is a quotient, which has no sign here.
    open_factors = [
        factor
        for factor, term in zip(factors, terms, strict=True)
        if not any(prover.context.holds((one, term, number(0))) for one in ("!=", ">", "<"))
    ]
    for factor, branch in zip(
        open_factors, as_list(tree["cases"], len(open_factors)), strict=False
    ):
        _cases(prover, [*current, factor], parts, branch)


def _converse(claim: Claim, prover: Prover, at: int, rows: Any) -> None:
    """From a component, all left equations follow."""
    put_in: dict[str, Term] = {}
    others = []
    for relation in claim.components[at]:
        _, left, right = relation
        if left.tag == "l" and left.args[0] not in put_in and left.args[0] not in right.free:
            put_in[left.args[0]] = right
        else:
            others.append(relation)
    if any(term.free & set(put_in) for term in put_in.values()):
        raise Refused("a letter of a component stands in a term that is put in")
    env = Env(put_in)
    for name, term in put_in.items():
        _number(prover.context, name, term)
    differences = [prover.difference(relation, env) for relation in others]
    for relation, row in zip(claim.relations, as_list(rows, len(claim.relations)), strict=False):
        wanted = prover.difference(relation, env)
        if prover.context.arena.subtract(
            wanted, _combination(prover, row, differences, env)
        ).coefficient:
            raise Refused("a left equation does not follow from a component")


def _number(context: Context, name: str, term: Term) -> None:
    """What is put in for a letter means a number of its sort; the hypotheses hold of it as they hold of the letter."""
    if context.is_index(name):
        raise Refused("an index is put in")
    value_of(context, term)

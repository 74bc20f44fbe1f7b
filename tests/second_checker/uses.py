"""What used claims give: relations in force, and equations that rewrite symbols."""

from __future__ import annotations

from collections.abc import Iterable

from tests.second_checker.claims import Claim
from tests.second_checker.context import Context, Relation, Rule
from tests.second_checker.errors import Refused
from tests.second_checker.evaluation import check_number
from tests.second_checker.reader import read_term
from tests.second_checker.scope import Scope
from tests.second_checker.terms import Term, substitute

Instance = tuple[list[Relation], list[Relation], dict[str, Term], list[Rule]]


def closed(relation: Relation, env: dict[str, Term]) -> Relation:
    """A relation with values put in and evaluations carried out."""
    return relation[0], substitute(relation[1], env), substitute(relation[2], env)


def instance(claim: Claim, texts: dict[str, str], scope: Scope) -> Instance:
    """The hypotheses, the relations and the values of a use, and the rules of its claim for any values."""
    if claim.kind != "all":
        raise Refused("only a claim whose goal is `all` can be used")
    if not set(texts) <= claim.letters():
        raise Refused("a value is given for something else than a letter")
    env = {name: read_term(text, scope) for name, text in texts.items()}
    conditions = [closed(one, {}) for one in claim.hypotheses]
    rules = [
        Rule(left, right, conditions, env)
        for operator, left, right in (closed(one, {}) for one in claim.relations)
        if operator == "=" and left.tag == "s"
    ]
    return (
        [closed(one, env) for one in claim.hypotheses],
        [closed(one, env) for one in claim.relations],
        env,
        rules,
    )


def begin(context: Context, hypotheses: Iterable[Relation], instances: list[Instance]) -> None:
    """Put the hypotheses in force, then what the uses give, one after another."""
    for one in instances:
        context.rules += one[3]
    context.put_in_force(closed(one, {}) for one in hypotheses)
    pending = list(instances)
    while pending:
        good = [_in_force(context, one) for one in pending]
        if not any(good):
            break
        context.put_in_force(
            [
                relation
                for one, holds in zip(pending, good, strict=False)
                if holds
                for relation in one[1]
            ]
        )
        pending = [one for one, holds in zip(pending, good, strict=False) if not holds]


def _in_force(context: Context, one: Instance) -> bool:
    """Do the hypotheses of an instance hold, and do its values mean numbers?"""
    try:
        for name, term in one[2].items():
            check_number(context, name, term)
        return all(context.holds(relation) for relation in one[0])
    except Refused:
        return False

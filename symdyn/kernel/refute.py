r"""Refutation, apart from proof: numbers for all letters at which the hypotheses hold and the goal not.

No proof looks at a refutation, and none imports this file.  Terms are evaluated by the rules of
`context`, with proved claims where a limit needs them, so a value counts only if the term means a
number.
"""

from collections.abc import Mapping
from fractions import Fraction
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from .claims import Claim, Use, activate, prepare
from .context import moved
from .evidence import fields, number
from .goals import conditions
from .signs import rational
from .sorts import is_index
from .terms import ONE, Definition, Refused, Relation, Term, letters, replace

__all__ = ["refute"]

_HOLDS = {"=": eq, "!=": ne, "<": lt, ">": gt, "<=": le, ">=": ge}


def refute(claim: Claim, signature: Mapping[str, Definition], proved: Mapping[str, Claim]) -> None:
    """Refuse unless the witness is a counterexample to the claim."""
    if claim.goal[0] not in {"all", "iff", "roots"}:
        raise Refused("a claim on matrices is not refuted by numbers")
    point: dict[Term, Term] = {}
    for name, text in fields(claim.refutation, "witness")["witness"].items():
        value = number(text)
        if is_index(name) and (value.denominator != 1 or value < 0):
            raise Refused(f"{name} is a natural number")
        point[("sym", name)] = rational(value)
    uses = tuple(
        Use(one.claim, {**point, **{x: replace(y, point) for x, y in one.values.items()}})
        for one in claim.uses
    )
    claim = claim._replace(uses=uses)
    context = prepare(claim, signature, proved)
    activate(context, claim, proved)

    def at(t: Term) -> Fraction:
        t = replace(t, point)
        if letters(t):
            raise Refused(f"the witness has no number for {sorted(x[1] for x in letters(t))}")
        found = context.ring.constant(context.number(t))
        if found is None:
            raise Refused("a term has no value that is a number")
        return found

    def holds(relation: Relation) -> bool:
        first, second = at(relation[1]), at(relation[2])
        return bool(_HOLDS[relation[0]](first, second))

    for one in claim.hypotheses:
        if not holds(one):
            raise Refused("a hypothesis does not hold at the witness")
    for one in claim.hypotheses:  # they are in force at the point, and near it if they are open
        context.suppose(moved(one, point))
    activate(context, claim, proved)
    if _is_true(claim.goal, at, holds):
        raise Refused("the goal holds at the witness")


def _is_true(goal: Any, at: Any, holds: Any) -> bool:
    def every(relations: Any) -> bool:
        return False not in [holds(one) for one in relations]  # each has to mean something

    if goal[0] == "all":
        return every(goal[1:])
    if goal[0] == "iff":
        return every(goal[1]) == (True in [every(one) for one in goal[2]])
    _, region, direction, coefficients, shown = goal
    inside = min(at(x) for x in conditions(region, [*coefficients, ONE])) > 0
    stated = min((at(x) for x in shown), default=1) > 0
    found: dict[str, bool] = {
        "all": inside,
        "not all": not inside,
        "iff": inside == stated,
        "if": inside or not stated,
        "only if": stated or not inside,
    }
    return found[direction]

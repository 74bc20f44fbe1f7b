"""Refutation, apart from proof: numbers for all letters at which the hypotheses hold and the goal not.

No proof looks at a refutation, and none imports this file.  Terms are evaluated by the rules of
`context`, with proved claims where a limit needs them, so a value counts only if the term means a
number.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from .claims import Claim, Use, activate, prepare, relations, require_well_formed
from .context import Context, moved
from .evidence import fields, number, whole
from .goals import conditions
from .instances import HOLDS, Instance, minor_of
from .ranks import require_updates
from .signs import rational
from .sorts import DIMENSIONS, is_index
from .terms import ONE, Definition, Refused, Relation, Term, difference, letters, replace

__all__ = ["refute"]

_MOST = 64


def refute(claim: Claim, signature: Mapping[str, Definition], proved: Mapping[str, Claim]) -> None:
    """Refuse unless the witness is a counterexample to the claim."""
    if claim.goal[0] in {"mode", "rank", "words"}:
        require_well_formed(claim, signature)
        _refute_matrices(claim, signature)
        return
    point: dict[Term, Term] = {}
    shown = (x for one in (*claim.hypotheses, *relations(claim.goal)) for x in one[1:])
    known = {x[1] for t in shown for x in letters(t)}
    for name, text in fields(claim.refutation, "witness")["witness"].items():
        value = number(text)
        if name not in known:
            raise Refused(f"{name!r:.40} is no letter of the claim")
        if is_index(name) and (value.denominator != 1 or value < (name in DIMENSIONS)):
            raise Refused(f"{name} is a natural number, a dimension at least 1")
        point[("sym", name)] = rational(value)
    uses = tuple(
        Use(one.claim, {**point, **{x: replace(y, point) for x, y in one.values.items()}})
        for one in claim.uses
    )
    claim = claim._replace(uses=uses)
    context = prepare(claim, signature, proved)
    activate(context, claim.uses, proved)

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
        return bool(HOLDS[relation[0]](first, second))

    for one in claim.hypotheses:
        if not holds(one):
            raise Refused("a hypothesis does not hold at the witness")
    for one in claim.hypotheses:  # they are in force at the point, and near it if they are open
        context.suppose(moved(one, point))
    activate(context, claim.uses, proved)
    if _is_true(claim.goal, at, holds):
        raise Refused("the goal holds at the witness")


def _refute_matrices(claim: Claim, signature: Mapping[str, Definition]) -> None:
    """An entry that is not 0, or off the diagonal, or a minor that is not 0 and too large."""
    data = fields(claim.refutation, "matrices", "entry updates rows columns")
    given = {name: _value(value) for name, value in data["matrices"].items()}
    if claim.goal[0] == "rank":
        given["Z"] = whole(data["updates"], 0)
    here = Instance(signature, given)
    if False in [here.holds(one) for one in claim.hypotheses]:  # each has to mean something
        raise Refused("a hypothesis does not hold at the instance")
    if claim.goal[0] == "mode":
        row, column = (whole(x, 0) for x in data["entry"])
        found = [here.at(word) for word, _ in claim.goal[1:]]
        if row == column or not any(isinstance(x, tuple) and x[row][column] for x in found):
            raise Refused("no matrix has an entry there that is not 0 and off the diagonal")
        return
    if claim.goal[0] == "words":
        row, column = (whole(x, 0) for x in data["entry"])
        found = [here.at(difference(left, right)) for _, left, right in claim.goal[1:]]
        if not any(isinstance(x, tuple) and x[row][column] for x in found):
            raise Refused("both sides have the same entry there")
        return
    _, letter, bounds, updates = claim.goal
    require_updates(Context(signature, (), frozenset()), updates)
    places = [[whole(x, 0) for x in data[key]] for key in ("rows", "columns")]
    if max(given["Z"], *map(len, places)) > _MOST:
        raise Refused(f"more than {_MOST} updates, rows or columns")
    after = here
    for _ in range(given["Z"]):
        after = after.stepped(updates)
    change = after.changed(here, letter)
    if not minor_of(change, *places):
        raise Refused("the minor is 0")
    if len(places[0]) <= min(here.number(x) for x in bounds):
        raise Refused("the minor has no more rows than the bounds say")


def _value(data: Any) -> Any:
    """A number, or a matrix of them."""
    if not isinstance(data, list):
        found = number(data)
        return found.numerator if found.denominator == 1 else found
    rows = tuple(tuple(_value(x) for x in row) for row in data)
    widths = {len(row) for row in rows}
    if len(widths) != 1 or not 0 < max(*widths, len(rows)) <= _MOST or not rows[0]:
        raise Refused(f"a matrix has 1 to {_MOST} rows of one length, at most {_MOST}")
    return rows


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

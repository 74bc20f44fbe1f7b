r"""Sequents: what a claim says, and what may be concluded from what.

A claim is complete in itself: for all values of its letters, if every hypothesis holds then the goal
does.  Its symbols mean what ONE ordered signature says, where each is defined once, over earlier
symbols.  So nothing below a claim changes what it says (cases/hostile/03-doc: 1 - w^2 > 0 was proved
and refuted, for w was 1/2 in a definition that nobody saw).

INSTANTIATE  A claim uses earlier claims alone, each with terms for its letters.  Nothing of it is in
             force until every hypothesis of the instance is known to hold here, without the claim
             itself; two claims that discharge each other discharge nothing (s03-circle-of-discharges).
             Each term is known to mean a number, a natural one for an index.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, TypeAlias

from .context import Context, Rewriting, moved
from .goals import check_goal
from .sorts import DIAGONAL, per_unit, require_number, shape
from .terms import METER, ZERO, Definition, Refused, Relation, Term, difference, letters, measure

__all__ = [
    "Claim",
    "Use",
    "activate",
    "check",
    "offer",
    "prepare",
    "put_in_force",
    "relations",
    "require_well_formed",
]


class Use(NamedTuple):
    """A claim and terms for some of its letters; the others stay."""

    claim: str
    values: Mapping[Term, Term]


Put: TypeAlias = Callable[[int, Use], bool]


class Claim(NamedTuple):
    """hypotheses |- goal, and why."""

    name: str
    hypotheses: tuple[Relation, ...]
    goal: Any
    uses: tuple[Use, ...]
    unfolds: frozenset[str]
    sums: tuple[Term, ...]
    proof: Any
    refutation: Any = None


def relations(goal: Any) -> list[Relation]:
    """The relations of numbers that a goal displays; a term alone as term = 0."""
    if goal[0] == "all":
        return list(goal[1:])
    if goal[0] == "iff":
        return [one for side in (goal[1], *goal[2]) for one in side]
    if goal[0] == "roots":
        return [("=", x, ZERO) for x in (*goal[3], *goal[4])]
    if goal[0] == "words":
        return []
    return [("=", x, ZERO) for x in ([y for _, y in goal[1:]] if goal[0] == "mode" else goal[2])]


def matrices_in(goal: Any) -> list[Term]:
    """The terms of matrices that a goal displays."""
    if goal[0] == "mode":
        return [x for x, _ in goal[1:]]
    if goal[0] == "words":
        return [x for one in goal[1:] for x in one[1:]]
    return [*goal[3].values()] if goal[0] == "rank" else []


def require_well_formed(claim: Claim, signature: Mapping[str, Definition]) -> None:
    """Refuse a claim that says nothing."""
    for relation in (*claim.hypotheses, *relations(claim.goal)):
        require_number(relation, signature)
    for t in (*claim.sums, *(y for use in claim.uses for y in use.values.values())):
        require_number(("=", t, ZERO), signature)
    if claim.goal[0] in {"mode", "rank", "words"}:
        matrices = DIAGONAL.keys() | per_unit(matrices_in(claim.goal))
        for x in {y for h in claim.hypotheses for side in h[1:] for y in letters(side)}:
            if x[1] in matrices:
                raise Refused(f"a hypothesis on a matrix says {x[1]}, which is a matrix there")
    if claim.goal[0] == "mode":
        for word, _ in claim.goal[1:]:
            measure(word)
            if shape(word, signature) is None:
                raise Refused("a mode is that of a matrix")
    for _, left, right in claim.goal[1:] if claim.goal[0] == "words" else ():
        measure(whole := difference(left, right))
        if shape(whole, signature) is None:
            raise Refused("words are matrices")


def check(claim: Claim, signature: Mapping[str, Definition], proved: Mapping[str, Claim]) -> None:
    """Refuse unless the claim is proved by its own evidence from claims that are proved."""
    context = prepare(claim, signature, proved)
    for relation in claim.hypotheses:
        context.suppose(relation)
    activate(context, claim.uses, proved)
    check_goal(context, claim.goal, claim.proof)


def prepare(
    claim: Claim, signature: Mapping[str, Definition], proved: Mapping[str, Claim]
) -> Context:
    """A context in which nothing is in force but what used claims say of all letters."""
    require_well_formed(claim, signature)
    context = Context(signature, claim.sums, claim.unfolds)
    offer(context, claim.uses, proved)
    return context


def offer(context: Context, uses: Iterable[Use], proved: Mapping[str, Claim]) -> None:
    """Let symbols be rewritten by the equations of the claims used, wherever their hypotheses hold."""
    for place, use in enumerate(uses):
        used = proved.get(use.claim)
        if used is None or used.goal[0] != "all":
            raise Refused(f"{use.claim} is not proved, or no claim of relations")
        METER.spend(20 * len(used.goal))
        for operator, left, right in used.goal[1:]:
            if operator == "=" and left[0] == "def":
                one = Rewriting(left[2], used.hypotheses, right, use.values, place)
                context.rewritings.setdefault(left[1], []).append(one)


def activate(
    context: Context, uses: Iterable[Use], proved: Mapping[str, Claim], put: Put | None = None
) -> list[Use]:
    """INSTANTIATE, one after another, as long as there is one more; those left are not in force.

    `put` is `put_in_force`, or what does it and something more; it is given the place of the use.
    """
    waiting, passes = list(enumerate(uses)), 0
    put = put or (lambda _, use: put_in_force(context, use, proved))
    while waiting:
        METER.spend(len(waiting) * (1 + len(waiting)))
        left = [(place, use) for place, use in waiting if not put(place, use)]
        passes += 1
        if len(left) == len(waiting):
            break
        waiting = left
    if passes > 1:
        context.refresh()
    return [use for _, use in waiting]


def put_in_force(context: Context, use: Use, proved: Mapping[str, Claim]) -> bool:
    """What an instance says, if each of its hypotheses holds here."""
    used = proved[use.claim]
    hypotheses = (moved(h, use.values) for h in used.hypotheses)
    if not context.sorts(use.values) or not all(context.holds(h) for h in hypotheses):
        return False
    for relation in used.goal[1:]:
        context.suppose(moved(relation, use.values))
    return True

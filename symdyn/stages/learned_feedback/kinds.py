r"""The fixed points of a mode whose feedback is learned, for each kind of update of the feedback.

With D = (1 - w^2)(1 - w w_star) and the products
    D Delta a = b P,   Delta b = a_hat C,   D Delta w = a_hat b Q,
    P = a b (1 - w w_star) - c (1 - w^2),   C = a b K(w) - c K(w_star),
    Q = a b w (1 - w w_star) K(w) - c w_star (1 - w^2) K(w_star),
a mode rests where Delta a + o a = 0, Delta b = 0, Delta w = 0 and k Delta a + l a_hat - f a = 0, for
k = copied, l = decay, f = followed and o = read_out_decay.  The last follows from the first where all three
others are 0; otherwise it says what a_hat is.
"""

from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum

from sympy import Expr, Symbol

from symdyn import notation
from symdyn.exact.rational import RationalFunction, generator
from symdyn.rules.feedback import FeedbackUpdate
from symdyn.rules.rule import LearningRule
from symdyn.stages.fixed_points.derive import Component, FixedPoints, loss_at

__all__ = ["ELSEWHERE", "Kind", "kind_of", "with_learned_feedback"]

ELSEWHERE = "see the section on learned feedback"
_a, _b, _w, _c, _star, _fed = (
    notation.a,
    notation.b,
    notation.w,
    notation.c,
    notation.w_star,
    notation.a_hat,
)


class Kind(StrEnum):
    """What the update of the feedback makes of the fixed points."""

    COPIED = "R changes as A does, and nothing decays"
    FOLLOWED = "R follows A, and A does not decay"
    FADING = "R decays and follows nothing, and A does not decay"
    DECAYED = "A decays"


def kind_of(learned: FeedbackUpdate) -> Kind:
    """Which of the four an update is.

    >>> kind_of(FeedbackUpdate.of({"copied": 1})).name
    'COPIED'
    """
    if learned.read_out_decay != 0:
        return Kind.DECAYED
    if learned.followed != 0:
        return Kind.FOLLOWED
    return Kind.FADING if learned.decay != 0 else Kind.COPIED


def with_learned_feedback(rule: LearningRule, found: FixedPoints) -> FixedPoints:
    """The fixed points that a mode of four numbers has, in the order of the claim; K(w_star) is not 0.

    Parameters
    ----------
    rule : the learning rule
    found : the fixed points for a fixed feedback, which are returned where it is not learned
    """
    learned = rule.learned
    if learned is None:
        return found
    components = tuple(_component(rule, *one) for one in _listed(learned))
    return replace(found, components=components)


def _listed(learned: FeedbackUpdate) -> Iterator[tuple[str, tuple[Expr, ...]]]:
    """The alternatives of the theorem: their names and equations."""
    _, decay, followed, _ = learned.plain()
    kind = kind_of(learned)
    optimal = (_a * _b - _c, _w - _star)
    if kind in {Kind.FOLLOWED, Kind.DECAYED}:
        if kind == Kind.FOLLOWED:
            yield "optimal", (*optimal, _fed * decay - _a * followed)
        yield "silent", (_a, _b, _fed)
        return
    if kind == Kind.COPIED:
        yield "optimal", optimal
    yield "no-input", (_b, _fed)
    yield "no-feedback", (_fed, _a * _b * (1 - _w * _star) - _c * (1 - _w**2))


def _component(rule: LearningRule, name: str, equations: tuple[Expr, ...]) -> Component:
    field = rule.credit.field
    b, c, w, star = (generator(field, x) for x in (_b, _c, _w, _star))
    places: dict[str, dict[Symbol, RationalFunction]] = {
        "optimal": {_a: c / b, _w: star},
        "silent": {_a: field.zero, _b: field.zero},
        "no-input": {_b: field.zero},
        "no-feedback": {_a: c * (1 - w**2) / (b * (1 - w * star))},
    }
    return Component(name, equations, (), loss_at(rule, places[name]), (), ELSEWHERE)

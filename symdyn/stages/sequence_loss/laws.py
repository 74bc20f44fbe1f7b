"""The law of a loss at every output: the mean of the literal updates after 1, 2, ..., T steps is as stated."""

from fractions import Fraction
from itertools import product

from symdyn.exact.evaluation import evaluate
from symdyn.notation import STATE
from symdyn.rules.rule import LearningRule
from symdyn.stages.sequence_loss.derive import sequence_loss
from symdyn.testing.evaluation import Number, value_of
from symdyn.testing.laws import Law, require_equal
from symdyn.testing.literal import LiteralSums
from symdyn.testing.points import Point, manifold_points, mode_points
from symdyn.testing.subject import Subject

__all__ = ["LAWS", "mean_update"]

_POINTS = 3
_STEPS = (1, 2, 5)


def mean_update(rule: LearningRule, point: Point, T: int) -> tuple[Number, ...]:
    """The mean over t = 1, ..., T of the literal updates for t steps."""
    each = [LiteralSums(rule, t).update(point) for t in range(1, T + 1)]
    return tuple(sum(column) / T for column in zip(*each, strict=True))


def _sequence(subject: Subject) -> int | None:
    """The closed forms and the identity at states of a mode; no update on the optimal manifold."""
    rule, checks = subject.analysis.rule, 0
    found = sequence_loss(rule)
    if found is None:
        return None
    for point, T in product(mode_points(rule, _POINTS), _STEPS):
        updates, at = mean_update(rule, point, T), {**point, "T": Fraction(T)}
        nonzero = subject.analysis.update.finite_nonzero  # what the closed forms divide by
        closed = found.update is not None and all(value_of(one, at) for one in nonzero)
        for x, update in zip(STATE, updates, strict=True):
            if found.update is not None and closed:
                stated = value_of(found.update[x], at)
                require_equal(f"Delta {x} for a loss at every output", stated, update, at)
        if found.geometric is not None:
            weight, gap = (
                evaluate(one, point) if one else Fraction(0)
                for one in (found.geometric.weight, found.geometric.gap)
            )
            phi = point["a"] if rule.symmetric else point["a_hat"]
            left = weight * phi * updates[0] - point["b"] * updates[1]
            require_equal("the identity for a loss at every output", left, gap * updates[2], at)
        checks += 1
    for point, T in product(
        list(manifold_points(rule, subject.analysis.optimal, _POINTS))[:_POINTS], _STEPS
    ):
        for x, update in zip(STATE, mean_update(rule, point, T), strict=True):
            at = {**point, "T": Fraction(T)}
            require_equal(f"Delta {x} for a loss at every output, at an optimum", update, 0, at)
        checks += 1
    return checks


LAWS = (
    Law(
        "sequence-loss",
        "the mean of the literal updates over all outputs is as stated",
        _sequence,
    ),
)

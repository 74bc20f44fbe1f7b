"""Exact points at which the laws are checked: always the same, inside the rule's domain."""

from collections.abc import Iterator
from fractions import Fraction

from symdyn import notation
from symdyn.exact.evaluation import evaluate
from symdyn.rules.rule import LearningRule
from symdyn.stages.presenting import OptimalManifold
from symdyn.stages.setting.removable import removable_poles

__all__ = ["Point", "manifold_points", "mode_points", "near_pole", "on_manifold"]

Point = dict[str, Fraction]

# Small |w|, |w_star| keep the literal sums short; the closed forms do not know.
_SHRINK = Fraction(1, 2)
_LARGEST = Fraction(3, 4)
_HORIZONS = (1, 2, 3)
_EQUAL_RATIOS = 2  # so many points are moved to where two ratios are equal
_NEAR = Fraction(1, 10**6)


def mode_points(rule: LearningRule, count: int) -> Iterator[Point]:
    """Values of a, b, w, a_star, b_star, w_star (hence c), the rule's parameters and tau.

    Where ratios of a kernel that another filters may be equal, points where they are follow.

    >>> from symdyn import find_rule
    >>> next(mode_points(find_rule("rflo"), 1))["w_hat"]
    Fraction(0, 1)
    """
    symbols = (notation.w_star, notation.a_star, notation.b_star, notation.a, notation.b)
    domain = rule.domain.extend(notation.domain_of(symbols))
    for index, point in enumerate(domain.points(count)):
        found = _completed(rule, point, index)
        if not near_pole(rule, found):
            yield found
            if index < _EQUAL_RATIOS:
                yield from _at_equal_ratios(rule, found)


def _at_equal_ratios(rule: LearningRule, point: Point) -> Iterator[Point]:
    """The point moved to where ratios are equal, if a letter that is there to a first power can do it."""
    for difference in rule.credit.removable:
        for name in rule.domain.names:
            here, there = ({**point, name: Fraction(x)} for x in (0, 1))
            at_0, at_1 = evaluate(difference, here), evaluate(difference, there)
            if at_0 == at_1:
                continue
            moved = {**point, name: at_0 / (at_0 - at_1)}
            inside = rule.domain.contains({x: moved[x] for x in rule.domain.names})
            if inside and not evaluate(difference, moved) and not near_pole(rule, moved):
                yield moved
                break


def manifold_points(rule: LearningRule, optimal: OptimalManifold, count: int) -> Iterator[Point]:
    """Points a = s, b = c/s, w = w_star of the optimal manifold, where a mode is stable and where not.

    With random feedback, points where a_hat s < 0 is just below and just above -b^2 follow, for
    small c, and the instances that the analysis itself gives, with one where the pair is complex.
    """
    symbols = (notation.w_star, notation.a_star, notation.b_star, notation.s)
    domain = rule.domain.extend(notation.domain_of(symbols))
    for index, point in enumerate(domain.points(count)):
        found = _completed(rule, point, index)
        found = on_manifold({**found, "w_star": found["w_star"] * _SHRINK})
        if near_pole(rule, found):
            continue
        yield found
        if not rule.symmetric and index < count // 2:
            small = {**found, "a_star": Fraction(1, 10), "b_star": Fraction(1), "s": Fraction(1)}
            for factor in (Fraction(4, 5), Fraction(11, 10), Fraction(3)):
                yield on_manifold({**small, "a_hat": -factor / 100})
    stability = optimal.stability
    for witness in (stability.stable_against_sign, stability.unstable, optimal.complex_at):
        if witness is not None and abs(dict(witness.point)["w_star"]) <= _LARGEST:
            point = {"tau": Fraction(rule.least_horizon), **dict(witness.point)}
            yield on_manifold({**point, "a_star": point["c"], "b_star": Fraction(1)})


def on_manifold(point: Point) -> Point:
    """The point moved to the optimal manifold at its s."""
    c = point["a_star"] * point["b_star"]
    s = point["s"]
    return {**point, "c": c, "a": s, "b": c / s, "w": point["w_star"]}


def near_pole(rule: LearningRule, point: Point) -> bool:
    """Whether the closed forms over a horizon's lags are 0/0 there, or nearly."""
    return any(abs(evaluate(one, point)) < _NEAR for one in removable_poles(rule))


def _completed(rule: LearningRule, point: Point, index: int) -> Point:
    found = {**point, "c": point["a_star"] * point["b_star"]}
    for name in ("w", "w_star"):
        found[name] *= _SHRINK
    if rule.horizon == notation.tau:
        found["tau"] = Fraction(rule.least_horizon - 1 + _HORIZONS[index % len(_HORIZONS)])
    return found

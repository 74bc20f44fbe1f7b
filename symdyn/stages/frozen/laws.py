"""The law of the fixed points where some matrices do not learn: there the others' literal sums vanish."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product

from sympy import Mul

from symdyn.notation import STATE
from symdyn.rules.rule import LearningRule
from symdyn.stages.fixed_points.derive import Component
from symdyn.stages.frozen.derive import learning
from symdyn.testing.evaluation import decimals, value_of
from symdyn.testing.laws import Law, require, require_close
from symdyn.testing.linear_flow import DIGITS, MARGIN
from symdyn.testing.literal import LiteralSums, steps_to_sum
from symdyn.testing.points import Point, mode_points
from symdyn.testing.subject import Subject
from symdyn.testing.zeros import component_points

__all__ = ["LAWS"]


def _frozen(subject: Subject) -> int:
    """On each component, and on no other state, the updates of what learns vanish."""
    numbers, analysis = decimals(DIGITS), subject.analysis
    rule = analysis.rule
    places = [STATE.index(one) for one in learning(rule)]
    components = analysis.fixed_points.components
    checks = 0
    for component in components:
        for point in _points(rule, component):
            steps, bound = steps_to_sum(rule, point)
            sums = LiteralSums(rule, steps, numbers)
            found = sums.update(point)
            margin = numbers.number(bound + MARGIN)
            for place in places:
                zero = numbers.number(Fraction(0))
                what = f"Delta {STATE[place]} on the component {component.name!r}"
                require_close(what, zero, found[place], margin, point)
            stated = value_of(component.loss, point, numbers)
            require_close(
                f"the loss on {component.name!r}", stated, sums.loss(point), margin, point
            )
            checks += 1
    for point in mode_points(rule, 8):
        steps, bound = steps_to_sum(rule, point)
        found = LiteralSums(rule, steps, numbers).update(point)
        on_one = any(
            all(value_of(x, point) == 0 for x in (*one.equations, *one.conditions))
            for one in components
        )
        moves = any(abs(found[place]) > numbers.number(bound + MARGIN) for place in places)
        require(moves is not on_one, "a mode rests where it is not stated to, or does not", point)
        checks += 1
    return checks


def _points(rule: LearningRule, component: Component) -> Iterator[Point]:
    """Points of a component, on each of the sets that the factors of its equations are zero on."""
    factors = (
        [one for one in Mul.make_args(equation) if one.free_symbols]
        for equation in component.equations
    )
    for chosen in product(*factors):
        yield from component_points(rule, replace(component, equations=chosen))


LAWS = (
    Law(
        "fixed points of what learns",
        "the literal sums of the matrices that learn vanish on the components, and nowhere else",
        _frozen,
    ),
)

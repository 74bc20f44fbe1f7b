"""Exact points on a family of fixed points, given by equations: solved one variable at a time."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from sympy import Expr

from symdyn import notation
from symdyn.exact.domain import Domain, Interval
from symdyn.rules.rule import LearningRule
from symdyn.stages.fixed_points.derive import Component
from symdyn.testing.evaluation import value_of
from symdyn.testing.points import Point, near_pole

__all__ = ["component_points"]

_STARTS = 18
_ENOUGH, _WANTED = 6, 3
_GRID = 10
_BISECTIONS = 160
_TINY = Fraction(1, 10**40)
# |w|, |w_star| up to here keep the literal sums affordable.
_LARGEST = Fraction(4, 5)


def component_points(rule: LearningRule, component: Component) -> list[Point]:
    """Points of the domain where every equation and condition of the component holds.

    Each start point is moved onto the component by solving each equation for one variable, exactly
    where it is linear in it, by bisection otherwise.  The list is empty where no start leads to a
    point of the domain.

    >>> from symdyn import analyse, find_rule
    >>> rule = find_rule("bptt")
    >>> found = component_points(rule, analyse(rule).fixed_points.components[1])
    >>> {(point["a"], point["b"]) for point in found} == {(0, 0)}
    True
    """
    symbols = (notation.w_star, notation.a_star, notation.b_star, notation.a, notation.b)
    domain = rule.domain.extend(notation.domain_of(symbols))
    equations = sorted((*component.equations, *component.conditions), key=_order)
    found: list[Point] = []
    for index, start in enumerate(domain.points(_STARTS)):
        point = {**start, "c": start["a_star"] * start["b_star"]}
        if rule.horizon == notation.tau:
            point["tau"] = Fraction(rule.least_horizon + index % 3)
        moved = _moved(equations, point, domain)
        if moved is not None and _largest(moved) <= _LARGEST and not near_pole(rule, moved):
            found.append(moved)
        if len(found) == _ENOUGH:
            break
    return sorted(found, key=_largest)[:_WANTED]


def _largest(point: Point) -> Fraction:
    return max(abs(point["w"]), abs(point["w_star"]))


def _order(equation: Expr) -> tuple[bool, int]:
    """Those without a and b first: they fix w, w_star and parameters on which a and b depend."""
    symbols = equation.free_symbols
    return bool(symbols & {notation.a, notation.b}), len(symbols)


def _moved(equations: list[Expr], point: Point, domain: Domain) -> Point | None:
    fixed: set[str] = set()
    for equation in equations:
        solution = next(_solutions(equation, point, domain, fixed), None)
        if solution is None:
            return None
        name, value = solution
        point = {**point, name: value}
        fixed.add(name)
    exact = all(abs(value_of(equation, point)) < _TINY for equation in equations)
    return point if exact else None


def _solutions(
    equation: Expr, point: Point, domain: Domain, fixed: set[str]
) -> Iterator[tuple[str, Fraction]]:
    """Values of one variable at which the equation holds: a, b, w_star, w, then parameters."""
    names = {one.name for one in equation.free_symbols} & set(domain.names) - fixed
    first = [name for name in ("a", "b", "w_star", "w") if name in names]
    for name in (*first, *sorted(names - set(first))):
        interval = domain.interval(name)
        value = _linear_root(equation, point, name)
        if value is None:
            value = _bisected_root(equation, point, name, interval)
        if value is not None and interval.contains(value):
            yield name, value


def _linear_root(equation: Expr, point: Point, name: str) -> Fraction | None:
    at = [value_of(equation, {**point, name: Fraction(x)}) for x in (0, 1, 2, 3)]
    slope = at[1] - at[0]
    if not slope or at[2] - at[1] != slope or at[3] - at[2] != slope:
        return None
    root: Fraction = -at[0] / slope
    return root


def _bisected_root(equation: Expr, point: Point, name: str, interval: Interval) -> Fraction | None:
    def value(x: Fraction) -> Fraction:
        found: Fraction = value_of(equation, {**point, name: x})
        return found

    grid = [interval.at(Fraction(k, _GRID)) for k in range(1, _GRID)]
    for low, high in pairwise(grid):
        below, above = value(low), value(high)
        if below * above > 0:
            continue
        left, right = low, high
        for _ in range(_BISECTIONS):
            middle = (left + right) / 2
            if value(middle) * below > 0:
                left = middle
            else:
                right = middle
        return (left + right) / 2
    return None

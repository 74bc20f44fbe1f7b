"""Which component of fixed points a mode is at."""

from collections.abc import Mapping, Sequence

from sympy import Expr, Float

from symdyn.stages.fixed_points.derive import Component

__all__ = ["NEAR", "NOWHERE", "resting_place"]

NEAR = 0.05
NOWHERE = "none"


def resting_place(components: Sequence[Component], values: Mapping[str, float]) -> str:
    """The component whose equations and conditions all vanish to within NEAR (0.05), or "none".

    Parameters
    ----------
    components : of the analysis of a rule
    values : of a, b, w, c, w_star, and of the rule's parameters, by name

    >>> from symdyn import analyse, find_rule
    >>> components = analyse(find_rule("bptt")).fixed_points.components
    >>> resting_place(components, dict(a=2, b=0.5, w=0.6, c=1, w_star=0.6))
    'optimal'
    >>> resting_place(components, dict(a=0, b=0, w=0.1, c=1, w_star=0.6))
    'non-optimal'
    """
    nearest, smallest = NOWHERE, NEAR
    for component in components:
        residual = max(
            (abs(_value(one, values)) for one in (*component.equations, *component.conditions)),
            default=0.0,
        )
        if residual <= smallest:
            nearest, smallest = component.name, residual
    return nearest


def _value(expression: Expr, values: Mapping[str, float]) -> float:
    numbers = {symbol: Float(values[symbol.name]) for symbol in expression.free_symbols}
    return float(expression.xreplace(numbers))

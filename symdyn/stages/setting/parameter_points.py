"""Exact points of the domain of a rule's own parameters, where searches for witnesses look."""

from collections.abc import Iterator
from fractions import Fraction

from symdyn import notation
from symdyn.rules.rule import LearningRule

__all__ = ["horizon_of", "parameter_points"]

_COUNT = 8
_HORIZON = 2  # where it is a letter


def horizon_of(rule: LearningRule) -> int:
    """The horizon that stands for a letter: two lags, or the least with any credit."""
    return max(_HORIZON, rule.least_horizon)


def parameter_points(rule: LearningRule, *, zero: bool = False) -> Iterator[dict[str, Fraction]]:
    """Values of the rule's own parameters by name, and of a horizon that is a letter.

    Parameters
    ----------
    rule : the learning rule
    zero : whether a parameter may be 0; else simple values come first

    >>> from symdyn import find_rule
    >>> next(parameter_points(find_rule("rflo"))), next(parameter_points(find_rule("tbptt-tau")))
    ({'w_hat': Fraction(-1, 2)}, {'tau': Fraction(2, 1)})
    """
    own = tuple(name for name in rule.domain.names if name not in ("w", notation.a_hat.name))
    symbolic = rule.horizon == notation.tau
    horizon = {notation.tau.name: Fraction(horizon_of(rule))} if symbolic else {}
    points = list(rule.domain.restrict(own).points(_COUNT))
    if not zero:
        points = [one for one in points if all(one.values())]
        points.sort(key=lambda one: sum(x.denominator for x in one.values()))
    for point in points:
        yield {**point, **horizon}

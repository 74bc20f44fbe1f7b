"""What may be assumed of a rule: the domains of its letters, and the number of updates."""

from sympy import Rational, Symbol

from symdyn import notation
from symdyn.exact.domain import Interval
from symdyn.exact.layout import arrange
from symdyn.formula.building import Formula, apart, at_least, at_most, below, formula, less, more
from symdyn.formula.latex import latex
from symdyn.formula.nodes import Node
from symdyn.rules.rule import LearningRule
from symdyn.stages.setting.removable import poles_at, removable_poles

__all__ = ["assumption", "domain", "hypotheses", "indices", "lags", "of_a_mode", "regular"]


def domain(rule: LearningRule) -> tuple[Node, ...]:
    r"""The open domain of the mode and of the rule's parameters, as assumptions.

    >>> from symdyn import find_rule
    >>> [latex(one) for one in domain(find_rule("bptt"))]
    ['-1 < w < 1', '-1 < w_\\star < 1']
    """
    lines = (x for name, one in rule.domain.entries for x in assumption(Symbol(name), one))
    return tuple(dict.fromkeys((*of_a_mode(), *lines)))


def of_a_mode() -> tuple[Node, ...]:
    r"""The open domain of the mode alone: what a claim on no rule in particular assumes.

    >>> [latex(one) for one in of_a_mode()]
    ['-1 < w < 1', '-1 < w_\\star < 1']
    """
    return (below(-1, notation.w, 1), below(-1, notation.w_star, 1))


def lags(rule: LearningRule) -> Formula:
    """The number of lags: T, or the horizon, which is at most T, less those before the first."""
    end = notation.T if rule.horizon is None else rule.horizon
    return formula(end - rule.first_lag)


def indices(rule: LearningRule) -> tuple[Node, ...]:
    r"""What may be assumed of T and the horizon: T \ge 1, \tau \ge 1, \tau \le T or 5 \le T."""
    given, steps = rule.horizon, at_least(notation.T, rule.least_steps)
    if given is None:
        return (steps,)
    least = () if isinstance(given, int) else (at_least(given, rule.least_horizon),)
    return (*least, at_most(given, notation.T), steps)


def regular(rule: LearningRule, *, at_argument: bool = False) -> tuple[Node, ...]:
    r"""That nothing vanishes by which a closed form over a horizon's lags is divided.

    Parameters
    ----------
    rule : the learning rule
    at_argument : whether the argument z of the kernel's generating function is met too

    >>> from symdyn.notation import m, parameter, tau
    >>> rho = parameter("rho", 0, None)
    >>> rule = LearningRule("any", "Any ratio", "random", rho**m, horizon=tau)
    >>> [latex(one) for one in regular(rule)]
    ['\\rho w - 1 \\ne 0', '\\rho w_\\star - 1 \\ne 0']
    """
    poles = poles_at(rule) if at_argument else removable_poles(rule)
    return tuple(apart(arrange(one), 0) for one in poles)


def hypotheses(rule: LearningRule) -> tuple[str, ...]:
    """All that may be assumed of a rule, as `assume: domain` does in a document."""
    return tuple(map(latex, (*domain(rule), *regular(rule), *indices(rule))))


def assumption(symbol: Symbol, interval: Interval) -> tuple[Node, ...]:
    r"""An interval as relations.

    >>> [latex(one) for one in assumption(notation.a_hat, Interval(nonzero=True))]
    ['\\hat{a} \\ne 0']
    """
    low, high = (None if end is None else Rational(end) for end in (interval.lower, interval.upper))
    lines: list[Node] = []
    if low is not None and high is not None:
        lines.append(below(low, symbol, high))
    elif low is not None:
        lines.append(more(symbol, low))
    elif high is not None:
        lines.append(less(symbol, high))
    return (*lines, *([apart(symbol, 0)] if interval.nonzero else []))

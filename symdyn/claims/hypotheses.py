"""What may be assumed of a rule: the domains of its letters, and the number of updates."""

from sympy import Rational, Symbol

from symdyn import notation
from symdyn.exact.domain import Interval
from symdyn.printing.latex import latex
from symdyn.rules.rule import LearningRule

__all__ = ["assumption", "domain", "horizon", "hypotheses", "indices"]


def domain(rule: LearningRule) -> tuple[str, ...]:
    r"""The open domain of the mode and of the rule's parameters, as assumptions.

    >>> from symdyn import find_rule
    >>> domain(find_rule("bptt"))
    ('-1 < w < 1', '-1 < w_\\star < 1')
    """
    entries = (
        ("w", notation.interval_of(notation.w)),
        ("w_star", notation.interval_of(notation.w_star)),
        *rule.domain.entries,
    )
    lines = [
        line
        for name, interval in entries
        if interval is not None
        for line in assumption(notation.latex_name(Symbol(name)), interval)
    ]
    return tuple(dict.fromkeys(lines))


def horizon(rule: LearningRule) -> str:
    """The number of lags: T, or the horizon, which is at most T."""
    given = rule.horizon
    if given is None:
        return "T"
    return str(given) if isinstance(given, int) else latex(notation.tau)


def indices(rule: LearningRule) -> tuple[str, ...]:
    r"""What may be assumed of T and the horizon: T \ge 1, \tau \ge 1, \tau \le T or 5 \le T."""
    given = rule.horizon
    if given is None:
        return (r"T \ge 1",)
    least = () if isinstance(given, int) else (rf"{horizon(rule)} \ge 1",)
    return (*least, rf"{horizon(rule)} \le T", r"T \ge 1")


def hypotheses(rule: LearningRule) -> tuple[str, ...]:
    """All that may be assumed of a rule, as `assume: domain` does in a document."""
    return (*domain(rule), *indices(rule))


def assumption(name: str, interval: Interval) -> tuple[str, ...]:
    r"""An interval as lines of LaTeX.

    >>> assumption(r"\hat{a}", Interval(nonzero=True)), assumption("w", Interval(-1, 1))
    (('\\hat{a} \\ne 0',), ('-1 < w < 1',))
    """
    low, high = (
        None if end is None else latex(Rational(end.numerator, end.denominator))
        for end in (interval.lower, interval.upper)
    )
    lines = []
    if low is not None and high is not None:
        lines.append(f"{low} < {name} < {high}")
    elif low is not None:
        lines.append(f"{name} > {low}")
    elif high is not None:
        lines.append(f"{name} < {high}")
    return (*lines, *([rf"{name} \ne 0"] if interval.nonzero else []))

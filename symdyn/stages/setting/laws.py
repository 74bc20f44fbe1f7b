"""The law of the setting: the kernel that all sums are made of is the one that the user wrote."""

from fractions import Fraction

from sympy import Add, Expr

from symdyn import notation
from symdyn.exact.evaluation import evaluate
from symdyn.rules.corrections import at_lag
from symdyn.rules.parsing import parse_kernel
from symdyn.rules.rule import LearningRule
from symdyn.stages.analysis import Analysis
from symdyn.testing.evaluation import value_of
from symdyn.testing.laws import Law, require, require_equal
from symdyn.testing.literal import kernel_as_written
from symdyn.testing.points import Point, mode_points
from symdyn.testing.subject import Subject

__all__ = ["LAWS"]

_LAGS = 20


def _kernel(subject: Subject) -> int:
    """The canonical form sum p(m) r^m has the values of the kernel as written, and is canonical."""
    analysis = subject.analysis
    rule = analysis.rule
    if not rule.credit.removable:  # a difference of ratios below the bar would be refused
        _reads_back(rule)
    checks = 0
    for point in mode_points(rule, 6):
        if any(not evaluate(one, point) for one in rule.credit.removable):
            continue
        found = _canonical_values(analysis, point)
        for m, written in enumerate(kernel_as_written(rule, point, _LAGS)):
            require_equal("the kernel's canonical form", found[m], written, {**point, "m": m})
            checks += 1
    return checks


def _reads_back(rule: LearningRule) -> None:
    terms = rule.credit.terms
    expression: Expr = Add(
        *(
            coefficient * notation.m**degree * term.ratio**notation.m
            for term in terms
            for degree, coefficient in enumerate(term.coefficients)
        ),
        *(added * at_lag(lag) for lag, added in rule.credit.corrections.items()),
    )
    declared = {one.name: one for one in rule.kernel.free_symbols}
    again = expression.xreplace({one: declared[one.name] for one in expression.free_symbols})
    read = parse_kernel(again, (), rule.horizon)
    require(
        set(read.terms) == set(terms) and read.corrections == rule.credit.corrections,
        f"the kernel's canonical form {expression} does not read back as itself",
        {},
    )


def _canonical_values(analysis: Analysis, point: Point) -> list[Fraction]:
    values = [Fraction(0)] * _LAGS
    first = analysis.rule.first_lag
    for term in analysis.rule.credit.terms:
        ratio = value_of(term.ratio, point)
        coefficients = [value_of(one, point) for one in term.coefficients]
        for m in range(_LAGS):
            at = m - first
            if at >= 0:
                values[m] += ratio**at * sum(p * at**d for d, p in enumerate(coefficients))
    for lag, added in analysis.rule.credit.corrections.items():
        if first + lag < _LAGS:
            values[first + lag] += value_of(added, point)
    return values


LAWS = (Law("kernel", "the kernel's canonical form is the kernel as written", _kernel),)

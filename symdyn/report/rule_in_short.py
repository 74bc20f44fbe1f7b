"""A rule in short, before anything is derived of it: its kernel, its feedback and its lags."""

from sympy import Expr, Integer, Symbol

from symdyn import notation
from symdyn.formula.arrange import tree
from symdyn.formula.matrix_words import words_tree
from symdyn.formula.nodes import Name, Relation, Script
from symdyn.report.content import Equation, Words
from symdyn.report.phrases import joined, related
from symdyn.rules.rule import LearningRule
from symdyn.stages.setting.claims import kernel_words
from symdyn.stages.setting.derive import mean_updates

__all__ = ["definitions", "horizon_of", "in_short", "lags_with_credit"]


def in_short(rule: LearningRule) -> tuple[str, Words]:
    """What it is about, and the kernel and the feedback, referred to by their labels."""
    lags = lags_with_credit(rule)
    kept: Words = (" for lags ", *joined([(one,) for one in lags])) if lags else ()
    return "Rule", ("credit kernel", *kept, " and feedback", "ref:kernel", "ref:feedback")


def definitions(rule: LearningRule) -> tuple[Equation, Equation]:
    r"""The kernel and the feedback, as they stand in the statement that defines the rule.

    >>> from symdyn import find_rule
    >>> [one.label for one in definitions(find_rule("rflo"))]
    ['kernel', 'feedback']
    """
    kernel = Script(Name(Symbol("K")), tree(notation.m))
    feedback = words_tree(mean_updates(rule).feedback)
    return (
        Equation("kernel", kernel, kernel_words(rule)),
        Equation("feedback", Name(Symbol("F")), feedback),
    )


def lags_with_credit(rule: LearningRule) -> tuple[Relation, ...]:
    """Which lags have credit, where not all have."""
    bound = horizon_of(rule)
    first = [related(notation.m, Integer(rule.first_lag), ">=")] if rule.first_lag else []
    return (*first, *([] if bound is None else [related(notation.m, bound, "<")]))


def horizon_of(rule: LearningRule) -> Expr | None:
    """The horizon as an expression; None where there is none."""
    return Integer(rule.horizon) if isinstance(rule.horizon, int) else rule.horizon

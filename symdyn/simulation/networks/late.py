"""The rules behind one whose credit begins at a later lag: what its update is put together from."""

from dataclasses import replace
from functools import lru_cache

from sympy import Integer

from symdyn import notation
from symdyn.rules.rule import LearningRule

__all__ = ["counted_from_first_lag", "read_out_alone"]


@lru_cache(maxsize=64)  # a run asks at every step
def counted_from_first_lag(rule: LearningRule, horizon: int | None) -> LearningRule:
    """The rule with K_{f + m} for K_m, f being its first lag, and its feedback given as R.

    Parameters
    ----------
    rule : the learning rule
    horizon : its horizon as a number, or None

    >>> from symdyn.notation import m, w_hat
    >>> rule = LearningRule("late", "Late", "symmetric", w_hat ** (m - 2), first_lag=2)
    >>> counted_from_first_lag(rule, None).kernel
    w_hat**m
    """
    first = rule.first_lag
    kernel = rule.kernel.xreplace({notation.m: notation.m + first})
    if horizon is not None:
        kernel = kernel.xreplace({notation.tau: Integer(horizon)})
    left = None if horizon is None else horizon - first
    return replace(rule, feedback="random", kernel=kernel, horizon=left, first_lag=0)


@lru_cache(maxsize=1)
def read_out_alone() -> LearningRule:
    """The rule without credit: only A learns."""
    return LearningRule("read-out-alone", "Read-out alone", "symmetric", Integer(0))

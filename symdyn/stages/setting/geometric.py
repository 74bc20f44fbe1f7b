"""Kernels that are a geometric sequence u r^m, and the credit of any kernel at a lag."""

from dataclasses import dataclass

from symdyn import notation
from symdyn.exact.exponents import single_lag
from symdyn.exact.rational import RationalFunction, generator
from symdyn.exact.substitution import substitute
from symdyn.rules.rule import LearningRule

__all__ = ["Geometric", "credit_at_lag", "geometric_kernel", "lags_with_credit"]


@dataclass(frozen=True)
class Geometric:
    """A kernel kappa_m = weight * ratio^m; both may depend on w.

    The ratio is 0 where only the lag 0 has credit.
    """

    weight: RationalFunction
    ratio: RationalFunction

    @property
    def gap(self) -> RationalFunction:
        """w - r, the factor of Delta w in the identity."""
        return generator(self.ratio.field, notation.w) - self.ratio

    def at_teacher(self) -> "Geometric":
        """The same where the student has the teacher's w."""
        here = {notation.w: generator(self.ratio.field, notation.w_star)}
        return Geometric(substitute(self.weight, here), substitute(self.ratio, here))


def geometric_kernel(rule: LearningRule) -> Geometric | None:
    """The kernel as u r^m; None where it is no geometric sequence, or 0.

    >>> from symdyn import find_rule
    >>> found = geometric_kernel(find_rule("rflo"))
    >>> found.weight, found.ratio
    (1, w_hat)
    """
    kernel, horizon = rule.credit, rule.horizon
    if kernel.first:
        return None
    if isinstance(horizon, int):
        lags = lags_with_credit(rule, horizon)
        return Geometric(credit_at_lag(rule, 0), kernel.field.zero) if lags == [0] else None
    if horizon is not None or len(kernel.sequence.terms) > 1:
        return None
    (((powers, bases), weight),) = kernel.sequence.terms
    if powers or single_lag(bases, notation.m):
        return None
    ratio = kernel.field.one
    for base, form in bases:
        ratio *= base ** form.coefficient(notation.m)
    return Geometric(weight, ratio)


def lags_with_credit(rule: LearningRule, horizon: int) -> list[int]:
    """The lags below a horizon with credit; there is one, for the kernel is not 0."""
    return [lag for lag in range(horizon) if credit_at_lag(rule, lag)]


def credit_at_lag(rule: LearningRule, lag: int) -> RationalFunction:
    """kappa_m, which is 0 before the first lag; a horizon is not looked at."""
    kernel = rule.credit
    if lag < kernel.first:
        return kernel.field.zero
    return kernel.sequence.at(notation.m, lag - kernel.first).value()

"""The definition of the mean updates, summed term by term: what every closed form must agree with."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from symdyn.rules.rule import LearningRule
from symdyn.simulation.literal_sums import literal_mode, literal_update, tail_bound
from symdyn.testing.evaluation import EXACT, Arithmetic, Number, value_of

__all__ = ["LiteralSums", "kernel_as_written", "steps_to_sum"]

_SMALL = Fraction(1, 10**20)


def kernel_as_written(
    rule: LearningRule, point: Mapping[str, Fraction], lags: int
) -> list[Fraction]:
    """kappa_m for m < lags, and less than the horizon, from the expression that the user wrote.

    It is 0 before the first lag.

    >>> from symdyn import find_rule
    >>> kernel_as_written(find_rule("rflo"), {"w_hat": Fraction(1, 2)}, 3)
    [Fraction(1, 1), Fraction(1, 2), Fraction(1, 4)]
    """
    kept = lags
    if rule.horizon is not None:
        kept = min(lags, rule.horizon if isinstance(rule.horizon, int) else int(point["tau"]))
    return [
        value_of(rule.kernel, {**point, "m": m}) if m >= rule.first_lag else Fraction(0)
        for m in range(kept)
    ]


@dataclass(frozen=True)
class LiteralSums:
    """The literal sums of one rule over T steps, at exact points, in any numbers.

    A point gives a, b, w, a_star, b_star, w_star and the rule's parameters by name.
    """

    rule: LearningRule
    T: int
    arithmetic: Arithmetic = EXACT

    def loss(self, point: Mapping[str, Fraction]) -> Number:
        """L_T = 1/2 sum_{k < T} e_k^2 with e_k = a b w^k - a_star b_star w_star^k."""
        names = ("a", "b", "w", "a_star", "b_star", "w_star")
        a, b, w, a_star, b_star, w_star = (self.arithmetic.number(point[name]) for name in names)
        return sum((a * b * w**k - a_star * b_star * w_star**k) ** 2 for k in range(self.T)) / 2

    def update(self, point: Mapping[str, Fraction]) -> tuple[Number, ...]:
        """Delta a, Delta b and Delta w, as they are defined."""
        return literal_update(literal_mode(self.rule, point), self.T, self.arithmetic.number)


def steps_to_sum(rule: LearningRule, point: Mapping[str, Fraction]) -> tuple[int, Fraction]:
    """How many steps to sum, and a bound on what the limit adds to any Delta or to the loss.

    The loss leaves out 1/2 sum_{k >= T} e_k^2 <= E^2 mu^(2 T) / (2 - 2 mu^2), where
    |e_k| <= E mu^k with E = |a b| + |c| and mu = max(|w|, |w_star|).

    >>> from symdyn import find_rule
    >>> names = ("a", "b", "a_star", "b_star", "w", "w_star")
    >>> steps_to_sum(find_rule("bptt"), dict.fromkeys(names, Fraction(1, 2)))[0]
    36
    """
    mode = literal_mode(rule, point)
    size = abs(mode.a * mode.b) + abs(mode.c)
    mu = max(abs(mode.w), abs(mode.w_star))
    steps = 8
    while True:
        tail = tail_bound(mode, steps)
        if tail is not None:
            bound = max(tail, size**2 * mu ** (2 * steps) / (2 - 2 * mu**2))
            if bound < _SMALL:
                return steps, bound
        steps += max(4, steps // 8)

"""The numbers that the figures are drawn with: one teacher, and a value for each parameter."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import ModuleType

from sympy import Basic, Rational, Symbol

from symdyn import notation
from symdyn.report.content import Piece
from symdyn.report.phrases import joined, related
from symdyn.rules.rule import LearningRule
from symdyn.simulation.modes import Mode

__all__ = ["Example", "example_of"]

_POSITION = Fraction(3, 4)
_HORIZON = Fraction(3)


@dataclass(frozen=True)
class Example:
    """A teacher with a_star = 1 and b_star = c, and values of the rule's parameters, all exact."""

    gain: Fraction
    w_star: Fraction
    parameters: Mapping[Symbol, Fraction]

    def words(self, *left_out: Symbol) -> tuple[Piece, ...]:
        """The values as they stand in a caption, without those that vary in the figure."""
        values: dict[Symbol, Fraction] = {
            notation.c: self.gain,
            notation.w_star: self.w_star,
            **self.parameters,
        }
        shown: list[tuple[Basic, ...]] = []
        for symbol, value in values.items():
            if symbol not in left_out:
                shown.append((related(symbol, Rational(value)),))
        return joined(shown)

    def arguments(self, module: ModuleType) -> dict[str, float]:
        """The rule's parameters by the names that the generated code gives them."""
        values = map(float, self.parameters.values())
        return dict(zip(module.PARAMETERS, values, strict=True))

    def teacher(self) -> Mode:
        """The teacher's mode."""
        return Mode(1.0, float(self.gain), float(self.w_star))


def example_of(
    rule: LearningRule, gain: Fraction = Fraction(1), w_star: Fraction = Fraction(3, 5)
) -> Example:
    """The numbers for a rule: a_hat = 1, the others at three quarters of their domain, tau = 3.

    >>> from symdyn import find_rule
    >>> example_of(find_rule("rflo")).parameters
    {a_hat: Fraction(1, 1), w_hat: Fraction(1, 2)}
    """
    values: dict[Symbol, Fraction] = {}
    for symbol in rule.parameters:
        interval = rule.domain.interval(symbol.name)
        values[symbol] = Fraction(1) if symbol == notation.a_hat else interval.at(_POSITION)
    if rule.horizon == notation.tau:
        values[notation.tau] = _HORIZON + rule.least_horizon - 1
    return Example(gain, w_star, values)

"""How fast each matrix decays by itself: multiples of the weights that every step takes off them."""

from dataclasses import dataclass

from sympy import Expr, S

from symdyn.rules.per_matrix import PerMatrix, factors_of

__all__ = ["WeightDecay"]


@dataclass(frozen=True)
class WeightDecay(PerMatrix):
    """The weight decay of A, B and W: a step is X - eta (Delta X + decay_X X).

    Each is 0, or a positive exact number times powers of parameters that are positive on their domain.
    """

    A: Expr = S.Zero
    B: Expr = S.Zero
    W: Expr = S.Zero

    @staticmethod
    def of(given: object) -> "WeightDecay":
        """The decay as a rule gives it: a mapping from "A", "B" and "W", of which those left out do not decay.

        Raises
        ------
        RuleError for a matrix that there is not, and a decay that is not proved positive and is not 0.

        >>> from fractions import Fraction
        >>> WeightDecay.of({"A": Fraction(1, 10)})
        WeightDecay(A=1/10, B=0, W=0)
        """
        if isinstance(given, WeightDecay):
            return given
        return WeightDecay(
            **factors_of(given, "weight_decay", "weight decay", "{'A': Rational(1, 10)}")
        )

    @property
    def plain(self) -> bool:
        """Whether nothing decays."""
        return self.all == (0, 0, 0)

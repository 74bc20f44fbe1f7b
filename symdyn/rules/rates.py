"""How fast each matrix learns: factors of the mean updates of A, B and W, which are positive, or 0 where a matrix is frozen."""

from dataclasses import dataclass

from sympy import Expr, S

from symdyn.errors import RuleError
from symdyn.rules.per_matrix import PerMatrix, factors_of

__all__ = ["MatrixRates"]


@dataclass(frozen=True)
class MatrixRates(PerMatrix):
    """The learning rates of A, B and W beside the one of all three: a step is X - eta rate_X Delta X.

    Each is a positive exact number times powers of parameters that are positive on their domain, or 0: such a
    matrix does not learn.
    """

    A: Expr = S.One
    B: Expr = S.One
    W: Expr = S.One

    @staticmethod
    def of(given: object) -> "MatrixRates":
        """The rates as a rule gives them: a mapping from "A", "B" and "W", of which those left out are 1.

        Raises
        ------
        RuleError for a matrix that there is not, and a rate that is not proved positive.

        >>> from fractions import Fraction
        >>> MatrixRates.of({"W": Fraction(1, 10)})
        MatrixRates(A=1, B=1, W=1/10)
        """
        if isinstance(given, MatrixRates):
            return given
        found = MatrixRates(**factors_of(given, "rates", "rate", "{'B': Rational(1, 10)}"))
        if len(found.frozen) == len(found.all):
            raise RuleError(
                "rates are 0 for A, B and W, so that nothing learns; give one that is not 0"
            )
        return found

    @property
    def frozen(self) -> tuple[str, ...]:
        """The matrices that do not learn: their rate is 0."""
        return tuple(name for name, rate in zip("ABW", self.all, strict=True) if rate == 0)

    @property
    def plain(self) -> bool:
        """Whether all three matrices learn at one rate, 1."""
        return self.all == (1, 1, 1)

    def leaking(self, leak: Expr) -> "MatrixRates":
        """The rates of A, B = leak Psi and W = (1 - leak) I + leak Omega, where Psi and Omega learn at those of B and W.

        The gradient with respect to Omega is leak times that with respect to W, and W changes by leak times
        what Omega does; so it is of Psi and B.

        >>> from sympy import Rational
        >>> MatrixRates.of({"W": 3}).leaking(Rational(1, 2))
        MatrixRates(A=1, B=1/4, W=3/4)
        """
        return MatrixRates(self.A, self.B * leak**2, self.W * leak**2)

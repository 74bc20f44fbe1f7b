"""Two modes that are each stable, and leave the optimum together: an exact point."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from sympy import Integer

from symdyn import notation
from symdyn.errors import ExactArithmeticError
from symdyn.exact.bridge import value_of
from symdyn.exact.evaluation import evaluate
from symdyn.exact.rational import RationalFunction
from symdyn.rules.rule import LearningRule
from symdyn.stages.kernel.derive import Credit
from symdyn.stages.setting.parameter_points import horizon_of, parameter_points

__all__ = ["PairWitness", "unstable_pair"]

_ROOTS = tuple(Fraction(one, 5) for one in (4, 2, 3, 1, -1, -2, -3, -4, 0))
_GAINS = tuple(Fraction(1, one) for one in (5, 10, 20))


@dataclass(frozen=True)
class PairWitness:
    """Two modes at an aligned optimum: gains and recurrent strengths of both, and the parameters.

    Parameters
    ----------
    w : of the two modes
    a, b : their read-out and input strengths
    a_hat : the strengths of their feedback, None where it is symmetric
    parameters : the rule's own, by name, and the horizon where it is a letter
    """

    w: tuple[Fraction, Fraction]
    a: tuple[Fraction, Fraction]
    b: tuple[Fraction, Fraction]
    a_hat: tuple[Fraction, Fraction] | None
    parameters: tuple[tuple[str, Fraction], ...]

    @property
    def point(self) -> tuple[tuple[str, Fraction], ...]:
        """The values of what the block of the two modes is made of."""
        own = () if self.a_hat is None else (("a_hat_1", self.a_hat[0]),)
        return (
            ("w_1", self.w[0]),
            ("w_2", self.w[1]),
            ("a_1", self.a[0]),
            ("b_2", self.b[1]),
            *own,
            *self.parameters,
        )


def unstable_pair(
    rule: LearningRule, credit: Credit, determinant: RationalFunction
) -> PairWitness | None:
    """The first point of a grid where the pair's determinant is negative, with a phi > 0 in both modes.

    The caller knows that such modes are stable.

    Parameters
    ----------
    rule : the learning rule
    credit : its kernel
    determinant : of the pair, in w, w_star, b of the second mode, q = a phi of the first
    """
    horizon = {notation.tau: Integer(horizon_of(rule))}
    for (first, second), gain, values in product(
        product(_ROOTS, repeat=2), _GAINS, parameter_points(rule, zero=True)
    ):
        if first == second:
            continue
        here = {"w": first, "w_star": second, "b": gain, "q": gain * gain, **values}
        try:
            sums = {
                symbol.name: value_of(meaning.xreplace(horizon), here)
                for symbol, meaning in credit.adjoined.meanings.items()
            }
            found = evaluate(determinant, {**here, **sums})
        except ExactArithmeticError:
            continue
        if found < 0:
            feedback = None if rule.symmetric else (gain, gain)
            one = Fraction(1)
            return PairWitness(
                (first, second), (gain, one), (one, gain), feedback, tuple(values.items())
            )
    return None

r"""The weights of a network whose units leak, in the letters of the same network written without a leak.

A mode with the leak alpha has h -> (1 - alpha) h + alpha (omega h + psi x).  It is a mode with the pole
w = (1 - alpha) + alpha omega and the input strength b = alpha psi, of which everything is derived.  It is
stable, as a network, for -1 < w < 1.
"""

from dataclasses import dataclass

from sympy import Expr

from symdyn import notation
from symdyn.brief import Brief
from symdyn.errors import RuleError
from symdyn.stages.analysis import Analysis

__all__ = ["OwnWeights", "own_weights"]


@dataclass(frozen=True, repr=False)
class OwnWeights(Brief):
    """The leak, and a mode's own omega and psi as functions of its pole w and its input strength b.

    `lowest` is below omega wherever the pole is above -1; omega < 1 where it is below 1.
    """

    leak: Expr
    recurrent: Expr
    input: Expr
    lowest: Expr

    def _about(self) -> str:
        return f"leak {self.leak}, omega = {self.recurrent}, psi = {self.input}"


def own_weights(analysis: Analysis) -> OwnWeights:
    """The own weights of a mode that leaks.

    Raises
    ------
    RuleError for a rule without a leak.

    >>> from sympy import Rational
    >>> from symdyn import LearningRule, analyse
    >>> from symdyn.notation import m, w
    >>> rule = LearningRule("leaks", "Leaks", "symmetric", w**m, leak=Rational(1, 2))
    >>> found = own_weights(analyse(rule))
    >>> found.recurrent, found.input, found.lowest
    (2*w - 1, 2*b, -3)
    """
    rule = analysis.rule
    if rule.leak is None:
        raise RuleError(f"rule {rule.name} has no leak; give it leak=alpha")
    leak = notation.plain(rule.leak)
    recurrent = (notation.w - (1 - leak)) / leak
    return OwnWeights(leak, recurrent, notation.b / leak, recurrent.subs(notation.w, -1).expand())

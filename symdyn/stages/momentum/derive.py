r"""The largest step under momentum.

A step theta_{k+1} = theta_k - eta Delta theta_k + beta (theta_k - theta_{k-1}) rests where Delta is 0, and for small
eta follows the flow, 1/(1 - beta) times as fast.  Near the optimal manifold an eigenvalue lambda of the flow gives
two multipliers, the roots of nu^2 - (1 + beta + eta lambda) nu + beta.  For a rate x = -lambda > 0 both are inside
the unit circle exactly for eta x < 2 (1 + beta).  For a complex pair with trace t and determinant d all four are
exactly for eta < -t (1 + beta) (1 - beta)^2/((1 + beta)^2 d - beta t^2).
"""

from sympy import Expr

from symdyn import notation
from symdyn.stages.analysis import Analysis
from symdyn.stages.presenting import OptimalManifold
from symdyn.stages.step_size.derive import LargestStep, largest_step

__all__ = ["largest_step_with_momentum", "momentum_in", "turning_step"]


def momentum_in(analysis: Analysis) -> Expr:
    """The momentum of a rule in plain symbols; 0 without.

    >>> from symdyn import analyse, find_rule
    >>> momentum_in(analyse(find_rule("bptt")))
    0
    """
    return notation.plain(analysis.rule.beta)


def largest_step_with_momentum(
    analysis: Analysis, manifold: OptimalManifold | None = None
) -> LargestStep | None:
    """The bounds for a rule with its momentum; None where the linearisation attracts no mode.

    Parameters
    ----------
    analysis : of the rule
    manifold : the linearised flow in units that are not those of the analysis; None for its own

    >>> from sympy import Rational
    >>> from symdyn import LearningRule, analyse
    >>> from symdyn.notation import m, w
    >>> rule = LearningRule("heavy", "Heavy", "symmetric", w**m, momentum=Rational(1, 2))
    >>> plain = largest_step(analyse(rule))
    >>> (largest_step_with_momentum(analyse(rule)).real / plain.real).cancel()
    3/2
    """
    found, beta = largest_step(analysis, manifold), momentum_in(analysis)
    if found is None or beta == 0:
        return found
    optimal = manifold or analysis.optimal
    turning = None
    if found.complex is not None:
        turning = turning_step(beta, optimal.trace, optimal.determinant)
    return LargestStep((1 + beta) * found.real, turning)


def turning_step(beta: Expr, t: Expr, d: Expr) -> Expr:
    """The largest step for a complex pair with the trace t and the determinant d."""
    return -t * (1 + beta) * (1 - beta) ** 2 / ((1 + beta) ** 2 * d - beta * t**2)

r"""The largest step for which a mode that is stable in the flow is stable under the updates too.

A step theta -> theta - eta Delta multiplies a transverse direction with mu = 1 + eta lambda.  With
rates 0 < x <= y, the negatives of a real pair, both multipliers are inside the unit circle exactly for
eta < 2/y; for a complex pair, with trace t and determinant d, exactly for eta < -t/d.
"""

from dataclasses import dataclass

from sympy import Expr, sqrt

from symdyn.stages.analysis import Analysis, OptimalManifold

__all__ = ["LargestStep", "largest_step"]


@dataclass(frozen=True)
class LargestStep:
    """Bounds on the learning rate on the optimal manifold, in s and the rule's parameters.

    Parameters
    ----------
    real : 4/(-t + sqrt(t^2 - 4 d)), where the pair is real; beyond it mu passes -1
    complex : -t/d, where the pair is complex; beyond it mu passes the circle elsewhere; None where
        the pair of a stable mode is proved real: none is stable against the sign of the feedback
    """

    real: Expr
    complex: Expr | None


def largest_step(analysis: Analysis, manifold: OptimalManifold | None = None) -> LargestStep | None:
    """The bounds for a rule; None where the linearisation attracts no mode.

    Parameters
    ----------
    analysis : of the rule
    manifold : the linearised flow in units that are not those of the analysis; None for its own

    >>> from symdyn import analyse, find_rule
    >>> largest_step(analyse(find_rule("readout-only"))) is None
    True
    """
    if analysis.credit.zero or not analysis.spectrum.determinant:
        return None
    optimal = manifold or analysis.optimal
    if optimal.determinant == 0:
        return None
    real = 4 / (sqrt(optimal.radicand) - optimal.trace)
    window = optimal.stability.window
    opens = window is not None and window.opening_sign.sign not in {
        "zero",
        "negative",
        "nonpositive",
    }
    always = optimal.real and not opens
    turning = None if always else -optimal.trace / optimal.determinant
    return LargestStep(real, turning)

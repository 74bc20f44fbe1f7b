"""What to know about a rule that is one, and may not be the one that was meant."""

from symdyn import notation
from symdyn.exact.bridge import from_expr, to_expr
from symdyn.exact.derivative import derivative
from symdyn.exact.rational import RationalFunction, generator
from symdyn.exact.substitution import substitute
from symdyn.rules.rule import LearningRule

__all__ = ["hint"]


def hint(rule: LearningRule) -> str:
    """A note on a kernel that looks like that of a leaky network, or nothing.

    A ratio (1 - alpha) + alpha w is what carries a leaky unit's state from step to step, where w is an
    eigenvalue of its weights.  A kernel alone makes no network leaky, and with a leak w is the pole.

    >>> from symdyn.notation import m, parameter, w
    >>> alpha = parameter("alpha", 0, 1)
    >>> rule = LearningRule("leaky", "Leaky", "symmetric", ((1 - alpha) + alpha * w) ** m)
    >>> hint(rule)[:61]
    'the ratio alpha*w - alpha + 1 carries the state of leaky unit'
    """
    field = rule.credit.field
    for term in rule.credit.terms:
        ratio = from_expr(field, term.ratio)
        if _leaks(ratio) and rule.leak is None:
            return (
                f"the ratio {to_expr(ratio)} carries the state of leaky units, and a kernel alone makes no "
                "network leaky: this one has h[t + 1] = W h[t] + B x[t]; give the rule leak=alpha, with "
                "which w is the pole and the kernel w**m"
            )
        if _leaks(ratio):
            return (
                f"the ratio {to_expr(ratio)} has a leak, and so has the network: with leak={rule.leak} w is "
                "the pole already, so that the kernel of BPTT is w**m, without a factor"
            )
    return ""


def _leaks(ratio: RationalFunction) -> bool:
    """Whether a ratio is linear in w, 1 at w = 1 and not w itself."""
    w, one = generator(ratio.field, notation.w), ratio.field.one
    slope = derivative(ratio, notation.w)
    linear = bool(slope) and not derivative(slope, notation.w)
    return linear and ratio != w and substitute(ratio, {notation.w: one}) == one

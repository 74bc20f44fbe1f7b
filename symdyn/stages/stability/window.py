"""The window where a_hat s < 0: for q = a phi < 0 a mode may still be stable, in an interval.

The determinant asks |q| to exceed a lower bound and the trace asks it to stay below an upper one;
both are found exactly, and so is the condition for the interval to be open.
"""

from dataclasses import dataclass

from sympy import Expr

from symdyn import notation
from symdyn.brief import Brief
from symdyn.errors import ProofError
from symdyn.exact.derivative import derivative
from symdyn.exact.layout import arrange
from symdyn.exact.rational import field_over, generator
from symdyn.exact.substitution import substitute
from symdyn.stages.kernel.derive import Credit, Fact, quotient_sign
from symdyn.stages.linearisation.derive import in_gains
from symdyn.stages.linearisation.general import Linearisation

__all__ = ["Window", "window_of"]


@dataclass(frozen=True, repr=False)
class Window(Brief):
    """Where a mode is stable with q = a phi < 0: lower < -q < upper, for K, K + w_star K' > 0.

    `lower` and `upper` are formulas in s; the curves leave room between them for some s exactly
    where `opening` > 0, a function of w_star and the kernel's parameters alone.  "Only if" rests on the
    identity (K + w_star K')(1 - w_star^2)(-t) = -excess + |q| K opening - rest, which is checked
    in the ring: d > 0 means excess > 0, and rest >= 0.
    """

    lower: Expr
    upper: Expr
    opening: Expr
    opening_sign: Fact


def window_of(linear: Linearisation, credit: Credit) -> Window:
    """Solve d > 0 and t < 0 for q < 0: both d/q and t are linear in q.

    Raises ProofError if the identity that closes the window does not hold.
    """
    adjoined = credit.adjoined
    field = field_over([*adjoined.field.symbols, notation.q])
    value, moment = (substitute(one, {}, field) for one in (credit.value, credit.moment))
    gains = in_gains(linear, field, value, moment)
    q, b, w_star = (generator(field, one) for one in (notation.q, notation.b, notation.w_star))
    at_zero = {notation.q: field.zero}
    per_gain = gains.determinant / q
    lower = substitute(per_gain, at_zero) / derivative(per_gain, notation.q)
    stretched, room = value + moment, 1 - w_star**2
    opening = value - room * stretched
    excess = -q * value**2 - b**2 * stretched
    rest = -q * b**2 * stretched * (value * w_star**2 + stretched * room) / room
    closed = -excess - q * value * opening - rest
    if stretched * room * -gains.trace != closed:
        raise ProofError(
            "the identity that closes the stability window fails: "
            f"{stretched * room * -gains.trace} is not {closed}"
        )
    constant = arrange(substitute(gains.gain, at_zero))
    slope = arrange(derivative(gains.gain, notation.q)) + arrange(gains.drift / q)
    inside = substitute(opening, {}, adjoined.field)
    return Window(
        _in_s(arrange(lower), credit),
        _in_s(constant / slope, credit),
        adjoined.written_out(arrange(inside)),
        quotient_sign(inside, adjoined),
    )


def _in_s(formula: Expr, credit: Credit) -> Expr:
    return credit.adjoined.written_out(formula.xreplace({notation.b: notation.c / notation.s}))

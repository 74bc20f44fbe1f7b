r"""What weight decay makes of the flow of a mode.

With decays lambda_A, lambda_B, lambda_W a mode goes as -Delta - (lambda_A a, lambda_B b, lambda_W w).  On the
optimal manifold Delta is 0, so that no point of it rests if A or B decays.  Let J be the Jacobian of -Delta there, D = 1 - w_star^2,
K the kernel's sum, M its first moment and S = K + M.  The left null vector of J is
(K^2 phi, -S b, (D M - w_star^2 K)/w_star).  So for weak decay b grows along the manifold, and a falls, at the rate

    r = (lambda_A x - lambda_B y + lambda_W v)/(x + y),   x = K^2 a phi,   y = S b^2,   v = D M - w_star^2 K,

and the mode rests, to first order, where r = 0, beside the manifold by what J makes the rest of.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sympy import Expr

from symdyn import notation
from symdyn.exact.derivative import derivative
from symdyn.exact.layout import arrange
from symdyn.exact.rational import generator
from symdyn.stages.analysis import Analysis
from symdyn.stages.fixed_points.derive import Component, Verdict
from symdyn.stages.invariants.derive import invariants_of
from symdyn.stages.presenting import Presenter

__all__ = ["Decayed", "at_rest", "balances", "decay_of", "decayed"]


@dataclass(frozen=True)
class Decayed:
    """What weight decay makes of a rule's flow, in s and the rule's parameters.

    Parameters
    ----------
    shares : x, y and v on the optimal manifold: how the decays of A, B and W make b grow along it
    drift : r, for weak decay the rate at which ln b grows and ln a falls
    of_w : for a mode that drifts at the rate r the first change of w is these times lambda_B + r and lambda_W
    of_gain : and that of a b is these times lambda_A - r and the change of w
    threshold : c^2 K(w_star)/(1 - w w_star): at a = b = 0 a mode is stable in a and b exactly where the product
        of the decays of A and B is larger; None for random feedback, under which it does not rest there
    conserved : how fast what the flow without decay conserves changes; None where it conserves nothing
    """

    shares: tuple[Expr, Expr, Expr]
    drift: Expr
    of_w: tuple[Expr, Expr]
    of_gain: tuple[Expr, Expr]
    threshold: Expr | None
    conserved: Expr | None


def decay_of(analysis: Analysis) -> tuple[Expr, Expr, Expr]:
    """The weight decay of A, B and W in plain symbols."""
    at_a, at_b, at_w = map(notation.plain, analysis.rule.decay.all)
    return at_a, at_b, at_w


def decayed(analysis: Analysis) -> Decayed:
    """What weight decay makes of the flow.

    Parameters
    ----------
    analysis : of a rule with weight decay

    >>> from sympy import Rational, factor
    >>> from symdyn import LearningRule, analyse
    >>> from symdyn.notation import m, w
    >>> decay = {"A": Rational(1, 10), "B": Rational(1, 10)}
    >>> found = decayed(analyse(LearningRule("d", "Decayed", "symmetric", w**m, weight_decay=decay)))
    >>> factor(found.threshold), found.conserved
    (c**2/(w*w_star - 1)**2, -a**2/5 + b**2/5)
    """
    rule, credit = analysis.rule, analysis.credit
    show = Presenter(rule, credit)
    field = credit.adjoined.field
    s, c, w_star = (generator(field, x) for x in (notation.s, notation.c, notation.w_star))
    phi = s if rule.symmetric else generator(field, notation.a_hat)
    room, value, moment = 1 - w_star**2, credit.value, credit.moment
    shares = (
        value**2 * phi * s,
        (value + moment) * c**2 / s**2,
        room * moment - w_star**2 * value,
    )
    at_a, at_b, at_w = decay_of(analysis)
    x, y, v = map(show.exact, shares)
    gain = value * phi
    of_w = (room * w_star / (gain * s), -(room**2) * w_star * s / (gain * c**2))
    of_gain = (-room * s**2 / c, -c * w_star / room)
    return Decayed(
        (x, y, v),
        (at_a * x - at_b * y + at_w * v) / (x + y),
        (show.exact(of_w[0]), show.exact(of_w[1])),
        (show.exact(of_gain[0]), show.exact(of_gain[1])),
        _threshold(analysis, show) if rule.symmetric else None,
        _change(analysis),
    )


def balances(decays: Sequence[Expr]) -> tuple[tuple[Expr, Expr], ...]:
    """Both sides of the equations that hold where a mode rests, and nowhere else, for an arbitrary kernel.

    Parameters
    ----------
    decays : of A, B and W
    """
    at_a, at_b, at_w = decays
    a, b, w, c, phi, star = (
        getattr(notation, name) for name in ("a", "b", "w", "c", "phi", "w_star")
    )
    student, teacher = notation.kernel_student, notation.kernel_teacher
    room, cross = 1 - w**2, 1 - w * star
    return (
        (a * cross * (b**2 + at_a * room), b * c * room),
        (phi * (c * teacher - a * b * student), at_b * b),
        (w * cross * (at_b * b**2 - at_w * room), phi * b * c * teacher * (w - star)),
    )


def at_rest(analysis: Analysis) -> tuple[Component, ...]:
    """Where a mode rests: the components of the flow, or with weight decay all that is known of it.

    >>> from symdyn import analyse, find_rule
    >>> [one.name for one in at_rest(analyse(find_rule("bptt")))]
    ['optimal', 'non-optimal']
    """
    if analysis.rule.decay.plain:
        return analysis.fixed_points.components
    credit = analysis.credit
    own = {
        notation.phi: notation.a if analysis.rule.symmetric else notation.a_hat,
        notation.kernel_student: credit.student_expr,
        notation.kernel_teacher: credit.teacher_expr,
    }
    equations = tuple((left - right).xreplace(own) for left, right in balances(decay_of(analysis)))
    return (Component("decayed", equations, (), analysis.update.loss, (), Verdict.OPEN),)


def _threshold(analysis: Analysis, show: Presenter) -> Expr:
    field = analysis.credit.adjoined.field
    w, w_star, c = (generator(field, x) for x in (notation.w, notation.w_star, notation.c))
    return show.exact(c**2 * analysis.credit.teacher / (1 - w * w_star))


def _change(analysis: Analysis) -> Expr | None:
    """- sum of decay times letter times the slope of H by it."""
    found = invariants_of(analysis.rule).conserved
    if found is None:
        return None
    element = found.read_out - generator(found.weight.field, notation.b) ** 2 - found.recurrent
    return -sum(
        decay * arrange(generator(element.field, x) * derivative(element, x))
        for x, decay in zip(notation.STATE, decay_of(analysis), strict=True)
        if decay != 0
    )

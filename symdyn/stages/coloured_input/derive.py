r"""The mean update of a mode for input whose correlation falls off as v^|t - s|, |v| < 1, and long sequences.

Such input has E[x_t x_s^T] = v^|t - s| I.  The update of a mode is then sum e_k v^|k - l| g_l where it was
sum e_k g_k, and for a kernel u r^m all of it is made of

    Gamma(x, y) = sum x^k v^|k - l| y^l,  P(x) = (Gamma(x, w) - Gamma(x, r))/(w - r).

At an optimum the determinant of the transverse pair is q u x (q u + x) G with x = b^2, q = a phi and
G = Gamma(w, w) P'(w) - Gamma_x(w, w) P(w), which has the factor 1 - v^2.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from sympy import Expr, Symbol

from symdyn import notation
from symdyn.brief import Brief
from symdyn.exact.derivative import derivative
from symdyn.exact.domain import Domain, Interval
from symdyn.exact.exponential import ExponentialPolynomial, power
from symdyn.exact.layout import arrange
from symdyn.exact.linear_forms import LinearForm
from symdyn.exact.rational import Field, RationalFunction, field_over, generator
from symdyn.exact.signs import sign_of
from symdyn.exact.substitution import substitute
from symdyn.notation import STATE
from symdyn.rules.rule import LearningRule
from symdyn.stages.finite_time.derive import finite_time
from symdyn.stages.setting.derive import mode_domain

__all__ = ["CORRELATION", "Coloured", "coloured_input"]

CORRELATION = Symbol("v")
_X, _Y, _Z = Symbol("x"), Symbol("y"), Symbol("z")
_K, _J, _T = (LinearForm.of(one) for one in (notation.k, notation.j, notation.T))


@dataclass(frozen=True, repr=False)
class Coloured(Brief):
    """What a mode learns from correlated input, for a geometric kernel whose weight is positive.

    Parameters
    ----------
    update : Delta of a, b and w
    own, mixed, beyond : Gamma(w, w), its difference quotient to w_star, and P(w)
    own_credit, teacher_credit, response : Gamma(w, r), Gamma(w_star, r) and Gamma(w_star, w)
    general : G for a student and a teacher that differ
    excess, slope : G and P'(w) at an optimum
    trace, determinant : of the transverse pair, at a = s, b = c/s, w = w_star
    ratio : r for a student with w
    stable : whether a mode is, that is, trace and determinant are proved to have the right signs where q u > 0
    """

    update: Mapping[Symbol, Expr]
    own: RationalFunction
    mixed: RationalFunction
    beyond: RationalFunction
    own_credit: RationalFunction
    teacher_credit: RationalFunction
    response: RationalFunction
    general: RationalFunction
    excess: RationalFunction
    slope: RationalFunction
    trace: Expr
    determinant: Expr
    ratio: RationalFunction
    stable: bool

    def _about(self) -> str:
        return "the same fixed points for each correlation"


@lru_cache(maxsize=64)
def coloured_input(rule: LearningRule) -> Coloured | None:
    """What a mode learns from correlated input; None where the kernel is no positive geometric sequence.

    >>> from symdyn import find_rule
    >>> arrange(coloured_input(find_rule("tbptt")).excess)
    (1 - v**2)/((1 - w_star**2)**2*(-v*w_star + 1)**3)
    """
    found = finite_time(rule)
    if found is None or not found.complete or found.geometric is None:
        return None
    field = field_over([*rule.credit.field.symbols, CORRELATION, _X, _Y, notation.m])
    gamma = _gamma(field)
    kernel = found.geometric
    weight, ratio = (substitute(x, {}, field) for x in (kernel.weight, kernel.ratio))
    a, b, c, w, w_star = (
        generator(field, x) for x in (*STATE[:2], notation.c, notation.w, notation.w_star)
    )
    phi = a if rule.symmetric else generator(field, notation.a_hat)
    credit = weight * phi

    def at(x: RationalFunction, y: RationalFunction) -> RationalFunction:
        return substitute(gamma, {_X: x, _Y: y})

    x = generator(field, _X)
    quotient = _difference(field, gamma)  # of Gamma(x, y) and Gamma(x, m) in y and m
    toward = substitute(quotient, {_Y: w, notation.m: ratio})  # P(x)
    beyond, teacher = (substitute(toward, {_X: one}) for one in (w, w_star))
    own = at(w, w)
    own_credit, teacher_credit = at(w, ratio), at(w_star, ratio)
    feedback = arrange(credit)
    update = {
        notation.a: notation.b * _error(own, at(w_star, w)),
        notation.b: feedback * _error(own_credit, teacher_credit),
        notation.w: feedback * notation.b * _error(beyond, teacher),
    }
    mixed = substitute(quotient, {_X: w, _Y: w, notation.m: w_star})
    general = (own * teacher - at(w_star, w) * beyond) / (w_star - w)
    here = {notation.w: w_star}
    slope = substitute(derivative(toward, _X), {_X: w_star})
    tilt = substitute(derivative(at(x, w), _X), {_X: w_star})
    own_here, slope, tilt, beyond_here = (
        substitute(one, here) for one in (own, slope, tilt, beyond)
    )
    excess = own_here * slope - tilt * beyond_here
    place = {notation.a: generator(field, notation.s), notation.b: c / generator(field, notation.s)}
    gain, square = substitute(a * substitute(credit, here), place), substitute(b, place) ** 2
    credit_here = substitute(own_credit, here)
    q, x_here = arrange(gain), arrange(square)
    trace = -(x_here * arrange(own_here) + q * arrange(credit_here) + q * x_here * arrange(slope))
    return Coloured(
        update,
        own,
        mixed,
        beyond,
        own_credit,
        teacher_credit,
        at(w_star, w),
        general,
        excess,
        slope,
        trace,
        arrange(gain * square * (gain + square) * excess),
        ratio,
        all(_positive(rule, one) for one in (own_here, credit_here, slope, excess)),
    )


def _positive(rule: LearningRule, element: RationalFunction) -> bool:
    """Whether an element is proved positive for each correlation on the whole domain."""
    domain = mode_domain(rule).extend(Domain(((CORRELATION.name, Interval(-1, 1)),)))
    found = sign_of(element.numer * element.denom, domain)
    return found is not None and found.sign == "positive"


def _error(student: RationalFunction, teacher: RationalFunction) -> Expr:
    """a b and c, each with its sum."""
    return notation.a * notation.b * arrange(student) - notation.c * arrange(teacher)


def _gamma(field: Field) -> RationalFunction:
    """Gamma(x, y): the lags k = l, and those on either side of it, summed for long sequences."""
    x, y, v = (generator(field, one) for one in (_X, _Y, CORRELATION))
    equal = (power(x, _K) * power(y, _K)).sum_over(notation.k, _T)[0].without(notation.T)
    one = ExponentialPolynomial.constant(field.one)
    for side in (x, y):
        apart = power(v * side, _J + 1).sum_over(notation.j, _T)[0].without(notation.T)
        one = one + apart
    return (equal * one).value()


def _difference(field: Field, gamma: RationalFunction) -> RationalFunction:
    """(Gamma(x, y) - Gamma(x, m))/(y - m), for a letter m."""
    y, other = generator(field, _Y), generator(field, notation.m)
    return (gamma - substitute(gamma, {_Y: other})) / (y - other)

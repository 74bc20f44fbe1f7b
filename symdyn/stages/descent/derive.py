r"""Where the loss of a mode falls along the flow: everywhere, near an optimum, or not.

Along the flow the loss falls at the rate
    G = dL/da Delta a + dL/db Delta b + dL/dw Delta w.
Where the update differs from the gradient in its feedback alone, phi dL/db = a Delta b and
phi dL/dw = a Delta w, this is Delta a^2 + (a/phi) (Delta b^2 + Delta w^2).  Near the optimal manifold it
is the form f x^2 + g x y + h y^2 in x = b da + a db and y = a b dw, with the curvature H of the loss and the
Jacobian J of the flow.  With D = 1 - w_star^2, q = a phi and the mode's determinant d,
    4 f h - g^2 = 4 d/D^4 - q^2 (D^2 + w_star^2 b^2)^2 X^2/D^8,   X = D K'(w_star) - w_star K(w_star):
the part of the flow that turns about the optimum instead of descending has the factor X, which is 0 for the
credit of the gradient.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import TypeAlias

from sympy import Expr, Integer

from symdyn import notation
from symdyn.brief import Brief
from symdyn.errors import ExactArithmeticError, ProofError
from symdyn.exact.bridge import from_expr, function_of, to_expr
from symdyn.exact.derivative import derivative
from symdyn.exact.rational import RationalFunction, generator
from symdyn.exact.substitution import substitute
from symdyn.notation import STATE
from symdyn.stages.analysis import Analysis
from symdyn.stages.kept import kept
from symdyn.stages.linearisation.derive import on_manifold
from symdyn.stages.setting.parameter_points import parameter_points

__all__ = [
    "Descent",
    "Form",
    "RisingPoint",
    "curvature_of",
    "descent_of",
    "form_on_manifold",
    "rate_of",
]

Matrix3: TypeAlias = tuple[tuple[RationalFunction, ...], ...]

_ROOTS = tuple(Fraction(*one) for one in ((1, 2), (0, 1), (4, 5), (-1, 2), (1, 5), (-4, 5)))
_GAINS = tuple(Fraction(*one) for one in ((9, 8), (7, 8), (5, 4), (3, 4), (3, 2), (1, 2), (2, 1)))
_SIZES = tuple(Fraction(one) for one in (1, 2, 7, 20))
_ALONG = tuple(Fraction(one) for one in (1, 2, 4, 8, 16, 32))


@dataclass(frozen=True, repr=False)
class Form(Brief):
    """The rate near a point of the optimal manifold, f x^2 + g x y + h y^2, and what it is positive by.

    Parameters
    ----------
    first, mixed, second : f, g and h in s and the rule's parameters
    skew : X, which is 0 where the kernel's slope is that of the gradient's
    excess : 4 f h - g^2
    """

    first: RationalFunction
    mixed: RationalFunction
    second: RationalFunction
    skew: RationalFunction
    excess: RationalFunction


@dataclass(frozen=True, repr=False)
class RisingPoint(Brief):
    """An exact state of a mode, or point of its optimal manifold, and what is negative there.

    Parameters
    ----------
    point : the values by name
    value : of the rate at which the loss falls, or of 4 f h - g^2
    """

    point: tuple[tuple[str, Fraction], ...]
    value: Fraction

    def _about(self) -> str:
        return f"{self.value} at {', '.join(f'{name} = {x}' for name, x in self.point)}"


@dataclass(frozen=True, repr=False)
class Descent(Brief):
    """What is proved of the loss along the flow of a mode.

    Parameters
    ----------
    lyapunov : whether the update is the gradient but for the feedback, so that the loss falls where a phi > 0
    rising : a state with a phi > 0 where the loss rises; None where there is none, or none was found
    opposed : the same for a phi < 0, None for symmetric feedback
    form : the rate near the optimal manifold
    near : whether the first entry of the form is proved positive where a phi > 0
    rising_near : a point of the manifold, with a phi > 0, near which the loss rises first
    """

    lyapunov: bool
    rising: RisingPoint | None
    opposed: RisingPoint | None
    form: Form
    near: bool
    rising_near: RisingPoint | None

    def _about(self) -> str:
        found = "falls where a phi > 0" if self.lyapunov else "may rise along the flow"
        return f"the loss of a mode {found}"


@kept
def descent_of(analysis: Analysis) -> Descent | None:
    """What is proved of the loss along the flow; None without credit, where the read-out alone learns.

    >>> from symdyn import analyse, find_rule
    >>> descent_of(analyse(find_rule("feedback-alignment"))).lyapunov
    True
    >>> descent_of(analyse(find_rule("tbptt"))).rising.value < 0
    True
    """
    if analysis.credit.zero:
        return None
    rule, form = analysis.rule, form_on_manifold(analysis)
    near = analysis.credit.value_sign.sign == "positive"
    return Descent(
        is_lyapunov(analysis),
        rising_of(analysis),
        None if rule.symmetric else _rising(analysis, -1),
        form,
        near,
        _rising_near(analysis, form) if form.skew else None,
    )


@kept
def is_lyapunov(analysis: Analysis) -> bool:
    """Whether dL/da = Delta a, phi dL/db = a Delta b and phi dL/dw = a Delta w: the loss falls where a phi > 0."""
    credit = analysis.credit
    field = credit.adjoined.field
    a = generator(field, notation.a)
    phi = a if analysis.rule.symmetric else generator(field, notation.a_hat)
    values = {
        notation.phi: phi,
        notation.kernel_student: credit.student,
        notation.kernel_teacher: credit.teacher,
    }
    loss = from_expr(field, analysis.update.loss)
    return all(
        (field.one if x == notation.a else phi) * derivative(loss, x)
        == (field.one if x == notation.a else a) * substitute(update, values, field)
        for x, update in analysis.theory.flow.update.items()
    )


@kept
def rising_of(analysis: Analysis) -> RisingPoint | None:
    """A state with a phi > 0 where the loss rises; None where it is proved to fall, or none was found."""
    return None if is_lyapunov(analysis) else _rising(analysis, 1)


@kept
def rate_of(analysis: Analysis) -> Expr:
    """G in a, b, w, the teacher's letters and the rule's parameters."""
    loss, update = analysis.update.loss, analysis.update.limit
    return sum((loss.diff(x) * update[x] for x in STATE), start=Integer(0))


def form_on_manifold(analysis: Analysis) -> Form:
    """The form from the curvature of the loss and the Jacobian, at a = s, b = c/s, w = w_star.

    Raises ProofError if it depends on more than x and y, or 4 f h - g^2 is not as said above.
    """
    flow, credit = analysis.theory.flow, analysis.credit
    a, b, w = (flow.gen(x) for x in (notation.a, notation.b, notation.w_star))
    q, slope = a * flow.gen(notation.phi), flow.gen(notation.kernel_derivative)
    product_ = _curvature_times_jacobian(analysis)
    both = [[product_[i][j] + product_[j][i] for j in range(3)] for i in range(3)]
    if any(row[0] * a - row[1] * b for row in both):
        raise ProofError("the loss changes to second order along the optimal manifold")
    first, mixed, second = -both[0][0] / (2 * b**2), -both[0][2] / (a * b**2), -both[2][2] / 2
    second = second / (a * b) ** 2
    room = 1 - w**2
    skew = room * slope - w * flow.gen(notation.kernel_teacher)
    turning = q * (room**2 + w**2 * b**2) * skew / room**4
    by_moment = {notation.kernel_moment: w * slope}
    determinant = substitute(analysis.theory.linearisation.determinant, by_moment)
    excess = 4 * first * second - mixed**2
    if excess != 4 * determinant / room**4 - turning**2:
        raise ProofError("what the form is positive by is not the determinant less a square")
    field = credit.adjoined.field
    values = on_manifold(analysis.rule, field, credit.value, credit.moment)
    values[notation.kernel_derivative] = credit.moment / generator(field, notation.w_star)
    return Form(*(substitute(one, values, field) for one in (first, mixed, second, skew, excess)))


def curvature_of(analysis: Analysis) -> Matrix3:
    """H on the optimal manifold, in s, c and w_star."""
    field = analysis.credit.adjoined.field
    s, c = generator(field, notation.s), generator(field, notation.c)
    here = {notation.a: s, notation.b: c / s}
    return tuple(tuple(substitute(one, here, field) for one in row) for row in _curvature(analysis))


def _curvature(analysis: Analysis) -> Matrix3:
    """H in a, b and w_star, where c = a b and w = w_star."""
    flow = analysis.theory.flow
    here = {
        notation.c: flow.gen(notation.a) * flow.gen(notation.b),
        notation.w: flow.gen(notation.w_star),
    }
    loss = from_expr(flow.gen(notation.a).field, analysis.update.loss)
    slopes = [derivative(loss, x) for x in STATE]
    return tuple(tuple(substitute(derivative(one, x), here) for x in STATE) for one in slopes)


def _curvature_times_jacobian(analysis: Analysis) -> Matrix3:
    """H J on the optimal manifold for any kernel, in a, b and w_star."""
    jacobian = analysis.theory.linearisation.matrix
    return tuple(
        tuple(
            row[0] * jacobian[0][j] + row[1] * jacobian[1][j] + row[2] * jacobian[2][j]
            for j in range(3)
        )
        for row in _curvature(analysis)
    )


def _rising(analysis: Analysis, side: int) -> RisingPoint | None:
    """The first state of a grid with a phi of a sign where the loss rises."""
    rate = _finite(rate_of(analysis))
    states = product(parameter_points(analysis.rule), _SIZES, product(_ROOTS, repeat=2), _GAINS)
    for values, size, (w, w_star), gain in states:
        if w == w_star:
            continue
        own = {} if analysis.rule.symmetric else {notation.a_hat.name: side * size}
        at = {"a": size, "b": gain / size, "w": w, "w_star": w_star, "c": Fraction(1)}
        found = rate({**at, **own, **values})
        if found is not None and found < 0:
            return RisingPoint(tuple({**at, **own, **values}.items()), found)
    return None


def _rising_near(analysis: Analysis, form: Form) -> RisingPoint | None:
    """The first point of the manifold with a phi > 0 where 4 f h < g^2: there is one for large s."""
    adjoined = analysis.credit.adjoined
    excess = _finite(adjoined.written_out(to_expr(form.excess)))
    places = product(parameter_points(analysis.rule), _ALONG, filter(None, _ROOTS))
    for values, s, w_star in places:
        own = {} if analysis.rule.symmetric else {notation.a_hat.name: Fraction(1)}
        at = {"s": s, "w_star": w_star, "c": Fraction(1), **own, **values}
        found = excess(at)
        if found is not None and found < 0:
            return RisingPoint(tuple(at.items()), found)
    return None


def _finite(expression: Expr) -> Callable[[Mapping[str, Fraction]], Fraction | None]:
    """The value as a function of the point; None at a removable singularity."""
    kept: dict[Fraction | None, Callable[[Mapping[str, Fraction]], Fraction]] = {}

    def at(point: Mapping[str, Fraction]) -> Fraction | None:
        horizon = point.get(notation.tau.name)
        if horizon not in kept:
            whole = {} if horizon is None else {notation.tau: Integer(int(horizon))}
            kept[horizon] = function_of(expression.xreplace(whole))
        try:
            return kept[horizon](point)
        except ExactArithmeticError:
            return None

    return at

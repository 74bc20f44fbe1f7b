r"""The fixed points of a mode where some of A, B and W do not learn.

For any kernel the updates are products, with D = (1 - w^2)(1 - w w_star):
    D Delta a = b P,    Delta b = phi C,    D Delta w = phi b R,
    P = a b (1 - w w_star) - c (1 - w^2),    C = a b K(w) - c K(w_star),
    R = a b w (1 - w w_star) K(w) - c w_star (1 - w^2) K(w_star).
What a matrix that does not learn would be changed by need not vanish; so there are fewer equations.
"""

from collections.abc import Iterator
from dataclasses import replace

from sympy import Expr, Mul, Symbol

from symdyn import notation
from symdyn.exact.bridge import polynomial_to_expr
from symdyn.exact.rational import RationalFunction, generator
from symdyn.notation import STATE
from symdyn.rules.rule import LearningRule
from symdyn.stages.fixed_points.derive import Component, FixedPoints, loss_at, undecided_factors
from symdyn.stages.kernel.derive import Credit

__all__ = ["NOT_STATED", "learning", "matching", "with_frozen"]

NOT_STATED = "not stated where a matrix does not learn"
_A, _B, _W = STATE
a, b, w, c = notation.a, notation.b, notation.w, notation.c


def learning(rule: LearningRule) -> tuple[Symbol, ...]:
    """Those of a, b and w whose matrices learn."""
    rates = zip(STATE, rule.matrix_rates.all, strict=True)
    return tuple(x for x, rate in rates if rate != 0)


def matching(rule: LearningRule, credit: Credit) -> RationalFunction | None:
    """What has to vanish beside P where A and one other matrix learn; None elsewhere.

    It is K(w) (1 - w^2) - K(w_star) (1 - w w_star) where this is B, and w K(w) - w_star K(w_star) where it is W.
    """
    found, field = learning(rule), credit.adjoined.field
    own, star = generator(field, notation.w), generator(field, notation.w_star)
    if found == (_A, _B):
        return credit.student * (1 - own**2) - credit.teacher * (1 - own * star)
    return credit.student * own - credit.teacher * star if found == (_A, _W) else None


def with_frozen(rule: LearningRule, credit: Credit, found: FixedPoints) -> FixedPoints:
    """The fixed points that a mode has where some matrices do not learn, in the order of the claim.

    Parameters
    ----------
    rule : the learning rule
    credit : its kernel at the student and the teacher
    found : the fixed points where all matrices learn; they are returned where all do
    """
    if not rule.matrix_rates.frozen:
        return found
    listed = tuple(
        _component(rule, name, equations)
        for name, equations in _components(rule, credit, found.credit_vanishes or ())
    )
    return replace(found, components=listed)


def _components(
    rule: LearningRule, credit: Credit, zeros: tuple[Expr, ...]
) -> Iterator[tuple[str, tuple[Expr, ...]]]:
    """The alternatives of the theorem: their names and equations."""
    found, star = learning(rule), notation.w_star
    at_student, at_teacher = credit.student_expr, credit.teacher_expr
    balance = a * b * (1 - w * star) - c * (1 - w**2)
    if rule.symmetric and found not in {(_A,), (_A, _W)}:
        yield ("non-optimal", (a, b)) if _A in found else ("no-feedback", (a,))
    if _B not in found:
        yield "no-input", (b,)
    elif found == (_A, _B) and zeros:
        yield "no-input", (b, *zeros)
    if found == (_A,):
        yield "balanced", (balance,)
    elif found == (_B,):
        yield "balanced", (a * b * at_student - c * at_teacher,)
    elif found == (_W,):
        left = a * b * w * (1 - w * star) * at_student
        yield "balanced", (left - c * star * (1 - w**2) * at_teacher,)
    elif found == (_B, _W):
        yield "optimal", (a * b - c, w - star)
        if zeros:
            yield "dark", (*zeros, a * b * at_student - c * at_teacher)
    else:
        yield "balanced", (*_matched(rule, credit), balance)


def _matched(rule: LearningRule, credit: Credit) -> tuple[Expr, ...]:
    """The factors of what has to match that the domain does not keep from zero; none if it always does."""
    element = matching(rule, credit)
    if not element:
        return ()
    left = undecided_factors(element.numer, credit.adjoined.domain)
    return (credit.adjoined.written_out(Mul(*map(polynomial_to_expr, left))),)


def _component(rule: LearningRule, name: str, equations: tuple[Expr, ...]) -> Component:
    """A component; its loss in closed form where letters solve its equations, else that of the mode."""
    field = rule.credit.field
    at_b, at_c, at_w, star = (generator(field, x) for x in (b, c, w, notation.w_star))
    solved: dict[str, dict[Symbol, RationalFunction]] = {
        "non-optimal": {a: field.zero, b: field.zero},
        "no-feedback": {a: field.zero},
        "no-input": {b: field.zero},
        "optimal": {a: at_c / at_b, w: star},
    }
    values = solved.get(name, {})
    if name == "balanced" and _A in learning(rule):
        values = {a: at_c * (1 - at_w**2) / (at_b * (1 - at_w * star))}
    conditions = tuple(one for one in equations if not one.free_symbols & {a, b, w})
    return Component(
        name,
        tuple(one for one in equations if one not in conditions),
        conditions,
        loss_at(rule, values),
        (),
        NOT_STATED,
    )

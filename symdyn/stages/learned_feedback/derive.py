r"""The flow of (a, b, w, a_hat) linearised at its fixed points, and what it conserves.

Where e_k = 0 the feedback changes no update to first order, so that on the optimal manifold the pair
transverse to it is that of a fixed feedback of the same value.  There and elsewhere the four eigenvalues are
0, -r and the roots of x^2 - t x + d; at a = b = a_hat = 0 they are 0 and the roots of a cubic.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from sympy import Expr, Integer, Symbol

from symdyn import notation
from symdyn.brief import Brief
from symdyn.errors import ExactArithmeticError, ProofError
from symdyn.exact.bridge import from_expr, value_of
from symdyn.exact.layout import arrange
from symdyn.exact.rational import field_over
from symdyn.rules.feedback import FeedbackUpdate
from symdyn.stages.analysis import Analysis
from symdyn.stages.invariants.derive import invariants_of
from symdyn.stages.kept import kept
from symdyn.stages.learned_feedback.kinds import Kind, kind_of
from symdyn.stages.setting.parameter_points import parameter_points

__all__ = ["Cubic", "Death", "LearnedFeedback", "Pair", "learned_feedback"]

_a, _b, _w, _c, _star = notation.a, notation.b, notation.w, notation.c, notation.w_star
_K, _K_STAR = notation.kernel_student, notation.kernel_teacher
_STRENGTHS = tuple(Fraction(one, 10) for one in (7, 4, -4, 8, 2, -7))
_TEACHERS = tuple(Fraction(one, 2) for one in (1, -1))
_INPUTS = tuple(Fraction(one, 10) for one in (3, 10, 20))


@dataclass(frozen=True)
class Pair:
    """Eigenvalues 0, -other and the roots of x^2 - trace x + determinant.

    K(w) and K(w_star) stand as letters; `place` is where the four letters are.
    """

    place: Mapping[Symbol, Expr]
    other: Expr
    trace: Expr
    determinant: Expr


@dataclass(frozen=True)
class Cubic:
    """Eigenvalues 0 and the roots of x^3 - first x^2 + second x - third, at a = b = a_hat = 0."""

    place: Mapping[Symbol, Expr]
    first: Expr
    second: Expr
    third: Expr


@dataclass(frozen=True)
class Death:
    """An exact point with a_hat = 0 to which learning is attracted: its a, its pair, its loss, above 0."""

    point: tuple[tuple[str, Fraction], ...]
    a: Fraction
    trace: Fraction
    determinant: Fraction
    loss: Fraction


@dataclass(frozen=True, repr=False)
class LearnedFeedback(Brief):
    """What is found of a mode of four numbers.

    Parameters
    ----------
    update : that of the feedback
    kind : what it makes of the fixed points
    spectra : the eigenvalues on each component, by its name
    death : where learned feedback dies; None where it cannot, or no point was found
    conserved : what the flow conserves beside a_hat - copied a; None where nothing is known
    optimal_without : where of the optimal manifold the points with a_hat = 0 alone rest, the determinant of the pair
        there, which is positive; None where more of it rests, or nothing
    """

    update: FeedbackUpdate
    kind: Kind
    spectra: Mapping[str, Pair | Cubic]
    death: Death | None
    conserved: Expr | None
    optimal_without: Expr | None

    @property
    def left(self) -> Expr:
        """What multiplies a in d(a_hat - copied a)/dt = -decay (a_hat - copied a) + left a."""
        copied, decay, followed, own = self.update.plain()
        left: Expr = followed + copied * (own - decay)
        return left

    def _about(self) -> str:
        return f"{self.kind}, {', '.join(self.spectra)}"


@kept
def learned_feedback(analysis: Analysis) -> LearnedFeedback | None:
    """What is found of a mode whose feedback is learned; None where it is A^T or fixed.

    >>> from symdyn import LearningRule, analyse
    >>> from symdyn.notation import m, w_hat
    >>> rule = LearningRule("kp", "Kolen-Pollack", "learned", w_hat**m, feedback_update={"copied": 1})
    >>> found = learned_feedback(analyse(rule))
    >>> list(found.spectra), found.conserved
    (['optimal', 'no-input', 'no-feedback'], -a**2 + 2*a*a_hat - b**2 - (-w + w_hat)**2)
    """
    learned = analysis.rule.learned
    if learned is None:
        return None
    names = [one.name for one in analysis.fixed_points.components]
    spectra = {name: _spectrum(analysis, learned, name) for name in names}
    dead = spectra.get("no-feedback")
    return LearnedFeedback(
        learned,
        kind_of(learned),
        spectra,
        _death(analysis, dead) if isinstance(dead, Pair) else None,
        _conserved(analysis, learned),
        _optimal_without(dead) if isinstance(dead, Pair) else None,
    )


def _spectrum(analysis: Analysis, learned: FeedbackUpdate, name: str) -> Pair | Cubic:
    copied, decay, followed, own = learned.plain()
    zero = Integer(0)
    cross, room = 1 - _w * _star, 1 - _w**2
    drive = _c**2 * _K_STAR / cross  # of b through the feedback, and of the feedback through b
    if name == "optimal":
        place: dict[Symbol, Expr] = {_a: notation.s, _b: _c / notation.s, _w: _star}
        values: dict[Symbol, Expr] = {}
        if learned.followed != 0:
            place[notation.a_hat] = values[notation.a_hat] = notation.s * followed / decay
        optimal = analysis.optimal
        trace, determinant = (x.xreplace(values) for x in (optimal.trace, optimal.determinant))
        return Pair(place, decay, trace, determinant)
    if name == "silent":
        third = drive * (copied * own + followed)
        second = decay * own - copied * drive
        place = {_a: zero, _b: zero, notation.a_hat: zero}
        return Cubic(place, -decay - own, second, third)
    if name == "no-input":
        return Pair({_b: zero, notation.a_hat: zero}, zero, -decay, -copied * drive)
    place = {_a: _c * room / (_b * cross), notation.a_hat: zero}
    read_out = _b**2 / room
    by_input = room * _K / cross - _K_STAR
    by_state = (_w * _K - _star * _K_STAR) * (2 * _w - _star - _w**2 * _star) / (room * cross**2)
    gained = _c**2 / cross * (by_input + _b**2 * by_state)
    return Pair(place, zero, -read_out - decay, read_out * decay - copied * gained)


def _optimal_without(pair: Pair) -> Expr | None:
    """The determinant of a mode without feedback at w = w_star: what b holds a by, times the decay of the feedback."""
    here = {_w: _star, _K: _K_STAR}
    trace, determinant = (x.xreplace(here) for x in (pair.trace, pair.determinant))
    held = _b**2 / (1 - _star**2)
    symbols = sorted(trace.free_symbols | determinant.free_symbols | {_b, _star}, key=str)
    field = field_over([one for one in symbols if isinstance(one, Symbol)])
    found = from_expr(field, determinant)
    if not found:
        return None
    decay = from_expr(field, -trace - held)
    if found != decay * from_expr(field, held):
        raise ProofError(f"at w = w_star a mode without feedback has the determinant {found}")
    return held * arrange(decay)


def _death(analysis: Analysis, pair: Pair) -> Death | None:
    """The first point of a grid where the determinant is positive; the trace is negative everywhere."""
    credit = analysis.credit
    values = {_K: credit.student_expr, _K_STAR: credit.teacher_expr}
    trace, determinant = (x.xreplace(values) for x in (pair.trace, pair.determinant))
    for place in _places(analysis):
        try:
            found = value_of(determinant, place)
            if found > 0:
                a = value_of(pair.place[_a], place)
                loss = value_of(analysis.update.loss, _full({**place, "a": a}))
                return Death(tuple(place.items()), a, value_of(trace, place), found, loss)
        except ExactArithmeticError:
            continue
    return None


def _places(analysis: Analysis) -> Iterator[dict[str, Fraction]]:
    for star, b, w, own in product(_TEACHERS, _INPUTS, _STRENGTHS, parameter_points(analysis.rule)):
        yield {"c": Fraction(1), "w_star": star, "b": b, "w": w, **own}


def _full(place: dict[str, Fraction]) -> dict[str, Fraction]:
    """The point with the teacher's gain in a_star."""
    return {**place, "a_star": place["c"], "b_star": Fraction(1)}


def _conserved(analysis: Analysis, learned: FeedbackUpdate) -> Expr | None:
    """That of a fixed feedback less what the change of the feedback adds."""
    found = invariants_of(analysis.rule).conserved
    if found is None or kind_of(learned) != Kind.COPIED:
        return None
    return found.quantity - arrange(found.weight) * learned.plain()[0] * _a**2

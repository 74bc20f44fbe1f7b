"""The law of correlated input: its literal sums are the stated update, and are linearised as stated."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

from symdyn.notation import STATE
from symdyn.rules.rule import LearningRule
from symdyn.stages.coloured_input.derive import Coloured, coloured_input
from symdyn.testing.evaluation import Arithmetic, Number, decimals, value_of
from symdyn.testing.laws import Law, require, require_close
from symdyn.testing.literal import kernel_as_written, steps_to_sum
from symdyn.testing.points import Point, manifold_points, mode_points
from symdyn.testing.subject import Subject

__all__ = ["LAWS", "literal_update"]

_DIGITS = 45
_POINTS = 3
_CORRELATIONS = tuple(Fraction(*one) for one in ((1, 2), (-2, 5)))
_STEP = Fraction(1, 10**12)
_MARGIN, _NEARLY = 1e-14, 1e-10


def literal_update(
    rule: LearningRule, point: Point, v: Fraction, T: int, numbers: Arithmetic
) -> tuple[Number, ...]:
    """sum e_k v^|k - l| g_l over k, l < T, for the three updates of a mode."""
    a, b, w, w_star, c, over = (
        numbers.number(x) for x in (*(point[y] for y in ("a", "b", "w", "w_star", "c")), v)
    )
    phi = a if rule.symmetric else numbers.number(point["a_hat"])
    kept = [numbers.number(x) for x in kernel_as_written(rule, point, T)]
    kernel = kept + [numbers.number(Fraction(0))] * (T - len(kept))
    errors = _correlated([a * b * w**k - c * w_star**k for k in range(T)], over)
    first = second = third = reached = numbers.number(Fraction(0))
    for k, error in enumerate(errors):
        first += error * b * w**k
        second += error * phi * kernel[k]
        third += error * phi * b * reached
        reached = w * reached + kernel[k]
    return first, second, third


def _correlated(errors: Sequence[Number], v: Number) -> list[Number]:
    """sum of e_k v^|k - l| over k, from both sides."""
    size = len(errors)
    ahead, behind = list(errors), list(errors)
    for k in range(1, size):
        ahead[k] += v * ahead[k - 1]
        behind[size - 1 - k] += v * behind[size - k]
    return [x + y - z for x, y, z in zip(ahead, behind, errors, strict=True)]


def _coloured(subject: Subject) -> int | None:
    """The update at states of a mode; trace, determinant and their signs on the manifold."""
    rule = subject.analysis.rule
    found, checks = coloured_input(rule), 0
    if found is None:
        return None
    numbers = decimals(_DIGITS)
    for point, v in product(mode_points(rule, _POINTS), _CORRELATIONS):
        steps = 2 * steps_to_sum(rule, point)[0]
        literal = literal_update(rule, point, v, steps, numbers)
        for x, value in zip(STATE, literal, strict=True):
            derived = value_of(found.update[x], {**point, "v": v}, numbers)
            what = f"Delta {x} for correlated input"
            require_close(what, derived, value, _MARGIN * (1 + abs(derived)), {**point, "v": v})
        checks += 1
    places = list(manifold_points(rule, subject.analysis.optimal, _POINTS))[:_POINTS]
    for point, v in product(places, _CORRELATIONS):
        _require_pair(rule, found, point, v)
        checks += 1
    return checks


def _require_pair(rule: LearningRule, found: Coloured, point: Point, v: Fraction) -> None:
    numbers = decimals(_DIGITS)
    steps = 2 * steps_to_sum(rule, point)[0]
    columns = []
    for x in ("a", "b", "w"):
        ahead, behind = (
            literal_update(rule, {**point, x: point[x] + one}, v, steps, numbers)
            for one in (_STEP, -_STEP)
        )
        across = numbers.number(2 * _STEP)
        columns.append([(y - z) / across for y, z in zip(behind, ahead, strict=True)])
    (p, i, x), (q, j, y), (r, k, z) = columns
    trace = p + j + z
    minors = (p * j - q * i) + (p * z - r * x) + (j * z - k * y)
    at = {**point, "v": v}
    for what, stated, value in (
        ("the trace for correlated input", found.trace, trace),
        ("the determinant for correlated input", found.determinant, minors),
    ):
        derived = value_of(stated, at, numbers)
        require_close(what, derived, value, _NEARLY * (1 + abs(derived)), at)
    gain = point["s"] * (point["s"] if rule.symmetric else point["a_hat"])
    if gain > 0 and found.stable:
        require(trace < 0, "a trace for correlated input is not negative as stated", at)
        require(minors > 0, "a determinant for correlated input is not positive as stated", at)


LAWS = (
    Law(
        "coloured-input",
        "the literal sums for correlated input are the stated update, and are linearised as stated",
        _coloured,
    ),
)

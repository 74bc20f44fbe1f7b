"""Laws of the rates: the slow rate's ends and its smallest value, by numbers along the manifold."""

from collections.abc import Iterator
from fractions import Fraction

from symdyn.stages.analysis import Analysis
from symdyn.stages.rates.derive import Asymptote
from symdyn.testing.evaluation import Number, decimals, value_of
from symdyn.testing.laws import Law, require, require_close
from symdyn.testing.points import Point, mode_points
from symdyn.testing.subject import Subject

__all__ = ["LAWS"]

_DIGITS = 80
# The ends are approached like a power of s, so to about the inverse of this.
_FAR = Fraction(10) ** 16
_MARGIN = Fraction(1, 10**6)
_BISECTIONS = 120
_ASIDE = Fraction(101, 100)


def _ends(subject: Subject) -> int | None:
    """At both ends, where they are known, the slow rate is close to the stated multiple of a power of s."""
    rates = subject.analysis.rates
    if rates.at_zero is None and rates.at_infinity is None:
        return None
    checks = 0
    for point in _branch(subject.analysis):
        _require_end(subject.analysis, rates.at_zero, {**point, "s": 1 / _FAR})
        _require_end(subject.analysis, rates.at_infinity, {**point, "s": _FAR})
        checks += 1
    return checks


def _require_end(analysis: Analysis, end: Asymptote | None, point: Point) -> None:
    if end is None:
        return
    stated = value_of(end.coefficient, point, decimals(_DIGITS)) * decimals(_DIGITS).number(
        point["s"] ** end.power
    )
    found = _slow_rate(analysis, point)
    margin = decimals(_DIGITS).number(_MARGIN) * abs(stated)
    require_close("the slow rate's asymptote", stated, found, margin, point)


def _slowest(subject: Subject) -> int | None:
    """The slow rate is smallest where it is stated to be: it is larger on both sides."""
    slowest = subject.analysis.rates.slowest
    if slowest is None:
        return None
    checks = 0
    for point in _branch(subject.analysis):

        def side(s: Fraction, at: Point = point) -> bool:
            return bool(value_of(slowest, {**at, "s": s}) > 0)

        low, high = 1 / _FAR, _FAR
        require(side(low) is not side(high), f"{slowest} does not change its sign", point)
        start = side(low)
        for _ in range(_BISECTIONS):
            middle = (low + high) / 2
            low, high = (middle, high) if side(middle) is start else (low, middle)
        here = _slow_rate(subject.analysis, {**point, "s": low})
        for s in (low / _ASIDE, low * _ASIDE, low / 2, low * 2):
            other = _slow_rate(subject.analysis, {**point, "s": s})
            at = {**point, "s": s}
            require(other >= here, f"the slow rate is less than where {slowest} = 0", at)
        checks += 1
    return checks


def _branch(analysis: Analysis) -> Iterator[Point]:
    """Points with a_hat > 0, so that a_hat s > 0 for the s > 0 of the laws."""
    for point in mode_points(analysis.rule, 4):
        yield {**point, "a_hat": abs(point.get("a_hat", Fraction(1)))}


def _slow_rate(analysis: Analysis, point: Point) -> Number:
    """Minus the transverse eigenvalue with the larger real part."""
    trace, determinant = (
        value_of(one, point, decimals(_DIGITS))
        for one in (analysis.optimal.trace, analysis.optimal.determinant)
    )
    # The smaller root from the product of both: nothing cancels.
    return 2 * determinant / (-trace + decimals(_DIGITS).root(trace**2 - 4 * determinant))


LAWS = (
    Law("ends of the slow rate", "as s -> 0 and s -> infinity it has the stated power", _ends),
    Law("slowest point", "the slow rate is smallest where it is stated to be", _slowest),
)

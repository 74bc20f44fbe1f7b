"""Exact points on both sides of the region in which a mode is stable."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, product

from symdyn import notation
from symdyn.errors import ExactArithmeticError
from symdyn.exact.bridge import value_of
from symdyn.exact.evaluation import evaluate
from symdyn.rules.rule import LearningRule
from symdyn.stages.kernel.derive import Credit
from symdyn.stages.linearisation.derive import Spectrum
from symdyn.stages.stability.window import Window

__all__ = ["Witness", "complex_witness", "opposed_witness"]

_SMALL = (Fraction(1, 10), Fraction(1, 2), Fraction(1, 50), Fraction(2))
_GAINS = (Fraction(1, 4), Fraction(1), Fraction(4))
_BEYOND = (Fraction(11, 10), Fraction(2), Fraction(3, 2), Fraction(10))


@dataclass(frozen=True)
class Witness:
    """An exact rational point, by name: a claim about signs is checked by evaluating there."""

    point: tuple[tuple[str, Fraction], ...]


def opposed_witness(
    rule: LearningRule,
    credit: Credit,
    spectrum: Spectrum,
    window: Window | None,
    *,
    stable: bool,
) -> Witness | None:
    """A rational point with a_hat s < 0 where a mode is stable, or one where it is not.

    At points spread over the parameters, with s = 1 and small c, the window's middle is tried, or
    a point below it; without a window, gains around -c^2.  Sampling proposes; the exact signs of
    the determinant and the trace at the point decide.
    """
    if not _has_numbers(credit):
        return None
    positive = (spectrum.determinant, -spectrum.trace)
    for point in _candidates(rule, window, stable):
        try:
            inside = _with_sums(credit, point)
            values = [evaluate(one, inside) for one in positive]
        except ExactArithmeticError:
            continue
        if all(value > 0 for value in values) is stable and all(values):
            return Witness(_shown(rule, point))
    return None


def complex_witness(rule: LearningRule, credit: Credit, spectrum: Spectrum) -> Witness | None:
    """A rational point with a phi > 0 where the transverse pair is not real."""
    if not _has_numbers(credit):
        return None
    one = Fraction(1)
    sides = _SMALL[1::2] if rule.symmetric else (one,)  # with symmetric feedback the gain is a = s
    gains = (one,) if rule.symmetric else _GAINS
    few = _with_each(_spread(rule, 20), (one,), _SMALL[1:], (one, Fraction(10)))
    more = _with_each(_spread(rule, 60), sides, (one, *_SMALL), gains)
    for point, (s, c, gain) in chain(few, more):
        here = {**point, "s": s, "c": c, "a_hat": gain}
        try:
            inside = _with_sums(credit, here)
            trace, determinant = (
                evaluate(one, inside) for one in (spectrum.trace, spectrum.determinant)
            )
        except ExactArithmeticError:
            continue
        if trace**2 < 4 * determinant:
            return Witness(_shown(rule, here))
    return None


def _candidates(
    rule: LearningRule, window: Window | None, stable: bool
) -> Iterator[dict[str, Fraction]]:
    bounds = None
    if window is not None:
        bounds = (window.lower, window.upper)
        if stable and window.opening_sign.sign in ("zero", "negative", "nonpositive"):
            return
    for point, (c,) in _with_each(_spread(rule, 80), _SMALL):
        here = {**point, "s": Fraction(1), "c": c}
        if bounds is None:
            gains = [-(c**2) * (factor if stable else 1 / factor) for factor in _BEYOND]
        else:
            try:
                lower, upper = (value_of(one, here) for one in bounds)
            except ExactArithmeticError:
                continue
            if not stable:
                gains = [-_simplest(Fraction(0), lower)]
            else:
                gains = [-_simplest(lower, upper)] if lower < upper else []
        for gain in gains:
            yield {**here, "a_hat": gain}


def _simplest(lower: Fraction, upper: Fraction) -> Fraction:
    """A fraction with a small denominator strictly between two others."""
    middle = (lower + upper) / 2
    for digits in range(1, 40):
        near = middle.limit_denominator(2**digits)
        if lower < near < upper:
            return near
    return middle


def _spread(rule: LearningRule, count: int) -> Iterator[dict[str, Fraction]]:
    domain = rule.domain.extend(notation.domain_of((notation.w_star,)))
    origin = {symbol.name: Fraction(0) for symbol in rule.credit.field.symbols}
    for point in domain.points(count):
        yield {**origin, **point}


def _with_each(
    points: Iterable[dict[str, Fraction]], *values: Iterable[Fraction]
) -> Iterator[tuple[dict[str, Fraction], tuple[Fraction, ...]]]:
    """Each point with all choices of values; `product` would make every point before the first."""
    choices = tuple(product(*values))
    return ((point, one) for point in points for one in choices)


def _has_numbers(credit: Credit) -> bool:
    """Whether every symbol has a value at a rational point: not with a symbolic horizon."""
    return all(
        notation.tau not in meaning.free_symbols for meaning in credit.adjoined.meanings.values()
    )


def _with_sums(credit: Credit, point: dict[str, Fraction]) -> dict[str, Fraction]:
    """The point with the values of powers and kernel sums that stand as symbols of their own.

    The sums are valued as they stand, one quotient a ratio of the kernel: over one denominator
    they would be exponentially long.
    """
    sums = {
        symbol.name: value_of(meaning, point)
        for symbol, meaning in credit.adjoined.meanings.items()
    }
    return {**point, **sums}


def _shown(rule: LearningRule, point: dict[str, Fraction]) -> tuple[tuple[str, Fraction], ...]:
    names = [*rule.domain.names, "w_star", "s", "c"]
    return tuple((name, point[name]) for name in names if name != "w")

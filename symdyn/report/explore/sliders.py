"""The numbers that can be moved on the page: a parameter each, with the range of its slider."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from sympy import Symbol

from symdyn import notation
from symdyn.exact.domain import Interval
from symdyn.formula.mathml import mathml
from symdyn.notation import unicode_name
from symdyn.rules.rule import LearningRule

__all__ = ["Slider", "keys_of", "sliders_of"]

_FAR = 2.0  # where a slider ends that has no bound; its field takes any number of the domain
_NEAR = 50  # a slider keeps this part of its range from an end of the domain
_MOST_LAGS = 20
_SHARED = (notation.c, notation.w_star)
_STEPS = 200


@dataclass(frozen=True)
class Slider:
    """A parameter of the teacher or of rules.

    Parameters
    ----------
    key : its name in the address of a view, unique on the page
    text : how it is written on a drawing
    label : how it is written beside the slider, as MathML
    meaning : in words
    lower, upper : the open domain, None for no bound
    least, most, step : of the slider
    value : at the beginning
    nonzero : whether 0 is left out
    whole : whether it is an integer
    rules : the names of the rules that have it; none for the teacher's
    """

    key: str
    text: str
    label: str
    meaning: str
    lower: float | None
    upper: float | None
    least: float
    most: float
    step: float
    value: float
    nonzero: bool
    whole: bool
    rules: tuple[str, ...] = ()


def sliders_of(rules: Sequence[LearningRule]) -> tuple[Slider, ...]:
    """The sliders of the teacher, then those of the rules; rules share one where the domain is the same.

    >>> from symdyn import find_rule
    >>> [one.key for one in sliders_of([find_rule("rflo"), find_rule("tbptt-tau")])]
    ['c', 'w_star', 'a_hat', 'w_hat', 'tau']
    """
    found = {
        one.name: _slider(one.name, one, notation.domain_of((one,)).interval(one.name))
        for one in _SHARED
    }
    for rule in rules:
        for symbol, key in keys_of(rule, rules).items():
            if symbol == notation.tau:
                made = _horizon(rule)
            else:
                made = _slider(key, symbol, rule.domain.interval(symbol.name))
            known = found.get(key, made)
            found[key] = replace(
                known, rules=(*known.rules, rule.name), least=max(known.least, made.least)
            )
    return tuple(found.values())


def keys_of(rule: LearningRule, rules: Sequence[LearningRule]) -> dict[Symbol, str]:
    """The keys of a rule's parameters: their names, with that of the rule where another one's differs.

    >>> from symdyn import find_rule
    >>> rules = [find_rule("rflo")]
    >>> list(keys_of(rules[0], rules).values())
    ['a_hat', 'w_hat']
    """
    keys = {}
    for symbol in rule.parameters:
        first = next(one for one in rules if symbol.name in {x.name for x in one.parameters})
        same = first.domain.interval(symbol.name) == rule.domain.interval(symbol.name)
        keys[symbol] = symbol.name if same else f"{symbol.name}.{rule.name}"
    if rule.horizon == notation.tau:
        keys[notation.tau] = notation.tau.name
    return keys


def _slider(key: str, symbol: Symbol, interval: Interval) -> Slider:
    least, most = _ends(interval)
    margin = (most - least) / _NEAR
    least += margin * (interval.lower is not None)
    most -= margin * (interval.upper is not None)
    step = _round((most - least) / _STEPS)
    value = (least + most) / 2
    if abs(value) < step:
        value = most / 2
    return Slider(
        key,
        unicode_name(symbol),
        mathml(symbol),
        _meaning(symbol),
        _number(interval.lower),
        _number(interval.upper),
        _snapped(least, step),
        _snapped(most, step),
        step,
        _snapped(value, step),
        interval.nonzero,
        False,
    )


def _horizon(rule: LearningRule) -> Slider:
    least = rule.least_horizon
    return Slider(
        notation.tau.name,
        unicode_name(notation.tau),
        mathml(notation.tau),
        _meaning(notation.tau),
        least - 1,
        None,
        least,
        _MOST_LAGS,
        1,
        max(3, least),
        False,
        True,
    )


def _ends(interval: Interval) -> tuple[float, float]:
    """Where a slider begins and ends."""
    low, high = interval.lower, interval.upper
    if low is not None and high is not None:
        return float(low), float(high)
    if low is not None:
        return float(low), float(low) + 2 * _FAR
    if high is not None:
        return float(high) - 2 * _FAR, float(high)
    return -_FAR, _FAR


def _round(step: float) -> float:
    """The power of ten at or below a step.

    >>> _round(0.02), _round(0.005)
    (0.01, 0.001)
    """
    power = 1.0
    while power > step:
        power /= 10
    return float(f"{power:.1g}")


def _snapped(value: float, step: float) -> float:
    return round(round(value / step) * step, 9)


def _number(end: Fraction | None) -> float | None:
    return None if end is None else float(end)


def _meaning(symbol: Symbol) -> str:
    for entry in notation.NOTATION:
        if entry.symbol.name == symbol.name:
            return entry.meaning
    return f"parameter {symbol.name} of the kernel"

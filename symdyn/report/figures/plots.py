"""The figures of a report with numbers of one's own, for a notebook: what `Analysis.plot` returns."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from math import isfinite
from numbers import Real

from matplotlib import rcParams
from matplotlib.figure import Figure
from sympy import Rational, Symbol

from symdyn import notation
from symdyn.codegen import export, load_module
from symdyn.errors import OutputError, nearest
from symdyn.exact.domain import Interval
from symdyn.report.figures.example import Example, example_of
from symdyn.report.figures.flow import draw_flow
from symdyn.report.figures.plan import region_example
from symdyn.report.figures.region import draw_region
from symdyn.report.figures.spectrum import draw_spectrum
from symdyn.report.figures.style import styled
from symdyn.rules.rule import LearningRule
from symdyn.stages.analysis import Analysis

__all__ = ["eigenvalues", "flow", "region"]


def eigenvalues(analysis: Analysis, numbers: Mapping[str, object]) -> Figure:
    """The transverse eigenvalues along the optimal manifold."""
    example = _with_numbers(analysis.rule, example_of(analysis.rule), numbers)
    return _drawn(example, (), lambda: draw_spectrum(load_module(export(analysis)), example))


def region(analysis: Analysis, numbers: Mapping[str, object]) -> Figure:
    """Where on the optimal manifold a mode is stable.

    Raises
    ------
    OutputError for a rule without credit, under which no mode is stable.
    """
    rule = analysis.rule
    if analysis.credit.zero:
        raise OutputError(
            f"{rule.name} gives no credit, so that no mode has a region where it is stable; "
            "plot another rule"
        )
    example, varied = region_example(rule)
    example = _with_numbers(rule, example, numbers, varied)

    def draw() -> Figure:
        return draw_region(load_module(export(analysis)), example, random=not rule.symmetric)

    return _drawn(example, (varied,), draw)


def flow(analysis: Analysis, numbers: Mapping[str, object]) -> Figure:
    """The flow of one mode from a grid of starting points."""
    example = _with_numbers(analysis.rule, example_of(analysis.rule), numbers)

    def draw() -> Figure:
        figure = draw_flow(load_module(export(analysis)), example)
        figure.legend(loc="outside lower center")
        return figure

    return _drawn(example, (), draw)


def _drawn(example: Example, varied: Iterable[Symbol], draw: Callable[[], Figure]) -> Figure:
    """The figure under its numbers, which a report has in the caption."""
    values = {notation.c: example.gain, notation.w_star: example.w_star, **example.parameters}
    shown = (
        f"${notation.latex_name(symbol)} = {float(value):.6g}$"
        for symbol, value in values.items()
        if symbol not in varied
    )
    with styled():
        figure = draw()
        figure.suptitle(",  ".join(shown), fontsize=rcParams["axes.titlesize"])
        for panel in figure.axes:  # ticks are made later, when the settings are others
            panel.tick_params(labelsize=rcParams["xtick.labelsize"])
    return figure


def _with_numbers(
    rule: LearningRule,
    example: Example,
    numbers: Mapping[str, object],
    varied: Symbol | None = None,
) -> Example:
    """The example with some numbers changed, each in its domain."""
    symbols = {one.name: one for one in (notation.c, notation.w_star, *example.parameters)}
    names = [name for name, symbol in symbols.items() if symbol != varied]
    values: dict[Symbol, Fraction] = {}
    for name, value in numbers.items():
        if varied is not None and name == varied.name:
            raise OutputError(f"{name} is what varies in this figure; leave it out")
        if name not in names:
            near = nearest(name, names, ending="=")
            remedy = f"write {near}; it has" if near else "it has"
            raise OutputError(f"the figure has no number {name}=; {remedy} {', '.join(names)}")
        values[symbols[name]] = _inside(rule, symbols[name], value)
    return replace(
        example,
        gain=values.get(notation.c, example.gain),
        w_star=values.get(notation.w_star, example.w_star),
        parameters={one: values.get(one, value) for one, value in example.parameters.items()},
    )


def _inside(rule: LearningRule, symbol: Symbol, value: object) -> Fraction:
    """The number exactly, which lies in the domain of the symbol."""
    name = symbol.name
    number = _exact(name, value)
    if symbol == notation.tau:
        least = rule.least_horizon
        if number.denominator != 1 or number < least:
            raise OutputError(f"{name} = {value} is not an integer from {least} on; give one")
        return number
    own = symbol in rule.parameters
    interval = rule.domain.interval(name) if own else notation.interval_of(symbol) or Interval()
    if not interval.contains(number):
        raise OutputError(
            f"{name} = {value} is outside {interval.describe(name)}; give a number inside"
        )
    return number


def _exact(name: str, value: object) -> Fraction:
    if isinstance(value, Rational):
        return Fraction(int(value.p), int(value.q))
    if isinstance(value, Real) and not isinstance(value, bool) and isfinite(value):
        return value if isinstance(value, Fraction) else Fraction(float(value))
    raise OutputError(
        f"{name} = {value!r} is not a finite number; give an integer, a float or a Fraction"
    )

"""Draw and write the figures of a report."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from types import ModuleType

from matplotlib.figure import Figure as Drawing

from symdyn import notation
from symdyn.codegen import export, load_module
from symdyn.report.figures.descent import draw_descent
from symdyn.report.figures.disc import draw_disc
from symdyn.report.figures.example import example_of
from symdyn.report.figures.flow import draw_flow
from symdyn.report.figures.leaf import draw_leaf
from symdyn.report.figures.plan import Figure, comparison_figures
from symdyn.report.figures.rates import Curve, draw_rates
from symdyn.report.figures.region import draw_region
from symdyn.report.figures.spectrum import draw_spectrum
from symdyn.report.figures.style import styled, write, write_svg
from symdyn.report.simulation.figures import draw_modes
from symdyn.simulation.cycles import cycle_of
from symdyn.simulation.training.outcomes import Group
from symdyn.stages.analysis import Analysis
from symdyn.stages.complex_modes.derive import complex_modes
from symdyn.stages.complex_modes.edge import free_ratio, shown_ratios
from symdyn.stages.descent.derive import descent_of

__all__ = ["write_comparison_figures", "write_figures"]


def write_figures(
    analysis: Analysis,
    figures: Iterable[Figure],
    folder: Path,
    sample: Group | None = None,
    drawings: Path | None = None,
) -> list[Path]:
    """Write each figure of one rule as NAME.pdf into a folder; the numbers are from its exported code.

    Parameters
    ----------
    analysis : of the rule
    figures : what `figures_of` returns
    folder : where to
    sample : the runs that a figure of kind "simulation" shows
    drawings : the folder that receives NAME.svg for a page, or None
    """
    analysis = analysis.alone()  # as all that is derived of the flow
    module = load_module(export(analysis))
    written = []
    with styled():
        for figure in figures:
            drawn = (
                draw_modes([sample])
                if sample is not None and figure.kind == "simulation"
                else _draw(analysis, figure, module)
            )
            written.append(_written(drawn, figure.name, folder, drawings))
    return written


def write_comparison_figures(
    analyses: Sequence[Analysis], folder: Path, drawings: Path | None = None
) -> list[Path]:
    """Write the figures of the report that compares rules."""
    curves = [
        Curve(one.rule.name, load_module(export(one)), example_of(one.rule))
        for one in (analysis.alone() for analysis in analyses)
        if not one.credit.zero
    ]
    with styled():
        return [
            _written(draw_rates(curves), figure.name, folder, drawings)
            for figure in comparison_figures(analyses)
        ]


def _written(drawn: Drawing, name: str, folder: Path, drawings: Path | None) -> Path:
    path = folder / f"{name}.pdf"
    write(drawn, path)
    if drawings is not None:
        write_svg(drawn, drawings / f"{name}.svg")
    return path


def _draw(analysis: Analysis, figure: Figure, module: ModuleType) -> Drawing:
    falling = descent_of(analysis)
    if figure.kind == "descent" and falling is not None and falling.rising is not None:
        return draw_descent(analysis, falling.rising)
    if figure.kind == "flow":
        return draw_flow(module, figure.example)
    if figure.kind == "region":
        return draw_region(module, figure.example, random=not analysis.rule.symmetric)
    if figure.kind == "leaf" and (cycle := cycle_of(analysis)) is not None:
        return draw_leaf(analysis, cycle)
    if figure.kind == "disc":
        return _disc(analysis)
    return draw_spectrum(module, figure.example)


def _disc(analysis: Analysis) -> Drawing:
    found = complex_modes(analysis)
    ratio = free_ratio(found)
    if found is None or ratio is None:
        raise ValueError(f"{analysis.rule.name} has no free ratio to draw")
    at = {} if found.unstable is None else dict(found.unstable.point)
    witness = (at["u"], at["v"]) if at else None
    return draw_disc(shown_ratios(analysis.rule, ratio), notation.latex_name(ratio), witness)

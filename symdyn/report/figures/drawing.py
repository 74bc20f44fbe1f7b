"""Draw and write the figures of a report."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from types import ModuleType

from matplotlib.figure import Figure as Drawing

from symdyn.codegen import export, load_module
from symdyn.report.figures.example import example_of
from symdyn.report.figures.flow import draw_flow
from symdyn.report.figures.plan import Figure, comparison_figures
from symdyn.report.figures.rates import Curve, draw_rates
from symdyn.report.figures.region import draw_region
from symdyn.report.figures.spectrum import draw_spectrum
from symdyn.report.figures.style import styled, write
from symdyn.report.simulation.figures import draw_modes
from symdyn.simulation.training.outcomes import Group
from symdyn.stages.analysis import Analysis

__all__ = ["write_comparison_figures", "write_figures"]


def write_figures(
    analysis: Analysis, figures: Iterable[Figure], folder: Path, sample: Group | None = None
) -> list[Path]:
    """Write each figure of one rule as NAME.pdf into a folder; the numbers are from its exported code.

    Parameters
    ----------
    analysis : of the rule
    figures : what `figures_of` returns
    folder : where to
    sample : the runs that a figure of kind "simulation" shows
    """
    module = load_module(export(analysis))
    written = []
    with styled():
        for figure in figures:
            path = folder / f"{figure.name}.pdf"
            drawn = (
                draw_modes([sample])
                if sample is not None and figure.kind == "simulation"
                else _draw(analysis, figure, module)
            )
            write(drawn, path)
            written.append(path)
    return written


def write_comparison_figures(analyses: Sequence[Analysis], folder: Path) -> list[Path]:
    """Write the figures of the report that compares rules."""
    curves = [
        Curve(one.rule.name, load_module(export(one)), example_of(one.rule))
        for one in analyses
        if not one.credit.zero
    ]
    written = []
    with styled():
        for figure in comparison_figures(analyses):
            path = folder / f"{figure.name}.pdf"
            write(draw_rates(curves), path)
            written.append(path)
    return written


def _draw(analysis: Analysis, figure: Figure, module: ModuleType) -> Drawing:
    if figure.kind == "flow":
        return draw_flow(module, figure.example)
    if figure.kind == "region":
        return draw_region(module, figure.example, random=not analysis.rule.symmetric)
    return draw_spectrum(module, figure.example)

"""The region where a mode is stable, and the slow rate in it."""

from types import ModuleType

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from symdyn.report.figures.example import Example
from symdyn.report.figures.style import UNSTABLE, new_figure

__all__ = ["draw_region"]

_POINTS = 400  # even, so that no point lies on an axis
_LEVELS = 14


def draw_region(module: ModuleType, example: Example, *, random: bool) -> Figure:
    """Where a mode is stable, coloured by the slow rate: over (s, a_hat), or over (s, w_star).

    A mode is stable at a point where the trace is negative and the determinant positive.
    """
    figure, (panel,) = new_figure(3.0)
    teacher = example.teacher()
    arguments: dict[str, object] = {**example.arguments(module)}
    gain = teacher.a * teacher.b
    w_star: object = teacher.w
    if random:
        scale = np.sqrt(10 * abs(gain))  # of s and of a_hat, from the picture at c = 1/10
        horizontal = np.linspace(-1.6 * scale, 1.6 * scale, _POINTS)
        vertical = np.linspace(-0.12 * scale, 0.12 * scale, _POINTS)
        s, y = np.meshgrid(horizontal, vertical)
        arguments["a_hat"] = y
        panel.set_ylabel(r"$\hat{a}$")
    else:
        reach = 3 * np.sqrt(abs(gain))
        s, y = np.meshgrid(np.linspace(-reach, reach, _POINTS), np.linspace(-0.95, 0.95, _POINTS))
        w_star = y
        panel.set_ylabel(r"$w_\star$")
    with np.errstate(all="ignore"):
        values = module.eigenvalues(s, teacher.a, teacher.b, w_star, **arguments)
        trace = (values[..., 1] + values[..., 2]).real
        determinant = (values[..., 1] * values[..., 2]).real
        rate = -values[..., 1].real
    stable = (trace < 0) & (determinant > 0)
    panel.set_facecolor(UNSTABLE)
    panel.set_xlim(s.min(), s.max())
    panel.set_ylim(y.min(), y.max())
    if stable.any():
        shown = np.ma.masked_where(~stable, np.log10(np.where(stable, rate, 1.0)))
        low, high = np.percentile(shown.compressed(), [2, 98])
        levels = np.linspace(low, max(high, low + 1e-6), _LEVELS)
        filled = panel.contourf(s, y, shown, levels=levels, cmap="viridis", extend="both")
        filled.set_rasterized(True)
        ticks = MaxNLocator(6).tick_values(levels[0], levels[-1])
        inside = [one for one in ticks if levels[0] <= one <= levels[-1]]
        bar = figure.colorbar(filled, ax=panel, pad=0.02, ticks=inside)
        bar.set_label(r"$\log_{10} \rho$")
    panel.set_xlabel("$s$")
    if not stable.all():
        panel.legend(handles=[Patch(color=UNSTABLE, label="mode unstable")], loc="upper right")
    return figure

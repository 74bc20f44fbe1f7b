"""How well a step of learning points down the slope of the loss, around a state where the loss rises."""

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from symdyn.codegen.functions import function
from symdyn.report.figures.style import GREY, new_figure
from symdyn.stages.analysis import Analysis
from symdyn.stages.descent.derive import RisingPoint

__all__ = ["draw_descent"]

_POINTS = 300  # even, so that none lies at a = 0
_LEVELS = np.linspace(-1, 1, 21)
_REACH = 1.6  # of a, from the state
_EDGE = 0.97  # of w; no point of the grid is at w_star, where a state with a b = c is at rest


def draw_descent(analysis: Analysis, rising: RisingPoint) -> Figure:
    """The cosine between the mean update and the slope of the loss over (a, w), a b as at the state.

    Where it is negative the loss rises; the line is where it changes sign.
    """
    figure, (panel,) = new_figure(2.6)
    at = {name: float(value) for name, value in rising.point}
    level = at["a"] * at["b"]
    span = _REACH * abs(at["a"])
    a, w = np.meshgrid(np.linspace(-span, span, _POINTS), np.linspace(-_EDGE, _EDGE, _POINTS))
    update, slope = function(analysis, "update"), function(analysis, "gradient")
    values: dict[str, ArrayLike] = {"a_star": 1.0, "b_star": at["c"], "w_star": at["w_star"]}
    values |= {name: at[name] for name in update.arguments if name not in values and name in at}
    if "tau" in values:
        values["tau"] = int(at["tau"])
    values |= {"a": a, "b": level / a, "w": w}
    with np.errstate(all="ignore"):
        step, down = np.array(update(**values)), np.array(slope(**values))
        cosine = (step * down).sum(0) / np.sqrt((step**2).sum(0) * (down**2).sum(0))
    cosine = np.clip(cosine, -1, 1)  # rounding
    filled = panel.contourf(a, w, np.ma.masked_invalid(cosine), levels=_LEVELS, cmap="PuOr_r")
    filled.set_rasterized(True)
    panel.contour(a, w, cosine, levels=[0.0], colors="black", linewidths=0.9)
    panel.plot(at["a"], at["w"], "o", color="black", markersize=4)
    panel.axhline(at["w_star"], color=GREY, linewidth=0.7, linestyle="--")
    panel.annotate(
        r"$w_\star$", (-span, at["w_star"]), xytext=(4, 2), textcoords="offset points", color=GREY
    )
    bar = figure.colorbar(filled, ax=panel, pad=0.02, ticks=[-1, -0.5, 0, 0.5, 1])
    bar.set_label("cosine")
    panel.set_xlabel("$a$")
    panel.set_ylabel("$w$")
    return figure

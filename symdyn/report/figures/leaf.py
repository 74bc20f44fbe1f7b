"""The surface of what is conserved on which a mode goes round: its optima, and the plane with the cycle and runs."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy.integrate import solve_ivp

from symdyn.report.figures.style import BLUE, GREY, ORANGE, new_figure
from symdyn.simulation.cycles import Cycle, Surface
from symdyn.simulation.formula_values import values_of
from symdyn.simulation.modes import Vector
from symdyn.stages.analysis import Analysis

__all__ = ["draw_leaf"]

_REACH = 2.2  # of s in the diagram, over that of the optimum
_LEAST = 0.4
_POINTS = 800
_PERIODS = 6
_APART = 0.05
_TOLERANCE = 1e-8
_STARTS = (0.15, 2.2)  # over the distance at which the cycle passes w_star


def draw_leaf(analysis: Analysis, cycle: Cycle) -> Figure:
    """The optima against the level, and the plane of b and w of the surface that has the cycle."""
    figure, (diagram, plane) = new_figure(3.0, panels=2)
    _draw_optima(diagram, analysis, cycle.surface)
    _draw_plane(plane, cycle)
    return figure


def _draw_optima(panel: Axes, analysis: Analysis, surface: Surface) -> None:
    """The level of the surface of each optimum on the branch; full where a mode is stable."""
    place = surface.point["s"]
    s, level = _branch(surface)
    known: dict[str, Any] = {**surface.point, "s": s}
    optimal = analysis.optimal
    trace, determinant = (
        values_of(one, known).real for one in (optimal.trace, optimal.determinant)
    )
    stable = (trace < 0) & (determinant > 0)
    for kept, style in ((stable, "-"), (~stable, (0, (3, 2)))):
        name = "mode stable" if style == "-" else "not stable"
        panel.plot(np.where(kept, level, np.nan), s, color=ORANGE, ls=style, label=name)
    panel.plot(surface.level, place, "o", color=ORANGE, mfc="white", markersize=5)
    panel.axvline(surface.level, color=GREY, linewidth=0.6, zorder=0)
    panel.set_xlabel("$H_0$")
    panel.set_ylabel("$s$")
    panel.legend(loc="lower left")


def _branch(surface: Surface) -> tuple[Vector, Vector]:
    """Places s of the optimal manifold, and the levels of their surfaces."""
    s = surface.point["s"] * np.linspace(_LEAST, _REACH, _POINTS)
    at: dict[str, Any] = {
        **surface.point,
        "a": s,
        "b": surface.point["c"] / s,
        "w": surface.point["w_star"],
    }
    return s, values_of(surface.leaf.end.conserved.quantity, at).real


def _saddles(surface: Surface) -> Vector:
    """b at the other optima of the surface on this branch, to the width of a line."""
    s, level = _branch(surface)
    passed = np.flatnonzero(np.diff(np.sign(level - surface.level)))
    found: Vector = surface.point["c"] / s[passed]
    return found[np.abs(found / surface.optimum[0] - 1) > _APART]


def _draw_plane(panel: Axes, cycle: Cycle) -> None:
    surface = cycle.surface
    b, w = surface.optimum
    for part in _STARTS:
        path = _run(cycle, surface.state(b + part * cycle.first, w))
        panel.plot(path[:, 1], path[:, 2], color=BLUE, linewidth=0.6, alpha=0.85)
        panel.plot(path[0, 1], path[0, 2], "o", color=BLUE, markersize=2.5)
    panel.plot(cycle.states[:, 1], cycle.states[:, 2], color="black", linewidth=1.6, label="cycle")
    panel.plot(b, w, "o", color=ORANGE, mfc="white", markersize=5, label="optimum")
    others = _saddles(surface)
    panel.plot(others, np.full_like(others, w), "x", color=ORANGE, markersize=5, label="saddle")
    panel.set_xlabel("$b$")
    panel.set_ylabel("$w$")
    panel.legend(loc="lower right")


def _run(cycle: Cycle, start: Vector) -> Vector:
    """The states of a run over some periods."""
    found = solve_ivp(
        lambda _, y: cycle.surface.dynamics.flow(y),
        (0.0, _PERIODS * cycle.period),
        start,
        "DOP853",
        rtol=_TOLERANCE,
        atol=_TOLERANCE,
        max_step=cycle.period / 100,
    )
    states: Vector = found.y.T
    return states

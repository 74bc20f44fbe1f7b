"""The flow of one mode: trajectories and the sets of fixed points they end on."""

from types import ModuleType

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from symdyn.errors import SimulationError
from symdyn.report.figures.example import Example
from symdyn.report.figures.style import BLUE, GREY, ORANGE, new_figure
from symdyn.simulation import Mode, Trajectory, integrate_flow

__all__ = ["MANIFOLD", "draw_flow"]

MANIFOLD = "optimal manifold"

_REACH = 1.9  # where |c| = 1; a and b grow with its square root
_STARTS = tuple((a, b) for a in (-1.6, -0.55, 0.55, 1.6) for b in (-1.6, -0.55, 0.55, 1.6))
_START_W = 0.0
_T_END = 400.0
_TOLERANCE = 1e-5


def draw_flow(module: ModuleType, example: Example) -> Figure:
    """Trajectories from a grid of starting points, seen in (a, b) and in (a, w)."""
    figure, axes = new_figure(3.1, panels=2)
    teacher = example.teacher()
    gain = teacher.a * teacher.b
    scale = float(np.sqrt(abs(gain)))
    reach = _REACH * scale
    starts = [(scale * a, scale * b) for a, b in _STARTS]
    paths = [path for start in starts if (path := _path(module, example, start)) is not None]
    for path in paths:
        a, b, w = path.states.T
        for panel, other in zip(axes, (b, w), strict=True):
            panel.plot(a, other, color=BLUE, linewidth=0.8, alpha=0.85)
            panel.plot(a[0], other[0], "o", color=BLUE, markersize=2.2)
            _arrow(panel, a, other, scale)
    for side in (-1, 1):
        a = side * np.linspace(abs(gain) / reach / 1.2, 1.2 * reach, 200)
        name = MANIFOLD if side > 0 else None
        axes[0].plot(a, gain / a, color=ORANGE, linewidth=2.0, zorder=1, label=name)
        axes[1].plot(a, np.full_like(a, teacher.w), color=ORANGE, linewidth=2.0, zorder=1)
    axes[0].set_ylabel("$b$")
    axes[1].set_ylabel("$w$")
    axes[0].set_ylim(-reach, reach)
    axes[1].set_ylim(-1, 1)
    for panel in axes:
        panel.set_xlim(-reach, reach)
        panel.set_xlabel("$a$")
        panel.axhline(0, color=GREY, linewidth=0.4, zorder=0)
        panel.axvline(0, color=GREY, linewidth=0.4, zorder=0)
    return figure


def _path(module: ModuleType, example: Example, start: tuple[float, float]) -> Trajectory | None:
    try:
        return integrate_flow(
            module,
            Mode(*start, _START_W),
            example.arguments(module),
            example.teacher(),
            t_end=_T_END / min(1.0, float(abs(example.gain))),
            tolerance=_TOLERANCE,
        )
    except SimulationError:
        return None


def _arrow(panel: Axes, x: np.ndarray, y: np.ndarray, scale: float) -> None:
    """An arrow head in the middle of a path, by arc length."""
    steps = np.hypot(np.diff(x), np.diff(y))
    length = np.concatenate([[0.0], np.cumsum(steps)])
    if length[-1] < 0.15 * scale:
        return
    place = int(np.searchsorted(length, 0.4 * length[-1]))
    place = min(max(place, 1), len(x) - 1)
    panel.annotate(
        "",
        xy=(x[place], y[place]),
        xytext=(x[place - 1], y[place - 1]),
        arrowprops={"arrowstyle": "-|>", "color": BLUE, "linewidth": 0, "mutation_scale": 7},
    )

"""Figures of training runs: theory against simulation."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from symdyn.report.figures.style import GREY, SEQUENCE, WIDTH
from symdyn.report.simulation.series import column, numbers, until_settled
from symdyn.simulation.training.outcomes import Group, Row, groups_of

__all__ = ["FIGURES", "draw_modes", "figure_of"]

# The experiments that have a figure of their own, by what they show.
FIGURES = frozenset({"prediction", "modes", "alignment"})
_HEIGHT = 1.75
_MOST_ROWS = 6


def figure_of(show: str, rows: Sequence[Row]) -> Figure | None:
    """The figure of an experiment: modes against time, or alignment; None for the others."""
    groups = [group for group in groups_of(rows) if group.runs[0][0].get("a") is not None]
    if not groups:
        return None
    if show in {"prediction", "modes"}:
        return draw_modes(groups[:_MOST_ROWS])
    return _alignment(groups) if show == "alignment" else None


def _grid(count: int, panels: int) -> tuple[Figure, list[list[Axes]]]:
    figure = Figure(figsize=(WIDTH, _HEIGHT * count), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots(count, panels, squeeze=False)
    return figure, [list(row) for row in axes]


def draw_modes(groups: Sequence[Group]) -> Figure:
    """The first seed of each group: measured solid, predicted dashed, a colour a mode."""
    figure, axes = _grid(len(groups), 3)
    for group, panels in zip(groups, axes, strict=True):
        run = until_settled(group.runs[0])
        time = [row["time"] for row in run]
        for panel, letter in zip(panels, "abw", strict=True):
            for place in range(len(group.settings.teacher_modes)):
                color = SEQUENCE[place % len(SEQUENCE)]
                panel.plot(time, column(run, letter, place), color=color)
                panel.plot(
                    time, column(run, f"predicted_{letter}", place), color="black", ls=(0, (2, 2))
                )
            panel.set_ylabel(f"${letter}$")
            _limit(panel)
            low, high = panel.get_ylim()
            if low < 0 < high:
                panel.axhline(0, color=GREY, linewidth=0.4, zorder=0)
        panels[1].set_title(group.title)
    for panel in axes[-1]:
        panel.set_xlabel(r"$\eta k$")
    drawn = [
        Line2D([], [], color=SEQUENCE[0], label="simulation, a colour a mode"),
        Line2D([], [], color="black", ls=(0, (2, 2)), label="flow"),
    ]
    figure.legend(handles=drawn, loc="outside lower center", ncols=2)
    return figure


def _alignment(groups: Sequence[Group]) -> Figure:
    """The mean modulus over modes and seeds of each cosine, against time."""
    names = ("recurrent", "input_output", "feedback")
    figure, ((*panels,),) = _grid(1, len(names))
    figure.set_size_inches(WIDTH, 2.6)
    for panel, name in zip(panels, names, strict=True):
        for place, group in enumerate(groups):
            longest = max(group.runs, key=len)
            curves = np.full((len(group.runs), len(longest)), np.nan)
            for line, run in zip(curves, group.runs, strict=True):
                found = [row[f"{name}_alignment"] for row in run]
                means = [np.nan if one is None else np.mean(np.abs(numbers(one))) for one in found]
                line[: len(means)] = means
                line[len(means) :] = means[-1]
            if np.isfinite(curves).any():
                panel.plot(
                    [row["time"] for row in longest],
                    np.nanmean(curves, axis=0),
                    color=SEQUENCE[place % len(SEQUENCE)],
                    label=group.title,
                )
        panel.set_title(name.replace("_", "/"))
        panel.set_ylim(0, 1.05)
        panel.set_xlabel(r"$\eta k$")
    panels[0].set_ylabel("cosine")
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=min(len(labels), 4))
    return figure


def _limit(panel: Axes) -> None:
    """A run that diverges must not flatten the others."""
    low, high = panel.get_ylim()
    panel.set_ylim(max(low, -4), min(high, 4))

"""Training runs in one picture: loss, alignment, and modes beside the flow that was derived."""

from collections.abc import Mapping, Sequence
from textwrap import fill

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import offset_copy

from symdyn.report.figures.style import GREY, SEQUENCE, WIDTH
from symdyn.report.simulation.bands import band_of
from symdyn.report.simulation.label_places import spread
from symdyn.report.simulation.overview_words import caption, label, shown_run, title
from symdyn.report.simulation.series import column, mean_modulus, until_settled
from symdyn.simulation.training.outcomes import Group, Row, groups_of
from symdyn.simulation.training.run import DIVERGED
from symdyn.simulation.training.settings import Settings

__all__ = ["MOST_CURVES", "MOST_MODES", "draw_overview"]

# As many as there are colours, and as many rows of modes as a page holds beside the rest.
MOST_CURVES, MOST_MODES = len(SEQUENCE), 4
_HEIGHTS = {"loss": 2.1, "alignment": 1.7, "modes": 1.4}
_PLAIN = 0.6  # of a panel's ticks and labels, in inches
_CAPTION = 126  # characters of a line
_ALIGNMENTS = {
    "recurrent_alignment": "recurrent alignment",
    "input_output_alignment": "input/output alignment",
    "feedback_alignment": "feedback alignment",
}
_TICKS = 3
_DASHED, _DOTTED = (0, (3, 2)), (0, (1, 2))
# A run that diverges must not flatten the others.
_HIGHEST, _FARTHEST = 1e2, 4.0
_SIZE, _LINE = 8, 1.25  # of a label: points, and the distance of two lines in sizes


def draw_overview(rows: Sequence[Row]) -> Figure:
    """The figure of a table of runs.

    The loss has a curve for each rule and variation, with the median over the seeds and a band.  Alignment
    and modes are there for teachers that have modes, the modes of one seed for each curve.

    Parameters
    ----------
    rows : of the table; curves beyond MOST_CURVES, and rows of modes beyond MOST_MODES, are left out and
        the caption says so
    """
    every = groups_of(rows)
    groups = every[:MOST_CURVES]
    aligned = [one for one in groups if one.runs[0][0].get("a") is not None]
    names = [name for name in _ALIGNMENTS if any(_has(one, name) for one in aligned)]
    moving = [one for one in aligned if len(shown_run(one)) > 1][:MOST_MODES]
    words = [label(one, groups) for one in groups]
    colours = dict(zip((one.settings for one in groups), SEQUENCE, strict=False))
    told = fill(caption(every, groups, moving), _CAPTION)
    lines = sum(1 + one.count("\n") for one in words)
    heights = {"loss": max(_HEIGHTS["loss"], _PLAIN + lines * _SIZE * _LINE / 72)}
    heights |= {"alignment": _HEIGHTS["alignment"]} if names else {}
    heights |= {"modes": len(moving) * _HEIGHTS["modes"] + _PLAIN / 2} if moving else {}
    height = sum(heights.values()) + 0.13 * (told.count("\n") + 1) + 0.4
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    FigureCanvasAgg(figure)
    figure.suptitle(title(groups), fontsize=9, x=0.01, ha="left").set_parse_math(False)
    figure.supxlabel(told, fontsize=7, x=0.01, ha="left", color=GREY).set_parse_math(False)
    found = figure.subfigures(len(heights), 1, squeeze=False, height_ratios=list(heights.values()))
    parts = dict(zip(heights, found[:, 0], strict=True))
    loss = parts["loss"].subplots()
    ends = [_curve(loss, one, "loss", colours[one.settings]) for one in groups]
    _finish_loss(loss, groups)
    labels = [(loss, ends, words, list(colours.values()))]
    if names:
        _draw_alignment(parts["alignment"].subplots(1, len(names)), names, aligned, colours)
    if moving:
        panels = parts["modes"].subplots(len(moving), 3, squeeze=False)
        for row, group in zip(panels, moving, strict=True):
            labels.append(_draw_modes(row, group, colours[group.settings]))
        for panel in panels[-1]:
            panel.set_xlabel("updates")
    _label(figure, labels)
    return figure


def _has(group: Group, name: str) -> bool:
    return any(mean_modulus(row[name]) is not None for run in group.runs for row in run)


def _curve(panel: Axes, group: Group, name: str, colour: str) -> float:
    """Draw a median with its band; return where it ends."""
    loss = name == "loss"
    band = band_of(
        group.runs, lambda row: row[name] if loss else mean_modulus(row[name]), grows=loss
    )
    panel.plot(band.steps, band.middle, color=colour)
    if len(group.runs) > 1:
        high = np.minimum(band.high, _highest([group])) if loss else band.high
        panel.fill_between(band.steps, band.low, high, color=colour, alpha=0.18, lw=0, zorder=1)
    there = np.flatnonzero(np.isfinite(band.middle))
    if not len(there):
        return np.nan
    last = there[-1]
    x, y = float(band.steps[last]), float(band.middle[last])
    if last == len(band.middle) - 1 and 2 * group.status[DIVERGED] < len(group.runs):
        panel.plot([x, group.settings.steps], [y, y], color=colour, ls=_DOTTED, lw=0.8)
    elif loss and group.status[DIVERGED]:
        panel.plot(x, y, "x", color=colour, markersize=4)
    return y


def _finish_loss(panel: Axes, groups: Sequence[Group]) -> None:
    panel.set_yscale("log")
    panel.set_ylabel("loss")
    panel.set_xlabel("updates")
    panel.set_xlim(0, _last_step(groups))
    low, high = panel.get_ylim()
    panel.set_ylim(low, min(high, _highest(groups)))


def _highest(groups: Sequence[Group]) -> float:
    """The largest loss that is drawn."""
    first = [run[0]["loss"] for one in groups for run in one.runs if run[0]["loss"] is not None]
    return _HIGHEST * max(first, default=1.0)


def _last_step(groups: Sequence[Group]) -> float:
    """The last measurement of any run, and a little more where all have stopped before the end."""
    last = max(run[-1]["step"] for one in groups for run in one.runs)
    return min(1.1 * last, max(one.settings.steps for one in groups)) or 1


def _draw_alignment(
    panels: Sequence[Axes],
    names: Sequence[str],
    groups: Sequence[Group],
    colours: Mapping[Settings, str],
) -> None:
    for panel, name in zip(panels, names, strict=True):
        for group in groups:
            if _has(group, name):
                _curve(panel, group, name, colours[group.settings])
        panel.set_title(_ALIGNMENTS[name])
        panel.set_ylim(0, 1.05)
        panel.set_xlim(0, _last_step(groups))
        panel.xaxis.set_major_locator(MaxNLocator(_TICKS, integer=True))
        panel.set_xlabel("updates")
    panels[0].set_ylabel("cosine")


def _draw_modes(
    panels: Sequence[Axes], group: Group, colour: str
) -> tuple[Axes, list[float], list[str], list[str]]:
    """The modes of one seed, a shade each, and the flow dashed; return the labels of the last panel."""
    run = until_settled(shown_run(group))
    steps = [row["step"] for row in run]
    modes = group.settings.teacher_modes
    shades = [_lighter(colour, 0.6 * place / len(modes)) for place in range(len(modes))]
    for panel, letter in zip(panels, "abw", strict=True):
        for place, shade in enumerate(shades):
            panel.plot(steps, column(run, letter, place), color=shade, lw=2.4)
            flow = column(run, f"predicted_{letter}", place)
            panel.plot(steps, flow, color="black", ls=_DASHED, lw=0.8)
        low, high = panel.get_ylim()
        panel.set_ylim(max(low, -_FARTHEST), min(high, _FARTHEST))
        if low < 0 < high:
            panel.axhline(0, color=GREY, linewidth=0.4, zorder=0)
        panel.set_ylabel(f"${letter}$", labelpad=1)
        panel.set_xlim(0, steps[-1] or 1)
        panel.xaxis.set_major_locator(MaxNLocator(_TICKS, integer=True))
    words = label(group, [group]).replace("\n", ": ")
    panels[0].set_title(words, loc="left", color=colour).set_parse_math(False)
    ends = [float(column(run, "w", place)[-1]) for place in range(len(modes))]
    return panels[2], ends, [rf"$w_\star = {mode[2]:g}$" for mode in modes], shades


def _lighter(colour: str, part: float) -> str:
    red, green, blue = (round(255 * (x + (1 - x) * part)) for x in to_rgb(colour))
    return f"#{red:02x}{green:02x}{blue:02x}"


def _label(
    figure: Figure, labels: Sequence[tuple[Axes, Sequence[float], Sequence[str], Sequence[str]]]
) -> None:
    """Write a label beside the end of each curve, and move apart what would overlap.

    The first panel has names, which may hold anything; the others have formulas.
    """
    placed: list[tuple[Axes, list[Text]]] = []
    for panel, ends, words, colours in labels:
        beside = offset_copy(panel.transAxes, figure, x=4, units="points")
        drawn = []
        for end, word, colour in zip(ends, words, colours, strict=True):
            low, high = panel.get_ylim()
            y = float(np.clip(end, low, high)) if np.isfinite(end) else high
            place = panel.transAxes.inverted().transform(panel.transData.transform((0, y)))[1]
            text = panel.text(
                1, place, word, color=colour, size=_SIZE, va="center", transform=beside
            )
            text.set_parse_math(bool(placed))
            drawn.append(text)
        placed.append((panel, drawn))
    figure.draw_without_rendering()  # only now is it known how high a panel is
    for panel, drawn in placed:
        line = _SIZE * _LINE / (panel.get_window_extent().height * 72 / figure.dpi)
        sizes = [line * (1 + text.get_text().count("\n")) for text in drawn]
        places = [text.get_position()[1] for text in drawn]
        for text, moved in zip(drawn, spread(places, sizes), strict=True):
            text.set_y(moved)

"""Which modes in the unit disc are unstable at an end of the manifold, for several ratios of the credit."""

from collections.abc import Sequence
from fractions import Fraction
from math import atan2

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Polygon

from symdyn.report.figures.style import GREY, SEQUENCE, UNSTABLE, new_figure
from symdyn.stages.complex_modes.edge import chord

__all__ = ["draw_disc"]

_POINTS = 200


def draw_disc(
    ratios: Sequence[Fraction], name: str, witness: tuple[Fraction, Fraction] | None
) -> Figure:
    """The disc of w_star, with the chords ratio (u + |v|) = 1 and what is cut off by them.

    Parameters
    ----------
    ratios : in increasing order
    name : of the ratio in LaTeX
    witness : u and v of an exact unstable mode, or None
    """
    figure, (panel,) = new_figure(3.4)
    turn = np.linspace(0, 2 * np.pi, 2 * _POINTS)
    panel.plot(np.cos(turn), np.sin(turn), color="black", linewidth=0.8)
    for ratio in ratios:
        first, second = chord(float(ratio))
        angles = np.linspace(atan2(first[1], first[0]), atan2(second[1], second[0]), _POINTS)
        arc = np.column_stack([np.cos(angles), np.sin(angles)])
        for side in (1, -1):
            corners = np.vstack([first, arc, second]) * (1, side)
            panel.add_patch(Polygon(corners, facecolor=UNSTABLE, edgecolor="none"))
    for ratio, colour in zip(ratios, SEQUENCE, strict=False):
        first, second = chord(float(ratio))
        for side in (1, -1):
            ends = np.array([first, second]) * (1, side)
            shown = f"${name} = {_decimal(ratio)}$" if side == 1 else None
            panel.plot(ends[:, 0], ends[:, 1], color=colour, label=shown)
    if witness is not None:
        panel.plot(*map(float, witness), "o", color="black", markersize=3.5)
    for draw in (panel.axhline, panel.axvline):
        draw(0, color=GREY, linewidth=0.5)
    panel.set_aspect("equal")
    panel.set_xlabel(r"$\mathrm{Re}\, w_\star$")
    panel.set_ylabel(r"$\mathrm{Im}\, w_\star$")
    handles, _ = panel.get_legend_handles_labels()
    handles.append(Patch(color=UNSTABLE, label="mode unstable at small $s$"))
    panel.legend(handles=handles, loc="center left", bbox_to_anchor=(1.02, 0.5))
    return figure


def _decimal(ratio: Fraction) -> str:
    return f"{float(ratio):.3g}"

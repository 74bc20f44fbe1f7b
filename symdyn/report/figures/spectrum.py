"""The transverse eigenvalues along the optimal manifold."""

from types import ModuleType

import numpy as np
from matplotlib.figure import Figure

from symdyn.report.figures.example import Example
from symdyn.report.figures.style import BLUE, ORANGE, UNSTABLE, new_figure

__all__ = ["draw_spectrum"]

_POINTS = 600
_NEAREST, _FARTHEST = 0.12, 4.0
_LINEAR = 0.1


def draw_spectrum(module: ModuleType, example: Example) -> Figure:
    """Real parts of both eigenvalues against s, one panel a branch; complex pairs are dashed."""
    figure, axes = new_figure(2.8, panels=2)
    # s grows with the square root of |c|, an eigenvalue with |c|.
    size = float(abs(example.gain))
    linear = 10 ** round(float(np.log10(_LINEAR * size)))  # a tick, so that no other is near 0
    s = np.geomspace(_NEAREST, _FARTHEST, _POINTS) * np.sqrt(size)
    for panel, side in zip(axes, (-1, 1), strict=True):
        teacher = example.teacher()
        position = np.sort(side * s)
        values = module.eigenvalues(
            position, teacher.a, teacher.b, teacher.w, **example.arguments(module)
        )
        upper, lower = values[..., 1], values[..., 2]
        pair = np.abs(upper.imag) > 1e-9 * (1 + np.abs(upper))
        for line, colour, name in (
            (upper, BLUE, r"$\lambda_{+}$"),
            (lower, ORANGE, r"$\lambda_{-}$"),
        ):
            panel.plot(position, np.where(pair, np.nan, line.real), color=colour, label=name)
        panel.plot(
            position,
            np.where(pair, upper.real, np.nan),
            color=BLUE,
            linestyle=(0, (3, 2)),
            label=r"$\mathrm{Re}\,\lambda_{\pm}$, complex" if pair.any() else None,
        )
        panel.set_yscale("symlog", linthresh=linear)
        panel.axhline(0, color="black", linewidth=0.6)
        panel.set_xlim(position[0], position[-1])
        panel.set_xlabel("$s$")
    axes[0].set_ylabel("real part")
    shared = (
        min(panel.get_ylim()[0] for panel in axes),
        max(linear, *(panel.get_ylim()[1] for panel in axes)),
    )
    for panel in axes:
        panel.axhspan(0, 2 * shared[1], color=UNSTABLE, zorder=0, linewidth=0)
        panel.set_ylim(shared)
    axes[1].set_yticklabels([])
    lines = {line.get_label(): line for panel in axes for line in panel.get_lines()}
    named = [line for name, line in lines.items() if not str(name).startswith("_")]
    figure.legend(handles=named, loc="outside lower center", ncols=len(named))
    return figure

"""The slow rates of several rules along the optimal manifold."""

from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from symdyn.report.figures.example import Example
from symdyn.report.figures.style import new_figure

__all__ = ["Curve", "draw_rates"]

_POINTS = 400
_DASHES = ("-", (0, (5, 2)), (0, (1, 1.2)), (0, (5, 1.5, 1, 1.5)))


@dataclass(frozen=True)
class Curve:
    """One rule: its name, its exported code, and the numbers it is evaluated at."""

    name: str
    module: ModuleType
    example: Example


def draw_rates(curves: Sequence[Curve]) -> Figure:
    """The slow rate against s > 0, both on logarithmic axes; rules that agree share a line."""
    figure, (panel,) = new_figure(3.3)
    s = np.geomspace(0.1, 10, _POINTS)
    for place, (names, rate) in enumerate(_distinct(curves, s)):
        panel.plot(
            s,
            np.where(rate > 0, rate, np.nan),
            color=f"C{place % 10}",
            linestyle=_DASHES[place % len(_DASHES)],
            label=", ".join(names),
        )
    panel.set_xscale("log")
    panel.set_yscale("log")
    panel.set_xlabel("$s$")
    panel.set_ylabel(r"slow rate $\rho$")
    panel.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    return figure


def _distinct(
    curves: Sequence[Curve], s: NDArray[np.float64]
) -> list[tuple[list[str], NDArray[np.float64]]]:
    """The different slow rates, each with the names of the rules that have it."""
    found: list[tuple[list[str], NDArray[np.float64]]] = []
    for curve in curves:
        teacher = curve.example.teacher()
        arguments = curve.example.arguments(curve.module)
        values = curve.module.eigenvalues(s, teacher.a, teacher.b, teacher.w, **arguments)
        rate = -values[..., 1].real
        same = (names for names, known in found if np.allclose(known, rate, rtol=1e-9, atol=1e-12))
        names = next(same, None)
        if names is None:
            found.append(([curve.name], rate))
        else:
            names.append(curve.name)
    return found

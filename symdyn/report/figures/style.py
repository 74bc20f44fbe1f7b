"""How every figure looks, and how it is written: the same bytes for the same drawing."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

__all__ = [
    "BLUE",
    "FORMS",
    "GREY",
    "ORANGE",
    "SEQUENCE",
    "UNSTABLE",
    "WIDTH",
    "encoded",
    "new_figure",
    "styled",
    "write",
    "write_svg",
]

WIDTH = 6.3
FORMS = ("pdf", "svg", "png")
BLUE, ORANGE, GREY = "#1f5fa8", "#c8571b", "#7a7a7a"
UNSTABLE = "#e6e3de"
SEQUENCE = ("#1f5fa8", "#c8571b", "#3a8a4d", "#8b4a9c", "#b59410", "#4c4c4c", "#2ba3a8", "#b03060")

_STYLE: Any = {
    "font.size": 9,
    "axes.titlesize": 9,
    "axes.labelsize": 9,
    "legend.fontsize": 8,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "mathtext.fontset": "cm",
    "axes.linewidth": 0.6,
    "lines.linewidth": 1.3,
    "legend.frameon": False,
    "image.interpolation": "nearest",
    # TrueType: publishers refuse Type 3, whose letters are drawings that cannot be searched.
    "pdf.fonttype": 42,
    "svg.hashsalt": "symdyn",  # ids that are the same in every run
}
_PIXELS = 200  # an inch, of what is no outline
_SCREEN = 120  # an inch
_DETERMINISTIC = {"CreationDate": None, "ModDate": None, "Producer": None, "Creator": None}


@contextmanager
def styled() -> Iterator[None]:
    """The settings of all figures, for as long as one is drawn and written."""
    with rc_context(_STYLE):
        yield


class Drawn(Figure):
    """A figure that a notebook shows in the style of the reports, whichever backend is set there."""

    def _repr_png_(self) -> bytes:
        picture = BytesIO()
        with styled():
            self.savefig(picture, format="png", dpi=_SCREEN)
        return picture.getvalue()


def new_figure(
    height: float, panels: int = 1, ratios: Mapping[str, list[float]] | None = None
) -> tuple[Figure, list[Axes]]:
    """A figure as wide as the text, with panels side by side; no window and no global state."""
    figure = Drawn(figsize=(WIDTH, height), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots(1, panels, squeeze=False, gridspec_kw=dict(ratios or {}))
    return figure, list(axes[0])


def write(figure: Figure, path: Path | BinaryIO) -> None:
    """Write a figure as PDF without dates, to a path or an open file."""
    # fontTools would tell every user that Computer Modern's TrueType files bear an old date.
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    figure.savefig(path, format="pdf", metadata=_DETERMINISTIC)


def encoded(figure: Figure, form: str) -> bytes:
    """A figure as a file of one of FORMS: the same bytes for the same drawing."""
    file = BytesIO()
    if form == "pdf":
        write(figure, file)
    elif form == "svg":
        figure.savefig(file, format=form, dpi=_PIXELS, metadata={"Date": None, "Creator": None})
    else:
        figure.savefig(file, format=form, dpi=_PIXELS, metadata={"Software": None})
    return file.getvalue()


def write_svg(figure: Figure, path: Path) -> None:
    """Write a figure that `write` has laid out as SVG, letters as outlines: no font is asked for."""
    figure.set_layout_engine("none")
    figure.savefig(path, format="svg", dpi=_PIXELS, metadata={"Date": None, "Creator": None})

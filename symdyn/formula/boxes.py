"""Rectangles of characters with a baseline, and how formulas are built of them.

A fraction's baseline is its bar, a line of text is its own; boxes set side by side meet at their
baselines.  Two sets of glyphs: Unicode, and ASCII for terminals that cannot encode the first.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from symdyn.errors import OutputError


@dataclass(frozen=True)
class Fence:
    """A bracket's glyphs: on one line, and the top, middle and bottom of a tall one."""

    single: str
    top: str
    middle: str
    bottom: str


@dataclass(frozen=True)
class Glyphs:
    """The characters a formula is drawn with.

    `signs` maps the operators of the layout, `superscripts` single characters of an exponent.
    """

    bar: str
    left: Fence
    right: Fence
    modulus: Fence
    rising: str
    falling: str
    short_root: str
    signs: Mapping[str, str]
    superscripts: Mapping[str, str]
    constants: Mapping[str, str]


UNICODE = Glyphs(
    bar="─",
    left=Fence("(", "⎛", "⎜", "⎝"),
    right=Fence(")", "⎞", "⎟", "⎠"),
    modulus=Fence("|", "│", "│", "│"),
    rising="╱",
    falling="╲",
    short_root="√",
    signs=MappingProxyType(
        dict(
            zip(
                "- +- * x . ' != <= >= -> in iff".split(),
                "− ± × × · ′ ≠ ≤ ≥ → ∈ ⇔".split(),
                strict=True,
            )
        )
    ),
    superscripts=MappingProxyType(
        dict(zip("0123456789+−()mkj", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ᵐᵏʲ", strict=True)),
    ),
    constants=MappingProxyType({"pi": "π", "infinity": "∞"}),
)
ASCII = Glyphs(
    bar="-",
    left=Fence("(", "/", "|", "\\"),
    right=Fence(")", "\\", "|", "/"),
    modulus=Fence("|", "|", "|", "|"),
    rising="/",
    falling="\\",
    short_root="",
    signs=MappingProxyType({".": "*"}),
    superscripts=MappingProxyType({}),
    constants=MappingProxyType({"infinity": "oo"}),
)


def display_width(line: str) -> int:
    """How many columns a line takes; combining marks take none.

    >>> display_width("w⋆ + x̂")
    6
    """
    if line.isascii():
        return len(line)
    return len(line) - sum(map(bool, map(unicodedata.combining, line)))


@dataclass(frozen=True)
class Box:
    """Lines of equal width and the index of the one on the baseline.

    Lines that are given shorter are filled with spaces.

    Raises
    ------
    OutputError for no lines, or a baseline that is not one of them.

    >>> Box(("a", "──", "b c"), 1).lines
    ('a  ', '── ', 'b c')
    """

    lines: tuple[str, ...]
    baseline: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.baseline < len(self.lines):
            raise OutputError(
                f"a box of {len(self.lines)} lines has no baseline {self.baseline}; "
                "give the index of one of its lines"
            )
        if len(self.lines) == 1:
            return
        widths = [*map(display_width, self.lines)]
        width = max(widths)
        if min(widths) < width:
            pairs = zip(self.lines, widths, strict=True)
            filled = tuple(line + " " * (width - own) for line, own in pairs)
            object.__setattr__(self, "lines", filled)

    @property
    def width(self) -> int:
        """The number of columns."""
        return display_width(self.lines[0])

    @property
    def height(self) -> int:
        """The number of lines."""
        return len(self.lines)

    @property
    def below(self) -> int:
        """The number of lines below the baseline; `baseline` is the number above it."""
        return self.height - 1 - self.baseline

    def __str__(self) -> str:
        return "\n".join(line.rstrip() for line in self.lines)


def text(line: str) -> Box:
    """One line of text.

    >>> text("a b").width
    3
    """
    return Box((line,))


def beside(*boxes: Box) -> Box:
    """Boxes side by side, their baselines level.

    >>> print(beside(Box(("1", "─", "2"), 1), text(" a")))
    1
    ─ a
    2
    """
    above = max((box.baseline for box in boxes), default=0)
    below = max((box.below for box in boxes), default=0)
    columns: list[tuple[str, ...]] = []
    for box in boxes:
        over, under = above - box.baseline, below - box.below
        if over or under:
            blank = (" " * box.width,)
            columns.append(blank * over + box.lines + blank * under)
        else:
            columns.append(box.lines)
    return Box(tuple(map("".join, zip(*columns, strict=True))) if columns else ("",), above)


def fraction(top: Box, bottom: Box, glyphs: Glyphs = UNICODE) -> Box:
    """One box over another, with a bar that is wider where a bar is inside.

    >>> print(fraction(text("a b²"), text("1 − w²")))
     a b²
    ──────
    1 − w²
    """
    nested = any(
        glyphs.bar * 2 in line or line.strip() == glyphs.bar
        for box in (top, bottom)
        for line in box.lines
    )
    width = max(top.width, bottom.width) + 2 * nested
    lines = (*_centred(top, width), glyphs.bar * width, *_centred(bottom, width))
    return Box(lines, top.height)


def fence(left: bool, above: int, below: int, glyphs: Glyphs, modulus: bool = False) -> Box:
    """One half of a bracket, or a bar of a modulus, that spans lines above and below the baseline.

    >>> print(fence(True, 1, 1, UNICODE))
    ⎛
    ⎜
    ⎝
    """
    style = glyphs.modulus if modulus else glyphs.left if left else glyphs.right
    if above + below == 0:
        return text(style.single)
    column = (style.top, *[style.middle] * (above + below - 1), style.bottom)
    return Box(tuple(f"{glyph} " if left else f" {glyph}" for glyph in column), above)


def with_exponent(base: Box, exponent: Box, glyphs: Glyphs = UNICODE, *, tall: bool = False) -> Box:
    """A base and its exponent: superscripts where they exist, else a box that is raised.

    The exponent stands at the base's top line if the base is tall, else just above its baseline.

    A capital T stays a letter: as a superscript it would read as a transpose.

    >>> print(with_exponent(text("w"), text("2 m")))
    w²ᵐ
    >>> print(with_exponent(text("w"), text("τ − 1")))
     τ − 1
    w
    """
    top = base.baseline if tall else 0
    characters = exponent.lines[0].replace(" ", "")
    if exponent.height == 1 and all(mark in glyphs.superscripts for mark in characters):
        marks = "".join(glyphs.superscripts[mark] for mark in characters)
        return beside(base, Box((marks, *[""] * top), top))
    gap = [""] * max(top - 1, 0)
    return beside(base, Box((*exponent.lines, *gap, ""), exponent.height + len(gap)))


def root(body: Box, glyphs: Glyphs = UNICODE) -> Box:
    """A box under a root sign.

    >>> print(root(text("1 − w²")))
      _______
    ╲╱ 1 − w²
    """
    height = body.height
    lines = [" " * (height + 1) + "_" * (body.width + 1)]
    for index, line in enumerate(body.lines):
        last = index == height - 1
        stroke = (glyphs.falling if last else " ") + " " * (height - 1 - index) + glyphs.rising
        lines.append(stroke + " " * (index + 1) + line)
    return Box(tuple(lines), body.baseline + 1)


def _centred(box: Box, width: int) -> tuple[str, ...]:
    margin = " " * ((width - box.width) // 2)
    return tuple(margin + line for line in box.lines)

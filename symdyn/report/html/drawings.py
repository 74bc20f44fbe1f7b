"""Figures as a part of a page: their marks are the page's own, and their colours follow its."""

import re
from xml.etree import ElementTree

from symdyn.report.figures.style import BLUE, GREY, ORANGE, UNSTABLE

__all__ = ["inline_svg"]

_SVG, _LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
_DROPPED = {f"{_SVG}metadata", f"{_SVG}style"}
_POINT = re.compile(r"-?\d+\.\d{3,}")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
# What a colour of a drawing is on a page that may be dark.
_COLOURS = {
    "#000000": "currentColor",
    "#ffffff": "none",
    UNSTABLE: "var(--drawn-shade)",
    BLUE: "var(--drawn-blue)",
    ORANGE: "var(--drawn-orange)",
    GREY: "var(--drawn-grey)",
}
_COLOUR = re.compile("|".join(_COLOURS))


def inline_svg(source: str, name: str, described_by: str) -> str:
    """A drawing of Matplotlib's as an `svg` element of a page.

    Parameters
    ----------
    source : the SVG file
    name : unique in the page; stands in front of every id
    described_by : the id of the caption

    Returns
    -------
    Well-formed XML without a namespace prefix, whose coordinates have two decimals.
    """
    root = ElementTree.fromstring(source)  # noqa: S314 - our own drawing
    _, _, width, height = root.attrib["viewBox"].split()
    for parent in [*root.iter()]:
        for child in [one for one in parent if one.tag in _DROPPED]:
            parent.remove(child)
    for one in root.iter():
        one.tag = one.tag.removeprefix(_SVG)
        one.attrib = {_own(key): _value(key, value, name) for key, value in one.attrib.items()}
        one.text = one.tail = None
    root.attrib = {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": f"0 0 {width} {height}",
        "role": "img",
        "aria-labelledby": described_by,
        "fill": "currentColor",
        "stroke-linejoin": "round",
    }
    return ElementTree.tostring(root, encoding="unicode")


def _own(key: str) -> str:
    return "href" if key == _LINK else key


def _value(key: str, value: str, name: str) -> str:
    if key == "id":
        return f"{name}-{value}"
    if _own(key) == "href":
        return value.replace("#", f"#{name}-", 1) if value.startswith("#") else value
    if key == "style":
        value = _COLOUR.sub(lambda found: _COLOURS[found[0]], value)
    elif key in ("d", "x", "y", "points"):
        value = _POINT.sub(lambda found: f"{float(found[0]):.2f}", " ".join(value.split()))
    return _REFERENCE.sub(rf"url(#{name}-\1)", value)

"""The explorer for everyone: contrast of its colours, order of the keyboard, size of what is touched, labels that agree."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import Browser

from tests.browsers import NEEDED, PHONE, WIDE, Opened

pytestmark = [pytest.mark.slow, NEEDED]

TEXT, LINE = 4.5, 3.0  # the least contrasts of WCAG 2.2, 1.4.3 and 1.4.11
WORDS = ("ink", "soft", "link", "danger")
VARIABLES = """names => {
    const style = getComputedStyle(document.documentElement);
    return Object.fromEntries(names.map(name => [name, style.getPropertyValue(`--${name}`).trim()]));
}"""
# In what order Tab visits what is seen, and where that stands.
VISITED = """() => {
    const one = document.activeElement, {left, top, width, height} = one.getBoundingClientRect();
    const card = one.closest('section, aside, header, nav');
    return {name: one.id || one.outerHTML.slice(0, 60), card: card ? card.id || card.tagName + (card.className || '') : '',
            top: top + scrollY, left, width, height};
}"""


@pytest.fixture(scope="module")
def page(six: Path) -> Path:
    return six


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2.2.

    >>> luminance("#ffffff"), luminance("#000000")
    (1.0, 0.0)
    """
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
    return round(0.2126 * red + 0.7152 * green + 0.0722 * blue, 6)


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_colours_have_contrast(browser: Browser, page: Path, theme: str) -> None:
    marks = [f"mark-{k}" for k in range(8)]
    statuses = ["proved", "refuted", "conditional"]
    shades = [f"{one}-shade" for one in statuses]
    names = ["paper", "shade", "marked", "arrow", *WORDS, *marks, *statuses, *shades]
    with Opened(browser, page, f"#theme={theme}") as opened:
        found = opened.page.evaluate(VARIABLES, names)
    assert (luminance(found["paper"]) > 0.5) == (theme == "light")
    for name in WORDS:
        assert contrast(found[name], found["paper"]) >= TEXT, name
    assert contrast(found["link"], found["marked"]) >= TEXT
    assert contrast(found["ink"], found["shade"]) >= TEXT
    for name in marks:
        # The names of rules beside their lines are words in these colours.
        assert contrast(found[name], found["paper"]) >= TEXT, name
    assert contrast(found["arrow"], found["paper"]) >= LINE
    for one, shade in zip(statuses, shades, strict=True):
        assert contrast(found[one], found[shade]) >= TEXT, one


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_the_keyboard_goes_through_the_page_in_the_order_of_reading(
    browser: Browser, page: Path, size: dict[str, int]
) -> None:
    with Opened(browser, page, "#starts=-1,-1,0.2", viewport=size) as opened:
        visited: list[dict[str, Any]] = []
        for _ in range(150):
            opened.page.keyboard.press("Tab")
            visited.append(opened.page.evaluate(VISITED))
            if visited[-1]["name"] == visited[0]["name"] and len(visited) > 1:
                break
        cards = list(
            dict.fromkeys(one["card"] for one in visited if one["card"].startswith("view"))
        )
        wide = ["view-plane", "view-spectrum", "view-course", "view-region", "view-pairs"]
        narrow = ["view-plane", "view-course", "view-spectrum", "view-region", "view-pairs"]
        assert cards == (wide if size == WIDE else narrow)
        runs = [one["card"] for one, other in pairwise(visited) if one["card"] != other["card"]]
        assert len(runs) == len(set(runs)), "no card is visited twice"
        names = [one["name"] for one in visited]
        handles = [name for name in names if name.startswith("handle-")]
        assert {
            "handle-start",
            "handle-start-2",
            "handle-s",
            "handle-eta",
            "handle-region",
            "handle-pair-0",
        } <= set(handles)
        for card in cards:
            inside = [
                one
                for one in visited
                if one["card"] == card and not one["name"].startswith("handle-")
            ]
            tops = [one["top"] + one["height"] for one in inside]
            assert all(later > one - 40 for one, later in pairwise(tops)), card


def test_what_is_touched_is_large_enough(browser: Browser, page: Path) -> None:
    """36 pixels on a phone, and 44 for a point."""
    small = """() => [...document.querySelectorAll('button, summary, input[type="text"], .rule-row, #jumps a')]
        .filter(one => one.checkVisibility({visibilityProperty: true}))
        .map(one => [one.outerHTML.slice(0, 70), one.getBoundingClientRect(), one.classList.contains('handle') ? 44 : 35.9])
        .filter(([, box, least]) => box.height < least).map(([text, box]) => [text, box.height])"""
    with Opened(browser, page, viewport=PHONE) as opened:
        opened.page.click("#sheet > summary")
        opened.drawn()
        assert opened.page.evaluate(small) == []

"""The drawings of the explorer against pictures of them, on a wide screen and a phone, light and dark.

A picture in tests/golden/explorer has all drawings of a page.  Each dot of it is the mean of a square of the screen, and words
are bars of a length that no font decides, so that it is the same on machines with other fonts.  Where a change of a drawing is
meant, write the pictures again, and look at them, with

    SYMDYN_UPDATE_GOLDEN=1 python -m pytest tests/contract/test_explore_pictures.py
"""

import os
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.image import imread, imsave
from numpy.typing import NDArray

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import Browser

from tests.browsers import NEEDED, PHONE, WIDE, Opened

pytestmark = [pytest.mark.slow, NEEDED]

FOLDER = Path(__file__).resolve().parents[1] / "golden" / "explorer"
SIDE = 8  # pixels of a square
APART = 0.03  # of a colour's range, from where a square is another one
MOST = 0.003  # of the squares of a drawing may be others
HIDDEN = (
    "aside, .handle b { visibility: hidden !important; }"  # what lies over a drawing, and words
)
BARS = """(() => {
    const letter = 6, canvas = CanvasRenderingContext2D.prototype;
    canvas.measureText = text => ({width: letter * text.length});
    canvas.fillText = function(text, x, y) {
        const width = letter * text.length;
        this.fillRect(x - width * ({right: 1, center: 0.5}[this.textAlign] ?? 0), y - 3, width, 6);
    };
})()"""

# The height of the words above a drawing is that of a font: in the corner of the screen it stands on whole pixels.
INTO_THE_CORNER = """box => {
    const {width, height} = box.getBoundingClientRect();
    Object.assign(box.style, {position: 'fixed', left: 0, top: 0, zIndex: 99, background: 'var(--paper)', width: `${width}px`, height: `${height}px`});
    return [Math.floor(width), Math.floor(height)];
}"""

Picture = NDArray[np.float64]


@dataclass(frozen=True)
class Shot:
    """A page that has a picture."""

    name: str
    address: str
    size: dict[str, int]
    scheme: str


SHOTS = (
    Shot("wide-light", "#preset=detour", WIDE, "light"),
    Shot("wide-dark", "#preset=window&theme=dark", WIDE, "dark"),
    Shot("wide-steps", "#preset=catapult", WIDE, "light"),
    Shot("phone-light", "#focus=rflo&starts=-1,-1,0.2_2,0.3,0.5&place=2", PHONE, "light"),
    Shot("phone-dark", "#preset=pair", PHONE, "dark"),
)


@pytest.fixture(scope="module")
def page(three: Path) -> Path:
    return three


def drawings(browser: Browser, page: Path, shot: Shot, address: str = "") -> dict[str, Picture]:
    """Each drawing that is seen, by its name, in squares."""
    scheme: Any = shot.scheme
    settings = {"viewport": shot.size, "color_scheme": scheme, "device_scale_factor": 1}
    with Opened(browser, page, address or shot.address, before=BARS, **settings) as opened:
        opened.page.add_style_tag(content=HIDDEN)
        found = {}
        for box in opened.page.locator(".plot:visible").all():
            box.scroll_into_view_if_needed()
            opened.drawn()
            width, height = box.evaluate(INTO_THE_CORNER)
            clip: Any = {"x": 0, "y": 0, "width": width, "height": height}
            content = opened.page.screenshot(clip=clip)
            box.evaluate("box => box.removeAttribute('style')")
            found[str(box.get_attribute("id"))] = in_squares(imread(BytesIO(content))[..., :3])
        assert opened.told == []
    return found


def in_squares(picture: NDArray[np.float32]) -> Picture:
    """The mean of each square; what is left at the right and the lower edge has none.

    >>> in_squares(np.ones((17, 9, 3), dtype=np.float32)).shape
    (2, 1, 3)
    """
    height, width = (length // SIDE for length in picture.shape[:2])
    cut = picture[: height * SIDE, : width * SIDE].astype(float)
    return np.asarray(cut.reshape(height, SIDE, width, SIDE, 3).mean(axis=(1, 3)))


def on_one_sheet(found: dict[str, Picture]) -> Picture:
    """The drawings one below the other, with a dark line above each."""
    width = max(one.shape[1] for one in found.values())
    rows: list[Picture] = []
    for one in found.values():
        rows.append(np.zeros((1, width, 3)))
        rows.append(np.pad(one, ((0, 0), (0, width - one.shape[1]), (0, 0)), constant_values=0.5))
    return np.concatenate(rows)


def others(one: Picture, golden: Picture) -> float:
    """Which part of the squares are others."""
    return float((np.abs(one - golden).max(axis=2) > APART).mean())


def differences(found: dict[str, Picture], golden: Picture) -> dict[str, float]:
    """For each drawing the part of its squares that are others, or 1 where the sheet has another shape."""
    sheet = on_one_sheet(found)
    if sheet.shape != golden.shape:
        return dict.fromkeys(found, 1.0)
    top, told = 0, {}
    for name, one in found.items():
        height, width = one.shape[:2]
        told[name] = others(one, golden[top + 1 : top + 1 + height, :width])
        top += 1 + height
    return told


def golden_of(shot: Shot) -> Picture:
    return np.asarray(imread(FOLDER / f"{shot.name}.png")[..., :3], dtype=float)


@pytest.mark.parametrize("shot", SHOTS, ids=[one.name for one in SHOTS])
def test_the_drawings_are_those_of_the_pictures(browser: Browser, page: Path, shot: Shot) -> None:
    found = drawings(browser, page, shot)
    if os.environ.get("SYMDYN_UPDATE_GOLDEN") == "1":
        FOLDER.mkdir(exist_ok=True)
        imsave(FOLDER / f"{shot.name}.png", on_one_sheet(found))
        pytest.fail(f"wrote {shot.name}.png: look at it, then run again without the variable")
    told = differences(found, golden_of(shot))
    assert max(told.values()) <= MOST, f"{told}: drawn differently; {__doc__}"


FONTS = (
    'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", Arial, sans-serif',
    '"STIX Two Text", "Latin Modern Roman", Cambria, Georgia, "DejaVu Serif", serif',
)


def changed(page: Path, *changes: tuple[str, str]) -> Path:
    """The page with other words in its script and style."""
    text = page.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    other = page.with_name("changed.html")
    other.write_text(text, encoding="utf-8")
    return other


@pytest.mark.parametrize("font", ["monospace", '"DejaVu Serif", serif'])
def test_other_fonts_are_no_difference(browser: Browser, page: Path, font: str) -> None:
    shot = next(one for one in SHOTS if one.name == "phone-light")
    found = drawings(browser, changed(page, *((one, font) for one in FONTS)), shot)
    told = differences(found, golden_of(shot))
    assert max(told.values()) <= MOST, told


@pytest.mark.parametrize(
    ("before", "after", "seen"),
    [
        ("      arrows(p, rule, given, now);\n", "", {"plane"}),
        ("    foreseen(over, rule, given, runs);\n", "", {"plane"}),
        ("for (const side of [1, -1]) {\n    const at", "for (const side of [1]) {\n    const at", {"plane"}),
        ("  g.fill(hatched);\n", "", {"region"}),
        ("  tooLarge(p, rule, 0.5 + y.gap + 1e-9, 1);\n", "", {"region"}),
        ("? 2.8 : 1.9", "? 1 : 1", {"rates", "steps"}),
        ("    p.g.stroke(found.line);\n", "", {"pairs-1"}),
        ("--mark-1: #be5119", "--mark-1: #2f7d42", {"rates", "steps", "course-w"}),
    ],
)  # fmt: skip
def test_a_drawing_that_has_changed_is_told(
    browser: Browser, page: Path, before: str, after: str, seen: set[str]
) -> None:
    shot = next(one for one in SHOTS if one.name == "phone-light")
    found = drawings(browser, changed(page, (before, after)), shot)
    told = differences(found, golden_of(shot))
    assert seen <= {name for name, part in told.items() if part > MOST}, told


def test_other_numbers_and_colours_are_told(browser: Browser, page: Path) -> None:
    shot = next(one for one in SHOTS if one.name == "phone-light")
    golden = golden_of(shot)
    for more, seen in (
        ("&a_hat=0.9", {"plane", "course-a", "rates", "steps"}),
        ("&theme=dark", {"plane", "course-w", "region", "pairs-1"}),
        ("&a_1=0.25", {"pairs-1", "pairs-2"}),
    ):
        told = differences(drawings(browser, page, shot, shot.address + more), golden)
        assert seen <= {name for name, part in told.items() if part > MOST}, (more, told)

"""Pages in a browser: complete, silent, legible in the light and in the dark, and usable by keyboard."""

from pathlib import Path
from typing import Any

import pytest

from symdyn.report.writing import write_reports
from symdyn.simulation import validate
from symdyn.simulation.training.sample import sample_runs
from tests.derived import chain, derived

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browsers import NEEDED, PHONE, WIDE
from tests.selection import in_turn

pytestmark = [pytest.mark.slow, NEEDED]

RULES = ("tbptt", "e-prop")
PAGES = [*(f"{name}.html" for name in RULES), "index.html"]
NARROW = {"width": 320, "height": 640}
LEGIBLE = 4.5  # the contrast that WCAG asks of text at level AA

OPEN_ALL = "() => document.querySelectorAll('details').forEach(one => one.open = true)"
WITHOUT_SIZE = """() => [...document.querySelectorAll('math, svg')].filter(one => {
    const box = one.getBoundingClientRect();
    return !(box.width > 0 && box.height > 0);
}).map(one => one.outerHTML.slice(0, 200))"""
FADED = """() => {
    const channel = value => value <= 10.31475 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4;
    const parsed = colour => colour.match(/[0-9.]+/g).map(Number);
    const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
    const ground = one => {
        for (; one; one = one.parentElement) {
            const found = parsed(getComputedStyle(one).backgroundColor);
            if (found.length < 4 || found[3] === 1) return found;
        }
        return [255, 255, 255];
    };
    const written = one => one.matches('math, svg, use') ||
        [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    return [...document.body.querySelectorAll('*')].filter(written).map(one => {
        const both = [light(parsed(getComputedStyle(one).color)), light(ground(one))].sort((a, b) => b - a);
        return [(both[0] + 0.05) / (both[1] + 0.05), one.outerHTML.slice(0, 120)];
    });
}"""
MOVED_SIDEWAYS = """() => [...document.body.querySelectorAll('*')].filter(one =>
    ['auto', 'scroll'].includes(getComputedStyle(one).overflowX) && one.scrollWidth > one.clientWidth
).map(one => [one.tabIndex, one.className, one.textContent.slice(0, 80)])"""
SIDEWAYS = "() => document.documentElement.scrollWidth - window.innerWidth"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports on two rules, with all that a report may have."""
    made = tmp_path_factory.mktemp("pages")
    analyses = [derived(name) for name in RULES]
    result = write_reports(
        analyses,
        made,
        pdf=False,
        html=True,
        validations={one.rule.name: validate(one) for one in analyses},
        samples={one.rule.name: sample_runs(one) for one in analyses},
        chains={name: chain(name) for name in RULES},
    )
    assert [path.name for path in result.pages] == PAGES
    return made


def opened(browser: Browser, path: Path, size: dict[str, Any], scheme: Any = "light") -> Page:
    page = browser.new_page(viewport=size, color_scheme=scheme)
    page.goto(path.as_uri())
    return page


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_complete_and_silent(browser: Browser, folder: Path, name: str) -> None:
    page = browser.new_page(viewport=WIDE)
    told: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto((folder / name).as_uri())
    page.evaluate(OPEN_ALL)
    page.wait_for_load_state("networkidle")
    assert told == []
    assert [one for one in asked if not one.startswith("data:")] == [(folder / name).as_uri()]
    assert page.locator("math").count() > 100
    assert page.locator("figure svg").count() == page.locator("figure").count() > 0
    assert page.evaluate(WITHOUT_SIZE) == []
    page.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_link_leads_to_what_it_names(browser: Browser, folder: Path, name: str) -> None:
    page = opened(browser, folder / name, WIDE)
    addresses = page.eval_on_selector_all("a", "all => all.map(one => one.href)")
    assert len(addresses) > 20
    names = page.eval_on_selector_all("[id]", "all => all.map(one => one.id)")
    for address in set(addresses):
        file, _, fragment = address.partition("#")
        assert Path(file.removeprefix("file://")).exists()
        assert not fragment or file != page.url.partition("#")[0] or fragment in names
    page.close()


@pytest.mark.parametrize("size", [PHONE, NARROW])
@pytest.mark.parametrize("name", PAGES)
def test_a_phone_never_scrolls_the_page_sideways(
    browser: Browser, folder: Path, name: str, size: dict[str, int]
) -> None:
    """What is wider is moved in a box of its own, which the keyboard reaches."""
    page = opened(browser, folder / name, size)
    assert page.evaluate(SIDEWAYS) <= 0
    page.evaluate(OPEN_ALL)
    assert page.evaluate(SIDEWAYS) <= 0
    moved = page.evaluate(MOVED_SIDEWAYS)
    assert moved
    assert [one for one in moved if one[0] < 0] == []
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_text_and_formulas_stand_out(
    browser: Browser, folder: Path, name: str, scheme: str
) -> None:
    page = opened(browser, folder / name, WIDE, scheme)
    page.evaluate(OPEN_ALL)
    measured = page.evaluate(FADED)
    assert len(measured) > 100
    assert [one for one in measured if one[0] < LEGIBLE] == []
    page.goto(f"{(folder / name).as_uri()}#{page.locator('.equation').first.get_attribute('id')}")
    assert [one for one in page.evaluate(FADED) if one[0] < LEGIBLE] == []
    ground = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, ground[4:-1].split(","))) > 600) == (scheme == "light")
    page.close()


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_the_keyboard_opens_what_stands_behind_an_equation(
    browser: Browser, folder: Path, size: dict[str, int]
) -> None:
    page = opened(browser, folder / f"{RULES[0]}.html", size)
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.matches('.equation summary')"):
            break
    focused = page.locator(":focus")
    assert focused.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    records = focused.locator("xpath=following-sibling::*")
    assert not records.is_visible()
    page.keyboard.press("Enter")
    assert records.is_visible()
    assert "Status" in records.inner_text()
    page.keyboard.press("Space")
    assert not records.is_visible()
    page.close()


def test_a_link_to_a_claim_opens_it(browser: Browser, folder: Path) -> None:
    page = opened(browser, folder / f"{RULES[0]}.html", WIDE)
    page.locator("#eq-determinant summary").click()
    record = page.locator(f"[id='claim-{RULES[0]}.trace']")
    assert not record.is_visible()
    page.locator("#eq-determinant .claim-name a").first.click()
    assert record.is_visible()
    page.close()


@pytest.mark.parametrize(
    ("name", "size", "scheme"),
    [
        *((name, WIDE, "light") for name in in_turn(PAGES[:-1], 2)),
        (PAGES[-1], WIDE, "light"),
        (PAGES[-1], PHONE, "dark"),
    ],
)
def test_axe_finds_nothing_serious(
    browser: Browser, folder: Path, name: str, size: dict[str, int], scheme: str
) -> None:
    page = opened(browser, folder / name, size, scheme)
    page.evaluate(OPEN_ALL)
    found = Axe().run(page).response["violations"]
    serious = [
        (one["id"], [node["html"] for node in one["nodes"]][:3])
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]
    assert serious == []
    page.close()


def test_on_paper_nothing_is_cut_off(browser: Browser, folder: Path) -> None:
    """The text of a page of A4 is some 180 mm wide: 670 pixels."""
    page = opened(browser, folder / f"{RULES[0]}.html", {"width": 670, "height": 1000}, "dark")
    page.emulate_media(media="print")
    assert (
        page.evaluate("() => getComputedStyle(document.body).backgroundColor") != "rgb(23, 24, 27)"
    )
    assert not page.locator("nav").is_visible()
    cut = page.eval_on_selector_all(
        ".equation .formula",
        "all => all.filter(one => one.scrollWidth > one.clientWidth + 1).length",
    )
    assert cut == 0
    page.close()

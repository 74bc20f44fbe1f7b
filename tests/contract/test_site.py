"""`make docs`: the pages are made without a warning, and are complete, silent and legible in a browser."""

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from symdyn.cli.program import program
from tests.browsers import NEEDED, PHONE, WIDE
from tests.contract.scanning import ROOT
from tests.contract.test_html_browser import SIDEWAYS

pytest.importorskip("sphinx", reason="sphinx is not installed")
pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

pytestmark = [
    pytest.mark.slow,
    NEEDED,
]

MAIN = (
    "README docs/index docs/tutorial docs/reference docs/commands docs/gallery docs/paper "
    "derivations/05-stability examples/first-rule"
).split()
AXE = {  # the largest once
    "light": "docs/index docs/tutorial docs/reference docs/gallery examples/first-rule".split(),
    "dark": "docs/commands derivations/05-stability".split(),
}
PUBLIC = (
    "symdyn",
    "symdyn.checker",
    "symdyn.codegen",
    "symdyn.simulation",
    "symdyn.simulation.sweeps",
    "symdyn.testing",
)
WITHOUT_SIZE = """() => [...document.querySelectorAll('math')].filter(one => {
    const box = one.getBoundingClientRect();
    return !(box.width > 0 && box.height > 0);
}).map(one => one.outerHTML.slice(0, 200))"""
LOST = """() => [...document.querySelectorAll('img')].filter(one => !one.naturalWidth).map(one => one.src)"""
UNREACHED = """() => [...document.querySelectorAll('main *, article *')].filter(one =>
    ['auto', 'scroll'].includes(getComputedStyle(one).overflowX)
    && one.scrollWidth > one.clientWidth && one.tabIndex < 0
).map(one => one.outerHTML.slice(0, 100))"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, made by the command of `make docs` with warnings as errors."""
    made = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-c", "docs/site"]
    result = subprocess.run(
        [*command, "-d", made / "read", ".", made / "site"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return made / "site"


def pages(site: Path) -> list[Path]:
    """All pages but those of the theme's own, which have no text of this project."""
    found = sorted(path for path in site.rglob("*.html") if "_static" not in path.parts)
    names = {path.relative_to(site).with_suffix("").as_posix() for path in found}
    assert names >= {*MAIN, "index", "search", "genindex"}
    assert names >= {f"docs/{path.stem}" for path in (ROOT / "docs").glob("*.md")}
    assert names >= {f"examples/{path.stem}" for path in (ROOT / "examples").glob("*.ipynb")}
    assert names >= {f"derivations/{path.stem}" for path in (ROOT / "derivations").glob("*.md")}
    return found


def test_every_page_is_complete_and_silent(site: Path, browser: Browser) -> None:
    """No message, no request to a host, a size for each formula; a phone is not scrolled sideways."""
    faults: list[tuple[str, object]] = []
    formulas = 0
    page = browser.new_page(viewport=WIDE)
    for path in pages(site):
        if path == site / "index.html":  # which leads to another at once
            continue
        told: list[tuple[str, object]] = []

        def tell(kind: str, value: object, into: list[tuple[str, object]] = told) -> None:
            into.append((kind, value))

        page.close()
        page = browser.new_page(viewport=WIDE)
        page.on("console", lambda message, tell=tell: tell("console", message.text))
        page.on("pageerror", lambda error, tell=tell: tell("error", str(error)))
        page.on("request", lambda request, tell=tell: tell("request", request.url))
        page.goto(path.as_uri())
        local = [
            one
            for one in told
            if one[0] != "request" or not str(one[1]).startswith(("file:", "data:"))
        ]
        found = [("no size", page.evaluate(WITHOUT_SIZE)), ("no picture", page.evaluate(LOST))]
        formulas += page.locator("math").count()
        page.set_viewport_size(PHONE)
        found += [("sideways", max(0, page.evaluate(SIDEWAYS)))]
        faults += [(path.name, one) for one in [*local, *found] if one[1]]
    page.close()
    assert faults == []
    assert formulas > 1000


def test_the_site_leads_to_its_start(site: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.goto((site / "index.html").as_uri())
    page.wait_for_url("**/docs/index.html")
    assert page.locator("h1").inner_text().startswith("symdyn")
    page.close()


def test_a_search_finds_a_page(site: Path, browser: Browser) -> None:
    told: list[str] = []
    page = browser.new_page()
    page.on("console", lambda message: told.append(message.text))
    page.goto(f"{(site / 'search.html').as_uri()}?q=eligibility")
    page.locator("#search-results li a").first.wait_for()
    assert "docs/plug-in.html" in " ".join(
        page.eval_on_selector_all("#search-results li a", "all => all.map(one => one.href)")
    )
    assert told == []
    page.close()


def addresses(path: Path) -> set[str]:
    return set(
        re.findall(r'<(?:a|link|img|script)\b[^>]*?\b(?:href|src)="([^"]*)"', path.read_text())
    )


def test_every_link_leads_somewhere(site: Path) -> None:
    names = {path: set(re.findall(r'\bid="([^"]*)"', path.read_text())) for path in pages(site)}
    faults = []
    for path in names:
        for address in addresses(path):
            if re.match(r"[a-z]+:", address):
                continue
            file, _, fragment = address.partition("#")
            target = (path.parent / file.partition("?")[0]).resolve() if file else path
            if not target.is_file() or (fragment and fragment not in names.get(target, {fragment})):
                faults.append((path.relative_to(site).as_posix(), address))
    assert faults == []


def test_scripts_styles_and_pictures_are_beside_the_pages(site: Path) -> None:
    for path in pages(site):
        text = path.read_text()
        loaded = re.findall(r'<(?:script|img|iframe)\b[^>]*?\bsrc="([^"]*)"', text)
        loaded += re.findall(r'<link\b[^>]*?rel="stylesheet"[^>]*?href="([^"]*)"', text)
        assert [one for one in loaded if re.match(r"([a-z]+:)?//", one)] == [], path.name


def test_everything_public_is_in_the_reference(site: Path) -> None:
    text = (site / "docs" / "reference.html").read_text()
    for module in PUBLIC:
        found = import_module(module)
        public = [name for name in found.__all__ if callable(getattr(found, name))]
        assert [one for one in public if f'id="{module}.{one}"' not in text] == [], module


def test_every_command_and_option_is_told_of(site: Path) -> None:
    text = (site / "docs" / "commands.html").read_text()
    for command in program.commands.values():
        assert f"symdyn {command.name}<" in text
        for option in (name for one in command.params for name in one.opts if name[0] == "-"):
            assert option in text, (command.name, option)


@pytest.mark.parametrize("scheme", AXE)
def test_axe_finds_nothing_serious(site: Path, browser: Browser, scheme: str) -> None:
    serious = []
    for name in AXE[scheme]:
        page = browser.new_page(viewport=WIDE, color_scheme=scheme)
        page.goto((site / f"{name}.html").as_uri())
        found = Axe().run(page).response["violations"]
        serious += [
            (name, one["id"], [node["html"][:200] for node in one["nodes"]][:3])
            for one in found
            if one["impact"] in {"serious", "critical"}
        ]
        page.close()
    assert serious == []


def test_what_is_moved_sideways_is_reached_by_the_keyboard(site: Path, browser: Browser) -> None:
    page = browser.new_page(viewport=PHONE)
    for name in MAIN:
        page.goto((site / f"{name}.html").as_uri())
        assert (name, page.evaluate(UNREACHED)) == (name, [])
    page.close()

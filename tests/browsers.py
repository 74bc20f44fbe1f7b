"""A browser for tests, and the explorer in it with all that it has told and asked for."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from symdyn import Analysis
from symdyn.report.explore.page import explorer

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
NEEDED = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")


@contextmanager
def started() -> Iterator[Browser]:
    """A browser, closed in the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def written(folder: Path, analyses: list[Analysis]) -> Path:
    path = folder / "explore.html"
    path.write_text(explorer(analyses), encoding="utf-8")
    return path


class Opened:
    """A page with all that it has told and asked for; `before` is a script that runs before its own."""

    def __init__(
        self, browser: Browser, path: Path, address: str = "", before: str = "", **settings: Any
    ) -> None:
        self.page: Page = browser.new_page(**{"viewport": WIDE, **settings})
        if before:
            self.page.add_init_script(before)
        self.told: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.told.append(message.text))
        self.page.on("pageerror", lambda error: self.told.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(path.as_uri() + address)
        self.drawn()

    def drawn(self) -> None:
        """Wait until everything that has changed is drawn."""
        self.page.evaluate(
            "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )

    def __enter__(self) -> "Opened":
        return self

    def __exit__(self, *_: object) -> None:
        self.page.close()

"""What several tests of pages share: a browser for each module, and pages of the explorer made once."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.contract.test_explore import SIX
from tests.derived import derived

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    from tests.browsers import started

    with started() as found:
        yield found


@pytest.fixture(scope="session")
def six(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the explorer on six built-in rules."""
    return _explorer(tmp_path_factory, *SIX)


@pytest.fixture(scope="session")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the explorer on three of them."""
    return _explorer(tmp_path_factory, "bptt", "tbptt", "rflo")


def _explorer(factory: pytest.TempPathFactory, *names: str) -> Path:
    from tests.browsers import written

    return written(factory.mktemp("explorer"), [derived(name) for name in names])

"""What hostile readers wrote: each certificate once was accepted, and reads, or is, false."""

import json
import re
from pathlib import Path

import pytest

from symdyn.checker import check_files
from tests.second_checker import check_files as check_again
from tests.soundness.certificates import write

FOLDER = Path(__file__).parent / "attacks"
CASES = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))}
ACCEPTED = {"proved", "refuted"}


@pytest.mark.parametrize("name", CASES)
def test_what_misleads_is_not_accepted(name, tmp_path):
    case = CASES[name]
    paths = write(tmp_path, {one["id"]: one for one in case["claims"]})
    found = {one.id: one.status for one in check_files(paths)}
    assert not [one for one in case["misleading"] if found[one] in ACCEPTED]


FALSE = ("learn-power", "learn-variants", "wrap", "rank-Z", "rank-Z-2", "number-in-word")
NEW = [name for name in CASES if re.match("[hsw][0-9]+[a-f]?-", name)]


@pytest.mark.parametrize("name", [*FALSE, *NEW])
def test_what_misleads_is_not_accepted_by_the_second_checker(name, tmp_path):
    """It knows fewer of the older rules on what a reader would take otherwise, but proves nothing false."""
    case = CASES[name]
    paths = write(tmp_path, {one["id"]: one for one in case["claims"]})
    found = {one.id: one.status for one in check_again(paths)}
    assert not [one for one in case["misleading"] if found[one] in ACCEPTED]

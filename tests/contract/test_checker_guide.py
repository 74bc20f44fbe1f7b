"""docs/checker.md: it goes through every file of the checker, and what it names is there."""

import re
from pathlib import Path

import pytest

import symdyn.checker

CHECKER = Path(symdyn.checker.__file__).parent
ROOT = CHECKER.parent.parent
GUIDE = (ROOT / "docs" / "checker.md").read_text("utf-8")
CODE = {path.stem: path.read_text("utf-8") for path in CHECKER.glob("*.py")}
CASES = {path.stem for path in (ROOT / "tests" / "soundness" / "false").glob("*.json")}


def test_every_file_has_its_place_in_the_guide():
    told = {*re.findall(r"`(\w+)\.py`", GUIDE)}
    assert told <= CODE.keys()
    assert CODE.keys() - told == {"__init__", "__main__"}


@pytest.mark.parametrize("name", sorted({*re.findall(r"`(?:\w+\.)?(_?[a-z_]+)`", GUIDE)}))
def test_a_function_that_is_named_exists(name):
    known = {"definition", "fractions", "json", "py", "re"}
    assert name in known or any(f"def {name}(" in text for text in CODE.values())


def test_the_false_claims_that_are_named_exist():
    named = {word for word in re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)+", GUIDE) if word in CASES}
    in_brackets = {
        word
        for group in re.findall(r"\(([a-z0-9,\s-]+)\)", GUIDE)
        for word in re.split(r",\s+", group)
        if re.match(r"[a-z]\w*-", word)
    }
    assert in_brackets <= CASES
    assert len(named) > 15

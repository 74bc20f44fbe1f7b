"""False claims and corrupted certificates: each file of false/ says why, and none is accepted."""

import json

import pytest

from symdyn.checker import check_files
from tests.soundness.certificates import FALSE, second_status, write

CASES = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(FALSE.glob("*.json"))}
ODDITIES = ("not readable", "expected an object", "not needed", "more evidence", "KeyError")


def test_there_are_cases():
    assert len(CASES) > 250


@pytest.mark.parametrize("name", CASES)
def test_a_false_claim_is_rejected_by_both(name, tmp_path):
    case = CASES[name]
    paths = write(tmp_path, case["claims"])
    verdict = {one.id: one for one in check_files(paths)}[case["false"]]
    assert verdict.status == "rejected", case["why"]
    assert second_status(paths)[case["false"]] == "rejected", case["why"]
    # It is refused for what is false in it, not because the case is badly written.
    assert not verdict.message.startswith(ODDITIES), verdict.message
    assert not any(word in verdict.message for word in ODDITIES), verdict.message


def test_the_name_of_a_file_cannot_look_like_another_line(tmp_path):
    (tmp_path / "a\nproved      b.json").write_text("{}")
    (verdict,) = check_files(list(tmp_path.iterdir()))
    assert (verdict.id, verdict.status) == ("a proved      b", "rejected")

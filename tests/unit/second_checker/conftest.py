"""What both checkers say of hand-written certificates."""

import json
from pathlib import Path

import pytest

from symdyn.checker import check_files
from tests.second_checker import explained, verdicts
from tests.second_checker.stated import Claim


@pytest.fixture
def status(tmp_path: Path):
    """The status of the last of some claims; no claim before it may be rejected.

    The first checker accepts no more than the second, but where `first` says what it finds.
    """

    def judged(*claims: Claim, before: str = "proved", first: str | None = None) -> str:
        paths = []
        for one in claims:
            path = tmp_path / f"{one['id']}.json"
            path.write_text(json.dumps(one))
            paths.append(path)
        found = verdicts(paths)
        reasons = explained(paths)
        for one in claims[:-1]:
            assert found[one["id"]] == before, reasons[one["id"]]
        last = claims[-1]["id"]
        other = {verdict.id: verdict for verdict in check_files(paths)}[last]
        assert other.status in {first or found[last], "rejected"}, (other.message, reasons[last])
        return found[last]

    return judged

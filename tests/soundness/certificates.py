"""What the soundness tests share: certificates as data, on disk, and the two checkers on them."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from symdyn.checker import check_files
from tests.second_checker import verdicts

Claim = dict[str, Any]
FALSE = Path(__file__).parent / "false"


def write(folder: Path, claims: Iterable[Mapping[str, Any]]) -> list[Path]:
    """Store claims as files that are named by their ids; fields that are left out are empty."""
    paths = []
    for claim in claims:
        whole = {"format": "symdyn-certificate-1", "title": "", "source": "", **claim}
        path = folder / f"{claim['id']}.json"
        path.write_text(json.dumps(whole), encoding="utf-8")
        paths.append(path)
    return paths


def first_status(paths: list[Path]) -> dict[str, str]:
    """What symdyn.checker says of each claim."""
    return {verdict.id: verdict.status for verdict in check_files(paths)}


def second_status(paths: list[Path]) -> dict[str, str]:
    """What the second checker says of each claim."""
    return verdicts(paths)

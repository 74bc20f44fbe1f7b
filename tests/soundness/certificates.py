"""What the soundness tests share: certificates as data, on disk, and the two checkers on them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from symdyn.checker import check_files

Data = dict[str, Any]
FALSE = Path(__file__).parent / "false"


def write(folder: Path, claims: Mapping[str, Data | str]) -> list[Path]:
    """Store certificates as files that are named by their ids."""
    paths = []
    for name, claim in claims.items():
        path = folder / f"{name}.json"
        path.write_text(claim if isinstance(claim, str) else json.dumps(claim), encoding="utf-8")
        paths.append(path)
    return paths


def first_status(paths: list[Path]) -> dict[str, str]:
    """What symdyn.checker says of each claim."""
    return {verdict.id: verdict.status for verdict in check_files(paths)}


def second_status(paths: list[Path]) -> dict[str, str]:
    """What the second checker says of each claim."""
    from tests.second_checker import check_files as check_again

    return {verdict.id: verdict.status for verdict in check_again(paths)}

"""python3 -m second_checker FOLDER: one line a claim, and a count."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from tests.second_checker import check_files


def main() -> int:
    """Check all files of the folders and files named."""
    paths: list[Path] = []
    for name in sys.argv[1:]:
        path = Path(name)
        paths += sorted(path.glob("*.json")) if path.is_dir() else [path]
    verdicts = check_files(paths)
    for verdict in verdicts:
        print(f"{verdict.status}  {verdict.id}  {verdict.message}".rstrip())
    count = Counter(verdict.status for verdict in verdicts)
    print(
        ", ".join(f"{number} {status}" for status, number in sorted(count.items())) or "no claims"
    )
    return 0 if verdicts and set(count) <= {"proved", "refuted"} else 1


if __name__ == "__main__":
    sys.exit(main())

"""Print the status of every certificate in a folder: python -m tests.second_checker DIR."""

import sys
from pathlib import Path

from tests.second_checker.verdict import explained


def main() -> int:
    """Print one line for each certificate; 1 if one is rejected, 2 for a wrong call."""
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        print("usage: python -m tests.second_checker DIR", file=sys.stderr)
        return 2
    found = explained(sorted(Path(sys.argv[1]).glob("*.json")))
    for name, verdict in sorted(found.items()):
        print(f"{verdict.status:11} {name}" + (f"  ({verdict.reason})" if verdict.reason else ""))
    return int(any(verdict.status == "rejected" for verdict in found.values()))


if __name__ == "__main__":
    sys.exit(main())

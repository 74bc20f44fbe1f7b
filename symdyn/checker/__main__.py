"""python -m symdyn.checker DIRECTORY|CERTIFICATE ...: one line a claim; status 1 if one fails."""

import sys
from pathlib import Path

from .files import check_files


def main(arguments: list[str]) -> int:
    """Check certificates, and directories of them."""
    paths = [Path(text) for text in arguments]
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        sys.stderr.write(f"{missing[0]} is not there: name certificates, or folders of them\n")
        return 2
    found = [
        x for path in paths for x in (sorted(path.glob("*.json")) if path.is_dir() else [path])
    ]
    if not found:
        sys.stderr.write("no certificates: name a directory of *.json files, or such files\n")
        return 2
    verdicts = check_files(found)
    for verdict in verdicts:
        line = f"{verdict.status:<12}{verdict.id}  {verdict.message}".rstrip()
        sys.stdout.write(line.encode("ascii", "backslashreplace").decode() + "\n")
    counts = {verdict.status: 0 for verdict in verdicts}
    for verdict in verdicts:
        counts[verdict.status] += 1
    total = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
    sys.stdout.write(f"{len(verdicts)} claim{'s' * (len(verdicts) != 1)}: {total}\n")
    return int(any(verdict.status not in {"proved", "refuted"} for verdict in verdicts))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

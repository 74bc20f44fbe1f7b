"""python -m symdyn.kernel FOLDER: one line a claim; status 1 if one is neither proved nor refuted."""

import sys
from pathlib import Path

from .files import check_folder
from .terms import Refused


def main(arguments: list[str]) -> int:
    """Check the claims of a folder that holds a signature.json."""
    if len(arguments) != 1 or not (Path(arguments[0]) / "signature.json").is_file():
        sys.stderr.write("name one folder with a signature.json and the claims over it\n")
        return 2
    try:
        verdicts = check_folder(Path(arguments[0]))
    except (Refused, LookupError, TypeError, ValueError, OSError, RecursionError) as error:
        sys.stderr.write(f"signature.json: {type(error).__name__}: {error}\n")
        return 2
    for one in verdicts:
        sys.stdout.write(f"{one.status:<12}{one.name}  {one.message}".rstrip() + "\n")
    counts = {one.status: 0 for one in verdicts}
    for one in verdicts:
        counts[one.status] += 1
    total = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
    sys.stdout.write(f"{len(verdicts)} claims: {total}\n")
    return int(any(one.status not in {"proved", "refuted"} for one in verdicts))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

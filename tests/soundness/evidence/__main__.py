"""python -m tests.soundness.evidence [--seed N] [--cases N] [--kind KIND]: judge cases, tell what is wrong."""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.soundness.evidence.reporting import campaign


def main() -> int:
    """Run a campaign and print its report."""
    parser = argparse.ArgumentParser(prog="python -m tests.soundness.evidence")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--cases", type=int, default=1)
    parser.add_argument("--kind")
    parser.add_argument("--show", action="store_true", help="print the cases, too")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = campaign(
            range(chosen.seed, chosen.seed + chosen.cases),
            Path(folder),
            kind=chosen.kind,
            show=chosen.show,
        )
    sys.stdout.write(report.text() + "\n")
    return int(bool(report.false or report.differing))


if __name__ == "__main__":
    sys.exit(main())

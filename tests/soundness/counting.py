"""python -m tests.soundness.counting DIRECTORY: the checker, and what it did in numbers.

The last line of stderr tells how many functions were called, and how many steps the checker counted
itself: those of the claim that took most, and of all claims.
"""

import sys
from _lsprof import Profiler
from itertools import count
from typing import Any

from symdyn.checker import __main__ as program
from symdyn.checker.terms import METER

claims: list[int] = []


def main(arguments: list[str]) -> int:
    """Run the checker as its command does."""
    start = type(METER).start

    def started(meter: Any) -> None:
        claims.append(meter.spent)
        start(meter)

    type(METER).start = started  # type: ignore[method-assign]
    profiler = Profiler(count().__next__)  # instead of a clock
    profiler.enable(subcalls=False, builtins=True)
    status = program.main(arguments)
    profiler.disable()
    calls = sum(entry.callcount for entry in profiler.getstats())
    work = [*claims, METER.spent]
    sys.stderr.write(f"{calls} {max(work)} {sum(work)}\n")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

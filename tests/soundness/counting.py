"""python -m tests.soundness.counting DIRECTORY: the checker, and what it did in numbers.

The last line of stderr tells how many functions were called, and how many steps the checker counted
itself: those of the claim that took most, and of all claims.
"""

import sys
from _lsprof import Profiler
from itertools import count

from symdyn.checker import __main__ as program
from symdyn.checker.algebra import Ring

rings: list[Ring] = []


class Counted(Ring):
    """Arithmetic that is found again at the end."""

    def __init__(self) -> None:
        super().__init__()
        rings.append(self)


def main(arguments: list[str]) -> int:
    """Run the checker as its command does."""
    from symdyn.checker import values

    values.Ring = Counted  # type: ignore[misc]
    profiler = Profiler(count().__next__)  # instead of a clock
    profiler.enable(subcalls=False, builtins=True)
    status = program.main(arguments)
    profiler.disable()
    calls = sum(entry.callcount for entry in profiler.getstats())
    work = [ring.work for ring in rings] or [0]
    sys.stderr.write(f"{calls} {max(work)} {sum(work)}\n")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

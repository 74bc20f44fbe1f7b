"""Print the processor seconds of one analysis in a fresh process, imports left out.

Run in a checkout's folder, with its Python: only names that the checkouts compared share are used.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from sympy import Rational

sys.path.insert(0, str(Path.cwd()))

from benchmarks import direct_route
from benchmarks.__main__ import same_ground
from symdyn import LearningRule, all_rules, analyse, find_rule, parameter
from symdyn.notation import m, w


def wanted(name: str) -> list[Callable[[], object]]:
    """What a name of `arithmetic.MEASURED` stands for."""
    if name == "ten rules":
        return [lambda rule=found.rule: analyse(rule) for found in all_rules()]
    if name.startswith("rflo"):
        rule = find_rule("rflo")
        return [lambda: same_ground(rule)]
    if name.startswith("direct"):
        return [direct_route.rflo]
    number, kind = sorted(name.split())
    size = int(number)
    kernel, feedback, horizon = w**m, "symmetric", size
    if kind == "exponentials":
        kernel, feedback = sum(parameter(f"g{i}", -1, 1) ** m for i in range(size)), "random"
    elif kind == "degree":
        kernel, feedback = m**size * (w / 2) ** m + Rational(1, 3) ** m, "random"
    rule = LearningRule("g", "G", feedback, kernel, horizon=horizon if kind == "horizon" else None)
    return [lambda: analyse(rule)]


if __name__ == "__main__":
    runs = wanted(sys.argv[1])
    start = time.process_time()
    for run in runs:
        run()
    print(time.process_time() - start)

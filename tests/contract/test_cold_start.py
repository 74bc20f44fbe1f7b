"""What a command costs before it does anything: the modules it loads and the functions it calls."""

import subprocess
import sys
from importlib.util import find_spec

import pytest

LOADED = """
import sys
from symdyn.cli import main
main({arguments!r})
print(*sorted({{*sys.modules, *(name.partition(".")[0] for name in sys.modules)}}), file=sys.stderr)
"""


# A derivation shows what is stated about a rule, and proves nothing of it.
PROVING = {"symdyn.checker"} | {
    f"symdyn.claims.{name}"
    for name in ("certificates", "chain", "proving", "refuting", "searching", "smt", "verifying")
}


@pytest.mark.parametrize(
    ("arguments", "idle"),
    [
        (["--help"], {"scipy", "matplotlib", "jinja2", "numpy", "rich"}),
        (["rules"], {"scipy", "matplotlib", "jinja2", "numpy"}),
        (
            ["derive", "tbptt"],
            {"scipy", "matplotlib", "jinja2", "numpy", "rich"} | PROVING,
        ),
        (
            ["derive", "tbptt", "--full"],
            {"scipy", "matplotlib", "jinja2", "numpy", "rich"} | PROVING,
        ),
        (
            ["compare", "tbptt", "bptt"],
            {"scipy", "matplotlib", "jinja2", "numpy", "rich"} | PROVING,
        ),
        (["export", "tbptt", "--target", "numpy"], {"scipy", "matplotlib"}),
    ],
)
def test_a_command_loads_what_it_needs_only(arguments: list[str], idle: set[str]) -> None:
    script = LOADED.format(arguments=arguments)
    output = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert not idle & set(output.stderr.split())


def test_what_is_not_to_be_loaded_can_be() -> None:
    """A module that was renamed would be missed by nobody."""
    assert all(find_spec(name) is not None for name in PROVING)


COUNTED = """
import sys
from _lsprof import Profiler
from itertools import count
import sympy
profiler = Profiler(count().__next__)  # instead of a clock
profiler.enable(subcalls=False, builtins=True)
from symdyn.cli import main
main({arguments!r})
profiler.disable()
print(sum(entry.callcount for entry in profiler.getstats()), file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("arguments", "calls"),
    [
        (["--help"], 60_000),
        (["rules"], 780_000),
        (["derive", "bptt"], 2_600_000),
        (["derive", "rflo"], 3_300_000),
    ],
)
def test_a_cold_start_is_quick(arguments: list[str], calls: int) -> None:
    """Twice the functions that are called today, besides those of SymPy's import."""
    script = COUNTED.format(arguments=arguments)
    output = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert 0 < int(output.stderr) < calls

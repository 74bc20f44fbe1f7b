"""What exact arithmetic costs: analyses in processor time, here and in another checkout.

`python -m benchmarks arithmetic --against DIR` measures the checkout DIR, with the Python of its
own .venv, in turn with this one, so that both see the same machine in the same minutes.  Every
measurement is a process of its own: nothing is remembered from one to the next.
"""

import os
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.measured_process import measured

HERE = Path(__file__).resolve().parent
ROUNDS = 3
HORIZONS = (1, 2, 4, 8, 16, 32, 64)
MEASURED = (
    "import of SymPy",
    "derive bptt, cold",
    "derive rflo, cold",
    "derive bptt, peak memory",
    "ten rules",
    "rflo, trace and determinant",
    "direct route of SymPy to these",
    *(f"{n} exponentials" for n in range(1, 7)),
    *(f"degree {n}" for n in range(5)),
    *(f"horizon {n}" for n in HORIZONS),
)
SLOW = {"4 exponentials", "5 exponentials", "6 exponentials"}  # minutes before the change


def compare(console: Console, against: Path | None = None) -> None:
    """The least processor seconds of some rounds, and the ratio to the other checkout."""
    checkouts = [HERE.parent, *([against] if against else [])]
    found: dict[tuple[str, Path], float] = {}
    for turn in range(ROUNDS):
        for name in MEASURED:
            if turn and name in SLOW:
                continue
            for checkout in checkouts:
                value = _in_a_process(checkout, name)
                found[name, checkout] = min(value, found.get((name, checkout), value))
    table = Table(title=f"Exact arithmetic: the least of {ROUNDS} rounds, processor seconds")
    table.add_column("what")
    for checkout in checkouts:
        table.add_column(checkout.name, justify="right")
    if against:
        table.add_column("ratio", justify="right")
    for name in MEASURED:
        values = [found[name, checkout] for checkout in checkouts]
        shown = [f"{one / 1024:.0f} MB" if "memory" in name else f"{one:.2f}" for one in values]
        ratio = [f"{values[1] / values[0]:.2f}"] if against else []
        table.add_row(name, *shown, *ratio)
    console.print(table)
    console.print(
        "targets: ten rules 5 times faster than at commit 0da3d72; 60 times faster than the direct "
        "route; below 2 s for 6 exponentials "
        "and below 1 s for each degree and horizon; cold derivations 1.8 times faster, and in no "
        "more memory\n"
    )


def _in_a_process(checkout: Path, name: str) -> float:
    python = checkout / ".venv" / "bin" / "python"
    environment = {**os.environ, "NO_COLOR": "1"} | {"PYTHONDONTWRITEBYTECODE": ""}
    command = [
        str(python if python.exists() else sys.executable),
        str(HERE / "one_analysis.py"),
        name,
    ]
    if name == "import of SymPy":
        command = [command[0], "-c", "import sympy"]
    elif name.startswith("derive"):
        command = [
            command[0],
            "-m",
            "symdyn",
            "derive",
            name.split(",", maxsplit=1)[0].removeprefix("derive "),
        ]
    usage, last = measured(command, checkout, environment)
    if "memory" in name:
        return usage["memory"]
    return float(last) if "one_analysis" in command[1] else usage["seconds"]

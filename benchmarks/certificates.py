"""Proving and checking: all chains of claims and derivations, cold checks, sizes."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]


def timed(*command: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, *command], check=True, capture_output=True, cwd=ROOT)
    return time.perf_counter() - start


def compare(console: Console) -> None:
    """Wall times of `symdyn verify` and `symdyn check`, each in a process of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        proving = timed("-m", "symdyn", "verify", "--certificates", str(folder))
        files = sorted(folder.glob("*.json"))
        checking = min(timed("-m", "symdyn.checker", str(folder)) for _ in range(3))
        definition = next(file for file in files if file.stem == "setting.error")
        one = min(timed("-m", "symdyn", "check", str(definition)) for _ in range(5))
        chain = min(
            timed("-m", "symdyn", "check", str(folder / "rflo.update.json")) for _ in range(5)
        )
        size = sum(file.stat().st_size for file in files)
    table = Table(title=f"{len(files)} certificates")
    for heading in ("what", "measured", "target"):
        table.add_column(heading, justify="left" if heading == "what" else "right")
    table.add_row(
        "derivations/ and the rules they name, proved and checked", f"{proving:.1f} s", "60 s"
    )
    table.add_row("all certificates checked, cold", f"{checking:.2f} s", "2 s")
    table.add_row("one definition checked, cold", f"{one:.3f} s", "0.15 s")
    table.add_row("rflo.update and all that it uses, cold", f"{chain:.3f} s", "0.15 s")
    table.add_row("size of all certificates", f"{size / 1e6:.2f} MB", "2 MB")
    console.print(table)

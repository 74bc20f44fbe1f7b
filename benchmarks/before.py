"""What an earlier commit took, and what this tree takes: whole processes, in processor time.

`python -m benchmarks before --commit COMMIT` exports the commit into build/before and runs the same
commands in both trees, in turn and with the same Python, so that both see the same machine in the
same minutes.  What a command's own children take is counted with it.
"""

import io
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.measured_process import measured

HERE = Path(__file__).resolve().parents[1]
PLACE = HERE / "build" / "before"
COMMIT = "0da3d72"
ROUNDS = 3
CHAIN = (
    "from symdyn import find_rule; from symdyn.claims.chain import claims_of; "
    "claims_of(find_rule('rflo'))"
)


@dataclass(frozen=True)
class Tree:
    """A checkout of the project, and the folder for what its commands write."""

    root: Path
    out: Path

    def lines(self) -> int:
        """How long the package is, in lines of Python."""
        files = (self.root / "symdyn").rglob("*.py")
        return sum(len(one.read_text(encoding="utf-8").splitlines()) for one in files)


# The last one reads what the one before it writes.
MEASURED: dict[str, Callable[[Tree], list[str]]] = {
    "claims of rflo": lambda _: ["-c", CHAIN],
    "symdyn report rflo --no-pdf": lambda tree: [
        *("-m", "symdyn", "report", "rflo", "--no-pdf", "-o", str(tree.out)),
    ],
    "symdyn verify --jobs 1": lambda tree: [
        *("-m", "symdyn", "verify", "--jobs", "1"),
        *("--certificates", str(tree.out / "verified")),
    ],
    "symdyn check of all certificates": lambda tree: [
        *("-m", "symdyn", "check", str(tree.out / "verified")),
    ],
}


def compare(console: Console, commit: str = COMMIT, rounds: int = ROUNDS) -> None:
    """The least processor seconds of some rounds, then and now, and the length of the package."""
    name = _git("rev-parse", "--short", f"{commit}^{{commit}}").decode().strip()
    then = Tree(exported(name), PLACE / "out" / name)
    now = Tree(HERE, PLACE / "out" / "now")
    for tree in (then, now):
        shutil.rmtree(tree.out, ignore_errors=True)  # no certificate of an earlier run is checked
        _run(tree, ["-m", "compileall", "-q", "symdyn"])  # else the first process compiles
    title = f"{name} and this tree: processor seconds, the least of {rounds}"
    console.print(table(title, rows(then, now, rounds, _run)))
    console.print("ratio: then / now\n")


def rows(
    then: Tree, now: Tree, rounds: int, seconds: Callable[[Tree, list[str]], float]
) -> Iterator[tuple[str, float, float]]:
    """What is measured, with its least value then and now; the trees take turns to be first."""
    found: dict[tuple[str, Tree], float] = {}
    for turn in range(rounds):
        for name, command in MEASURED.items():
            for tree in (then, now) if turn % 2 == 0 else (now, then):
                value = seconds(tree, command(tree))
                found[name, tree] = min(value, found.get((name, tree), value))
    for name in MEASURED:
        yield name, found[name, then], found[name, now]
    yield "lines of Python in symdyn/", then.lines(), now.lines()


def table(title: str, measurements: Iterable[tuple[str, float, float]]) -> Table:
    """A row for each measurement; counts are whole, seconds have two digits."""
    shown = Table(title=title)
    shown.add_column("what")
    for heading in ("then", "now", "ratio"):
        shown.add_column(heading, justify="right")
    for what, then, now in measurements:
        values = [str(one) if isinstance(one, int) else f"{one:.2f}" for one in (then, now)]
        shown.add_row(what, *values, f"{then / now:.2f}")
    return shown


def exported(commit: str) -> Path:
    """The folder with a commit's files, written once."""
    folder = PLACE / commit
    if not folder.exists():
        part = PLACE / f"{commit}.part"  # what an interrupted run leaves is not taken for a tree
        with tarfile.open(fileobj=io.BytesIO(_git("archive", commit))) as archive:
            archive.extractall(part, filter="data")
        part.rename(folder)
    return folder


def _git(*arguments: str) -> bytes:
    # The owner of a checkout is often not the one who measures in it.
    command = ["git", "-c", "safe.directory=*", *arguments]
    return subprocess.run(command, cwd=HERE, check=True, stdout=subprocess.PIPE).stdout


def _run(tree: Tree, arguments: list[str]) -> float:
    environment = {"NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "", "PYTHONPATH": str(tree.root)}
    usage, _ = measured([sys.executable, *arguments], tree.root, {**os.environ, **environment})
    return usage["seconds"]

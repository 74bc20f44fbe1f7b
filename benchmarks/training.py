"""A training job beside the PyTorch script that a user would write, and the memory of one update.

`compare(console)` starts this file as processes of its own: the number of BLAS threads is read when
NumPy is loaded, and the memory is that of a whole process.  Times are of the processor, which are
those of the clock if the machine has nothing else to do.  PyTorch is looked for in this Python, or
in the one that the environment variable SYMDYN_TORCH_PYTHON names.
"""

import json
import os
import resource
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.networks import THREADS
from symdyn import find_rule
from symdyn.simulation import Network, mean_update
from symdyn.simulation.numba_support import has_numba
from symdyn.simulation.training.run import RAN, Subject, train
from symdyn.simulation.training.settings import Settings

__all__ = ["compare"]

RULES = ("bptt", "rflo", "e-prop", "tbptt")
SEEDS = 20
UPDATES = 5000
STEPS = 50
SIZES = ((16, 1), (16, 2), (64, 1), (64, 2))  # units, and inputs as well as outputs
TARGETS = {("numpy", 16): 110, ("numba", 16): 150, ("numpy", 64): 30, ("numba", 64): 30}
SCRIPT = Path(__file__).with_name("obvious_torch.py")
MEMORY = (512, 100)  # units and time steps


def compare(console: Console) -> None:
    """Measure on one thread and print the tables."""
    against_torch(console)
    memory(console)


def against_torch(console: Console) -> None:
    """The job by NumPy, by Numba and by PyTorch, size by size."""
    title = f"{SEEDS} seeds x {len(RULES)} rules x {UPDATES:,} updates, T = {STEPS}, seconds"
    table = Table(title=title)
    for column in ("n", "o = i", "by", *RULES, "all", "ratio", "target"):
        table.add_column(column, justify="left" if column == "by" else "right", no_wrap=True)
    torch = torch_python()
    version = ""
    for n, channels in SIZES:
        theirs = None
        if torch is not None:
            found = json.loads(run([torch, str(SCRIPT), str(n), str(channels)]))
            version = found["version"]
            theirs = {rule: SEEDS * UPDATES * found["seconds"][rule] for rule in RULES}
        for by in ("numpy", "numba") if has_numba() else ("numpy",):
            ours = json.loads(run([*THIS, "job", by, str(n), str(channels)]))
            total = sum(ours.values())
            ratio = f"{sum(theirs.values()) / total:.0f}" if theirs else ""
            target = str(TARGETS[by, n])
            table.add_row(
                str(n), str(channels), by, *cells(ours, theirs), f"{total:.1f}", ratio, target
            )
        if theirs:
            total = sum(theirs.values())
            table.add_row(str(n), str(channels), "torch", *cells(theirs), f"{total:.0f}", "1", "")
    console.print(table)
    console.print(
        "ours: `train`, with measurements every 1,000 updates, without the analysis of the"
    )
    console.print(
        "rule and without compiling; ratios, also those in brackets, are of PyTorch's time to"
    )
    if torch is None:
        console.print(
            "ours.  PyTorch is not installed: not compared (SYMDYN_TORCH_PYTHON may name a"
        )
        console.print("Python that has it)\n")
    else:
        console.print(
            f"ours.  PyTorch {version}: benchmarks/obvious_torch.py, batches of 128 sequences,"
        )
        console.print("float32, one network at a time; the median of 40 updates a rule, times")
        console.print(f"{SEEDS * UPDATES:,}.  Targets: at least\n")


def cells(ours: dict[str, float], theirs: dict[str, float] | None = None) -> list[str]:
    """The seconds of each rule, and how many times longer PyTorch takes."""
    return [
        f"{ours[rule]:.1f}" + (f" ({theirs[rule] / ours[rule]:.0f})" if theirs else "")
        for rule in RULES
    ]


def memory(console: Console) -> None:
    """The peak of a process that makes one update."""
    n, steps = MEMORY
    table = Table(title=f"Memory of one update, n = {n}, T = {steps}, o = i = 2, whole process")
    table.add_column("rule")
    table.add_column("by")
    table.add_column("GB", justify="right")
    for rule in RULES:
        for by in ("numpy", "numba") if has_numba() else ("numpy",):
            table.add_row(rule, by, f"{float(run([*THIS, 'memory', by, rule])):.2f}")
    console.print(table)
    console.print("target: under 1 GB\n")


THIS = (sys.executable, "-m", "benchmarks.training")


def torch_python() -> str | None:
    """A Python with PyTorch, or None."""
    named = os.environ.get("SYMDYN_TORCH_PYTHON")
    return named or (sys.executable if find_spec("torch") else None)


def run(command: list[str]) -> str:
    environment = {**os.environ, **dict.fromkeys(THREADS, "1")}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return done.stdout


def job(by: str, n: int, channels: int) -> dict[str, float]:
    """The seconds of each rule."""
    found = {}
    for name in RULES:
        settings = Settings(
            rule=name,
            parameters=(("w_hat", 0.7),) if name == "rflo" else (),
            units=n,
            outputs=channels,
            inputs=channels,
            T=STEPS,
            eta=1e-3,
            steps=UPDATES,
            every=1000,
            teacher="mixed",
            teacher_modes=tuple((1.0, 0.5, w) for w in (0.8, 0.6, 0.4, 0.2)),
            gain=0.5,
            stop_below=0.0,
            together=SEEDS,
            compiled=by == "numba",
        )
        subject = Subject.of(find_rule(name))
        train(Settings(**{**vars(settings), "steps": 5, "every": 5}), subject, range(2))
        start = time.process_time()
        rows = train(settings, subject, range(SEEDS))
        found[name] = time.process_time() - start
        made = sum(row["step"] == UPDATES and row["status"] == RAN for row in rows)
        if made != SEEDS:
            raise SystemExit(f"{made} of {SEEDS} runs of {name} came to an end; expected all")
    return found


def peak(by: str, name: str) -> float:
    """The peak resident memory of this process in GB, after one update."""
    n, steps = MEMORY
    generator = np.random.default_rng(0)
    student, teacher = (
        Network(
            A=generator.normal(size=(2, n)),
            W=0.5 * generator.normal(size=(n, n)) / n**0.5,
            B=generator.normal(size=(n, 2)),
        )
        for _ in range(2)
    )
    values = {"w_hat": 0.7} if name == "rflo" else {}
    given = {"R": np.ones((2, n)), "parameters": values, "compiled": by == "numba"}
    mean_update(find_rule(name), student, teacher, T=steps, **given)
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return largest * (1 if sys.platform == "darwin" else 1024) / 1e9


if __name__ == "__main__":
    task, *more = sys.argv[1:]
    if task == "job":
        sys.stdout.write(json.dumps(job(more[0], int(more[1]), int(more[2]))))
    else:
        sys.stdout.write(str(peak(*more)))

"""Exported code beside the best of SymPy's lambdify and beside C written by hand, in one process.

RFLO's flow and Jacobian.  `compare(console)` starts this file as a process of its own, on one thread.
"""

import ctypes
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from rich.console import Console
from rich.table import Table
from sympy import Matrix, Symbol, diff, lambdify

from symdyn import Analysis, analyse, find_rule
from symdyn.codegen import export, load_module
from symdyn.notation import a, b, w

__all__ = ["compare"]

COUNTS = (4096, 1 << 20)
POINTS = 1 << 21
LANES = 32
NAMES = "a b w a_star b_star w_star a_hat w_hat".split()
FIXED = (1.0, 1.0, 0.5, 0.8, 0.7)
Run = Callable[[], object]


def compare(console: Console) -> None:
    """Measure and print the tables."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "benchmarks.exported"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    for count, groups in json.loads(done.stdout).items():
        table = Table(title=f"RFLO, flow and Jacobian at {int(count):,} points, ns a point")
        for column in ("code", "ns", "ratio to the best of the others"):
            table.add_column(column, justify="left" if column == "code" else "right")
        for times, ours in groups:
            best = min(value for key, value in times.items() if key not in ours)
            for key, value in times.items():
                table.add_row(key, f"{value:.1f}", f"{value / best:.2f}" if key in ours else "")
            table.add_section()
        console.print(table)
    console.print("targets: NumPy 1.2 times lambdify, Numba 2 times and C 1.3 times C by hand")
    console.print("each time is the least of several taken in turn\n")


def least(runs: Mapping[str, Run], points: int, rounds: int = 9) -> dict[str, float]:
    """The least time of each in nanoseconds a point, taken in turn."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    for place in range(rounds + 1):
        for name, run in runs.items():
            start = time.perf_counter()
            run()
            if place:
                times[name].append(time.perf_counter() - start)
    return {name: 1e9 * min(one) / points for name, one in times.items()}


def numpy_runs(analysis: Analysis, x: np.ndarray, repeat: int) -> dict[str, Run]:
    """Our NumPy module's two functions, and lambdify on all that it may be given."""
    ours = load_module(export(analysis))
    gain = {Symbol("c"): Symbol("a_star") * Symbol("b_star")}
    flow = [-analysis.update.limit[one].xreplace(gain) for one in (a, b, w)]
    matrix = [diff(one, variable) for one in flow for variable in (a, b, w)]
    rate = lambdify(NAMES, flow, "numpy", cse=True)
    both = lambdify(NAMES, flow + matrix, "numpy", cse=True)
    apart = lambdify(NAMES, matrix, "numpy", cse=True)
    whole = lambdify(NAMES, Matrix(3, 3, matrix), "numpy", cse=True)

    def times(*functions: Callable[..., object]) -> Run:
        def run() -> None:
            for _ in range(repeat):
                for function in functions:
                    function(*x, *FIXED)

        return run

    return {
        "exported NumPy": times(ours.flow, ours.jacobian),
        "lambdify, flow and entries at once": times(both),
        "lambdify, flow, then entries": times(rate, apart),
        "lambdify, flow, then a matrix": times(rate, whole),
    }


def numba_run(analysis: Analysis, x: np.ndarray, out: np.ndarray, repeat: int) -> Run:
    """The Numba module in a loop over lanes, whose inner loop becomes vector instructions."""
    from numba import njit  # noqa: PLC0415

    ours = load_module(export(analysis, "numba"))
    flow, jacobian = ours.flow, ours.jacobian
    a_star, b_star, w_star, a_hat, w_hat = FIXED

    @njit(error_model="numpy")
    def fill(x, out):  # type: ignore[no-untyped-def]
        rows = np.empty(15 * LANES)
        for start in range(0, x.shape[1], LANES):
            for k in range(3):
                for lane in range(LANES):
                    rows[k * LANES + lane] = x[k, start + lane]
            for lane in range(LANES):
                a, b, w = rows[lane], rows[LANES + lane], rows[2 * LANES + lane]
                f = flow(a, b, w, a_star, b_star, w_star, a_hat, w_hat)
                p, q, r = jacobian(a, b, w, a_star, b_star, w_star, a_hat, w_hat)
                rows[3 * LANES + lane], rows[4 * LANES + lane], rows[5 * LANES + lane] = f
                rows[6 * LANES + lane], rows[7 * LANES + lane], rows[8 * LANES + lane] = p
                rows[9 * LANES + lane], rows[10 * LANES + lane], rows[11 * LANES + lane] = q
                rows[12 * LANES + lane], rows[13 * LANES + lane], rows[14 * LANES + lane] = r
            for k in range(12):
                for lane in range(LANES):
                    out[k, start + lane] = rows[(3 + k) * LANES + lane]

    def run() -> None:
        for _ in range(repeat):
            fill(x, out)

    return run


def c_library(analysis: Analysis, folder: Path) -> ctypes.CDLL:
    """The exported file and hand_written.c, compiled together with all optimisation."""
    source = Path(__file__).with_name("hand_written.c")
    (folder / "rflo.c").write_text(export(analysis, "c"), encoding="utf-8")
    flags = ["-std=c99", "-O3", "-march=native", "-shared", "-fPIC", f"-I{folder}"]
    target = folder / "both.so"
    command = ["cc", *flags, "-o", str(target), str(source), "-lm"]
    subprocess.run(command, check=True)
    return ctypes.CDLL(str(target))


def measure() -> dict[int, list[tuple[dict[str, float], list[str]]]]:
    """For each number of points the times against lambdify and against C by hand."""
    analysis = analyse(find_rule("rflo"))
    fixed = np.array(FIXED)
    found = {}
    with TemporaryDirectory() as folder:
        library = c_library(analysis, Path(folder))
        for count in COUNTS:
            rng = np.random.default_rng(0)
            x = np.stack([*rng.normal(size=(2, count)), rng.uniform(-0.9, 0.9, count)])
            rows, out = np.ascontiguousarray(x.T), np.empty((12, count))
            outs = {key: np.empty((count, 12)) for key in ("by_hand", "exported")}
            repeat = POINTS // count

            def by_c(name: str, rows: np.ndarray, out: np.ndarray, repeat: int) -> Run:
                pointers = [one.ctypes.data_as(ctypes.c_void_p) for one in (rows, fixed, out)]
                size = ctypes.c_size_t(len(rows))

                def run() -> None:
                    for _ in range(repeat):
                        library[name](size, *pointers)

                return run

            compiled = {
                "exported C": by_c("exported", rows, outs["exported"], repeat),
                "exported Numba": numba_run(analysis, x, out, repeat),
                "C by hand": by_c("by_hand", rows, outs["by_hand"], repeat),
            }
            times = least(compiled, POINTS)
            for other in (outs["exported"], out.T):
                np.testing.assert_allclose(other, outs["by_hand"], rtol=1e-9, atol=1e-9)
            slow = least(numpy_runs(analysis, x, repeat), POINTS, rounds=5)
            found[count] = [(slow, ["exported NumPy"]), (times, ["exported C", "exported Numba"])]
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure()))

"""Exported code beside the best of SymPy's lambdify and beside C written by hand, in one process.

The flow and the Jacobian of every built-in rule in NumPy, and RFLO's in C and Numba.
`compare(console)` starts this file as a process of its own, on one thread.
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
from sympy import Expr, Symbol, diff, lambdify

from symdyn import Analysis, LearningRule, all_rules, analyse, find_rule
from symdyn.codegen import export, load_module
from symdyn.notation import a, b, w

__all__ = ["compare"]

COUNTS = (4096, 1 << 20)
POINTS = 1 << 21
REPEATED = 1 << 20
WANTED = ("flow and Jacobian", "flow", "Jacobian")
LANES = 32
FIXED = (1.0, 1.0, 0.5, 0.8, 0.7)  # a_star, b_star, w_star and RFLO's a_hat, w_hat
PARAMETERS = {"a_hat": 0.8, "w_hat": 0.7, "gamma": 0.6, "tau": 5}
Run = Callable[[], object]


def compare(console: Console) -> None:
    """Measure and print the tables."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "benchmarks.exported"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    found = json.loads(done.stdout)
    for count, rules in found["numpy"].items():
        table = Table(
            title=f"NumPy at {int(count):,} points, ns a point: ours, best lambdify, ratio"
        )
        for column in ("rule", *WANTED):
            table.add_column(column, justify="left" if column == "rule" else "right")
        for rule, wanted in rules.items():
            cells = [f"{ours:.1f} {best:.1f} {ours / best:.2f}" for ours, best in wanted]
            table.add_row(rule, *cells)
        console.print(table)
    for count, times in found["compiled"].items():
        table = Table(title=f"RFLO, flow and Jacobian at {int(count):,} points, ns a point")
        for column in ("code", "ns", "ratio"):
            table.add_column(column, justify="left" if column == "code" else "right")
        for key, value in times.items():
            table.add_row(key, f"{value:.1f}", f"{value / times['C by hand']:.2f}")
        console.print(table)
    console.print("targets: NumPy 1.2 times lambdify, Numba 2 times and C 1.3 times C by hand")
    console.print(
        "of readout-only's twelve results eight are 0: what is timed is the writing of zeros"
    )
    console.print("each time is the least of several taken in turn, in processor time\n")


def least(runs: Mapping[str, Run], points: int, rounds: int = 9) -> dict[str, float]:
    """The least time of each in nanoseconds a point, taken in turn."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    for place in range(rounds + 1):
        for name, run in runs.items():
            start = time.process_time()
            run()
            if place:
                times[name].append(time.process_time() - start)
    return {name: 1e9 * min(one) / points for name, one in times.items()}


def numpy_times(rule: LearningRule, count: int) -> list[tuple[float, float]]:
    """For each of WANTED the time of our module and the best of what lambdify makes of it.

    lambdify may put everything into one function or the flow and the Jacobian into one each.  Both
    sides return arrays of floats: where lambdify returns a number, an array is filled with it.
    """
    analysis = analyse(rule)
    ours = load_module(export(analysis))
    names = "a b w a_star b_star w_star".split() + list(ours.PARAMETERS)
    x = mode_points(count)
    arguments = (*x, *FIXED[:3], *(PARAMETERS[one] for one in ours.PARAMETERS))
    gain = {Symbol("c"): Symbol("a_star") * Symbol("b_star")}
    flow = [-analysis.update.limit[one].xreplace(gain) for one in (a, b, w)]
    entries = [diff(one, variable) for one in flow for variable in (a, b, w)]

    def best_of_sympy(formulas: list[Expr]) -> Callable[[], list[np.ndarray]]:
        function = lambdify(names, formulas, "numpy", cse=True)

        def run() -> list[np.ndarray]:
            found = function(*arguments)
            return [one if np.ndim(one) else np.full(count, float(one)) for one in found]

        return run

    flow_by_sympy, entries_by_sympy = best_of_sympy(flow), best_of_sympy(entries)
    runs = {
        "ours, both": lambda: ours.flow_and_jacobian(*arguments),
        "ours, flow": lambda: ours.flow(*arguments),
        "ours, Jacobian": lambda: ours.jacobian(*arguments),
        "both": best_of_sympy(flow + entries),
        "flow": flow_by_sympy,
        "entries": entries_by_sympy,
    }
    rates, matrix = ours.flow_and_jacobian(*arguments)
    columns = [*rates, *(matrix[:, i, j] for i in range(3) for j in range(3))]
    for one, other in zip(columns, runs["both"](), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-8, atol=1e-8)
    repeat = REPEATED // count
    times = least({key: repeated(run, repeat) for key, run in runs.items()}, REPEATED, rounds=7)
    best = min(times["both"], times["flow"] + times["entries"])
    return [
        (times["ours, both"], best),
        (times["ours, flow"], times["flow"]),
        (times["ours, Jacobian"], times["entries"]),
    ]


def mode_points(count: int) -> np.ndarray:
    """Values of a, b and w, one row each."""
    rng = np.random.default_rng(0)
    return np.stack([*rng.normal(size=(2, count)), rng.uniform(-0.9, 0.9, count)])


def repeated(run: Run, times: int) -> Run:
    """The same several times."""

    def loop() -> None:
        for _ in range(times):
            run()

    return loop


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


def compiled_times(analysis: Analysis, count: int, library: ctypes.CDLL) -> dict[str, float]:
    """RFLO's flow and Jacobian in C by hand, exported C and exported Numba."""
    fixed, x = np.array(FIXED), mode_points(count)
    rows, out = np.ascontiguousarray(x.T), np.empty((12, count))
    outs = {key: np.empty((count, 12)) for key in ("by_hand", "exported")}
    repeat = POINTS // count

    def by_c(name: str) -> Run:
        pointers = [one.ctypes.data_as(ctypes.c_void_p) for one in (rows, fixed, outs[name])]
        return repeated(lambda: library[name](ctypes.c_size_t(count), *pointers), repeat)

    runs = {
        "exported C": by_c("exported"),
        "exported Numba": numba_run(analysis, x, out, repeat),
        "C by hand": by_c("by_hand"),
    }
    times = least(runs, POINTS)
    for other in (outs["exported"], out.T):
        np.testing.assert_allclose(other, outs["by_hand"], rtol=1e-9, atol=1e-9)
    return times


def measure() -> dict[str, dict[int, object]]:
    """For each number of points NumPy against lambdify, and compiled code against C by hand."""
    rules = [one.rule for one in all_rules() if one.origin == "symdyn"]
    analysis = analyse(find_rule("rflo"))
    with TemporaryDirectory() as folder:
        library = c_library(analysis, Path(folder))
        return {
            "numpy": {
                count: {rule.name: numpy_times(rule, count) for rule in rules} for count in COUNTS
            },
            "compiled": {count: compiled_times(analysis, count, library) for count in COUNTS},
        }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure()))

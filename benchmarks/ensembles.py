"""Ensembles of modes beside a loop over SciPy's LSODA, on one core, and the memory of a million.

`compare(console)` starts this file as processes of its own: the memory is that of a whole process.
"""

import json
import os
import resource
import subprocess
import sys
import time
import warnings
from contextlib import suppress

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.integrate import solve_ivp

from symdyn import Analysis, analyse, find_rule
from symdyn.codegen import load_module
from symdyn.codegen.stepping import step_source
from symdyn.simulation.ensembles import STATUSES, Ensemble, Integrator, integrate_ensemble
from symdyn.simulation.ensembles.compilation import bind_arrays
from symdyn.simulation.ensembles.rodas import RODAS5P

__all__ = ["compare"]

RULES = ("bptt", "rflo")
T_END = 100.0
TOLERANCE = 1e-8
COUNTS = {"numba": 1_000_000, "numpy": 20_000, "lsoda": 200}

Draws = tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]


def compare(console: Console) -> None:
    """Measure each rule in a process of its own and print the table."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    title = (
        f"Trajectories a second on one core, t = {T_END:g}, tolerance {TOLERANCE:g}, |w| to 0.99"
    )
    table = Table(title=title)
    for column in ("rule", "by", "a second", "ratio", "error 99.9 %", "largest", "left", "GB"):
        table.add_column(column, justify="right")
    for name in RULES:
        command = [sys.executable, "-m", "benchmarks.ensembles", name]
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
        rows = json.loads(done.stdout)
        for row in rows:
            table.add_row(
                name,
                row["by"],
                f"{row['speed']:,.0f}",
                f"{row['speed'] / rows[-1]['speed']:,.0f}",
                f"{row['common']:.0e}",
                f"{row['largest']:.0e}",
                f"{row['left']:.1%}",
                f"{row['memory']:.2f}" if row["memory"] else "",
            )
    console.print(table)
    console.print("targets: 100,000 a second with Numba, 250 times LSODA, a million below 1 GB")
    console.print("errors: relative to 1 + |state|, at t_end, against Rodas5P at tolerance 1e-11")
    console.print(
        "LSODA: solve_ivp on plain Python numbers with the exact Jacobian; it is given only"
    )
    console.print("what stays in the domain, for at a singularity it may not come to an end\n")


def draws(name: str, count: int) -> Draws:
    """Random students, teachers and parameters; the same numbers for each count of a prefix."""
    rng = np.random.default_rng(2)
    values = rng.random((count, 8))
    starts = np.column_stack([4 * values[:, :2] - 2, 1.98 * values[:, 2] - 0.99])
    teachers = np.column_stack([0.5 + values[:, 3:5], 1.98 * values[:, 5] - 0.99])
    signs = np.where(values[:, 6] < 0.5, -1.0, 1.0)
    parameters = {"a_hat": signs * (0.5 + values[:, 4]), "w_hat": 1.8 * values[:, 7] - 0.9}
    return starts, teachers, parameters if name == "rflo" else {}


def by_lsoda(analysis: Analysis, drawn: Draws) -> tuple[np.ndarray, np.ndarray]:
    """The states that solve_ivp reaches, and whether it reached t_end."""
    step = bind_arrays(load_module(step_source(analysis, RODAS5P)))
    starts, teachers, parameters = drawn
    states, reached = [], []
    fixed = np.column_stack([teachers, *parameters.values()])
    for start, one in zip(starts, fixed.tolist(), strict=True):
        with warnings.catch_warnings(), suppress(ZeroDivisionError):  # at |w| = 1
            warnings.simplefilter("ignore")  # that it gives up is seen by its result
            states.append(start)
            reached.append(False)
            found = solve_ivp(
                lambda _, y, one=one: step.flow(*y.tolist(), *one),
                (0.0, T_END),
                start,
                method="LSODA",
                jac=lambda _, y, one=one: np.reshape(step.jacobian(*y.tolist(), *one), (3, 3)),
                rtol=TOLERANCE,
                atol=TOLERANCE,
            )
            states[-1], reached[-1] = found.y[:, -1], found.success
    return np.array(states), np.array(reached)


def first(drawn: Draws, count: int) -> Draws:
    starts, teachers, parameters = drawn
    return starts[:count], teachers[:count], {key: one[:count] for key, one in parameters.items()}


def measure(name: str) -> list[dict[str, object]]:
    """The rows of one rule; the last is LSODA's."""
    analysis = analyse(find_rule(name))
    drawn = draws(name, COUNTS["numba"])
    rows: list[dict[str, object]] = []

    def integrate(integrator: Integrator, some: Draws, tolerance: float = TOLERANCE) -> Ensemble:
        starts, teachers, parameters = some
        return integrate_ensemble(integrator, starts, parameters, teachers, T_END, tolerance)

    compiled, arrays = Integrator.of(analysis, True), Integrator.of(analysis, False)
    integrate(compiled, first(drawn, 16))  # compiles
    reference = integrate(compiled, first(drawn, COUNTS["numpy"]), 1e-11)

    def row(by: str, seconds: float, states: np.ndarray, reached: np.ndarray) -> dict[str, object]:
        own = slice(0, min(len(states), COUNTS["numpy"]))
        both = reached[own] & (reference.times[own] == T_END)
        wanted = reference.states[own][both]
        errors = np.abs(states[own][both] - wanted).max(axis=1)
        errors /= 1 + np.linalg.norm(wanted, axis=1)
        return {
            "by": by,
            "speed": len(states) / seconds,
            "common": float(np.quantile(errors, 0.999)),
            "largest": float(errors.max()),
            "left": float(1 - np.mean(reached)),
            "memory": 0.0,
        }

    for by, integrator in (("numba", compiled), ("numpy", arrays)):
        some = first(drawn, COUNTS[by])
        start = time.perf_counter()
        found = integrate(integrator, some)
        seconds = time.perf_counter() - start
        rows.append(
            row(by, seconds, found.states, found.status < STATUSES.index("left the domain"))
        )
        if by == "numba":  # the largest so far: imports, compiling and the million
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            rows[-1]["memory"] = peak * (1 if sys.platform == "darwin" else 1024) / 1e9
    stay = np.flatnonzero(reference.times == T_END)[: COUNTS["lsoda"]]
    reference.states[: len(stay)] = reference.states[stay]
    reference.times[: len(stay)] = T_END
    starts, teachers, parameters = drawn
    some = starts[stay], teachers[stay], {key: one[stay] for key, one in parameters.items()}
    start = time.perf_counter()
    states, reached = by_lsoda(analysis, some)
    rows.append(row("LSODA", time.perf_counter() - start, states, reached))
    return rows


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(sys.argv[1])))

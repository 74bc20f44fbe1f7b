"""Mean updates of full networks beside SciPy's general solvers, in one process on one thread.

Times are of the processor, which are those of the clock if the machine has nothing else to do.

`compare(console)` starts this file as a process of its own, because the number of BLAS threads is
read from the environment when NumPy is loaded.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial

from rich.console import Console
from rich.table import Table

__all__ = ["compare"]

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")
RADIUS = 0.9
SIZES = ((64, 0.9), (128, 0.9), (256, 0.9), (256, 0.99), (512, 0.9), (512, 0.99))
STEPS = 100
LONG = {0.9: 300, 0.99: 2000}  # T i < 19 n: summed by impulse responses, not by the limit


def compare(console: Console) -> None:
    """Measure in a process with one BLAS thread and print the tables."""
    environment = {**os.environ, **dict.fromkeys(THREADS, "1")}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.networks"],
        check=True,
        capture_output=True,
        text=True,
        env=environment,
    )
    found = json.loads(done.stdout)
    table = Table(title="BPTT, T -> infinity, o = i = 2")
    headings = ("n", "radius", "symdyn, ms", "SciPy, ms", "ratio", "error", "SciPy's error")
    for column in (*headings, "Gflop", "Gflop/s", "dgemm", "%"):
        table.add_column(column, justify="right")
    for row in found["limit"]:
        rate, peak = row["flops"] / row["ours"] / 1e6, 2 * row["n"] ** 3 / row["product"] / 1e6
        table.add_row(
            str(row["n"]),
            str(row["radius"]),
            f"{row['ours']:.2f}",
            f"{row['scipy']:.0f}",
            f"{row['scipy'] / row['ours']:.1f}",
            f"{row['error']:.0e}",
            f"{row['other']:.0e}",
            f"{row['flops'] / 1e9:.2f}",
            f"{rate:.1f}",
            f"{peak:.1f}",
            f"{100 * rate / peak:.0f}",
        )
    console.print(table)
    console.print("targets: at least 5 times faster than SciPy for n >= 64; for n >= 256 at least")
    console.print("90 % of the rate of dgemm, with errors of 1e-13 up to radius 0.99")
    console.print("SciPy: solve_discrete_lyapunov, and solve_sylvester through the inverse of W^T")
    console.print(
        "errors: against sums over 300 lags, or 2000 for radius 0.99; Gflop: of all matrix"
    )
    console.print("products of an update; dgemm: n x n products, timed in turn with the updates\n")
    table = Table(title=f"One update over T = {STEPS} steps, o = i = 2")
    for column in ("rule", "n", "ms", "a seed of 20, ms"):
        table.add_column(column, justify="right")
    for row in found["finite"]:
        table.add_row(row["rule"], str(row["n"]), f"{row['one']:.3f}", f"{row['batch']:.3f}")
    console.print(table)


def repeated(run: Callable[[], object], count: int) -> None:
    for _ in range(count):
        run()


def milliseconds(run: Callable[[], object], least: float = 0.3, calls: int = 5) -> float:
    """The median time of a call, over at least so many calls and `least` seconds."""
    run()
    times: list[float] = []
    while len(times) < calls or sum(times) < least:
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return 1000 * statistics.median(times)


def in_turn(runs: list[Callable[[], object]], rounds: int = 25) -> list[float]:
    """The median times of some calls that are made in turn, so that all see the same load."""
    times: list[list[float]] = [[] for _ in runs]
    for _ in range(rounds):
        for found, one in zip(times, runs, strict=True):
            start = time.process_time()
            one()
            found.append(time.process_time() - start)
    return [1000 * statistics.median(found[1:]) for found in times]


def measure() -> dict[str, list[dict[str, object]]]:
    """All measurements; NumPy is loaded here, under the environment of this process."""
    import numpy as np  # noqa: PLC0415
    from scipy.linalg import inv, solve_discrete_lyapunov, solve_sylvester  # noqa: PLC0415

    from benchmarks.flops import flops_of_limit  # noqa: PLC0415
    from symdyn import find_rule  # noqa: PLC0415
    from symdyn.simulation import Network, mean_update  # noqa: PLC0415

    def network(seed: int, n: int, seeds: tuple[int, ...] = (), radius: float = RADIUS) -> Network:
        generator = np.random.default_rng(seed)
        W = generator.normal(size=(*seeds, n, n))
        radii = np.abs(np.linalg.eigvals(W)).max(axis=-1)
        return Network(
            A=generator.normal(size=(*seeds, 2, n)),
            W=radius * W / radii[..., np.newaxis, np.newaxis],
            B=generator.normal(size=(*seeds, n, 2)),
        )

    def by_scipy(student: Network, teacher: Network) -> tuple[np.ndarray, ...]:
        A, W, B, A2, W2, B2 = (getattr(one, x) for one in (student, teacher) for x in "AWB")
        P, X = solve_discrete_lyapunov(W, B @ B.T), solve_discrete_lyapunov(W.T, A.T @ A)
        # P* W^-T - W* P* = B* B^T W^-T, and W^-T X* - X* W* = W^-T A^T A*.
        back = inv(W.T)
        P2 = solve_sylvester(-W2, back, B2 @ B.T @ back)
        X2 = solve_sylvester(back, -W2, back @ A.T @ A2)
        return A @ P - A2 @ P2, X @ W @ P - X2 @ W2 @ P2, X @ B - X2 @ B2

    def error(found: tuple[np.ndarray, ...], wanted: tuple[np.ndarray, ...]) -> float:
        pairs = zip(found, wanted, strict=True)
        return max(float(np.linalg.norm(x - y) / np.linalg.norm(y)) for x, y in pairs)

    bptt, limit, finite = find_rule("bptt"), [], []
    for n, radius in SIZES:
        student, teacher = network(1, n, radius=radius), network(2, n, radius=radius)
        update = partial(mean_update, bptt, student, teacher, T=None)
        summed = mean_update(bptt, student, teacher, T=LONG[radius])
        left, right = np.random.default_rng(3).normal(size=(2, n, n))
        room = np.empty((n, n))
        product = partial(np.matmul, left, right, out=room)
        products = max(1, round(256 / n) ** 3)
        ours, many = in_turn([update, lambda p=product, count=products: repeated(p, count)])
        limit.append(
            {
                "n": n,
                "radius": radius,
                "ours": ours,
                "scipy": milliseconds(partial(by_scipy, student, teacher), 0.3, 3),
                "product": many / products,
                "flops": flops_of_limit(bptt, student, teacher),
                "error": error(update(), summed),
                "other": error(by_scipy(student, teacher), summed),
            }
        )
    for name in ("bptt", "rflo", "e-prop", "tbptt"):
        rule, values = find_rule(name), {"w_hat": 0.7} if name == "rflo" else {}
        for n in (16, 64):
            row: dict[str, object] = {"rule": name, "n": n}
            for column, seeds, share in (("one", (), 1), ("batch", (20,), 20)):
                student, teacher = network(1, n, seeds), network(2, n)
                R = np.ones((2, n))
                step = partial(mean_update, rule, student, teacher, T=STEPS, R=R, parameters=values)
                row[column] = milliseconds(step) / share
            finite.append(row)
    return {"limit": limit, "finite": finite}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure()))

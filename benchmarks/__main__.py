"""Measure derivations, proofs, networks, ensembles and exported code, each beside an alternative."""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sympy import Rational

from benchmarks import (
    arithmetic,
    before,
    certificates,
    direct_route,
    ensembles,
    exported,
    networks,
    training,
)
from symdyn import LearningRule, all_rules, analyse, find_rule, parameter
from symdyn.exact.layout import arrange
from symdyn.notation import m, w
from symdyn.stages.alignment.derive import align
from symdyn.stages.fixed_points.derive import FixedPoints, find_fixed_points
from symdyn.stages.fixed_points.theorem import fixed_point_theorem
from symdyn.stages.flow.derive import general_flow
from symdyn.stages.kernel.derive import credit_of
from symdyn.stages.linearisation.derive import Spectrum, spectrum_of
from symdyn.stages.linearisation.general import linearise_on_optimal_manifold
from symdyn.stages.update.derive import mean_update


def seconds(run: Callable[[], object], repeat: int = 1) -> float:
    """The median wall time of a call."""
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def against_the_direct_route(console: Console) -> None:
    rule = find_rule("rflo")
    ours = seconds(lambda: same_ground(rule), repeat=5)
    whole = seconds(lambda: analyse(rule), repeat=5)
    direct = seconds(direct_route.rflo, repeat=3)
    table = Table(title="RFLO: definition to trace and determinant, fixed points included")
    table.add_column("route")
    table.add_column("seconds", justify="right")
    table.add_column("ratio", justify="right")
    table.add_row("symdyn, the same ground with proofs", f"{ours:.2f}", f"{direct / ours:.1f}")
    table.add_row("symdyn, the whole analysis", f"{whole:.2f}", f"{direct / whole:.1f}")
    table.add_row("SymPy summation, solve, eigenvals, simplify", f"{direct:.2f}", "1")
    console.print(table)
    console.print("target: at least 15 times faster\n")


def same_ground(rule: LearningRule) -> tuple[Spectrum, FixedPoints]:
    """The stages that the direct route covers: update, fixed points, trace and determinant."""
    alignment = align(rule)
    mean_update(rule, alignment.modal)
    flow = general_flow(alignment.modal)
    fixed_point_theorem(flow)
    credit = credit_of(rule)
    spectrum = spectrum_of(rule, linearise_on_optimal_manifold(flow), credit)
    arrange(spectrum.trace), arrange(spectrum.determinant)
    return spectrum, find_fixed_points(rule, flow, credit, "")


def built_in_rules(console: Console) -> None:
    table = Table(title="Built-in rules, one process, one core", min_width=44)
    table.add_column("rule")
    table.add_column("seconds", justify="right")
    total = 0.0
    for found in all_rules():
        took = seconds(lambda rule=found.rule: analyse(rule))
        total += took
        table.add_row(found.rule.name, f"{took:.2f}")
    table.add_row("all", f"{total:.2f}")
    console.print(table)
    console.print("target: all in under 15 s\n")


def cold_start(console: Console) -> None:
    command = [sys.executable, "-m", "symdyn", "derive", "bptt"]
    environment = {**os.environ, "NO_COLOR": "1"}
    took = seconds(
        lambda: subprocess.run(command, check=True, capture_output=True, env=environment), repeat=3
    )
    sympy = seconds(
        lambda: subprocess.run([sys.executable, "-c", "import sympy"], check=True), repeat=3
    )
    console.print(
        f"symdyn derive bptt, cold start: {took:.2f} s wall, {took / sympy:.1f} times "
        "that of python -c 'import sympy' (target: under 4 times)\n"
    )


def growth(console: Console) -> None:
    tables = {
        "horizon": [
            (h, LearningRule("g", "G", "symmetric", w**m, horizon=h))
            for h in (1, 2, 4, 8, 16, 32, 64)
        ],
        "exponentials": [
            (
                n,
                LearningRule(
                    "g", "G", "random", sum(parameter(f"g{i}", -1, 1) ** m for i in range(n))
                ),
            )
            for n in range(1, 7)
        ],
        "polynomial degree": [
            (d, LearningRule("g", "G", "random", m**d * (w / 2) ** m + Rational(1, 3) ** m))
            for d in range(5)
        ],
    }
    for name, rules in tables.items():
        table = Table(title=f"Growth with the {name}", min_width=40)
        table.add_column(name)
        table.add_column("seconds", justify="right")
        for size, rule in rules:
            table.add_row(str(size), f"{seconds(lambda rule=rule: analyse(rule)):.2f}")
        console.print(table)


PARTS = {
    "arithmetic": arithmetic.compare,
    "direct": against_the_direct_route,
    "rules": built_in_rules,
    "cold": cold_start,
    "growth": growth,
    "networks": networks.compare,
    "training": training.compare,
    "ensembles": ensembles.compare,
    "exported": exported.compare,
    "certificates": certificates.compare,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "part", nargs="*", choices=[*PARTS, "before", []], help="all parts but `before` by default"
    )
    parser.add_argument(
        "--against", type=Path, metavar="DIR", help="a checkout to measure beside this one"
    )
    parser.add_argument(
        "--commit", default=before.COMMIT, help="what `before` compares with [%(default)s]"
    )
    parser.add_argument(
        "--repeat",
        type=int,
        choices=range(1, 100),
        default=before.ROUNDS,
        metavar="N",
        help="rounds of `before` [%(default)s]",
    )
    given = parser.parse_args()
    console = Console()
    for part in given.part or list(PARTS):
        if part == "arithmetic":
            arithmetic.compare(console, given.against and given.against.resolve())
        elif part == "before":
            before.compare(console, given.commit, given.repeat)
        else:
            PARTS[part](console)


if __name__ == "__main__":
    main()

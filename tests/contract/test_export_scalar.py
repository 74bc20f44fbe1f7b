"""The exported C files and Numba modules: compiled, compared with the NumPy code and brute force.

The golden texts are tests/golden/rflo.c and rflo_numba.py.  Where a change of them is meant, write
them again with
    SYMDYN_UPDATE_GOLDEN=1 python -m pytest tests/contract/test_export_scalar.py
and read their diff before committing.
"""

import ctypes
import difflib
import os
import subprocess
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from symdyn import (
    Analysis,
    LearningRule,
    all_rules,
    analyse,
    find_rule,
    parameter,
)
from symdyn.codegen import export, load_module
from symdyn.notation import m, tau, w, w_hat
from symdyn.simulation.literal_sums import literal_mode, literal_update
from tests.selection import slow_but

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
COMPILE = "cc -std=c99 -Wall -Wextra -Werror -pedantic -Wshadow -O2".split()
MODE = ("a", "b", "w", "a_star", "b_star", "w_star")
STEPS = (1, 2, 3, 8, 40)
gamma = parameter("gamma", -1, 1)

RULES = {found.rule.name: found.rule for found in all_rules() if found.origin == "symdyn"}
RULES |= {
    rule.name: rule
    for rule in (
        LearningRule("2-sums", '*/ \\ ??/ """', "random", (w_hat**m + gamma**m) / 2),
        LearningRule("cubic", "cubic", "symmetric", (1 - 2 * m + m**3 / 3) * w_hat**m),
        LearningRule("alternating", "alternating", "random", (-1) ** m * w_hat**m),
        LearningRule("horizon-5", "horizon 5", "symmetric", w**m, horizon=5),
        LearningRule("linear-tau", "l", "random", (1 + m) * (w * w_hat) ** m, horizon=tau),
    )
}
Functions = dict[str, Callable[..., list[float]]]


@cache
def analysis_of(name: str) -> Analysis:
    return analyse(RULES[name])


@cache
def numpy_module(name: str) -> ModuleType:
    return load_module(export(analysis_of(name)))


def points(name: str) -> list[dict[str, Any]]:
    """Random exact points, some at or near the removable singularity w = w_hat = gamma, at w = 0."""
    rng = np.random.default_rng(list(name.encode()))

    def signed(scale: Fraction) -> Fraction:
        return int(rng.choice((1, -1))) * scale * Fraction(int(rng.integers(20, 128)), 128)

    found = []
    for special in range(8):
        point: dict[str, Any] = {key: signed(Fraction(2)) for key in ("a", "b", "a_star", "b_star")}
        point |= {key: signed(Fraction(7, 8)) for key in ("w", "w_star", "w_hat", "gamma")}
        point |= {"a_hat": signed(Fraction(2)), "tau": int(rng.integers(1, 7))}
        if special in (1, 2):
            point["w"] = point["w_hat"] + (special - 1) * Fraction(1, 2**40)
            point["gamma"] = point["w_hat"]
        elif special == 3:
            point["w"] = Fraction(0)
        found.append(point)
    return found


def numbers(name: str, point: dict[str, Any]) -> tuple[list[float], dict[str, float]]:
    mode = [float(point[key]) for key in MODE]
    more = {
        key: point[key] if key == "tau" else float(point[key])
        for key in numpy_module(name).PARAMETERS
    }
    return mode, more


def by_python(module: ModuleType) -> Functions:
    def function(key: str) -> Callable[..., list[float]]:
        called = getattr(module, key)

        def run(*arguments: float) -> list[float]:
            found = np.ravel(np.array(called(*arguments)))
            return [*found.real.tolist(), *(found.imag.tolist() if key == "eigenvalues" else [])]

        return run

    keys = "kernel update update_finite flow jacobian eigenvalues loss loss_finite".split()
    return {key: function(key) for key in keys}


def by_c(library: ctypes.CDLL, name: str) -> Functions:
    prefix = f"rule_{name}" if name[0].isdigit() else name
    prefix = prefix.replace("-", "_")
    sizes = {"update": 3, "update_finite": 3, "flow": 3, "jacobian": 9, "eigenvalues": 6}

    def function(key: str) -> Callable[..., list[float]]:
        called = library[f"{prefix}_{key}"]
        size = sizes.get(key)

        def run(*arguments: float) -> list[float]:
            sent = [
                ctypes.c_int(x) if isinstance(x, int) else ctypes.c_double(x) for x in arguments
            ]
            if size is None:
                called.restype = ctypes.c_double
                return [called(*sent)]
            called.restype = None
            out = (ctypes.c_double * size)()
            ends = [out]
            if key == "eigenvalues":
                ends.append(ctypes.cast(ctypes.byref(out, 24), ctypes.POINTER(ctypes.c_double)))
            called(*sent, *ends)
            return list(out)

        return run

    return {key: function(key) for key in (*sizes, "kernel", "loss", "loss_finite")}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> ctypes.CDLL:
    """All rules' C files, each compiled without a warning, in one shared library."""
    folder = tmp_path_factory.mktemp("c")
    for name in RULES:
        (folder / f"{name}.c").write_text(export(analysis_of(name), "c"), encoding="utf-8")
    command = [*COMPILE, "-shared", "-fPIC", "-o", "all.so", *(f"{x}.c" for x in RULES), "-lm"]
    made = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    return ctypes.CDLL(str(folder / "all.so"))


def compare(name: str, found: Functions) -> None:
    """Set the functions beside the NumPy code's, and the update beside the literal sums."""
    wanted = by_python(numpy_module(name))
    for point in points(name):
        mode, more = numbers(name, point)
        values = list(more.values())
        calls: list[tuple[str, list[float]]] = [
            (key, [*mode, *values]) for key in ("update", "flow", "jacobian", "loss")
        ]
        calls.append(("eigenvalues", [mode[0], *mode[3:], *values]))
        calls += [("kernel", [lag, mode[2], *values]) for lag in (0, 1, 7)]
        calls += [
            (key, [*mode, *values, T]) for key in ("update_finite", "loss_finite") for T in STEPS
        ]
        for key, arguments in calls:
            right = wanted[key](*arguments)
            left = found[key](*arguments)
            scale = 1 + np.max(np.abs(right))
            np.testing.assert_allclose(left, right, rtol=0, atol=1e-12 * scale, err_msg=key)
        exact = literal_mode(RULES[name], point)
        for T in STEPS:
            summed = [float(one) for one in literal_update(exact, T)]
            left = found["update_finite"](*mode, *values, T)
            scale = 1 + T**2 * float(max(abs(point[key]) for key in MODE)) ** 5
            np.testing.assert_allclose(left, summed, rtol=0, atol=1e-10 * scale)


@pytest.mark.parametrize("name", RULES)
def test_the_c_file_computes_what_numpy_and_brute_force_do(library: ctypes.CDLL, name: str) -> None:
    compare(name, by_c(library, name))


@pytest.mark.parametrize("name", slow_but(("bptt", "rflo", "tbptt-tau"), RULES))
def test_the_numba_module_computes_what_numpy_and_brute_force_do(name: str) -> None:
    compare(name, by_python(load_module(export(analysis_of(name), "numba"))))


def test_a_number_of_steps_below_one_is_not_a_number_in_c(library: ctypes.CDLL) -> None:
    functions = by_c(library, "linear-tau")
    mode = [1.0, 1.0, 0.5, 1.0, 1.0, 0.25, 1.0, 0.5]
    for arguments in ([*mode, 2, 0], [*mode, 0, 2], [*mode, -1, 2]):
        assert np.isnan(functions["update_finite"](*arguments)).all()
    assert np.isnan(functions["update"](*mode, 0)).all()
    assert np.isnan(functions["loss_finite"](*mode, 2, 0)).all()
    assert np.isfinite(functions["update_finite"](*mode, 1, 1)).all()


def test_two_files_can_be_included_in_one_and_declared_elsewhere(tmp_path: Path) -> None:
    for name in ("rflo", "bptt"):
        (tmp_path / f"{name}.c").write_text(export(analysis_of(name), "c"), encoding="utf-8")
    (tmp_path / "both.c").write_text('#include "rflo.c"\n#include "bptt.c"\n')
    (tmp_path / "main.c").write_text(
        '#include <stdio.h>\n#define RFLO_DECLARED_ONLY\n#include "rflo.c"\n'
        "int main(void) {\n"
        '    printf("%.3f", rflo_loss(1.0, 1.0, 0.6, 1.0, 1.0, 0.5, 1.0, 0.5));\n'
        "    return 0;\n}\n"
    )
    subprocess.run([*COMPILE, "both.c", "main.c", "-o", "run", "-lm"], cwd=tmp_path, check=True)
    shown = subprocess.run([tmp_path / "run"], capture_output=True, text=True, check=True).stdout
    loss = numpy_module("rflo").loss(1.0, 1.0, 0.6, 1.0, 1.0, 0.5, 1.0, 0.5)
    assert shown == f"{loss:.3f}"


def test_parameters_whose_names_c_or_numba_have_taken(tmp_path: Path) -> None:
    hostile = [parameter(name, 0, 1) for name in ("pow", "int", "NAN", "delta", "njit", "NORM")]
    rule = LearningRule("hostile", "h", "symmetric", sum(one**m for one in hostile) * w**m)
    analysis = analyse(rule)
    (tmp_path / "hostile.c").write_text(export(analysis, "c"), encoding="utf-8")
    subprocess.run([*COMPILE, "-c", "hostile.c"], cwd=tmp_path, check=True)
    module = load_module(export(analysis, "numba"))
    assert "njit_" in module.PARAMETERS
    given = {key: 0.1 * (k + 1) for k, key in enumerate(module.PARAMETERS)}
    same = {key.rstrip("_"): value for key, value in given.items()}
    other = load_module(export(analysis))
    mode = (1.0, 0.5, 0.5, 0.75, 1.0, -0.25)
    wanted = other.flow(*mode, *(same[key.rstrip("_")] for key in other.PARAMETERS))
    np.testing.assert_allclose(module.flow(*mode, *given.values()), wanted, rtol=1e-13)


@pytest.mark.parametrize(("target", "file"), [("c", "rflo.c"), ("numba", "rflo_numba.py")])
def test_the_golden_text(target: str, file: str) -> None:
    text = export(analyse(find_rule("rflo")), target)
    if os.environ.get("SYMDYN_UPDATE_GOLDEN") == "1":
        (GOLDEN / file).write_text(text, encoding="utf-8")
        pytest.fail(f"wrote {file}: read its diff, then run again without the variable")
    golden = (GOLDEN / file).read_text(encoding="utf-8")
    changes = difflib.unified_diff(
        golden.splitlines(), text.splitlines(), "golden", "now", lineterm=""
    )
    assert text == golden, "\n".join(["the exported text has changed", *changes])


@pytest.mark.parametrize("name", RULES)
def test_no_line_is_long(name: str) -> None:
    for target in ("c", "numba"):
        lines = export(analysis_of(name), target).splitlines()
        assert [one for one in lines if len(one) > 100 or one != one.rstrip()] == []

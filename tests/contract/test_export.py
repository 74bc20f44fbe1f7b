"""The exported NumPy modules: run in a fresh process, compared with exact values."""

import ast
import json
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from sympy import Expr, Rational, Symbol

from symdyn import LearningRule, analyse, parameter
from symdyn.codegen import export, load_module
from symdyn.notation import a, b, m, w
from symdyn.simulation.literal_sums import literal_mode, literal_update
from tests.contract.exported import RULES, analysis_of, every_rule, source_of

STATE = (a, b, w)
NAMES = ("a", "b", "w", "a_star", "b_star", "w_star")
# Runs with NumPy alone: reads points, imports each module from its file, writes results.
DRIVER = """
import json, sys
import numpy as np
from importlib import import_module

sys.path.insert(0, sys.argv[1])
results = {}
for name, points in json.load(sys.stdin).items():
    module = import_module(name)
    results[name] = []
    for point in points:
        mode = [point[key] for key in ("a", "b", "w", "a_star", "b_star", "w_star")]
        more = {key: point[key] for key in module.PARAMETERS}
        pair = module.eigenvalues(point["a"], *mode[3:], **more)
        results[name].append({
            "update": [float(one) for one in module.update(*mode, **more)],
            "flow": [float(one) for one in module.flow(*mode, **more)],
            "finite": {
                T: [float(one) for one in module.update_finite(*mode, **more, T=T)]
                for T in point["steps"]
            },
            "jacobian": module.jacobian(*mode, **more).tolist(),
            "at_once": [
                np.array(one).tolist() for one in module.flow_and_jacobian(*mode, **more)
            ],
            "eigenvalues": [[float(one.real), float(one.imag)] for one in pair],
            "loss": float(module.loss(*mode, **more)),
            "loss_finite": {T: float(module.loss_finite(*mode, **more, T=T)) for T in point["steps"]},
        })
foreign = sorted({one.partition(".")[0] for one in sys.modules} & {"sympy", "symdyn", "scipy", "mpmath"})
json.dump({"results": results, "foreign": foreign}, sys.stdout)
"""


def points(name: str) -> list[dict[str, Any]]:
    """Exact points: ordinary ones, w near and at w_hat (a removable singularity), w = 0, w near 1."""
    rng = np.random.default_rng(list(name.encode()))

    def signed(scale: Fraction) -> Fraction:
        return int(rng.choice((1, -1))) * scale * Fraction(int(rng.integers(20, 128)), 128)

    found = []
    for special in range(8):
        point: dict[str, Any] = {key: signed(Fraction(2)) for key in ("a", "b", "a_star", "b_star")}
        point |= {key: signed(Fraction(7, 8)) for key in ("w", "w_star", "w_hat")}
        point |= {"a_hat": signed(Fraction(2)), "gamma": abs(signed(Fraction(7, 8)))}
        point |= {"tau": int(rng.integers(1, 7)), "steps": [1, 2, 3, 5, 8, 40]}
        if special in (1, 2, 3):
            gap = (Fraction(0), Fraction(1, 2**40), Fraction(1, 2**11))[special - 1]
            point["w"] = point["w_hat"] + gap
            point["gamma"] = abs(point["w_hat"]) + gap
        elif special == 4:
            point["w"] = Fraction(0)
        elif special == 5:
            point["w"] = 1 - Fraction(1, 2**12)
        elif special == 6:
            point["w"], point["gamma"] = point["w_star"], 1 - Fraction(1, 2**20)
        found.append(point)
    return found


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the generated modules compute in a process of their own."""
    folder = tmp_path_factory.mktemp("exported")
    floats = {}
    for name in RULES:
        module = name.replace("-", "_")
        (folder / f"{module}.py").write_text(source_of(name), encoding="utf-8")
        floats[module] = [
            {key: float(one) if isinstance(one, Fraction) else one for key, one in point.items()}
            for point in points(name)
        ]
    result = subprocess.run(
        [sys.executable, "-I", "-W", "error", "-c", DRIVER, str(folder)],
        input=json.dumps(floats),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def results_of(outcome: dict[str, Any], name: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return list(zip(points(name), outcome["results"][name.replace("-", "_")], strict=True))


def exact(expression: Expr, point: dict[str, Any]) -> Fraction:
    values = {**point, "c": point["a_star"] * point["b_star"]}
    number = expression.xreplace(
        {Symbol(key): Rational(str(Fraction(one))) for key, one in values.items() if key != "steps"}
    )
    assert number.is_Rational
    return Fraction(int(number.p), int(number.q))


def assert_near(found: Any, wanted: Any, scale: float, digits: float) -> None:
    left = np.asarray(found, dtype=complex)
    right = np.asarray(wanted, dtype=complex)
    assert np.max(np.abs(left - right)) <= 10.0**-digits * (scale + np.max(np.abs(right)))


def size(point: dict[str, Any]) -> float:
    """The size of the summed terms: near a zero of the update only absolute accuracy can be had."""
    product = abs(point["a"] * point["b"]) + abs(point["a_star"] * point["b_star"])
    strength = max(abs(point["a"]), abs(point["b"]), abs(point["a_hat"]))
    return float(product * strength / (1 - max(abs(point["w"]), abs(point["w_star"]))) ** 2)


def test_the_modules_import_numpy_alone(outcome: dict[str, Any]) -> None:
    assert outcome["foreign"] == []
    for name in RULES:
        nodes = ast.walk(ast.parse(source_of(name)))
        imports = [
            ast.unparse(one) for one in nodes if isinstance(one, ast.Import | ast.ImportFrom)
        ]
        assert imports == ["import numpy as np"]


@every_rule
def test_update_in_the_limit(outcome: dict[str, Any], name: str) -> None:
    for point, result in results_of(outcome, name):
        wanted = [exact(analysis_of(name).update.limit[one], point) for one in STATE]
        assert_near(result["update"], [float(one) for one in wanted], size(point), 13)
        assert result["flow"] == [-one for one in result["update"]]


@every_rule
def test_update_over_finite_time_is_the_literal_sum(outcome: dict[str, Any], name: str) -> None:
    """Also where the closed form is singular or T is below the horizon."""
    for point, result in results_of(outcome, name):
        mode = literal_mode(RULES[name], {k: v for k, v in point.items() if k != "steps"})
        for T in point["steps"]:
            wanted = [float(one) for one in literal_update(mode, T)]
            scale = min(size(point), size(point | {"w": 0, "w_star": 0}) * T**2)
            assert_near(result["finite"][str(T)], wanted, scale, 10.5)


@every_rule
def test_loss(outcome: dict[str, Any], name: str) -> None:
    update = analysis_of(name).update
    for point, result in results_of(outcome, name):
        scale = size(point) ** 2
        assert_near(result["loss"], float(exact(update.loss, point)), scale, 13)
        for T in point["steps"]:
            c = point["a_star"] * point["b_star"]
            errors = (
                point["a"] * point["b"] * point["w"] ** k - c * point["w_star"] ** k
                for k in range(T)
            )
            assert_near(
                result["loss_finite"][str(T)], float(sum(one**2 for one in errors) / 2), scale, 11
            )


@every_rule
def test_jacobian_is_the_exact_derivative(outcome: dict[str, Any], name: str) -> None:
    """Central differences of exact values, with a step so small that they are exact to 25 digits."""
    step = Fraction(1, 10**16)
    for point, result in results_of(outcome, name):
        for column, variable in enumerate(STATE):
            for row, output in enumerate(STATE):
                sides = [
                    exact(
                        analysis_of(name).update.limit[output],
                        point | {variable.name: point[variable.name] + sign * step},
                    )
                    for sign in (1, -1)
                ]
                wanted = float((sides[1] - sides[0]) / (2 * step))
                scale = size(point) / float(1 - abs(point["w"])) ** 2
                assert_near(result["jacobian"][row][column], wanted, scale, 13)
        assert result["at_once"][1] == result["jacobian"]
        assert_near(result["at_once"][0], result["flow"], size(point), 13)


@every_rule
def test_eigenvalues_on_the_manifold(outcome: dict[str, Any], name: str) -> None:
    optimal = analysis_of(name).optimal
    for point, result in results_of(outcome, name):
        at = point | {"s": point["a"]}
        trace, determinant = (float(exact(one, at)) for one in (optimal.trace, optimal.determinant))
        zero, upper, lower = (complex(*one) for one in result["eigenvalues"])
        assert zero == 0
        assert_near(upper + lower, trace, abs(upper) + abs(lower), 12)
        assert_near(upper * lower, determinant, 0.0, 11)  # so neither has lost digits
        assert upper.real >= lower.real - 1e-12 * abs(lower)
        assert upper.imag == pytest.approx(-lower.imag, rel=1e-12)


@every_rule
def test_arguments_broadcast(name: str) -> None:
    module = load_module(source_of(name))
    (point, *_) = points(name)
    scalars = {key: float(point[key]) for key in NAMES}
    more = {key: point[key] if key == "tau" else float(point[key]) for key in module.PARAMETERS}
    columns = scalars | {
        "w": np.linspace(-0.9, 0.9, 4)[:, None],
        "b_star": np.array([0.5, -1.0, 2.0]),
    }
    spread = {key: one if key == "tau" else np.full(3, one) for key, one in more.items()}
    functions: dict[str, tuple[Callable[..., Any], tuple[int, ...]]] = {
        "update": (lambda *x, **y: np.stack(module.update(*x, **y), -1), (3,)),
        "finite": (lambda *x, **y: np.stack(module.update_finite(*x, **y, T=6), -1), (3,)),
        "jacobian": (module.jacobian, (3, 3)),
        "loss": (module.loss, ()),
        "loss_finite": (lambda *x, **y: module.loss_finite(*x, **y, T=6), ()),
        "eigenvalues": (
            lambda *x, **y: module.eigenvalues(x[0] + 0 * x[2], *x[3:], **y),
            (3,),
        ),
    }
    for label, (function, tail) in functions.items():
        whole = function(*columns.values(), **spread)
        assert whole.shape == (4, 3, *tail), label
        for i in range(4):
            for j in range(3):
                one = scalars | {"w": columns["w"][i, 0], "b_star": columns["b_star"][j]}
                single = function(*one.values(), **more)
                assert np.shape(single) == tail, label
                np.testing.assert_allclose(whole[i, j], single, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("steps", [0, -3, 1.5])
def test_a_number_of_steps_is_checked(steps: float) -> None:
    module = load_module(source_of("linear-tau"))
    mode = (1.0, 1.0, 0.5, 1.0, 1.0, 0.25)
    with pytest.raises(ValueError, match=f"T = {steps} is not an integer >= 1"):
        module.update_finite(*mode, a_hat=1.0, w_hat=0.5, tau=2, T=steps)
    with pytest.raises(ValueError, match=f"tau = {steps} is not an integer >= 1"):
        module.update(*mode, a_hat=1.0, w_hat=0.5, tau=steps)


def test_parameters_whose_names_the_module_has_taken() -> None:
    hostile = [parameter(name, 0, 1) for name in ("np", "update", "part", "range", "gain", "total")]
    rule = LearningRule(
        "hostile", "Hostile names", "symmetric", sum(one**m for one in hostile) * w**m
    )
    module = load_module(export(analyse(rule)))
    assert list(module.PARAMETERS) == ["gain_", "np_", "part", "range_", "total_", "update_"]
    values = {one.name: Fraction(k + 1, 7) for k, one in enumerate(hostile)}
    point = dict(zip(NAMES, map(Fraction, (1, 2, "1/2", "3/4", 1, "-1/4")), strict=True))
    arguments = [float(one) for one in point.values()]
    given = {key: float(values[key.rstrip("_")]) for key in module.PARAMETERS}
    found = module.update_finite(*arguments, **given, T=6)
    wanted = literal_update(literal_mode(rule, point | values), 6)
    np.testing.assert_allclose(found, [float(one) for one in wanted], rtol=1e-12)
    np.testing.assert_allclose(
        module.flow(*arguments, **given)[0], -module.update(*arguments, **given)[0]
    )

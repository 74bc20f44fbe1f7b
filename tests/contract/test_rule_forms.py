"""Rules with every form that a kernel may have, through every command."""

import json
import subprocess
from pathlib import Path
from shutil import which

import pytest

from symdyn.cli import main
from tests.contract.short_documents import GOOD, write

RULE = """
from symdyn import LearningRule, parameter
from symdyn.notation import m, tau, w

alpha = parameter("alpha", 0, None)  # a ratio without bound
rule = LearningRule(
    name="late-window",
    title="A late window",
    feedback="random",
    kernel=alpha ** (m - 1) * (1 - m / tau) + w**m,
    horizon=tau,
    first_lag=1,
)
"""
FILTERED = """
from symdyn import LearningRule, convolve, parameter
from symdyn.notation import m, w

gamma = parameter("gamma", 0, 1)
rule = LearningRule(
    name="late-filter",
    title="A late filtered trace",
    feedback="random",
    kernel=w**m / 2 + convolve(w**m, gamma**m),
    first_lag=1,
    diagonal=True,
)
"""
CORRECTED = """
from symdyn import LearningRule, at_lag, parameter
from symdyn.notation import m, w

mu = parameter("mu", 0, None)
rule = LearningRule(
    name="weighted-head",
    title="A trace with corrections",
    feedback="random",
    kernel=w**m + (mu - 1) * at_lag(0) + w**2 * at_lag(2),
)
"""
MIXED = """
from symdyn import LearningRule, at_lag, parameter
from symdyn.notation import m, tau, w, w_hat

beta = parameter("beta", 0, None)
rule = LearningRule(
    name="mixed-forms",
    title="A window, a trace and a correction, with a learning rate for W",
    feedback="random",
    kernel=w**m * (1 - m / tau) + w_hat**m + at_lag(0) / 2,
    horizon=tau,
    rates={"W": beta},
)
"""
VALUES = ["--parameter", "alpha=1.5", "--parameter", "tau=3"]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rules") / "late_window.py"
    path.write_text(RULE, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def filtered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rules") / "late_filter.py"
    path.write_text(FILTERED, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rules") / "weighted_head.py"
    path.write_text(CORRECTED, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rules") / "mixed_forms.py"
    path.write_text(MIXED, encoding="utf-8")
    return path


def test_mixed_forms_are_derived(mixed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["derive", str(mixed), "--format", "json"]) == 0
    sent = json.loads(capsys.readouterr().out)
    assert sent["kernel"] == "0**m/2 + w_hat**m + w**m*(1 - m/tau)"
    assert (sent["horizon"], sent["matrix_rates"]["units"]["time"]) == ("tau", "beta")
    assert sent["rank"]["bound"] == "Min(n, o + Z*o*(tau - 1))"


def test_a_corrected_kernel_is_derived(corrected: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["derive", str(corrected)]) == 0
    assert "0^((m−2)²) (Wᵀ)²" in capsys.readouterr().out
    assert main(["derive", str(corrected), "--section", "update"]) == 0
    assert "for every T ≥ 3" in capsys.readouterr().out
    assert main(["derive", str(corrected), "--format", "json"]) == 0
    sent = json.loads(capsys.readouterr().out)
    assert sent["kernel"] == "w**m + 0**m*(mu - 1) + 0**((m - 2)**2)*w**2"
    assert sent["finite_conditions"]["T_at_least"] == "3"


def test_it_is_derived(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["derive", str(file)]) == 0
    shown = capsys.readouterr().out
    assert "credit kernel for lags m ≥ 1 and m < τ and feedback" in shown
    assert "wherever" in shown
    assert main(["derive", str(file), "--format", "json"]) == 0
    sent = json.loads(capsys.readouterr().out)
    assert (sent["horizon"], sent["first_lag"]) == ("tau", 1)
    assert sent["parameters"]["tau"] == "tau >= 2, an integer"
    assert len(sent["limit_conditions"]["nonzero"]) == 2


def test_a_filtered_kernel_is_derived(filtered: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["derive", str(filtered)]) == 0
    assert "Kₘ = ∑_{k<m+1} γᵐ⁻ᵏ diag(W)ᵏ + 1/2 diag(W)ᵐ" in capsys.readouterr().out
    assert main(["derive", str(filtered), "--format", "json"]) == 0
    sent = json.loads(capsys.readouterr().out)
    assert sent["kernel"] == "w**m/2 + Sum(gamma**(m - k)*w**k, (k, 0, m))"
    assert sent["limit_conditions"]["nonzero"] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "form"),
    [("late-window", "file"), ("late-filter", "filtered"), ("mixed-forms", "mixed")],
)
def test_it_is_proved(
    name: str,
    form: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> None:
    write(tmp_path / "documents", good=GOOD)
    rule = request.getfixturevalue(form)
    arguments = ["verify", str(tmp_path / "documents"), "--rule", str(rule), "--jobs", "1"]
    assert main([*arguments, "--format", "json"]) == 0
    claims = json.loads(capsys.readouterr().out)["claims"]
    own = {one["id"]: one["status"] for one in claims if one["id"].startswith(f"{name}.")}
    assert len(own) > 50
    assert set(own.values()) <= {"proved", "refuted", "definition"}


@pytest.mark.slow
def test_it_is_reported(file: Path, tmp_path: Path) -> None:
    assert main(["report", str(file), "--no-pdf", "-o", str(tmp_path)]) == 0
    (text,) = (one.read_text(encoding="utf-8") for one in tmp_path.glob("late-window.tex"))
    assert "K_{m + 1} F E_{m + 1}" in text


@pytest.mark.slow
def test_a_filtered_kernel_is_reported(filtered: Path, tmp_path: Path) -> None:
    assert main(["report", str(filtered), "--no-pdf", "-o", str(tmp_path)]) == 0
    (text,) = (one.read_text(encoding="utf-8") for one in tmp_path.glob("late-filter.tex"))
    assert r"\sum_{k<m + 1} \gamma^{m - k} \operatorname{diag}(W)^{k}" in text


@pytest.mark.slow
def test_mixed_forms_are_reported(mixed: Path, tmp_path: Path) -> None:
    assert main(["report", str(mixed), "--no-pdf", "-o", str(tmp_path)]) == 0
    (text,) = (one.read_text(encoding="utf-8") for one in tmp_path.glob("mixed-forms.tex"))
    assert r"\left(1 - \frac{m}{\tau}\right)" in text
    assert "0^{m}" in text


@pytest.mark.parametrize("form", ["file", "filtered", "corrected", "mixed"])
def test_it_is_exported(form: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    file = request.getfixturevalue(form)
    for target, name in (("numpy", "dynamics.py"), ("c", "dynamics.c")):
        assert main(["export", str(file), "--target", target, "-o", str(tmp_path / name)]) == 0
    compiler = which("cc")
    if compiler is not None:
        command = [compiler, "-std=c99", "-Wall", "-Werror", "-c", "dynamics.c"]
        subprocess.run(command, cwd=tmp_path, check=True)


def test_it_is_simulated(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "runs.parquet"
    options = ["--seeds", "2", "--steps", "20", "--units", "4", "-o", str(table)]
    assert main(["simulate", str(file), *VALUES, *options]) == 0
    assert main(["simulate", str(file), *VALUES[:2], "--parameter", "tau=1", *options]) == 2
    assert "tau" in capsys.readouterr().err


def test_a_filtered_kernel_is_simulated(filtered: Path, tmp_path: Path) -> None:
    options = ["--parameter", "gamma=0.5", "--seeds", "2", "--steps", "20", "--units", "4"]
    assert main(["simulate", str(filtered), *options, "-o", str(tmp_path / "runs.parquet")]) == 0


def test_a_corrected_kernel_is_simulated(corrected: Path, tmp_path: Path) -> None:
    options = ["--parameter", "mu=2", "--seeds", "2", "--steps", "20", "--units", "4"]
    assert main(["simulate", str(corrected), *options, "-o", str(tmp_path / "runs.parquet")]) == 0


def test_mixed_forms_are_simulated(mixed: Path, tmp_path: Path) -> None:
    options = ["--seeds", "2", "--steps", "20", "--units", "4", "-o", str(tmp_path / "x.parquet")]
    values = ["w_hat=0.5", "tau=3", "beta=0.2"]
    given = [part for one in values for part in ("--parameter", one)]
    assert main(["simulate", str(mixed), *given, *options]) == 0

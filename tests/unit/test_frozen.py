"""A matrix whose rate is 0: where a mode rests, by the literal sums, and that everything behind it works."""

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from symdyn import LearningRule, analyse
from symdyn.claims.chain import claims_of
from symdyn.cli import main
from symdyn.errors import ProofError, RuleError
from symdyn.notation import c, m, tau, w, w_hat, w_star
from symdyn.simulation import Network, mean_update
from symdyn.stages.frozen import laws
from symdyn.testing.literal import LiteralSums, steps_to_sum
from symdyn.testing.subject import Subject
from tests.selection import slow_but

_SETS = ("W", "A", "B", "AB", "AW", "BW")
_KERNELS = {
    "rflo": ("random", w_hat**m, None),
    "bptt": ("symmetric", w**m, None),
    "dark": ("random", (1 - 2 * m) * w_hat**m, None),
    "late": ("symmetric", w**m, tau),
}
_CASES = [f"{name}-{held}" for name in _KERNELS for held in _SETS]
FILE = """
from symdyn import LearningRule
from symdyn.notation import m, w_hat

rule = LearningRule("fixed-loop", "RFLO in a reservoir", "random", w_hat**m, rates={"W": 0})
"""


def frozen(case: str) -> LearningRule:
    name, held = case.split("-")
    feedback, kernel, horizon = _KERNELS[name]
    return LearningRule(
        f"held-{name}-{held.lower()}",
        "Held",
        feedback,
        kernel,
        horizon=horizon,
        rates=dict.fromkeys(held, 0),
    )


@pytest.mark.parametrize("case", slow_but(("rflo-W", "bptt-AB", "dark-A"), _CASES, 3))
def test_the_literal_sums_vanish_there_and_nowhere_else(case: str) -> None:
    assert laws.LAWS[0].check(Subject(analyse(frozen(case)))) >= 8


def test_the_law_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    subject = Subject(analyse(frozen("rflo-W")))
    monkeypatch.setattr(laws, "learning", lambda _: (w,))
    with pytest.raises(ProofError, match=r"rests where|Delta w on"):
        laws.LAWS[0].check(subject)


def test_a_reservoir_at_the_decay_of_the_trace_rests_off_the_optimum() -> None:
    """At w = w_hat, with a b (1 - w w_star) = c (1 - w^2), by sums of a hundred lags and more."""
    half, third = Fraction(1, 2), Fraction(1, 3)
    b = Fraction(3, 4)
    balance = (1 - half**2) / (b * (1 - half * third))
    point = {"a": balance, "b": b, "w": half, "w_hat": half, "w_star": third, "a_hat": -b}
    place = {**point, "a_star": Fraction(1), "b_star": Fraction(1)}
    rule = frozen("rflo-W")
    steps, bound = steps_to_sum(rule, place)
    at_a, at_b, at_w = LiteralSums(rule, steps).update(place)
    assert max(abs(at_a), abs(at_b)) <= bound
    assert abs(at_w) > Fraction(1, 20)
    _, moved, _ = LiteralSums(rule, steps).update({**place, "w_hat": Fraction(2, 5)})
    assert abs(moved) > Fraction(1, 100)


def test_what_is_found() -> None:
    (only,) = analyse(frozen("rflo-W")).fixed_points.components
    assert only.equations[0] == (w_hat - w) * (w - w_star)
    family = analyse(frozen("bptt-W")).fixed_points.components[-1]
    assert len(family.equations) == 1  # for every w: there the two updates are one gradient
    assert family.loss.subs(w, w_star) == 0
    assert family.loss.has(c)
    names = [one.name for one in analyse(frozen("dark-A")).fixed_points.components]
    assert names == ["optimal", "dark"]


@pytest.mark.slow
def test_an_equation_of_a_family_is_no_condition_for_it():
    """With B frozen a balanced read-out means w = w_star as well; there is such a point for each teacher."""
    (balanced,) = (
        x for x in analyse(frozen("rflo-B")).fixed_points.components if x.name == "balanced"
    )
    assert len(balanced.equations) == 2
    assert not balanced.restricted


@pytest.mark.parametrize("case", _CASES)
def test_its_claims_are_proved(case: str) -> None:
    rule = frozen(case)
    claims = {one.id: one for one in claims_of(rule)}
    assert [one for one in claims if "gap" in claims[one].evidence] == []
    assert f"{rule.name}.frozen-fixed-points" in claims
    assert not any("spectrum" in one for one in claims)


def test_without_credit_there_is_nothing_to_freeze() -> None:
    with pytest.raises(RuleError, match="neither B nor W learns"):
        LearningRule("none", "None", "symmetric", 0, rates={"A": 0})  # type: ignore[arg-type]


def test_a_network_keeps_what_does_not_learn() -> None:
    student = Network(A=[[1.0, 0.5]], W=[[0.1, 0.2], [0.0, 0.3]], B=[[1.0], [2.0]])
    teacher = Network(A=[[1.0]], W=[[0.5]], B=[[1.0]])
    R = [[1.0, -1.0]]
    dA, dW, dB = mean_update(frozen("rflo-W"), student, teacher, R=R, parameters={"w_hat": 0.3})
    assert not dW.any()
    assert np.abs(dA).min() > 0
    assert np.abs(dB).min() > 0


def test_every_command_takes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "fixed_loop.py"
    file.write_text(FILE, encoding="utf-8")
    assert main(["derive", str(file)]) == 0
    shown = capsys.readouterr().out
    assert "Does not learn  W" in shown
    assert "Stable modes" not in shown
    assert main(["derive", str(file), "--format", "json"]) == 0
    sent = json.loads(capsys.readouterr().out)
    assert sent["learning"] == ["a", "b"]
    assert "optimal" not in sent
    code = tmp_path / "code.py"
    assert main(["export", str(file), "--target", "numpy", "-o", str(code)]) == 0
    names: dict[str, object] = {}
    exec(compile(code.read_text(encoding="utf-8"), "code", "exec"), names)  # noqa: S102 - our own text
    update = names["update"](0.5, 0.4, 0.3, 1.0, 1.0, 0.6, 0.7, 0.2)  # type: ignore[operator]
    assert [bool(x) for x in update] == [True, True, False]
    options = ["--parameter", "w_hat=0.5", "--seeds", "2", "--steps", "20", "--units", "4"]
    out = ["-o", str(tmp_path / "runs.parquet")]
    assert main(["simulate", str(file), *options, *out]) == 0
    capsys.readouterr()
    assert main(["simulate", str(file), *options, "--eta", "auto", *out]) == 2
    assert "none was found" in capsys.readouterr().err
    assert main(["report", str(file), "rflo", "--no-pdf", "-o", str(tmp_path / "all")]) == 2
    assert "report on it alone" in capsys.readouterr().err
    assert not (tmp_path / "all").exists()

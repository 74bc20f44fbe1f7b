"""A learning rate for each matrix: what a rule may say, and that everything behind it works with it."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sympy import Float, Integer, Rational

from symdyn import Analysis, LearningRule, analyse, find_rule, parameter
from symdyn.claims.chain import claims_of
from symdyn.cli import main
from symdyn.errors import ProofError, RuleError
from symdyn.exact.matrices import Matrix
from symdyn.notation import m, w, w_hat
from symdyn.report.wire import to_json
from symdyn.simulation import Mode, Network, integrate_flow, mean_update
from symdyn.simulation.training.plan import definition
from symdyn.simulation.training.sampled import sampled_update
from symdyn.stages.matrix_rates import laws
from symdyn.stages.matrix_rates.derive import in_own_units, units_of
from symdyn.stages.setting.exact_networks import ExactNetwork, full_mean_update
from symdyn.testing import run_rule_conformance
from symdyn.testing.evaluation import decimals, value_of
from symdyn.testing.linear_flow import LinearFlow
from symdyn.testing.points import on_manifold
from symdyn.testing.subject import Subject

beta, gamma = parameter("beta", 0, None), parameter("gamma", 0, None)
RATED = LearningRule(
    "rated", "RFLO with rates", "random", w_hat**m, rates={"B": beta, "W": gamma / 3}
)
LATE = LearningRule(
    "late-rated",
    "Late",
    "symmetric",
    w**m,
    first_lag=1,
    rates={"A": Rational(1, 4), "W": 3},
)
FILE = """
from symdyn import LearningRule, parameter
from symdyn.notation import m, w_hat

beta = parameter("beta", 0, None)
rule = LearningRule("slow-loop", "A slow loop", "random", w_hat**m, rates={"W": beta})
"""


@pytest.fixture(scope="module")
def rated() -> Analysis:
    return analyse(RATED)


@pytest.mark.parametrize(
    ("rates", "message"),
    [
        ({"A": 0, "B": 0, "W": 0}, "nothing learns"),
        ({"B": -beta}, "is below 0"),
        ({"B": 0.5}, "decimal 0.5"),
        ({"B": Float("0.5")}, "decimal"),
        ({"C": 1}, "a rate is that of A, B or W"),
        ({"w": 1}, "did you mean W?"),
        ({"A": w_hat}, "not proved positive, because of w_hat"),
        ({"A": 1 + beta}, "not proved positive, because of beta + 1"),
        ({"A": beta ** Rational(1, 2)}, "exponents are integers"),
        ({"A": True}, "is no number"),
        ((1, 1, 1), "no mapping"),
    ],
)
def test_a_rate_that_is_none_is_refused(rates: object, message: str) -> None:
    with pytest.raises(RuleError, match="rule my: ") as error:
        LearningRule("my", "My", "random", w_hat**m, rates=rates)  # type: ignore[arg-type]
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_a_parameter_has_one_domain() -> None:
    with pytest.raises(RuleError, match="two parameters named beta"):
        LearningRule("my", "My", "symmetric", (w * parameter("beta", 0, 1)) ** m, rates={"A": beta})


def test_rates_of_one_are_none() -> None:
    assert LearningRule("my", "My", "random", w_hat**m, rates={"A": 1}).matrix_rates.plain
    assert RATED.parameters == tuple(find_rule("rflo").parameters) + tuple(RATED.own_parameters[1:])
    assert definition(RATED).endswith("rates A 1, B beta, W gamma/3")
    assert RATED.alone().matrix_rates.plain


@pytest.mark.parametrize("rule", [RATED, LATE], ids=lambda one: one.name)
@pytest.mark.parametrize("T", [1, 4])
def test_a_networks_update_is_the_literal_sum_times_the_rates(rule: LearningRule, T: int) -> None:
    values = {"w_hat": Fraction(-1, 3), "beta": Fraction(2, 5), "gamma": Fraction(6)}
    own = {one.name: values[one.name] for one in rule.own_parameters}
    A, W, B = [[1, 2]], [[0, Fraction(1, 3)], [Fraction(-1, 2), Fraction(1, 4)]], [[1], [-2]]
    A_star, R = [[2, Fraction(1, 2)]], [[1, -3]]
    student, teacher = Network(A=A, W=W, B=B), Network(A=A_star, W=W, B=[[1], [Fraction(1)]])
    dA, dW, dB = mean_update(rule, student, teacher, T=T, R=R, parameters=own)
    literal = full_mean_update(
        rule,
        ExactNetwork(Matrix(A), Matrix(W), Matrix(B)),
        ExactNetwork(Matrix(A_star), Matrix(W), Matrix([[1], [1]])),
        T,
        Matrix(R),
        own,
    )
    rates = rule.matrix_rates.values(own)
    for found, expected, rate in zip((dA, dB, dW), literal, rates, strict=True):
        rows, columns = expected.shape
        assert found.tolist() == [
            [rate * expected[i, j] for j in range(columns)] for i in range(rows)
        ]


def test_an_update_on_sampled_inputs_has_the_rates() -> None:
    x = np.random.default_rng(1).normal(size=(5, 1, 3))
    student = Network(A=[[1.0, 2.0]], W=[[0.1, 0.3], [-0.2, 0.4]], B=[[1.0], [0.5]])
    teacher = Network(A=[[1.0]], W=[[0.5]], B=[[1.0]])
    R, own = np.array([[1.0, -2.0]]), {"w_hat": 0.3, "beta": 0.5, "gamma": 6.0}
    dA, dW, dB = sampled_update(RATED, student, teacher, x, R=R, parameters=own)
    plain = sampled_update(find_rule("rflo"), student, teacher, x, R=R, parameters={"w_hat": 0.3})
    assert np.array_equal(dA, plain[0])
    assert np.allclose(dW, 2 * plain[1])
    assert np.allclose(dB, plain[2] / 2)


def test_the_flow_is_that_of_one_rate_in_the_units(rated: Analysis) -> None:
    """Two integrations: with rates, and with one rate from the same start in the units."""
    own = {"w_hat": 0.4, "beta": 0.5, "gamma": 2.4, "a_hat": 0.7}
    units = units_of(rated)
    numbers = {"beta": Fraction(1, 2), "gamma": Fraction(12, 5)}
    a, b, time = (
        float(value_of(one, numbers, decimals(20))) for one in (units.a, units.b, units.time)
    )
    path = integrate_flow(rated, Mode(0.6, 0.4, 0.1), own, Mode(1.0, 0.8, 0.5), 3.0, 1e-11)
    there = integrate_flow(
        rated.alone(),
        Mode(0.6 / a, 0.4 / b, 0.1),
        {"w_hat": 0.4, "a_hat": 0.7 / a},
        Mode(1.0 / a, 0.8 / b, 0.5),
        3.0 / time,
        1e-11,
    )
    assert not np.allclose(path.end, Mode(0.6, 0.4, 0.1).vector(), atol=0.05)
    assert np.allclose(path.end, there.end * (a, b, 1.0), rtol=1e-7)


def test_a_mode_is_stable_here_where_it_is_not_with_one_rate() -> None:
    """Against the sign of the feedback the window depends on the rates; the Jacobian is of literal sums."""
    rule = LearningRule("fast-input", "Fast", "random", w_hat**m, rates={"B": Rational(1, 100)})
    place = {name: Fraction(x) for name, x in {"s": 1, "a_star": 1, "b_star": "1/5"}.items()}
    point = on_manifold(
        {**place, "w_star": Fraction(4, 5), "w_hat": Fraction(0), "a_hat": Fraction(-1, 10)}
    )
    analysis = analyse(rule)
    flow = LinearFlow.at(analysis, point)
    verdicts = []
    for one, optimal in (
        (flow, analysis.optimal),
        (flow.rated(rule.matrix_rates.values(point)), in_own_units(analysis)),
    ):
        trace, minors, _ = one.invariants()
        assert abs(flow.value(optimal.trace) - trace) < 1e-10
        assert abs(flow.value(optimal.determinant) - minors) < 1e-10
        verdicts.append((bool(trace < 0), bool(minors > 0)))
    assert verdicts[0] != verdicts[1]


def test_the_law_of_own_units_can_fail(rated: Analysis, monkeypatch: pytest.MonkeyPatch) -> None:
    assert laws.LAWS[1].check(Subject(rated)) > 3
    monkeypatch.setattr(laws, "in_own_units", lambda analysis: analysis.optimal)
    with pytest.raises(ProofError, match="in own units"):
        laws.LAWS[1].check(Subject(rated))


def test_the_law_of_units_can_fail(rated: Analysis, monkeypatch: pytest.MonkeyPatch) -> None:
    assert laws.LAWS[0].check(Subject(rated)) == 3
    monkeypatch.setattr(laws, "full_mean_update", lambda _, net, *__: (net.A, net.B, net.W))
    with pytest.raises(ProofError, match="Delta A in other units"):
        laws.LAWS[0].check(Subject(rated))


def test_it_is_told(rated: Analysis) -> None:
    sent = to_json(rated)
    found: Any = sent["matrix_rates"]
    assert found["rates"] == {"A": "1", "B": "beta", "W": "gamma/3"}
    assert found["units"]["time"] == "gamma/(3*beta)"
    assert dict(sent)["parameters"]["beta"] == "beta > 0"  # type: ignore[index,call-overload]
    assert "matrix_rates" not in to_json(analyse(find_rule("rflo")))


def test_every_command_takes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "slow_loop.py"
    file.write_text(FILE, encoding="utf-8")
    assert main(["derive", str(file)]) == 0
    shown = capsys.readouterr().out
    assert "1 for A, 1 for B and β for W" in shown
    assert "in units of one rate: the optimal manifold" in " ".join(shown.split())
    assert main(["derive", str(file), "--section", "stability"]) == 0
    assert "in which all matrices learn at one rate" in " ".join(capsys.readouterr().out.split())
    options = ["--parameter", "w_hat=0.5", "--seeds", "2", "--steps", "20", "--units", "4"]
    out = ["-o", str(tmp_path / "runs.parquet")]
    assert main(["simulate", str(file), *options, "--parameter", "beta=0.5", *out]) == 0
    capsys.readouterr()
    assert main(["simulate", str(file), *options, *out]) == 2
    assert "beta (beta > 0) and no value" in capsys.readouterr().err
    assert main(["explore", str(file), "-o", str(tmp_path / "page.html")]) == 2
    assert "learning rates of their own" in capsys.readouterr().err
    assert not (tmp_path / "page.html").exists()


@pytest.mark.slow
@pytest.mark.parametrize("rule", [RATED, LATE], ids=lambda one: one.name)
def test_the_laws_hold(rule: LearningRule) -> None:
    assert "own units" in str(run_rule_conformance(rule))


@pytest.mark.slow
def test_its_claims_are_proved() -> None:
    rule = LearningRule(
        "rated-bptt", "Rated", "symmetric", w**m, rates={"A": beta, "W": Integer(1) / 10}
    )
    claims = {one.id: one for one in claims_of(rule)}
    assert [one for one in claims if "gap" in claims[one].evidence] == []
    assert {"theory.matrix-rates", "rated-bptt.matrix-rates-stable"} <= {*claims}

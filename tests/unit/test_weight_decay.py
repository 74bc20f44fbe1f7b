"""Weight decay: what a rule may say, where modes rest, and that what comes after it works with it."""

from fractions import Fraction
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest
from sympy import Float, Integer, Rational

from symdyn import Analysis, LearningRule, analyse, find_rule, notation, parameter
from symdyn.claims.chain import claims_of
from symdyn.cli import main
from symdyn.codegen import export, load_module
from symdyn.errors import ProofError, RuleError
from symdyn.exact.matrices import Matrix
from symdyn.formula.latex import latex
from symdyn.formula.reading import read_line
from symdyn.notation import m, w, w_hat
from symdyn.report.wire import rule_to_json
from symdyn.simulation import Mode, Network, integrate_flow, mean_update
from symdyn.simulation.training.plan import definition
from symdyn.stages.setting.exact_networks import ExactNetwork, full_mean_update
from symdyn.stages.weight_decay import laws
from symdyn.stages.weight_decay.claims_any_kernel import rest
from symdyn.stages.weight_decay.data import data
from symdyn.stages.weight_decay.derive import Decayed, decayed
from symdyn.stages.weight_decay.tell import answers
from symdyn.testing import run_rule_conformance
from symdyn.testing.evaluation import decimals, value_of
from symdyn.testing.subject import Subject
from tests.judged import certificates, status_on_disk
from tests.soundness.certificates import second_status

Rows: TypeAlias = list[list[Any]]
xi = parameter("xi", 0, None)
RFLO = LearningRule(
    "decayed-rflo",
    "RFLO with decay",
    "random",
    w_hat**m,
    weight_decay={"A": xi, "B": Rational(2) * xi, "W": xi / 3},
)
BPTT = LearningRule(
    "decayed-bptt", "BPTT with decay", "symmetric", w**m, weight_decay={"A": xi, "B": xi}
)
SUMMED = LearningRule(
    "decayed-sum",
    "A sum of traces with decay",
    "symmetric",
    (3 * w_hat**m + (w * w_hat) ** m) / 4,
    weight_decay={"A": xi, "B": 3 * xi, "W": xi / 2},
)


@pytest.fixture(scope="module")
def bptt() -> Analysis:
    return analyse(BPTT)


@pytest.fixture(scope="module")
def rflo() -> Analysis:
    return analyse(RFLO)


@pytest.mark.parametrize(
    ("decay", "message"),
    [
        ({"B": -xi}, "the weight decay of B, -xi, is below 0"),
        ({"B": 0.5}, "decimal 0.5"),
        ({"B": Float("0.5")}, "decimal"),
        ({"C": 1}, "a weight decay is that of A, B or W"),
        ({"w": 1}, "did you mean W?"),
        ({"A": w_hat}, "not proved positive, because of w_hat"),
        ({"A": True}, "is no number"),
        (0.1, "no mapping"),
    ],
)
def test_a_decay_that_is_none_is_refused(decay: object, message: str) -> None:
    with pytest.raises(RuleError, match="rule my: ") as error:
        LearningRule("my", "My", "random", w_hat**m, weight_decay=decay)  # type: ignore[arg-type]
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_what_is_not_described_is_refused() -> None:
    with pytest.raises(RuleError, match="weight_decay and rates stand beside each other"):
        LearningRule("my", "My", "random", w_hat**m, rates={"W": 2}, weight_decay={"W": 1})
    with pytest.raises(
        RuleError, match="no credit, so that neither B nor W learns, beside weight_decay"
    ):
        LearningRule("my", "My", "random", 0, weight_decay={"W": 1})
    with pytest.raises(RuleError, match="two parameters named xi"):
        LearningRule("my", "My", "random", parameter("xi", 0, 1) ** m, weight_decay={"W": xi})


def test_a_decay_of_nothing_is_none() -> None:
    plain = LearningRule("my", "My", "random", w_hat**m, weight_decay={"A": 0})
    assert plain.decay.plain
    assert plain.alone() is plain
    assert RFLO.alone().decay.plain
    assert [one.name for one in RFLO.parameters] == ["a_hat", "w_hat", "xi"]
    assert definition(RFLO).endswith("weight decay A xi, B 2*xi, W xi/3")


@pytest.mark.parametrize("T", [1, 4])
def test_a_networks_update_is_the_literal_sum_and_what_decays(T: int) -> None:
    own = {"w_hat": Fraction(-1, 3), "xi": Fraction(2, 5)}
    A: Rows = [[1, 2]]
    W: Rows = [[0, Fraction(1, 3)], [Fraction(-1, 2), Fraction(1, 4)]]
    B: Rows = [[1], [-2]]
    A_star: Rows = [[2, Fraction(1, 2)]]
    B_star: Rows = [[1], [Fraction(1)]]
    R: Rows = [[1, -3]]
    student, teacher = Network(A=A, W=W, B=B), Network(A=A_star, W=W, B=B_star)
    dA, dW, dB = mean_update(RFLO, student, teacher, T=T, R=R, parameters=own)
    literal = full_mean_update(
        RFLO,
        ExactNetwork(Matrix(A), Matrix(W), Matrix(B)),
        ExactNetwork(Matrix(A_star), Matrix(W), Matrix([[1], [1]])),
        T,
        Matrix(R),
        own,
    )
    lost = (Fraction(2, 5), Fraction(4, 5), Fraction(2, 15))
    for found, expected, weights, decay in zip((dA, dB, dW), literal, (A, B, W), lost, strict=True):
        rows, columns = expected.shape
        assert found.tolist() == [
            [expected[i, j] + decay * weights[i][j] for j in range(columns)] for i in range(rows)
        ]


def _place(found: Decayed, values: dict[str, float]) -> float:
    """The s on the side of the feedback where the drift vanishes, by bisection of its formula."""
    low, high = 1e-3, 1e3

    def drift(s: float) -> float:
        return float(value_of(found.drift, {**values, "s": s}, decimals(20)))

    assert drift(low) < 0 < drift(high)
    for _ in range(80):
        middle = (low * high) ** 0.5
        low, high = (middle, high) if drift(middle) < 0 else (low, middle)
    return low


@pytest.mark.parametrize("rule", [RFLO, BPTT, SUMMED], ids=lambda one: one.name)
def test_the_flow_with_weak_decay_ends_where_it_is_said_to(rule: LearningRule) -> None:
    """Newton's steps on the exported flow; the rest off the manifold is that of first order, to second."""
    analysis = analyse(rule)
    found, module = decayed(analysis), load_module(export(analysis, "numpy"))
    off = []
    for size in (1e-3, 5e-4):
        own = {"w_hat": 0.4, "a_hat": 0.7, "xi": size}
        numbers = {**own, "c": 0.9, "w_star": 0.5}
        s = _place(found, numbers)
        given = (0.6, 1.5, 0.5, *(own[one.name] for one in rule.parameters))
        state = np.array([s, 0.9 / s, 0.5])
        for _ in range(30):
            state = state - np.linalg.solve(
                module.jacobian(*state, *given), np.array(module.flow(*state, *given))
            )
        assert np.abs(module.flow(*state, *given)).max() < 1e-12
        at = {**numbers, "s": s}
        decays = dict(zip("ABW", (float(x) for x in rule.decay.values(own, float)), strict=True))
        by_b, by_w, by_a, by_change = (
            float(value_of(one, at, decimals(20))) for one in (*found.of_w, *found.of_gain)
        )
        of_w = by_b * decays["B"] + by_w * decays["W"]
        of_gain = by_a * decays["A"] + by_change * of_w
        assert abs(of_w) > 1e-5
        assert of_gain < 0
        off.append((state[0] * state[1] - 0.9 - of_gain, state[2] - 0.5 - of_w, state[0] - s))
    first, second = np.abs(np.array(off))
    # Halving the decay divides what is left by four; the place along the manifold is of first order.
    assert np.all(second[:2] < 0.3 * first[:2] + 1e-12)
    assert second[2] < 0.6 * first[2] + 1e-12
    assert first[2] < 0.05


def test_weak_decay_of_bptt_balances_and_strong_decay_forgets(bptt: Analysis) -> None:
    """Two integrations: below the threshold |c| a mode rests balanced with a longer memory, above at 0."""
    start, teacher = Mode(1.4, 0.5, 0.1), Mode(1.0, 0.8, 0.5)
    kept = integrate_flow(bptt, start, {"xi": 0.05}, teacher, 400.0, 1e-10).end
    assert kept[0] == pytest.approx(kept[1], abs=1e-6)
    assert kept[2] > 0.5
    assert 0 < kept[0] * kept[1] < 0.8
    # The cubic that a balanced mode satisfies: c (w - w_star) = xi w (1 - w w_star)^2.
    assert 0.8 * (kept[2] - 0.5) == pytest.approx(
        0.05 * kept[2] * (1 - 0.5 * kept[2]) ** 2, abs=1e-7
    )
    forgotten = integrate_flow(bptt, start, {"xi": 1.7}, teacher, 60.0, 1e-10).end
    assert np.abs(forgotten[:2]).max() < 1e-6


def test_decay_of_one_matrix_alone_keeps_nothing_under_bptt() -> None:
    analysis = analyse(
        LearningRule("one", "One", "symmetric", w**m, weight_decay={"A": Rational(1, 10)})
    )
    assert str(decayed(analysis).conserved) == "-a**2/5"
    end = integrate_flow(analysis, Mode(1, 1, 0.5), {}, Mode(1, 1, 0.5), 200.0, 1e-9).end
    assert end[0] < 0.4
    assert end[1] > 2


@pytest.mark.parametrize(("place", "name"), [(0, "balances"), (1, "shares"), (2, "threshold")])
def test_the_laws_can_fail(
    bptt: Analysis, monkeypatch: pytest.MonkeyPatch, place: int, name: str
) -> None:
    subject = Subject(bptt)
    assert laws.LAWS[place].check(subject) > 2
    if name == "balances":
        wrong = (laws._DIFFERENCES[0] + w, *laws._DIFFERENCES[1:])
        monkeypatch.setattr(laws, "_DIFFERENCES", wrong)
    else:
        found = decayed(bptt)
        values: dict[str, Any] = (
            {"drift": found.drift + 1} if name == "shares" else {"threshold": found.threshold * 2}  # type: ignore[operator]
        )
        wrong_one = Decayed(**{**vars(found), **values})
        monkeypatch.setattr(laws, "decayed", lambda _: wrong_one)
    with pytest.raises(ProofError):
        laws.LAWS[place].check(subject)


def test_the_law_of_what_is_conserved_can_fail(
    rflo: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert laws.LAWS[3].check(Subject(rflo)) == 4
    monkeypatch.setattr(laws, "decay_of", lambda _: (xi, xi, xi))
    with pytest.raises(ProofError, match="change of what is conserved"):
        laws.LAWS[3].check(Subject(rflo))


def test_it_is_told(bptt: Analysis) -> None:
    found: Any = data(bptt)["weight_decay"]
    assert rule_to_json(BPTT)["weight_decay"] == {"decay": {"A": "xi", "B": "xi", "W": "0"}}
    assert found["threshold"] == "a_star**2*b_star**2/(1 - w*w_star)**2"
    assert len(found["rest"]) == 3
    assert data(analyse(find_rule("rflo"))) == {}
    assert "weight_decay" not in rule_to_json(find_rule("rflo"))


def test_every_command_takes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "my_decay.py"
    assert main(["new-rule", "my-decay", "--like", "weight-decay", "-o", str(file)]) == 0
    assert main(["derive", str(file)]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "no point of the optimal manifold rests" in shown
    assert "without decay: the optimal manifold" in shown
    assert main(["derive", str(file), "--section", "stability"]) == 0
    assert "without weight decay" in " ".join(capsys.readouterr().out.split())
    options = ["--parameter", "lambda_1=0.1", "--seeds", "2", "--steps", "20", "--units", "4"]
    assert main(["simulate", str(file), *options, "-o", str(tmp_path / "runs.parquet")]) == 0
    capsys.readouterr()
    assert main(["explore", str(file), "-o", str(tmp_path / "page.html")]) == 2
    assert "has weight decay" in capsys.readouterr().err
    assert main(["report", str(file), "rflo", "-o", str(tmp_path), "--no-pdf"]) == 2
    assert "report on it alone" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("rule", [RFLO, SUMMED], ids=lambda one: one.name)
def test_the_laws_hold(rule: LearningRule) -> None:
    assert "rest under decay" in str(run_rule_conformance(rule))


@pytest.mark.slow
def test_both_checkers_accept_its_claims(tmp_path: Path) -> None:
    claims = claims_of(BPTT)
    paths = certificates(tmp_path, claims)
    found = {one: x for one, x in status_on_disk(paths).items() if ".decay" in one}
    assert {"theory.decay-slow", "decayed-bptt.decay-rest", "decayed-bptt.decay-origin"} <= {*found}
    assert {*found.values()} == {"proved"}
    second = second_status(paths)
    assert {one: second[one] for one in found} == found


def test_where_the_recurrent_weight_alone_decays_a_memoryless_optimum_rests() -> None:
    """At w = w_star = 0 there is nothing to lose: the sentence excepts it, and the exact flow is 0 there."""
    rule = LearningRule("slow-loop", "W alone", "symmetric", w**m, weight_decay={"W": xi})
    (_, words), *_ = answers(analyse(rule))
    assert " but where " in words
    at = {
        notation.a: 2,
        notation.b: Rational(1, 2),
        notation.w: 0,
        notation.w_star: 0,
        notation.c: 1,
    }
    updates = analyse(rule).update.limit
    assert [updates[x].subs(at) for x in notation.STATE] == [0, 0, 0]
    (_, words), *_ = answers(analyse(RFLO))
    assert " but where " not in words


@pytest.mark.parametrize("decaying", ["A", "B", "W", "AB", "AW", "BW", "ABW"])
def test_where_a_mode_rests_is_read_back_whatever_decays(decaying: str) -> None:
    """With A alone an equation 0 = ... stood behind a comma: 0,\\ 0 is read as one number."""
    decays = [xi if name in decaying else Integer(0) for name in "ABW"]
    assert len(read_line(latex(rest(decays)))) > 1

"""A network whose units leak: what a rule may say of it, and that all that is derived is of that network."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sympy import Float, Integer, Rational

from symdyn import Analysis, LearningRule, analyse, find_rule, parameter
from symdyn.claims.chain import claims_of
from symdyn.cli import main
from symdyn.cli.new_rule import like_file
from symdyn.errors import ProofError, RuleError, SimulationError
from symdyn.notation import m, w, w_hat
from symdyn.report.wire import to_json
from symdyn.rules.hints import hint
from symdyn.simulation import LeakyNetwork, Mode, Network, leaky_mean_update, mean_update
from symdyn.simulation.training.plan import definition
from symdyn.stages.leak import laws
from symdyn.stages.leak.derive import own_weights
from symdyn.testing import run_rule_conformance
from symdyn.testing.subject import Subject

alpha, beta = parameter("alpha", 0, 1), parameter("beta", 0, None)
BPTT = LearningRule("leaky-bptt", "BPTT in a leaky network", "symmetric", w**m, leak=alpha)
RFLO = LearningRule("leaky-rflo", "RFLO in a leaky network", "random", (1 - alpha) ** m, leak=alpha)
E_PROP = LearningRule(
    "leaky-e-prop",
    "e-prop in a leaky network",
    "random",
    w**m,
    diagonal=True,
    leak=Rational(1, 5),
    rates={"B": beta, "W": 3},
)
A, W, B = [[1, 2]], [[0, Fraction(1, 3)], [Fraction(-1, 2), Fraction(1, 4)]], [[1], [-2]]
A_STAR, W_STAR, B_STAR = [[2, 1]], [[Fraction(1, 3), 0], [1, Fraction(-1, 2)]], [[1], [3]]
R = [[1, -3]]
LEAK = Fraction(1, 3)
TEACHERS = {
    "with the same leak": LeakyNetwork(A=A_STAR, W=W_STAR, B=B_STAR, leak=LEAK),
    "with another leak": LeakyNetwork(A=A_STAR, W=W_STAR, B=B_STAR, leak=Fraction(3, 4)),
    "without a leak": Network(A=A_STAR, W=W_STAR, B=B_STAR),
}
FILE = """
from symdyn import LearningRule, parameter
from symdyn.notation import m, w

alpha = parameter("alpha", 0, 1)
rule = LearningRule("leaky", "BPTT in a leaky network", "symmetric", w**m, leak=LEAK)
"""


@pytest.fixture(scope="module")
def rflo() -> Analysis:
    return analyse(RFLO)


@pytest.mark.parametrize(
    ("leak", "message"),
    [
        (0.2, "decimal; numbers are exact: write Rational(1, 5)"),
        (Float("0.5"), "is a decimal"),
        (1, "leave it out"),
        (0, "no number or parameter between 0 and 1"),
        (Rational(-1, 2), "no number or parameter between 0 and 1"),
        (Fraction(3, 2), "no number or parameter between 0 and 1"),
        (True, "no number or parameter"),
        ("alpha", "no number or parameter"),
        (1 - alpha, "no number or parameter"),
        (w_hat, "no number or parameter"),
        (beta, "has the domain beta > 0"),
        (parameter("rho", -1, 1), "has the domain -1 < rho < 1"),
    ],
)
def test_a_leak_that_is_none_is_refused(leak: Any, message: str) -> None:
    with pytest.raises(RuleError, match="rule my: leak ") as error:
        LearningRule("my", "My", "symmetric", w**m, leak=leak)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_a_parameter_has_one_domain_and_one_meaning() -> None:
    small = parameter("alpha", 0, Rational(1, 2))
    with pytest.raises(RuleError, match="two parameters named alpha"):
        LearningRule("my", "My", "symmetric", (alpha * w) ** m, leak=small)
    with pytest.raises(RuleError, match="two parameters named alpha"):
        LearningRule("my", "My", "symmetric", w**m, leak=small, rates={"W": alpha})
    omega = parameter("omega", 0, 1)
    with pytest.raises(RuleError, match="eigenvalue of the network's own recurrent weights"):
        LearningRule("my", "My", "symmetric", (omega * w) ** m, leak=alpha)
    assert LearningRule("my", "My", "symmetric", (omega * w) ** m).leak is None
    assert RFLO.meaning(RFLO.parameters[-1]) == "leak of the units"
    assert E_PROP.meaning(E_PROP.parameters[-1]) == "parameter of a learning rate"


def test_the_rates_have_the_square_of_the_leak() -> None:
    assert BPTT.matrix_rates.all == (1, alpha**2, alpha**2)
    assert E_PROP.matrix_rates.all == (1, beta / 25, Rational(3, 25))
    assert [one.name for one in BPTT.own_parameters] == ["alpha"]
    assert "leak alpha, rates A 1, B alpha**2, W alpha**2" in definition(BPTT)
    assert BPTT.in_units() == LearningRule("leaky-bptt", BPTT.title, "symmetric", w**m)


def test_a_kernel_that_leaks_is_hinted_at() -> None:
    pole = (1 - alpha) + alpha * w
    alone = LearningRule("my", "My", "symmetric", alpha * pole**m)
    assert "give the rule leak=alpha, with which w is the pole and the kernel w**m" in hint(alone)
    twice = LearningRule("my", "My", "symmetric", pole**m, leak=alpha)
    assert "w is the pole already" in hint(twice)
    assert [hint(one) for one in (BPTT, RFLO, E_PROP, find_rule("rflo"))] == [""] * 4


def test_the_own_weights_are_those_of_the_pole(rflo: Analysis) -> None:
    own = own_weights(rflo)
    at = {"alpha": Rational(1, 3), "w": Rational(1, 5), "b": Integer(2)}
    assert own.recurrent.subs(at) == Rational(-7, 5)
    assert own.input.subs(at) == 6
    assert own.lowest.subs(at) == -5
    with pytest.raises(RuleError, match="rule rflo has no leak; give it leak=alpha"):
        own_weights(analyse(find_rule("rflo")))


def _loss(net: LeakyNetwork, teacher: LeakyNetwork | Network, T: int) -> Fraction:
    """L_T = 1/2 sum_k (A h_k - y_k)^2 over responses to one impulse, stepped with the leak: one input."""
    found = Fraction(0)
    h, g = np.zeros((2, 1), dtype=object), np.zeros((2, 1), dtype=object)
    for k in range(T):
        h = (1 - net.leak) * h + net.leak * (net.W @ h + (net.B if k == 0 else 0 * net.B))
        drive = teacher.W @ g + (teacher.B if k == 0 else 0 * teacher.B)
        g = (
            (1 - teacher.leak) * g + teacher.leak * drive
            if isinstance(teacher, LeakyNetwork)
            else drive
        )
        found += (net.A @ h - teacher.A @ g)[0, 0] ** 2 / 2
    return found


def _derivative(values: list[Fraction]) -> Fraction:
    """The derivative at 0 of the polynomial with these values at -4, ..., 4; its degree is at most 8."""
    points = range(-4, 5)
    total = Fraction(0)
    for at, value in zip(points, values, strict=True):
        if at == 0:
            continue  # the points are symmetric, so that the value at 0 has no weight
        weight = Fraction(1)
        for other in points:
            if other != at:
                weight /= at - other
            if other not in (at, 0):
                weight *= -other
        total += weight * value
    return total


@pytest.mark.parametrize("teacher", TEACHERS.values(), ids=TEACHERS)
def test_bptt_follows_the_gradient_with_respect_to_the_own_weights(
    teacher: LeakyNetwork | Network,
) -> None:
    """The loss is a polynomial in each weight, so that its slope is exact by interpolation."""
    T = 5
    given = {"A": A, "W": W, "B": B}

    def moved(name: str, i: int, j: int, by: int) -> LeakyNetwork:
        held = {key: [[Fraction(x) for x in row] for row in value] for key, value in given.items()}
        held[name][i][j] += by
        return LeakyNetwork(**held, leak=LEAK)

    student = LeakyNetwork(A=A, W=W, B=B, leak=LEAK)
    found = leaky_mean_update(BPTT, student, teacher, T=T, parameters={"alpha": LEAK})
    for name, update in zip("AWB", found, strict=True):
        for (i, j), value in np.ndenumerate(update):
            losses = [_loss(moved(name, i, j, by), teacher, T) for by in range(-4, 5)]
            assert value == _derivative(losses), name


@pytest.mark.parametrize("teacher", TEACHERS.values(), ids=TEACHERS)
@pytest.mark.parametrize("T", [1, 4])
def test_leaky_rflo_is_murrays_trace(teacher: LeakyNetwork | Network, T: int) -> None:
    """Traces p -> (1 - alpha) p + alpha h, stepped with the network; the mean is over impulses."""
    student = LeakyNetwork(A=A, W=W, B=B, leak=LEAK)
    own: dict[str, float | Fraction] = {"alpha": LEAK}
    _, dW, dB = leaky_mean_update(RFLO, student, teacher, T=T, R=R, parameters=own)
    literal_W, literal_B = np.zeros((2, 2), dtype=object), np.zeros((2, 1), dtype=object)
    leak = teacher.leak if isinstance(teacher, LeakyNetwork) else Fraction(1)
    back = np.array(R, dtype=object).T
    for start in range(T):
        h = g = p = np.zeros((2, 1), dtype=object)
        q = np.zeros((1, 1), dtype=object)
        for t in range(T):
            x = np.array([[int(t == start)]], dtype=object)
            p, q = (1 - LEAK) * p + LEAK * h, (1 - LEAK) * q + LEAK * x
            h = (1 - LEAK) * h + LEAK * (student.W @ h + student.B @ x)
            g = (1 - leak) * g + leak * (teacher.W @ g + teacher.B @ x)
        error = student.A @ h - teacher.A @ g
        literal_W = literal_W + back @ error @ p.T
        literal_B = literal_B + back @ error @ q.T
    assert (dW == literal_W).all()
    assert (dB == literal_B).all()


@pytest.mark.parametrize("rule", [BPTT, RFLO, E_PROP], ids=lambda one: one.name)
def test_the_network_without_a_leak_changes_leak_times_as_much(rule: LearningRule) -> None:
    leak = Fraction(1, 5) if rule is E_PROP else LEAK
    values = {"alpha": leak, "beta": Fraction(2, 7)}
    own = {one.name: values[one.name] for one in rule.own_parameters}
    student, teacher = LeakyNetwork(A=A, W=W, B=B, leak=leak), TEACHERS["without a leak"]
    dA, dW, dB = leaky_mean_update(rule, student, teacher, T=4, R=R, parameters=own)
    found = mean_update(rule, student.without_leak(), teacher, T=4, R=R, parameters=own)
    for one, expected in zip(found, (dA, leak * dW, leak * dB), strict=True):
        assert (one == expected).all()
    if rule is E_PROP:
        plain = LearningRule("plain", "Plain", "random", w**m, diagonal=True, leak=Rational(1, 5))
        without = leaky_mean_update(plain, student, teacher, T=4, R=R)
        assert (dW == 3 * without[1]).all()
        assert (dB == Fraction(2, 7) * without[2]).all()


def test_a_step_of_both_networks_is_the_same_network() -> None:
    """In float64: after a step of their own weights the leaky network is still the other's."""
    student = LeakyNetwork(A=[[1.0]], W=[[0.4]], B=[[2.0]], leak=0.25)
    teacher, own = Network(A=[[1.0]], W=[[0.5]], B=[[1.0]]), {"alpha": 0.25}
    dA, dW, dB = leaky_mean_update(BPTT, student, teacher, T=6, parameters=own)
    stepped = LeakyNetwork(A=student.A - dA, W=student.W - dW, B=student.B - dB, leak=0.25)
    pole = student.without_leak()
    dA, dW, dB = mean_update(BPTT, pole, teacher, T=6, parameters=own)
    assert np.allclose(stepped.without_leak().W, pole.W - dW, atol=1e-14)
    assert np.allclose(stepped.without_leak().B, pole.B - dB, atol=1e-14)
    assert Mode(1.0, 0.5, float(pole.W[0, 0])).w == pytest.approx(0.85)


def test_what_does_not_leak_alike_is_refused() -> None:
    student, teacher = LeakyNetwork(A=A, W=W, B=B, leak=LEAK), TEACHERS["without a leak"]
    for rule, parameters, message in (
        (find_rule("bptt"), {}, "has no leak; give it leak="),
        (
            BPTT,
            {"alpha": Fraction(1, 2)},
            "leaks by 1/3 and rule leaky-bptt by 1/2; make them equal",
        ),
        (E_PROP, {"beta": Fraction(1)}, "by 1/5"),
        (BPTT, {}, "rule leaky-bptt has \\['alpha'\\]"),
    ):
        with pytest.raises(SimulationError, match=message):
            leaky_mean_update(rule, student, teacher, T=2, parameters=parameters)
    for leak, message in ((1, "not between"), (0.5, "Fraction"), (True, "not between")):
        with pytest.raises(SimulationError, match=message):
            LeakyNetwork(A=A, W=W, B=B, leak=leak)
    with pytest.raises(SimulationError, match="is run alone"):
        LeakyNetwork(A=[A], W=W, B=B, leak=LEAK)
    with pytest.raises(SimulationError, match="expected a LeakyNetwork"):
        leaky_mean_update(
            BPTT,
            student.without_leak(),
            teacher,
            T=2,
            parameters={"alpha": LEAK},  # type: ignore[arg-type]
        )


def test_the_laws_of_the_leak_can_fail(rflo: Analysis, monkeypatch: pytest.MonkeyPatch) -> None:
    subject = Subject(rflo)
    assert [law.check(subject) for law in laws.LAWS] == [4, 9]
    monkeypatch.setattr(laws, "kernel_as_written", lambda *given: [Fraction(1)] * given[-1])
    with pytest.raises(ProofError, match="Delta psi"):
        laws.LAWS[0].check(subject)
    monkeypatch.setattr(laws, "leaky_mean_update", lambda _, net, *__, **___: (net.A, net.W, net.B))
    with pytest.raises(ProofError, match="the literal Delta A of the network that leaks differs"):
        laws.LAWS[1].check(subject)


def test_it_is_told(rflo: Analysis) -> None:
    sent: Any = to_json(rflo, "leak")
    assert sent["leak"] == {
        "leak": "alpha",
        "omega": "(alpha - 1 + w)/alpha",
        "psi": "b/alpha",
        "lowest": "1 - 2/alpha",
    }
    assert sent["symbols"]["w"] == "pole of the mode: 1 - leak + leak*omega"
    assert sent["matrix_rates"]["rates"] == {"A": "1", "B": "alpha**2", "W": "alpha**2"}
    assert sent["parameters"]["alpha"] == "0 < alpha < 1"
    assert "leak" not in to_json(analyse(find_rule("rflo")), "leak")


@pytest.mark.slow
def test_every_command_takes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = _written(tmp_path, "alpha")
    assert main(["derive", str(file)]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "the units leak by α; w is a mode's pole and ω the eigenvalue" in shown
    assert "w = 1 − α + α ω" in shown
    assert main(["derive", str(file), "--section", "setting"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "hₜ₊₁ = (1 − α) hₜ + α (Ω hₜ + Ψ xₜ)" in shown
    assert "1 for A, α² for B and α² for W" in shown
    assert main(["export", str(file), "--target", "numpy", "-o", str(tmp_path / "out.py")]) == 0
    options = [
        "--seeds",
        "2",
        "--steps",
        "20",
        "--units",
        "4",
        "-o",
        str(tmp_path / "runs.parquet"),
    ]
    assert main(["simulate", str(file), *options, "--parameter", "alpha=0.5"]) == 0
    capsys.readouterr()
    assert main(["simulate", str(file), *options]) == 2
    assert "alpha (0 < alpha < 1) and no value" in capsys.readouterr().err
    assert main(["explore", str(file), "-o", str(tmp_path / "page.html")]) == 2
    assert "without rates= and leak=" in capsys.readouterr().err
    assert main(["derive", str(_written(tmp_path, "0.2"))]) == 2
    assert "write Rational(1, 5) for 0.2" in capsys.readouterr().err


@pytest.mark.slow
def test_a_number_is_told_as_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = _written(tmp_path, "Rational(1, 5)")
    assert main(["derive", str(file), "--section", "leak"]) == 0
    assert "Back from these, ω = 5 w − 4 and ψ = 5 b" in " ".join(capsys.readouterr().out.split())


def test_a_file_of_it_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.py"
    assert main(["new-rule", "mine", "--like", "leaky", "-o", str(file)]) == 0
    found = find_rule(str(file))
    assert found == replace(RFLO, name="mine", title="Mine", references=found.references)
    assert found.references[0].startswith("J. M. Murray, Local online learning")
    again = tmp_path / "again.py"
    assert main(["new-rule", "again", "--like", str(file), "-o", str(again)]) == 0
    assert find_rule(str(again)) == replace(found, name="again", title="Again")
    text = like_file("fifth", str(_written(tmp_path, "Rational(1, 5)")))
    assert "leak=Rational(1, 5)," in text
    capsys.readouterr()
    assert main(["rules"]) == 0
    assert "leaky RFLO: units that leak" in capsys.readouterr().out


def _written(folder: Path, leak: str) -> Path:
    """A rule file with this leak."""
    file = folder / "leaky.py"
    text = FILE.replace("LEAK", leak)
    file.write_text(f"from sympy import Rational\n{text}", encoding="utf-8")
    return file


@pytest.mark.slow
@pytest.mark.parametrize("rule", [BPTT, RFLO, E_PROP], ids=lambda one: one.name)
def test_the_laws_hold(rule: LearningRule) -> None:
    assert "leak of a network" in str(run_rule_conformance(rule))


@pytest.mark.slow
def test_its_claims_are_proved() -> None:
    claims = {one.id: one for one in claims_of(BPTT)}
    assert [one for one in claims if "gap" in claims[one].evidence] == []
    assert {"leaky-bptt.leak-gradient", "leaky-bptt.leak-update"} <= {*claims}

"""Parameters of which each hidden unit has its own: diagonal matrices, by literal sums and both checkers."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from sympy import Symbol

from symdyn import LearningRule, analyse, convolve, parameter
from symdyn.checker.files import check_files
from symdyn.claims.claim import Claim
from symdyn.claims.ledger import Ledger
from symdyn.claims.stated import written
from symdyn.errors import RuleError, SimulationError
from symdyn.exact.matrices import Matrix
from symdyn.notation import m, tau, w, w_hat
from symdyn.simulation import Network, mean_update
from symdyn.stages.alignment import claims as alignment
from symdyn.stages.alignment.derive import align
from symdyn.stages.cross_modes import laws as pair_laws
from symdyn.stages.invariants.network import network_identity
from symdyn.stages.rank import claims as rank
from symdyn.stages.rank.derive import rank_bounds
from symdyn.stages.setting import claims as setting
from symdyn.stages.setting.exact_networks import ExactNetwork, full_mean_update
from symdyn.testing import run_rule_conformance
from symdyn.testing.conformance import all_laws
from symdyn.testing.subject import Subject
from tests.judged import certificates
from tests.literal_sums.matrices import diagonal_matrix, power, product, times
from tests.literal_sums.updates import drawn, literal_update
from tests.second_checker.files import check_files as check_again

gamma = parameter("gamma", 0, 1)
KERNL = LearningRule("kernl", "KeRNL", "random", w_hat**m, per_unit=(w_hat,))
LEAKY = LearningRule("leaky", "Leaks", "random", (w_hat * w) ** m, diagonal=True, per_unit=(w_hat,))
TWO = LearningRule(
    "two", "Two", "symmetric", (w_hat**m + m * (1 - gamma) ** m) / 2, per_unit=(w_hat, gamma)
)
FILTERED = LearningRule(
    "one-filtered", "Filtered", "random", convolve(w_hat**m, gamma**m), per_unit=(w_hat,)
)
RULES = {one.name: one for one in (KERNL, LEAKY, TWO, FILTERED)}
DECAYS = [Fraction(1, 2), Fraction(-1, 3), Fraction(1, 5)]
LEAKS = [Fraction(1, 4), Fraction(2, 3), Fraction(1, 7)]


def of_units(values, lag):
    return power(diagonal_matrix(values), lag)


def filtered(lag):
    parts = [times(LEAKS[0] ** (lag - k), of_units(DECAYS, k)) for k in range(lag + 1)]
    return [[sum(one[i][j] for one in parts) for j in range(3)] for i in range(3)]


def mixed(lag):
    other = of_units([1 - x for x in LEAKS], lag)
    rows = zip(of_units(DECAYS, lag), times(Fraction(lag), other), strict=True)
    return [[(x + y) / 2 for x, y in zip(p, q, strict=True)] for p, q in rows]


LITERAL = {
    "kernl": lambda _, lag: of_units(DECAYS, lag),
    "leaky": lambda J, lag: product(of_units(DECAYS, lag), power(J, lag)),
    "two": lambda _, lag: mixed(lag),
    "one-filtered": lambda _, lag: filtered(lag),
}
VALUES = {
    "kernl": {"w_hat": DECAYS},
    "leaky": {"w_hat": DECAYS},
    "two": {"w_hat": DECAYS, "gamma": LEAKS},
    "one-filtered": {"w_hat": DECAYS, "gamma": LEAKS[0]},
}


@pytest.mark.parametrize("name", RULES)
def test_networks_learn_by_the_literal_sums(name: str) -> None:
    networks, R = drawn(5, (3, 2, 2), 3)
    expected = literal_update(RULES[name], LITERAL[name], networks, 4, R)
    pair = [Network(A=A, W=W, B=B) for A, W, B in networks]
    found = mean_update(RULES[name], *pair, T=4, R=R, parameters=VALUES[name])
    assert [one.tolist() for one in found] == [list(map(list, one)) for one in expected]
    exact = [ExactNetwork(*map(Matrix, one)) for one in networks]
    values = {
        f"{key}_{k}" if isinstance(given, list) else key: x
        for key, given in VALUES[name].items()
        for k, x in enumerate(given if isinstance(given, list) else [given], start=1)
    }
    dA, dB, dW = full_mean_update(RULES[name], *exact, 4, Matrix(R), values)
    assert (dA, dW, dB) == tuple(map(Matrix, expected))


def test_long_sequences_in_float64() -> None:
    generator = np.random.default_rng(3)
    shapes = ((2, 4), (4, 4), (4, 3))
    pair = [
        Network(**{k: generator.normal(size=s) / 4 for k, s in zip("AWB", shapes, strict=True)})
        for _ in range(2)
    ]
    R = generator.normal(size=(2, 4))
    given = {"w_hat": [0.9, -0.5, 0.1, 0.7]}
    limit = mean_update(KERNL, *pair, R=R, parameters=given)
    long = mean_update(KERNL, *pair, R=R, T=400, parameters=given)
    for one, other in zip(limit, long, strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-13)
    alike = mean_update(KERNL, *pair, R=R, parameters={"w_hat": [0.5] * 4})
    rflo = mean_update(replace(KERNL, per_unit=()), *pair, R=R, parameters={"w_hat": 0.5})
    for one, other in zip(alike, rflo, strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-15)


def test_values_that_do_not_fit_are_refused() -> None:
    net = Network(A=[[1.0, 1.0]], W=[[0.1, 0.0], [0.0, 0.2]], B=[[1.0], [1.0]])
    for given, told in (([0.1], "1 values of w_hat"), ([0.1, 2], "w_hat_2 = 2 is outside")):
        with pytest.raises(SimulationError, match=told):
            mean_update(KERNL, net, net, R=[[1.0, 1.0]], parameters={"w_hat": given})
    rflo = replace(KERNL, per_unit=())
    with pytest.raises(SimulationError, match="is outside its domain"):
        mean_update(rflo, net, net, R=[[1.0, 1.0]], parameters={"w_hat": [0.1, 0.2]})


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"per_unit": [w_hat]}, "is no tuple"),
        ({"per_unit": (w_hat, w_hat)}, "names a parameter twice"),
        ({"per_unit": (gamma,)}, "no parameter of the kernel"),
        ({"per_unit": (m,)}, "no parameter of the kernel"),
        ({"kernel": (w * w_hat) ** m}, "write diagonal=True"),
        ({"kernel": w_hat**m + w**m}, "write diagonal=True"),
        ({"kernel": gamma**m, "per_unit": (gamma,), "rates": {"W": gamma}}, "a rate is one number"),
        (
            {"kernel": (gamma * parameter("gamma_1", 0, 1)) ** m, "per_unit": (gamma,)},
            "have the name of another parameter",
        ),
    ],
)
def test_what_no_unit_can_have_is_refused(change: dict[str, object], told: str) -> None:
    with pytest.raises(RuleError, match=told):
        replace(KERNL, **change)  # type: ignore[arg-type]


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_modes_learn_alone_for_unit_bases_only(rule: LearningRule) -> None:
    found = align(rule)
    assert found.reduces == "only P = I"
    found.verify()
    assert found.counterexample is not None
    plain = align(replace(rule, per_unit=(), diagonal=False))
    assert plain.reduces == "every basis"
    assert found.modal == plain.modal


@pytest.mark.parametrize(
    ("feedback", "horizon", "bounds"),
    [
        ("random", None, ("n", "Min(n, i)")),
        ("random", 1, ("o", "o")),
        ("random", 3, ("Min(n, 3*o)", "Min(n, i, 3*o)")),
        ("random", tau, ("Min(n, o*tau)", "Min(n, i, o*tau)")),
        ("symmetric", 3, ("Min(n, 3*Z*o)", "Min(n, i, 3*Z*o)")),
        ("symmetric", tau, ("Min(n, Z*o*tau)", "Min(n, i, Z*o*tau)")),
    ],
)
def test_ranks(feedback: str, horizon: int | Symbol | None, bounds: tuple[str, str]) -> None:
    rule = LearningRule("k", "K", feedback, w_hat**m, horizon=horizon, per_unit=(w_hat,))
    found = rank_bounds(rule)
    found.verify()
    assert (found.recurrent.bound, found.input.bound) == bounds
    reached = [one.witness or one.sharpness for one in (found.recurrent, found.input)]
    for one, instance in zip((found.recurrent, found.input), reached, strict=True):
        assert one.proved
        assert instance is not None
        instance.verify()


def test_what_a_network_keeps_changes_by_squares_alone() -> None:
    """Q = W W^T - D W - W^T D + B B^T - R^T A - A^T R after a step: eta^2 (dW dW^T + dB dB^T) more."""
    identity = network_identity(KERNL)
    assert identity is not None
    assert identity.own == (("w_hat", 1),)
    assert identity.conserved
    (student, teacher), R = drawn(8, (3, 1, 2), 3)
    D, F, eta = Matrix.diagonal(DECAYS, 3, 3), Matrix(R).transpose(), Fraction(1, 3)
    values = {f"w_hat_{k}": x for k, x in enumerate(DECAYS, start=1)}
    here, there = (ExactNetwork(*map(Matrix, one)) for one in (student, teacher))
    dA, dB, dW = full_mean_update(KERNL, here, there, 5, Matrix(R), values)

    def kept(net: ExactNetwork) -> Matrix:
        half = D @ net.W + F @ net.A
        return net.W @ net.W.transpose() + net.B @ net.B.transpose() - half - half.transpose()

    after = ExactNetwork(here.A - dA.scale(eta), here.W - dW.scale(eta), here.B - dB.scale(eta))
    squares = (dW @ dW.transpose() + dB @ dB.transpose()).scale(eta**2)
    assert kept(after) - kept(here) == squares
    assert squares != Matrix.zero(3, 3)
    assert network_identity(LEAKY) is None


@pytest.mark.slow
def test_two_modes_are_coupled_by_the_decay_of_the_first() -> None:
    (law,) = pair_laws.LAWS
    assert law.check(Subject(analyse(KERNL))) >= 3


@pytest.mark.slow
@pytest.mark.parametrize("name", ["kernl", "two"])
def test_every_law_holds(name: str) -> None:
    report = run_rule_conformance(RULES[name])
    held = {outcome.law for outcome in report.outcomes}
    assert held | set(report.not_about) == {law.name for law in all_laws()}
    assert {"alignment", "two modes", "rank", "stability", "finite update"} <= held


def on_matrices(rule: LearningRule) -> list[Claim]:
    """The claims on the rule's matrices alone: that modes learn alone, and on ranks."""
    ledger = Ledger(analyse(rule))
    for part in (setting, alignment, rank):
        part.claims(ledger)
    found = []
    for stated in ledger.stated.values():
        evidence = stated.evidence() if callable(stated.evidence) else stated.evidence
        claim = replace(stated.claim, evidence=written(evidence))
        if claim.kind in {"definition", "mode", "rank"}:
            found.append(replace(claim, assumptions=()) if claim.kind != "definition" else claim)
    return found


@pytest.mark.parametrize(
    "rule", [KERNL, replace(KERNL, horizon=3), FILTERED], ids=lambda one: one.name
)
def test_both_checkers_accept_its_claims(rule: LearningRule, tmp_path: Path) -> None:
    files = certificates(tmp_path, on_matrices(rule))
    shown = {path.stem: json.loads(path.read_text("utf-8")) for path in files}
    if rule.name == "kernl":
        kernel = r"K_{m} := \left(\operatorname{diag}\left(\hat{w}\right)\right)^{m}"
        assert kernel in shown["kernl.modes"]["matrices"]
    for found in (check_files, check_again):
        statuses = {one.id.partition(".")[2]: one.status for one in found(files)}
        assert {statuses[x] for x in ("modes", "rank-w", "rank-b")} == {"proved"}
        assert {statuses[x] for x in ("rotated", "rank-w-less", "rank-b-less")} == {"refuted"}

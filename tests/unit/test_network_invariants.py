"""What a full network conserves, against steps that are taken and against matrices written out here."""

from dataclasses import replace
from fractions import Fraction
from functools import reduce
from typing import Any

import pytest

from symdyn import find_rule
from symdyn.claims.statements import Statements
from symdyn.errors import ProofError
from symdyn.exact.matrices import Matrix
from symdyn.formula.latex import latex
from symdyn.formula.nodes import Relation
from symdyn.formula.reading import read as read_tree
from symdyn.stages.invariants import laws, laws_network
from symdyn.stages.invariants.network import network_identity
from symdyn.stages.invariants.network_words import network_quantity
from symdyn.stages.setting.exact_networks import ExactNetwork, TrainingRun, full_mean_update
from symdyn.testing.subject import Subject
from tests.derived import derived


def network(number: int) -> ExactNetwork:
    def matrix(rows: int, columns: int, seed: int) -> Matrix:
        return Matrix(
            [Fraction((3 * i + 5 * j + seed) % 7 - 3, 5 + i + j) for j in range(columns)]
            for i in range(rows)
        )

    return ExactNetwork(matrix(2, 3, number), matrix(3, 3, number + 1), matrix(3, 2, number + 2))


def balance(name: str, found: ExactNetwork, R: Matrix, values: dict[str, Fraction]) -> Matrix:
    """What a network conserves, by hand for each rule."""
    A, W, B, At = found.A, found.W, found.B, found.A.transpose()
    Wt, unit = W.transpose(), Matrix.identity(3)
    whole = W @ Wt + B @ B.transpose()
    own = {
        "bptt": Wt @ W,
        "feedback-alignment": Wt @ W,
        "decayed-rtrl": (Wt @ W).scale(values["gamma"]),
        "tbptt": unit - unit,
        "rflo": (W + Wt).scale(values["w_hat"]),
        "rflo-symmetric": (W + Wt).scale(values["w_hat"]),
    }[name]
    feedback = At @ A if find_rule(name).symmetric else R.transpose() @ A + At @ R
    return whole - own - feedback


@pytest.mark.parametrize(
    "name", ["bptt", "feedback-alignment", "decayed-rtrl", "tbptt", "rflo", "rflo-symmetric"]
)
def test_a_network_that_is_not_aligned_conserves_a_matrix(name: str) -> None:
    """The change under a step has no first order: it is four times as large for twice the step."""
    found = network_identity(find_rule(name))
    assert found is not None
    assert found.conserved
    student, teacher, R = network(1), network(5), network(3).A
    values = {"gamma": Fraction(1, 3), "w_hat": Fraction(-2, 5)}
    start = balance(name, student, R, values)
    changes = []
    for eta in (Fraction(1, 3), Fraction(2, 3)):
        run = TrainingRun(find_rule(name), student, teacher, 4, R, values, eta)
        changes.append(balance(name, run.result(), R, values) - start)
    assert changes[1] == changes[0].scale(4)
    assert any(x for row in changes[0].entries for x in row)


@pytest.mark.parametrize("name", ["bptt", "rflo"])
def test_the_second_order_of_a_step_is_what_is_stated(name: str) -> None:
    """The right-hand side of the claim at matrices, against a step that is taken."""
    rule, eta = find_rule(name), Fraction(1, 3)
    student, teacher, R = network(1), network(5), network(3).A
    values = {"gamma": Fraction(1, 3), "w_hat": Fraction(-2, 5)}
    dA, dB, dW = full_mean_update(rule, student, teacher, 4, R, values)
    run = TrainingRun(rule, student, teacher, 4, R, values, eta)
    gained = balance(name, run.result(), R, values) - balance(name, student, R, values)
    known = {r"\DeltaA": dA, r"\DeltaB": dB, r"\DeltaW": dW, r"\eta": Matrix.identity(3).scale(eta)}
    stated = Statements.of(derived(name)).line("network-kept")
    assert isinstance(stated, Relation)
    assert at_matrices(read_tree(latex(stated.right)), known) == gained


def at_matrices(node: tuple[Any, ...], known: dict[str, Matrix]) -> Matrix:
    """A word at matrices; a number is a multiple of I."""
    if node[0] in {"name", "number"}:
        return known[node[1]] if node[0] == "name" else Matrix.identity(3).scale(Fraction(node[1]))
    parts = [at_matrices(one, known) for one in node[1:] if isinstance(one, tuple)]
    if node[0] == "^":
        return reduce(Matrix.__matmul__, parts[:1] * node[2][1])
    if node[0] == "top":
        return parts[0].transpose()
    if node[0] == "neg":
        return parts[0].scale(Fraction(-1))
    return reduce({"*": Matrix.__matmul__, "+": Matrix.__add__}[node[0]], parts)


def test_networks_are_stated_to_conserve_a_matrix_where_they_do() -> None:
    for name in ("tbptt-tau", "tbptt-2", "readout-only"):
        assert network_identity(find_rule(name)) is None
    for name in ("e-prop", "e-prop-symmetric"):
        found = network_identity(find_rule(name))
        assert found is not None
        assert not found.conserved
    shown = {
        "bptt": r"W W^{\top} - W^{\top} W + B B^{\top} - A^{\top} A",
        "rflo": r"W W^{\top} - \hat{w} (W + W^{\top}) + B B^{\top} - (R^{\top} A + A^{\top} R)",
    }
    for name, text in shown.items():
        found = network_identity(find_rule(name))
        assert found is not None
        assert latex(network_quantity(found)) == text


def test_words_that_do_not_agree_are_refused() -> None:
    true = network_identity(find_rule("rflo"))
    assert true is not None
    following = next(one for one in true.steps if one.name == "K_(m+1)")
    with pytest.raises(ProofError, match="is not"):
        replace(following, right=following.left + following.right).verify()


def test_a_wrong_propagator_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    true = network_identity(find_rule("rflo-symmetric"))
    assert true is not None
    wrong = replace(true, factor=-2 * true.factor - 1)
    monkeypatch.setattr(laws_network, "network_identity", lambda _: wrong)
    with pytest.raises(ProofError, match="of a network is"):
        laws.LAWS[0].check(Subject(derived("rflo-symmetric")))

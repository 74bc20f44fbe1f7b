"""Credit through diag(W) in other bases: exact updates and Jacobians of full networks of fractions, T -> infinity."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction as Q
from typing import Any

import numpy as np
import pytest

from symdyn import LearningRule, analyse, notation
from symdyn.claims.chain import claims_of
from symdyn.claims.statements import Statements
from symdyn.errors import ProofError
from symdyn.report.answers import told_sections
from symdyn.report.wire import to_json
from symdyn.rules.registry import all_rules
from symdyn.simulation import Network, mean_update, network_jacobian
from symdyn.stages.other_bases import laws
from symdyn.stages.other_bases.derive import level_basis, level_rule, other_bases
from symdyn.testing.evaluation import value_of
from symdyn.testing.subject import Subject
from tests.derived import derived
from tests.selection import slow_but

RULES = [entry.rule.name for entry in all_rules()]
TOLD = ["e-prop", "e-prop-symmetric", "e-prop-filtered"]
OWN = {"e-prop-filtered": {"gamma": Q(1, 3)}}
TURNS = [(Q(3, 5), Q(4, 5)), (Q(-12, 13), Q(5, 13))]


def exact(entries: Any) -> np.ndarray:
    return np.array(entries, dtype=object)


def diagonal(values: Sequence[Q]) -> np.ndarray:
    return exact(
        [[x if i == j else Q(0) for j in range(len(values))] for i, x in enumerate(values)]
    )


def network(a: np.ndarray, w: np.ndarray, b: np.ndarray, P: np.ndarray) -> Network:
    return Network(A=a @ P.T, W=P @ w @ P.T, B=P @ b)


@pytest.mark.parametrize("name", slow_but(["e-prop", "bptt"], RULES))
def test_it_is_told_of_the_rules_with_credit_through_the_diagonal_alone(name: str) -> None:
    stated = Statements.of(derived(name))
    assert ("other-bases" in told_sections(stated)) is (name in TOLD)
    assert (to_json(derived(name))["other_bases"] is None) is (name not in TOLD)
    assert any(".basis-" in one for one in stated.ledger.stated) is (name in TOLD)


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("name", TOLD)
def test_the_update_of_two_units_turned_is_the_stated_limit_exactly(
    name: str, turn: tuple[Q, Q]
) -> None:
    found = other_bases(derived(name))
    assert found is not None
    x, y = turn
    P = exact([[x, -y], [y, x]])
    a, b, w, fed = (Q(2), Q(1, 3)), (Q(1), Q(-3)), (Q(3, 5), Q(-1, 4)), (Q(5, 2), Q(-1))
    taught = (Q(1, 3), Q(2)), (Q(4), Q(1)), (Q(1, 2), Q(1, 7))
    student = network(diagonal(a), diagonal(w), diagonal(b), P)
    teacher = network(diagonal(taught[0]), diagonal(taught[2]), diagonal(taught[1]), P)
    own = OWN.get(name, {})
    rule = derived(name).rule
    R = None if rule.symmetric else diagonal(fed) @ P.T
    dA, _, dB = mean_update(rule, student, teacher, T=None, R=R, parameters=own)
    moved = P.T @ dB
    at = {"rho_1": x**2 * w[0] + y**2 * w[1], "rho_2": y**2 * w[0] + x**2 * w[1]}
    assert [student.W[i, i] for i in range(2)] == list(at.values())
    at |= {**own, "w_1": w[0], "w_star": taught[2][0]}
    gains = a[0] * b[0], taught[0][0] * taught[1][0]
    phi = a[0] if rule.symmetric else fed[0]
    first, second, across = (
        phi * (gains[0] * value_of(one, at) - gains[1] * value_of(other, at))
        for one, other in zip(found.student, found.teacher, strict=True)
    )
    assert moved[0, 0] == x**2 * first + y**2 * second
    assert moved[1, 0] == x * y * (at["rho_2"] - at["rho_1"]) * across != 0
    off = dA @ P
    assert off[0, 1] == off[1, 0] == 0


@pytest.mark.parametrize("name", TOLD)
def test_a_level_basis_makes_it_the_rule_with_a_fixed_ratio(name: str) -> None:
    """The full update equals that of the level rule in a level basis, and not in another."""
    rule = derived(name).rule
    own = OWN.get(name, {})
    rng = np.random.default_rng(5)

    def draw() -> np.ndarray:
        return diagonal([Q(int(x), 11) for x in rng.integers(-7, 8, 4)])

    level = exact(level_basis(4)) * Q(1, 2)
    turned = np.kron(exact([[Q(3, 5), Q(-4, 5)], [Q(4, 5), Q(3, 5)]]), diagonal([Q(1), Q(1)]))
    parts = [draw() for _ in range(7)]
    for P, same in ((level, True), (turned, False)):
        student, teacher = network(*parts[:3], P), network(*parts[3:6], P)
        R = None if rule.symmetric else parts[6] @ P.T
        mean = sum(np.diag(parts[1])) / 4
        here = mean_update(rule, student, teacher, T=None, R=R, parameters=own)
        fixed = {**own, "v": mean}
        there = mean_update(level_rule(rule), student, teacher, T=None, R=R, parameters=fixed)
        assert all((x == y).all() for x, y in zip(here, there, strict=True)) is same


@pytest.mark.slow
@pytest.mark.parametrize("name", TOLD)
def test_the_network_leaves_in_the_level_basis_and_stays_where_units_are_modes(name: str) -> None:
    found = other_bases(derived(name))
    assert found is not None
    one = found.level.leaves
    assert one is not None
    assert sum(one.w) / 4 == one.level
    ones = (Q(1), Q(1))
    a, w, b = (diagonal([*x, *y]) for x, y in ((one.a, ones), (one.w, ()), (one.b, ones)))
    rule = derived(name).rule
    largest = []
    for P in (exact(level_basis(4)) * Q(1, 2), diagonal([Q(1)] * 4)):
        R = None if rule.symmetric else diagonal([*(one.a_hat or ()), *ones]) @ P.T
        J = network_jacobian(rule, network(a, w, b, P), R=R, parameters=dict(one.parameters))
        largest.append(np.linalg.eigvals(J.astype(float)).real.max())
    assert largest[0] > 1e-4
    if name != "e-prop-filtered":
        assert largest[1] < 1e-9


@pytest.mark.parametrize("name", ["e-prop", "e-prop-symmetric"])
def test_the_network_with_one_output_rests_and_its_neighbours_do_not(name: str) -> None:
    found = other_bases(derived(name))
    assert found is not None
    point = found.level.rests
    assert point is not None
    S = exact(level_basis(2))
    R = None if derived(name).rule.symmetric else exact([[Q(1, 2), Q(2, 3)]])
    teacher = Network(A=[[Q(1), Q(1)]], W=diagonal(point.w_star), B=[[x] for x in point.b_star])
    for shift in (0, Q(1, 5)):
        A = exact([[1, 1]]) @ S.T * Q(1, 2)
        B = S @ exact([[x + shift] for x in point.b])
        student = Network(A=A, W=S @ diagonal(point.w) @ S.T * Q(1, 2), B=B)
        moved = mean_update(derived(name).rule, student, teacher, T=None, R=R)
        assert any(one.any() for one in moved) is bool(shift)
    assert other_bases(derived("e-prop-filtered")).level.rests is None  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["e-prop", "e-prop-symmetric"])
def test_each_unit_keeps_its_entry_on_the_diagonal(name: str) -> None:
    rule = derived(name).rule
    rng = np.random.default_rng(3)

    def draw(rows: int, columns: int) -> np.ndarray:
        return exact([[Q(int(x), 13) for x in row] for row in rng.integers(-4, 5, (rows, columns))])

    student, teacher = (Network(A=draw(2, 3), W=draw(3, 3), B=draw(3, 2)) for _ in range(2))
    R = draw(2, 3)
    dA, dW, dB = mean_update(rule, student, teacher, T=None, R=None if rule.symmetric else R)
    back = student.A if rule.symmetric else R
    whole = dW @ student.W.T + dB @ student.B.T - back.T @ dA
    for unit in range(3):
        assert whole[unit, unit] == student.W[unit, unit] * dW[unit, unit]
    assert to_json(derived(name))["invariants"]["network"]["conserves_its_diagonal"] is True


@pytest.mark.parametrize("name", slow_but(["e-prop"], TOLD))
def test_the_law_holds_and_wrong_values_break_it(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (law,) = laws.LAWS
    subject = Subject(derived(name))
    assert law.check(subject) >= 3
    found = other_bases(derived(name))
    assert found is not None
    assert found.level.leaves is not None
    student = (*found.student[:2], found.student[2] + 1)
    leaves = replace(found.level.leaves, determinant=found.level.leaves.determinant - Q(1, 100))
    wrongs = [
        (replace(found, student=student), "row 2, of two units turned"),
        (replace(found, level=replace(found.level, leaves=leaves)), "determinant of two modes"),
    ]
    if found.level.rests is not None:
        rests = replace(found.level.rests, b=(Q(1), Q(1)))
        wrongs.append((replace(found, level=replace(found.level, rests=rests)), "of an update"))
    for wrong, what in wrongs:
        monkeypatch.setattr(laws, "other_bases", lambda _, wrong=wrong: wrong)
        with pytest.raises(ProofError, match=what):
            law.check(subject)


def test_a_rule_of_ones_own() -> None:
    kernel = (notation.w**notation.m + notation.w_hat**notation.m) / 2
    for settings, covered in (({}, True), ({"first_lag": 1}, True), ({"horizon": 3}, False)):
        rule = LearningRule("own", "Own", "random", kernel, diagonal=True, **settings)
        analysis = analyse(rule)
        assert (other_bases(analysis) is not None) is covered
        (law,) = laws.LAWS
        points = law.check(Subject(analysis))
        assert (points or 0) >= 2 if covered else points is None
        told = told_sections(Statements.of(analysis))["other-bases"]
        assert len(told.blocks) > (10 if covered else 0)
    frozen = LearningRule("own", "Own", "random", notation.w_hat**notation.m, diagonal=True)
    assert "other-bases" not in told_sections(Statements.of(analyse(frozen)))


@pytest.mark.slow
@pytest.mark.parametrize("name", TOLD)
def test_all_claims_on_other_bases_are_proved(name: str) -> None:
    found = [one for one in claims_of(derived(name).rule) if ".basis-" in one.id]
    assert len(found) > 17
    assert not [one.id for one in found if "gap" in one.evidence]

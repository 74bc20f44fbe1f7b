"""Fixed points that are not optimal, exactly: by the mean update of full networks of fractions, T -> infinity."""

from fractions import Fraction

import numpy as np
import pytest

from symdyn import LearningRule, analyse, notation, parameter
from symdyn.report.wire import to_json
from symdyn.rules.registry import all_rules
from symdyn.simulation import Network, mean_update
from symdyn.stages.spurious_fixed_points.derive import SpuriousPoint, spurious_point
from tests.derived import derived

RULES = [entry.rule.name for entry in all_rules()]
# Outputs times time constants of the credit: two units are more than one, three more than two.
UNITS = {"tbptt": 2, "tbptt-tau": 3, "rflo": 2, "rflo-symmetric": 2}
GAMMA = parameter("gamma", -1, 1)
TWO = LearningRule(
    "two", "Two decays", "random", (notation.w_hat**notation.m + GAMMA**notation.m) / 2
)


def network(w: tuple[Fraction, ...], b: tuple[Fraction, ...]) -> Network:
    n = len(w)
    diagonal = [[w[i] if i == j else Fraction(0) for j in range(n)] for i in range(n)]
    return Network(A=[[Fraction(1)] * n], W=diagonal, B=[[x] for x in b])


def updates(rule: LearningRule, found: SpuriousPoint) -> list[Fraction]:
    student, teacher = network(found.w, found.b), network(found.w_star, found.b_star)
    R = [[Fraction(k + 2, 3) for k in range(found.units)]]
    moved = mean_update(rule, student, teacher, T=None, R=R, parameters=dict(found.parameters))
    return [x for one in moved for x in np.asarray(one).ravel()]


def test_which_rules_have_such_a_point_and_with_how_many_units() -> None:
    found = {name: spurious_point(derived(name)) for name in RULES}
    assert {name: one.units for name, one in found.items() if one is not None} == UNITS


@pytest.mark.parametrize("name", UNITS)
def test_the_updates_of_the_full_network_vanish_exactly_and_the_error_does_not(name: str) -> None:
    found = spurious_point(derived(name))
    assert found is not None
    moved = updates(derived(name).rule, found)
    assert len(moved) == found.units * (found.units + 2)
    assert not any(moved)
    assert found.conditions == found.units + UNITS[name] - 1
    student, teacher = network(found.w, found.b), network(found.w_star, found.b_star)
    total = sum(
        sum(
            x * w**k - y * v**k
            for x, w, y, v in zip(found.b, found.w, found.b_star, found.w_star, strict=True)
        )
        ** 2
        for k in range(80)
    )
    assert student.sizes == teacher.sizes == (found.units, 1, 1)
    assert abs(float(total / 2 - found.loss)) < 1e-15
    assert found.loss > 0


@pytest.mark.parametrize("name", UNITS)
def test_next_to_the_point_the_updates_do_not_vanish(name: str) -> None:
    """What the first test would not notice: updates that are always 0."""
    found = spurious_point(derived(name))
    assert found is not None
    for place in range(found.units):
        b = list(found.b)
        b[place] += Fraction(1, 7)
        moved = updates(derived(name).rule, SpuriousPoint(**{**vars(found), "b": tuple(b)}))
        assert any(moved)


def test_two_time_constants_need_three_units() -> None:
    found = spurious_point(analyse(TWO))
    assert found is not None
    assert found.units == 3
    assert not any(updates(TWO, found))


def test_what_is_on_the_wire() -> None:
    sent = to_json(derived("rflo"))["spurious_fixed_points"]
    assert isinstance(sent, dict)
    assert sent["units"] == 2
    assert to_json(derived("bptt"))["spurious_fixed_points"] is None

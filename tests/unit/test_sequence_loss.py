"""A loss at every output: the updates are gradients of the mean loss, and the law sees what is wrong."""

from dataclasses import replace
from fractions import Fraction

import pytest
from sympy import Integer, Rational, diff, symbols

from symdyn import find_rule
from symdyn.errors import ProofError
from symdyn.notation import STATE
from symdyn.rules.rule import LearningRule
from symdyn.stages.sequence_loss import laws
from symdyn.stages.sequence_loss.data import data
from symdyn.stages.sequence_loss.derive import sequence_loss
from symdyn.testing.subject import Subject
from tests.derived import derived

a, b, w, c, w_star, T = symbols("a b w c w_star T")


@pytest.mark.parametrize("steps", [1, 2, 4])
def test_under_bptt_the_updates_are_the_gradient_of_the_mean_loss(steps: int) -> None:
    found = sequence_loss(find_rule("bptt"))
    assert found is not None
    assert found.update is not None
    errors = [a * b * w**k - c * w_star**k for k in range(steps)]
    losses = [
        sum((one**2 for one in errors[:last]), Integer(0)) / 2 for last in range(1, steps + 1)
    ]
    mean = sum(losses, Integer(0)) / steps
    values = ("3/2", "-4/5", "2/3", "7/5", "-1/3")
    at = dict(zip((a, b, w, c, w_star), map(Rational, values), strict=True))
    for x in STATE:
        assert found.update[x].subs(T, steps).subs(at) == diff(mean, x).subs(at)


def test_what_is_said_is_plain_data() -> None:
    told = data(derived("rflo"))["sequence_loss"]
    assert told["optimal_manifold_is_fixed"] is True
    assert told["conserves_the_same"] is True
    assert set(told["update"]) == {"a", "b", "w"}
    horizon = data(derived("tbptt-2"))["sequence_loss"]
    assert horizon["update"] is None
    assert horizon["conserves_the_same"] is False
    assert data(derived("readout-only")) == {"sequence_loss": None}


@pytest.mark.parametrize("name", ["rflo", "tbptt", "tbptt-2"])
def test_the_law_holds_and_looks_at_points(name: str) -> None:
    assert laws.LAWS[0].check(Subject(derived(name))) > 3


@pytest.mark.parametrize(
    ("part", "said"),
    [("update", "Delta w for a loss at every output"), ("geometric", "the identity for a loss")],
)
def test_a_wrong_result_is_noticed(part: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(rule: LearningRule) -> object:
        found = sequence_loss(rule)
        assert found is not None
        assert found.update is not None
        assert found.geometric is not None
        if part == "update":
            return replace(found, update={**found.update, w: 2 * found.update[w]})
        return replace(found, geometric=replace(found.geometric, weight=2 * found.geometric.weight))

    monkeypatch.setattr(laws, "sequence_loss", wrong)
    with pytest.raises(ProofError, match=said):
        laws.LAWS[0].check(Subject(derived("rflo")))


def test_an_update_that_moves_an_optimum_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(laws, "mode_points", lambda *_: [])
    monkeypatch.setattr(laws, "mean_update", lambda *_: (Fraction(0), Fraction(1), Fraction(0)))
    with pytest.raises(ProofError, match="Delta b for a loss at every output, at an optimum"):
        laws.LAWS[0].check(Subject(derived("bptt")))

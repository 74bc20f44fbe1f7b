"""Kernels that a horizon ends: any ratio will do, the horizon may stand in them, and K may be < 0."""

from fractions import Fraction

import pytest
from sympy import Integer

from symdyn import LearningRule, analyse, parameter
from symdyn.claims.chain import claims_of
from symdyn.errors import KernelError
from symdyn.exact.layout import arrange
from symdyn.notation import m, tau, w, w_star
from symdyn.stages.setting.removable import removable_poles
from symdyn.testing import run_rule_conformance
from symdyn.testing.evaluation import value_of
from symdyn.testing.linear_flow import LinearFlow
from symdyn.testing.points import on_manifold
from tests.judged import certificates, status_on_disk
from tests.selection import slow_but

rho = parameter("rho", 0, None)
large = parameter("sigma", 2, None)

RULES = {
    "box": LearningRule("box", "A box of three lags", "random", 1, horizon=3),
    "no-trace": LearningRule("no-trace", "Direct feedback alignment", "random", 1, horizon=1),
    "box-tau": LearningRule("box-tau", "A box", "random", 1, horizon=tau),
    "any": LearningRule("any", "Any ratio", "random", rho**m, horizon=3),
    "any-tau": LearningRule("any-tau", "Any ratio", "symmetric", rho**m, horizon=tau),
    "any-15": LearningRule("any-15", "Any ratio, many lags", "random", rho**m, horizon=15),
    "windows-5": LearningRule("windows-5", "Windows", "symmetric", w**m * (1 - m / tau), horizon=5),
    "windows": LearningRule("windows", "Windows", "symmetric", w**m * (1 - m / tau), horizon=tau),
    "triangle": LearningRule("triangle", "A triangle", "random", 1 - m / tau, horizon=tau),
    "both-signs": LearningRule("both-signs", "K of both signs", "symmetric", large**m, horizon=2),
}
# An instance over so many lags is not searched for.
GAPS = {"any-15": {"not-gradient"}}


@pytest.mark.parametrize("name", slow_but(("any",), RULES, 3))
def test_every_claim_of_the_chain_is_proved(name, tmp_path):
    found = status_on_disk(certificates(tmp_path, claims_of(RULES[name])))
    short = {one.removeprefix(f"{name}.") for one, status in found.items() if _open(status)}
    assert short == GAPS.get(name, set())


def _open(status):
    return status not in {"proved", "refuted"}


@pytest.mark.parametrize("name", slow_but(("any-tau", "box", "windows"), RULES, 3))
def test_the_derivation_is_that_of_the_literal_sums(name):
    assert len(run_rule_conformance(RULES[name]).outcomes) > 10


def test_the_horizon_of_a_kernel_is_set_to_a_number():
    kernel = RULES["windows"].with_horizon(4).kernel
    assert kernel.subs(m, 3) == w**3 / 4
    assert RULES["windows-5"].kernel.free_symbols == {m, w}


def test_a_quotient_that_may_be_0_over_0_is_said_to_hold_beside_it():
    poles = {arrange(one) for one in removable_poles(RULES["any-tau"])}
    assert poles == {rho_plain * w - 1, rho_plain * w_star - 1}
    assert removable_poles(RULES["any"]) == ()  # multiplied out: 1 + rho w + rho^2 w^2
    assert removable_poles(RULES["box-tau"]) == ()  # 1 - w is not 0
    assert removable_poles(RULES["any-15"]) != ()


rho_plain = next(iter(analyse(RULES["any"]).rule.credit.parameters))


def points_of_both_signs():
    """Points of the manifold with K(w_star) = 1 + sigma w_star on both sides of 0 and near it."""
    for place, star in enumerate((-9, -6, -5, -3, 1, 4)):
        for s in (Fraction(-3, 2), Fraction(1, 3), Fraction(2)):
            values = {"sigma": Fraction(5, 2) + place % 2, "w_star": Fraction(star, 12), "s": s}
            yield on_manifold({**values, "a_star": Fraction(1), "b_star": Fraction(3, 4)})


def test_where_k_changes_sign_the_conditions_are_those_of_the_literal_sums():
    analysis = analyse(RULES["both-signs"])
    assert [str(one.verdict) for one in analysis.optimal.stability.cases] != ["stable"]
    verdicts = set()
    for point in points_of_both_signs():
        rates = LinearFlow.at(analysis, point).transverse_rates()
        stated = all(value_of(one, point) > 0 for one in analysis.optimal.stability.conditions)
        assert rates is None or stated is all(rate < 0 for rate in rates), point
        credit = 1 + point["sigma"] * point["w_star"]
        verdicts.add((credit > 0, stated))
    assert {sign for sign, _ in verdicts} == {True, False}
    assert len({stated for _, stated in verdicts}) == 2
    assert analysis.credit.value_sign.sign == "unknown"


@pytest.mark.parametrize(
    ("kernel", "reason"),
    [
        ((1 - 1 / tau) ** m, "depends on the horizon"),
        (w ** (-m), "divides by w"),
        (Integer(1) / (1 - m / tau), "not of the form"),
        (1 - m / (tau + 1), "may be divided by tau itself"),
    ],
)
def test_a_horizon_does_not_allow_everything(kernel, reason):
    with pytest.raises(KernelError, match=reason) as refusal:
        LearningRule("mine", "Mine", "random", kernel, horizon=tau)
    assert "\n" not in str(refusal.value)

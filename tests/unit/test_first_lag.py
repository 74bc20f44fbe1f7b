"""Credit that begins at a later lag: every result is that of the kernel that is zero before it."""

from fractions import Fraction

import pytest
from sympy import simplify

from symdyn import LearningRule, analyse, parameter
from symdyn.claims.chain import claims_of
from symdyn.errors import KernelError, RuleError, SimulationError
from symdyn.notation import m, tau, w, w_hat, w_star, z
from symdyn.simulation import Network, mean_update
from symdyn.testing import run_rule_conformance
from tests.judged import certificates, status_on_disk
from tests.selection import slow_but

alpha = parameter("alpha", 0, None)

RULES = {
    "late": LearningRule("late", "Late", "random", w_hat ** (m - 2), first_lag=2),
    "no-last": LearningRule(
        "no-last", "BPTT but for the last step", "symmetric", w**m, first_lag=1
    ),
    "straight": LearningRule("straight", "No weight first", "symmetric", w ** (m - 1), first_lag=1),
    "local": LearningRule("local", "Local", "random", w**m, first_lag=1, diagonal=True),
    "late-5": LearningRule(
        "late-5", "Late", "symmetric", 2 * (w / 2) ** m - w_hat**m, horizon=5, first_lag=3
    ),
    "mixed": LearningRule(
        "mixed", "Two traces", "random", m * w_hat ** (m - 2) + (m - 2) * w**m, first_lag=2
    ),
    "all-forms": LearningRule(
        "all-forms",
        "A late window of any ratio",
        "random",
        alpha ** (m - 1) * (1 - m / tau),
        horizon=tau,
        first_lag=1,
    ),
}


@pytest.mark.parametrize("name", slow_but(("local",), RULES, 2))
def test_every_claim_of_the_chain_is_proved(name, tmp_path):
    found = status_on_disk(certificates(tmp_path, claims_of(RULES[name])))
    assert set(found.values()) <= {"proved", "refuted"}
    assert f"{name}.kernel" in found
    assert f"{name}.rank-w" in found


@pytest.mark.parametrize("name", slow_but(("late", "local"), RULES, 2))
def test_the_derivation_is_that_of_the_literal_sums(name):
    assert len(run_rule_conformance(RULES[name]).outcomes) > 10


@pytest.mark.slow
def test_a_power_of_w_that_is_1_at_the_first_lag_has_a_value_where_w_is_0():
    rule = LearningRule("s", "S", "symmetric", w ** (m - 1), horizon=tau, first_lag=1)
    assert len(run_rule_conformance(rule).outcomes) > 10
    student = analyse(rule).credit.student_expr  # (z - w^(tau - 1) z^tau) / (1 - w z) at z = w
    assert simplify(student.subs(tau, 5) - w * (1 - w**8) / (1 - w**2)) == 0
    assert student.subs({tau: 5, w: 0}) == 0


def test_the_closed_forms_need_a_step_more_where_no_weight_is_passed_first():
    least = {name: rule.least_steps for name, rule in RULES.items()}
    assert (least["straight"], least["no-last"], least["late"]) == (2, 1, 2)
    assert analyse(RULES["straight"]).update.minimal_T == 2


def test_the_generating_function_begins_at_the_first_lag():
    late = analyse(RULES["late"]).credit
    assert simplify(late.general - z**2 / (1 - w_hat * z)) == 0
    assert late.value_sign.sign == "nonnegative"  # 0 at w_star = 0: not positive
    assert analyse(RULES["no-last"]).credit.value_sign.sign == "nonnegative"
    assert simplify(analyse(RULES["no-last"]).credit.value_expr - w_star**2 / (1 - w_star**2)) == 0


def test_no_step_has_credit_before_the_first_lag():
    half = Fraction(1, 2)
    student, teacher = (Network(A=[[x]], W=[[half]], B=[[half]]) for x in (half, half / 2))
    short = mean_update(RULES["no-last"], student, teacher, T=1)
    longer = mean_update(RULES["no-last"], student, teacher, T=2)
    assert [one.tolist() for one in short[1:]] == [[[0]], [[0]]]
    assert longer[2].tolist() == [[half * half * (half / 2 * half * half)]]
    assert short[0].tolist() != [[0]]


@pytest.mark.parametrize(
    ("kernel", "fields", "reason"),
    [
        (w**m, {"first_lag": -1}, "integer from 0 to 16"),
        (w**m, {"first_lag": True}, "integer from 0 to 16"),
        (w**m, {"first_lag": 3, "horizon": 3}, "give a horizon of at least 4"),
        (w_hat ** (m - 2), {}, "give first_lag"),
        (w_hat ** (m - 3), {"first_lag": 2}, "give first_lag"),
    ],
)
def test_lags_that_make_no_sense_are_refused(kernel, fields, reason):
    with pytest.raises((RuleError, KernelError), match=reason) as refusal:
        LearningRule("mine", "Mine", "random", kernel, **fields)
    assert "\n" not in str(refusal.value)


def test_a_symbolic_horizon_leaves_a_lag():
    rule = RULES["all-forms"]
    one = Network(A=[[1]], W=[[Fraction(1, 2)]], B=[[1]])
    values = {"alpha": Fraction(3), "tau": 1}
    with pytest.raises(SimulationError, match="at least 2"):
        mean_update(rule, one, one, T=4, R=[[Fraction(1)]], parameters=values)
    assert rule.with_horizon(4).kernel.subs(m, 2) == alpha / 2

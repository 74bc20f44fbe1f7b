"""Kernels at the edge of the form: each once broke a stage, and each is settled by hand here."""

from fractions import Fraction

import pytest
from sympy import Rational, Symbol

from symdyn import LearningRule, analyse, at_lag, parameter
from symdyn.errors import ProofError, RuleError, RuleFileError
from symdyn.exact.domain import Domain, Interval
from symdyn.exact.rational import field_over
from symdyn.exact.sign_proof import FactorSign, SignProof, verify_sign
from symdyn.notation import a_hat, m, s, tau, w, w_hat
from symdyn.report.glance import glance
from symdyn.rules.loading import load_rule_file
from symdyn.stages.fixed_points.tell import fixed_point_words
from symdyn.stages.setting.exact_networks import TrainingRun

half, rho = Rational(1, 2), parameter("rho", -2, 2)


def derived(kernel, feedback="random", **fields):
    return analyse(LearningRule("edge", "Edge", feedback, kernel, **fields))


def names(analysis):
    return {one.name for one in analysis.fixed_points.components}


@pytest.mark.parametrize("feedback", ["random", "symmetric"])
@pytest.mark.parametrize(
    "kernel",
    [m * w**m, w**m - (w / 2) ** m, w**m - 2 * (w / 2) ** m + (w / 3) ** m],
    ids=str,
)
def test_a_kernel_without_credit_below_its_horizon_is_the_zero_kernel(kernel, feedback):
    analysis = derived(kernel, feedback, horizon=1)
    assert names(analysis) == {"optimal", "no-input", "balanced"}
    assert analysis.credit.zero
    assert analysis.locality.memory == "none"
    assert [case.verdict for case in analysis.optimal.stability.cases] == [
        "not hyperbolic: two zero eigenvalues"
    ]


def test_a_student_kernel_that_always_vanishes_leaves_no_condition():
    # K(z) = w (z - w): zero at the student, and at the teacher where w = 0 or w = w_star.
    analysis = derived((-(w**2) + m * (2 * w + w**2)) * half**m, horizon=2)
    (balanced,) = (one for one in analysis.fixed_points.components if one.name == "balanced")
    assert balanced.conditions == ()
    assert len(balanced.equations) == 2
    assert balanced.equations[1].subs(w, 0) == 0


def test_a_condition_of_student_and_teacher_alike_is_told_once():
    analysis = derived(rho * w**m)
    (balanced,) = (one for one in analysis.fixed_points.components if one.name == "balanced")
    assert [str(one) for one in balanced.conditions] == ["rho"]


def test_a_student_kernel_that_never_vanishes_leaves_no_balanced_family():
    # K(w) = 1 + 2 w^2 > 0, while K(w_star) = 1 + 2 w w_star may vanish.
    assert names(derived((1 + m) * w**m, horizon=2)) == {"optimal", "no-input"}


def test_a_determinant_that_is_zero_is_not_called_unstable():
    # K(z) = (z - w)^2 and its derivative vanish on the manifold.
    kernel = (w**2 + m * (-4 * w - w**2) + m * (m - 1) / 2 * (4 + 8 * w + w**2)) * half**m
    stability = derived(kernel, horizon=3).optimal.stability
    assert [case.verdict for case in stability.cases] == ["not hyperbolic: two zero eigenvalues"]


@pytest.mark.parametrize("horizon", [4, 5, 64])
def test_an_integer_horizon_leaves_no_symbolic_one(horizon):
    analysis = derived(w**m, horizon=horizon)
    window = analysis.optimal.stability.window
    shown = (
        analysis.credit.general,
        analysis.credit.slope,
        analysis.credit.moment_expr,
        analysis.rates.at_zero.coefficient,
        window.lower,
        window.upper,
        window.opening,
        *analysis.optimal.stability.conditions,
        *analysis.update.limit.values(),
    )
    assert all(tau not in formula.free_symbols for formula in shown)


@pytest.mark.parametrize(
    ("kernel", "fields", "space"),
    [
        (w ** (m + 1), {}, "non-local: all recurrent weights"),
        ((1 + w / 2) * w_hat**m, {}, "non-local: all recurrent weights"),
        ((1 + w) / 2 * half**m, {"diagonal": True}, "local: own recurrent weight"),
        (w**m, {}, "local"),
    ],
)
def test_locality_looks_at_the_lags_that_are_kept(kernel, fields, space):
    assert derived(kernel, horizon=1, **fields).locality.space == space


@pytest.mark.parametrize("feedback", ["symmetric", "random"])
def test_locality_counts_the_single_lags_of_a_kernel_that_is_nothing_else(feedback):
    found = analyse(LearningRule("two", "Two", feedback, at_lag(0) + w * at_lag(1))).locality
    assert found.space == "non-local: all recurrent weights"
    assert found.memory == "the last 2 steps"
    assert found.feedback == {"symmetric": "weight transport"}.get(feedback, "fixed random weights")


def test_a_horizon_beyond_the_last_lag_with_credit_is_no_memory():
    assert derived(at_lag(1) * 2, horizon=5).locality.memory == "the last 2 steps"


@pytest.mark.parametrize(
    ("kernel", "horizon", "restricted"),
    [
        (w**m + (rho - 1) * at_lag(0), None, {"no-input", "balanced"}),
        (w**m * (1 - m / tau), tau, {"no-input", "balanced"}),
        (w**m, None, set()),
    ],
    ids=["corrected", "windowed", "bptt"],
)
def test_points_without_input_rest_under_a_condition_on_the_teacher(kernel, horizon, restricted):
    """For a = 1 and b = 0 an update of b that is not 0 shows that the condition is needed."""
    found = derived(kernel, horizon=horizon).fixed_points
    assert {one.name for one in found.components if one.restricted} == restricted
    words = "".join(map(str, fixed_point_words(derived(kernel, horizon=horizon))))
    assert words.count("under a condition") == len(restricted)


def test_a_condition_that_never_holds_is_never_stable():
    analysis = derived((-(w**2) + m * (2 * w + w**2)) * half**m, horizon=2)
    verdicts = {str(case.assumption): case.verdict for case in analysis.optimal.stability.cases}
    assert verdicts[str(-a_hat * s)] == "never stable"


def test_sample_points_stay_in_the_domain():
    gamma = parameter("gamma", half, 1)
    assert not derived(w**m / (3 * gamma - 1), "symmetric").update.is_gradient


def test_parameter_names_do_not_meet_internal_ones():
    base = parameter("base0", 0, 1)
    assert "optimal" in names(derived(base**m + ((1 + w) / 2) ** m, "symmetric", horizon=tau))


@pytest.mark.parametrize("kernel", [10**20 * w**m, ((1 + w) / 2) ** (16 * m)], ids=str)
def test_large_numbers_are_factored_all_the_same(kernel):
    assert derived(kernel).optimal.determinant != 0


def test_a_product_of_many_small_factors_is_proved_to_decay():
    gamma = parameter("gamma", 0, 1)
    assert names(derived((gamma * w * w_hat) ** (8 * m))) == {"optimal"}


def test_a_kernel_that_skips_lags_has_a_full_rank_witness():
    rank = derived(w**m - (-w) ** m).rank
    assert (rank.bound, rank.proved) == ("n", True)
    assert isinstance(rank.recurrent.witness.run, TrainingRun)


def test_signs_are_proved_of_polynomials_only():
    """x (1/x) = 1 is positive where x is not; at x = 0 the quotient has no value."""
    (x,) = field_over([Symbol("x")]).gens
    anywhere = Domain((("x", Interval()),))
    parts = tuple(FactorSign(one, 1, "nonzero") for one in (x, 1 / x))
    with pytest.raises(ProofError, match="is no polynomial"):
        verify_sign(SignProof(x.field.one, anywhere, "nonzero", Fraction(1), (parts[1],)))
    with pytest.raises(ProofError, match="is no polynomial"):
        verify_sign(SignProof(1 / x, anywhere, "nonzero", Fraction(1), (parts[1],)))


@pytest.mark.parametrize("name", ["if", "lambda", "pi", "E", "N"])
def test_a_parameter_takes_no_name_that_others_read_otherwise(name):
    with pytest.raises(RuleError, match=r"already has a meaning|is a word of Python"):
        parameter(name, 0, 1)


def test_a_rule_file_that_exits_is_refused(tmp_path):
    path = tmp_path / "leaving.py"
    path.write_text("raise SystemExit(3)\n", encoding="utf-8")
    with pytest.raises(RuleFileError, match="status 3"):
        load_rule_file(str(path))


def at(formula, witness):
    """The exact value of a formula at a witness."""
    values = {key: Rational(one.numerator, one.denominator) for key, one in witness.point}
    return formula.subs({symbol: values[symbol.name] for symbol in formula.free_symbols})


@pytest.mark.parametrize("horizon", [None, 3, 6])
def test_an_open_window_comes_with_a_point_inside(horizon):
    beta = parameter("beta", 0, half)
    optimal = derived(m * (w_hat / 2) ** m + beta**m, horizon=horizon).optimal
    inside, beyond = optimal.stability.stable_against_sign, optimal.stability.unstable
    for witness in (inside, beyond):
        assert at(a_hat * s, witness) < 0
    assert at(optimal.trace, inside) < 0 < at(optimal.determinant, inside)
    assert at(optimal.determinant, beyond) < 0 or at(optimal.trace, beyond) > 0


def test_a_pair_that_is_not_real_comes_with_a_point():
    optimal = derived(w_hat**m).optimal
    assert not optimal.real
    assert at(a_hat * s, optimal.complex_at) > 0
    assert at(optimal.radicand, optimal.complex_at) < 0
    assert derived(w**m).optimal.complex_at is None


@pytest.mark.parametrize(
    ("fields", "space"),
    [
        ({"horizon": 3}, "non-local: all recurrent weights"),
        ({"horizon": 3, "diagonal": True}, "local: own recurrent weight"),
        ({"horizon": tau}, "non-local: all recurrent weights if tau > 1"),
        ({"horizon": 1}, "local"),
    ],
)
def test_credit_that_the_second_lag_passes_through_weights_is_not_local(fields, space):
    """The only term of w^m is 1 at the lag 0, and depends on w at all others."""
    assert derived(w**m, **fields).locality.space == space


@pytest.mark.parametrize(
    "fields",
    [
        {"rates": {"B": 0}},
        {"rates": {"W": 0}},
        {"weight_decay": {"B": Rational(1, 3)}},
        {"momentum": Rational(1, 2)},
        {"feedback": "learned", "feedback_update": {"copied": 1}},
    ],
)
def test_credit_at_single_lags_alone_is_credit(fields):
    kernel = at_lag(0) + 2 * at_lag(1)
    rule = LearningRule("two", "Two", **{"feedback": "random", **fields}, kernel=kernel)
    assert not analyse(rule).credit.zero


def test_what_nothing_is_conserved_of_is_said_of_the_parameters_for_which_it_is_so():
    """At rho = 1 the kernel is that of feedback alignment, for which 2 a_hat a - b^2 is kept."""
    rule = LearningRule("head", "Head", "random", w**m + (rho - 1) * at_lag(0))
    assert "nothing for all teachers where 1 − ρ ≠ 0" in glance(analyse(rule), (), ())

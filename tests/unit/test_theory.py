"""The theorem for an arbitrary kernel: its identities hold, and altered ones are rejected."""

from dataclasses import replace
from fractions import Fraction

import pytest
from sympy import Symbol

from symdyn import LearningRule, analyse, find_rule, parameter
from symdyn.errors import ProofError
from symdyn.exact.evaluation import evaluate
from symdyn.exact.ideals import express, member_of
from symdyn.exact.polynomials import letters_of
from symdyn.exact.rational import field_over
from symdyn.exact.signs import verify_sign
from symdyn.notation import (
    a,
    a_hat,
    b,
    c,
    kernel_moment,
    kernel_teacher,
    m,
    phi,
    s,
    tau,
    w,
    w_hat,
    w_star,
)
from symdyn.stages.alignment.derive import align
from symdyn.stages.analysis import theory
from symdyn.stages.flow.jacobian import characteristic_polynomial

GENERAL = theory(align(find_rule("rflo")))
gamma = parameter("gamma", -1, 1)


def test_every_identity_of_the_fixed_point_theorem_holds():
    for identity in GENERAL.fixed_points.identities:
        identity.verify()


@pytest.mark.parametrize("place", range(len(GENERAL.fixed_points.identities)))
def test_an_altered_identity_is_rejected(place):
    identity = GENERAL.fixed_points.identities[place]
    with pytest.raises(ProofError):
        replace(identity, target=identity.target + 1).verify()
    with pytest.raises(ProofError):
        replace(identity, cofactors=identity.cofactors[:-1]).verify()
    for position in range(len(identity.cofactors)):
        changed = list(identity.cofactors)
        changed[position] = changed[position] + 1
        with pytest.raises(ProofError):
            replace(identity, cofactors=tuple(changed)).verify()


def test_a_false_completeness_claim_gets_no_cofactors():
    flow = GENERAL.flow
    numerators = tuple(flow.numerator(variable) for variable in (a, b, w))
    product = GENERAL.fixed_points.product.target
    without_kernel = flow.gen(b) * flow.gen(phi) * flow.gen(c) * (flow.gen(w) - flow.gen(w_star))
    assert express(product, numerators) is not None
    assert express(without_kernel.numer, numerators) is None
    with pytest.raises(ProofError, match="not in the ideal"):
        member_of(without_kernel.numer, numerators)


def test_membership_needs_no_fractions_of_parameters():
    x, y, p = field_over(map(Symbol, "xyp")).gens
    assert express(x, (p * x, y)) is None
    found = express(p * x + 3 * y, (2 * x, y))
    assert found.cofactors == (p / 2, p.field(3))


def test_the_same_theory_follows_from_every_rule():
    for name in ("bptt", "tbptt-tau", "e-prop", "decayed-rtrl", "readout-only"):
        other = theory(align(find_rule(name)))
        assert other.flow.update == GENERAL.flow.update
        assert other.linearisation == GENERAL.linearisation


def test_the_characteristic_polynomial_is_that_of_a_known_matrix():
    field = field_over([a])
    entries = [[2, 1, 0], [0, 3, 4], [5, 0, -1]]
    matrix = tuple(tuple(field(entry) for entry in row) for row in entries)
    found = characteristic_polynomial(matrix)
    # By hand: trace 4, principal minors 6 - 2 - 3, determinant 2 (-3) - 1 (0 - 20) = 14.
    assert (found.trace, found.minors, found.determinant) == (field(4), field(1), field(14))


def test_the_discriminant_splits_at_random_points():
    linear = GENERAL.linearisation
    for step in range(1, 6):
        point = {symbol.name: Fraction(step, 7 + 2 * step) for symbol in linear.trace.field.symbols}
        trace, determinant, gain, drift, coupling = (
            evaluate(getattr(linear, name), point)
            for name in ("trace", "determinant", "gain", "drift", "coupling")
        )
        assert trace == -gain - drift
        assert trace**2 - 4 * determinant == (gain - drift) ** 2 + 4 * coupling


def test_the_sufficiency_theorem_has_verified_proofs():
    for proof in (
        GENERAL.sufficiency.trace,
        GENERAL.sufficiency.determinant,
        GENERAL.sufficiency.coupling,
    ):
        verify_sign(proof)
    assert GENERAL.sufficiency.trace.sign == GENERAL.sufficiency.determinant.sign == "positive"


def test_the_linearisation_uses_the_kernel_through_two_numbers():
    symbols = {a, b, phi, w_star, kernel_teacher, kernel_moment}
    for element in (GENERAL.linearisation.trace, GENERAL.linearisation.determinant):
        assert set(letters_of(element)) == symbols


SIGNS = {
    "bptt": ("positive", "positive", "positive", "nonnegative"),
    "tbptt": ("positive", "positive", "positive", "zero"),
    "tbptt-tau": ("positive", "positive", "positive", "nonnegative"),
    "rflo": ("positive", "positive", "positive", "both"),
    "readout-only": ("zero", "zero", "zero", "zero"),
}


@pytest.mark.parametrize("name", SIGNS)
def test_the_signs_of_the_kernel_sums_are_what_sampling_shows(name):
    credit = analyse(find_rule(name)).credit
    assert (
        credit.teacher_sign.sign,
        credit.value_sign.sign,
        credit.stretched_sign.sign,
        credit.moment_sign.sign,
    ) == SIGNS[name]


def test_a_kernel_that_can_vanish_gets_its_extra_components():
    rule = LearningRule("difference", "Difference", "random", w_hat**m - gamma**m)
    found = analyse(rule).fixed_points
    assert {one.name for one in found.components} == {"optimal", "no-input", "balanced"}
    (condition,) = found.credit_vanishes
    assert condition.expand() in {
        (w_star * (w_hat - Symbol("gamma"))).expand(),
        (w_star * (Symbol("gamma") - w_hat)).expand(),
    }


def test_a_sign_that_alternates_with_the_horizon_is_decided_for_both_parities():
    rule = LearningRule("alternating", "Alternating", "symmetric", (-w) ** m, horizon=tau)
    assert {one.name for one in analyse(rule).fixed_points.components} == {"optimal", "non-optimal"}


def test_many_ratios_keep_the_formulas_apart():
    kernel = sum(parameter(f"g{i}", 0, 1) ** m for i in range(5))
    analysis = analyse(LearningRule("many", "Many", "random", kernel))
    assert [case.verdict for case in analysis.optimal.stability.cases] == ["stable", "conditional"]
    assert analysis.optimal.determinant.count_ops() < 300


def test_the_window_never_opens_for_feedback_alignment():
    stability = analyse(find_rule("feedback-alignment")).optimal.stability
    assert [case.verdict for case in stability.cases] == ["stable", "unstable"]
    assert stability.conditions == (a_hat * s,)
    assert stability.stable_against_sign is None


def test_the_window_opens_for_rflo_and_its_witness_is_inside():
    stability = analyse(find_rule("rflo")).optimal.stability
    assert stability.window is not None
    witness = dict(stability.stable_against_sign.point)
    values = {symbol: witness[symbol.name] for symbol in (s, c, a_hat, w_hat, w_star)}
    gain = -values[a_hat] * values[s]
    lower, upper, opening = (
        formula.subs({symbol: str(value) for symbol, value in values.items()})
        for formula in (stability.window.lower, stability.window.upper, stability.window.opening)
    )
    assert opening > 0
    assert lower < gain.numerator / gain.denominator < upper


def test_the_slowest_point_is_stated_only_where_it_is_proved():
    slowest = {name: analyse(find_rule(name)).rates.slowest for name in ("bptt", "tbptt", "rflo")}
    assert slowest == {"bptt": c**2 - s**4, "tbptt": None, "rflo": None}

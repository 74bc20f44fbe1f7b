"""run_rule_conformance holds for every rule there is, and notices each thing that can be wrong."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from sympy import Integer, Rational

from symdyn import Analysis, LearningRule, all_rules, find_rule
from symdyn.codegen import export
from symdyn.errors import ProofError
from symdyn.notation import a, b, w, w_star
from symdyn.report.wire import to_json
from symdyn.stages.coloured_input import laws as coloured_laws
from symdyn.stages.coloured_input.derive import coloured_input
from symdyn.stages.descent import laws as descent_laws
from symdyn.stages.descent.derive import descent_of, rate_of
from symdyn.stages.end_point import laws as end_laws
from symdyn.stages.end_point.derive import end_point_of
from symdyn.stages.finite_time import laws as finite_laws
from symdyn.stages.finite_time.derive import finite_time
from symdyn.stages.invariants import laws as invariants_laws
from symdyn.stages.invariants.derive import invariants_of
from symdyn.stages.spurious_fixed_points import laws as spurious_laws
from symdyn.stages.spurious_fixed_points.derive import spurious_point
from symdyn.stages.step_size import laws as step_laws
from symdyn.stages.step_size.derive import largest_step
from symdyn.testing import ConformanceReport, conformance, output_laws, run_rule_conformance
from symdyn.testing.conformance import all_laws, check_analysis
from symdyn.testing.laws import Law
from symdyn.testing.subject import Subject
from tests.contract.doubles import DOUBLES, Double, with_update
from tests.contract.unusual_rules import CUSTOM, MORE
from tests.derived import derived
from tests.selection import in_turn, slow_but


@pytest.mark.parametrize(
    "name",
    slow_but(("bptt", "readout-only", "rflo", "tbptt-tau"), [x.rule.name for x in all_rules()], 2),
)
def test_every_rule_of_the_registry_conforms(name: str) -> None:
    report = run_rule_conformance(find_rule(name))
    assert in_order(report) == [law.name for law in all_laws()]
    assert {"leak of a mode", "leak of a network", "momentum", "drift"} < set(report.not_about)


@pytest.mark.parametrize("rule", CUSTOM, ids=lambda rule: str(rule.name))
def test_rules_of_other_people_conform(rule: LearningRule) -> None:
    assert in_order(run_rule_conformance(rule)) == [law.name for law in all_laws()]


@pytest.mark.slow
@pytest.mark.parametrize("rule", in_turn(MORE, 2), ids=lambda rule: str(rule.name))
def test_more_rules_of_other_people_conform(rule: LearningRule) -> None:
    assert in_order(run_rule_conformance(rule)) == [law.name for law in all_laws()]


def test_the_report_is_the_same_in_every_run() -> None:
    rule = find_rule("tbptt")
    first, second = (str(run_rule_conformance(rule)) for _ in range(2))
    assert first == second
    held, *_, others = first.splitlines()
    assert held == f"tbptt: {len(all_laws()) - others.count(', ') - 1} laws hold"
    assert others.startswith(
        "not about this rule: leak of a mode, leak of a network, slowest point,"
    )


def in_order(report: ConformanceReport) -> list[str]:
    """The laws that held and those that are not about the rule, in the order of all laws."""
    told = {*report.not_about, *(one.law for one in report.outcomes)}
    return [law.name for law in all_laws() if law.name in told]


def test_a_law_that_is_not_about_a_rule_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    laws = (Law("one", "it holds", lambda _: 3), Law("other", "it is not about it", lambda _: None))
    monkeypatch.setattr(conformance, "all_laws", lambda _: laws)
    told = str(check_analysis(derived("tbptt")))
    assert told.splitlines() == [
        "tbptt: 1 laws hold",
        "  one     3 points  it holds",
        "not about this rule: other",
    ]


def test_a_law_that_looks_at_no_point_has_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conformance, "all_laws", lambda _: (Law("none", "nothing", lambda _: 0),))
    with pytest.raises(ProofError, match="'none' could not be checked at any point"):
        check_analysis(derived("tbptt"))


def test_no_law_on_a_flow_without_credit_counts_what_it_did_not_check() -> None:
    about = {
        "ends of the slow rate",
        "slowest point",
        "momentum",
        "finite-time",
        "coloured-input",
        "descent",
        "leaf",
        "conformal modes",
    }
    subject = Subject(derived("readout-only"))
    assert {law.name for law in all_laws() if law.name in about and law.check(subject)} == set()


# Doubles: an analysis with one thing wrong, and the law that must notice.


@pytest.mark.parametrize(("law", "name", "double"), DOUBLES)
def test_what_is_wrong_is_noticed(law: str, name: str, double: Double) -> None:
    with pytest.raises(ProofError, match=rf"^rule {name} breaks the law '{law}'"):
        check_analysis(double(derived(name)))


def test_a_wrong_json_object_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(analysis: Analysis) -> dict[str, object]:
        sent = to_json(analysis)
        return {**sent, "loss": {**sent["loss"], "limit": "0"}}

    monkeypatch.setattr(output_laws, "to_json", wrong)
    with pytest.raises(ProofError, match="the law 'JSON'"):
        check_analysis(derived("tbptt"))


def test_wrong_code_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(analysis: Analysis, target: str) -> str:
        source = export(analysis, target)
        assert "    return delta_a, " in source
        return source.replace("    return delta_a, ", "    return -delta_a, ")

    monkeypatch.setattr(output_laws, "export", wrong)
    with pytest.raises(ProofError, match="the law 'exported code'"):
        check_analysis(derived("tbptt"))


@pytest.mark.parametrize("share", [Fraction(49, 50), Fraction(51, 50)])
@pytest.mark.parametrize("pair", ["real", "complex"])
def test_a_wrong_step_is_noticed_for_each_kind_of_pair(
    pair: str, share: Fraction, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(analysis: Analysis) -> object:
        found = largest_step(analysis)
        assert found is not None
        return replace(found, **{pair: Rational(share) * getattr(found, pair)})

    monkeypatch.setattr(step_laws, "largest_step", wrong)
    (law,) = step_laws.LAWS
    with pytest.raises(ProofError, match=r"of the largest step, .*the larger multiplier"):
        law.check(Subject(derived("rflo")))


def test_a_complex_pair_that_is_stated_to_be_real_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = largest_step(derived("rflo"))
    assert found is not None
    monkeypatch.setattr(step_laws, "largest_step", lambda _: replace(found, complex=None))
    (law,) = step_laws.LAWS
    with pytest.raises(ProofError, match="stated to be real is complex"):
        law.check(Subject(derived("rflo")))


@pytest.mark.parametrize("change", [{"b": (Fraction(1), Fraction(1))}, {"loss": Fraction(1)}])
def test_a_wrong_fixed_point_of_few_outputs_is_noticed(
    change: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = spurious_point(derived("tbptt"))
    assert found is not None
    monkeypatch.setattr(spurious_laws, "spurious_point", lambda _: replace(found, **change))
    (law,) = spurious_laws.LAWS
    with pytest.raises(ProofError, match=r"an entry of an update|the loss"):
        law.check(Subject(derived("tbptt")))


def test_a_wrong_conserved_quantity_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    true = invariants_of(find_rule("tbptt"))
    assert true.conserved is not None
    wrong = replace(true.conserved, recurrent=2 * true.conserved.recurrent)
    monkeypatch.setattr(invariants_laws, "invariants_of", lambda _: replace(true, conserved=wrong))
    with pytest.raises(ProofError, match="the law 'conserved quantity'"):
        check_analysis(derived("tbptt"))


def test_a_wrong_end_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    true = end_point_of(find_rule("tbptt"))
    assert true is not None
    monkeypatch.setattr(
        end_laws, "end_point_of", lambda _: replace(true, level=true.level + w_star)
    )
    with pytest.raises(ProofError, match="the law 'end point'"):
        check_analysis(derived("tbptt"))


@pytest.mark.parametrize("name", ["rflo", "feedback-alignment"])
def test_a_wrong_rate_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(descent_laws, "rate_of", lambda one: rate_of(one) + a * b)
    with pytest.raises(ProofError, match="the rate is"):
        descent_laws.LAWS[0].check(Subject(derived(name)))


@pytest.mark.parametrize("part", ["first", "mixed", "second", "excess"])
def test_a_wrong_form_near_the_optimum_is_noticed(
    part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(analysis: Analysis) -> object:
        found = descent_of(analysis)
        assert found is not None
        value = getattr(found.form, part)
        return replace(found, form=replace(found.form, **{part: value + value.field(1)}))

    monkeypatch.setattr(descent_laws, "descent_of", wrong)
    with pytest.raises(ProofError, match=r"4 f h - g\^2 is|the rate near the manifold is"):
        descent_laws.LAWS[0].check(Subject(derived("rflo")))


def test_a_state_where_the_loss_falls_is_no_witness(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(analysis: Analysis) -> object:
        found = descent_of(analysis)
        assert found is not None
        assert found.rising is not None
        at = {**dict(found.rising.point), "b": Fraction(5)}
        return replace(found, rising=replace(found.rising, point=tuple(at.items())))

    monkeypatch.setattr(descent_laws, "descent_of", wrong)
    with pytest.raises(ProofError, match="the loss falls where it is stated to rise"):
        descent_laws.LAWS[0].check(Subject(derived("tbptt")))


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("trace", "the trace for T steps"),
        ("determinant", "the determinant for T steps"),
        ("tails", "the lags beyond T"),
    ],
)
def test_a_wrong_result_for_a_number_of_steps_is_noticed(
    part: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(rule: LearningRule) -> object:
        found = finite_time(rule)
        assert found is not None
        value = getattr(found, part)
        changed = (2 * value[0], *value[1:]) if part == "tails" else value * 2
        other: dict[str, Any] = {part: changed}
        return replace(found, **other)

    monkeypatch.setattr(finite_laws, "finite_time", wrong)
    with pytest.raises(ProofError, match=said):
        finite_laws.LAWS[0].check(Subject(derived("rflo")))


@pytest.mark.parametrize(
    ("part", "said"),
    [("trace", "the trace"), ("determinant", "the determinant"), ("update", "Delta w")],
)
def test_a_wrong_result_for_correlated_input_is_noticed(
    part: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(rule: LearningRule) -> object:
        found = coloured_input(rule)
        assert found is not None
        value = getattr(found, part)
        changed = {**value, w: 2 * value[w]} if part == "update" else value * 2
        other: dict[str, Any] = {part: changed}
        return replace(found, **other)

    monkeypatch.setattr(coloured_laws, "coloured_input", wrong)
    with pytest.raises(ProofError, match=f"{said}.* for correlated input"):
        coloured_laws.LAWS[0].check(Subject(derived("tbptt")))


def test_each_law_has_been_seen_to_fail() -> None:
    apart = {
        "JSON",
        "exported code",
        "conserved quantity",
        "end point",
        "fixed points with few outputs",
        "descent",
        "leaf",
        "conformal modes",
        "other bases",
        "finite-time",
        "coloured-input",
        "sequence-loss",
        "units",
        "own units",
        "leak of a mode",
        "leak of a network",
        "momentum",
        "rest under decay",
        "drift",
        "threshold",
        "change of the invariant",
    }
    assert {law for law, _, _ in DOUBLES} | apart == {law.name for law in all_laws()}


def test_a_failure_shows_the_point_and_both_sides() -> None:
    double = with_update(derived("bptt"), loss_finite=Integer(7))
    with pytest.raises(ProofError) as caught:
        check_analysis(double)
    message = str(caught.value)
    assert "\n" not in message
    assert "the loss is 7, the definition gives" in message
    assert "w_star = " in message
    assert "T = 1" in message

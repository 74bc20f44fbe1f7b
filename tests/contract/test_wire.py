"""The JSON object: its keys are the contract, and SymPy reads its strings back as they were meant."""

import json
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest
from sympy import Expr, Rational, Symbol, sympify
from sympy.core.relational import Relational

from symdyn import Analysis, LearningRule, analyse, find_rule, parameter
from symdyn.claims.chain import claims_of
from symdyn.notation import STATE, a_star, b_star, c, m, tau, w, w_hat
from symdyn.report.wire import to_json, write

beta = parameter("beta", 0, 1)
RULES = ("bptt", "tbptt-tau", "rflo", "decayed-rtrl", "e-prop", "readout-only")
# Names of functions or constants in SymPy, all of them allowed for a parameter.
CLASHING = LearningRule("clashing", "Clashing names", "random", (w_hat**m + beta**m) / 2)


@cache
def derived(name: str) -> tuple[Analysis, dict[str, object]]:
    analysis = analyse(CLASHING if name == "clashing" else find_rule(name))
    return analysis, json.loads(json.dumps(to_json(analysis)))


def parsed(text: str, sent: dict[str, object]) -> Expr:
    names = {name: Symbol(name) for name in sent["parameters"]}
    return sympify(text, locals=names)


def formulas(analysis: Analysis, sent: dict[str, object]) -> Iterator[tuple[str, Expr]]:
    update, optimal = analysis.update, analysis.optimal
    for variable in STATE:
        yield sent["update"]["finite"][variable.name], update.finite[variable]
        yield sent["update"]["limit"][variable.name], update.limit[variable]
    yield sent["loss"]["finite"], update.loss_finite
    yield sent["optimal"]["trace"], optimal.trace
    yield sent["optimal"]["determinant"], optimal.determinant
    yield sent["optimal"]["radicand"], optimal.radicand
    yield from zip(sent["optimal"]["eigenvalues"], optimal.eigenvalues, strict=True)
    for texts, row in zip(sent["optimal"]["jacobian"], optimal.jacobian, strict=True):
        yield from zip(texts, row, strict=True)
    for texts, one in zip(sent["fixed_points"], analysis.fixed_points.components, strict=True):
        yield from zip(texts["equations"], one.equations, strict=True)
        yield texts["loss"], one.loss


def at_a_point(expression: Expr) -> Expr:
    """The value at a fixed point, exact for a rational function."""
    names = sorted(one.name for one in expression.free_symbols)
    values = {name: Rational(2 * place + 3, 31) for place, name in enumerate(names)}
    whole = {"T": Rational(5), "tau": Rational(3)}
    return expression.subs({Symbol(name): whole.get(name, values[name]) for name in names})


@pytest.mark.parametrize("name", [*RULES, "clashing"])
def test_sympy_reads_back_what_was_meant(name: str) -> None:
    analysis, sent = derived(name)
    for text, formula in formulas(analysis, sent):
        difference = at_a_point(parsed(text, sent) - formula.xreplace({c: a_star * b_star}))
        assert abs(difference.evalf(30)) < 1e-25, text


@pytest.mark.parametrize("name", RULES)
def test_every_expression_uses_the_names_on_the_wire_only(name: str) -> None:
    analysis, sent = derived(name)
    known = {"a", "b", "w", "s", "T", *sent["parameters"]}
    for text, _ in formulas(analysis, sent):
        assert {one.name for one in parsed(text, sent).free_symbols} <= known, text


@pytest.mark.parametrize("name", RULES)
def test_the_contract_keys_are_there(name: str) -> None:
    _, sent = derived(name)
    assert sent["rule"] == name
    assert sent["state"] == ["a", "b", "w"]
    assert {"a_star", "b_star", "w_star"} <= set(sent["parameters"])
    assert set(sent["update"]) == {"finite", "limit"}
    assert all(set(part) == {"a", "b", "w"} for part in sent["update"].values())
    for component in sent["fixed_points"]:
        assert set(component) >= {"name", "equations", "conditions", "loss", "stability"}
    optimal = sent["optimal"]
    assert [len(row) for row in optimal["jacobian"]] == [3, 3, 3]
    assert len(optimal["eigenvalues"]) == 3
    assert optimal["eigenvalues"][0] == "0"
    assert set(sent["rank"]) >= {"bound", "proved"}
    assert sent["rank"]["proved"] is True
    assert set(sent["locality"]) == {"space", "feedback", "memory"}
    assert all(isinstance(text, str) for text in sent["parameters"].values())


@pytest.mark.parametrize(
    ("name", "bound", "proved_by", "assuming"),
    [
        ("rflo", "o", "factorisation", []),
        ("tbptt", "Min(n, Z*o)", "factorisation", []),
        ("bptt", "n", "instance", []),
        ("tbptt-tau", "Min(n, Z*o*tau)", "factorisation", ["tau >= 1"]),
    ],
)
def test_a_rank_says_how_it_is_proved_and_under_which_assumption(
    name: str, bound: str, proved_by: str, assuming: list[str]
) -> None:
    _, sent = derived(name)
    found = {key: sent["rank"][key] for key in ("bound", "proved", "proved_by", "assuming")}
    assert found == {"bound": bound, "proved": True, "proved_by": proved_by, "assuming": assuming}


def test_a_bound_that_needs_a_lag_zero_says_so_and_so_does_its_certificate() -> None:
    """o + Z o (tau - 1) falls below 0 at tau = 0."""
    rule = LearningRule("lagged", "Random feedback, tau lags", "random", w**m, horizon=tau)
    analysis = analyse(rule)
    sent = to_json(analysis)["rank"]
    assert sent["bound"] == "Min(n, o + Z*o*(tau - 1))"
    assert (sent["proved"], sent["assuming"]) == (True, ["tau >= 1"])
    assert sent["input"]["assuming"] == ["tau >= 1"]
    claims = {claim.id: claim for claim in claims_of(rule, analysis)}
    assert claims["lagged.rank-w"].assumptions == (r"\tau \ge 1", r"\tau \le T")
    assert "gap" not in claims["lagged.rank-w"].evidence


def test_a_bound_that_cannot_be_verified_has_no_proof_on_the_wire() -> None:
    analysis = analyse(find_rule("rflo"))
    wrong = replace(analysis.rank.recurrent, bound="0")
    sent = to_json(replace(analysis, rank=replace(analysis.rank, recurrent=wrong)))["rank"]
    assert (sent["bound"], sent["proved"], sent["proved_by"]) == ("0", False, None)


def test_what_the_design_shows_for_rflo() -> None:
    _, sent = derived("rflo")
    assert sent["parameters"]["a_hat"] == "a_hat != 0"
    assert sent["parameters"]["w_star"] == "-1 < w_star < 1"
    (optimal,) = sent["fixed_points"]
    assert optimal["equations"] == ["a*b - a_star*b_star", "w - w_star"]
    assert (optimal["name"], optimal["conditions"], optimal["loss"]) == ("optimal", [], "0")
    assert sent["rank"]["bound"] == "o"
    assert sent["is_gradient"] is False
    assert derived("bptt")[1]["is_gradient"] is True


def test_strings_are_written_as_people_write_them() -> None:
    _, sent = derived("rflo")
    assert sent["update"]["limit"]["a"] == "b*(a*b/(1 - w**2) - a_star*b_star/(1 - w*w_star))"
    for name in RULES:
        analysis, object_ = derived(name)
        for text, _ in formulas(analysis, object_):
            assert "(-w**2 + 1" not in text
            assert "(-1 + w" not in text


@pytest.mark.parametrize("name", RULES)
def test_conditions_are_inequalities_that_sympy_parses(name: str) -> None:
    analysis, sent = derived(name)
    conditions = sent["optimal"]["stable_iff"]
    assert len(conditions) == len(analysis.optimal.stability.conditions)
    for text in conditions:
        condition = parsed(text, sent)
        assert text == "False" or isinstance(condition, Relational)


def test_always_stable_has_no_condition_and_never_stable_has_false() -> None:
    assert derived("bptt")[1]["optimal"]["stable_iff"] == []
    assert derived("readout-only")[1]["optimal"]["stable_iff"] == ["False"]


def test_the_stability_witness_is_exact_and_does_what_it_says() -> None:
    _, sent = derived("rflo")
    point = sent["optimal"]["witnesses"]["stable_with_negative_gain"]
    values = {Symbol(name): Rational(Fraction(text)) for name, text in point.items()}
    assert values[Symbol("a_hat")] * values[Symbol("s")] < 0
    trace, determinant = (
        parsed(sent["optimal"][key], sent).subs(values) for key in ("trace", "determinant")
    )
    assert trace < 0 < determinant


def test_parameters_cover_the_horizon_and_the_rules_own() -> None:
    assert derived("tbptt-tau")[1]["parameters"]["tau"] == "tau >= 1, an integer"
    assert "tau" not in derived("bptt")[1]["parameters"]
    assert derived("decayed-rtrl")[1]["parameters"]["gamma"] == "0 < gamma < 1"


def test_a_diagonal_rule_carries_its_counterexample() -> None:
    alignment = derived("e-prop")[1]["alignment"]
    assert alignment["reduces"] == "only P = I"
    assert Fraction(alignment["counterexample"]["coupling"]) != 0
    assert "counterexample" not in derived("rflo")[1]["alignment"]


def test_a_term_without_a_sign_goes_first() -> None:
    x, y = Symbol("x"), Symbol("y")
    assert write(-1 + x * y) == "x*y - 1"
    assert write(-x - y) == "-x - y"

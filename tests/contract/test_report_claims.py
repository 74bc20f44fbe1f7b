"""Every numbered equation of a report is a line of a proved claim, or is listed here with a reason."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from symdyn.claims.claim import own_name
from symdyn.formula.inline import inline
from symdyn.formula.latex import latex
from symdyn.report.content import Equation, Prose, Section
from symdyn.report.judged import Judged, beyond_domain
from symdyn.report.sections import sections
from symdyn.report.sections.proofs import proofs
from symdyn.rules.registry import all_rules
from tests.contract.changed_equations import changed
from tests.derived import chain, derived
from tests.judged import statuses
from tests.provenance.backing import backed_by
from tests.provenance.other_forms import OTHER_FORM
from tests.selection import slow_but

RULES = [entry.rule.name for entry in all_rules()]

WITHOUT_CLAIM = {
    "network": "says what a network is",
    "loss-definition": "says what is to be reduced: a mean over inputs",
    "error": "the error in terms of the inputs, from the definition of the networks",
    "definition-a": "the definition of the rule: a mean over inputs",
    "definition-b": "the definition of the rule: a mean over inputs",
    "definition-w": "the definition of the rule: a mean over inputs",
    "mean-input": "the mean over white noise; what is left is the claim `definition`",
    "mean-state": "the mean over white noise; what is left is the claim `definition`",
    "telescoping": "says what makes a sum telescope; each sum carries its own evidence",
    "multiplier": "the multiplier of a step, from the eigenvalue of the flow",
    "pair-value-trace": "a value for one horizon, of a rule whose claims are about any",
    "pair-value-determinant": "a value for one horizon, of a rule whose claims are about any",
    "network-diagonal": "what the diagonal of the identity for networks is the change of",
    "routh-hurwitz": "Routh and Hurwitz for a quadratic; the checker has it as a rule",
}


# What another claim of the chain says in the same words; the report names the one it has the line of.
ALSO_SAID = {
    "general-trace": ("trace-split", "of this rule's trace: the same line, used for its region"),
    "general-update-b": ("update-by-kernel", "of this rule: the line with its own K"),
    "general-update-w": ("update-by-kernel", "of this rule: the line with its own K"),
}


# What the second way does not read: a kernel that is a sum, which stands inside another sum.
NOT_READ = {
    "e-prop-filtered": {
        "kernel-aligned",
        *(f"rank-w-{part}" for part in ("update", "part-1", "part-2", "change")),
    }
}


def equations(found: Sequence[Section]) -> list[Equation]:
    return [block for one in found for block in one.blocks if isinstance(block, Equation)]


@pytest.mark.parametrize("name", slow_but(("rflo", "tbptt-tau"), RULES, 2))
def test_every_numbered_equation_is_a_line_of_a_proved_claim(name: str) -> None:
    """Two ways to the claims agree: from the statement shown, and from what is displayed."""
    status = statuses(chain(name))
    assert set(status.values()) <= {"proved", "refuted"}
    written = equations(sections(derived(name)))
    behind = backed_by(chain(name), written)
    unread = NOT_READ.get(name, set())
    assert {one.label for one in written if one.claims} - behind.keys() == unread
    assert behind.keys() <= {one.label for one in written if one.claims}
    assert {one.label for one in written} - behind.keys() - unread <= WITHOUT_CLAIM.keys()
    for one in written:
        if one.label in unread:
            continue
        also = {f"{name}.{ALSO_SAID[one.label][0]}"} if one.label in ALSO_SAID else set()
        assert set(behind.get(one.label, ())) - also == set(one.claims), one.label
    refuted = {one.label for one in written if any(status[x] == "refuted" for x in one.claims)}
    assert refuted <= {"counterexample", "counterexample-basis"}


@pytest.mark.slow
def test_no_reason_is_given_for_what_has_a_claim_or_is_nowhere() -> None:
    seen: set[str] = set()
    without: set[str] = set()
    also: set[tuple[str, str]] = set()
    for name in RULES:
        written = equations(sections(derived(name)))
        behind = backed_by(chain(name), written)
        seen |= {one.label for one in written}
        without |= {one.label for one in written if not one.claims}
        also |= {
            (one.label, own_name(x, chain(name)))
            for one in written
            for x in {*behind.get(one.label, ())} - {*one.claims}
        }
    assert without == WITHOUT_CLAIM.keys()
    assert also == {(label, claim) for label, (claim, _) in ALSO_SAID.items()}
    assert OTHER_FORM.keys() <= seen


# Equations that stand or fall together, as the report says "if and only if" or by induction.
TOGETHER = (
    r"rank-w-(?!bound).*",
    r"rank-b-(?!bound).*",
    r"window-(?:lower|upper)",
    r"stable-[0-9]+",
    r"stationary-[0-9]+",
)
# What is changed and true nevertheless.
TRUE_ANYWAY = {
    ("tbptt", "rank-w-part-1"): "the only lag is m = 0: what stands with m is not there",
    ("tbptt", "rank-b-part-1"): "the only lag is m = 0: what has the exponent m is 1",
    ("readout-only", "mode-update-b"): "without credit this update is 0",
    ("readout-only", "mode-update-w"): "without credit this update is 0",
}


def together(label: str) -> str:
    return next((one for one in TOGETHER if re.fullmatch(one, label)), label)


@pytest.mark.parametrize("name", slow_but(("tbptt-tau",), RULES, 3))
def test_an_equation_that_is_changed_in_any_place_has_no_claim(name: str) -> None:
    """Many equations are changed in one report; among those that stand together, one at a time."""
    claims = chain(name)
    written = equations(sections(derived(name)))
    todo: dict[str, list[tuple[str, Equation]]] = {}
    behind = backed_by(claims, written)
    for one in written:
        if one.label in behind:
            todo.setdefault(together(one.label), []).extend(changed(one))
    true_anyway = set()
    for place in range(max(map(len, todo.values()))):
        now = {ways[place][1].label: ways[place] for ways in todo.values() if place < len(ways)}
        groups = set(map(together, now))
        report = [
            now[one.label][1] if one.label in now else one
            for one in written
            if together(one.label) in groups
        ]
        for label in backed_by(claims, report).keys() & now.keys():
            assert (name, label) in TRUE_ANYWAY, now[label]
            true_anyway.add((name, label))
    assert true_anyway == {key for key in TRUE_ANYWAY if key[0] == name}
    assert all(len(ways) >= 3 for ways in todo.values())
    assert len(todo) > 50


def stated(left: str, relation: str, right: str, label: str = "trace") -> Equation:
    return Equation(label, inline(left), inline(right), relation)


@pytest.mark.parametrize(
    "label", ["window-lower", "window-upper", "stable-1", "stable-2", "rank-w-part-1"]
)
def test_a_part_alone_is_not_the_whole(label: str) -> None:
    written = equations(sections(derived("rflo")))
    (one,) = (x for x in written if x.label == label)
    assert label in backed_by(chain("rflo"), written)
    assert backed_by(chain("rflo"), [one]) == {}


@pytest.mark.parametrize(
    ("left", "relation", "right"),
    [
        (r"\Delta w", "=", "0"),
        ("a b", "=", "c"),
        ("w", "=", r"w_\star"),
        (r"\operatorname{Re} \lambda_{\pm}", "<", "0"),
        (r"-\hat{a} s", ">", r"\frac{c^{2}}{s^{2}}"),
    ],
)
def test_neither_a_side_nor_what_has_an_assumption_is_said_for_itself(
    left: str, relation: str, right: str
) -> None:
    """The claims say this of fixed points, or where a product has a sign."""
    assert backed_by(chain("rflo"), [stated(left, relation, right)]) == {}


def test_a_term_that_stands_twice_counts_twice() -> None:
    """-w^2 + 1 > 0 is proved; with the square twice it is false at w^2 = 3/4."""
    once, twice = stated("1", ">", "w^{2}"), stated("-w^{2} - w^{2} + 1", ">", "0")
    assert backed_by(chain("rflo"), [once]) == {"trace": ("rflo.update-finite.signs",)}
    assert backed_by(chain("rflo"), [twice]) == {}


def test_what_is_refuted_stands_behind_nothing() -> None:
    gradient = stated(r"\Delta a", "=", r"\partial_{a} L")
    smaller = Equation(
        "rank-w-bound", None, inline(r"\operatorname{rank}(W_{Z} - W_{0}) \le o - 1")
    )
    assert backed_by(chain("rflo"), [gradient]) == backed_by(chain("rflo"), [smaller]) == {}


def test_letters_of_the_theory_define_nothing_in_a_rule() -> None:
    """The theory has a case with symmetric feedback, which RFLO does not have."""
    symmetric = stated(r"\varphi", "=", "a", "mode-feedback")
    assert any(r"\varphi := a" in claim.statement for claim in chain("rflo"))
    assert backed_by(chain("rflo"), [symmetric]) == {}


@pytest.mark.parametrize("name", slow_but(("rflo", "tbptt-tau"), RULES, 2))
def test_an_assumption_beyond_the_domain_belongs_to_a_label_that_has_it(name: str) -> None:
    claims = chain(name)
    written = equations(sections(derived(name)))
    behind = backed_by(claims, written)
    beyond = {
        (label, text)
        for label, ids in behind.items()
        for claim in claims
        if claim.id in ids
        for text in beyond_domain(claim, claims)
    }
    apart = {(label, text) for label, text in beyond if r"\ne 0" in text}
    root = {(label, text) for label, text in beyond if label == "slow-rate"}
    assert {text for _, text in root} <= {"r^{2} = t^{2} - 4 d", r"r \ge 0"}  # what a root is
    step = {(label, text) for label, text in beyond if "step-" in label or "-step" in label}
    assert {text for _, text in step} <= {
        r"\eta > 0",
        "x > 0",  # the rates of a real pair, as the sentence in front of the step says
        r"x \le y",
        "4 d - t^{2} > 0",  # a complex pair
        r"\eta y < 2",  # either side of what is said to be equivalent
        r"4 - 2 \eta (x + y) + \eta^{2} x y > 0",
        r"x + y - \eta x y > 0",
    }
    pair = {(label, text) for label, text in beyond - apart if label == "pair-region"}
    # Feedback of the right sign, and the condition itself: in one claim it holds, in the other not.
    for text in {text for _, text in pair} - {r"a_{1} \hat{a}_{1} > 0"}:
        assert text.endswith((" > 0", r" \le 0")), text
        assert text.rsplit(" ", 2)[0] in {
            latex(one.left) for one in written if one.label == "pair-region"
        }
    end = {(label, text) for label, text in beyond if label == "end-square"}
    assert {text for _, text in end} <= {"y > 0", "z > 0", "r > 0", "r^{2} = g^{2} + 4 c^{2}"}
    leaf = {(label, text) for label, text in beyond if label == "leaf-room"}
    assert {text for _, text in leaf} <= {"H_{9} > 0"}  # as the sentence in front of it says
    turning = {(label, text) for label, text in beyond if label.startswith("complex-")}
    assert {text for _, text in turning} <= {
        "t < 0",
        r"(t^{2} + y^{2}) (t^{2} d + t y z - z^{2}) > 0",
        "-1 < u < 1",
        r"v \ge 0",
        r"\hat{w} (u + v) \le 1",
        "X < 1",
    }
    bases = {(label, text) for label, text in beyond - apart if label.startswith("basis-")}
    assert {text for _, text in bases} <= {
        "x^{2} + y^{2} = 1",
        r"-1 < \rho_{1} < 1",
        r"-1 < \rho_{2} < 1",
        "-1 < v < 1",
    }
    near = {(label, text) for label, text in beyond if label.startswith("finite-near-")}
    for text in {text for _, text in near} - {"1 > g", "g \\ge 0"}:
        # No modulus of the mode exceeds g, x, y or u, as the sentence in front says.
        assert re.fullmatch(r".* \+ [gxyu] \\ge 0|[gxyu] - .* \\ge 0", text), text
    outputs = {(label, text) for label, text in beyond if label.startswith("sequence-manifold-")}
    assert {text for _, text in outputs} <= {"a b = c"}
    known = apart | root | step | end | pair | leaf | turning | bases | near | outputs
    assert {text for _, text in beyond - known} <= {
        r"\hat{a} s < 0",
        r"\hat{a} s > 0",
        "S > 0",
        r"K(w_\star) > 0",
        "-1 < v < 1",  # the correlation of the input
    }
    labels = {label.split("-")[0] for label, _ in apart}
    known = {
        "update",
        "loss",
        "eigenvalues",
        "stationary",
        "pair",
        "general",
        "orthogonal",
        "hankel",
        "finite",
        "basis",
    }
    assert labels <= known


def test_the_domain_of_a_rule_is_no_assumption_beyond_it() -> None:
    claims = {claim.id: claim for claim in chain("rflo")}
    assert beyond_domain(claims["rflo.update"], chain("rflo")) == ()
    assert beyond_domain(claims["rflo.rate-infinity"], chain("rflo")) == ()
    assert beyond_domain(claims["rflo.window"], chain("rflo")) == (r"\hat{a} s < 0",)
    assert beyond_domain(claims["rflo.update-finite"], chain("rflo")) == (r"\hat{w} - w \ne 0",)
    assert set(beyond_domain(claims["theory.stable"], chain("rflo"))) == {
        r"b \ne 0",
        "q > 0",
        r"K(w_\star) > 0",
        "S > 0",
    }


def test_min_over_a_rank_needs_every_bound() -> None:
    (one,) = (x for x in equations(sections(derived("tbptt"))) if x.label == "rank-b-bound")
    kept = [
        replace(claim, statement=claim.statement[:-1]) if claim.id == "tbptt.rank-b" else claim
        for claim in chain("tbptt")
    ]
    assert backed_by(chain("tbptt"), [one]) == {"rank-b-bound": ("tbptt.rank-b",)}
    assert backed_by(kept, [one]) == {}


def test_an_equation_whose_claim_is_not_proved_is_no_starting_point() -> None:
    proved = {claim.id: "proved" for claim in chain("rflo")}
    found = sections(derived("rflo"))
    (ids,) = (one.claims for one in equations(found) if one.label == "update-w")
    assert ids
    told = {}
    for status in ("proved", "unproved"):
        judged = Judged(chain("rflo"), {**proved, **dict.fromkeys(ids, status)})
        (pieces,) = (
            line.pieces
            for line in proofs(judged, found).blocks
            if isinstance(line, Prose) and "ref:network" in line.pieces
        )
        told[status] = pieces
    assert {one for one in told["proved"] if str(one).startswith("ref:")} == {
        f"ref:{one.label}" for one in equations(found) if one.label in WITHOUT_CLAIM
    }
    place = len(told["proved"])
    assert told["unproved"][:place] == told["proved"]
    assert told["unproved"][place] == " What is said in "
    assert {one for one in told["unproved"][place:] if str(one).startswith("ref:")} == {
        f"ref:{one.label}" for one in equations(found) if one.claims == ids
    }
    assert " is not proved: " in str(told["unproved"][-1])

"""What the report says: complete, consistent, computed from the analysis, and true."""

import re
from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest
from sympy import Integer

from symdyn import Analysis, LearningRule, all_rules, analyse, find_rule, notation, parameter
from symdyn.exact.matrices import Matrix as ExactMatrix
from symdyn.formula.arrange import tree
from symdyn.formula.inline import inline
from symdyn.formula.one_line import one_line
from symdyn.report.basis import basis_mark
from symdyn.report.content import Citation, Matrix, Section, Table
from symdyn.report.phrases import equals_zero, prose
from symdyn.report.sections import comparison_sections, sections
from symdyn.report.sections.references import TITLE
from symdyn.stages.setting.exact_networks import ExactNetwork, full_mean_update
from tests.unit.document_parts import blocks, equation, labels, pieces, side, words
from tests.unit.tree_values import value

gamma = parameter("gamma", -1, 1)
m, w, w_hat = notation.m, notation.w, notation.w_hat
OTHERS = {
    "two-timescale": LearningRule(
        "two-timescale", "Two-timescale eligibility traces", "random", (w_hat**m + gamma**m) / 2
    ),
    "ramped": LearningRule("ramped", "Credit that grows first", "symmetric", (m + 1) * w**m),
    "two-sided": LearningRule("two-sided", "Alternating", "random", 2 * w_hat**m - (-w) ** m),
}
BUILT_IN = tuple(found.rule.name for found in all_rules() if found.origin == "symdyn")
NAMES = (*BUILT_IN, *OTHERS)


@cache
def derived(name: str) -> Analysis:
    return analyse(OTHERS.get(name) or find_rule(name))


@cache
def written(name: str) -> tuple[Section, ...]:
    return sections(derived(name))


@pytest.mark.parametrize("name", NAMES)
def test_labels_are_unique_and_every_reference_resolves(name: str) -> None:
    found = labels(written(name))
    assert len(found) == len(set(found))
    referred = {
        p.removeprefix("ref:")
        for p in pieces(written(name))
        if isinstance(p, str) and p.startswith("ref:")
    }
    assert referred <= set(found)
    assert len(referred) > 8


@pytest.mark.parametrize("name", NAMES)
def test_plain_text_holds_no_code_and_no_latex(name: str) -> None:
    for piece in pieces(written(name)):
        if isinstance(piece, str) and not piece.startswith("ref:"):
            assert not re.search(r"[\\$^]|\*\*|[a-z]_[a-z]|\bNone\b", piece), piece


@pytest.mark.parametrize("name", NAMES)
def test_citations_are_in_the_list_of_references(name: str) -> None:
    (references,) = (one for one in written(name) if one.title == TITLE)
    cited = {piece.number for piece in pieces(written(name)) if isinstance(piece, Citation)}
    listed = set(range(1, len(references.blocks) + 1))
    assert cited <= listed if derived(name).credit.zero else cited == listed


@pytest.mark.parametrize("name", NAMES)
def test_the_derived_formulas_are_the_ones_shown(name: str) -> None:
    analysis, document = derived(name), written(name)
    update = analysis.update
    for symbol in (notation.a, notation.b, notation.w):
        name = symbol.name
        assert equation(document, f"update-finite-{name}").right == tree(update.finite[symbol])
        assert equation(document, f"update-{name}").right == tree(update.limit[symbol])
        assert equation(document, f"flow-{name}").right == tree(-update.limit[symbol])
    assert equation(document, "loss").right == tree(update.loss)
    for component in analysis.fixed_points.components:
        assert equation(document, f"loss-{component.name}").right == tree(component.loss)


POINT = {
    "s": Fraction(3, 2), "c": Fraction(-2, 3), "w_star": Fraction(-1, 4), "a_hat": Fraction(-5, 7),
    "w_hat": Fraction(1, 3), "gamma": Fraction(2, 5), "tau": Fraction(3),
}  # fmt: skip


def test_the_evaluator_of_formulas() -> None:
    point = {"a": Fraction(2), "b": Fraction(-1, 3)}
    assert value(inline(r"-a^{2} b + \frac{1 - b}{a} (a + b)"), point) == Fraction(22, 9)
    assert value(-(notation.a**2) / (1 - notation.b), point) == -3
    with pytest.raises(ValueError, match="no value"):
        value(inline(r"\sum_{m<2} a"), point)
    with pytest.raises(ValueError, match="no integer"):
        value(inline("a^{1/2}"), point)


@pytest.mark.parametrize("name", NAMES)
def test_trace_and_determinant_shown_are_those_of_the_jacobian(name: str) -> None:
    """Formulas that keep K and M on the manifold as letters agree with the Jacobian written out."""
    analysis, document = derived(name), written(name)
    letters = {
        "K_star": value(analysis.credit.value_expr, POINT),
        "M_star": value(analysis.credit.moment_expr, POINT),
        **POINT,
    }
    (aa, ab, aw), (ba, bb, bw), (wa, wb, ww) = [
        [value(entry, POINT) for entry in row] for row in analysis.optimal.jacobian
    ]
    shown = {
        label: value(side(document, label), letters)
        for label in ("trace", "gain", "drift", "determinant")
    }
    assert shown["trace"] == aa + bb + ww == -shown["gain"] - shown["drift"]
    assert shown["determinant"] == aa * bb - ab * ba + aa * ww - aw * wa + bb * ww - bw * wb


def test_the_tangent_of_the_manifold_is_in_the_kernel_of_the_general_jacobian() -> None:
    right = equation(written("rflo"), "general-jacobian").right
    assert isinstance(right, Matrix)
    point = {
        "a": Fraction(2, 3), "b": Fraction(-5, 4), "phi": Fraction(7, 2), "w_star": Fraction(1, 3),
        "K_teacher": Fraction(3), "K_derivative": Fraction(-6),
    }  # fmt: skip
    for row in right.rows:
        first, second, _ = (value(entry, point) for entry in row)
        assert first * point["a"] - second * point["b"] == 0


def test_the_proof_of_sufficiency_reads_the_brackets_right() -> None:
    """What the proof says about d and g_w, at a point; both are products with phi a b^2."""
    document = written("bptt")
    K, M, D = Fraction(5, 3), Fraction(-1, 2), 1 - Fraction(1, 9)
    a, b, phi, w_star = Fraction(2), Fraction(3, 4), Fraction(-5), Fraction(1, 3)
    letters = {"K_teacher": K, "K_moment": M}
    point = {"a": a, "b": b, "phi": phi, "w_star": w_star, **letters}
    d = value(side(document, "general-determinant"), point)
    assert d * D**2 / (phi * a * b**2) == b**2 * (K + M) + phi * a * K**2
    g_w = value(side(document, "general-drift"), point)
    assert g_w * D**2 / (phi * a * b**2) == D * (K + M) + w_star**2 * K


@pytest.mark.parametrize("name", ["rflo", "e-prop", "two-timescale"])
def test_the_identity_that_closes_the_window(name: str) -> None:
    """The identity that is printed holds for this rule's K and t at an exact point."""
    analysis = derived(name)
    shown = equation(written(name), "window-identity")
    assert shown.left == inline(r"-S (1 - w_\star^{2}) t")
    assert one_line(side(written(name), "window-identity")) == (
        "−(−q K(w⋆)² − b² S) − q K(w⋆) (K(w⋆) − (1 − w⋆²) S) + q b² S (S + (w⋆² K(w⋆))/(1 − w⋆²))"
    )
    K, M, t = (
        value(one, POINT)
        for one in (analysis.credit.value_expr, analysis.credit.moment_expr, analysis.optimal.trace)
    )
    S, q, b, D = (
        K + M,
        POINT["a_hat"] * POINT["s"],
        POINT["c"] / POINT["s"],
        1 - POINT["w_star"] ** 2,
    )
    letters = {"K_teacher": K, "S": S, "q": q, "b": b, "t": t, "w_star": POINT["w_star"]}
    right = -(-q * K**2 - b**2 * S) - q * K * (K - D * S) + q * b**2 * S * (S + (1 - D) * K / D)
    assert value(shown.left, letters) == -S * D * t == right
    assert value(side(written(name), "window-identity"), letters) == right
    assert value(side(written(name), "window-opening"), POINT) == K - D * S


def test_the_witness_shows_stability_against_the_sign_of_the_feedback() -> None:
    document = written("rflo")
    told = words(document, "Stability of a mode")
    assert "too coarse" in told
    assert "Beyond both ends of the window" in told
    assert value(side(document, "witness-stable-trace"), {}) < 0
    assert value(side(document, "witness-stable-determinant"), {}) > 0
    unstable = [
        value(side(document, f"witness-unstable-{n}"), {}) for n in ("trace", "determinant")
    ]
    assert unstable[0] > 0 or unstable[1] < 0


def test_the_paper_is_corrected_only_where_it_speaks_of_the_rule() -> None:
    for name in ("two-timescale", "e-prop"):
        assert "too coarse" not in words(written(name), "Stability of a mode")


def test_the_counterexample_holds_with_the_numbers_that_are_printed() -> None:
    """The network described in words, put together from the words and run through the sums."""
    document = written("e-prop")
    told = words(document, "Reduction to modes")
    assert "a = b = b⋆ = â = I, a⋆ = 2 I, w = diag(1/2, −1/3), w⋆ = diag(1/3, −1/4), T = 2" in told
    right = equation(document, "counterexample-basis").right
    assert isinstance(right, Matrix)
    P = ExactMatrix([[value(x, {}) for x in row] for row in right.rows])
    Pt, two = P.transpose(), ExactMatrix.identity(2).scale(2)

    def network(A: ExactMatrix, modes: tuple[Fraction, Fraction]) -> ExactNetwork:
        return ExactNetwork(A @ Pt, P @ ExactMatrix.diagonal(modes, 2, 2) @ Pt, P)

    student = network(ExactMatrix.identity(2), (Fraction(1, 2), Fraction(-1, 3)))
    teacher = network(two, (Fraction(1, 3), Fraction(-1, 4)))
    _, dB, _ = full_mean_update(find_rule("e-prop"), student, teacher, 2, Pt, {})
    shown = equation(document, "counterexample")
    assert shown.left == inline(r"(P^{\top} \Delta B\, V)_{12}")
    assert (Pt @ dB)[0, 1] == value(side(document, "counterexample"), {}) != 0


@pytest.mark.parametrize("name", ["rflo", "bptt", "ramped"])
def test_every_sum_in_the_table_telescopes(name: str) -> None:
    """r q(k + 1) - q(k) = p(k) at exact points, for each row as it is printed."""
    table = next(b for b in blocks(written(name)) if isinstance(b, Table) and b.label == "sums")
    point = {
        "a": Fraction(2), "b": Fraction(1, 3), "c": Fraction(-3, 5), "phi": Fraction(7, 4),
        "w": Fraction(1, 5), "w_star": Fraction(2, 7), "w_hat": Fraction(-1, 2),
    }  # fmt: skip
    assert len(table.rows) >= 8
    for r, p, q in table.rows:
        for k in range(3):
            here, after = ({**point, "k": Fraction(k + step)} for step in (0, 1))
            assert value(r, point) * value(q, after) - value(q, here) == value(p, here)


def test_statuses_follow_the_analysis() -> None:
    """Each verdict changes when the analysis does: none of them is typed."""
    analysis = derived("tbptt")
    titles = [section.title for section in sections(analysis)]
    assert "The update is not the gradient of the loss" in titles
    claimed = replace(analysis, update=replace(analysis.update, is_gradient=True))
    assert "The update is the gradient of the loss" in [s.title for s in sections(claimed)]

    real = "the pair is real."
    title = "Stability of a mode"
    assert real in words(sections(analysis), title)
    unproved = replace(analysis, optimal=replace(analysis.optimal, real=False))
    assert real not in words(sections(unproved), title)

    unreached = replace(
        analysis,
        rank=replace(analysis.rank, recurrent=replace(analysis.rank.recurrent, sharpness=None)),
    )
    missing = "No instance that reaches this bound was found"
    assert missing not in words(sections(analysis), "Rank of the learned change")
    assert missing in words(sections(unreached), "Rank of the learned change")


def test_a_rule_whose_credit_can_vanish_says_where() -> None:
    told = words(written("two-sided"), "Fixed points")
    assert "K(w⋆) = 0 is not proved to be impossible on its domain" in told
    assert "it is the equation 1 + 2 w w⋆ + ŵ w⋆ = 0" in told
    assert "No input: b = 0 and 1 + 2 w w⋆ + ŵ w⋆ = 0" in told
    assert "not proved to be impossible" not in words(written("rflo"), "Fixed points")


def test_rules_without_an_alignment_in_every_basis_say_so() -> None:
    assert "For another basis the reduction fails" in words(written("e-prop"), "Reduction to modes")
    assert "another basis" not in words(written("rflo"), "Reduction to modes")


def test_equations_are_written_with_what_is_subtracted_on_the_right() -> None:
    a, b, c = notation.a, notation.b, notation.c
    assert equals_zero(a * b - c) == (a * b, c)
    assert equals_zero(b) == (b, Integer(0))
    assert equals_zero(a + b + c) == (a + b + c, Integer(0))


def test_marks_in_prose_become_formulas_and_references() -> None:
    assert prose("of $K_{m}$ in (:kernel)", notation.a).pieces == (
        "of ",
        inline("K_{m}"),
        " in ",
        "ref:kernel",
        notation.a,
    )


def test_the_comparison_has_a_row_for_each_rule_in_every_table() -> None:
    analyses = [derived(name) for name in ("bptt", "rflo", "e-prop", "two-timescale")]
    document = comparison_sections(analyses)
    found = labels(document)
    assert len(found) == len(set(found))
    assert {"numerator-a", "identity-product", "general-jacobian", "routh-hurwitz"} <= set(found)
    for block in blocks(document):
        if isinstance(block, Table) and block.label not in (
            "others",
            "windows",
            "rates",
            "conserved",
            "pairs",
            "spurious",
            "coloured-input",
        ):
            of_modes = block.label not in ("rules", "ranks", "localities", "other-bases")
            marked = [(one, *basis_mark(one)) for one in analyses]
            assert [one.rule.name for one, *mark in marked if mark] == ["e-prop"]
            assert [row[0] for row in block.rows] == [
                (one.rule.name, *mark) if mark and of_modes else one.rule.name
                for one, *mark in marked
            ], block.label
    referred = {p for p in pieces(document) if isinstance(p, str) and p.startswith("ref:")}
    assert {one.removeprefix("ref:") for one in referred} <= set(found)


def test_a_table_takes_a_formula_as_a_piece_alone() -> None:
    with pytest.raises(ValueError, match="write a formula as a piece"):
        Table("one", r"where $a \varphi > 0$", ("Rule",), ())
    assert Table("one", ("where ", inline(r"a \varphi > 0")), (inline("T"),), ()).label == "one"


def test_no_reference_is_left_as_a_mark() -> None:
    """(:label) is a mark of `prose` and `words`; what no one read stands in the text as it was typed."""
    analyses = [derived(name) for name in ("bptt", "rflo", "tbptt")]
    documents = [comparison_sections(analyses), *(sections(one) for one in analyses)]
    assert not [x for one in documents for x in pieces(one) if isinstance(x, str) and "(:" in x]

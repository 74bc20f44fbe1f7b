"""What the report says: complete, consistent, computed from the analysis, and true."""

import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache
from math import prod

import pytest
from sympy import Basic, Expr, Integer, Rational, Symbol

from symdyn import Analysis, LearningRule, all_rules, analyse, find_rule, notation, parameter
from symdyn.analysis.full_update import ExactNetwork, full_mean_update
from symdyn.exact.matrices import Matrix as ExactMatrix
from symdyn.formula.reading import Node, read
from symdyn.report.content import Citation, Matrix, Named, Section, Table
from symdyn.report.sections import comparison_sections, sections
from symdyn.report.sections.basis import basis_mark
from symdyn.report.sections.phrases import equals_zero, prose
from tests.unit.document_parts import blocks, equation, labels, pieces, words

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
    assert len(referred) > 10


@pytest.mark.parametrize("name", NAMES)
def test_plain_text_holds_no_code_and_no_latex(name: str) -> None:
    for piece in pieces(written(name)):
        if isinstance(piece, str) and not piece.startswith("ref:"):
            assert not re.search(r"[\\$^]|\*\*|[a-z]_[a-z]|\bNone\b", piece), piece


@pytest.mark.parametrize("name", NAMES)
def test_citations_are_in_the_list_of_references(name: str) -> None:
    *_, references = written(name)
    cited = {piece.number for piece in pieces(written(name)) if isinstance(piece, Citation)}
    listed = set(range(1, len(references.blocks) + 1))
    assert cited <= listed if derived(name).credit.zero else cited == listed


@pytest.mark.parametrize("name", NAMES)
def test_the_derived_formulas_are_the_ones_shown(name: str) -> None:
    analysis, document = derived(name), written(name)
    for symbol in (notation.a, notation.b, notation.w):
        assert (
            equation(document, f"update-finite-{symbol.name}").right
            == analysis.update.finite[symbol]
        )
        assert equation(document, f"update-{symbol.name}").right == analysis.update.limit[symbol]
        assert equation(document, f"flow-{symbol.name}").right == -analysis.update.limit[symbol]
    assert equation(document, "loss").right == analysis.update.loss
    shown = [
        label
        for label in labels(document)
        if label.startswith("loss-")
        and label[5:] in {c.name for c in analysis.fixed_points.components}
    ]
    assert len(shown) == len(analysis.fixed_points.components)


def value(expression: Basic, point: dict[str, Fraction]) -> Fraction:
    """The exact value at a rational point."""
    at = expression.xreplace(
        {Symbol(k): Rational(v.numerator, v.denominator) for k, v in point.items()}
    )
    assert at.is_Rational, at
    return Fraction(int(at.p), int(at.q))


POINT = {
    "s": Fraction(3, 2), "c": Fraction(-2, 3), "w_star": Fraction(-1, 4), "a_hat": Fraction(-5, 7),
    "w_hat": Fraction(1, 3), "gamma": Fraction(2, 5), "tau": Fraction(3),
}  # fmt: skip


def at_letters(shown: Expr | Named, letters: Mapping[str, Fraction]) -> Fraction:
    """A formula at a point; one that is text is read by the checker's grammar."""
    return (
        number_of(read(shown.latex), letters) if isinstance(shown, Named) else value(shown, POINT)
    )


def number_of(node: Node, letters: Mapping[str, Fraction]) -> Fraction:
    tag, *parts = node
    if tag in ("number", "name"):
        return Fraction(parts[0]) if tag == "number" else letters[parts[0]]
    numbers = [number_of(part, letters) for part in parts]
    if tag == "neg":
        return -numbers[0]
    if tag == "/":
        return numbers[0] / numbers[1]
    if tag == "^":
        return numbers[0] ** int(numbers[1])
    return sum(numbers, Fraction(0)) if tag == "+" else prod(numbers, start=Fraction(1))


@pytest.mark.parametrize("name", NAMES)
def test_trace_and_determinant_shown_are_those_of_the_jacobian(name: str) -> None:
    """Formulas that keep K and M on the manifold as letters agree with the Jacobian written out."""
    analysis, document = derived(name), written(name)
    letters = {
        r"K_\star": value(analysis.credit.value_expr, POINT),
        r"M_\star": value(analysis.credit.moment_expr, POINT),
        **{notation.latex_name(Symbol(symbol)): number for symbol, number in POINT.items()},
    }
    (aa, ab, aw), (ba, bb, bw), (wa, wb, ww) = [
        [value(entry, POINT) for entry in row] for row in analysis.optimal.jacobian
    ]
    shown = {
        label: at_letters(equation(document, label).right, letters)
        for label in ("trace", "gain", "drift", "determinant")
    }
    assert shown["trace"] == aa + bb + ww == -shown["gain"] - shown["drift"]
    assert shown["determinant"] == aa * bb - ab * ba + aa * ww - aw * wa + bb * ww - bw * wb


def test_the_tangent_of_the_manifold_is_in_the_kernel_of_the_general_jacobian() -> None:
    right = equation(written("rflo"), "general-jacobian").right
    assert isinstance(right, Matrix)
    point = {
        "a": Fraction(2, 3), "b": Fraction(-5, 4), "phi": Fraction(7, 2), "w_star": Fraction(1, 3),
        "K_teacher": Fraction(3), "K_moment": Fraction(-2), "K_derivative": Fraction(-6),
    }  # fmt: skip
    for row in right.rows:
        first, second, _ = (value(entry, point) for entry in row)
        assert first * point["a"] - second * point["b"] == 0


def test_the_proof_of_sufficiency_reads_the_brackets_right() -> None:
    """What the proof says about d and g_w, at a point; both are products with phi a b^2."""
    document = written("bptt")
    K, M, D = Fraction(5, 3), Fraction(-1, 2), 1 - Fraction(1, 9)
    a, b, phi, w_star = Fraction(2), Fraction(3, 4), Fraction(-5), Fraction(1, 3)
    point = {"a": a, "b": b, "phi": phi, "w_star": w_star, "K_teacher": K, "K_moment": M}
    d = value(equation(document, "general-determinant").right, point)
    assert d * D**2 / (phi * a * b**2) == b**2 * (K + M) + phi * a * K**2
    g_w = value(equation(document, "general-drift").right, point)
    assert g_w * D**2 / (phi * a * b**2) == D * (K + M) + w_star**2 * K


@pytest.mark.parametrize("name", ["rflo", "e-prop", "two-timescale"])
def test_the_identity_that_closes_the_window(name: str) -> None:
    """The identity is printed as text; it holds for this rule's K and t at an exact point."""
    analysis = derived(name)
    text = equation(written(name), "window-identity")
    assert text.left == Named(r"-S (1 - w_\star^{2}) t", "−S (1 − w⋆²) t")
    assert isinstance(text.right, Named)
    assert text.right.unicode == (
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
    right = -(-q * K**2 - b**2 * S) - q * K * (K - D * S) + q * b**2 * S * (S + (1 - D) * K / D)
    assert -S * D * t == right
    assert value(equation(written(name), "window-opening").right, POINT) == K - D * S


def test_the_witness_shows_stability_against_the_sign_of_the_feedback() -> None:
    document = written("rflo")
    told = words(document, "Stability of a mode")
    assert "too coarse" in told
    assert "Beyond both ends of the window" in told
    assert equation(document, "witness-stable-trace").right < 0
    assert equation(document, "witness-stable-determinant").right > 0
    unstable = [equation(document, f"witness-unstable-{n}").right for n in ("trace", "determinant")]
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
    P = ExactMatrix([[Fraction(int(x.p), int(x.q)) for x in row] for row in right.rows])
    Pt, two = P.transpose(), ExactMatrix.identity(2).scale(2)

    def network(A: ExactMatrix, modes: tuple[Fraction, Fraction]) -> ExactNetwork:
        return ExactNetwork(A @ Pt, P @ ExactMatrix.diagonal(modes, 2, 2) @ Pt, P)

    student = network(ExactMatrix.identity(2), (Fraction(1, 2), Fraction(-1, 3)))
    teacher = network(two, (Fraction(1, 3), Fraction(-1, 4)))
    _, dB, _ = full_mean_update(find_rule("e-prop"), student, teacher, 2, Pt, {})
    shown = equation(document, "counterexample")
    assert isinstance(shown.left, Named)
    assert shown.left.latex == r"(P^{\top} \Delta B\, V)_{12}"
    assert (Pt @ dB)[0, 1] == Fraction(int(shown.right.p), int(shown.right.q)) != 0


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
        Named("K_{m}", "Kₘ"),
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
        if isinstance(block, Table) and block.label not in ("others", "windows", "rates"):
            of_modes = block.label not in ("rules", "ranks", "localities")
            marked = [(one, *basis_mark(one)) for one in analyses]
            assert [one.rule.name for one, *mark in marked if mark] == ["e-prop"]
            assert [row[0] for row in block.rows] == [
                (one.rule.name, *mark) if mark and of_modes else one.rule.name
                for one, *mark in marked
            ], block.label
    referred = {p for p in pieces(document) if isinstance(p, str) and p.startswith("ref:")}
    assert {one.removeprefix("ref:") for one in referred} <= set(found)

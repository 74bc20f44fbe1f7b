"""The formulas of sentences: read into trees, and written as they were, in LaTeX and on one line."""

import re
import sys

import pytest

from symdyn import analyse, find_rule
from symdyn.errors import FormulaError
from symdyn.formula.arrange import tree
from symdyn.formula.inline import inline
from symdyn.formula.latex import latex
from symdyn.formula.nodes import Call, Decimal, Name, Node, Product, Relation, Script, Slash, Total
from symdyn.formula.one_line import one_line
from symdyn.formula.terminal import render
from symdyn.notation import kernel_moment, w_star
from symdyn.report.sections import sections
from tests.unit.document_parts import pieces

# What prints nothing, and the two ways to write a bar.
_SPACE = re.compile(r"\\[,; ]|\\(?:left|right|[bB]igg?[lr])(?![A-Za-z])")
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\S")
_ALONE = re.compile(r"\{ ([^{}\s]+(?: ')?) \}")


def canonical(text: str) -> str:
    """LaTeX without spaces, sizes and the braces around a single token."""
    text = _SPACE.sub("", text).replace(r"\lvert", "|").replace(r"\rvert", "|")
    text = " ".join(_TOKEN.findall(re.sub(r"\\q?quad", "", text)))
    while (shorter := _ALONE.sub(r"\1", text)) != text:
        text = shorter
    return text


SENTENCES = [
    (r"x_{t} \sim \mathcal{N}(0, I)", "xₜ ~ N(0, I)", "x_t ~ N(0, I)"),
    (r"y^{\star}_{t}", "y⋆ₜ", "y_star_t"),
    (
        r"\theta \to \theta - \eta \, \Delta \theta",
        "θ → θ − η Δθ",
        "theta -> theta - eta Delta theta",
    ),
    (r"\theta = A, B, W", "θ = A, B, W", "theta = A, B, W"),
    (r"x_{t-1}", "xₜ₋₁", "x_{t-1}"),
    (
        r"h_{t} = \sum_{j<t} W^{j} B x_{t-1-j}",
        "hₜ = ∑_{j<t} Wʲ B xₜ₋₁₋ⱼ",
        "h_t = sum_{j<t} W^j B x_{t-1-j}",
    ),
    (r"\mathrm{E}[x_{s} x_{t}^{\top}]", "E[xₛ xₜᵀ]", "E[x_s x_t^T]"),
    (r"(a, b, w)", "(a, b, w)", "(a, b, w)"),
    (r"a \text{ real}", "a real", "a real"),
    (r"p(k)\, r^{k}", "p(k) rᵏ", "p(k) r^k"),
    (r"q(k+1) - q(k) = p(k)", "q(k + 1) − q(k) = p(k)", "q(k + 1) - q(k) = p(k)"),
    (r"T \to \infty", "T → ∞", "T -> oo"),
    (r"|w|, |w_\star| < 1", "|w|, |w⋆| < 1", "|w|, |w_star| < 1"),
    (r"\{a b = c,\ w = w_\star\}", "{a b = c, w = w⋆}", "{a b = c, w = w_star}"),
    (r"J\, (a, -b, 0)^{\top} = 0", "J (a, −b, 0)ᵀ = 0", "J (a, -b, 0)^T = 0"),
    (r"2/(1 + \sqrt{1 - 4 d/t^{2}})", "2/(1 + √(1 − 4 d/t²))", "2/(1 + sqrt(1 - 4 d/t^2))"),
    (r"\lvert s \rvert \to \infty", "|s| → ∞", "|s| -> oo"),
    (
        r"\lambda = \partial_{s} d / \partial_{s} t",
        "λ = ∂ₛ d/∂ₛ t",
        "lambda = d_s d/d_s t",
    ),
    (r"W_{1} - W_{0}", "W₁ − W₀", "W_1 - W_0"),
    (r"(2, 1, -1),\ (-2, 2, -2)", "(2, 1, −1), (−2, 2, −2)", "(2, 1, -1), (-2, 2, -2)"),
    (r"\min(n, Z o \tau)", "min(n, Z o τ)", "min(n, Z o tau)"),
    (
        r"w = \operatorname{diag}(\frac{1}{2}, -\frac{1}{3})",
        "w = diag(1/2, −1/3)",
        "w = diag(1/2, -1/3)",
    ),
    (r"n \times n", "n × n", "n x n"),
    (r"b = c/s", "b = c/s", "b = c/s"),
    (r"P^{\top} \Delta B \cdot V", "Pᵀ ΔB V", "P^T Delta B V"),
    (r"(P^{\top} \Delta B \cdot V)_{12}", "(Pᵀ ΔB V)₁₂", "(P^T Delta B V)_12"),
    (r"\rho = -\lambda_{+}", "ρ = −λ₊", "rho = -lambda_plus"),
    (r"0,\ \pm \frac{c}{1 - w w_\star}", "0, ± c/(1 − w w⋆)", "0, +- c/(1 - w w_star)"),
    (r"K(z) = \sum_{m} \kappa_{m} z^{m}", "K(z) = ∑ₘ κₘ zᵐ", "K(z) = sum_m kappa_m z^m"),
    (r"w_\star K'(w_\star) \ge 0", "w⋆ K′(w⋆) ≥ 0", "w_star K'(w_star) >= 0"),
    (r"\left. L \right|_{a = 0, b = 0}", "L |_{a=0, b=0}", "L |_{a=0, b=0}"),
    (r"t < 0 \quad \text{and} \quad d > 0", "t < 0   and   d > 0", "t < 0   and   d > 0"),
    (
        r"\frac{1}{2} \mathrm{E} \lVert \varepsilon_{T} \rVert^{2}",
        "1/2 E ‖ε_T‖²",
        "1/2 E ||epsilon_T||^2",
    ),
    (r"< 10^{-9},\ 1.2 \cdot 10^{-5}", "< 10⁻⁹, 1.2 · 10⁻⁵", "< 10^(-9), 1.2 * 10^(-5)"),
    (r"\mathrm{rate}_{1} \ne 0", "rate₁ ≠ 0", "rate_1 != 0"),
]


@pytest.mark.parametrize(("text", "unicode", "plain"), SENTENCES)
def test_a_formula_of_a_sentence_is_written_as_it_was(text: str, unicode: str, plain: str) -> None:
    node = inline(text)
    assert canonical(latex(node)) == canonical(text)
    assert inline(latex(node)) == node
    assert one_line(node) == unicode
    assert one_line(node, unicode=False) == plain


@pytest.mark.parametrize("text", [text for text, *_ in SENTENCES])
def test_the_terminal_draws_each(text: str) -> None:
    node = inline(text)
    assert str(render(node)).strip()
    assert str(render(node, unicode=False)).isascii()
    assert render(node).height == 1 or re.search(r"\\frac|\\sqrt|\^", text)


def test_what_the_letters_are() -> None:
    k = inline("k")
    assert inline("p(k)") == Call("p", (k,))
    assert inline("p (k)") != inline("p(k)")
    assert isinstance(inline("p (k)"), Product)
    assert inline(r"\mathcal{N}(0, I)") == Call("Normal", (inline("0"), inline("I")))
    assert inline("w_{\\star}") == Name(w_star)
    assert inline("0.05") == Decimal("0.05")
    assert isinstance(inline("W_{Z}"), Script)
    assert isinstance(inline("-t/2"), type(inline("-t")))
    assert isinstance(inline("t/2"), Slash)
    assert inline(r"\sum_{m} m") == Total(Name(inline("m").symbol), None, inline("m"))
    assert inline("a = b = c") == Relation(inline("a = b"), "=", inline("c"))


def test_fractions_and_powers_stay_on_one_line() -> None:
    node = inline(r"\frac{c^{2} K_\star}{(1 - w_\star^{2})^{2}} + w^{T - 1} + w^{1/2}")
    assert one_line(node) == "(c² K⋆)/(1 − w⋆²)² + w^(T−1) + w^(1/2)"
    assert one_line(kernel_moment / 2) == "(w⋆ K′(w⋆))/2"
    assert one_line(kernel_moment, unicode=False) == "w_star K'(w_star)"
    assert "\n" not in one_line(inline(r"\left. t \right|_{a = \frac{1}{2}}"))


def test_a_set_and_a_remark_in_two_dimensions() -> None:
    assert str(render(inline(r"\{a > 0\}"))) == "{a > 0}"
    assert str(render(inline(r"a \text{ real}"))) == "a real"
    assert str(render(inline(r"s \to \infty"), unicode=False)) == "s -> oo"


REFUSED = [
    "",
    "-",
    "a +",
    "(a",
    "a)",
    "a/b c",
    r"\foo",
    "a^{2}^{3}",
    r"W^{\top}^{2}",
    r"\Delta W^{2}",
    r"\frac{a}{b}^{2}",
    "x_x_x",
    "x^12",
    "a_{b",
    "|a",
    "K'",
    r"a \quad b",
    r"\sum_{2} x",
    r"\left. L \right|_{a}",
    "é",
    "(" * 200,
    r"\partial_{s} " * 500 + "t",
]


@pytest.mark.parametrize("text", REFUSED)
def test_what_cannot_be_read_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(FormulaError) as refusal:
        inline(text)
    assert "\n" not in str(refusal.value)
    assert "inline" in str(refusal.value) or "split it" in str(refusal.value)


@pytest.mark.parametrize("rule", ["rflo", "e-prop"])
def test_every_formula_of_a_report_is_read(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an author wrote between dollar signs, or in a call, is what is printed."""
    read: list[str] = []

    def reader(text: str) -> Node:
        read.append(text)
        return inline(text)

    for name, module in list(sys.modules.items()):
        if name.startswith("symdyn.report.") and getattr(module, "inline", None) is inline:
            monkeypatch.setattr(module, "inline", reader)
    sections(analyse(find_rule(rule)))
    assert len(read) > 100
    for text in read:
        assert canonical(latex(inline(text))) == canonical(text)


@pytest.mark.parametrize("rule", ["rflo", "e-prop"])
def test_every_formula_of_a_report_can_be_read_again(rule: str) -> None:
    found = [tree(x) for x in pieces(sections(analyse(find_rule(rule)))) if not isinstance(x, str)]
    assert len(found) > 100
    for one in found:
        assert latex(inline(latex(one))) == latex(one)


def test_the_comparison_of_latex_sees_a_difference() -> None:
    assert canonical("x_{t-1}") != canonical("x_t-1")
    assert canonical("w w_\\star") != canonical("w_\\star w")
    assert canonical(r"\frac{a}{b}") != canonical("a/b")

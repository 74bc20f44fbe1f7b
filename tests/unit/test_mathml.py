"""Formulas as MathML: well formed, complete, and saying what the tree says."""

from typing import get_args
from xml.etree import ElementTree

import pytest
from sympy import Symbol

from symdyn import notation
from symdyn.formula import nodes
from symdyn.formula.inline import inline
from symdyn.formula.latex import latex
from symdyn.formula.mathml import mathml
from symdyn.formula.nodes import Junction, Node, Number, Relation, children
from symdyn.notation import a, b, w, w_star

SPACE = "{http://www.w3.org/1998/Math/MathML}"
ARGUMENTS = {"mfrac": 2, "msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "mover": 2}
LEAVES = {"mi", "mn", "mo", "mtext"}

# Formulas in which every kind of node stands.
FORMULAS = [
    r"x_{t} \sim \mathcal{N}(0, I)",
    r"\{a b = c,\ w = w_\star\}",
    r"a \text{ real}",
    r"< 1.5 \cdot 10^{-5}",
    r"2/(1 + \sqrt{1 - 4 d/t^{2}})",
    r"|w| \le \frac{1}{2}",
    r"\left. t \right|_{a = 0, b = 1}",
    r"\lim_{T \to \infty} \Delta_{T} a",
    r"s \to \infty",
    r"\mathrm{E}[\varepsilon_{T} h_{T}^{\top}]",
    r"\mathrm{E} \lVert \varepsilon_{T} \rVert^{2}",
    r"\sum_{m<\min(T, \tau)} \kappa_{m} z^{m}",
    r"K(z) = \sum_{m} \kappa_{m} z^{m}",
    r"\lambda = \partial_{s} d / \partial_{s} t",
    r"P^{\top} \Delta B\, V",
    r"t < 0 \quad\text{and}\quad d > 0",
    r"h_{0} = 0, \qquad h_{t+1} = W h_{t} + B x_{t}",
]


def parsed(node: Node) -> ElementTree.Element:
    return ElementTree.fromstring(mathml(node))  # noqa: S314 - our own text


def said(node: Node) -> str:
    """The text, with what is invisible left out."""
    text = "".join(parsed(node).itertext())
    return text.replace("\u2062", " ").replace("\u2061", "").replace("\u00a0", " ")


def within(node: Node) -> set[type]:
    return {type(node)}.union(*map(within, children(node)))


def test_every_kind_of_node_is_written() -> None:
    kinds = set().union(*(within(inline(text)) for text in FORMULAS))
    assert kinds == set(get_args(nodes.Node))


@pytest.mark.parametrize("text", FORMULAS)
def test_elements_have_the_arguments_that_they_need(text: str) -> None:
    root = parsed(inline(text))
    assert root.tag == f"{SPACE}math"
    assert root.get("alttext") == latex(inline(text))
    for element in root.iter():
        kind = element.tag.removeprefix(SPACE)
        assert element.tag.startswith(SPACE)
        assert len(element) == ARGUMENTS.get(kind, len(element))
        assert bool(element.text) == (kind in LEAVES)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a - b", "a−b"),
        (r"a b^{2}", "a b2"),
        (r"\hat{a} \ne 0", "a^≠0"),
        (r"w_\star K'(w_\star)", "w⋆ K′(w⋆)"),
        (r"\theta \to \theta - \eta \Delta \theta", "θ→θ−η Δθ"),
        (r"\sum_{m<T} \kappa_{m}", "∑m<Tκm"),
        (r"a \text{ real}", "a real"),
        (r"n \times n", "n×n"),
        (r"\lim_{T \to \infty} L_{T}", "limT→∞LT"),
        (r"2 \cdot 3", "2·3"),
        (r"\Delta W \cdot W^{\top}", "ΔW·WT"),
        (r"W^{\top} \Delta W", "WT ΔW"),
    ],
)
def test_the_text_of_a_formula(text: str, shown: str) -> None:
    assert said(inline(text)) == shown


def test_a_definition() -> None:
    assert said(Relation(inline("S"), ":=", inline("a + b"))) == "S:=a+b"
    assert said(Junction("iff", (inline("a = 0"), inline("b = 0")))) == "a=0⇔b=0"


def test_an_expression_and_its_place() -> None:
    shown = mathml(a * b / (1 - w * w_star), display=True)
    assert 'display="block"' in shown
    assert "<mfrac><mrow><mi>a</mi><mo>\u2062</mo><mi>b</mi></mrow>" in shown
    assert 'display="inline"' in mathml(Number(1))
    assert 'alttext="a &lt; b"' in mathml(inline("a < b"))


def test_names_by_their_parts() -> None:
    shown = {
        name: mathml(Symbol(name)).partition(">")[2]
        for name in ("w_star", "a_hat", "a_hat_1", "gamma_1")
    }
    assert shown["w_star"] == "<msub><mi>w</mi><mo>\u22c6</mo></msub></math>"
    assert (
        shown["a_hat"]
        == '<mover accent="true"><mi>a</mi><mo stretchy="false">^</mo></mover></math>'
    )
    hatted = shown["a_hat"].removesuffix("</math>")
    assert shown["a_hat_1"] == f"<msub>{hatted}<mn>1</mn></msub></math>"
    assert shown["gamma_1"] == "<msub><mi>γ</mi><mn>1</mn></msub></math>"
    for entry in notation.NOTATION:
        assert ElementTree.fromstring(mathml(entry.symbol)).get("alttext") == entry.latex  # noqa: S314

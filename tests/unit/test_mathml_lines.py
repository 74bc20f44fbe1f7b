"""Equations as MathML: broken where their LaTeX is, and nothing is lost at a break."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symdyn.formula.inline import inline
from symdyn.formula.latex import latex, latex_lines
from symdyn.formula.mathml import presentation
from symdyn.formula.mathml_lines import mathml_equation
from symdyn.formula.nodes import Fraction, Node, Relation, Root, children
from tests.unit.test_broken_lines import TREES

SPACE = "{http://www.w3.org/1998/Math/MathML}"
LONG = r"a \left(\frac{b}{1 - w^{2}} + \frac{c}{1 - w w_\star}\right)^{2} - \frac{c^{2}}{w_\star}"


def parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 - our own text


def said(element: ElementTree.Element) -> str:
    """The text without the signs of products, of which a line may begin with another."""
    return re.sub("[\u2061\u2062\u00a0×·]", "", "".join(element.itertext()))


def within(node: Node) -> set[type]:
    return {type(node)}.union(*map(within, children(node)))


@given(TREES, st.floats(4, 40))
def test_lines_say_what_the_formula_says(node: Node, width: float) -> None:
    """A fraction or a root that is broken is written as a power: those are left out."""
    root = parsed(mathml_equation(inline("L"), "<", node, width))
    if not {Fraction, Root} & within(node):
        whole = parsed(f"<m>{presentation(Relation(inline('L'), '<', node))}</m>")
        assert said(root) == said(whole)
    assert root.get("alttext") == latex(Relation(inline("L"), "<", node))


@given(TREES, st.floats(4, 40))
def test_there_are_as_many_lines_as_in_latex(node: Node, width: float) -> None:
    rows = parsed(mathml_equation(inline("L"), "=", node, width)).findall(f".//{SPACE}mtr")
    assert max(len(rows), 1) == len(latex_lines("L", node, width))


@pytest.mark.parametrize("width", [6, 9, 14, 60])
def test_every_line_has_two_cells_and_brackets_pair_up(width: float) -> None:
    root = parsed(mathml_equation(inline(r"\Delta a"), "<=", inline(LONG), width))
    for row in root.iter(f"{SPACE}mtr"):
        assert [cell.tag for cell in row] == [f"{SPACE}mtd"] * 2
    forms = [one.get("form") for one in root.iter(f"{SPACE}mo") if one.get("fence")]
    assert forms.count("prefix") == forms.count("postfix") >= 1
    assert said(root).count("≤") == 1
    assert (root.find(f".//{SPACE}mtable") is None) == (width == 60)


def test_a_formula_without_a_left_hand_side() -> None:
    root = parsed(mathml_equation(None, "=", inline("a b + c = w, c = d"), 6))
    assert said(root) == "ab+c=w,c=d"
    assert {said(row[0]) for row in root.iter(f"{SPACE}mtr")} == {""}


def test_brackets_stretch_only_around_what_is_tall() -> None:
    for text, tall in (("(1 - w^{2})", "false"), (r"\left(\frac{a}{b} - c\right)", "true")):
        marks = re.findall(r'<mo fence="true" stretchy="(\w+)"', presentation(inline(text)))
        assert marks == [tall, tall]


def test_an_exponent_stands_above_the_index() -> None:
    assert presentation(inline(r"w_\star^{2}")).startswith("<msubsup><mi>w</mi>")
    assert presentation(inline(r"y^\star_{t}")).startswith("<msubsup><mi>y</mi><mi>t</mi>")
    assert presentation(inline(r"(a b)^{2}")).startswith("<msup>")

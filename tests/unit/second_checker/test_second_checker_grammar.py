"""The second checker on formulas: what it reads, and what a reader could misread."""

import pytest

from tests.second_checker import formulas as f
from tests.second_checker.errors import RejectedError
from tests.second_checker.parser import parse_formula, parse_line


@pytest.mark.parametrize(
    "text",
    [
        r"w_\star J_{12} \hat{a} k_{1} \varphi",
        r"A_\star W^{\top} \Omega^{m} R^{\top}",
        r"E_{m + 1 + j} e_0 K_{m} \kappa_{2 T - 1} + K_\star",
        r"N_{a} L_{T} \Delta_{T} w \Delta W \Delta \, a",
        r"K(w) K\left( w_\star \right) K'(z) + (w + 1) K",
        r"K \cdot (w + 1)",
        r"\left. -\partial_{w} \Delta a \right|_{a = s, b = \frac{c}{s}} x",
        r"a b / c + 2 \cdot 3 - x \times \frac{1}{2}",
        r"t \partial_{s} \partial_{a} d",
        r"\sum_{m<T} \left. \kappa_{m} \right|_{w = w_\star} w^{m}",
        r"\partial_{a} \sum_{m<T} a",
        r"\lim_{T\to\infty} \sum_{m<T} \partial_{x} x",
        r"\operatorname{Re} \lambda_{\pm} + \max \operatorname{Re} \lambda_{\pm}",
        r"\operatorname{rank}(B_{Z} - B_{0}) + \operatorname{diag}(W)",
        r"\frac{d + 1}{d} \frac{t}{w d}",
    ],
)
def test_what_is_read(text):
    parse_formula(text)


@pytest.mark.parametrize(
    "text",
    [
        # names
        r"W_{0}", "R_{1}", r"F_\star", r"\Omega_{1}", r"T_{1}", r"k_\star", "x_{m}", "x_{and}",
        r"\hat{W}", r"\hat{\varphi}", r"\hat{ab}", r"\mathrm{x}", r"\ell", r"\Delta", r"\Delta x",
        r"\Delta_{T} A", r"\Delta F", r"\Delta \hat{a}", r"\Delta (a)", r"\Delta a_{1}", "N_{b c}",
        "L_{m}", "x_12", "x_{01}", r"x_{\top}", "K'", r"\operatorname{rank}(W_{Z} - B_{0})",
        r"\operatorname{rank}(A_{Z} - A_{0})", r"\operatorname{exp}(x)", r"E_{}", "E_{x",
        # what a reader might take for something else
        "2 3", r"2 \frac{1}{2}", "x / y z", r"x / y \sum_{m<2} 1", "K (w + 1)", "K ((w))",
        "K(0)", r"K(\hat{w})", r"\frac{d w}{d w}", r"\frac{-d}{d x}", r"\frac{d^{2} w}{d w}",
        # places
        r"a \cdot", r"\cdot a", r"a \cdot - b", r"a / \sum_{m<2} 1", r"a \cdot \partial_{x} x",
        "x^{2}^{2}", r"\frac{1}{2}^{2}^{2}", "x^2", "x^{}", r"\partial_{w} w w", "()", "",
        r"a \left. b \right|_{a = 1}", r"\left. a + b \right|_{a = 1}", r"\left. a^{2} \right|_{a = 1}",
        r"\left. a b \right|_{a = 1}", r"\left. a \right|_{a = 1}^{2}", r"\left. a \right|_{a = b = c}",
        r"\left. a \right|_{a = 1} / 2", r"\left. a \right|_{a = b, b = c}", r"\left. a \right|_{a = 2 a}",
        r"\left. a \right|_{a = 1, a = 2}", r"\left. a \right|_{a = 1,b = 2}", r"\left. E_{0} \right|_{E_{0} = 1}",
        r"\left. \sum_{m<2} a \right|_{a = 1}", r"\partial_{E_{0}} x", r"\sum_{x<2} 1",
    ],
)  # fmt: skip
def test_what_is_not_read(text):
    with pytest.raises(RejectedError):
        parse_formula(text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a = b, c = d", True),
        (r"a = b,\quad c = d", True),
        (r"a = b \quad\text{and}\quad c = d", True),
        (r"a = b \quad\iff\quad c = d \quad \text{or} \quad g = 0", True),
        ("a < b < c", True),
        ("a = b,c = d", False),
        (r"a = b,\,c = d", False),
        (r"a = b \quad c = d", False),
        (r"a \quad = b", False),
        (r"a = b \text{or} c = d", False),
        (r"a = b \iff c = d \iff g = 0", False),
        ("a = b,", False),
        ("a", False),
    ],
)
def test_lines(text, read):
    if read:
        parse_line(text)
    else:
        with pytest.raises(RejectedError):
            parse_line(text)


def test_one_name_in_two_spellings():
    for one, two in (
        (r"w_\star", r"w_{\star}"),
        (r"\Delta_{T} a", r"\Delta_{T}\,a"),
        (r"K'(w_\star)", r"K'\left( w_{\star} \right)"),
        ("E_m", "E_{m}"),
    ):
        assert parse_formula(one) == parse_formula(two)
    assert parse_formula("E_{0}") == f.Name("E_{.}", f.Num(0))
    assert parse_formula("K (w)") == f.Name("K(w)")
    assert parse_formula("-1^{m}") == f.Neg(f.Pow(f.Num(1), f.Name("m")))

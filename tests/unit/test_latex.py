"""LaTeX as a person would write it, and lines that fit the page."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from sympy import (
    Abs,
    Add,
    And,
    Basic,
    Eq,
    Expr,
    Float,
    Function,
    Gt,
    Lt,
    Matrix,
    Min,
    Mul,
    Ne,
    Or,
    Pow,
    Rational,
    Symbol,
    oo,
    pi,
    sqrt,
)

from symdyn.errors import SymdynError
from symdyn.formula.latex import TEXT_WIDTH, latex, latex_lines, latex_width
from symdyn.notation import (
    T,
    a,
    a_hat,
    a_star,
    b,
    b_star,
    c,
    eta,
    kernel_derivative,
    kernel_teacher,
    phi,
    s,
    tau,
    w,
    w_hat,
    w_star,
)

D = 1 - w_star**2
E = 1 - w_hat * w_star
GAMMA_1, DECAY = Symbol("gamma_1"), Symbol("decay")

GOLDEN: list[tuple[Basic, str]] = [
    # signs and sums
    (1 / (1 - w**2), r"\frac{1}{1 - w^{2}}"),
    (-1 / (w**2 - 1), r"\frac{1}{1 - w^{2}}"),
    (1 / (w**2 - 1), r"\frac{1}{w^{2} - 1}"),
    (a / ((w**2 - 1) * (w * w_star - 1)), r"\frac{a}{(1 - w^{2}) (1 - w w_\star)}"),
    (a / (w**2 - 1) ** 2, r"\frac{a}{(1 - w^{2})^{2}}"),
    (-(1 + a) / w, r"-\frac{1 + a}{w}"),
    ((-a - b) / w, r"-\frac{a + b}{w}"),
    (-a / w, r"-\frac{a}{w}"),
    (-a - b, r"-a - b"),
    (b - a, r"b - a"),
    (a * b - a_star * b_star, r"a b - a_\star b_\star"),
    (a * b - c, r"a b - c"),
    (a**2 - 1, r"a^{2} - 1"),
    (1 + w + w**2 - w**T, r"1 + w + w^{2} - w^{T}"),
    (a**2 + b**2, r"a^{2} + b^{2}"),
    (a + b * (w**2 - 1), r"a - b (1 - w^{2})"),
    (a + b * (w**2 - 1) / (w - 1), r"a + \frac{b (1 - w^{2})}{1 - w}"),
    (a * (w**2 - 1), r"a (w^{2} - 1)"),
    (-a * (w**2 - 1), r"a (1 - w^{2})"),
    (a + b * (T - 1), r"a + b (T - 1)"),
    (Mul(-1, a - b, evaluate=False), r"-(a - b)"),
    (Add(w, -(a + b), evaluate=False), r"w - (a + b)"),
    # numbers and fractions
    (Rational(-3, 2) * a, r"-\frac{3 a}{2}"),
    (2**T * 5, r"5 \cdot 2^{T}"),
    (Rational(1, 3) ** T, r"\left(\frac{1}{3}\right)^{T}"),
    (Pow(a / b, -1, evaluate=False), r"\frac{1}{\frac{a}{b}}"),
    (
        Rational(1, 2) * (a / w + b),
        r"\frac{a}{2 w} + \frac{b}{2}",
    ),
    (
        Mul(Rational(1, 2), a / w + b, evaluate=False),
        r"\frac{1}{2} \left(\frac{a}{w} + b\right)",
    ),
    (Mul(Rational(1, 2), a + b, evaluate=False), r"\frac{a + b}{2}"),
    (
        a * (b / w - 1) / (1 - w),
        r"\frac{a}{1 - w} \left(\frac{b}{w} - 1\right)",
    ),
    # powers
    (w_star**T, r"w_\star^{T}"),
    (w_star**2 * w ** (2 * T + 1), r"w_\star^{2} w^{2 T + 1}"),
    ((-1) ** T * a, r"(-1)^{T} a"),
    ((T + 1) * w ** (-T), r"w^{-T} (T + 1)"),
    (w_star ** (tau - 1) * tau, r"\tau w_\star^{\tau - 1}"),
    (w ** (T / 2), r"w^{T/2}"),
    (Pow(w**2, T, evaluate=False), r"(w^{2})^{T}"),
    (sqrt(1 - w) / 2, r"\frac{\sqrt{1 - w}}{2}"),
    ((1 - w) ** Rational(-3, 2), r"\frac{1}{(1 - w)^{3/2}}"),
    (kernel_teacher**2 * kernel_derivative, r"K(w_\star)^{2} K'(w_\star)"),
    # names
    (eta * GAMMA_1 * DECAY * a_hat, r"\mathrm{decay} \, \gamma_{1} \hat{a} \eta"),
    (Symbol("rho_10") + Symbol("rho_2"), r"\rho_{2} + \rho_{10}"),
    # brackets inside brackets
    ((a * (1 - w) + b) ** 2, r"\bigl(a (1 - w) + b\bigr)^{2}"),
    (Abs(a_hat) * Abs(s) ** 3, r"\lvert \hat{a} \rvert \lvert s \rvert^{3}"),
    (Abs(a / b), r"\left\lvert \frac{a}{b}\right\rvert"),
    (Min(b, a, 2), r"\min(2, a, b)"),
    (Function("f")(a / b, w), r"{f}\left(\frac{a}{b}, w\right)"),
    (Function("lag_one")(w), r"\operatorname{lag\_one}(w)"),
    (pi * a - oo, r"\pi a - \infty"),
    # statements
    (Gt(a_hat * s, 0), r"\hat{a} s > 0"),
    (Eq(a * b, c), r"a b = c"),
    (Ne(w, w_star), r"w \ne w_\star"),
    (
        And(Lt(w, 1), Or(Gt(a, 0), Gt(b, 0))),
        r"(a > 0 \quad\text{or}\quad b > 0) \quad\text{and}\quad w < 1",
    ),
    # updates and spectra
    (
        b * (a * b / (1 - w**2) - a_star * b_star / (1 - w * w_star)),
        r"b \left(\frac{a b}{1 - w^{2}} - \frac{a_\star b_\star}{1 - w w_\star}\right)",
    ),
    (
        a_hat * s * b**2 * (b**2 + a_hat * s) / (D**2 * E**2),
        r"\frac{\hat{a} s b^{2} (b^{2} + \hat{a} s)}"
        r"{(1 - w_\star^{2})^{2} (1 - \hat{w} w_\star)^{2}}",
    ),
    (
        b**2 / D + a * phi * kernel_teacher,
        r"\frac{b^{2}}{1 - w_\star^{2}} + \varphi a K(w_\star)",
    ),
]


@pytest.mark.parametrize(("expression", "expected"), GOLDEN, ids=[text for _, text in GOLDEN])
def test_an_expression_is_written_as_a_person_would(expression: Basic, expected: str) -> None:
    assert latex(expression) == expected


@pytest.mark.parametrize("unknown", [Float(0.5) * a, Matrix([[1]]), Function("f")], ids=str)
def test_what_has_no_layout_is_refused_in_one_line(unknown: Basic) -> None:
    with pytest.raises(SymdynError, match="printers do not know") as caught:
        latex(unknown)
    assert "\n" not in str(caught.value)


def test_a_short_equation_is_one_line() -> None:
    assert latex_lines(r"\Delta a", a * b) == [r"\Delta a &= a b"]
    assert latex_lines(a, b) == ["a &= b"]
    assert latex_lines(None, Gt(a, b)) == ["& a > b"]


def test_terms_go_to_further_lines() -> None:
    assert latex_lines("y", 1 + a * b - w / (1 - w), 8) == [
        r"y &= 1 - \frac{w}{1 - w}",
        r"&\qquad {} + a b",
    ]


def test_a_bracket_is_broken_with_halves_of_one_size() -> None:
    assert latex_lines("y", b * (a / (1 - w) - c / (1 - w_star)), 11) == [
        r"y &= b \biggl( \frac{a}{1 - w}",
        r"&\qquad\quad {} - \frac{c}{1 - w_\star} \biggr)",
    ]
    assert latex_lines("y", a * (1 + b + a * w + b * w) ** 2, 11) == [
        r"y &= a \bigl( 1 + b + a w",
        r"&\qquad\quad {} + b w \bigr)^{2}",
    ]


def test_a_wide_numerator_stands_beside_the_bar_and_a_wide_root_becomes_a_power() -> None:
    numerator = 1 + a + b + w + a_hat
    assert latex_lines("y", numerator / c, 10) == [
        r"y &= \frac{1}{c} \bigl( 1 + a + b + w",
        r"&\qquad\quad {} + \hat{a} \bigr)",
    ]
    assert latex_lines("y", sqrt(numerator), 10)[-1].endswith(r"\bigr)^{1/2}")
    for top in (1, c):
        lines = latex_lines("y", top / numerator, 10)
        assert lines[0].startswith(r"y &= \bigl( 1" if top == 1 else r"y &= c \bigl( 1")
        assert lines[-1].endswith(r"\bigr)^{-1}")


def test_a_wide_left_hand_side_gets_a_line_of_its_own() -> None:
    lines = latex_lines("u + v + x + y + z", a + b + w + c, 14)
    assert lines[0] == "& u + v + x + y + z"
    assert lines[1].startswith(r"&\qquad = ")


def updates() -> list[Expr]:
    """Formulas of the sizes that occur, and larger ones that try each way of breaking."""
    teacher = a_star * b_star
    kernels = [
        (1 - (x * y) ** T) / (1 - x * y) ** n
        for x in (w, w_star, w_hat, DECAY * w)
        for y in (w, w_star, GAMMA_1)
        for n in (1, 2)
    ]
    delta = a_hat * b * (a * b * w / ((1 - w**2) * (1 - w * w_hat)) - teacher * w_star / (D * E))
    trace = b**2 / D + a_hat * s / E + a_hat * s * b**2 * (1 - w_hat * w_star**3) / (D * E) ** 2
    long_sum = Add(*(x**i * y for i, x in enumerate((a, b, w, c, s, a_hat)) for y in (a, w_star)))
    return [
        delta,
        trace,
        (trace + sqrt(trace**2 - 4 * delta)) / 2,
        Add(*kernels),
        b * (a * Add(*kernels[:9]) - teacher * Add(*kernels[9:])) ** 2 / (1 - w),
        long_sum**2 / (1 - long_sum) ** 3,
        sqrt(long_sum * trace) * Abs(long_sum - delta),
        long_sum / (D * E * (1 + long_sum * w) * (2 - long_sum)),
        Mul(*(1 - x * y for x in (a, b, w, c) for y in (w_star, s, a_hat))),
    ]


STATEMENTS = [
    And(*(Gt(update, 0) for update in updates()[:2])),
    Gt(updates()[1], Abs(updates()[0]) + c**2),
]


@pytest.mark.parametrize("width", [20.0, TEXT_WIDTH])
def test_lines_are_no_wider_than_asked(width: float) -> None:
    for formula in (*updates(), *STATEMENTS):
        lines = latex_lines(r"\Delta w", formula, width)
        assert max(map(latex_width, lines)) <= width + 1e-9  # sums of decimals


def run_tex(body: str, folder: Path) -> str:
    """The log of a document with the page of the reports."""
    program = shutil.which("pdflatex")
    if program is None:
        pytest.skip("pdflatex is not installed")
    (folder / "sample.tex").write_text(
        r"\documentclass[11pt]{article}\usepackage[textwidth=6.3in]{geometry}"
        r"\usepackage{amsmath}\allowdisplaybreaks\begin{document}"
        "\n" + body + "\n" + r"\end{document}" + "\n"
    )
    command = [program, "-interaction=nonstopmode", "-halt-on-error", "sample.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    return (folder / "sample.log").read_text(errors="replace")


def test_long_formulas_do_not_stand_out_of_the_page(tmp_path: Path) -> None:
    numbered = [latex_lines(r"\Delta w", formula) for formula in (*updates(), *STATEMENTS)]
    displays = ["\\begin{align}\n" + " \\\\\n".join(lines) + "\n\\end{align}" for lines in numbered]
    split = "\\begin{equation}\\begin{split}\n{}\n\\end{split}\\end{equation}"
    displays += [split.replace("{}", " \\\\\n".join(numbered[i])) for i in (0, 1, 2)]
    log = run_tex("\n".join(displays), tmp_path)
    assert "Overfull" not in log
    control = run_tex(r"\begin{align} & " + latex(updates()[3]) + r" \end{align}", tmp_path)
    assert "Overfull" in control


def test_estimated_widths_are_close_above_what_tex_sets(tmp_path: Path) -> None:
    sources = [text for _, text in GOLDEN] + [latex(formula) for formula in updates()]
    boxes = [rf"\setbox0\hbox{{$\displaystyle {x}$}}\typeout{{W:\the\wd0}}" for x in sources]
    log = run_tex("\n".join(boxes), tmp_path)
    points = [float(width) for width in re.findall(r"W:([0-9.]+)pt", log)]
    for source, width in zip(sources, points, strict=True):
        ems = width / 10.95
        assert 0.98 * ems <= latex_width(source) <= 1.35 * ems + 0.3, source

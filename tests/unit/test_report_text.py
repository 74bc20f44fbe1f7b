"""The small languages of the reports: plain formulas, escaped text, macros, the log."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symdyn import notation
from symdyn.errors import FormulaError
from symdyn.formula.inline import inline
from symdyn.formula.one_line import one_line
from symdyn.report.compile import log_faults
from symdyn.report.content import Citation, Equation, Matrix, Prose, Section, Strong, Table
from symdyn.report.macros import MACROS, macro_file, with_macros
from symdyn.report.markup import Writer, equation_lines
from symdyn.report.printing.escaping import escape
from symdyn.report.printing.matrix_layout import matrix_box, matrix_lines

a, b, c, w = notation.a, notation.b, notation.c, notation.w


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        (
            r"\Delta W_{Z} = \sum_{m<T} (W_{Z}^{\top})^{m} A_{Z}^{\top}",
            "ΔW_Z = ∑_{m<T} (W_Zᵀ)ᵐ A_Zᵀ",
        ),
        (r"E_{j + m + 1}", "Eⱼ₊ₘ₊₁"),
        (r"w^{T} + w^{2 T}", "w^T + w^(2 T)"),
        (r"\lvert \hat{a} s \rvert < 1", "|â s| < 1"),
        (r"\lVert \varepsilon_{T} \rVert^{2}", "‖ε_T‖²"),
        (r"\frac{1}{2} \left(t - \sqrt{t^{2} - 4 d}\right)", "1/2 (t − √(t² − 4 d))"),
        (r"a = 0, \qquad b = 0", "a = 0,   b = 0"),
        (r"\operatorname{rank}(W) \le \min(n, Z o)", "rank(W) ≤ min(n, Z o)"),
    ],
)
def test_formulas_on_one_line(latex: str, plain: str) -> None:
    assert one_line(inline(latex)) == plain


def test_an_unknown_command_is_refused() -> None:
    with pytest.raises(FormulaError, match=r"'\\\\oint' where a number, a letter or a bracket"):
        inline(r"\oint x")


@given(st.text())
def test_escaped_text_holds_no_command_and_no_special_character(text: str) -> None:
    """What is left of a text once the escapes are taken out has no meaning to TeX."""
    left = escape(text)
    for known in (
        r"\textbackslash{}", r"\textasciicircum{}", r"\textasciitilde{}", r"\textasciigrave{}",
        r"\dots{}", r"\o{}", r"\O{}", r"\l{}", r"\L{}", r"\ae{}", r"\AE{}", r"\oe{}", r"\OE{}",
        r"\ss{}", r"\allowbreak{}", r"\mbox{-}", r"\-", r"\ensuremath{{}^\prime}", r"\{", r"\}", r"\$", r"\&", r"\%", r"\#", r"\_",
    ):  # fmt: skip
        left = left.replace(known, "")
    left = re.sub(
        r"\\ensuremath\{(\\[A-Za-z]+(\{w\})?|.)\}|\\text(?!commabelow)[a-z]+\{\}", "", left
    )
    accent = re.compile(r"\\([`'^~=u.\"rHvdckb]|textcommabelow)\{(?:[A-Za-z]|\\[ij])?\}")
    while accent.search(left):
        left = accent.sub("", left)
    assert not set(left) & set("\\{}$&%#_^")
    # White space is one space, of the kind of its first character.
    assert left.count("~") == sum(run[0] == "\u00a0" for run in re.findall(r"\s+", text))
    assert "\n" not in left


@given(st.text(st.sampled_from("\\{}$&%#_^~ abc\n"), max_size=30))
def test_escaping_is_injective_on_what_is_special(text: str) -> None:
    """Two texts that differ in a special character are written differently."""
    assert escape(text) != escape(text + "\\")
    assert escape("{" + text) != escape("}" + text)


def test_a_matrix_too_wide_is_given_entry_by_entry() -> None:
    long = a + b + c + w
    matrix = Matrix(((a, b), (long, w)))
    (line,) = matrix_lines("J", matrix, 30)
    assert line == r"J &= \begin{pmatrix} a & b \\ a + b + w + c & w \end{pmatrix}"
    first, second, third = matrix_lines("J", matrix, 10)
    assert first == r"J_{11} &= a, \qquad J_{12} = b"
    assert second == r"J_{21} &= a + b + w + c"
    assert third == r"J_{22} &= w"


def test_a_matrix_on_a_screen_has_rows_and_brackets() -> None:
    assert str(matrix_box(Matrix(((a, b**2), (c, w))))) == "⎛ a  b² ⎞\n⎜       ⎟\n⎝ c  w  ⎠"


def test_an_equation_keeps_its_relation() -> None:
    assert equation_lines(Equation("x", a, b, "<=")) == [r"a &\le b"]
    assert equation_lines(Equation("x", None, inline("p = q"))) == ["& p = q"]


def test_blocks_in_latex() -> None:
    """A whole section: what stands beside what, with labels, references and citations."""
    table = Table(
        "facts", "Facts & more.", ("A", named := inline("x")), (("100 %", (named, " only")),)
    )
    section = Section(
        "S",
        (
            Prose(
                (
                    Strong("Theorem."),
                    " See ",
                    "ref:first",
                    ", Table ",
                    "ref:facts",
                    " and ",
                    Citation("[2]"),
                )
            ),
            Equation("first", a, b),
            Equation("second", b, c),
            table,
        ),
    )
    assert Writer.of("doc", [section]).blocks(section.blocks) == "\n".join(
        [
            r"\textbf{Theorem.} See \eqref{eq:doc:first}, Table \ref{tab:doc:facts} and \cite{doc:2}",
            r"\begin{align}",
            r"a &= b \label{eq:doc:first} \\",
            r"b &= c \label{eq:doc:second}",
            r"\end{align}",
            "",
            r"\begin{tablehere}",
            r"\caption{Facts \& more.\label{tab:doc:facts}}",
            r"\begin{tabular}{@{}ll@{}}",
            r"\toprule",
            r"A & $x$ \\",
            r"\midrule",
            r"100 \% & $x$ only \\",
            r"\bottomrule",
            r"\end{tabular}",
            r"\end{tablehere}",
        ]
    )


def test_a_title_that_looks_like_a_reference_is_text() -> None:
    class Title(str):
        __slots__ = ()

    assert Writer("doc", frozenset()).piece(Title("ref:x")) == "ref:x"


def test_macros_stand_for_the_notation() -> None:
    text = macro_file()
    for name, shown, _ in MACROS:
        assert rf"\providecommand{{\{name}}}{{{shown}}}" in text
    assert with_macros(r"\frac{c w_\star^{2}}{1 - \hat{w} w_\star} A_\star P^{\top}") == (
        r"\frac{c \sdwstar^{2}}{1 - \sdwhat \sdwstar} \sdAstar P^{\sdtop}"
    )


def test_the_log_is_read() -> None:
    log = "\n".join(
        [
            r"Overfull \hbox (4.9pt too wide) in paragraph at lines 1--2",
            r"Overfull \hbox (5.1pt too wide) in paragraph at lines 3--4",
            r"Overfull \vbox (80.0pt too high) has occurred while \output is active",
            r"Underfull \hbox (badness 10000) in paragraph at lines 5--6",
            r"Underfull \hbox (badness 1400) in paragraph at lines 7--8",
            "LaTeX Warning: Reference `eq:x' on page 1 undefined on input line 9.",
            "LaTeX Warning: Citation `y' on page 1 undefined on input line 9.",
            "LaTeX Warning: Label `eq:z' multiply defined.",
            "LaTeX Warning: There were multiply-defined labels.",
            "LaTeX Warning: Label(s) may have changed. Rerun to get cross-references right.",
            "Package hyperref Warning: Token not allowed in a PDF string (Unicode):",
        ]
    )
    found = log_faults(log)
    assert len(found) == 9
    assert not any("4.9pt" in one or "badness 1400" in one for one in found)


def test_relative_widths_are_exact_fractions_of_the_line() -> None:
    """A table wider than the line gives the widest columns what the narrow ones leave."""
    long = "word " * 40
    table = Table("t", "c", ("A", "B", "C"), (("short", long, long),))
    text = Writer("d", frozenset({"t"})).blocks((table,))
    (columns,) = [line for line in text.splitlines() if line.startswith(r"\begin{tabular}")]
    widths = [Fraction(part.partition("em")[0]) for part in columns.split("p{")[1:]]
    assert len(widths) == 2
    assert widths[0] == widths[1]
    assert 30 < sum(widths) < 40

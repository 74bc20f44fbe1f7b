"""Two-dimensional formulas as they stand in a terminal."""

import pytest
from sympy import Abs, Add, And, Basic, Eq, Expr, Float, Gt, Min, Mul, Ne, Or, Rational, oo, sqrt

from symdyn.errors import SymdynError
from symdyn.formula.boxes import Box, beside, display_width, text
from symdyn.formula.terminal import align_equations, render
from symdyn.notation import (
    T,
    a,
    a_hat,
    a_star,
    b,
    b_star,
    c,
    feedback_slope,
    kernel_derivative,
    lambda_,
    m,
    s,
    tau,
    w,
    w_hat,
    w_star,
)

TEACHER = a_star * b_star


def picture(drawn: str) -> str:
    """A picture in the source without the margin and the blank lines that frame it."""
    lines = [line.rstrip() for line in drawn.strip("\n").splitlines()]
    margin = min(len(line) - len(line.lstrip()) for line in lines if line)
    return "\n".join(line[margin:] for line in lines).rstrip()


def rflo() -> list[tuple[str, Expr]]:
    """The mean update of RFLO without horizon, in the arrangement the analysis gives."""
    return [
        ("Δa", b * (a * b / (1 - w**2) - TEACHER / (1 - w * w_star))),
        ("Δb", a_hat * (a * b / (1 - w * w_hat) - TEACHER / (1 - w_star * w_hat))),
        (
            "Δw",
            a_hat
            * b
            * (
                a * b * w / ((1 - w**2) * (1 - w * w_hat))
                - TEACHER * w_star / ((1 - w * w_star) * (1 - w_star * w_hat))
            ),
        ),
    ]


ONE_LINE: list[tuple[Basic, str, str]] = [
    (1 - w**2, "1 − w²", ""),
    (w ** (2 * m - 1) * a, "a w²ᵐ⁻¹", ""),
    (-a, "−a", "-a"),
    (a * b * w - c * w_star, "a b w − c w⋆", "a b w - c w_star"),
    ((1 - w) * (a + b), "(1 − w) (a + b)", "(1 - w) (a + b)"),
    (2**m * 5, "5 · 2ᵐ", ""),
    (sqrt(c) * kernel_derivative, "K′(w⋆) √c", ""),
    (Abs(a_hat) - Abs(s), "|â| − |s|", ""),
    (Min(1, a, tau), "min(1, τ, a)", "min(1, tau, a)"),
    (And(Gt(s, 0), Ne(a, b)), "s > 0  and  a ≠ b", "s > 0  and  a != b"),
    (Or(Gt(s, 0), Eq(a, -oo)), "s > 0  or  a = −∞", "s > 0  or  a = -oo"),
]


@pytest.mark.parametrize(("expression", "unicode", "ascii_"), ONE_LINE, ids=str)
def test_formulas_on_one_line(expression: Basic, unicode: str, ascii_: str) -> None:
    assert str(render(expression)) == unicode
    if ascii_:
        assert str(render(expression, unicode=False)) == ascii_


PICTURES: list[tuple[Basic, str]] = [
    (
        a * b**2 / (1 - w**2),
        """
         a b²
        ──────
        1 − w²
        """,
    ),
    (
        -Rational(1, 2) - a / b,
        """
          1   a
        − ─ − ─
          2   b
        """,
    ),
    (
        w_star ** (tau - 1) * tau,
        """
            τ − 1
        τ w⋆
        """,
    ),
    (
        (1 - w ** (2 * tau)) ** 2 / (1 - w**2),
        """
              2 τ
        (1 − w   )²
        ───────────
          1 − w²
        """,
    ),
    (
        a * w ** (2 * T - 1),
        """
           2 T − 1
        a w
        """,
    ),
    (
        (a / b) ** T * (a / (1 + b / w)) ** 2,
        """
            a²     ⎛ a ⎞T
        ────────── ⎜ ─ ⎟
        ⎛     b ⎞² ⎝ b ⎠
        ⎜ 1 + ─ ⎟
        ⎝     w ⎠
        """,
    ),
    (
        (lambda_ - sqrt(1 - c / w)) / 2,
        """
                  ______
        λ   1    ╱     c
        ─ − ─   ╱  1 − ─
        2   2 ╲╱       w
        """,
    ),
    (
        1 / (a / (b / c + 1) + 1),
        """
             1
        ───────────
               a
         1 + ─────
                 b
             1 + ─
                 c
        """,
    ),
    (
        Abs(a / b) ** 3,
        """
        │ a │³
        │ ─ │
        │ b │
        """,
    ),
    (
        Mul(feedback_slope, a, evaluate=False),
        """
        a (dφ/da)
        """,
    ),
]


@pytest.mark.parametrize(("expression", "drawn"), PICTURES, ids=lambda value: str(value)[:20])
def test_formulas_on_several_lines(expression: Basic, drawn: str) -> None:
    assert str(render(expression)) == picture(drawn)


def test_the_update_of_rflo_reads_like_mathematics() -> None:
    assert align_equations(rflo(), 80) == picture(
        """
               ⎛  a b      a⋆ b⋆   ⎞
        Δa = b ⎜ ────── − ──────── ⎟
               ⎝ 1 − w²   1 − w w⋆ ⎠

               ⎛   a b      a⋆ b⋆   ⎞
        Δb = â ⎜ ─────── − ──────── ⎟
               ⎝ 1 − ŵ w   1 − ŵ w⋆ ⎠

                 ⎛       a b w                a⋆ b⋆ w⋆        ⎞
        Δw = â b ⎜ ────────────────── − ───────────────────── ⎟
                 ⎝ (1 − w²) (1 − ŵ w)   (1 − w w⋆) (1 − ŵ w⋆) ⎠
        """
    )


def test_a_narrow_terminal_breaks_inside_the_bracket() -> None:
    assert align_equations(rflo()[2:], 40) == picture(
        """
                 ⎛       a b w
        Δw = â b ⎜ ──────────────────
                 ⎝ (1 − w²) (1 − ŵ w)

                         a⋆ b⋆ w⋆        ⎞
                 − ───────────────────── ⎟
                   (1 − w w⋆) (1 − ŵ w⋆) ⎠
        """
    )


def test_without_unicode_all_is_ascii() -> None:
    assert align_equations([("Da", rflo()[0][1])], unicode=False) == picture(
        r"""
               /  a b     a_star b_star \
        Da = b | ------ - ------------- |
               |      2   1 - w w_star  |
               \ 1 - w                  /
        """
    )


def test_equations_of_one_line_stand_close_and_end_at_one_column() -> None:
    equations = [("t", a + b), (lambda_, -w), ("trace", a * b), (None, Gt(a, 0))]
    assert align_equations(equations) == "\n".join(
        ["    t = a + b", "    λ = −w", "trace = a b", "        a > 0"]
    )


def test_terms_go_to_further_lines_under_the_right_hand_side() -> None:
    terms = Add(*(a * b**i for i in range(1, 8)))
    assert align_equations([("y", terms)], 24) == picture(
        """
        y = a b + a b² + a b³
              + a b⁴ + a b⁵
              + a b⁶ + a b⁷
        """
    )


def test_a_long_left_hand_side_stands_above() -> None:
    lines = align_equations([("a left-hand side of some length", a), ("y", b)], 40).splitlines()
    assert lines[0] == "a left-hand side of some length"
    assert [line.index("=") for line in lines if "=" in line] == [2, 2]


def test_a_combining_mark_takes_no_column() -> None:
    assert display_width("x̂ + 1") == 5
    assert Box(("x̂", "abc")).lines == ("x̂  ", "abc")


def test_boxes_meet_at_their_baselines() -> None:
    assert beside(Box(("1", "─", "2"), 1), text("x"), Box(("n", "y"), 1)).lines == (
        "1 n",
        "─xy",
        "2  ",
    )


@pytest.mark.parametrize(("lines", "baseline"), [((), 0), (("a",), 1), (("a",), -1)])
def test_a_baseline_is_one_of_the_lines(lines: tuple[str, ...], baseline: int) -> None:
    with pytest.raises(SymdynError, match="baseline"):
        Box(lines, baseline)


def test_what_has_no_layout_is_refused() -> None:
    with pytest.raises(SymdynError, match="printers do not know"):
        render(Float(0.25))

"""The terminal page: what is set how, and that nothing is lost on a narrow or an ASCII terminal."""

import pytest
from sympy import Integer, Symbol

from symdyn.formula.inline import inline
from symdyn.notation import a, a_hat, b, c, s, w, w_star
from symdyn.report.content import Block, Equation, Matrix, Prose, Section, Strong, Table
from symdyn.report.printing.ascii import to_ascii
from symdyn.report.screen import screen

DELTA = inline(r"\Delta a")
QUOTIENT = c**2 / (1 - w**2)


def page(*blocks: Block, width: int = 60, **options: object) -> list[str]:
    """The lines below the title, without empty ones."""
    shown = screen([Section("Title", blocks)], width, **options).splitlines()
    return [line for line in shown[2:] if line]


def test_equations_without_prose_between_are_aligned() -> None:
    lines = page(Equation("one", DELTA, a * b), Equation("two", inline("t"), a + b))
    assert lines == [
        "    Δa = a b" + " " * 45 + "(1)",
        "     t = a + b" + " " * 43 + "(2)",
    ]
    apart = page(Equation("one", DELTA, a), Prose(("and",)), Equation("two", inline("t"), a))
    assert apart[2].startswith("    t = a ")


def test_the_number_stands_beside_the_bar() -> None:
    above, middle, below = page(Equation("one", DELTA, QUOTIENT))
    assert middle.startswith("    Δa = ──────")
    assert middle.endswith("(1)")
    assert (above.strip(), below.strip()) == ("c²", "1 − w²")


@pytest.mark.parametrize(
    ("relation", "shown", "plain"), [(">", ">", ">"), ("<=", "≤", "<="), ("!=", "≠", "!=")]
)
def test_a_relation_other_than_equality(relation: str, shown: str, plain: str) -> None:
    equation = Equation("one", -a_hat * s, QUOTIENT, relation)
    assert f"−â s {shown} ──" in page(equation)[1]
    assert any(f"-a_hat s {plain} --" in line for line in page(equation, unicode=False))


def test_a_condition_is_set_as_one_relation() -> None:
    above, middle, _ = page(Equation("one", QUOTIENT - a, Integer(0), ">"))
    assert above.strip() == "c²"
    assert "────── − a > 0" in middle


def test_a_long_left_hand_side_is_broken_as_one_relation_with_the_right() -> None:
    long = inline("a + b + c + d + e + f + g + h + p")
    first, second = page(Equation("one", long, a * b, "<="), width=44)
    assert first.strip() == "a + b + c + d + e + f + g + h"
    assert second.strip().startswith("+ p ≤ a b")
    assert second.endswith("(1)")


def test_a_long_formula_of_words_breaks_before_a_sign_outside_brackets() -> None:
    text = inline("Y + (A B C + D E F) G H + (K L M - N O P) Q R S T U")
    lines = page(Equation("one", inline("y"), text), width=46)
    assert [" ".join(line.split()) for line in lines] == [
        "y = Y + (A B C + D E F) G H (1)",
        "+ (K L M − N O P) Q R S T U",
    ]


def test_a_matrix_in_brackets_or_entry_by_entry() -> None:
    matrix = Equation("one", inline("J"), Matrix(((a, QUOTIENT), (b, c))))
    assert any("⎛" in line for line in page(matrix))
    wide = Matrix(((sum((a * b**k for k in range(1, 9)), QUOTIENT),) * 2,) * 2)
    lines = page(Equation("one", inline("J"), wide))
    assert all(any(f"J{place} = " in line for line in lines) for place in ("₁₁", "₁₂", "₂₁", "₂₂"))
    assert max(map(len, lines)) <= 60


def test_references_read_as_numbers_and_formulas_are_not_broken() -> None:
    table = Table("signs", "Signs.", ("Name", "Sign"), (("K", "positive"),))
    words = ("word " * 9, a * b - c, " as in ", "ref:one", " and Table ", "ref:signs", ".")
    lines = page(Equation("one", DELTA, a), Prose(words), table)
    assert "a b − c as in (1) and Table 1." in " ".join(lines)
    assert any("a b − c" in line for line in lines)
    assert "Table 1: Signs." in lines


def test_a_wide_table_is_wrapped_and_keeps_every_word() -> None:
    words = [f"word{number}" for number in range(30)]
    table = Table("wide", "Wide.", ("Left", "Right"), (("x", " ".join(words)),))
    lines = page(table, width=50)
    assert max(map(len, lines)) <= 50
    assert [word for word in " ".join(lines).split() if word.startswith("word")] == words


def test_words_stand_out_only_where_asked() -> None:
    block = Prose((Strong("Theorem."), " It holds."))
    assert page(block) == ["Theorem. It holds."]
    assert page(block, emphasise=lambda text: f"<{text}>") == ["<Theorem.> It holds."]
    titled = screen([Section("Title", ())], emphasise=str.upper)
    assert titled.splitlines()[0] == "TITLE"


def test_ascii_has_everything_that_unicode_has() -> None:
    blocks = (
        Prose(("Where ", w_star, " → 1, ", inline(r"\sum_{m<T} \hat{w}^{m}"), " grows.")),
        Equation("one", DELTA, QUOTIENT / w_star),
    )
    shown = "\n".join(page(*blocks, unicode=False))
    assert shown.isascii()
    assert "Where w_star -> 1, sum_{m<T} w_hat^m grows." in shown
    assert "Delta a = " in shown


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("W⋆ᵏ⁺¹ (Wᵀ)²", "W_star^(k+1) (W^T)^2"),
        ("hₜ₋₁ ≤ γ₁", "h_(t-1) <= gamma_1"),
        ("K′(w⋆) ≠ 0 − 1", "K'(w_star) != 0 - 1"),
        ("Dominé", "Domine"),
        ("λ₊ = −1/2", "lambda_+ = -1/2"),
    ],
)
def test_ascii_spells_names_out(text: str, plain: str) -> None:
    assert to_ascii(text) == plain


def test_an_unknown_symbol_keeps_its_name() -> None:
    assert page(Equation("one", DELTA, Symbol("kick")))[0].startswith("    Δa = kick")

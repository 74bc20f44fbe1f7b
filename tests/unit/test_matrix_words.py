"""Words of matrices as formulas: signs, brackets, numbers and ranges where a person writes them."""

from fractions import Fraction

import pytest
from sympy import Expr, Integer, Symbol

from symdyn import notation
from symdyn.exact.linear_forms import LinearForm
from symdyn.exact.word_sums import Range, WordSum
from symdyn.exact.words import Factor, Letter, Word
from symdyn.formula.inline import inline
from symdyn.formula.latex import latex
from symdyn.formula.matrix_words import (
    count_tree,
    form_tree,
    letter_tree,
    total_over,
    word_tree,
    words_tree,
)
from symdyn.formula.nodes import Name, Node, Script

k, m, T = (Symbol(name) for name in "kmT")
K, M = LinearForm.of(k), LinearForm.of(m)
A, W = Letter("A", "o", "n"), Letter("W", "n", "n")
SHORT = Range(k, (LinearForm.of(T), LinearForm(2)))
TOTAL = WordSum.letter(A) @ WordSum.letter(W, K).transpose() - WordSum.letter(A).scale(
    Fraction(1, 2)
)


def times(number: int | Fraction, *scalars: tuple[Expr, LinearForm]) -> WordSum:
    return WordSum.letter(A).scale(Fraction(number), scalars)


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        (TOTAL, r"-\frac{1}{2} A + A (W^{\top})^{k}"),
        (
            TOTAL.sum_over(SHORT),
            r"\sum_{k<\min(T, 2)} \left(-\frac{1}{2} A + A (W^{\top})^{k}\right)",
        ),
        (WordSum.zero("n", "n"), "0"),
        (times(-3), "-3 A"),
        (times(Fraction(-3, 2)), r"-\frac{3}{2} A"),
        (times(1, (notation.w_hat, M)), r"\hat{w}^{m} A"),
        (times(1, (notation.w_hat + 1, M + 1)), r"(1 + \hat{w})^{m + 1} A"),
        (times(1, (notation.w_hat + 1, LinearForm(1))), r"(1 + \hat{w}) A"),
        (times(1, (notation.w_hat / 2, M)), r"\left(\frac{\hat{w}}{2}\right)^{m} A"),
        (
            -WordSum.letter(W, K).sum_over(SHORT),
            r"\sum_{k<\min(T, 2)} (-W^{k})",
        ),
        (
            WordSum.letter(W) + WordSum.letter(W, K).sum_over(SHORT),
            r"\sum_{k<\min(T, 2)} W^{k} + W",
        ),
        (WordSum.of(Word.identity("n")).scale(Fraction(2)), "2 I"),
    ],
)
def test_sums_of_words(total: WordSum, expected: str) -> None:
    assert latex(words_tree(total)) == expected


def test_two_ranges_are_two_signs_and_the_first_is_outermost() -> None:
    inner = Range(m, (LinearForm.of(T) - K,))
    total = WordSum.letter(W, K + M).sum_over(inner).sum_over(SHORT)
    assert latex(words_tree(total)) == r"\sum_{k<\min(T, 2)}\sum_{m<T - k} W^{k + m}"
    (term,) = total.terms
    assert words_tree(total) == total_over(term.ranges, word_tree(term.word))
    assert count_tree(SHORT) == inline(r"\min(T, 2)")
    assert count_tree(inner) == inline("T - k")


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (LinearForm.of(k, -2) + 3, "-2 k + 3"),
        (LinearForm.of(T) - M - 1, "T - m - 1"),
        (M - K, "m - k"),
        (LinearForm(0), "0"),
        (LinearForm(-3), "-3"),
        (LinearForm.of(k, 2), "2 k"),
    ],
)
def test_linear_forms_start_with_what_is_added(form: LinearForm, expected: str) -> None:
    assert latex(form_tree(form)) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        (Word.identity("n"), "I"),
        (Word.of(Factor(A), Factor(W, transposed=True)), r"A W^{\top}"),
        (Word.of(Factor(W, exponent=K + 1)), "W^{k + 1}"),
        (Word.of(Factor(W, transposed=True, exponent=K)), r"(W^{\top})^{k}"),
        (Word.of(Factor(Letter("E", "o", "n"), index=K + M)), "E_{k + m}"),
        (Word.of(Factor(Letter("E", "o", "n"), index=K, transposed=True)), r"E_{k}^{\top}"),
    ],
)
def test_words(word: Word, expected: str) -> None:
    assert latex(word_tree(word)) == expected


@pytest.mark.parametrize(
    ("letter", "expected"),
    [
        (A, Name(Symbol("A"))),
        (Letter("W_star", "n", "n", latex=r"W_\star"), Name(notation.symbol_of(r"W_\star"))),
        (Letter("W_Z", "n", "n", latex="W_{Z}"), Script(Name(Symbol("W")), Name(Symbol("Z")))),
    ],
)
def test_letters_are_written_as_they_say(letter: Letter, expected: Node) -> None:
    assert letter_tree(letter) == expected


def test_what_is_written_is_read_as_the_same_formula() -> None:
    for total in (TOTAL, TOTAL.sum_over(SHORT), times(Fraction(-3, 2), (notation.w_hat, M))):
        assert inline(latex(words_tree(total))) == words_tree(total)
    assert latex(words_tree(times(1, (Integer(2), M)))) == "2^{m} A"

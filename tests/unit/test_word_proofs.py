"""Matrix words: what is refused, tampered proofs, and how words are printed."""

from dataclasses import replace
from fractions import Fraction

import pytest
from sympy import Symbol

from symdyn.errors import ExactArithmeticError, ProofError
from symdyn.exact.linear_forms import LinearForm
from symdyn.exact.word_printing import form_text, word_sum_text, word_text
from symdyn.exact.word_rewriting import (
    Identity,
    PowerLemma,
    Replacement,
    diagonal_part,
    left_quotient,
    power_lemma,
    substitute,
)
from symdyn.exact.word_sums import Range, WordSum
from symdyn.exact.words import Factor, Letter, Word, normal_word

k, m, j, T = (Symbol(name) for name in "kmjT")
K, M, J = (LinearForm.of(symbol) for symbol in (k, m, j))

A, B, W = Letter("A", "o", "n"), Letter("B", "n", "i"), Letter("W", "n", "n")
U, P = Letter("U", "o", "o", orthogonal=True), Letter("P", "n", "n", orthogonal=True)
w = Letter("w", "n", "n", diagonal=True)
d = Letter("d", "n", "n", diagonal=True, invertible=True)


def conjugate(basis: Letter, core: Letter) -> Word:
    return Word.of(Factor(basis), Factor(core), Factor(basis, transposed=True))


def test_orthogonal_letters_cancel_inside_out() -> None:
    u = Word.of(Factor(U))
    word = u.transpose() @ u.transpose() @ u @ u @ Word.of(Factor(A))
    assert normal_word(word) == Word.of(Factor(A))
    assert normal_word(u @ u @ u.transpose()) == u
    # Not orthogonal: nothing cancels.
    x = Word.of(Factor(W))
    assert len(normal_word(x.transpose() @ x).factors) == 2


def test_captured_indices_are_refused() -> None:
    summed = WordSum.letter(W, M).sum_over(Range(m, (LinearForm(3),)))
    free = WordSum.letter(W, M)
    with pytest.raises(ExactArithmeticError, match="sums over m"):
        summed @ free
    with pytest.raises(ExactArithmeticError, match="sums over m"):
        free @ summed
    with pytest.raises(ExactArithmeticError, match="sums over m"):
        summed.scale(Fraction(1), ((m, LinearForm(1)),))
    with pytest.raises(ExactArithmeticError, match="summed over already"):
        summed.sum_over(Range(m, (LinearForm(3),)))
    with pytest.raises(ExactArithmeticError, match="summed over in the term"):
        summed.substitute(m, LinearForm(0))
    inner = WordSum.letter(W, M + J).sum_over(Range(m, (LinearForm(3),)))
    with pytest.raises(ExactArithmeticError, match="summed over in the term"):
        inner.substitute(j, M)
    hidden = WordSum.letter(B, index=None).sum_over(Range(m, (LinearForm(3),)))
    with pytest.raises(ProofError, match="declare it as the letter's index"):
        substitute(hidden, [Replacement(B, free @ WordSum.letter(B))])
    with pytest.raises(ExactArithmeticError, match="depends on the index m"):
        free.scale(Fraction(1), ((m**2, LinearForm(1)),)).substitute(m, M + 1)
    later = free.scale(Fraction(1), ((m, LinearForm(1)),)).substitute(m, M + 1)
    assert [term.scalars for term in later.terms] == [((m + 1, LinearForm(1)),)]
    assert later.substitute(m, M - 1) == free.scale(Fraction(1), ((m, LinearForm(1)),))
    with pytest.raises(ExactArithmeticError, match="do not share one outermost sum"):
        (summed + free).summand()


def test_dimensions_are_checked() -> None:
    with pytest.raises(ExactArithmeticError, match="A has o rows where the word so far has i c"):
        Word.of(Factor(B)) @ Word.of(Factor(A))
    with pytest.raises(ExactArithmeticError, match="n rows where the word so far has i columns"):
        Word("i", "i", (Factor(B),))
    with pytest.raises(ExactArithmeticError, match="o x n and n x i"):
        WordSum.letter(A) + WordSum.letter(B)
    with pytest.raises(ExactArithmeticError, match="n x i and o x n"):
        WordSum.letter(B) @ WordSum.letter(A)
    with pytest.raises(ExactArithmeticError, match="declared to have n"):
        Word("n", "n", (Factor(B),))
    with pytest.raises(ExactArithmeticError, match="only square letters have powers"):
        Factor(A, exponent=LinearForm(2))
    with pytest.raises(ExactArithmeticError, match="may be negative"):
        Factor(W, exponent=K - 1)
    with pytest.raises(ExactArithmeticError, match="use integer powers"):
        Factor(P, exponent=K)
    with pytest.raises(ExactArithmeticError, match="such a letter is square"):
        Letter("X", "n", "o", orthogonal=True)


def test_power_lemma_needs_an_orthogonal_basis() -> None:
    skew = Letter("S", "n", "n")
    with pytest.raises(ProofError, match="no closed form"):
        power_lemma(Letter("X", "n", "n"), conjugate(skew, w), k)


@pytest.mark.parametrize(
    "change", [{"left": Word.of(Factor(P, transposed=True))}, {"right": Word.of(Factor(P))}]
)
def test_a_tampered_lemma_is_rejected(change: dict[str, Word]) -> None:
    lemma = power_lemma(W, conjugate(P, w), k)
    lemma.verify()
    with pytest.raises(ProofError, match=" is not "):
        replace(lemma, **change).verify()
    used = Replacement(W, WordSum.of(conjugate(P, w)), lemma=replace(lemma, **change))
    with pytest.raises(ProofError, match=" is not "):
        substitute(WordSum.letter(W, K), [used])


def test_a_lemma_in_a_skew_basis_is_rejected() -> None:
    skew = Letter("S", "n", "n")
    word = conjugate(skew, w)
    forged = PowerLemma(W, Word.of(word.factors[0]), word.factors[1], Word.of(word.factors[2]), k)
    with pytest.raises(ProofError, match=r"W\^0: S S\^T is not I"):
        substitute(WordSum.letter(W, K), [Replacement(W, WordSum.of(word), lemma=forged)])


def test_a_lemma_about_another_matrix_is_rejected() -> None:
    other = power_lemma(W, conjugate(P, d), k)
    with pytest.raises(ProofError, match=r"powers of W: P d P\^T is not P w P\^T"):
        substitute(WordSum.letter(W, K), [Replacement(W, WordSum.of(conjugate(P, w)), lemma=other)])


def test_a_power_without_lemma_is_refused() -> None:
    with pytest.raises(ProofError, match="no lemma for powers of W"):
        substitute(WordSum.letter(W, K), [Replacement(W, WordSum.letter(w))])


def test_left_quotient() -> None:
    prefix = Word.of(Factor(A, transposed=True))
    rest = WordSum.letter(A) @ WordSum.letter(W, K) - WordSum.letter(A)
    assert left_quotient(WordSum.of(prefix) @ rest, prefix) == rest
    with pytest.raises(ProofError, match=r"B B\^T does not start with A\^T"):
        left_quotient(WordSum.letter(B) @ WordSum.letter(B).transpose(), prefix)
    moving = Word.of(Factor(W, exponent=M))
    summed = WordSum.of(moving).sum_over(Range(m, (LinearForm(3),)))
    with pytest.raises(ProofError, match="divide the summand"):
        left_quotient(summed, moving)


def test_only_diagonal_words_have_diagonal_parts() -> None:
    diagonal = WordSum.letter(w, K) + WordSum.letter(d)
    assert diagonal_part(diagonal) == diagonal
    with pytest.raises(ProofError, match="P is not diagonal"):
        diagonal_part(diagonal + WordSum.of(conjugate(P, w)))


def test_an_identity_shows_both_sides() -> None:
    with pytest.raises(ProofError, match=r"claim: A W\^k is not A W\^\(k \+ 1\)"):
        Identity(
            "claim",
            WordSum.letter(A) @ WordSum.letter(W, K),
            WordSum.letter(A) @ WordSum.letter(W, K + 1),
        ).verify()


def test_printing() -> None:
    total = WordSum.letter(A) @ WordSum.letter(W, K).transpose() - WordSum.letter(A).scale(
        Fraction(1, 2)
    )
    assert word_sum_text(total) == "-1/2 A + A (W^T)^k"
    summed = total.sum_over(Range(k, (LinearForm.of(T), LinearForm(2))))
    # One sign for each term: the range is not taken out.
    assert word_sum_text(summed) == ("-sum(k < min(T, 2)) 1/2 A + sum(k < min(T, 2)) A (W^T)^k")
    assert word_sum_text(WordSum.zero("n", "n")) == "0"
    assert word_text(Word.identity("n")) == "I"
    assert form_text(LinearForm.of(k, -2) + 3) == "-2 k + 3"

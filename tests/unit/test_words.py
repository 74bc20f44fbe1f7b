"""Matrix words against exact matrices: what the rewriting claims holds for numbers put in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TypeVar

import numpy as np
import pytest
from sympy import Integer, Rational, Symbol

from symdyn.exact.linear_forms import LinearForm
from symdyn.exact.matrices import Matrix
from symdyn.exact.word_rewriting import (
    Replacement,
    diagonal_entry,
    power_lemma,
    substitute,
)
from symdyn.exact.word_sums import Range, Term, WordSum
from symdyn.exact.words import Factor, Letter, Word, normal_word

SIZES = {"o": 2, "n": 3, "i": 4}
k, m, j, T = (Symbol(name) for name in "kmjT")
K, M, J = (LinearForm.of(symbol) for symbol in (k, m, j))

A, B, W = Letter("A", "o", "n"), Letter("B", "n", "i"), Letter("W", "n", "n")
U, P, V = (Letter(x, d, d, orthogonal=True) for x, d in (("U", "o"), ("P", "n"), ("V", "i")))
a = Letter("a", "o", "n", diagonal=True)
b = Letter("b", "n", "i", diagonal=True)
w = Letter("w", "n", "n", diagonal=True)
d = Letter("d", "n", "n", diagonal=True, invertible=True)
LETTERS = (A, B, W, U, P, V, a, b, w, d)
Item = TypeVar("Item")


class Source:
    """Reproducible random choices."""

    def __init__(self, seed: int) -> None:
        self.generator = np.random.default_rng(seed)

    def between(self, low: int, high: int) -> int:
        return int(self.generator.integers(low, high + 1))

    def choice(self, items: Sequence[Item]) -> Item:
        return items[self.between(0, len(items) - 1)]


def householder(size: int, draw: Callable[[], int]) -> Matrix:
    """Return the reflection I - 2 v v^T / v^T v, an orthogonal matrix with rational entries."""
    v = Matrix([[draw() or 1] for _ in range(size)])
    norm = (v.transpose() @ v)[0, 0]
    return Matrix.identity(size) - (v @ v.transpose()).scale(Fraction(2) / norm)


def assignment(seed: int, sizes: Mapping[str, int] = SIZES) -> dict[str, Matrix]:
    """Return a matrix of small integers for each letter, with the properties it declares."""
    source = Source(seed)

    def draw() -> int:
        return source.between(-3, 3)

    values = {}
    for letter in LETTERS:
        rows, columns = sizes[letter.rows], sizes[letter.columns]
        if letter.orthogonal:
            first, second = householder(rows, draw), householder(rows, draw)
            values[letter.name] = first @ second
        elif letter.diagonal:
            entries = [draw() or 2 for _ in range(max(rows, columns))]
            values[letter.name] = Matrix.diagonal(entries, rows, columns)
        else:
            values[letter.name] = Matrix([[draw() for _ in range(columns)] for _ in range(rows)])
    return values


def number(form: LinearForm, at: Mapping[Symbol, int]) -> int:
    return form.constant + sum(value * at[index] for index, value in form.coefficients)


def power(matrix: Matrix, exponent: int) -> Matrix:
    if exponent < 0:
        return power(matrix.inverse(), -exponent)
    result = Matrix.identity(matrix.shape[0])
    for _ in range(exponent):
        result = result @ matrix
    return result


def word_value(
    word: Word,
    values: Mapping[str, Matrix],
    at: Mapping[Symbol, int],
    sizes: Mapping[str, int] = SIZES,
) -> Matrix:
    """Multiply a word out, factor by factor, without any rewriting."""
    result = Matrix.identity(sizes[word.rows])
    for factor in word.factors:
        name = factor.letter.name
        if factor.index is not None:
            name += str(number(factor.index, at))
        matrix = values[name].transpose() if factor.transposed else values[name]
        exponent = number(factor.exponent, at)
        result = result @ (matrix if exponent == 1 else power(matrix, exponent))
    return result


def term_value(term: Term, values: Mapping[str, Matrix], at: Mapping[Symbol, int]) -> Matrix:
    if term.ranges:
        span, *inner = term.ranges
        total = Matrix.zero(SIZES[term.word.rows], SIZES[term.word.columns])
        for count in range(min(number(bound, at) for bound in span.bounds)):
            step = replace(term, ranges=tuple(inner))
            total = total + term_value(step, values, {**at, span.index: count})
        return total
    scale = term.number
    for base, form in term.scalars:
        value = base.subs(dict(at))
        scale *= Fraction(int(value.p), int(value.q)) ** number(form, at)
    return word_value(term.word, values, at).scale(scale)


def value_of(total: WordSum, values: Mapping[str, Matrix], at: Mapping[Symbol, int]) -> Matrix:
    result = Matrix.zero(SIZES[total.rows], SIZES[total.columns])
    for term in total.terms:
        result = result + term_value(term, values, at)
    return result


def random_word(source: Source, length: int) -> Word:
    """Return a word of random letters with matching dimensions; squares often get a power."""
    start = source.choice("oni")
    here, factors = start, []
    for _ in range(length):
        options = [
            Factor(letter, transposed)
            for letter in LETTERS
            for transposed in (False, True)
            if Factor(letter, transposed).rows == here
        ]
        factor = source.choice(options)
        if factor.letter.orthogonal:
            factor = replace(factor, exponent=LinearForm(source.choice((1, 1, 2))))
        elif factor.letter.square:
            forms = (LinearForm(0), LinearForm(1), K, K + J + 1, LinearForm.of(k, 2))
            factor = replace(factor, exponent=source.choice(forms))
        factors.append(factor)
        here = factor.columns
    return Word(start, here, tuple(factors))


@pytest.mark.parametrize("seed", range(40))
def test_normal_form_keeps_the_value(seed: int) -> None:
    source = Source(seed)
    word = random_word(source, 7)
    at = {k: source.between(0, 2), j: source.between(0, 2)}
    values = assignment(seed)
    reduced = normal_word(word)
    assert word_value(reduced, values, at) == word_value(word, values, at)
    assert normal_word(reduced) == reduced


def test_some_words_do_reduce() -> None:
    lengths = [
        len(word.factors) - len(normal_word(word).factors)
        for word in (random_word(Source(seed), 7) for seed in range(40))
    ]
    assert max(lengths) >= 3


@pytest.mark.parametrize("seed", range(20))
def test_different_normal_forms_have_different_values(seed: int) -> None:
    # One diagonal letter only: diagonal matrices commute, which the normal form leaves open.
    source = Source(seed)
    pieces = [Word.of(Factor(x)) for x in (P, W, w)]
    pieces += [piece.transpose() for piece in pieces]
    words = set()
    while len(words) < 12:
        word = Word.identity("n")
        for _ in range(source.between(1, 5)):
            word = word @ source.choice(pieces)
        words.add(normal_word(word))
    several = [assignment(100 * seed + case) for case in range(3)]
    found = {tuple(word_value(word, values, {}) for values in several) for word in words}
    assert len(found) == len(words)


@pytest.mark.parametrize("seed", range(10))
def test_arithmetic_of_sums(seed: int) -> None:
    values, at = assignment(seed), {k: 2, j: 1, m: 1, T: 3}
    left = WordSum.letter(A) @ WordSum.letter(W, K) - WordSum.letter(A).scale(Fraction(2, 3))
    right = WordSum.letter(B) + WordSum.letter(w, J) @ WordSum.letter(b)

    def number_of(total: WordSum) -> Matrix:
        return value_of(total, values, at)

    assert number_of(left @ right) == number_of(left) @ number_of(right)
    assert number_of(right.transpose()) == number_of(right).transpose()
    assert number_of(left + left) == number_of(left).scale(2)
    assert number_of(-left) == number_of(left).scale(-1)
    assert (left @ right).transpose() == right.transpose() @ left.transpose()
    assert (left - left).is_zero()
    scaled = left.scale(Fraction(1), ((Integer(3), M + 1), (m, LinearForm(2))))
    assert number_of(scaled) == number_of(left).scale(9)
    assert number_of(left.scale(Fraction(1), ((Integer(3), LinearForm(-2)),))) == number_of(
        left
    ).scale(Fraction(1, 9))


@pytest.mark.parametrize("seed", range(5))
def test_sums_over_indices(seed: int) -> None:
    values, at = assignment(seed), {T: 4}
    inner = WordSum.letter(W, M + J) @ WordSum.letter(B)
    total = inner.sum_over(Range(j, (LinearForm.of(T) - M - 1,)))
    total = total.sum_over(Range(m, (LinearForm.of(T), LinearForm(2))))
    by_hand = Matrix.zero(3, 4)
    for lag in range(2):
        for inner_lag in range(4 - lag - 1):
            by_hand = by_hand + power(values["W"], lag + inner_lag) @ values["B"]
    assert value_of(total, values, at) == by_hand
    span, summand = total.summand()
    assert span.index == m
    assert summand.sum_over(span) == total


def conjugate(basis: Letter, core: Letter) -> Word:
    return Word.of(Factor(basis), Factor(core), Factor(basis, transposed=True))


@pytest.mark.parametrize("core", [w, W, d])
@pytest.mark.parametrize("exponent", [0, 1, 4])
def test_power_lemma_against_matrices(core: Letter, exponent: int) -> None:
    values = assignment(7)
    lemma = power_lemma(Letter("X", "n", "n"), conjugate(P, core), k)
    matrix = word_value(conjugate(P, core), values, {})
    claimed = word_value(lemma.power(K), values, {k: exponent})
    assert claimed == power(matrix, exponent)


def test_power_lemma_of_an_invertible_core() -> None:
    values = assignment(8)
    lemma = power_lemma(Letter("X", "n", "n"), conjugate(P, d), k)
    matrix = word_value(conjugate(P, d), values, {})
    claimed = word_value(lemma.power(LinearForm.of(k, -1)), values, {k: 2})
    assert claimed == power(matrix, -2)
    assert lemma.inverse is not None
    # Without an invertible core no inverse is claimed.
    assert power_lemma(Letter("X", "n", "n"), conjugate(P, w), k).inverse is None


@pytest.mark.parametrize("seed", range(6))
def test_substitution_against_matrices(seed: int) -> None:
    values, at = assignment(seed), {k: 3, j: 1}
    value = WordSum.of(conjugate(P, w))
    lemma = power_lemma(W, conjugate(P, w), k)
    product = WordSum.letter(A) @ WordSum.letter(W, K + J) @ WordSum.letter(B)
    total = product @ product.transpose() @ WordSum.letter(A) @ WordSum.letter(W).transpose()
    read_out = WordSum.letter(U) @ WordSum.letter(a) + WordSum.letter(A)
    replaced = substitute(total, [Replacement(W, value, lemma=lemma), Replacement(A, read_out)])
    matrices = {
        **values,
        "W": word_value(conjugate(P, w), values, {}),
        "A": values["U"] @ values["a"] + values["A"],
    }
    assert value_of(replaced, values, at) == value_of(total, matrices, at)


def test_substitution_of_an_indexed_letter() -> None:
    values = assignment(3)
    E = Letter("E", "n", "n")
    product = WordSum.letter(E, index=M + 1) @ WordSum.letter(E, index=M).transpose()
    replaced = substitute(product, [Replacement(E, WordSum.letter(W, K), k)])
    expected = power(values["W"], 3) @ power(values["W"], 2).transpose()
    assert value_of(replaced, values, {m: 2}) == expected


@pytest.mark.parametrize("sizes", [(2, 3, 4), (4, 3, 2), (3, 1, 2), (1, 4, 3), (3, 3, 3)])
def test_diagonal_entries_of_rectangular_products(sizes: tuple[int, int, int]) -> None:
    shape = dict(zip("oni", sizes, strict=True))
    values = assignment(11, shape)
    word = Word.of(
        Factor(a, transposed=True),
        Factor(a),
        Factor(w, exponent=K + 1),
        Factor(b),
        Factor(b, transposed=True),
        Factor(w, exponent=K),
    )
    entry = diagonal_entry(Term(Fraction(1), (), word))
    assert {factor.letter.name: form for factor, form in entry} == {
        "a": LinearForm(2),
        "b": LinearForm(2),
        "w": K * 2 + 1,
    }
    product = word_value(word, values, {k: 2}, shape)
    for row in range(product.shape[0]):
        expected = Fraction(1)
        for factor, form in entry:
            matrix = values[factor.letter.name]
            inside = row < min(matrix.shape)
            expected *= matrix[row, row] ** number(form, {k: 2}) if inside else 0
        for column in range(product.shape[1]):
            assert product[row, column] == (expected if row == column else 0)


@pytest.mark.parametrize("base", [2, Rational(-3, 5)])
def test_a_number_to_a_power_plus_one_is_itself_times_the_power(base: Rational) -> None:
    """2^(m + 1) is 2 times 2^m, also where the base is a number and not a parameter."""
    word = WordSum.identity("n")
    number = Rational(base)
    times = Fraction(int(number.p), int(number.q))
    later = word.scale(Fraction(1), ((number, M + 1),))
    assert later == word.scale(times, ((number, M),))
    assert word.scale(Fraction(1), ((number, LinearForm(2)),)) == word.scale(times**2)
    assert word.scale(Fraction(1), ((Rational(0), LinearForm(2)),)).is_zero()

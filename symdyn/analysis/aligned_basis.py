"""Aligned networks: student, teacher and feedback diagonal in common orthogonal bases.

A = U a P^T, W = P w P^T, B = P b V^T, the teacher likewise with starred letters, R = U a_hat P^T;
U, P, V orthogonal, the small letters (rectangular) diagonal.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sympy import Symbol

from symdyn import notation
from symdyn.analysis.definition import RANDOM_FEEDBACK, TEACHER, NetworkLetters, words_latex
from symdyn.exact.linear_forms import LinearForm
from symdyn.exact.word_printing import word_latex
from symdyn.exact.word_rewriting import (
    Identity,
    PowerLemma,
    Replacement,
    power_lemma,
    substitute,
)
from symdyn.exact.word_sums import WordSum
from symdyn.exact.words import Letter, Word

__all__ = [
    "RANDOM_FEEDBACK_MODES",
    "STUDENT_MODES",
    "AlignedBasis",
    "AlignmentStep",
    "aligned_basis",
    "lemma_step",
    "reduction",
    "with_powers",
]


def _modes(symbol: Symbol, rows: str, columns: str) -> Letter:
    return Letter(symbol.name, rows, columns, diagonal=True, latex=notation.latex_name(symbol))


STUDENT_MODES = (
    _modes(notation.a, "o", "n"),
    _modes(notation.w, "n", "n"),
    _modes(notation.b, "n", "i"),
)
_TEACHER_MODES = (
    _modes(notation.a_star, "o", "n"),
    _modes(notation.w_star, "n", "n"),
    _modes(notation.b_star, "n", "i"),
)
RANDOM_FEEDBACK_MODES = _modes(notation.a_hat, "o", "n")


@dataclass(frozen=True)
class AlignedBasis:
    """Orthogonal U (o x o), P (n x n) and V (i x i), and what the networks are in terms of them."""

    U: WordSum
    P: WordSum
    V: WordSum
    networks: tuple[Replacement, ...]


@dataclass(frozen=True)
class AlignmentStep:
    """One step of the derivation: what it shows, in LaTeX, and the identities behind it."""

    title: str
    equations: tuple[str, ...]
    identities: tuple[Identity, ...]

    def verify(self) -> None:
        """Raise ProofError unless every identity holds."""
        for identity in self.identities:
            identity.verify()


def aligned_basis(letters: NetworkLetters, *, rotated: bool) -> AlignedBasis:
    r"""The aligned student, teacher and feedback, in a general basis P or with P = I.

    >>> from symdyn.analysis.definition import network_letters
    >>> basis = aligned_basis(network_letters(), rotated=True)
    >>> print(words_latex(basis.networks[1].value))
    P w P^{\top}
    """
    U, P, V = (
        WordSum.letter(Letter(name, dimension, dimension, orthogonal=True))
        for name, dimension in (("U", "o"), ("P", "n"), ("V", "i"))
    )
    if not rotated:
        P = WordSum.identity("n")
    networks: list[Replacement] = []
    student = (letters.read_out, letters.recurrent, letters.input)
    for matrices, modes in ((student, STUDENT_MODES), (TEACHER, _TEACHER_MODES)):
        read_out, recurrent, entry = (WordSum.letter(mode) for mode in modes)
        networks += [
            Replacement(matrices[0], U @ read_out @ P.transpose()),
            with_powers(matrices[1], P @ recurrent @ P.transpose()),
            Replacement(matrices[2], P @ entry @ V.transpose()),
        ]
    feedback = U @ WordSum.letter(RANDOM_FEEDBACK_MODES) @ P.transpose()
    return AlignedBasis(U, P, V, (*networks, Replacement(RANDOM_FEEDBACK, feedback)))


def with_powers(letter: Letter, value: WordSum) -> Replacement:
    """The replacement of a letter by one word, with the lemma for its powers.

    Raises
    ------
    ProofError if the word's powers have no closed form.

    >>> W = Letter("W", "n", "n")
    >>> with_powers(W, WordSum.letter(STUDENT_MODES[1])).lemma.letter == W
    True
    """
    word = value.terms[0].word
    return Replacement(letter, value, lemma=power_lemma(letter, word, notation.k))


def reduction(
    title: str,
    definition: tuple[WordSum, WordSum],
    replacements: Iterable[Replacement],
    bases: tuple[WordSum, WordSum],
    core: WordSum,
    short: WordSum | None = None,
) -> AlignmentStep:
    r"""The step  name = definition = left core right^T  under the replacements.

    Parameters
    ----------
    title : what the step shows
    definition : the name and what it stands for, before replacing
    replacements : the aligned networks and what was shown before
    bases : left and right
    core : the word sum between them
    short : a name for the core

    >>> from symdyn.analysis.definition import network_letters
    >>> letters = network_letters()
    >>> basis = aligned_basis(letters, rotated=True)
    >>> A, a = WordSum.letter(letters.read_out), WordSum.letter(STUDENT_MODES[0])
    >>> step = reduction("A", (A, A), basis.networks, (basis.U, basis.P), a)
    >>> step.verify()
    >>> print(step.equations[0])
    A = A = U a P^{\top}
    """
    left, right = bases
    name, value = definition
    identity = Identity(title, substitute(value, replacements), left @ core @ right.transpose())
    equation = f"{words_latex(name)} = {words_latex(value)} = {_between(bases, core)}"
    if short is not None:
        equation += rf", \qquad {words_latex(name)} = {_between(bases, short)}"
    return AlignmentStep(title, (equation,), (identity,))


def lemma_step(title: str, lemmas: Iterable[PowerLemma]) -> AlignmentStep:
    r"""The lemmas on powers, each with the base and the step of its induction.

    >>> from symdyn.analysis.definition import network_letters
    >>> basis = aligned_basis(network_letters(), rotated=True)
    >>> for equation in lemma_step("Powers", [basis.networks[1].lemma]).equations:
    ...     print(equation)
    W^{k} = P w^{k} P^{\top}
    P w^{0} P^{\top} = I
    P w^{k} P^{\top} P w P^{\top} = P w^{k + 1} P^{\top}
    """
    equations: list[str] = []
    identities: list[Identity] = []
    for lemma in lemmas:
        k = LinearForm.of(lemma.index)
        once, claim = lemma.power(LinearForm(1)), lemma.power(k)
        name = words_latex(WordSum.letter(lemma.letter, k))
        equations += [
            f"{name} = {_word(claim)}",
            f"{_word(lemma.power(LinearForm(0)))} = I",
            f"{_word(claim @ once)} = {_word(lemma.power(k + 1))}",
        ]
        identities += [lemma.base, lemma.step]
        if lemma.inverse is not None:
            equations.append(f"{_word(once @ lemma.power(LinearForm(-1)))} = I")
            identities.append(lemma.inverse)
    return AlignmentStep(title, tuple(equations), tuple(identities))


def _word(word: Word) -> str:
    return word_latex(word, notation.latex_name)


def _between(bases: tuple[WordSum, WordSum], core: WordSum) -> str:
    """left core right^T in LaTeX, the core in parentheses unless it is a single word."""
    left, right = bases
    inner = words_latex(core)
    if len(core.terms) != 1 or core.terms[0].scalars or core.terms[0].ranges:
        inner = rf"\left({inner}\right)"
    one = WordSum.identity("n")
    front = "" if left == one else words_latex(left) + " "
    back = "" if right == one else " " + words_latex(right.transpose())
    return front + inner + back

"""Aligned networks: student, teacher and feedback diagonal in common orthogonal bases.

A = U a P^T, W = P w P^T, B = P b V^T, the teacher likewise with starred letters, R = U a_hat P^T;
U, P, V orthogonal, the small letters (rectangular) diagonal.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sympy import Symbol

from symdyn import notation
from symdyn.brief import Brief
from symdyn.exact.linear_forms import LinearForm
from symdyn.exact.word_rewriting import (
    Identity,
    PowerLemma,
    Replacement,
    power_lemma,
    substitute,
)
from symdyn.exact.word_sums import WordSum
from symdyn.exact.words import Letter
from symdyn.formula.matrix_words import word_tree, words_tree
from symdyn.formula.nodes import Bracket, Node, Relation, multiply
from symdyn.stages.setting.derive import RANDOM_FEEDBACK, TEACHER, NetworkLetters

__all__ = [
    "ALIGNED",
    "RANDOM_FEEDBACK_MODES",
    "STANDARD",
    "STUDENT_MODES",
    "AlignedBasis",
    "AlignmentStep",
    "aligned_basis",
    "lemma_step",
    "reduction",
    "with_powers",
]


# The ids of the definitions of both kinds of aligned networks.
ALIGNED, STANDARD = "setting.aligned", "setting.standard"


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


@dataclass(frozen=True, repr=False)
class AlignmentStep(Brief):
    """One step of the derivation: what it shows, and the identities behind it.

    A reduction has the equations name = definition = left core right^T and, where the core has a
    name of its own, name = left short right^T.  A lemma on powers has its claim, the base and the step
    of its induction, and perhaps an inverse.
    """

    title: str
    equations: tuple[Relation, ...]
    identities: tuple[Identity, ...]

    def verify(self) -> None:
        """Raise ProofError unless every identity holds."""
        for identity in self.identities:
            identity.verify()


def aligned_basis(letters: NetworkLetters, *, rotated: bool) -> AlignedBasis:
    r"""The aligned student, teacher and feedback, in a general basis P or with P = I.

    >>> from symdyn.stages.setting.derive import network_letters, words_latex
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

    >>> from symdyn.stages.setting.derive import network_letters
    >>> letters = network_letters()
    >>> basis = aligned_basis(letters, rotated=True)
    >>> A, a = WordSum.letter(letters.read_out), WordSum.letter(STUDENT_MODES[0])
    >>> step = reduction("A", (A, A), basis.networks, (basis.U, basis.P), a)
    >>> step.verify()
    >>> from symdyn.formula.latex import latex
    >>> print(latex(step.equations[0]))
    A = A = U a P^{\top}
    """
    left, right = bases
    name, value = definition
    identity = Identity(title, substitute(value, replacements), left @ core @ right.transpose())
    defined = Relation(words_tree(name), "=", words_tree(value))
    equations = [Relation(defined, "=", _between(bases, core))]
    if short is not None:
        equations.append(Relation(words_tree(name), "=", _between(bases, short)))
    return AlignmentStep(title, tuple(equations), (identity,))


def lemma_step(title: str, lemmas: Iterable[PowerLemma]) -> AlignmentStep:
    r"""The lemmas on powers, each with the base and the step of its induction.

    >>> from symdyn.stages.setting.derive import network_letters
    >>> basis = aligned_basis(network_letters(), rotated=True)
    >>> from symdyn.formula.latex import latex
    >>> for equation in lemma_step("Powers", [basis.networks[1].lemma]).equations:
    ...     print(latex(equation))
    W^{k} = P w^{k} P^{\top}
    P w^{0} P^{\top} = I
    P w^{k} P^{\top} P w P^{\top} = P w^{k + 1} P^{\top}
    """
    equations: list[Relation] = []
    one = words_tree(WordSum.identity("n"))
    identities: list[Identity] = []
    for lemma in lemmas:
        k = LinearForm.of(lemma.index)
        once, claim = lemma.power(LinearForm(1)), lemma.power(k)
        name = words_tree(WordSum.letter(lemma.letter, k))
        equations += [
            Relation(name, "=", word_tree(claim)),
            Relation(word_tree(lemma.power(LinearForm(0))), "=", one),
            Relation(word_tree(claim @ once), "=", word_tree(lemma.power(k + 1))),
        ]
        identities += [lemma.base, lemma.step]
        if lemma.inverse is not None:
            undone = word_tree(once @ lemma.power(LinearForm(-1)))
            equations.append(Relation(undone, "=", one))
            identities.append(lemma.inverse)
    return AlignmentStep(title, tuple(equations), tuple(identities))


def _between(bases: tuple[WordSum, WordSum], core: WordSum) -> Node:
    """left core right^T, the core in brackets unless it is a single word."""
    left, right = bases
    inner = words_tree(core)
    if len(core.terms) != 1 or core.terms[0].scalars or core.terms[0].ranges:
        inner = Bracket(inner)
    one = WordSum.identity("n")
    frames = (left, None, right.transpose())
    return multiply(
        tuple(inner if x is None else words_tree(x) for x in frames if x is None or x != one)
    )

"""Rewriting matrix words: substitution of letters, powers by induction, division on the left.

Every step is an identity of word sums that can be verified again from its two sides.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sympy import Symbol

from symdyn.errors import ProofError
from symdyn.exact.linear_forms import LinearForm
from symdyn.exact.word_printing import word_sum_text, word_text
from symdyn.exact.word_sums import Term, WordSum
from symdyn.exact.words import Factor, Letter, Word, normal_word

__all__ = [
    "Identity",
    "PowerLemma",
    "Replacement",
    "diagonal_entry",
    "diagonal_part",
    "left_quotient",
    "power_lemma",
    "substitute",
]


@dataclass(frozen=True)
class Identity:
    """The statement left = right between word sums, with what it is called in a derivation.

    >>> U = WordSum.letter(Letter("U", "o", "o", orthogonal=True))
    >>> Identity("orthogonality", U.transpose() @ U, WordSum.identity("o")).verify()
    """

    name: str
    left: WordSum
    right: WordSum

    def verify(self) -> None:
        """Raise ProofError, with both sides, unless the normal forms agree."""
        if self.left != self.right:
            raise ProofError(
                f"{self.name}: {word_sum_text(self.left)} is not {word_sum_text(self.right)} "
                "by the declared properties of the letters"
            )


@dataclass(frozen=True)
class PowerLemma:
    """X^k = left core^k right for all k >= 0, where X = left core right; by induction on k.

    Base: left core^0 right = I.  Step: (left core^k right)(left core right) is the claim at
    k + 1.  If core is invertible, (left core right)(left core^-1 right) = I, and the claim holds
    for all integers k.

    >>> from sympy import Symbol
    >>> P = Letter("P", "n", "n", orthogonal=True)
    >>> w = Letter("w", "n", "n", diagonal=True)
    >>> word = Word.of(Factor(P), Factor(w), Factor(P, transposed=True))
    >>> lemma = power_lemma(Letter("W", "n", "n"), word, Symbol("k"))
    >>> lemma.verify()
    >>> word_sum_text(lemma.step.left)
    'P w^(k + 1) P^T'
    """

    letter: Letter
    left: Word
    core: Factor
    right: Word
    index: Symbol

    def power(self, exponent: LinearForm) -> Word:
        """The claimed word for X to the power of a linear form."""
        core = replace(self.core, exponent=exponent)
        return self.left @ Word(core.rows, core.columns, (core,)) @ self.right

    @property
    def base(self) -> Identity:
        """The claim at k = 0."""
        return Identity(
            f"{self.letter.name}^0",
            WordSum.of(self.power(LinearForm(0))),
            WordSum.identity(self.letter.rows),
        )

    @property
    def step(self) -> Identity:
        """From k to k + 1."""
        k = LinearForm.of(self.index)
        return Identity(
            f"{self.letter.name}^({self.index} + 1)",
            WordSum.of(self.power(k)) @ WordSum.of(self.power(LinearForm(1))),
            WordSum.of(self.power(k + 1)),
        )

    @property
    def inverse(self) -> Identity | None:
        """The claim at k = -1, where the core is invertible."""
        if not self.core.letter.invertible:
            return None
        return Identity(
            f"{self.letter.name}^(-1)",
            WordSum.of(self.power(LinearForm(1))) @ WordSum.of(self.power(LinearForm(-1))),
            WordSum.identity(self.letter.rows),
        )

    def verify(self) -> None:
        """Raise ProofError unless base, step and, if claimed, the inverse hold."""
        self.base.verify()
        self.step.verify()
        if self.inverse is not None:
            self.inverse.verify()


def power_lemma(letter: Letter, value: Word, index: Symbol) -> PowerLemma:
    """The verified lemma for the powers of X = value, if value is left core right with right left = I.

    Parameters
    ----------
    letter : X, square
    value : the word that X stands for
    index : the induction variable

    Raises
    ------
    ProofError if no factor of the word can serve as the core.
    """
    for place, core in enumerate(value.factors):
        if core.rows != core.columns or core.exponent != LinearForm(1):
            continue
        left = Word(value.rows, core.rows, value.factors[:place])
        right = Word(core.columns, value.columns, value.factors[place + 1 :])
        lemma = PowerLemma(letter, left, core, right, index)
        if normal_word(right @ left) == Word.identity(core.rows):
            lemma.verify()
            return lemma
    raise ProofError(
        f"the powers of {letter.name} = {word_text(value)} have no closed form: expected "
        "left core right with right left = I"
    )


@dataclass(frozen=True)
class Replacement:
    """What a letter stands for; `index` is the formal index of an indexed letter.

    Where `offset` is not 0, the value is that of the letter at index + offset.  `lemma` is needed where a power of the letter occurs.

    >>> W, w = Letter("W", "n", "n"), Letter("w", "n", "n")
    >>> word_sum_text(Replacement(W, WordSum.letter(w)).at(Factor(W, transposed=True)))
    'w^T'
    """

    letter: Letter
    value: WordSum
    index: Symbol | None = None
    lemma: PowerLemma | None = None
    offset: int = 0

    def at(self, factor: Factor) -> WordSum:
        """The value for one factor: its index put in, its power taken, transposed if it is."""
        value = self.value
        if self.index is not None and factor.index is not None:
            value = value.substitute(self.index, factor.index - self.offset)
        if factor.exponent != LinearForm(1):
            if self.lemma is None:
                raise ProofError(
                    f"the power {word_text(Word.of(factor))} occurs, but no lemma for powers of "
                    f"{self.letter.name} is given; prove one with power_lemma"
                )
            value = WordSum.of(self.lemma.power(factor.exponent))
        return value.transpose() if factor.transposed else value


def substitute(total: WordSum, replacements: Iterable[Replacement]) -> WordSum:
    """Replace letters by word sums, all at once.

    Parameters
    ----------
    total : the sum in which to replace
    replacements : at most one a letter; the lemmas used are verified again

    Raises
    ------
    ProofError for a power without lemma, ExactArithmeticError where dimensions differ.

    >>> A, B, C = Letter("A", "n", "n"), Letter("B", "n", "n"), Letter("C", "n", "n")
    >>> value = WordSum.letter(B) + WordSum.letter(C)
    >>> word_sum_text(substitute(WordSum.letter(A).transpose(), [Replacement(A, value)]))
    'B^T + C^T'
    """
    by_letter = {one.letter: one for one in replacements}
    for one in by_letter.values():
        if one.lemma is not None:
            one.lemma.verify()
            Identity(
                f"the lemma for powers of {one.letter.name}",
                WordSum.of(one.lemma.power(LinearForm(1))),
                one.value,
            ).verify()
    terms: list[Term] = []
    for term in total.terms:
        if not any(factor.letter in by_letter for factor in term.word.factors):
            terms.append(term)
            continue
        product = WordSum.identity(total.rows)
        kept: tuple[Factor, ...] = ()
        for factor in term.word.factors:
            found = by_letter.get(factor.letter)
            if found is None:
                kept = (*kept, factor)
                continue
            value = found.at(factor)
            captured = term.bound_indices & (value.indices - factor.indices())
            if captured:
                raise ProofError(
                    f"the value of {factor.letter.name} contains {', '.join(map(str, captured))}, "
                    "which is summed over in the term; declare it as the letter's index"
                )
            if kept:
                product, kept = product @ WordSum.of(Word.of(*kept)), ()
            product = product @ value
        if kept:
            product = product @ WordSum.of(Word.of(*kept))
        product = product.scale(term.number, term.scalars)
        for span in reversed(term.ranges):
            product = product.sum_over(span)
        terms.extend(product.terms)
    return WordSum(total.rows, total.columns, tuple(terms))


def left_quotient(total: WordSum, prefix: Word) -> WordSum:
    """The sum Q with prefix Q = total; every word must start with the factors of the prefix.

    Raises
    ------
    ProofError, showing the word and the prefix, if one does not.

    >>> R, X = Letter("R", "o", "n"), Letter("X", "o", "n")
    >>> prefix = Word.of(Factor(R, transposed=True))
    >>> word_sum_text(left_quotient(WordSum.of(prefix) @ WordSum.letter(X), prefix))
    'X'
    """
    front = normal_word(prefix).factors
    terms = []
    for term in total.terms:
        if term.word.factors[: len(front)] != front:
            raise ProofError(
                f"the word {word_text(term.word)} does not start with {word_text(prefix)}"
            )
        if any(factor.indices() & term.bound_indices for factor in front):
            raise ProofError(
                f"the prefix {word_text(prefix)} depends on an index that is summed over; "
                "divide the summand instead"
            )
        rest = Word(prefix.columns, term.word.columns, term.word.factors[len(front) :])
        terms.append(replace(term, word=rest))
    quotient = WordSum(prefix.columns, total.columns, tuple(terms))
    Identity("division on the left", WordSum.of(prefix) @ quotient, total).verify()
    return quotient


def diagonal_entry(term: Term) -> tuple[tuple[Factor, LinearForm], ...]:
    """The entry (r, r) of a word in diagonal letters, as a monomial in the letters' entries.

    Diagonal matrices multiply entry by entry, rectangular ones too if an entry beyond the size of
    a matrix counts as zero.  So the entry of a product is a commutative monomial.

    Returns
    -------
    Pairs of a factor (its letter and index, without power) and its total exponent, by name.

    Raises
    ------
    ProofError, naming the letter, if one is not diagonal.

    >>> from fractions import Fraction
    >>> a, w = Letter("a", "o", "n", diagonal=True), Letter("w", "n", "n", diagonal=True)
    >>> word = Word.of(Factor(a), Factor(w), Factor(a, transposed=True))
    >>> [(f.letter.name, e.constant) for f, e in diagonal_entry(Term(Fraction(1), (), word))]
    [('a', 2), ('w', 1)]
    """
    found: dict[Factor, LinearForm] = {}
    for factor in term.word.factors:
        if not factor.letter.diagonal:
            raise ProofError(
                f"the word {word_text(term.word)} is not a product of diagonal matrices: "
                f"{factor.letter.name} is not diagonal"
            )
        plain = Factor(factor.letter, index=factor.index)
        found[plain] = found.get(plain, LinearForm(0)) + factor.exponent
    return tuple(sorted(found.items(), key=lambda pair: (pair[0].letter.name, repr(pair[0].index))))


def diagonal_part(value: WordSum) -> WordSum:
    """diag(value), which is the value itself if every word is a product of diagonal letters.

    Raises
    ------
    ProofError if a letter is not diagonal: then diag(value) is no word in these letters.

    >>> w = Letter("w", "n", "n", diagonal=True)
    >>> diagonal_part(WordSum.letter(w)) == WordSum.letter(w)
    True
    """
    for term in value.terms:
        diagonal_entry(term)
    return value

"""Words in matrices with symbolic dimensions, such as U^T A W^k B, and their normal form.

Letters do not commute.  Dimensions are names, exponents are integer linear forms in index
variables, so that one word stands for a product of matrices of every size and every power.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from sympy import Symbol

from symdyn.errors import ExactArithmeticError
from symdyn.exact.linear_forms import LinearForm

__all__ = ["ONE", "Factor", "Letter", "Word", "normal_word"]

ONE = LinearForm(1)


@dataclass(frozen=True)
class Letter:
    """A matrix with named dimensions and declared properties.

    Parameters
    ----------
    name : identifies the matrix
    rows, columns : names of its dimensions, such as "n" and "o"
    orthogonal : X^T X = X X^T = I; square
    diagonal : zero off the main diagonal; may be rectangular
    invertible : integer powers of either sign exist; square
    latex : how it is written; does not take part in comparisons

    Raises
    ------
    ExactArithmeticError if an orthogonal or invertible letter is not square.

    >>> Letter("U", "o", "o", orthogonal=True).square
    True
    """

    name: str
    rows: str
    columns: str
    orthogonal: bool = False
    diagonal: bool = False
    invertible: bool = False
    latex: str = field(default="", compare=False, repr=False)

    def __post_init__(self) -> None:
        if (self.orthogonal or self.invertible) and not self.square:
            raise ExactArithmeticError(
                f"letter {self.name} is {self.rows} x {self.columns} and declared orthogonal or "
                "invertible; such a letter is square"
            )

    @property
    def square(self) -> bool:
        """Whether both dimensions have the same name."""
        return self.rows == self.columns


@dataclass(frozen=True)
class Factor:
    """One letter in a word: perhaps transposed, to a power, with an index: (X_index^T)^exponent.

    Raises
    ------
    ExactArithmeticError for a power of a letter that is not square, a symbolic power of an
    orthogonal letter, or an exponent that may be negative without an inverse.
    """

    letter: Letter
    transposed: bool = False
    exponent: LinearForm = ONE
    index: LinearForm | None = None

    def __post_init__(self) -> None:
        letter, exponent = self.letter, self.exponent
        if exponent != ONE and not letter.square:
            raise ExactArithmeticError(
                f"a power of {letter.name}, which is {letter.rows} x {letter.columns}; "
                "only square letters have powers"
            )
        if letter.orthogonal and exponent.coefficients:
            raise ExactArithmeticError(
                f"a symbolic power of the orthogonal letter {letter.name}; "
                "use integer powers of orthogonal letters"
            )
        lowest = min((exponent.constant, *(value for _, value in exponent.coefficients)))
        if lowest < 0 and not letter.invertible:
            raise ExactArithmeticError(
                f"{letter.name} to the power {exponent.to_expr()}, which may be negative; "
                "declare the letter invertible or use a power that is not negative"
            )

    @property
    def rows(self) -> str:
        """The name of the number of rows."""
        return self.letter.columns if self.transposed else self.letter.rows

    @property
    def columns(self) -> str:
        """The name of the number of columns."""
        return self.letter.rows if self.transposed else self.letter.columns

    def transpose(self) -> "Factor":
        """The transposed factor."""
        return replace(self, transposed=not self.transposed)

    def substitute(self, index: Symbol, value: LinearForm) -> "Factor":
        """The factor with an index variable replaced by a linear form."""
        return replace(
            self,
            exponent=self.exponent.substitute(index, value),
            index=None if self.index is None else self.index.substitute(index, value),
        )

    def indices(self) -> frozenset[Symbol]:
        """The index variables that occur in the exponent or the index."""
        forms = (self.exponent, *(() if self.index is None else (self.index,)))
        return frozenset(variable for form in forms for variable, _ in form.coefficients)


@dataclass(frozen=True)
class Word:
    """A product of factors, rows x columns; without factors it is the identity.

    Raises
    ------
    ExactArithmeticError where neighbouring dimensions differ; the message shows both.

    >>> A, B = Letter("A", "o", "n"), Letter("B", "n", "i")
    >>> Word.of(Factor(A), Factor(B)).columns
    'i'
    """

    rows: str
    columns: str
    factors: tuple[Factor, ...] = ()

    def __post_init__(self) -> None:
        here = self.rows
        for factor in self.factors:
            if factor.rows != here:
                raise ExactArithmeticError(
                    f"{factor.letter.name} has {factor.rows} rows where the word so far has "
                    f"{here} columns; make the dimensions match"
                )
            here = factor.columns
        if here != self.columns:
            raise ExactArithmeticError(
                f"a word with {here} columns was declared to have {self.columns}; "
                "make the dimensions match"
            )

    @staticmethod
    def of(*factors: Factor) -> "Word":
        """The product of at least one factor."""
        if not factors:
            raise ExactArithmeticError("an empty word has no dimension; use Word.identity")
        return Word(factors[0].rows, factors[-1].columns, factors)

    @staticmethod
    def identity(dimension: str) -> "Word":
        """The identity matrix of that dimension."""
        return Word(dimension, dimension)

    def __matmul__(self, other: "Word") -> "Word":
        return Word(self.rows, other.columns, self.factors + other.factors)

    def transpose(self) -> "Word":
        """The transposed word: factors in reverse, each transposed."""
        return Word(
            self.columns, self.rows, tuple(factor.transpose() for factor in self.factors[::-1])
        )

    def substitute(self, index: Symbol, value: LinearForm) -> "Word":
        """The word with an index variable replaced by a linear form."""
        return Word(
            self.rows,
            self.columns,
            tuple(factor.substitute(index, value) for factor in self.factors),
        )

    def indices(self) -> frozenset[Symbol]:
        """The index variables that occur."""
        return frozenset().union(*(factor.indices() for factor in self.factors))


def normal_word(word: Word) -> Word:
    """The reduced word: X^T X = X X^T = I for orthogonal letters, and powers of one letter merged.

    A square diagonal letter equals its transpose.  The rules only shorten and every overlap
    resolves, so equal reduced words decide equality by these rules.

    >>> U, A = Letter("U", "o", "o", orthogonal=True), Letter("A", "o", "n")
    >>> u = Word.of(Factor(U))
    >>> normal_word(u.transpose() @ u @ Word.of(Factor(A))) == Word.of(Factor(A))
    True
    """
    reduced = tuple(_reduce(word.factors))
    return word if reduced == word.factors else Word(word.rows, word.columns, reduced)


def _reduce(factors: Iterable[Factor]) -> list[Factor]:
    stack: list[Factor] = []
    for factor in factors:
        here: Factor | None = factor
        if factor.transposed and factor.letter.diagonal and factor.letter.square:
            here = replace(factor, transposed=False)
        if stack and here is not None and _same_matrix(stack[-1], here):
            here = _merge(stack.pop(), here)
        if here is not None and here.exponent != LinearForm(0):
            stack.append(here)
    return stack


def _same_matrix(left: Factor, right: Factor) -> bool:
    if left.letter != right.letter or left.index != right.index or not left.letter.square:
        return False
    return left.letter.orthogonal or left.transposed == right.transposed


def _merge(left: Factor, right: Factor) -> Factor | None:
    """The product of two powers of one matrix; None for the identity."""
    if left.transposed == right.transposed:
        return replace(left, exponent=left.exponent + right.exponent)
    difference = left.exponent - right.exponent
    if difference == LinearForm(0):
        return None
    # Both exponents are integers, since the letter is orthogonal: X^p (X^T)^q = X^(p - q).
    if difference.constant > 0:
        return replace(left, exponent=difference)
    return replace(right, exponent=-difference)

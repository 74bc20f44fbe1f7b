"""Finite sums of matrix words with scalar coefficients, some under summation signs.

A term is  sum_{m < ..} sum_{j < ..} number * scalars * word.  Scalars commute with everything and
may carry symbolic exponents, such as w_hat^m.  Sums over indices are data: they are not evaluated.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from sympy import Expr, Pow, Rational, Symbol

from symdyn.errors import ExactArithmeticError
from symdyn.exact.linear_forms import LinearForm
from symdyn.exact.words import ONE, Factor, Letter, Word, normal_word

__all__ = ["Range", "Scalars", "Term", "WordSum"]

Scalars = tuple[tuple[Expr, LinearForm], ...]


@dataclass(frozen=True)
class Range:
    """A summation index that runs over 0 <= index < min(bounds).

    >>> Range(Symbol("m"), (LinearForm(4), LinearForm(2))).index
    m
    """

    index: Symbol
    bounds: tuple[LinearForm, ...]

    def substitute(self, index: Symbol, value: LinearForm) -> "Range":
        """The range with an outer index replaced in its bounds."""
        return Range(self.index, tuple(bound.substitute(index, value) for bound in self.bounds))


@dataclass(frozen=True)
class Term:
    """number * product of base^exponent * word, summed over the ranges, the outermost first."""

    number: Fraction
    scalars: Scalars
    word: Word
    ranges: tuple[Range, ...] = ()

    @property
    def bound_indices(self) -> frozenset[Symbol]:
        """The indices summed over."""
        return frozenset(span.index for span in self.ranges)

    @property
    def indices(self) -> frozenset[Symbol]:
        """Every variable that occurs: in the word, in scalars, in bounds or as summation index."""
        forms = [form for _, form in self.scalars]
        forms += [bound for span in self.ranges for bound in span.bounds]
        return self.word.indices().union(
            self.bound_indices,
            (variable for form in forms for variable, _ in form.coefficients),
            *(base.free_symbols for base, _ in self.scalars),
        )

    def substitute(self, index: Symbol, value: LinearForm) -> "Term":
        """The term with a free index replaced.

        Raises
        ------
        ExactArithmeticError if the index is summed over, or stands in the base of a scalar where
        it is not replaced by a number.
        """
        used = {variable for variable, _ in value.coefficients}
        if index in self.bound_indices or used & self.bound_indices:
            raise ExactArithmeticError(
                f"index {index} or its value {value.to_expr()} is summed over in the term; "
                "replace free indices by free indices only"
            )
        return Term(
            self.number,
            tuple(
                (_replace_base(base, index, value), form.substitute(index, value))
                for base, form in self.scalars
            ),
            self.word.substitute(index, value),
            tuple(span.substitute(index, value) for span in self.ranges),
        )


@dataclass(frozen=True)
class WordSum:
    """A finite sum of terms of one shape, kept in normal form; without terms it is zero.

    Two sums are equal by the rules of `normal_word` exactly when they compare equal, summation
    indices not renamed and scalars such as m + 1 not multiplied out.  Build values with `of`,
    `letter`, `identity`, `zero` and arithmetic.

    >>> A, B = Letter("A", "o", "n"), Letter("B", "n", "i")
    >>> product = WordSum.letter(A) @ WordSum.letter(B)
    >>> product - product == WordSum.zero("o", "i")
    True
    """

    rows: str
    columns: str
    terms: tuple[Term, ...] = ()

    def __post_init__(self) -> None:
        for term in self.terms:
            if (term.word.rows, term.word.columns) != (self.rows, self.columns):
                raise ExactArithmeticError(
                    f"a term is {term.word.rows} x {term.word.columns} in a sum that is "
                    f"{self.rows} x {self.columns}; add words of one shape"
                )
        object.__setattr__(self, "terms", _normal_terms(self.terms))

    @staticmethod
    def zero(rows: str, columns: str) -> "WordSum":
        """The zero matrix."""
        return WordSum(rows, columns)

    @staticmethod
    def of(word: Word) -> "WordSum":
        """One word."""
        return WordSum(word.rows, word.columns, (Term(Fraction(1), (), word),))

    @staticmethod
    def identity(dimension: str) -> "WordSum":
        """The identity matrix."""
        return WordSum.of(Word.identity(dimension))

    @staticmethod
    def letter(
        letter: Letter, exponent: LinearForm = ONE, index: LinearForm | None = None
    ) -> "WordSum":
        """One letter, perhaps to a power or with an index."""
        return WordSum.of(Word.of(Factor(letter, exponent=exponent, index=index)))

    def __add__(self, other: "WordSum") -> "WordSum":
        if (self.rows, self.columns) != (other.rows, other.columns):
            raise ExactArithmeticError(
                f"a sum of {self.rows} x {self.columns} and {other.rows} x {other.columns}; "
                "make the dimensions match"
            )
        return WordSum(self.rows, self.columns, self.terms + other.terms)

    def __neg__(self) -> "WordSum":
        return self.scale(Fraction(-1))

    def __sub__(self, other: "WordSum") -> "WordSum":
        return self + -other

    def __matmul__(self, other: "WordSum") -> "WordSum":
        if self.columns != other.rows:
            raise ExactArithmeticError(
                f"a product of {self.rows} x {self.columns} and {other.rows} x {other.columns}; "
                "make the dimensions match"
            )
        return WordSum(
            self.rows,
            other.columns,
            tuple(_product(left, right) for left in self.terms for right in other.terms),
        )

    def scale(self, number: Fraction, scalars: Scalars = ()) -> "WordSum":
        """The sum times a number and scalars, which commute with every letter."""
        factor = Term(number, scalars, Word.identity(self.rows))
        return self._map(lambda term: _product(factor, term))

    def transpose(self) -> "WordSum":
        """The transposed sum."""
        return WordSum(
            self.columns,
            self.rows,
            tuple(replace(term, word=term.word.transpose()) for term in self.terms),
        )

    def substitute(self, index: Symbol, value: LinearForm) -> "WordSum":
        """The sum with a free index replaced by a linear form."""
        return self._map(lambda term: term.substitute(index, value))

    def sum_over(self, span: Range) -> "WordSum":
        """The sum of this over a further, outermost index."""
        for term in self.terms:
            if span.index in term.bound_indices:
                raise ExactArithmeticError(
                    f"index {span.index} is summed over already; rename one of the two"
                )
        return self._map(lambda term: replace(term, ranges=(span, *term.ranges)))

    def summand(self) -> tuple[Range, "WordSum"]:
        """The outermost range, which all terms must share, and what is summed over it."""
        spans = {term.ranges[0] if term.ranges else None for term in self.terms}
        if len(spans) != 1 or None in spans:
            raise ExactArithmeticError(
                f"{len(self.terms)} terms do not share one outermost sum; split them first"
            )
        span = next(iter(self.terms)).ranges[0]
        return span, self._map(lambda term: replace(term, ranges=term.ranges[1:]))

    @property
    def indices(self) -> frozenset[Symbol]:
        """Every variable that occurs in a term."""
        return frozenset[Symbol]().union(*(term.indices for term in self.terms))

    @property
    def letters(self) -> frozenset[Letter]:
        """Every letter that occurs in a word."""
        return frozenset(factor.letter for term in self.terms for factor in term.word.factors)

    def is_zero(self) -> bool:
        """Whether this is the zero matrix by the rules of the normal form."""
        return not self.terms

    def _map(self, change: Callable[[Term], Term]) -> "WordSum":
        return WordSum(self.rows, self.columns, tuple(change(term) for term in self.terms))


def _replace_base(base: Expr, index: Symbol, value: LinearForm) -> Expr:
    if value == LinearForm.of(index) or not base.has_free(index):
        return base
    at_one = isinstance(base, Pow) and base.base == 0  # 1 at a single value of the index, else 0
    if at_one or base == index or (base - index).is_Integer or not value.coefficients:
        return base.xreplace({index: value.to_expr()})
    raise ExactArithmeticError(
        f"the scalar {base} depends on the index {index}; it cannot be replaced by "
        f"{value.to_expr()} there"
    )


def _product(left: Term, right: Term) -> Term:
    captured = (left.bound_indices & right.indices) | (right.bound_indices & left.indices)
    if captured:
        raise ExactArithmeticError(
            f"one factor of a product sums over {', '.join(sorted(map(str, captured)))}, which "
            "occurs in the other; rename the index in one of the two"
        )
    return Term(
        left.number * right.number,
        left.scalars + right.scalars,
        left.word @ right.word,
        left.ranges + right.ranges,
    )


def _normal_terms(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    if len(terms) == 1:
        return _normal_term(terms[0])
    found: dict[tuple[Scalars, Word, tuple[Range, ...]], Fraction] = {}
    for term in terms:
        number, scalars = _normal_scalars(term.scalars)
        key = (scalars, normal_word(term.word), term.ranges)
        found[key] = found.get(key, Fraction(0)) + term.number * number
    kept = [Term(number, *key) for key, number in found.items() if number]
    return tuple(sorted(kept, key=_order) if len(kept) > 1 else kept)


def _normal_term(term: Term) -> tuple[Term, ...]:
    """A sum of one term: nothing to collect or to sort."""
    number, scalars = _normal_scalars(term.scalars)
    word = normal_word(term.word)
    if term.number and word is term.word and scalars == term.scalars:
        return (term,)
    total = term.number * number
    return (Term(total, scalars, word, term.ranges),) if total else ()


def _normal_scalars(scalars: Scalars) -> tuple[Fraction, Scalars]:
    number = Fraction(1)
    if not scalars:
        return number, scalars
    merged: dict[Expr, LinearForm] = {}
    for base, form in scalars:
        merged[base] = merged.get(base, LinearForm(0)) + form
    kept = []
    for base, form in merged.items():
        if form == LinearForm(0) or base == 1:
            continue
        rest = form
        if isinstance(base, Rational) and (base or not form.coefficients):
            number *= Fraction(int(base.p), int(base.q)) ** form.constant
            rest = form - form.constant  # 2^(m + 1) is 2 times 2^m
        if rest != LinearForm(0):
            kept.append((base, rest))
    if len(kept) > 1:
        kept.sort(key=lambda pair: (str(pair[0]), str(pair[1].to_expr())))
    return number, tuple(kept)


def _order(term: Term) -> tuple[int, str]:
    """Short words first, then by name: any total order gives a canonical sum."""
    return len(term.word.factors), _name(term.word, term.scalars, term.ranges)


@lru_cache(maxsize=4096)  # the same words come again at every step
def _name(word: Word, scalars: Scalars, ranges: tuple[Range, ...]) -> str:
    return repr((word, scalars, ranges))

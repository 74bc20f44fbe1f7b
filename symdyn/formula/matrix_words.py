"""Words of matrices, and sums of them, as trees of formulas.

A letter is written as its `latex` says; indices and the bases of scalars are names of the notation.
"""

from collections.abc import Sequence
from fractions import Fraction as Ratio
from functools import lru_cache

from sympy import Expr, Symbol

from symdyn.exact.linear_forms import LinearForm
from symdyn.exact.word_sums import Range, Term, WordSum
from symdyn.exact.words import ONE, Factor, Letter, Word
from symdyn.formula.arrange import arrange, raised
from symdyn.formula.inline import inline
from symdyn.formula.nodes import (
    Bracket,
    Call,
    Fraction,
    Name,
    Node,
    Number,
    Product,
    Script,
    Sum,
    Total,
    Transpose,
    multiply,
)

__all__ = ["count_tree", "form_tree", "letter_tree", "total_over", "word_tree", "words_tree"]

_UNIT = Name(Symbol("I"))


def form_tree(form: LinearForm) -> Node:
    """A linear form as a person writes it: what is added first, what is subtracted last.

    >>> from symdyn.formula.latex import latex
    >>> T, m = Symbol("T"), Symbol("m")
    >>> latex(form_tree(LinearForm.of(T) - LinearForm.of(m) - 1)), latex(form_tree(LinearForm(0)))
    ('T - m - 1', '0')
    """
    parts = [(value, Name(index)) for index, value in form.coefficients if value > 0]
    parts += [(value, Name(index)) for index, value in form.coefficients if value < 0]
    terms: list[tuple[int, Node]] = [
        (1 if value > 0 else -1, name if abs(value) == 1 else Product((Number(abs(value)), name)))
        for value, name in parts
    ]
    if form.constant or not terms:
        terms.append((-1 if form.constant < 0 else 1, Number(abs(form.constant))))
    if len(terms) == 1 and terms[0][0] > 0:
        return terms[0][1]
    return Sum(tuple(terms))


@lru_cache(maxsize=256)
def _written(latex: str) -> Node:
    return inline(latex)


def letter_tree(letter: Letter) -> Node:
    """A letter as it is written, such as W_star or diag(W)."""
    return _written(letter.latex or letter.name)


def word_tree(word: Word) -> Node:
    r"""A word; without letters it is I.

    >>> from symdyn.formula.latex import latex
    >>> W = Letter("W_star", "n", "n", latex=r"W_\star")
    >>> print(latex(word_tree(Word.of(Factor(W, exponent=LinearForm.of(Symbol("k")))))))
    W_\star^{k}
    """
    return multiply(tuple(map(_factor, word.factors))) if word.factors else _UNIT


def words_tree(total: WordSum) -> Node:
    r"""A sum of words; terms under the same summation signs share them.

    >>> from symdyn.formula.latex import latex
    >>> m = Symbol("m")
    >>> W = WordSum.letter(Letter("W", "n", "n"), LinearForm.of(m))
    >>> print(latex(words_tree(W.sum_over(Range(m, (LinearForm(3),))))))
    \sum_{m<3} W^{m}
    """
    groups: dict[tuple[Range, ...], list[Term]] = {}
    for term in total.terms:
        groups.setdefault(term.ranges, []).append(term)
    terms: list[tuple[int, Node]] = []
    for ranges, inside in groups.items():
        signed = [(1 if one.number > 0 else -1, _term(one)) for one in inside]
        if not ranges:
            terms += signed
            continue
        whole = (
            signed[0][1] if len(signed) == 1 and signed[0][0] > 0 else Bracket(Sum(tuple(signed)))
        )
        terms.append((1, total_over(ranges, whole)))
    if not terms:
        return Number(0)
    return terms[0][1] if len(terms) == 1 and terms[0][0] > 0 else Sum(tuple(terms))


def total_over(ranges: Sequence[Range], body: Node) -> Node:
    """A body under the signs of its sums, the first outermost."""
    for span in reversed(ranges):
        body = Total(Name(span.index), count_tree(span), body)
    return body


def count_tree(span: Range) -> Node:
    """The number of terms of a sum: the smallest of its bounds."""
    bounds = tuple(map(form_tree, span.bounds))
    return bounds[0] if len(bounds) == 1 else Call("Min", bounds)


def _term(term: Term) -> Node:
    """A term without its sign."""
    size = abs(term.number)
    factors: list[Node] = [] if size == 1 else [_number(size)]
    factors += [_scalar(base, form) for base, form in term.scalars]
    word = [_UNIT] if not term.word.factors else [_factor(one) for one in term.word.factors]
    return multiply((*factors, *word))


def _number(size: Ratio) -> Node:
    top, bottom = Number(size.numerator), Number(size.denominator)
    return top if size.denominator == 1 else Fraction(top, bottom)


def _scalar(base: Expr, form: LinearForm) -> Node:
    shown = arrange(base)
    if form == ONE:
        return Bracket(shown) if isinstance(shown, Sum) else shown
    return raised(shown, form_tree(form))


def _factor(factor: Factor) -> Node:
    shown = letter_tree(factor.letter)
    if factor.index is not None and isinstance(shown, Name):
        shown = Script(shown, form_tree(factor.index))
    if factor.transposed:
        shown = Transpose(shown)
    return shown if factor.exponent == ONE else raised(shown, form_tree(factor.exponent))

"""Matrix words in plain text, for messages; `symdyn.formula.matrix_words` makes formulas of them."""

from symdyn.exact.linear_forms import LinearForm
from symdyn.exact.word_sums import Range, Term, WordSum
from symdyn.exact.words import ONE, Factor, Word

__all__ = ["form_text", "word_sum_text", "word_text"]


def form_text(form: LinearForm) -> str:
    """A linear form as a person writes it: what is added first, what is subtracted last.

    >>> from sympy import Symbol
    >>> T, m = Symbol("T"), Symbol("m")
    >>> form_text(LinearForm.of(T) - LinearForm.of(m) - 1), form_text(LinearForm(0))
    ('T - m - 1', '0')
    """
    parts = [(value, str(index)) for index, value in form.coefficients if value > 0]
    parts += [(value, str(index)) for index, value in form.coefficients if value < 0]
    if form.constant or not parts:
        parts.append((form.constant, ""))
    text = ""
    for value, symbol in parts:
        size = symbol if symbol and abs(value) == 1 else f"{abs(value)}{symbol and ' ' + symbol}"
        sign = ("-" if value < 0 else "") if not text else (" - " if value < 0 else " + ")
        text += sign + size
    return text


def word_text(word: Word) -> str:
    """A word in plain text.

    >>> from sympy import Symbol
    >>> from symdyn.exact.words import Letter
    >>> W = Letter("W", "n", "n")
    >>> word_text(Word.of(Factor(W, transposed=True, exponent=LinearForm.of(Symbol("k")))))
    '(W^T)^k'
    """
    return " ".join(_factor_text(factor) for factor in word.factors) or "I"


def word_sum_text(total: WordSum) -> str:
    """A sum of words in plain text, as error messages show it.

    >>> from fractions import Fraction
    >>> from symdyn.exact.words import Letter
    >>> A = WordSum.letter(Letter("A", "o", "n"))
    >>> word_sum_text(A.scale(Fraction(-1, 2)))
    '-1/2 A'
    """
    text = ""
    for term in total.terms:
        spans = "".join(f"sum({_range_text(span)}) " for span in term.ranges)
        scalars = "".join(_power_text(str(base), form) + " " for base, form in term.scalars)
        rest = scalars + word_text(term.word)
        text += _signed(term, spans, rest, first=not text)
    return text or "0"


def _signed(term: Term, spans: str, rest: str, *, first: bool) -> str:
    size = str(abs(term.number))
    sign = ("-" if term.number < 0 else "") if first else (" - " if term.number < 0 else " + ")
    return f"{sign}{spans}{'' if size == '1' else size + ' '}{rest}"


def _factor_text(factor: Factor) -> str:
    text = factor.letter.name
    if factor.index is not None:
        text += f"[{form_text(factor.index)}]"
    if not factor.transposed:
        return _power_text(text, factor.exponent)
    return f"{text}^T" if factor.exponent == ONE else _power_text(f"({text}^T)", factor.exponent)


def _power_text(base: str, form: LinearForm) -> str:
    if form == ONE:
        return base
    exponent = form_text(form)
    return f"{base}^{exponent}" if exponent.isalnum() else f"{base}^({exponent})"


def _range_text(span: Range) -> str:
    bounds = ", ".join(form_text(bound) for bound in span.bounds)
    return f"{span.index} < {bounds}" if len(span.bounds) == 1 else f"{span.index} < min({bounds})"

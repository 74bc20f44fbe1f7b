"""Matrix words for people: plain text for messages and LaTeX for reports."""

from collections.abc import Callable
from fractions import Fraction

from sympy import Expr, Symbol

from symdyn.exact.linear_forms import LinearForm
from symdyn.exact.word_sums import Range, Term, WordSum
from symdyn.exact.words import ONE, Factor, Word

__all__ = [
    "form_text",
    "number_latex",
    "word_latex",
    "word_sum_latex",
    "word_sum_text",
    "word_text",
]


def form_text(form: LinearForm, name: Callable[[Symbol], str] = str) -> str:
    """A linear form as a person writes it: what is added first, what is subtracted last.

    >>> T, m = Symbol("T"), Symbol("m")
    >>> form_text(LinearForm.of(T) - LinearForm.of(m) - 1), form_text(LinearForm(0))
    ('T - m - 1', '0')
    """
    parts = [(value, name(index)) for index, value in form.coefficients if value > 0]
    parts += [(value, name(index)) for index, value in form.coefficients if value < 0]
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

    >>> from symdyn.exact.words import Letter
    >>> W = Letter("W", "n", "n")
    >>> word_text(Word.of(Factor(W, transposed=True, exponent=LinearForm.of(Symbol("k")))))
    '(W^T)^k'
    """
    return " ".join(_factor_text(factor) for factor in word.factors) or "I"


def word_sum_text(total: WordSum) -> str:
    """A sum of words in plain text, as error messages show it.

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
        text += _signed(term, str(abs(term.number)), rest, spans, first=not text)
    return text or "0"


def word_latex(word: Word, name: Callable[[Symbol], str]) -> str:
    r"""A word in LaTeX; `name` says how an index is written.

    >>> from symdyn.exact.words import Letter
    >>> W = Letter("W_star", "n", "n", latex=r"W_\star")
    >>> print(word_latex(Word.of(Factor(W, exponent=LinearForm.of(Symbol("k")))), str))
    W_\star^{k}
    """
    return " ".join(_factor_latex(factor, name) for factor in word.factors) or "I"


def word_sum_latex(
    total: WordSum, name: Callable[[Symbol], str], scalar: Callable[[Expr], str]
) -> str:
    r"""A sum of words in LaTeX; terms under the same summation signs share them.

    Parameters
    ----------
    total : the sum
    name : how an index is written
    scalar : how the base of a scalar is written

    >>> from symdyn.exact.words import Letter
    >>> m = Symbol("m")
    >>> W = WordSum.letter(Letter("W", "n", "n"), LinearForm.of(m))
    >>> print(word_sum_latex(W.sum_over(Range(m, (LinearForm(3),))), str, str))
    \sum_{m<3} W^{m}
    """
    groups: dict[tuple[Range, ...], list[Term]] = {}
    for term in total.terms:
        groups.setdefault(term.ranges, []).append(term)
    text = ""
    for ranges, terms in groups.items():
        inner = ""
        for term in terms:
            scalars = "".join(
                _scalar_latex(base, form, name, scalar) + r"\, " for base, form in term.scalars
            )
            size = number_latex(abs(term.number))
            rest = scalars + word_latex(term.word, name)
            inner += _signed(term, size, rest, first=not inner)
        if ranges:
            signs = "".join(range_latex(span, name) for span in ranges)
            wrapped = rf"\left({inner}\right)" if len(terms) > 1 or inner[0] == "-" else inner
            inner = f"{signs} {wrapped}"
        text += inner if not text or inner[0] == "-" else f" + {inner}"
    return text or "0"


def _signed(term: Term, size: str, rest: str, spans: str = "", *, first: bool) -> str:
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


def _factor_latex(factor: Factor, name: Callable[[Symbol], str]) -> str:
    text = factor.letter.latex or factor.letter.name
    if factor.index is not None:
        text += f"_{{{form_text(factor.index, name)}}}"
    exponent = f"^{{{form_text(factor.exponent, name)}}}" if factor.exponent != ONE else ""
    if not factor.transposed:
        return text + exponent
    return rf"({text}^{{\top}}){exponent}" if exponent else rf"{text}^{{\top}}"


def _scalar_latex(
    base: Expr, form: LinearForm, name: Callable[[Symbol], str], scalar: Callable[[Expr], str]
) -> str:
    text = scalar(base)
    if not isinstance(base, Symbol) and (form != ONE or base.is_Add):
        text = rf"\left({text}\right)"
    return text if form == ONE else f"{text}^{{{form_text(form, name)}}}"


def range_latex(span: Range, name: Callable[[Symbol], str]) -> str:
    r"""A summation sign with its index and bound, in LaTeX.

    >>> print(range_latex(Range(Symbol("k"), (LinearForm.of(Symbol("T")),)), str))
    \sum_{k<T}
    """
    bounds = ", ".join(form_text(bound, name) for bound in span.bounds)
    upper = bounds if len(span.bounds) == 1 else rf"\min({bounds})"
    return rf"\sum_{{{name(span.index)}<{upper}}}"


def number_latex(number: Fraction) -> str:
    r"""A rational number in LaTeX.

    >>> print(number_latex(Fraction(1, 2)))
    \frac{1}{2}
    """
    if number.denominator == 1:
        return str(number.numerator)
    return rf"{'-' if number < 0 else ''}\frac{{{abs(number.numerator)}}}{{{number.denominator}}}"

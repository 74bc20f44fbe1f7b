"""Formulas as presentation MathML, the part that browsers draw themselves (MathML Core)."""

from html import escape

from sympy import Basic, Symbol

from symdyn.formula.arrange import tree
from symdyn.formula.inline import inline
from symdyn.formula.latex import latex
from symdyn.formula.nodes import (
    Absolute,
    Bracket,
    Call,
    Compared,
    Constant,
    Decimal,
    Evaluation,
    Fraction,
    Junction,
    Limit,
    Mean,
    Name,
    Node,
    Norm,
    Number,
    Partial,
    Power,
    Product,
    Relation,
    Remark,
    Root,
    Script,
    Set,
    Slash,
    Sum,
    Total,
    Transpose,
)
from symdyn.notation import latex_name, unicode_name

__all__ = ["mathml"]

_TIMES, _APPLIED = "\u2062", "\u2061"  # invisible: between factors, behind a function
_SPACE = "\u00a0"  # a space at the end of a text that is not dropped
_SIGNS = {1: "+", -1: "\u2212", 0: "\u00b1"}
_OPERATORS = {"!=": "≠", "<=": "≤", ">=": "≥", "->": "→", "in": "∈", "x": "×", "iff": "⇔"}
_CONSTANTS = {"pi": "π", "infinity": "∞"}
_FUNCTIONS = {"Min": "min", "Max": "max", "Normal": "𝒩"}
_STAR, _PRIME, _HAT = "\u22c6", "\u2032", "^"
_ENDINGS = {"star": _STAR, "pm": "\u00b1", "plus": "+", "minus": "\u2212"}


def mathml(expression: Basic | Node, *, display: bool = False) -> str:
    r"""An expression, a relation or a statement as a `math` element.

    Parameters
    ----------
    expression : a tree, or what `symdyn.formula.arrange.arrange` makes one of
    display : whether the formula stands on a line of its own

    Returns
    -------
    Well-formed XML on one line; the attribute `alttext` holds the formula's LaTeX.

    Raises
    ------
    OutputError for an object that has no layout, such as a floating-point number.

    >>> from symdyn.notation import w_star
    >>> print(mathml(w_star))
    <math xmlns="http://www.w3.org/1998/Math/MathML" display="inline"
    alttext="w_\star"><msub><mi>w</mi><mo>⋆</mo></msub></math>
    """
    node = tree(expression)
    shown = "block" if display else "inline"
    return (
        f'<math xmlns="http://www.w3.org/1998/Math/MathML" display="{shown}" '
        f'alttext="{escape(latex(node))}">{_write(node)}</math>'
    )


def _write(node: Node) -> str:  # noqa: PLR0912 - one case for each kind of node
    match node:
        case Number() | Decimal():
            return _tag("mn", str(node.value) if isinstance(node, Number) else node.digits)
        case Name(symbol):
            return _name(symbol)
        case Constant(name):
            shown = _tag("mi", _CONSTANTS.get(name, name))
            return _upright(name) if name in ("e", "i") else shown
        case Sum(terms):
            return _sum(terms)
        case Product(factors):
            return _product(factors)
        case Fraction(top, bottom):
            return _tag("mfrac", _write(top), _write(bottom))
        case Slash(top, bottom):
            return _row(_write(top), _sign("/"), _write(bottom))
        case Power(base, exponent):
            return _tag("msup", _write(base), _write(exponent))
        case Root(body):
            return _tag("msqrt", _write(body))
        case Absolute(body):
            return _fenced("|", _write(body), "|")
        case Norm(body):
            return _fenced("‖", _write(body), "‖")
        case Bracket(body):
            return _fenced("(", _write(body), ")")
        case Set(body):
            return _fenced("{", _write(body), "}")
        case Call(name, arguments):
            return _call(name, arguments)
        case Script(base, index):
            return _tag("msub", _write(base), _write(index))
        case Transpose(base):
            return _tag("msup", _write(base), _upright("T"))
        case Total() | Limit() | Partial():
            return _row(_head(node), _write(node.body))
        case Evaluation(body, values):
            places = [_row(_write(name), _sign("="), _write(value)) for name, value in values]
            bar = '<mo stretchy="true" form="postfix">|</mo>'
            return _row(_write(body), _tag("msub", bar, _row(*_between(places, _sign(",")))))
        case Mean(Power(Norm(), _) as body):
            return _row(_upright("E"), _sign(_APPLIED), _write(body))
        case Mean(body):
            return _row(_upright("E"), _sign(_APPLIED), _fenced("[", _write(body), "]"))
        case Relation(left, operator, right):
            return _row(_write(left), _relation(operator), _write(right))
        case Compared(operator, body):
            return _row(_relation(operator), _write(body))
        case Junction(word, parts):
            return _row(*_between([*map(_write, parts)], _joint(word)))
        case Remark(body, words):
            return _row(_write(body), _tag("mtext", _SPACE + escape(words)))


def _tag(name: str, *parts: str) -> str:
    return f"<{name}>{''.join(parts)}</{name}>"


def _row(*parts: str) -> str:
    return _tag("mrow", *parts)


def _sign(text: str) -> str:
    return _tag("mo", escape(text))


def _upright(letter: str) -> str:
    return f'<mi mathvariant="normal">{letter}</mi>'


def _fenced(opening: str, inside: str, closing: str) -> str:
    """Brackets or bars, told apart where they look the same."""
    left, right = (
        f'<mo fence="true" form="{form}">{mark}</mo>'
        for form, mark in (("prefix", opening), ("postfix", closing))
    )
    return _row(left, inside, right)


def _between(parts: list[str], sign: str) -> list[str]:
    return [parts[0], *(piece for part in parts[1:] for piece in (sign, part))]


def _relation(operator: str) -> str:
    return _sign(_OPERATORS.get(operator, operator))


def _joint(word: str) -> str:
    if word == ",":
        return _sign(",")
    if word == ";":
        return _sign(",") + '<mspace width="2em"></mspace>'
    if word == "iff":
        return _relation(word)
    return _tag("mtext", f"{_SPACE}{_SPACE}{word}{_SPACE}{_SPACE}")


def _sum(terms: tuple[tuple[int, Node], ...]) -> str:
    (sign, first), *others = terms
    pieces = [_write(first)] if sign > 0 else [_sign(_SIGNS[sign]), _write(first)]
    for sign, term in others:
        pieces += [_sign(_SIGNS[sign]), _write(term)]
    return _row(*pieces)


def _product(factors: tuple[Node, ...]) -> str:
    pieces = [_write(factors[0])]
    for factor in factors[1:]:
        first = factor.base if isinstance(factor, Power) else factor
        dotted = isinstance(first, Number | Decimal)
        pieces += [_sign("·" if dotted else _TIMES), _write(factor)]
    return _row(*pieces)


def _call(name: str, arguments: tuple[Node, ...]) -> str:
    stem = name.rstrip("'")
    head = _tag("mi", escape(_FUNCTIONS.get(stem, stem)))
    if primes := len(name) - len(stem):
        head = _tag("msup", head, _sign(_PRIME * primes))
    listed = _row(*_between([*map(_write, arguments)], _sign(",")))
    return _row(head, _sign(_APPLIED), _fenced("(", listed, ")"))


def _head(node: Total | Limit | Partial) -> str:
    match node:
        case Total(index, None, _):
            return _tag("munder", _sign("∑"), _write(index))
        case Total(index, count, _):
            bounds = _row(_write(index), _sign("<"), _write(count)) if count else _write(index)
            return _tag("munder", _sign("∑"), bounds)
        case Limit(index, _):
            bounds = _row(_write(index), _sign("→"), _write(Constant("infinity")))
            return _tag("munder", '<mo movablelimits="true">lim</mo>', bounds)
        case Partial(variable, _):
            return _tag("msub", _sign("∂"), _write(variable))


def _name(symbol: Symbol) -> str:
    """A name by its parts; one that is a formula of its own, such as K(w), as that formula."""
    name = str(symbol.name)
    if name.endswith("/dt"):
        over, under = (_row(_upright("d"), _tag("mi", letter)) for letter in (name[1], "t"))
        return _tag("mfrac", over, under)
    shown = latex_name(symbol)
    if "(" in shown or r"\frac" in shown:
        return _write(inline(shown))
    if " " in name:
        *words, last = name.split()
        applied = [piece for word in words for piece in (_tag("mi", word), _sign(_APPLIED))]
        return _row(*applied, _name(Symbol(last)))
    if name.startswith("Delta_"):
        _, *finite, letter = name.split("_")
        change = _upright("Δ")
        head = _tag("msub", change, _tag("mi", *finite)) if finite else change
        return _row(head, _name(Symbol(letter)))
    return _lettered(symbol)


def _lettered(symbol: Symbol) -> str:
    """A letter, with a hat above it, a star, a sign or a number."""
    shown = latex_name(symbol)
    stem, _, ending = str(symbol.name).partition("_")
    letter = _tag("mi", escape(unicode_name(Symbol(stem))))
    if not ending:
        return letter if "_" not in shown else _numbered(stem)
    if ending == "hat":
        return f'<mover accent="true">{letter}<mo>{_HAT}</mo></mover>'
    if ending.isdigit():
        return _tag("msub", letter, _tag("mn", ending))
    mark = _sign(_ENDINGS[ending]) if ending in _ENDINGS else _tag("mi", escape(ending))
    return _tag("msup" if "^" in shown else "msub", letter, mark)


def _numbered(name: str) -> str:
    """A letter whose number is written without a line in between, such as gamma1."""
    stem = name.rstrip("0123456789")
    return _tag("msub", _tag("mi", unicode_name(Symbol(stem))), _tag("mn", name[len(stem) :]))

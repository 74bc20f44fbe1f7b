"""Formulas as presentation MathML, the part that browsers draw themselves (MathML Core)."""

from html import escape
from itertools import pairwise

from sympy import Basic, Symbol

from symdyn.formula.arrange import tree
from symdyn.formula.inline import inline
from symdyn.formula.latex import latex
from symdyn.formula.mathml_elements import (
    between,
    close,
    element,
    fenced,
    gap,
    joint,
    leading,
    math_element,
    operator_sign,
    raised,
    row,
    sign,
    upright,
)
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
    names,
)
from symdyn.formula.shape import has_sign, is_change, is_tall
from symdyn.notation import latex_name, unicode_name

__all__ = ["head", "mathml", "presentation", "stretches", "times"]

_TIMES, _APPLIED = "\u2062", "\u2061"  # invisible: between factors, behind a function
_SPACE = "\u00a0"  # a space at the end of a text that is not dropped
_THIN = 0.167
_SIGNS = {1: "+", -1: "\u2212", 0: "\u00b1"}
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
    return math_element(presentation(node), latex(node), display=display)


def presentation(node: Node) -> str:  # noqa: PLR0912 - one case for each kind of node
    """The MathML of a tree, without a `math` element around it."""
    match node:
        case Number() | Decimal():
            return element("mn", str(node.value) if isinstance(node, Number) else node.digits)
        case Name(symbol):
            return _name(symbol)
        case Constant(name):
            shown = element("mi", _CONSTANTS.get(name, name))
            return upright(name) if name in ("e", "i") else shown
        case Sum(terms):
            return _sum(terms)
        case Product(factors):
            return _product(factors)
        case Fraction(top, bottom):
            return element("mfrac", presentation(top), presentation(bottom))
        case Slash(top, bottom):
            return row(presentation(top), close("/"), presentation(bottom))
        case Power(base, exponent):
            return raised(presentation(base), presentation(exponent))
        case Root(body):
            return element("msqrt", presentation(body))
        case Absolute(body):
            return fenced("|", presentation(body), "|", tall=stretches(body))
        case Norm(body):
            return fenced("‖", presentation(body), "‖", tall=stretches(body))
        case Bracket(body):
            return fenced("(", presentation(body), ")", tall=stretches(body))
        case Set(body):
            return fenced("{", presentation(body), "}", tall=stretches(body))
        case Call(name, arguments):
            return _call(name, arguments)
        case Script(base, index):
            return _indexed(base, presentation(index))
        case Transpose(base):
            return raised(presentation(base), upright("T"))
        case Total() | Limit() | Partial():
            return row(head(node), presentation(node.body))
        case Evaluation(body, values):
            places = [
                row(presentation(name), sign("="), presentation(value)) for name, value in values
            ]
            bar = '<mo stretchy="true" form="postfix">|</mo>'
            return row(presentation(body), element("msub", bar, row(*between(places, sign(",")))))
        case Mean(Power(Norm(), _) as body):
            return row(upright("E"), sign(_APPLIED), presentation(body))
        case Mean(body):
            mean = fenced("[", presentation(body), "]", tall=stretches(body))
            return row(upright("E"), sign(_APPLIED), mean)
        case Relation(left, operator, right):
            return row(presentation(left), sign(operator_sign(operator)), presentation(right))
        case Compared(operator, body):
            return row(leading(operator_sign(operator)), presentation(body))
        case Junction(word, parts):
            return row(*between([*map(presentation, parts)], joint(word)))
        case Remark(body, words):
            return row(presentation(body), element("mtext", _SPACE + escape(words)))


def stretches(body: Node) -> bool:
    """Whether brackets around a body are higher than a line."""
    quotients = (latex_name(symbol) for symbol in names(body))
    return is_tall(body) or has_sign(body) or any(r"\frac" in name for name in quotients)


def times(before: Node, factor: Node) -> str:
    """The sign between two factors: a dot before a number and behind a change, else none."""
    first = factor.base if isinstance(factor, Power) else factor
    return sign("·" if isinstance(first, Number | Decimal) or is_change(before) else _TIMES)


def _sum(terms: tuple[tuple[int, Node], ...]) -> str:
    (leading, first), *others = terms
    pieces = [presentation(first)] if leading > 0 else [sign(_SIGNS[leading]), presentation(first)]
    for following, term in others:
        pieces += [sign(_SIGNS[following]), presentation(term)]
    return row(*pieces)


def _product(factors: tuple[Node, ...]) -> str:
    pieces = [presentation(factors[0])]
    for before, factor in pairwise(factors):
        pieces += [times(before, factor), presentation(factor)]
    return row(*pieces)


def _call(name: str, arguments: tuple[Node, ...]) -> str:
    stem = name.rstrip("'")
    letter = element("mi", escape(_FUNCTIONS.get(stem, stem)))
    if primes := len(name) - len(stem):
        letter = element("msup", letter, sign(_PRIME * primes))
    listed = row(*between([*map(presentation, arguments)], sign(",")))
    tall = any(map(stretches, arguments))
    return row(letter, sign(_APPLIED), fenced("(", listed, ")", tall=tall))


def head(node: Total | Limit | Partial) -> str:
    """The sign of a sum over an index, of a limit or of a derivative, in front of its body."""
    match node:
        case Total(index, count, _):
            below = index if count is None else Relation(index, "<", count)
            return element("munder", sign("∑"), presentation(below))
        case Limit(index, _):
            bounds = row(presentation(index), sign("→"), presentation(Constant("infinity")))
            return element("munder", '<mo movablelimits="true">lim</mo>', bounds)
        case Partial(variable, _):
            return element("msub", close("∂"), presentation(variable))


def _name(symbol: Symbol) -> str:
    """A name by its parts; one that is a formula of its own, such as K(w), as that formula."""
    name = str(symbol.name)
    if name.endswith("/dt"):
        over, under = (row(upright("d"), element("mi", letter)) for letter in (name[1], "t"))
        return element("mfrac", over, under)
    shown = latex_name(symbol)
    if "(" in shown or r"\frac" in shown:
        return presentation(inline(shown))
    if " " in name:
        *words, last = name.split()
        applied = [element("mi", word) + sign(_APPLIED) + gap(_THIN) for word in words]
        return row(*applied, _name(Symbol(last)))
    if name.startswith("Delta_"):
        _, *finite, letter = name.split("_")
        change = upright("Δ")
        taken = element("msub", change, element("mi", *finite)) if finite else change
        return row(taken, _name(Symbol(letter)))
    return _lettered(symbol)


def _lettered(symbol: Symbol) -> str:
    """A letter, with a hat above it, a star, a sign or a number."""
    shown = latex_name(symbol)
    stem, _, ending = str(symbol.name).partition("_")
    letter = element("mi", escape(unicode_name(Symbol(stem))))
    if ending.partition("_")[0] == "hat":
        letter = f'<mover accent="true">{letter}<mo stretchy="false">{_HAT}</mo></mover>'
        ending = ending.removeprefix("hat").removeprefix("_")
    elif not ending and "_" in shown:
        return _numbered(stem)
    if not ending:
        return letter
    return element("msup" if "^" in shown else "msub", letter, _mark(ending))


def _mark(ending: str) -> str:
    """What stands at a letter: a star, a sign, a number or another letter."""
    if ending.isdigit():
        return element("mn", ending)
    return sign(_ENDINGS[ending]) if ending in _ENDINGS else element("mi", escape(ending))


def _indexed(base: Name | Bracket, index: str) -> str:
    """An entry of a sequence; the index stands below the star of a letter that has one above."""
    if isinstance(base, Name) and presentation(base).startswith("<msup>"):
        stem, _, ending = str(base.symbol.name).partition("_")
        return element("msubsup", _name(Symbol(stem)), index, _mark(ending))
    return element("msub", presentation(base), index)


def _numbered(name: str) -> str:
    """A letter whose number is written without a line in between, such as gamma1."""
    stem = name.rstrip("0123456789")
    return element(
        "msub", element("mi", unicode_name(Symbol(stem))), element("mn", name[len(stem) :])
    )

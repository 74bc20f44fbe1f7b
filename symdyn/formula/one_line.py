r"""Formulas on one line of text, as they stand in sentences and in cells of tables.

Fractions are written with a slash, powers and indices with the glyphs there are, and else behind
^ and _.  What stands alone in two dimensions is `symdyn.formula.terminal`'s.
"""

from dataclasses import dataclass

from sympy import Basic, Symbol

from symdyn.formula.arrange import tree
from symdyn.formula.boxes import ASCII, UNICODE
from symdyn.formula.glyphs import FUNCTIONS, SIGNS, plain_script, script
from symdyn.formula.inline import inline
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

__all__ = ["one_line"]

_JOINED = {",": ", ", ";": ",   ", "and": "   and   ", "or": "   or   "}
_SPELLED = str.maketrans({"⋆": "_star", "φ": "phi"})
_OPEN = (
    Sum,
    Product,
    Slash,
    Fraction,
    Relation,
    Junction,
    Total,
    Limit,
    Partial,
    Evaluation,
    Remark,
)


def one_line(expression: Basic | Node, *, unicode: bool = True) -> str:
    r"""An expression, a relation or a list on one line.

    Parameters
    ----------
    expression : a tree, or what `symdyn.formula.arrange.arrange` makes one of
    unicode : False for ASCII characters only

    Returns
    -------
    Text without line breaks; what is divided or raised has brackets where they are needed.

    Raises
    ------
    OutputError for an object that has no layout, such as a floating-point number.

    >>> from symdyn.notation import a, b, w, w_star
    >>> one_line(a * b**2 / (1 - w * w_star)), one_line(w_star ** (a - 1), unicode=False)
    ('(a b²)/(1 − w w⋆)', 'w_star^(a-1)')
    """
    return _Writer(unicode).text(tree(expression))


@dataclass(frozen=True)
class _Writer:
    unicode: bool

    def text(self, node: Node) -> str:  # noqa: PLR0912 - one case for each kind of node
        match node:
            case Number(value):
                return str(value)
            case Decimal(digits):
                return digits
            case Name(symbol):
                return self._name(symbol)
            case Constant(name):
                return (UNICODE if self.unicode else ASCII).constants.get(name, name)
            case Sum(terms):
                return self._sum(terms)
            case Product(factors):
                return self._product(factors)
            case Fraction(top, bottom):
                return f"{self._closed(top)}/{self._closed(bottom)}"
            case Slash(top, bottom):
                return f"{self.text(top)}/{self.text(bottom)}"
            case Power(base, exponent):
                return self.text(base) + self._script(self.text(exponent), upper=True)
            case Root(body):
                return self._root(body)
            case Bracket(body):
                return f"({self.text(body)})"
            case Absolute(body):
                return f"|{self.text(body)}|"
            case Norm(body):
                bars = "‖" if self.unicode else "||"
                return f"{bars}{self.text(body)}{bars}"
            case Set(body):
                return f"{{{self.text(body)}}}"
            case Call(name, arguments):
                shown = FUNCTIONS.get(name, name).replace("'", self._sign("'"))
                return f"{shown}({', '.join(map(self.text, arguments))})"
            case Script(base, index):
                return self.text(base) + self._script(self.text(index), upper=False)
            case Transpose(base):
                return self.text(base) + self._script("ᵀ" if self.unicode else "T", upper=True)
            case Total() | Limit() | Partial():
                return self._headed(node)
            case Evaluation(body, values):
                places = ", ".join(f"{self.text(x)} = {self.text(y)}" for x, y in values)
                return f"{self.text(body)} |{self._script(places, upper=False)}"
            case Mean(Power(Norm(), _) as body):
                return f"E {self.text(body)}"
            case Mean(body):
                return f"E[{self.text(body)}]"
            case Relation(left, operator, right):
                return f"{self.text(left)} {self._sign(operator)} {self.text(right)}"
            case Compared(operator, body):
                return f"{self._sign(operator)} {self.text(body)}"
            case Junction(word, parts):
                between = _JOINED.get(word, f" {self._sign(word)} ")
                return between.join(map(self.text, parts))
            case Remark(body, words):
                return f"{self.text(body)} {words}"

    def _name(self, symbol: Symbol) -> str:
        """A name; one that is a value of a function is written as any other value is."""
        shown = unicode_name(symbol)
        if "(" in shown and "/" not in shown:
            return self.text(inline(latex_name(symbol)))
        return shown if self.unicode else _plain_name(symbol)

    def _sign(self, sign: str) -> str:
        return (UNICODE if self.unicode else ASCII).signs.get(sign, sign)

    def _script(self, body: str, *, upper: bool) -> str:
        return (script if self.unicode else plain_script)(body, upper=upper)

    def _closed(self, node: Node) -> str:
        """What is divided or divides, or stands behind a root without a line above it."""
        shown = self.text(node)
        compound = isinstance(node, Name) and any(mark in shown for mark in " /")
        return f"({shown})" if compound or isinstance(node, _OPEN) else shown

    def _root(self, body: Node) -> str:
        if self.unicode:
            return f"√{self._closed(body)}"
        return f"sqrt({self.text(body.body if isinstance(body, Bracket) else body)})"

    def _sum(self, terms: tuple[tuple[int, Node], ...]) -> str:
        (sign, first), *others = terms
        lead = "" if sign > 0 else self._sign(SIGNS[sign]) + ("" if sign else " ")
        pieces = [lead + self.text(first)]
        pieces += [f"{self._sign(SIGNS[sign])} {self.text(term)}" for sign, term in others]
        return " ".join(pieces)

    def _product(self, factors: tuple[Node, ...]) -> str:
        shown = self.text(factors[0])
        for factor in factors[1:]:
            text = self.text(factor)
            shown += f" {self._sign('.')} {text}" if text[:1].isdigit() else f" {text}"
        return shown

    def _headed(self, node: Total | Limit | Partial) -> str:
        body = self.text(node.body)
        match node:
            case Total(index, count, inner):
                end = "" if count is None else f"<{self.text(count)}"
                bounds = self._script(f"{self.text(index)}{end}", upper=False)
                space = "" if isinstance(inner, Total) else " "
                return f"{'∑' if self.unicode else 'sum'}{bounds}{space}{body}"
            case Limit(index, _):
                arrow = f"{self._sign('->')} {self.text(Constant('infinity'))}"
                return f"lim_{{{self.text(index)} {arrow}}} {body}"
            case Partial(variable, _):
                mark = "∂" if self.unicode else "d"
                return f"{mark}{self._script(self.text(variable), upper=False)} {body}"


def _plain_name(symbol: Symbol) -> str:
    """A name in ASCII: as on the wire, or as its formula reads; varepsilon is an epsilon."""
    shown = unicode_name(symbol)
    if symbol.name.startswith("Delta_"):
        return " ".join(symbol.name.rsplit("_", 1))
    if "/" in shown:
        return shown.translate(_SPELLED)
    return str(symbol.name).removeprefix("var")

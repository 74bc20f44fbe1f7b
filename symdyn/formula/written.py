r"""From what the reader of LaTeX finds to the tree of a formula: brackets where they are needed.

The reader drops brackets, sizes and dots; here they stand again where the order of operations asks
for them, so that a printer's LaTeX of the tree reads as what was written.
"""

from functools import lru_cache

from symdyn import notation
from symdyn.formula import reading
from symdyn.formula.arrange import raised
from symdyn.formula.nodes import (
    Bracket,
    Call,
    Evaluation,
    Fraction,
    Junction,
    Limit,
    Name,
    Node,
    Number,
    Partial,
    Product,
    Relation,
    Script,
    Slash,
    Sum,
    Total,
    Transpose,
)

__all__ = ["formula", "line", "name_of"]


def name_of(latex: str) -> Name:
    r"""The leaf for a name that is written so.

    >>> name_of(r"w_\star")
    Name(symbol=w_star)
    """
    return Name(notation.symbol_of(latex))


def formula(text: str) -> Node:
    r"""The tree of a formula in LaTeX, as authors write it.

    >>> from symdyn.formula.latex import latex
    >>> print(latex(formula(r"\left(a + b\right) c^{2}")), latex(formula("(W^{\\top})^{k}")))
    (a + b) c^{2} (W^{\top})^{k}
    """
    return _tree(reading.read(text))


@lru_cache(maxsize=4096)
def line(text: str) -> Node:
    r"""The tree of a line of a statement: a relation, a list of them, or an equivalence.

    >>> line("a b = c").operator
    '='
    """
    given, *cases = reading.read_line(text)
    first = _list(given, text)
    if not cases:
        return first
    others = [_list(one, text) for one in cases]
    return Junction(
        "iff", (first, others[0] if len(others) == 1 else Junction("or", tuple(others)))
    )


def _list(relations: tuple[tuple[str, reading.Node, reading.Node], ...], text: str) -> Node:
    """Relations in a row; one that goes on with the last side continues the chain."""
    found: list[Node] = []
    last = None
    for operator, left, right in relations:
        start = found.pop() if last == left else _tree(left)
        found.append(Relation(start, operator, _tree(right)))
        last = right
    if len(found) == 1:
        return found[0]
    return Junction("and" if r"\text{and}" in text else ",", tuple(found))


def _tree(node: reading.Node, *, exponent: bool = False) -> Node:  # noqa: PLR0912 - a case a tag
    tag = node[0]
    if tag == "number":
        return Number(node[1])
    if tag == "name":
        if node[1] in {r"\operatorname{rank}(W_{Z}-W_{0})", r"\operatorname{rank}(B_{Z}-B_{0})"}:
            letter = name_of(node[1][-2 - len("_{0}")])
            last, first = (Script(letter, one) for one in (name_of("Z"), Number(0)))
            return Call("rank", (Sum(((1, last), (-1, first))),))
        return name_of(node[1])
    if tag == "indexed":
        return Script(name_of(node[1]), _tree(node[2], exponent=True))
    if tag == "+":
        return Sum(tuple(_term(one, exponent=exponent) for one in node[1:]))
    if tag == "neg":
        return Sum((_term(node, exponent=exponent),))
    if tag == "*":
        *most, last = node[1:]
        factors = [_factor(one, exponent=exponent) for one in most]
        return Product((*factors, _factor(last, exponent=exponent, last=True)))
    if tag == "/":
        top, bottom = (_tree(one, exponent=exponent) for one in node[1:])
        if not exponent:
            return Fraction(top, bottom)
        below = Bracket(bottom) if isinstance(bottom, Sum | Product | Slash) else bottom
        return Slash(Bracket(top) if isinstance(top, Sum | Slash) else top, below)
    if tag == "^":
        return raised(_tree(node[1]), _tree(node[2], exponent=True))
    if tag == "top":
        base = _tree(node[1])
        return Transpose(base if isinstance(base, Name) else Bracket(base))
    if tag == "diag":
        return Call("diag", (_tree(node[1]),))
    if tag == "sum":
        return Total(name_of(node[1]), _tree(node[2]), _behind(node[3]))
    if tag == "lim":
        return Limit(name_of(node[1]), _behind(node[2]))
    if tag == "d":
        body = _tree(node[2])
        closed = isinstance(body, Name | Script | Partial | Call)
        return Partial(name_of(node[1]), body if closed else Bracket(body))
    values = tuple((name_of(name), _tree(value)) for name, value in node[2:])
    body = _tree(node[1])
    single = body.terms[0][1] if isinstance(body, Sum) and len(body.terms) == 1 else body
    closed = isinstance(single, Name | Script | Partial | Call)
    return Evaluation(body if closed else Bracket(body), values)


def _term(node: reading.Node, *, exponent: bool) -> tuple[int, Node]:
    sign, inner = (-1, node[1]) if node[0] == "neg" else (1, node)
    found = _tree(inner, exponent=exponent)
    return sign, Bracket(found) if isinstance(found, Sum) else found


def _factor(node: reading.Node, *, exponent: bool, last: bool = False) -> Node:
    found = _tree(node, exponent=exponent)
    opens = isinstance(found, Total | Limit | Partial) and not last
    return Bracket(found) if isinstance(found, Sum | Slash | Product) or opens else found


def _behind(node: reading.Node) -> Node:
    found = _tree(node)
    return Bracket(found) if isinstance(found, Sum) else found

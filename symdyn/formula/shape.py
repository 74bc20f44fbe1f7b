"""What a formula looks like before it is printed: how tall it is, and what large signs it holds."""

from symdyn.formula.nodes import (
    Absolute,
    Bracket,
    Call,
    Evaluation,
    Fraction,
    Limit,
    Name,
    Node,
    Partial,
    Power,
    Root,
    Script,
    Total,
    children,
)

__all__ = ["bracket_depth", "has_sign", "is_change", "is_tall"]


def is_tall(node: Node) -> bool:
    """Whether the node holds a fraction outside exponents, so that it is taller than a line.

    >>> from symdyn.formula.nodes import Number, Sum
    >>> is_tall(Sum(((1, Fraction(Number(1), Number(2))),)))
    True
    """
    if isinstance(node, Fraction):
        return True
    if isinstance(node, Power):
        return is_tall(node.base)
    if isinstance(node, Total | Limit | Partial | Evaluation):
        return is_tall(node.body)
    return any(is_tall(child) for child in children(node))


def has_sign(node: Node) -> bool:
    """Whether a large sign, of a sum over an index or of a root, stands in a node outside exponents.

    >>> from symdyn.formula.nodes import Number
    >>> has_sign(Bracket(Root(Number(2)))), has_sign(Power(Number(2), Root(Number(2))))
    (True, False)
    """
    if isinstance(node, Power | Script):
        return has_sign(node.base)
    return isinstance(node, Total | Root) or any(map(has_sign, children(node)))


def is_change(node: Node) -> bool:
    r"""Whether a node is a change, which a factor behind it would seem to be part of: \Delta W W^T.

    >>> from sympy import Symbol
    >>> is_change(Name(Symbol("Delta_W"))), is_change(Name(Symbol("W")))
    (True, False)
    """
    return isinstance(node, Name) and node.symbol.name.startswith("Delta_")


def bracket_depth(node: Node) -> int:
    """How many brackets, moduli or calls are nested on a node's own line, exponents left out.

    >>> from symdyn.formula.nodes import Number
    >>> bracket_depth(Bracket(Bracket(Number(1))))
    2
    """
    if isinstance(node, Power):
        return bracket_depth(node.base)
    if isinstance(node, Total | Limit | Partial | Evaluation):
        return bracket_depth(node.body)
    inner = max((bracket_depth(child) for child in children(node)), default=0)
    return inner + isinstance(node, Bracket | Absolute | Call)

"""What formulas can be read but are refused, because people would read them otherwise."""

from typing import Any

from symdyn.errors import FormulaError
from symdyn.formula.tokens import INDICES, SQUARES, Node

__all__ = ["names", "require_clear", "require_no_derivative"]

_MATRICES = SQUARES | {"A", "B", "W", r"A_\star", r"B_\star", r"W_\star"}


def names(node: Any) -> set[str]:
    """The names that are displayed, those that are bound too."""
    own = {node[1]} if node[0] in {"name", "sum", "lim", "d"} else set[str]()
    own |= {name for name, _ in node[2:]} if node[0] == "at" else set()
    return own.union(*(names(x) for x in node if isinstance(x, tuple)))


def require_no_derivative(over: Node, under: Node, text: str) -> None:
    """Refuse a quotient of differentials, or an operator like d / d x."""
    below = under[1] if under[0] == "neg" else under
    if below[0] == "*" and _differentials(below) & (_differentials(over) | _base(over)):
        raise FormulaError(f"no derivative is written so: {text!r}")


def _differentials(node: Node) -> set[str]:
    r"""Which of the letters D and \delta stand before a factor, in each term of a formula."""
    if node[0] in {"neg", "/"}:
        return _differentials(node[1])
    if node[0] == "+":
        return set.intersection(*map(_differentials, node[1:]))
    heads = node[1:-1] if node[0] == "*" else ()
    return set[str]().union(*map(_base, heads)) & {"D", r"\delta"}


def _base(factor: Node) -> set[str]:
    """The name that a factor is, as it stands or with an exponent."""
    base = factor[1] if factor[0] == "^" else factor
    return {base[1]} if base[0] == "name" else set()


def require_clear(node: Node, text: str) -> tuple[set[str], set[str]]:
    """Refuse an index with two meanings, and what else is read otherwise; free and bound indices."""
    free, bound = set[str](), set[str]()
    if node[0] == "name":
        free = {node[1]} & INDICES | ({"T"} if "{T}" in node[1] else set())
    if node[0] == "*":
        _require_product(node, text)
    if node[0] == "^":
        _require_power(node, text)
    for part in node[1:]:
        inner_free, inner_bound = require_clear(part, text) if isinstance(part, tuple) else ((), ())
        free |= set(inner_free)
        bound |= set(inner_bound)
    if node[0] in {"sum", "lim"}:
        index = node[1]
        if index in bound or (node[0] == "sum" and index in names(node[2])):
            raise FormulaError(f"the index {index} has two meanings in {text!r}")
        free.discard(index)
        bound.add(index)
    if free & bound:
        raise FormulaError(f"the index {min(free & bound)} has two meanings in {text!r}")
    return free, bound


def _require_product(node: Node, text: str) -> None:
    if any("d" in _base(factor) for factor in node[1:-1]):
        raise FormulaError(f"d stands before a factor, like a differential, in {text!r}")
    if any(factor[0] == "name" and "operatorname" in factor[1] for factor in node[1:]):
        raise FormulaError(f"a factor beside an operator in {text!r}")


def _require_power(node: Node, text: str) -> None:
    _, base, exponent = node
    if base[0] == "name" and ("operatorname" in base[1] or base[1] == "i"):
        raise FormulaError(f"a power of {base[1]} in {text!r}")
    if exponent == ("name", "T") and names(base) & _MATRICES:
        raise FormulaError(f"a power T of a matrix, like a transpose, in {text!r}")

"""The square of s at the end as it is displayed, against the claims on the positive root.

The displayed formula, with the letter r for its square root, is the sum that is claimed to be positive over a
number that does not depend on r, and put in for y it makes the polynomial zero that is claimed to have one
positive root at most.
"""

import re
from collections.abc import Sequence
from fractions import Fraction

from symdyn.claims.claim import Claim
from symdyn.formula.reading import Node, read, read_line, read_relations
from symdyn.formula.trees import substitute
from tests.provenance.exact_values import Values, one_relation, points, value

__all__ = ["positive_root"]

_SQUARE_ROOT = re.compile(r"\\sqrt\{(g\^\{2\} [-+] .*?\^\{2\})\}")
_R = ("name", "r")


def positive_root(text: str, claims: Sequence[Claim]) -> bool:
    """s^2 = (g + r)/(2 u), with r^2 as the claim on the root assumes it."""
    unique, root, positive = claims
    left, _, right = text.partition(" = ")
    inside = _SQUARE_ROOT.findall(right)
    if left != "s^{2}" or len(inside) != 1:
        return False
    shown, radicand = read(_SQUARE_ROOT.sub(" r ", right)), read(inside[0])
    (_, above, below), *_ = read_line(unique.statement[0])[0]
    polynomial: Node = ("+", above, ("neg", below))
    _, above, _ = one_relation(positive.statement[0])
    squares = [
        right
        for line in root.assumptions
        for operator, left, right in read_relations(line)
        if operator == "=" and left == ("^", _R, ("number", 2))
    ]
    put = substitute(polynomial, {"y": shown})
    return len(squares) == 1 and all(
        value(radicand, at) == value(squares[0], at)
        and _proportional(shown, above, at)
        and _vanishes(put, value(radicand, at), at)
        for at in points(shown, radicand, above, polynomial)
    )


def _along(node: Node, at: Values) -> tuple[Fraction, Fraction, Fraction]:
    """p, q and d of p + q r + d r^2, from three values of r."""
    zero, one, two = (value(node, {**at, _R: Fraction(r)}) for r in (0, 1, 2))
    second = (two - 2 * one + zero) / 2
    return zero, one - zero - second, second


def _proportional(shown: Node, above: Node, at: Values) -> bool:
    """Whether both are p + q r with the same p/q."""
    (p, q, second), (x, y, third) = _along(shown, at), _along(above, at)
    return second == third == 0 and p * y == q * x


def _vanishes(node: Node, square: Fraction, at: Values) -> bool:
    """Whether p + q r + d r^2 is zero for r^2 = square, whatever the sign of r."""
    p, q, second = _along(node, at)
    return q == 0 and p + second * square == 0

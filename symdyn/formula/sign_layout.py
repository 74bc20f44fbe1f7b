"""Where minus signs are written: 1 - w^2 rather than w^2 - 1, and a minus in front of a fraction.

A sum is turned over, 1 - w^2 for w^2 - 1, where the sign that this costs is paid by another: a
leading minus, an even power, a second such sum, or the plus in front of a further term.
"""

from operator import ne

from symdyn.formula.nodes import (
    Bracket,
    Fraction,
    Node,
    Number,
    Power,
    Product,
    Sum,
    multiply,
    names,
)
from symdyn.formula.ordering import INDICES, Term, is_constant, order_factors, order_terms


def settle_signs(
    sign: int, above: list[Node], below: list[Node]
) -> tuple[int, list[Node], list[Node]]:
    """The sign of a product or quotient, and its factors with their own signs settled.

    Parameters
    ----------
    sign : +1 or -1, that of the coefficient
    above, below : factors of the numerator and of the denominator

    >>> from symdyn.notation import w
    >>> from symdyn.formula.nodes import Name
    >>> turned = Bracket(Sum(((1, Name(w)), (-1, Number(1)))))  # 1/(w - 1)
    >>> sign, _, (bracket,) = settle_signs(-1, [], [turned])
    >>> sign, bracket == Bracket(Sum(((1, Number(1)), (-1, Name(w)))))
    (1, True)
    """
    factors = [*above, *below]
    # A sum of negative terms only gives its sign away.
    sign *= (-1) ** sum(_is_negative(factor) and _is_odd(factor) for factor in factors)
    factors = [_turn(factor) if _is_negative(factor) else factor for factor in factors]
    odd = sum(_is_awkward(factor) and _is_odd(factor) for factor in factors)
    kept = odd == 1 and sign > 0
    factors = [
        _turn(factor) if _is_awkward(factor) and not (kept and _is_odd(factor)) else factor
        for factor in factors
    ]
    turned = 0 if kept else odd
    return sign * (-1) ** turned, factors[: len(above)], factors[len(above) :]


def settle_terms(terms: list[Term]) -> list[Term]:
    """The terms of a sum: x + (w - 1) y becomes x - (1 - w) y, and x + (-y - z) x - (y + z).

    >>> from symdyn.notation import w
    >>> from symdyn.formula.nodes import Name
    >>> awkward = Product((Number(2), Bracket(Sum(((1, Name(w)), (-1, Number(1)))))))
    >>> [sign for sign, _ in settle_terms([(1, Name(w)), (1, awkward)])]
    [1, -1]
    """
    closed = [_closed(sign, node) for sign, node in terms]
    turned = [_with_minus(node) if sign > 0 else None for sign, node in closed]
    if not any(sign > 0 and new is None for (sign, _), new in zip(closed, turned, strict=True)):
        return closed
    return [term if new is None else (-1, new) for term, new in zip(closed, turned, strict=True)]


def _closed(sign: int, node: Node) -> Term:
    if not isinstance(node, Sum):
        return sign, node
    bracket = Bracket(node)
    return (-sign, _turn(bracket)) if _is_negative(bracket) else (sign, bracket)


def _with_minus(node: Node) -> Node | None:
    # The same factors with an odd number of sums turned over, or None.
    match node:
        case Sum():
            bracket = Bracket(node)
            turned = _turn_if_awkward(bracket)
            return None if turned == bracket else multiply((turned,))
        case Product(factors):
            turned_factors = tuple(map(_turn_if_awkward, factors))
            odd = sum(map(ne, turned_factors, factors)) % 2
            return Product(order_factors(turned_factors)) if odd else None
        case Fraction(top, bottom):
            above = _with_minus(top)
            below = None if above else _with_minus(bottom)
            return Fraction(above or top, below or bottom) if above or below else None
        case _:
            return None


def _turn_if_awkward(factor: Node) -> Node:
    return _turn(factor) if _is_awkward(factor) and _is_odd(factor) else factor


def _terms(factor: Node) -> tuple[Term, ...]:
    # The terms of a bracketed sum to a whole power; none for any other factor.
    match factor:
        case Bracket(Sum(terms)) | Power(Bracket(Sum(terms)), Number()):
            return terms
        case _:
            return ()


def _is_negative(factor: Node) -> bool:
    terms = _terms(factor)
    return bool(terms) and all(sign < 0 for sign, _ in terms)


def _is_awkward(factor: Node) -> bool:
    # A sum with a negative number that would stand first if it were positive.
    terms = _terms(factor)
    return (
        any(sign > 0 for sign, _ in terms)
        and any(sign < 0 and is_constant(term) for sign, term in terms)
        and not {symbol.name for symbol in names(factor)} <= INDICES
    )


def _is_odd(factor: Node) -> bool:
    return not isinstance(factor, Power) or (
        isinstance(factor.exponent, Number) and factor.exponent.value % 2 == 1
    )


def _turn(factor: Node) -> Node:
    match factor:
        case Power(base, exponent):
            return Power(_turn(base), exponent)
        case Bracket(Sum(terms)):
            return Bracket(Sum(order_terms((-sign, term) for sign, term in terms)))
        case _:
            return factor

"""The identity for full networks, and what they conserve, as formulas of matrices."""

from sympy import Expr, Integer, Symbol

from symdyn.formula.building import Formula, bracket, formula, letter, transposed
from symdyn.formula.nodes import Call, Name, Node
from symdyn.stages.invariants.network import NetworkIdentity

__all__ = ["network_quantity", "network_second_order", "network_sides", "quantity_at"]

_A, _W, _B, _R = (letter(x) for x in "AWBR")
_DIAGONAL = Formula(Call("diag", (Name(Symbol("W")),)))


def network_sides(found: NetworkIdentity) -> tuple[Node, Node]:
    """Delta W W^T - J Delta W, and u F Delta A - Delta B B^T."""
    update = letter("Delta_W")
    left = update * transposed(_W)
    if found.factor:
        propagator = _propagator(found)
        moved = update if propagator is None else propagator * update
        left = left - _times(found.factor, moved)
    feedback = transposed(_A if found.symmetric else _R)
    right = _times(found.weight, feedback * letter("Delta_A"))
    return left.node, (right - letter("Delta_B") * transposed(_B)).node


def _propagator(found: NetworkIdentity) -> Formula | None:
    """The power of the propagator, and what each unit has its own of; None for I."""
    own = _own(found)
    if not found.degree:
        return own
    whole = _DIAGONAL if found.diagonal else transposed(_W)
    power = whole if found.degree == 1 else bracket(whole) ** found.degree
    return power if own is None else own * power


def _own(found: NetworkIdentity) -> Formula | None:
    """The product of the diagonal matrices with a number of each unit; None where there is none."""
    product = None
    for name, times in found.own:
        matrix = Formula(Call("diag", (Name(Symbol(name)),)))
        power = matrix if times == 1 else bracket(matrix) ** times
        product = power if product is None else product * power
    return product


def network_quantity(found: NetworkIdentity) -> Node:
    """What J Delta W and F Delta A are changes of, for the network's own matrices."""
    return quantity_at(found, _A, _W, _B).node


def quantity_at(found: NetworkIdentity, A: Formula, W: Formula, B: Formula) -> Formula:
    """W W^T + B B^T, less what J Delta W and F Delta A are the changes of; on the diagonal, for diag(W)."""
    whole = W * transposed(W)
    if found.factor:
        units = _own(found)
        own = transposed(W) * W if found.degree else W + transposed(W)
        own = _DIAGONAL**2 if found.diagonal and found.degree else own
        if units is not None:
            own = units * own if found.degree else units * W + transposed(W) * units
        whole = whole - _times(found.factor, own if found.degree else bracket(own))
    whole = whole + B * transposed(B)
    if found.symmetric:
        return whole - _times(found.weight, transposed(A) * A)
    return whole - _times(found.weight, bracket(transposed(_R) * A + transposed(A) * _R))


def network_second_order(found: NetworkIdentity) -> Formula:
    """The part of the second degree of that quantity, at the three updates."""
    A, W, B = (letter(f"Delta_{x}") for x in "AWB")
    turned = {x: transposed(bracket(x)) for x in (A, W, B)}
    whole = W * turned[W]
    if found.factor and found.degree:
        whole = whole - _times(found.factor, turned[W] * W)
    whole = whole + B * turned[B]
    return bracket(whole - _times(found.weight, turned[A] * A) if found.symmetric else whole)


def _times(number: Expr, factor: Formula) -> Formula:
    """A product in which the number 1 is not seen."""
    return factor if number == Integer(1) else formula(number) * factor

"""The formulas that a surface and the flow on it are written with."""

from sympy import Expr

from symdyn import notation
from symdyn.exact.layout import arrange
from symdyn.exact.substitution import substitute
from symdyn.formula.building import Formula, formula, letters, product
from symdyn.stages.end_point.claims_weighted import Weight
from symdyn.stages.leaf_dynamics.derive import Leaf

__all__ = ["HEIGHT", "INPUT", "READ_OUT", "RECURRENT", "Parts", "over"]

READ_OUT, INPUT, RECURRENT, HEIGHT = letters("h z r H_9")
_W, _C, _W_STAR, _A_HAT = (
    formula(x) for x in (notation.w, notation.c, notation.w_star, notation.a_hat)
)


class Parts:
    """The formulas that a leaf is written with."""

    def __init__(self, leaf: Leaf) -> None:
        self.leaf = leaf
        self.weight = Weight(leaf.end.weight)
        ratio = leaf.end.geometric.ratio
        field = ratio.field
        self.height = formula(leaf.written_height)
        self.here = _without(arrange(ratio), _W)
        w_star = {notation.w: field.gens[field.place(notation.w_star)]}
        self.there = _without(arrange(ratio), _W_STAR)
        self.on_manifold = _without(arrange(substitute(ratio, w_star)), _W_STAR)
        self.mean = self.weight.times(1, _A_HAT * _C * _W_STAR) / product(
            1 - _W * _W_STAR, self.there
        )


def _without(ratio: Expr, place: Formula) -> Formula | None:
    """1 - r w, or None for r = 0, where it is 1."""
    return None if ratio == 0 else 1 - formula(ratio) * place


def over(top: Formula, below: Formula | None) -> Formula:
    """A quotient, or what is above the bar alone where 1 stands below."""
    return top if below is None else top / below

r"""The flow of a mode on a leaf, a surface H = H_0 of what the flow conserves.

Under random feedback with kappa_m = u r^m the conserved H = 2 u a_hat a - b^2 - V(w) is linear in a.  So a leaf is
a graph over the plane of b and w: a = H_9/(2 u a_hat) with H_9 = H_0 + b^2 + V(w), and the flow on it is one in that plane,
    db/dt = u a_hat c/(1 - r w_star) - b H_9/(2 (1 - r w)),
    dw/dt = b (u a_hat c w_star/((1 - w w_star)(1 - r w_star)) - b w H_9/(2 (1 - w^2)(1 - r w))).
The same curves are those of a polynomial flow, this one times 2 (1 - w^2)(1 - w w_star)(1 - r w)(1 - r w_star) > 0.
Under symmetric feedback a is a root of H + b^2 + V, a leaf
has two sheets and is no graph; nothing is stated of it here.
"""

from dataclasses import dataclass

from sympy import Expr

from symdyn import notation
from symdyn.brief import Brief
from symdyn.errors import ProofError
from symdyn.exact.bridge import from_expr
from symdyn.exact.derivative import derivative
from symdyn.exact.layout import arrange
from symdyn.exact.rational import Field, RationalFunction, field_over, generator
from symdyn.exact.substitution import substitute
from symdyn.stages.analysis import Analysis
from symdyn.stages.end_point.derive import EndPoint, end_point_of

__all__ = ["Leaf", "leaf_of"]


@dataclass(frozen=True, repr=False)
class Leaf(Brief):
    """The surfaces H = H_0 as graphs over the plane of b and w, with the flow on them.

    Parameters
    ----------
    end : the equation for the end, with the kernel and what is conserved
    height : H_9 = H_0 + b^2 + V(w), which has the sign of a_hat a
    read_out : a on the leaf
    input_slope, recurrent_slope : db/dt and dw/dt there
    speed : the positive function of w, times which these are polynomials in b and w
    edges : V(1) and V(-1)
    """

    end: EndPoint
    height: RationalFunction
    read_out: RationalFunction
    input_slope: RationalFunction
    recurrent_slope: RationalFunction
    speed: RationalFunction
    edges: tuple[Expr, Expr]

    @property
    def written_height(self) -> Expr:
        """H_9 as a formula that is not multiplied out."""
        recurrent = arrange(self.end.conserved.recurrent)
        return notation.first_value + notation.b**2 + recurrent

    @property
    def written_read_out(self) -> Expr:
        """a on the leaf as such a formula."""
        return self.written_height / (2 * self.end.weight * notation.a_hat)

    @property
    def written_slopes(self) -> tuple[Expr, Expr]:
        """db/dt and dw/dt as such formulas."""
        b, w, w_star, weight = notation.b, notation.w, notation.w_star, self.end.weight
        ratio = arrange(self.end.geometric.ratio)
        drive = weight * notation.a_hat * notation.c / (1 - ratio * w_star)
        held = b * self.written_height / (2 * (1 - ratio * w))
        return drive - held, b * (drive * w_star / (1 - w * w_star) - held * w / (1 - w**2))

    def _about(self) -> str:
        return f"a = {self.written_read_out}"


def leaf_of(analysis: Analysis) -> Leaf | None:
    """The flow on the leaves; None where nothing is conserved, or what is conserved is not linear in a.

    Raises ProofError if the flow does not stay on the leaf.

    >>> from symdyn import analyse, find_rule
    >>> leaf_of(analyse(find_rule("feedback-alignment")))
    <Leaf: a = (H_0 + b**2)/(2*a_hat)>
    >>> leaf_of(analyse(find_rule("bptt"))) is None
    True
    """
    end = end_point_of(analysis.rule)
    if end is None or end.symmetric or not end.positive:
        return None
    field = _field(analysis)
    b, a_hat, first = (
        generator(field, x) for x in (notation.b, notation.a_hat, notation.first_value)
    )
    weight, recurrent = (
        substitute(x, {}, field) for x in (end.conserved.weight, end.conserved.recurrent)
    )
    height = first + b**2 + recurrent
    read_out = height / (2 * weight * a_hat)
    slopes = {
        x: -substitute(from_expr(field, analysis.update.limit[x]), {notation.a: read_out})
        for x in notation.STATE
    }
    leaf = Leaf(
        end,
        height,
        read_out,
        slopes[notation.b],
        slopes[notation.w],
        _speed(end, field),
        (_recurrent_at(recurrent, 1), _recurrent_at(recurrent, -1)),
    )
    _require_tangent(analysis, leaf, slopes[notation.a])
    return leaf


def _field(analysis: Analysis) -> Field:
    own = (one for one in analysis.rule.parameters if one != notation.a_hat)
    return field_over(
        [
            *own,
            notation.a_hat,
            notation.c,
            notation.a,
            notation.b,
            notation.w,
            notation.w_star,
            notation.first_value,
        ]
    )


def _speed(end: EndPoint, field: Field) -> RationalFunction:
    w, w_star = (generator(field, x) for x in (notation.w, notation.w_star))
    ratio = substitute(end.geometric.ratio, {}, field)
    return 2 * (1 - w**2) * (1 - w * w_star) * (1 - ratio * w) * (1 - ratio * w_star)


def _recurrent_at(recurrent: RationalFunction, end: int) -> Expr:
    return arrange(substitute(recurrent, {notation.w: recurrent.field(end)}))


def _require_tangent(analysis: Analysis, leaf: Leaf, slope: RationalFunction) -> None:
    along = (
        derivative(leaf.read_out, notation.b) * leaf.input_slope
        + derivative(leaf.read_out, notation.w) * leaf.recurrent_slope
    )
    if along != slope:
        raise ProofError(f"{analysis.rule.name}: the flow leaves the surfaces of what it conserves")

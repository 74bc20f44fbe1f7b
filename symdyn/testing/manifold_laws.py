"""Laws of the fixed points: where they are, the loss there, the linearised flow, a mode's stability."""

from fractions import Fraction

from sympy import Expr
from sympy.logic.boolalg import BooleanAtom

from symdyn.testing.evaluation import decimals, value_of
from symdyn.testing.laws import Law, require, require_close, require_equal
from symdyn.testing.linear_flow import DIGITS, MARGIN, LinearFlow
from symdyn.testing.literal import LiteralSums, steps_to_sum
from symdyn.testing.points import Point
from symdyn.testing.subject import Subject
from symdyn.testing.zeros import component_points

__all__ = ["MANIFOLD_LAWS"]

_STATE = ("a", "b", "w")
_SPECTRA = 2


def _fixed_points(subject: Subject) -> int:
    """On each component the literal sums vanish; loss and eigenvalues are the stated ones."""
    numbers = decimals(DIGITS)
    analysis = subject.analysis
    checks = 0
    for component in analysis.fixed_points.components:
        where = f"on the component {component.name!r}"
        for point in component_points(analysis.rule, component):
            steps, bound = steps_to_sum(analysis.rule, point)
            sums = LiteralSums(analysis.rule, steps, numbers)
            margin = numbers.number(bound + MARGIN)
            for variable, found in zip(_STATE, sums.update(point), strict=True):
                zero = numbers.number(Fraction(0))
                require_close(f"Delta {variable} {where}", zero, found, margin, point)
            stated = value_of(component.loss, point, numbers)
            require_close(f"the loss {where}", stated, sums.loss(point), margin, point)
            checks += 1
        if component.eigenvalues:
            for point in component_points(analysis.rule, component)[:_SPECTRA]:
                _require_spectrum(LinearFlow.at(analysis, point), component.eigenvalues, where)
    return checks


def _require_spectrum(flow: LinearFlow, eigenvalues: tuple[Expr, ...], where: str) -> None:
    x, y, z = (flow.value(one) for one in eigenvalues)
    stated = (x + y + z, x * y + y * z + z * x, x * y * z)
    names = ("sum of the eigenvalues", "sum of their pairs", "product of the eigenvalues")
    for name, one, literal in zip(names, stated, flow.invariants(), strict=True):
        require_close(f"the {name} {where}", one, literal, flow.margin(), flow.point)


def _jacobian(subject: Subject) -> int:
    optimal = subject.analysis.optimal
    for flow in subject.flows:
        for row, variable in enumerate(_STATE):
            for column, other in enumerate(_STATE):
                stated = flow.value(optimal.jacobian[row][column])
                what = f"the Jacobian's entry d(-Delta {variable})/d{other}"
                entry = flow.matrix[row][column]
                require_close(what, stated, entry, flow.margin(), flow.point)
        trace, minors, _ = flow.invariants()
        require_close("the trace", flow.value(optimal.trace), trace, flow.margin(), flow.point)
        stated = flow.value(optimal.determinant)
        require_close("the determinant", stated, minors, flow.margin(), flow.point)
    return len(subject.flows)


def _eigenvalues(subject: Subject) -> int:
    """0 with eigenvector (1, -c/s^2, 0), along the manifold, and the roots of the other two."""
    rule, optimal = subject.analysis.rule, subject.analysis.optimal
    for flow in subject.flows:
        point, margin = flow.point, flow.margin()
        zero = flow.numbers.number(Fraction(0))
        slope = flow.numbers.number(-point["c"] / point["s"] ** 2)
        for row, variable in zip(flow.matrix, _STATE, strict=True):
            what = f"the flow of {variable} linearised along the manifold"
            require_close(what, zero, row[0] + slope * row[1], margin, point)
        trace, minors, _ = flow.invariants()
        first, *others = optimal.eigenvalues
        require_equal("the first eigenvalue", value_of(first, point), 0, point)
        roots = [flow.value(one) for one in others]
        require_close("the sum of the eigenvalues", sum(roots), trace, margin, point)
        product = roots[0] * roots[1]
        require_close("the product of the other two", product, minors, margin, point)
        if optimal.real and (rule.symmetric or point["a_hat"] * point["s"] > 0):
            real = trace**2 - 4 * minors >= -margin
            require(real, "a pair that is stated to be real is complex", point)
    return len(subject.flows)


def _stability(subject: Subject) -> int:
    """The stated conditions hold exactly where the literal Jacobian's eigenvalues are negative."""
    checks = 0
    for flow in subject.flows:
        rates = flow.transverse_rates()
        if rates is None:
            continue  # so close to the boundary that the differences cannot tell
        conditions = subject.analysis.optimal.stability.conditions
        stated = all(_holds(one, flow.point) for one in conditions)
        require(
            stated is all(rate < 0 for rate in rates),
            f"a mode is stated to be {'stable' if stated else 'not stable'}, the real parts "
            f"of its transverse eigenvalues are {', '.join(f'{float(x):.6g}' for x in rates)}",
            flow.point,
        )
        checks += 1
    return checks


def _holds(condition: Expr | BooleanAtom, point: Point) -> bool:
    if isinstance(condition, BooleanAtom):
        return bool(condition)
    return bool(value_of(condition, point) > 0)


MANIFOLD_LAWS = (
    Law(
        "fixed points",
        "the literal sums vanish on every component; its loss and eigenvalues are theirs",
        _fixed_points,
    ),
    Law("Jacobian", "Jacobian, trace and determinant are those of the literal sums", _jacobian),
    Law("eigenvalues", "0 along the manifold, and the roots of the other two", _eigenvalues),
    Law("stability", "a mode is stable exactly where the conditions hold", _stability),
)

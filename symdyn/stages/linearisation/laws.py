"""Laws of the flow linearised on the optimal manifold: its Jacobian and its eigenvalues."""

from fractions import Fraction

from symdyn.notation import STATE
from symdyn.testing.evaluation import value_of
from symdyn.testing.laws import Law, require, require_close, require_equal
from symdyn.testing.subject import Subject

__all__ = ["LAWS"]


def _jacobian(subject: Subject) -> int:
    optimal = subject.analysis.optimal
    for flow in subject.flows:
        for row, variable in enumerate(STATE):
            for column, other in enumerate(STATE):
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
        for row, variable in zip(flow.matrix, STATE, strict=True):
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


LAWS = (
    Law("Jacobian", "Jacobian, trace and determinant are those of the literal sums", _jacobian),
    Law("eigenvalues", "0 along the manifold, and the roots of the other two", _eigenvalues),
)

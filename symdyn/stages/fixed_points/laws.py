"""The law of the fixed points: where they are, the loss there, and the flow linearised there."""

from fractions import Fraction

from sympy import Expr

from symdyn.notation import STATE
from symdyn.testing.evaluation import decimals, value_of
from symdyn.testing.laws import Law, require_close
from symdyn.testing.linear_flow import DIGITS, MARGIN, LinearFlow
from symdyn.testing.literal import LiteralSums, steps_to_sum
from symdyn.testing.subject import Subject
from symdyn.testing.zeros import component_points

__all__ = ["LAWS"]

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
            for variable, found in zip(STATE, sums.update(point), strict=True):
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


LAWS = (
    Law(
        "fixed points",
        "the literal sums vanish on every component; its loss and eigenvalues are theirs",
        _fixed_points,
    ),
)

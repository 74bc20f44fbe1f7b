"""The law of a mode's stability: the stated conditions decide as the literal Jacobian's eigenvalues do."""

from sympy import Expr
from sympy.logic.boolalg import BooleanAtom

from symdyn.testing.evaluation import value_of
from symdyn.testing.laws import Law, require
from symdyn.testing.points import Point
from symdyn.testing.subject import Subject

__all__ = ["LAWS"]


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


LAWS = (Law("stability", "a mode is stable exactly where the conditions hold", _stability),)

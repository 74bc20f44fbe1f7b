"""Credit through diag(W) in other bases, as plain data."""

from sympy import Expr, symbols

from symdyn import notation
from symdyn.formula.wire import Json, write
from symdyn.stages.analysis import Analysis
from symdyn.stages.other_bases.derive import (
    LevelNetwork,
    means_something,
    not_covered,
    other_bases,
)
from symdyn.stages.spurious_fixed_points.derive import SpuriousPoint

__all__ = ["data"]


def data(analysis: Analysis) -> dict[str, Json]:
    """What the rule is in a level basis, with v for the mean of the modes; exact networks there.

    None where credit does not go through diag(W), and the reason where it does and is not covered.
    """
    if not means_something(analysis):
        return {"other_bases": None}
    found = other_bases(analysis)
    if found is None:
        return {"other_bases": {"not_covered": not_covered(analysis.rule)}}
    level = found.level
    return {
        "other_bases": {
            "coupled_by": write(_coupling(found.student[2], found.teacher[2])),
            "level": {
                "kernel": write(notation.plain(level.analysis.rule.kernel)),
                "trace": write(notation.plain(level.pair.trace)),
                "determinant": write(notation.plain(level.pair.determinant)),
                "leaves": None if level.leaves is None else _leaves(level.leaves),
                "rests": None if level.rests is None else _rests(level.rests),
            },
        }
    }


def _coupling(student: Expr, teacher: Expr) -> Expr:
    """What the error of the first mode moves in the second mode's row of B; x and y are those of P."""
    x, y, first, second = symbols("x y rho_1 rho_2")
    error = notation.a * notation.b * student - notation.c * teacher
    return notation.phi * x * y * (second - first) * error


def _leaves(found: LevelNetwork) -> dict[str, Json]:
    """Four modes: their recurrent strengths, and the point at which the first two leave."""
    return {
        "w": [str(one) for one in found.w],
        "at": {name: str(value) for name, value in found.point},
        "trace": str(found.trace),
        "determinant": str(found.determinant),
    }


def _rests(found: SpuriousPoint) -> dict[str, Json]:
    """In the coordinates of the modes of two units turned by half a right angle; A is a row of ones there."""
    return {
        "w": [str(one) for one in found.w],
        "b": [str(one) for one in found.b],
        "W_star_diagonal": [str(one) for one in found.w_star],
        "B_star": [str(one) for one in found.b_star],
        "parameters": {name: str(value) for name, value in found.parameters},
        "loss": str(found.loss),
    }

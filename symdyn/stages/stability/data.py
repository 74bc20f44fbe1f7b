"""Where a mode is stable on the optimal manifold, as plain data."""

from collections.abc import Iterable

from sympy import Expr
from sympy.logic.boolalg import BooleanAtom

from symdyn.formula.wire import Json, write
from symdyn.stages.analysis import Analysis
from symdyn.stages.stability.derive import Stability
from symdyn.stages.stability.witness import Witness

__all__ = ["data"]


def data(analysis: Analysis) -> dict[str, Json]:
    """The conditions for each sign of the feedback, and exact points; they belong to `optimal`."""
    optimal = analysis.optimal
    return {"optimal": {**_stability(optimal.stability), "summary": optimal.summary}}


def _stability(stability: Stability) -> dict[str, Json]:
    witnesses = {
        "stable_with_negative_gain": stability.stable_against_sign,
        "unstable_with_negative_gain": stability.unstable,
    }
    return {
        "stable_iff": _positive(stability.conditions),
        "cases": [
            {
                "where": None if case.assumption is None else f"{write(case.assumption)} > 0",
                "verdict": case.verdict,
                "stable_iff": _positive(case.conditions),
            }
            for case in stability.cases
        ],
        "witnesses": {name: _witness(one) for name, one in witnesses.items() if one is not None},
    }


def _positive(conditions: Iterable[Expr | BooleanAtom]) -> list[Json]:
    return [
        str(bool(one)) if isinstance(one, BooleanAtom) else f"{write(one)} > 0"
        for one in conditions
    ]


def _witness(witness: Witness) -> dict[str, Json]:
    """The exact point, with the whole gain c in a_star."""
    point = {("a_star" if name == "c" else name): value for name, value in witness.point}
    return {**{name: str(value) for name, value in point.items()}, "b_star": "1"}

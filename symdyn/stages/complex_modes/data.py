"""Conformal modes as plain data."""

from sympy import Expr

from symdyn.exact.layout import arrange
from symdyn.formula.wire import Json, write
from symdyn.stages.analysis import Analysis
from symdyn.stages.complex_modes.derive import (
    PARTS,
    ComplexModes,
    complex_modes,
    not_covered,
    parts_of_pair,
)
from symdyn.stages.complex_modes.pairs import Complex
from symdyn.stages.complex_modes.phase import PhaseWitness, out_of_phase
from symdyn.stages.complex_modes.witness import ComplexWitness

__all__ = ["data"]


def data(analysis: Analysis) -> dict[str, Json]:
    """The pair of a conformal mode in u, v, q, r and g; where it is stable for aligned feedback; points.

    Real and imaginary part stand in a row.  Of a rule that is not covered it is the reason.
    """
    found = complex_modes(analysis)
    if found is None:
        return {
            "complex_modes": {"not_covered": (not_covered(analysis.rule) or "").replace("$", "")}
        }
    credit = found.credit
    own: dict[object, Expr] = {
        name: arrange(value)
        for name, value in zip(
            PARTS[3:],
            (
                credit.square,
                credit.value_parts.real,
                credit.value_parts.imaginary,
                credit.stretched_parts.real,
                credit.stretched_parts.imaginary,
            ),
            strict=True,
        )
    }
    trace, determinant = parts_of_pair(analysis.theory.flow)

    def shown(one: Complex) -> list[Json]:
        return [write(arrange(x).xreplace(own)) for x in (one.real, one.imaginary)]

    return {
        "complex_modes": {
            "kernel": [
                write(arrange(x)) for x in (credit.value_parts.real, credit.value_parts.imaginary)
            ],
            "trace": shown(trace),
            "determinant": shown(determinant),
            "stable_if_aligned": _stable(found),
            "unstable_at": _point(found.unstable),
            "stable_at": _point(found.stable),
            "out_of_phase_at": _point(out_of_phase(analysis)),
        }
    }


def _stable(found: ComplexModes) -> Json:
    """What is proved, as conditions that are together necessary and sufficient on the whole manifold.

    An empty list where nothing is asked; None where it is not decided.
    """
    if found.condition is None:
        return [] if found.positive else None
    return [f"{write(arrange(found.condition))} >= 0"]


def _point(one: ComplexWitness | PhaseWitness | None) -> Json:
    """A point of the manifold, and what decides there; the gain of a feedback with a phase is s (rho_1 + i rho_2)."""
    if one is None:
        return None
    at: dict[str, Json] = {name: str(value) for name, value in one.point}
    return {"at": at, "trace": str(one.trace), "criterion": str(one.criterion)}

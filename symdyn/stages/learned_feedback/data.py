"""Feedback that is learned, as plain data: its update, where a mode rests, the spectra, where it dies."""

from sympy import Rational

from symdyn import notation
from symdyn.formula.wire import Json, write
from symdyn.stages.analysis import Analysis
from symdyn.stages.fixed_points.data import data as fixed_points
from symdyn.stages.learned_feedback.derive import Cubic, Pair, learned_feedback

__all__ = ["data"]


def data(analysis: Analysis) -> dict[str, Json]:
    """The components, under the key that they have for a fixed feedback, and what is found of the feedback."""
    found = learned_feedback(analysis)
    if found is None:
        return {}
    own: dict[str, Json] = {
        "state": ["a", "b", "w", notation.a_hat.name],
        "kind": found.kind.name.lower(),
        "spectra": {name: _spectrum(analysis, one) for name, one in found.spectra.items()},
        "conserved": None if found.conserved is None else write(found.conserved),
        "dies_at": None,
    }
    if found.death is not None:
        point = (*found.death.point, ("a", found.death.a), (notation.a_hat.name, 0))
        own["dies_at"] = {name: str(value) for name, value in point}
        own["loss_there"] = write(Rational(found.death.loss))
    return {**fixed_points(analysis), "learned_feedback": own}


def _spectrum(analysis: Analysis, found: Pair | Cubic) -> dict[str, Json]:
    """With the kernel written out."""
    credit = analysis.credit
    kernels = {
        notation.kernel_student: credit.student_expr,
        notation.kernel_teacher: credit.teacher_expr,
    }
    parts = (
        {"other": found.other, "trace": found.trace, "determinant": found.determinant}
        if isinstance(found, Pair)
        else {"first": found.first, "second": found.second, "third": found.third}
    )
    return {name: write(value.xreplace(kernels)) for name, value in parts.items()}

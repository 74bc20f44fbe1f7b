"""The kernel's generating function, as plain data."""

from symdyn.formula.wire import Json, write
from symdyn.stages.analysis import Analysis

__all__ = ["data"]


def data(analysis: Analysis) -> dict[str, Json]:
    """The generating function, its slope and its values."""
    return {"kernel_sums": _kernel_sums(analysis)}


def _kernel_sums(analysis: Analysis) -> dict[str, Json]:
    credit = analysis.credit
    return {
        "K(z)": write(credit.general),
        "K'(z)": write(credit.slope),
        "K(w)": write(credit.student_expr),
        "K(w_star)": write(credit.teacher_expr),
        "K on the optimal manifold": write(credit.value_expr),
        "w_star*K' on the optimal manifold": write(credit.moment_expr),
    }

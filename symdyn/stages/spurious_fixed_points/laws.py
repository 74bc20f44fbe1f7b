"""The law of fixed points with few outputs: the literal sums of the full network vanish there."""

from fractions import Fraction

from symdyn.exact.matrices import Matrix
from symdyn.stages.setting.exact_networks import ExactNetwork, full_mean_update
from symdyn.stages.spurious_fixed_points.derive import spurious_point
from symdyn.testing.laws import Law, require, require_close
from symdyn.testing.subject import Subject

__all__ = ["LAWS"]

_STEPS = 60  # the largest power is (3/4)^k
_MARGIN = Fraction(1, 10**6)


def _spurious(subject: Subject) -> int | None:
    """Every entry of every update, and the loss; the feedback has other entries than the read-out."""
    rule, found = subject.analysis.rule, spurious_point(subject.analysis)
    if found is None:
        return None
    n, values = found.units, dict(found.parameters)
    ones = Matrix([[1] * n])
    student, teacher = (
        ExactNetwork(ones, Matrix.diagonal(w, n, n), Matrix([[x] for x in b]))
        for w, b in ((found.w, found.b), (found.w_star, found.b_star))
    )
    feedback = Matrix([[Fraction(1 + unit, 2) for unit in range(n)]])
    for update in full_mean_update(rule, student, teacher, _STEPS, feedback, values):
        for row in update.entries:
            for entry in row:
                require_close("an entry of an update", Fraction(0), entry, _MARGIN, values)
    errors = (_error(student, teacher, k) for k in range(_STEPS))
    loss = sum((one * one / 2 for one in errors), start=Fraction(0))
    require_close("the loss", found.loss, loss, _MARGIN, values)
    require(found.loss > _MARGIN, f"the loss is {found.loss}", values)
    return 2


def _error(student: ExactNetwork, teacher: ExactNetwork, k: int) -> Fraction:
    """A W^k B - A_star W_star^k B_star."""
    sides = []
    for network in (student, teacher):
        state = network.B
        for _ in range(k):
            state = network.W @ state
        sides.append((network.A @ state)[0, 0])
    return sides[0] - sides[1]


LAWS = (
    Law(
        "fixed points with few outputs",
        "where an update is stated to vanish at a positive loss, it does",
        _spurious,
    ),
)

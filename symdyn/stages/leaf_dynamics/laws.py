"""The law of leaves: the literal update is the flow in the plane, on the surface of the state."""

from symdyn import notation
from symdyn.stages.leaf_dynamics.derive import leaf_of
from symdyn.testing.evaluation import decimals, value_of
from symdyn.testing.laws import Law, require_close
from symdyn.testing.literal import LiteralSums, steps_to_sum
from symdyn.testing.points import mode_points
from symdyn.testing.subject import Subject

__all__ = ["LAWS"]

_DIGITS = 60
_POINTS = 5
# The tails of the sums are some 10^-20 at most, and updates may be large.
_MARGIN = 1e-12


def _leaf(subject: Subject) -> int | None:
    """At states of a mode: a from H, b and w, and the slopes of b and w from these alone."""
    analysis = subject.analysis
    leaf = leaf_of(analysis)
    if leaf is None:
        return None
    checks, numbers = 0, decimals(_DIGITS)
    for point in mode_points(analysis.rule, _POINTS):
        level = value_of(leaf.end.conserved.quantity, point)
        there = {**point, notation.first_value.name: level}
        del there["a"]
        read_out = value_of(leaf.written_read_out, there)
        require_close("a on the surface", read_out, point["a"], 0, point)
        steps, _ = steps_to_sum(analysis.rule, point)
        update = LiteralSums(analysis.rule, steps, numbers).update(point)
        for slope, change in zip(leaf.written_slopes, update[1:], strict=True):
            derived = value_of(slope, there, numbers)
            require_close("the slope", derived, -change, _MARGIN * (1 + abs(derived)), point)
        checks += 1
    return checks


LAWS = (
    Law(
        "leaf",
        "the literal update is the flow in the plane of b and w, on the surface of what is conserved",
        _leaf,
    ),
)

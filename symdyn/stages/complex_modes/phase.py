"""Feedback out of phase with the read-out: an exact mode that leaves between two ends of the manifold that attract."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from symdyn import notation
from symdyn.errors import ExactArithmeticError
from symdyn.exact.evaluation import evaluate
from symdyn.stages.analysis import Analysis
from symdyn.stages.complex_modes.derive import Kind, complex_modes, parts_of_pair
from symdyn.stages.complex_modes.witness import own_points
from symdyn.stages.kept import kept

__all__ = ["PhaseWitness", "has_phase", "out_of_phase"]

_FIFTHS = tuple(Fraction(one, 5) for one in range(-4, 5))
_TURNS = tuple(Fraction(one) for one in (1, -1, 2, -2, 3, -3))
_PLACES = tuple(Fraction(*one) for one in ((1, 1), (2, 1), (1, 2), (1, 5), (5, 1)))


@dataclass(frozen=True)
class PhaseWitness:
    """A point of the manifold with c = 1 and the gain s (rho_1 + i rho_2) of the feedback.

    Parameters
    ----------
    point : u and v, s, c, rho_1 and rho_2, and the rule's parameters, by name
    far, near : the real parts of (rho_1 + i rho_2) K_star and of (rho_1 + i rho_2) S_star, which are positive
    trace : the real part of the trace of the flow's pair
    criterion : negative, so that an eigenvalue has a positive real part
    """

    point: tuple[tuple[str, Fraction], ...]
    far: Fraction
    near: Fraction
    trace: Fraction
    criterion: Fraction


def has_phase(analysis: Analysis) -> bool:
    """Whether feedback may be out of phase, and the criterion is not decided by real credit."""
    found = complex_modes(analysis)
    return found is not None and found.kind != Kind.REAL and not analysis.rule.symmetric


@kept
def out_of_phase(analysis: Analysis) -> PhaseWitness | None:
    """The first point of a grid at which a mode leaves though both ends attract; None where there is none.

    >>> from symdyn import analyse, find_rule
    >>> out_of_phase(analyse(find_rule("rflo"))).criterion < 0
    True
    """
    found = complex_modes(analysis)
    if found is None or not has_phase(analysis):
        return None
    pair = parts_of_pair(analysis.theory.flow)
    stated = (pair[0].real, pair[0].imaginary, pair[1].real, pair[1].imaginary)
    parts = (found.credit.value_parts, found.credit.stretched_parts)
    credit = [x for one in parts for x in (one.real, one.imaginary)]
    modes = [(u, v) for u, v in product(_FIFTHS, repeat=2) if v >= 0 and u**2 + v**2 < 1]
    modes.sort(key=lambda one: (one[0] ** 2 + one[1] ** 2, -one[0]))
    names = ("k_1", "k_2", "H_1", "H_2")
    for own, (u, v), turn in product(own_points(analysis.rule), modes, _TURNS):
        here = {**own, "u": u, "v": v}
        try:
            values = [evaluate(x, here) for x in credit]
        except ExactArithmeticError:  # a removable singularity
            continue
        far, near = (values[x] - turn * values[x + 1] for x in (0, 2))
        if min(far, near) <= 0:
            continue
        at = dict(zip(names, values, strict=True)) | {"X": u**2 + v**2}
        for s in _PLACES:
            gains = {"q": s, "r": turn * s, "g": 1 / s**2}
            t, y, d, z = (evaluate(x, {**at, **gains}) for x in stated)
            criterion = t * (t * d + y * z) - z**2
            if t < 0 and criterion < 0:
                one = Fraction(1)
                own_values = {x: y for x, y in own.items() if x != notation.a_hat.name}
                point = {**own_values, "u": u, "v": v, "s": s, "c": one}
                point |= {"rho_1": one, "rho_2": turn}
                return PhaseWitness(tuple(point.items()), far, near, t, criterion)
    return None

"""Conformal modes with feedback of aligned phase that leave the optimum, and some that stay: exact points."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from symdyn import notation
from symdyn.errors import ExactArithmeticError
from symdyn.exact.evaluation import evaluate
from symdyn.exact.rational import RationalFunction
from symdyn.rules.rule import LearningRule
from symdyn.stages.complex_modes.pairs import Complex

__all__ = ["ComplexWitness", "own_points", "witness_of"]

_FIFTHS = tuple(Fraction(one, 5) for one in range(-4, 5))
_PLACES = tuple(Fraction(1, one) for one in (1, 2, 5, 10, 20, 40))
_OWN = tuple(
    Fraction(*one) for one in ((1, 2), (9, 10), (-1, 2), (-9, 10), (1, 4), (1, 1), (2, 1), (19, 20))
)


@dataclass(frozen=True)
class ComplexWitness:
    """A point of the manifold with c = 1, and what decides there.

    Parameters
    ----------
    point : u and v, the moduli s of a, a_hat of the feedback and c, and the rule's parameters, by name
    trace : the real part of the trace of the flow's pair
    criterion : what is positive exactly where both of its eigenvalues have a negative real part, for a
        negative trace
    """

    point: tuple[tuple[str, Fraction], ...]
    trace: Fraction
    criterion: Fraction


def witness_of(
    rule: LearningRule, pair: tuple[Complex, Complex], value: Complex, stretched: Complex
) -> tuple[ComplexWitness | None, ComplexWitness | None]:
    """The first unstable point of a grid, and the first stable one of the same mode if there is one.

    Modes are looked at of which an end of the manifold is unstable: where the real part of S_star or that of
    K_star is negative.  Both points are None where no mode of the grid is
    unstable.

    Parameters
    ----------
    rule : the learning rule
    pair : trace and determinant in the gains, |w_star|^2 and the parts of the credit
    value, stretched : the credit in u, v and the rule's parameters
    """
    stated = (pair[0].real, pair[0].imaginary, pair[1].real, pair[1].imaginary)
    credit = (value.real, value.imaginary, stretched.real, stretched.imaginary)
    modes = sorted(
        ((u, v) for u, v in product(_FIFTHS, repeat=2) if v >= 0 and u**2 + v**2 < 1),
        key=lambda one: (one[0] ** 2 + one[1] ** 2, -one[0]),
    )
    for own, (u, v) in product(own_points(rule), modes):
        here = {**own, "u": u, "v": v}
        try:
            parts = [evaluate(x, here) for x in credit]
        except ExactArithmeticError:  # a removable singularity
            continue
        if parts[0] >= 0 and parts[2] >= 0:
            continue
        at = dict(zip(("k_1", "k_2", "H_1", "H_2"), parts, strict=True)) | {"X": u**2 + v**2}
        found = [_at(rule, stated, at, here, s) for s in _PLACES]
        unstable = next((one for one in found if one.criterion < 0), None)
        if unstable is not None:
            stable = (one for one in found if one.criterion > 0 and one.trace < 0)
            return unstable, next(stable, None)
    return None, None


def own_points(rule: LearningRule) -> Iterator[dict[str, Fraction]]:
    """Points of the domain of the rule's own parameters."""
    names = [x for x in rule.domain.names if x not in {notation.w.name, notation.a_hat.name}]
    allowed = [[x for x in _OWN if rule.domain.interval(name).contains(x)] for name in names]
    for values in product(*allowed):
        yield dict(zip(names, values, strict=True))


def _at(
    rule: LearningRule,
    stated: tuple[RationalFunction, ...],
    credit: Mapping[str, Fraction],
    here: Mapping[str, Fraction],
    s: Fraction,
) -> ComplexWitness:
    one = Fraction(1)
    gains = {"q": s**2 if rule.symmetric else s, "r": Fraction(0), "g": 1 / s**2}
    feedback = {} if rule.symmetric else {notation.a_hat.name: one}
    t, y, d, z = (evaluate(x, {**credit, **gains}) for x in stated)
    point = {**here, "s": s, "c": one, **feedback}
    return ComplexWitness(tuple(point.items()), t, t * (t * d + y * z) - z**2)

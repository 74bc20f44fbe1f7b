"""The law of conformal modes: the real linearisation of a full network of turning planes, by differences."""

from collections.abc import Mapping
from fractions import Fraction

from symdyn.exact.evaluation import evaluate
from symdyn.exact.matrices import Matrix
from symdyn.rules.rule import LearningRule
from symdyn.stages.complex_modes.derive import PARTS, ComplexModes, complex_modes, parts_of_pair
from symdyn.stages.complex_modes.phase import PhaseWitness, out_of_phase
from symdyn.stages.complex_modes.witness import ComplexWitness
from symdyn.stages.flow.derive import GeneralFlow
from symdyn.stages.setting.exact_networks import ExactNetwork, full_mean_update
from symdyn.testing.laws import Law, require, require_close
from symdyn.testing.points import Point, mode_points
from symdyn.testing.subject import Subject

__all__ = ["LAWS", "conformal_jacobian", "power_sums"]

_STEPS, _MOST_STEPS = 28, 40
_POINTS = 6  # of which some may be near a pole of a closed form
_SHIFT = Fraction(1, 2**30)  # central differences: an error of the order of its square
_MARGIN = Fraction(1, 10**6)
# w, a, b and the feedback, by real and imaginary part; |w| < 1/2, so that the sums end soon
_PLANES = tuple(
    tuple((Fraction(x, 8), Fraction(y, 8)) for x, y in one)
    for one in (
        ((3, 2), (8, -4), (6, 3), (4, -3)),
        ((-2, -3), (-6, 8), (4, -6), (-8, 2)),
    )
)
Pair = tuple[Fraction, Fraction]


def _conformal(subject: Subject) -> int | None:
    """Traces of powers of the real 6 x 6 Jacobian, which the two complex eigenvalues decide."""
    found = complex_modes(subject.analysis)
    if found is None:
        return None
    rule, checks = subject.analysis.rule, 0
    flow = subject.analysis.theory.flow
    own = [one.name for one in rule.credit.parameters]
    for plane, point in zip(_PLANES, mode_points(rule, _POINTS), strict=False):
        values = {name: point[name] for name in own if name in point}
        w, a, b, fed = plane
        stated = _stated(flow, found, values, w, (a, b, a if rule.symmetric else fed))
        _require_pair(rule, stated, values, (a, b, w, fed), _steps(rule))
        checks += 1
    for one, stable in ((found.unstable, False), (found.stable, True)):
        if one is not None:
            _require_point(rule, one, stable=stable)
            checks += 1
    phase = out_of_phase(subject.analysis)
    if phase is not None:
        _require_phase(rule, phase)
        checks += 1
    return checks


def _steps(rule: LearningRule) -> int:
    return max(_STEPS, rule.horizon if isinstance(rule.horizon, int) else 0)


def _stated(
    flow: GeneralFlow,
    found: ComplexModes,
    values: Mapping[str, Fraction],
    w: Pair,
    gains: tuple[Pair, Pair, Pair],
) -> list[Pair]:
    """Trace and determinant as stated: q + i r = a conj(feedback), g = |b|^2."""
    a, b, fed = gains
    here = {**values, "u": w[0], "v": w[1]}
    credit = (found.credit.value_parts, found.credit.stretched_parts)
    parts = [evaluate(x, here) for one in credit for x in (one.real, one.imaginary)]
    q, r = a[0] * fed[0] + a[1] * fed[1], a[1] * fed[0] - a[0] * fed[1]
    g, square = b[0] ** 2 + b[1] ** 2, w[0] ** 2 + w[1] ** 2
    at = dict(zip((x.name for x in PARTS), (q, r, g, square, *parts), strict=True))
    return [(evaluate(one.real, at), evaluate(one.imaginary, at)) for one in parts_of_pair(flow)]


def _require_pair(
    rule: LearningRule,
    stated: list[Pair],
    values: Point,
    plane: tuple[Pair, Pair, Pair, Pair],
    steps: int,
) -> None:
    """Newton's sums of the pair and its conjugate against traces of powers of the Jacobian."""
    jacobian = conformal_jacobian(rule, values, plane, steps)
    trace, determinant = stated
    sums = _newton(trace, determinant)
    point = {**values, "u": plane[2][0], "v": plane[2][1]}
    for power, (derived, literal) in enumerate(zip(sums, power_sums(jacobian), strict=True), 1):
        what = f"the sum of the eigenvalues of a conformal mode to the power {power}"
        require_close(what, derived, literal, _MARGIN * (1 + abs(derived)), point)


def _newton(t: Pair, d: Pair) -> list[Fraction]:
    """Twice the real part of x^k + y^k for k = 1 to 4, where x + y = t and x y = d."""
    one: Pair = (Fraction(2), Fraction(0))
    found = [one, t]
    for _ in range(3):
        found.append(_less(_times(t, found[-1]), _times(d, found[-2])))
    return [2 * x[0] for x in found[1:]]


def _times(x: Pair, y: Pair) -> Pair:
    return x[0] * y[0] - x[1] * y[1], x[0] * y[1] + x[1] * y[0]


def _less(x: Pair, y: Pair) -> Pair:
    return x[0] - y[0], x[1] - y[1]


def _require_phase(rule: LearningRule, one: PhaseWitness) -> None:
    """The read-out is s, so that the feedback, which is conjugated, is rho_1 - i rho_2."""
    at = dict(one.point)
    _require_stable(rule, at, (at["rho_1"], -at["rho_2"]), stable=False)


def _require_point(rule: LearningRule, one: ComplexWitness, *, stable: bool) -> None:
    at = dict(one.point)
    _require_stable(rule, at, (at.get("a_hat", Fraction(0)), Fraction(0)), stable=stable)


def _require_stable(
    rule: LearningRule, at: Mapping[str, Fraction], fed: Pair, *, stable: bool
) -> None:
    """By Hurwitz's conditions on the literal Jacobian's polynomial of degree four."""
    s, zero = at["s"], Fraction(0)
    own = {x.name: at[x.name] for x in rule.credit.parameters if x.name in at}
    plane = ((s, zero), (at["c"] / s, zero), (at["u"], at["v"]), fed)
    sums = power_sums(conformal_jacobian(rule, own, plane, _MOST_STEPS))
    first = sums[0]
    second = (first * sums[0] - sums[1]) / 2
    third = (second * sums[0] - first * sums[1] + sums[2]) / 3
    fourth = (third * sums[0] - second * sums[1] + first * sums[2] - sums[3]) / 4
    c = (fourth, -third, second, -first)
    minors = (c[3], c[3] * c[2] - c[1], c[1] * (c[3] * c[2] - c[1]) - c[3] ** 2 * c[0], c[0])
    told = "stable" if stable else "unstable"
    require(
        all(x > 0 for x in minors) is stable,
        f"a conformal mode that is stated to be {told} is not",
        at,
    )


def conformal_jacobian(
    rule: LearningRule,
    values: Mapping[str, Fraction],
    plane: tuple[Pair, Pair, Pair, Pair],
    steps: int,
) -> Matrix:
    """The Jacobian of -Delta over the real and imaginary parts of a, b and w, at an optimum.

    Raises ProofError if an update of a conformal network is not conformal.

    Parameters
    ----------
    rule : the learning rule
    values : its parameters
    plane : a, b, w and the feedback, each by real and imaginary part
    steps : of the literal sums
    """
    columns = []
    for place in range(6):
        ahead, behind = (_update(rule, values, plane, steps, place, x) for x in (_SHIFT, -_SHIFT))
        columns.append([(y - x) / (2 * _SHIFT) for x, y in zip(ahead, behind, strict=True)])
    return Matrix([[column[row] for column in columns] for row in range(6)])


def _update(
    rule: LearningRule,
    values: Mapping[str, Fraction],
    plane: tuple[Pair, Pair, Pair, Pair],
    steps: int,
    place: int,
    shift: Fraction,
) -> list[Fraction]:
    moved = [list(one) for one in plane[:3]]
    moved[place // 2][place % 2] += shift
    student, teacher = (
        ExactNetwork(_plane(x[0]), _plane(x[2]), _plane(x[1])) for x in (moved, plane)
    )
    feedback = None if rule.symmetric else _plane(plane[3])
    found = []
    for one in full_mean_update(rule, student, teacher, steps, feedback, values):
        require(
            one[0, 0] == one[1, 1] and one[0, 1] == -one[1, 0],
            "the update of a network of turning planes is no turn",
            {**values, "u": plane[2][0], "v": plane[2][1]},
        )
        found += [one[0, 0], one[1, 0]]
    return found


def _plane(one: Pair | list[Fraction]) -> Matrix:
    return Matrix([[one[0], -one[1]], [one[1], one[0]]])


def power_sums(matrix: Matrix) -> list[Fraction]:
    """The traces of the first four powers."""
    found, power = [], matrix
    for _ in range(4):
        found.append(sum((power[i, i] for i in range(matrix.shape[0])), start=Fraction(0)))
        power = power @ matrix
    return found


LAWS = (
    Law(
        "conformal modes",
        "the real linearisation of a network of turning planes has the stated complex pair",
        _conformal,
    ),
)

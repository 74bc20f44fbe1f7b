"""The law of other units: the literal updates of modes and networks, and the Jacobian in a network's own."""

from fractions import Fraction

from symdyn.exact.matrices import Matrix
from symdyn.notation import STATE
from symdyn.stages.analysis import Analysis
from symdyn.stages.matrix_rates.derive import in_own_units, units_of
from symdyn.stages.setting.exact_networks import ExactNetwork, full_mean_update
from symdyn.testing.evaluation import Number, value_of
from symdyn.testing.laws import Law, require_close, require_equal
from symdyn.testing.linear_flow import LinearFlow
from symdyn.testing.literal import LiteralSums
from symdyn.testing.points import mode_points
from symdyn.testing.subject import Subject

__all__ = ["LAWS"]

_X, _Y = Fraction(3, 2), Fraction(2, 5)
_STEPS = 4
_A, _B, _W = (
    Matrix([[1, 2]]),
    Matrix([[1], [Fraction(1, 2)]]),
    Matrix([[0, 1], [-1, 1]]).scale(Fraction(1, 3)),
)
_TEACHER = ExactNetwork(
    Matrix([[2, -1]]), Matrix([[1, 0], [1, -1]]).scale(Fraction(1, 4)), Matrix([[1], [3]])
)
_R = Matrix([[1, -2]])


def _homogeneous(subject: Subject) -> int:
    """The factors x y^2, x^2 y and x^2 y^2 of Delta A, Delta B and Delta W, of modes and of a network."""
    rule = subject.analysis.rule
    factors = (_X * _Y**2, _X**2 * _Y, _X**2 * _Y**2)
    checks = 0
    for point in mode_points(rule, 3):
        scaled = dict(point)
        for name, factor in (("a", _X), ("a_star", _X), ("a_hat", _X), ("b", _Y), ("b_star", _Y)):
            if name in scaled:
                scaled[name] = factor * scaled[name]
        sums = LiteralSums(rule, _STEPS + rule.first_lag)
        for x, factor, one, other in zip(
            STATE, factors, sums.update(scaled), sums.update(point), strict=True
        ):
            require_equal(f"Delta {x} in other units", one, factor * other, point)
        found, plain = (
            full_mean_update(
                rule,
                ExactNetwork(_A.scale(x), _W, _B.scale(y)),
                ExactNetwork(_TEACHER.A.scale(x), _TEACHER.W, _TEACHER.B.scale(y)),
                _STEPS,
                _R.scale(x),
                point,
            )
            for x, y in ((_X, _Y), (Fraction(1), Fraction(1)))
        )
        in_order = (factors[0], factors[1], factors[2])
        for name, factor, one, other in zip("ABW", in_order, found, plain, strict=True):
            require_equal(f"Delta {name} in other units", one, other.scale(factor), point)
        checks += 1
    return checks


def _own_units(subject: Subject) -> int:
    """The rows of the literal Jacobian times the rates have the stated trace, minors and eigenvalues."""
    analysis = subject.analysis
    own = in_own_units(analysis)
    for unrated in subject.flows:
        flow = unrated.rated(analysis.rule.matrix_rates.values(unrated.point))
        margin = flow.margin()
        trace, minors, _ = flow.invariants()
        require_close("the trace in own units", flow.value(own.trace), trace, margin, flow.point)
        stated = flow.value(own.determinant)
        require_close("the determinant in own units", stated, minors, margin, flow.point)
        first, second = (flow.value(one) for one in own.eigenvalues[1:])
        require_close("the sum of the pair in own units", first + second, trace, margin, flow.point)
        require_close("its product", first * second, minors, margin, flow.point)
        _require_same(analysis, flow, (trace, minors), margin * 10)
    return len(subject.flows)


def _require_same(
    analysis: Analysis, flow: LinearFlow, literal: tuple[Number, Number], margin: Number
) -> None:
    """At this place in the units, and with time in its unit, the pair of one rate is the same."""
    units, place = units_of(analysis), flow.point
    a, b, c, time = (flow.value(one) for one in (units.a, units.b, units.c, units.time))
    unit = {"s": a, "a_star": a, "a_hat": a, "b_star": b, "c": c}
    there = {
        name: flow.numbers.number(value) / unit[name] if name in unit else value
        for name, value in place.items()
    }
    optimal = analysis.optimal
    for name, one, expected, power in (
        ("trace", optimal.trace, literal[0], 1),
        ("determinant", optimal.determinant, literal[1], 2),
    ):
        found = value_of(one, there, flow.numbers) / time**power
        require_close(f"the {name} in the units", found, expected, margin, place)


LAWS = (
    Law(
        "units",
        "in other units the literal updates are multiplied by powers of these",
        _homogeneous,
    ),
    Law(
        "own units", "with a rate for each matrix the pair is that of the literal sums", _own_units
    ),
)

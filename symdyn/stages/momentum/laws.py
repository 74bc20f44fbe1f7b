"""The law of momentum: below the largest step all multipliers of the literal steps are inside the circle."""

from fractions import Fraction

from symdyn.rules.momentum import momentum_value
from symdyn.rules.rule import LearningRule
from symdyn.stages.momentum.derive import largest_step_with_momentum
from symdyn.stages.step_size.derive import LargestStep
from symdyn.testing.evaluation import Number
from symdyn.testing.laws import Law, require
from symdyn.testing.linear_flow import LinearFlow
from symdyn.testing.subject import Subject

__all__ = ["LAWS"]

_SHARES = ((Fraction(99, 100), True), (Fraction(101, 100), False))


def _momentum(subject: Subject) -> int | None:
    """The multipliers are eigenvalues of the step of a state and the last, by differences of the literal sums."""
    rule = subject.analysis.rule
    if rule.momentum == 0:
        return None
    found = largest_step_with_momentum(subject.analysis)
    checks = 0
    for flow in subject.flows:
        rates = flow.transverse_rates()
        if rates is None:
            continue  # so close to the boundary that the differences cannot tell
        stable = all(rate < 0 for rate in rates)
        if found is None:
            require(not stable, "no step is stated to be stable, and the mode is", flow.point)
        elif stable:
            _require_largest(rule, flow, found)
        else:
            continue  # unstable in the flow already: no step is stated
        checks += 1
    return checks


def _require_largest(rule: LearningRule, flow: LinearFlow, found: LargestStep) -> None:
    trace, minors, _ = flow.invariants()
    real = trace**2 - 4 * minors >= -flow.margin()
    formula = found.real if real or found.complex is None else found.complex
    bound = flow.value(formula).real
    beta = flow.numbers.number(momentum_value(rule.beta, flow.point, flow.numbers.number))
    for share, inside in _SHARES:
        step = flow.numbers.number(share) * bound
        largest = max(_multipliers(flow, step, beta))
        require(
            (largest < 1) is inside,
            f"at {share} of the largest step with momentum, {float(bound):.6g}, the largest multiplier "
            f"has modulus {float(largest):.12g}",
            flow.point,
        )


def _multipliers(flow: LinearFlow, step: Number, beta: Number) -> list[Number]:
    """The moduli of the eigenvalues of (theta, last) -> (theta + step J theta + beta (theta - last), theta).

    Along the manifold they are 1 and beta, which are left out.
    """
    size = len(flow.matrix)
    rows = [
        [step * x + (1 + beta) * (i == j) for j, x in enumerate(row)]
        + [-beta * (i == j) for j in range(size)]
        for i, row in enumerate(flow.matrix)
    ]
    rows += [[*(int(i == j) for j in range(size)), *[0] * size] for i in range(size)]
    values = flow.numbers.eigenvalues(rows)
    for known in (1, beta):
        values.remove(min(values, key=lambda value: abs(value - known)))
    return [abs(one) for one in values]


LAWS = (
    Law(
        "momentum",
        "where a mode is stable, its multipliers with momentum leave the unit circle at the stated step",
        _momentum,
    ),
)

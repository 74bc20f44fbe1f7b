"""The law of the largest step: below it both literal multipliers are inside the circle, beyond it not."""

from fractions import Fraction

from sympy import Expr

from symdyn.stages.step_size.derive import LargestStep, largest_step
from symdyn.testing.laws import Law, require
from symdyn.testing.linear_flow import LinearFlow
from symdyn.testing.subject import Subject

__all__ = ["LAWS"]

_BELOW, _BEYOND = Fraction(99, 100), Fraction(101, 100)
_ROUNDING = 1e-6


def _step(subject: Subject) -> int:
    """The multipliers are eigenvalues of I + eta J, with J by differences of the literal sums."""
    found = largest_step(subject.analysis)
    checks = 0
    for flow in subject.flows:
        rates = flow.transverse_rates()
        if rates is None:
            continue  # so close to the boundary that the differences cannot tell
        stable = all(rate < 0 for rate in rates)
        if found is None:
            require(not stable, "no step is stated to be stable, and the mode is", flow.point)
        elif stable:
            _require_largest(flow, found)
        else:
            continue  # unstable in the flow already: no step is stated
        checks += 1
    return checks


def _require_largest(flow: LinearFlow, found: LargestStep) -> None:
    stated = flow.value(_bound(flow, found))
    bound = stated.real
    # Where both eigenvalues are one, rounding may leave a root of less than nothing.
    positive = bound > 0 and abs(stated.imag) <= _ROUNDING * bound
    require(positive, f"the largest step is {complex(stated):.6g}, not positive", flow.point)
    for share, inside in ((_BELOW, True), (_BEYOND, False)):
        largest = max(flow.multipliers(flow.numbers.number(share) * bound))
        require(
            (largest < 1) is inside,
            f"at {share} of the largest step, {float(bound):.6g}, the larger multiplier has "
            f"modulus {float(largest):.12g}",
            flow.point,
        )


def _bound(flow: LinearFlow, found: LargestStep) -> Expr:
    """The formula for the pair that the literal Jacobian has: real, or complex."""
    trace, minors, _ = flow.invariants()
    if trace**2 - 4 * minors >= -flow.margin():
        return found.real
    require(found.complex is not None, "a pair that is stated to be real is complex", flow.point)
    return found.complex


LAWS = (
    Law(
        "largest step",
        "where a mode is stable, its multipliers leave the unit circle at the stated step",
        _step,
    ),
)

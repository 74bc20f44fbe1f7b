"""The law of the gradient: Delta is the slope of the literal loss exactly where that is stated."""

from fractions import Fraction

from symdyn.stages.update.laws import finite_points
from symdyn.testing.laws import Law, require
from symdyn.testing.literal import LiteralSums
from symdyn.testing.subject import Subject

__all__ = ["LAWS"]


def _gradient(subject: Subject) -> int:
    """Delta is the gradient of the loss, by an exact difference quotient, exactly if claimed.

    L_T is a polynomial of degree 2 in a and in b, so central differences are exact; in w they are
    not, and the margin is the square of the step.
    """
    analysis = subject.analysis
    step = Fraction(1, 10**12)
    checks, agree = 0, True
    for point, steps in finite_points(analysis):
        sums = LiteralSums(analysis.rule, steps)
        update = sums.update(point)
        for variable, delta in zip(("a", "b", "w"), update, strict=True):
            ahead, behind = (
                sums.loss({**point, variable: point[variable] + shift}) for shift in (step, -step)
            )
            slope = (ahead - behind) / (2 * step)
            agree = agree and abs(slope - delta) <= Fraction(1, 10**15) * (1 + abs(slope))
        checks += 1
        if analysis.update.is_gradient:
            require(agree, "Delta is stated to be the gradient of the loss and is not", point)
    require(
        agree is analysis.update.is_gradient,
        "Delta is the gradient of the loss at all points tried, which is not stated",
        {},
    )
    return checks


LAWS = (Law("gradient", "Delta is the gradient of the loss exactly where stated", _gradient),)

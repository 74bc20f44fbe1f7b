r"""Fixed points of networks that no mode has: with fewer outputs than units the error need not vanish.

Take one output and one input, W and W_star diagonal, and A = A_star = (1, ..., 1).  The impulse-response
error is e_k = sum over x of beta_x x^k, with the entries of B at the w_j and those of -B_star at the
w_star_j.  The mean updates are linear in it: they vanish exactly where, for all units i and j,
    sum e_k w_j^k = 0,   sum kappa_m(w_i) e_m = 0,   sum kappa_m(w_i) w_j^k e_{m+1+k} = 0.
These are equations for the 2 n numbers beta, and where w and w_star have no entry in common the error
vanishes for beta = 0 alone.  A kernel that does not depend on w asks the same of every unit, so that a few
conditions are left beside the n of A, and with n large enough there are solutions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sympy import Integer

from symdyn import notation
from symdyn.brief import Brief
from symdyn.errors import ExactArithmeticError
from symdyn.exact.bridge import value_of
from symdyn.exact.matrices import Matrix
from symdyn.rules.rule import LearningRule
from symdyn.stages.analysis import Analysis
from symdyn.stages.setting.parameter_points import horizon_of, parameter_points

__all__ = ["MOST_UNITS", "SpuriousPoint", "not_covered", "point_with", "spurious_point", "students"]

MOST_UNITS = 4
_STUDENT = tuple(Fraction(*one) for one in ((1, 2), (-1, 3), (1, 5), (-3, 5)))
_TEACHER = tuple(Fraction(*one) for one in ((3, 4), (-1, 2), (2, 5), (-1, 5)))


@dataclass(frozen=True, repr=False)
class SpuriousPoint(Brief):
    """Weights at which no update moves anything though the loss is positive; A and A_star are rows of ones.

    Parameters
    ----------
    w, w_star : the diagonals of W and W_star
    b, b_star : the columns B and B_star
    parameters : the rule's own, by name, and the horizon where it is a letter
    conditions : how many independent conditions the updates make of the 2 n entries of B and B_star
    loss : of long sequences
    """

    w: tuple[Fraction, ...]
    w_star: tuple[Fraction, ...]
    b: tuple[Fraction, ...]
    b_star: tuple[Fraction, ...]
    parameters: tuple[tuple[str, Fraction], ...]
    conditions: int
    loss: Fraction

    def _about(self) -> str:
        w, b = (", ".join(map(str, values)) for values in (self.w, self.b))
        return f"{self.units} units and one output, loss {self.loss}, w = ({w}), b = ({b})"

    @property
    def units(self) -> int:
        """The number n of hidden units of student and teacher."""
        return len(self.w)


def spurious_point(analysis: Analysis) -> SpuriousPoint | None:
    """The first point found with one output and at most MOST_UNITS units; None where there is none.

    >>> from symdyn import analyse, find_rule
    >>> found = spurious_point(analyse(find_rule("tbptt")))
    >>> found.units, found.b, found.b_star, found.loss > 0
    (2, (Fraction(-39, 64), Fraction(1, 1)), (Fraction(-75, 224), Fraction(325, 448)), True)
    """
    if analysis.credit.zero or not_covered(analysis.rule) is not None:
        return None
    for units in range(2, MOST_UNITS + 1):
        for values in parameter_points(analysis.rule):
            found = point_with(analysis, units, values)
            if found is not None:
                return found
    return None


def not_covered(rule: LearningRule) -> str | None:
    """Why no such points are looked for under a rule, in one sentence; None where they are."""
    if not rule.per_unit:
        return None
    return (
        "Where each unit has a number of its own in the kernel, the equations differ from unit to unit, and "
        "their solutions are not looked for."
    )


def students(units: int) -> tuple[Fraction, ...]:
    """The recurrent strengths of the units at which points are looked for."""
    return _STUDENT[:units]


def point_with(analysis: Analysis, units: int, values: dict[str, Fraction]) -> SpuriousPoint | None:
    """A point with so many units at these values of the parameters; None where none is found there."""
    exponents = (*students(units), *_TEACHER[:units])
    try:
        conditions = _conditions(analysis, exponents, values)
    except ExactArithmeticError:
        return None
    found = _without_zero(conditions.kernel())
    if found is None:
        return None
    b, negative = found[:units], found[units:]
    return SpuriousPoint(
        exponents[:units],
        exponents[units:],
        b,
        tuple(-x for x in negative),
        tuple(values.items()),
        len(conditions.pivots()[0]),
        _loss(exponents, found),
    )


def _conditions(
    analysis: Analysis, exponents: Sequence[Fraction], values: dict[str, Fraction]
) -> Matrix:
    """The updates of A, B and W for an error x^k, one column for each x."""
    units = exponents[: len(exponents) // 2]
    kernel = analysis.credit.general.xreplace({notation.tau: Integer(horizon_of(analysis.rule))})

    def at(unit: Fraction, x: Fraction) -> Fraction:
        return value_of(kernel, {**values, notation.w.name: unit, notation.z.name: x})

    rows = [[1 / (1 - x * w) for x in exponents] for w in units]
    for unit in units:
        credit = [at(unit, x) for x in exponents]
        rows.append(credit)
        rows += [
            [x * y / (1 - x * w) for x, y in zip(exponents, credit, strict=True)] for w in units
        ]
    return Matrix(rows)


def _without_zero(basis: Sequence[tuple[Fraction, ...]]) -> tuple[Fraction, ...] | None:
    """A combination without an entry that is zero, over its largest one."""
    if not basis:
        return None
    for weight in range(1, 10):
        found = tuple(
            sum((weight**place * one for place, one in enumerate(column)), start=Fraction(0))
            for column in zip(*basis, strict=True)
        )
        if all(found):
            largest = max(found, key=abs)
            return tuple(one / largest for one in found)
    return None


def _loss(exponents: Sequence[Fraction], beta: Sequence[Fraction]) -> Fraction:
    """Half the sum of the squares of the error."""
    pairs = zip(exponents, beta, strict=True)
    terms = [(x, y) for x, y in pairs]
    total = sum((a * b / (1 - x * y) for x, a in terms for y, b in terms), start=Fraction(0))
    return total / 2

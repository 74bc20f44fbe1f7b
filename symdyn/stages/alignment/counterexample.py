"""A rule that tells the units apart in a rotated basis: an exact instance in which modes do not stay uncoupled."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from symdyn import notation
from symdyn.errors import ProofError
from symdyn.exact.matrices import Matrix
from symdyn.rules.per_unit import units_apart
from symdyn.rules.rule import LearningRule
from symdyn.stages.setting.exact_networks import ExactNetwork, full_mean_update

__all__ = ["BasisCounterexample", "find_counterexample"]

# The smallest Pythagorean triples give the rational rotations with the smallest denominators.
_ROTATIONS = ((3, 4, 5), (5, 12, 13), (8, 15, 17))
_MODES = (Fraction(1, 2), Fraction(-1, 3), Fraction(1, 4), Fraction(2, 3))
_TEACHER = (Fraction(1, 3), Fraction(-1, 4))
_LONGEST = 6


@dataclass(frozen=True)
class BasisCounterexample:
    """An aligned network of two modes whose update of B is not of the form P (diagonal) V^T.

    A = a P^T, W = P w P^T, B = P b, teacher likewise, R = a_hat P^T, with n = o = i = 2 and
    U = V = I; a = b = b_star = a_hat = I and a_star = 2 I.

    Parameters
    ----------
    rule : the learning rule
    P : orthogonal, 2 x 2
    modes, teacher_modes : the diagonals of w and w_star
    T : number of time steps
    values : the rule's parameters by name
    row, column : an entry off the diagonal of P^T Delta B
    coupling : its value
    """

    rule: LearningRule
    P: Matrix
    modes: tuple[Fraction, Fraction]
    teacher_modes: tuple[Fraction, Fraction]
    T: int
    values: dict[str, Fraction]
    row: int
    column: int
    coupling: Fraction

    def verify(self) -> None:
        """Raise ProofError unless P is orthogonal and the stated entry, recomputed, is nonzero."""
        if self.P.transpose() @ self.P != Matrix.identity(2):
            raise ProofError(
                f"P = {self.P} is not orthogonal: P^T P is {self.P.transpose() @ self.P}"
            )
        found = _rotated_input_update(self)[self.row, self.column]
        if self.row == self.column or found != self.coupling or not found:
            raise ProofError(
                f"entry ({self.row}, {self.column}) of P^T Delta B is {found}, stated is "
                f"{self.coupling}; expected a nonzero entry off the diagonal"
            )


def find_counterexample(rule: LearningRule) -> BasisCounterexample | None:
    """The first instance, in a fixed order, that couples two modes in a rotated basis.

    Returns
    -------
    A verified counterexample, or None if no instance tried is one.

    >>> from symdyn.rules import find_rule
    >>> found = find_counterexample(find_rule("e-prop"))
    >>> found.P, found.T, found.coupling
    (Matrix([[3/5, -4/5], [4/5, 3/5]]), 2, Fraction(7, 375))
    """
    for case in _cases(rule):
        update = _rotated_input_update(case)
        for row, column in ((0, 1), (1, 0)):
            if update[row, column]:
                found = replace(case, row=row, column=column, coupling=update[row, column])
                found.verify()
                return found
    return None


def _cases(rule: LearningRule) -> Iterator[BasisCounterexample]:
    parameters = rule.domain.restrict(tuple(one.name for one in rule.terms.parameters))
    apart = units_apart(rule.domain, rule.unit_names, 2)
    pairs = [(x, y) for x in _MODES for y in _MODES if x != y]
    # T is at least as long as the horizon, and leaves a lag with credit.
    first = rule.horizon if isinstance(rule.horizon, int) else rule.least_horizon
    for T, (p, q, r) in product(range(first, first + _LONGEST), _ROTATIONS):
        rotation = Matrix([[Fraction(p, r), Fraction(-q, r)], [Fraction(q, r), Fraction(p, r)]])
        for modes, values in product(pairs, parameters.points(2)):
            known = {**values, **apart, notation.tau.name: Fraction(1 + rule.least_horizon)}
            yield BasisCounterexample(rule, rotation, modes, _TEACHER, T, known, 0, 1, Fraction(0))


def _rotated_input_update(case: BasisCounterexample) -> Matrix:
    """P^T Delta B, which alignment would make diagonal."""
    Pt = case.P.transpose()
    student = ExactNetwork(Pt, case.P @ Matrix.diagonal(case.modes, 2, 2) @ Pt, case.P)
    gain = Matrix.identity(2).scale(2)
    recurrent = case.P @ Matrix.diagonal(case.teacher_modes, 2, 2) @ Pt
    teacher = ExactNetwork(gain @ Pt, recurrent, case.P)
    _, dB, _ = full_mean_update(case.rule, student, teacher, case.T, Pt, case.values)
    return Pt @ dB

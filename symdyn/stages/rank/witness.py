"""Exact instances that reach a rank: a training run and a nonzero minor of the change it makes."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from symdyn import notation
from symdyn.brief import Brief
from symdyn.errors import ExactArithmeticError, ProofError
from symdyn.exact.matrices import Matrix
from symdyn.rules.per_unit import units_apart
from symdyn.rules.rule import LearningRule
from symdyn.stages.setting.exact_networks import ExactNetwork, TrainingRun

__all__ = ["RankWitness", "Sizes", "find_witness"]

_ATTEMPTS = 24


@dataclass(frozen=True)
class Sizes:
    """The sizes of an instance: hidden units, outputs, inputs, time steps, updates, horizon."""

    n: int
    o: int
    i: int
    T: int
    updates: int
    tau: int


@dataclass(frozen=True, repr=False)
class RankWitness(Brief):
    """An exact run after which the minor of W_Z - W_0 or B_Z - B_0 at (rows, columns) is nonzero.

    So the rank of the change is at least the number of rows.
    """

    parameter: str
    run: TrainingRun
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    minor: Fraction

    @property
    def rank(self) -> int:
        """The rank that the minor shows."""
        return len(self.rows)

    def verify(self) -> None:
        """Run again; raise ProofError unless the minor is as stated and nonzero."""
        found = _change(self.parameter, self.run).minor(self.rows, self.columns)
        if found != self.minor or not found:
            raise ProofError(
                f"the minor of the change of {self.parameter} at rows {self.rows}, columns "
                f"{self.columns} is {found}, stated is {self.minor}; expected equal and nonzero"
            )


def find_witness(rule: LearningRule, parameter: str, sizes: Sizes, rank: int) -> RankWitness | None:
    """The first instance, in a fixed order, whose change has at least the given rank.

    Parameters
    ----------
    rule : the learning rule
    parameter : "W" or "B"
    sizes : the sizes of the instance
    rank : the rank to reach

    Returns
    -------
    A verified witness with a minor of that size, or None if no instance tried has one.

    >>> from symdyn.rules import find_rule
    >>> sizes = Sizes(n=3, o=1, i=1, T=4, updates=1, tau=2)
    >>> find_witness(find_rule("bptt"), "W", sizes, 3).rank
    3
    """
    for run in _runs(rule, sizes):
        try:
            change = _change(parameter, run)
        except ExactArithmeticError:
            continue  # a denominator of the kernel is singular at this instance
        rows, columns = change.pivots()
        if len(rows) >= rank:
            minor = change.minor(rows, columns)
            found = RankWitness(parameter, run, rows, columns, minor)
            found.verify()
            return found
    return None


def _change(parameter: str, run: TrainingRun) -> Matrix:
    end = run.result()
    return end.W - run.student.W if parameter == "W" else end.B - run.student.B


def _runs(rule: LearningRule, sizes: Sizes) -> Iterator[TrainingRun]:
    n, o, i = sizes.n, sizes.o, sizes.i
    parameters = rule.domain.restrict(tuple(one.name for one in rule.terms.parameters))
    points = tuple(parameters.points(_ATTEMPTS))
    apart = units_apart(rule.domain, rule.unit_names, n)
    for attempt in range(_ATTEMPTS):
        numbers = _small_integers(attempt)
        student, teacher = (
            ExactNetwork(_filled(numbers, o, n), _filled(numbers, n, n), _filled(numbers, n, i))
            for _ in range(2)
        )
        values = {**points[attempt % len(points)], **apart, notation.tau.name: Fraction(sizes.tau)}
        feedback = None if rule.symmetric else _filled(numbers, o, n)
        yield TrainingRun(rule, student, teacher, sizes.T, feedback, values, updates=sizes.updates)


def _filled(numbers: Iterator[int], rows: int, columns: int) -> Matrix:
    return Matrix([[next(numbers) for _ in range(columns)] for _ in range(rows)])


def _small_integers(seed: int) -> Iterator[int]:
    """Integers from -2 to 2 in a fixed irregular order (a linear congruential generator).

    The constants are those of Knuth's MMIX generator.
    """
    state = seed + 1
    while True:
        state = (6364136223846793005 * state + 1442695040888963407) % 2**64
        yield (state >> 33) % 5 - 2

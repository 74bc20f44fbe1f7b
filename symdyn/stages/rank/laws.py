"""The law of ranks: no training run of a full network exceeds the bound on the rank of a change."""

from collections.abc import Iterator
from fractions import Fraction

from symdyn import notation
from symdyn.exact.matrices import Matrix
from symdyn.rules.per_unit import units_apart
from symdyn.rules.rule import LearningRule
from symdyn.stages.setting.exact_networks import ExactNetwork, TrainingRun
from symdyn.testing.evaluation import read, value_of
from symdyn.testing.laws import Law, require
from symdyn.testing.points import Point
from symdyn.testing.subject import Subject

__all__ = ["LAWS"]

_SIZES = ((3, 1, 2, 1), (3, 1, 1, 2), (4, 2, 1, 1), (4, 1, 3, 2), (5, 2, 2, 1))


def _rank(subject: Subject) -> int:
    """After Z updates of an unaligned network of integers, the rank is within the bound."""
    analysis = subject.analysis
    rule = analysis.rule
    checks = 0
    for number, (n, o, i, updates) in enumerate(_SIZES):
        run, point = _run(rule, (n, o, i, updates), number)
        end = run.result()
        changes = (
            ("W", end.W - run.student.W, analysis.rank.recurrent.bound),
            ("B", end.B - run.student.B, analysis.rank.input.bound),
        )
        at = {**point, "n": n, "o": o, "i": i, "Z": updates}
        for name, change, bound in changes:
            rank = len(change.pivots()[0])
            allowed = value_of(read(bound), at)
            what = f"the rank of {name}_Z - {name}_0 is {rank}, above the bound {bound} = {allowed}"
            require(rank <= allowed, what, at)
            checks += 1
    return checks


def _run(
    rule: LearningRule, sizes: tuple[int, int, int, int], number: int
) -> tuple[TrainingRun, Point]:
    n, o, i, updates = sizes
    numbers = _integers(number)

    def filled(rows: int, columns: int, scale: int = 1) -> Matrix:
        entries = [[Fraction(next(numbers), scale) for _ in range(columns)] for _ in range(rows)]
        return Matrix(entries)

    student, teacher = (ExactNetwork(filled(o, n), filled(n, n, 4), filled(n, i)) for _ in range(2))
    feedback = None if rule.symmetric else filled(o, n)
    known = rule.domain.restrict(tuple(one.name for one in rule.credit.parameters))
    point: Point = {} if not known.names else list(known.points(number + 1))[number]
    point = {**point, **units_apart(rule.domain, rule.unit_names, n)}
    if rule.horizon == notation.tau:
        point = {**point, "tau": Fraction(rule.least_horizon + number % 2)}
    run = TrainingRun(
        rule,
        student,
        teacher,
        n + 3 + rule.first_lag,
        feedback,
        point,
        Fraction(1, 8),
        updates=updates,
    )
    return run, point


def _integers(seed: int) -> Iterator[int]:
    """Integers from -3 to 3 in a fixed irregular order (the generator of Lewis et al., 1969)."""
    state = 7919 * (seed + 1)
    while True:
        state = 16807 * state % (2**31 - 1)
        yield (state >> 8) % 7 - 3


LAWS = (Law("rank", "no change of W or B has a rank above its bound", _rank),)

"""The law of two modes: the block that couples them is that of a full network, by differences."""

from collections.abc import Iterator
from fractions import Fraction

from symdyn.exact.matrices import Matrix
from symdyn.rules.per_unit import units_apart
from symdyn.rules.rule import LearningRule
from symdyn.stages.cross_modes.derive import Pair, pair_of
from symdyn.stages.cross_modes.witness import PairWitness
from symdyn.stages.setting.exact_networks import ExactNetwork, full_mean_update
from symdyn.testing.evaluation import value_of
from symdyn.testing.laws import Law, require, require_close, require_equal
from symdyn.testing.literal import steps_to_sum
from symdyn.testing.points import Point, mode_points, near_pole
from symdyn.testing.subject import Subject

__all__ = ["LAWS", "block_by_differences"]

_CASES = 3
_MOST_STEPS = 80
_SHIFT = Fraction(1, 10**9)  # central differences: an error of the order of its square
_MARGIN = Fraction(1, 10**7)
_ROTATED = Matrix([[Fraction(3, 5), Fraction(-4, 5)], [Fraction(4, 5), Fraction(3, 5)]])
_HALVES = ((Fraction(1, 2), Fraction(-1, 3)), (Fraction(-1, 4), Fraction(2, 5)))


def _pairs(subject: Subject) -> int:
    """Every entry of the block at several optima, and its signs where two modes leave one together."""
    found = pair_of(subject.analysis)
    if found is None:
        return _nothing_learns(subject)
    rule, checks = subject.analysis.rule, 0
    for point in _optima(rule):
        if near_pole(rule, {**point, "w": point["w_1"], "w_star": point["w_2"]}):
            continue
        steps = max(steps_to_sum(rule, _mode(point, one))[0] for one in "12")
        if steps > _MOST_STEPS:
            continue
        _require_block(rule, found, point, steps)
        checks += 1
    if found.witness is not None:
        _require_witness(rule, found, found.witness)
        checks += 1
    return checks


def _require_block(rule: LearningRule, found: Pair, point: Point, steps: int) -> None:
    block = block_by_differences(rule, point, steps)
    for row in range(3):
        for column in range(3):
            stated = value_of(found.jacobian[row][column], point)
            what = f"entry {row + 1}{column + 1} of two modes"
            require_close(what, stated, block[row, column], _MARGIN * (1 + abs(stated)), point)


def _require_witness(rule: LearningRule, found: Pair, pair: PairWitness) -> None:
    """The literal block has a negative determinant, as stated, though the modes have a phi > 0."""
    point = dict(pair.point)
    for number in (0, 1):
        point |= {f"a_{number + 1}": pair.a[number], f"b_{number + 1}": pair.b[number]}
        if pair.a_hat is not None:
            point[f"a_hat_{number + 1}"] = pair.a_hat[number]
            require(pair.a_hat[number] * pair.a[number] > 0, "feedback has the wrong sign", point)
    block = block_by_differences(rule, point, _MOST_STEPS)
    minors = _minors(block)
    stated = value_of(found.determinant, point)
    require(
        minors < 0 and stated < 0, f"the determinant is {float(minors):.6g}, not negative", point
    )
    require_close(
        "the determinant of two modes", stated, minors, _MARGIN * (1 + abs(stated)), point
    )


def _nothing_learns(subject: Subject) -> int:
    """Without credit no change of W or B follows from an error."""
    point = next(_optima(subject.analysis.rule))
    block = block_by_differences(subject.analysis.rule, point, 8)
    for row in (1, 2):
        for column in range(3):
            require_equal(
                "an entry of B or W without credit", block[row, column], Fraction(0), point
            )
    return 1


def block_by_differences(rule: LearningRule, point: Point, steps: int) -> Matrix:
    """The change of -Delta in the entry (1, 2) of A, B and W with these entries, in aligned bases.

    Raises ProofError if another entry changes too.
    """
    basis = Matrix.identity(2) if rule.tells_units_apart else _ROTATED
    columns = []
    for changed in range(3):
        ahead, behind = (_update(rule, point, steps, basis, changed, x) for x in (_SHIFT, -_SHIFT))
        slopes = [(x - y).scale(1 / (2 * _SHIFT)) for x, y in zip(behind, ahead, strict=True)]
        for slope in slopes:
            for i, j in ((0, 0), (1, 0), (1, 1)):
                require_close(
                    "the change of another entry", Fraction(0), slope[i, j], _MARGIN, point
                )
        columns.append([slope[0, 1] for slope in slopes])
    return Matrix([[column[row] for column in columns] for row in range(3)])


def _update(
    rule: LearningRule, point: Point, steps: int, basis: Matrix, changed: int, shift: Fraction
) -> tuple[Matrix, Matrix, Matrix]:
    """Delta A, Delta B and Delta W in the aligned basis, off an optimum by a shift of an entry (1, 2)."""
    a, b, w, a_hat = (
        Matrix.diagonal([point.get(f"{name}_{one}", Fraction(0)) for one in "12"], 2, 2)
        for name in ("a", "b", "w", "a_hat")
    )
    off = [Matrix([[Fraction(0), shift * (changed == one)], [Fraction(0)] * 2]) for one in range(3)]
    back = basis.transpose()

    def network(x: Matrix, y: Matrix, z: Matrix) -> ExactNetwork:
        return ExactNetwork(x @ back, basis @ z @ back, basis @ y)

    student = network(a + off[0], b + off[1], w + off[2])
    feedback = None if rule.symmetric else a_hat @ back
    found = full_mean_update(rule, student, network(a, b, w), steps, feedback, point)
    return found[0] @ basis, back @ found[1], back @ found[2] @ basis


def _minors(block: Matrix) -> Fraction:
    """The sum of the principal minors of order two."""
    pairs = ((0, 1), (0, 2), (1, 2))
    minors = (block[i, i] * block[j, j] - block[i, j] * block[j, i] for i, j in pairs)
    return sum(minors, start=Fraction(0))


def _optima(rule: LearningRule) -> Iterator[Point]:
    """Two modes at an optimum with the rule's parameters at several points of their domain."""
    own = [*(one.name for one in rule.credit.parameters), "tau"]
    second_unit = units_apart(rule.domain, rule.unit_names, 2)
    for number, given in enumerate(mode_points(rule, _CASES)):
        point = {name: given[name] for name in own if name in given}
        point |= {name: x for name, x in second_unit.items() if name.endswith("_2")}
        first, second = _HALVES[number % 2]
        x = Fraction(1 + number, 3)
        gains = {"a_1": x, "a_2": 1 - x, "b_1": 2 - x, "b_2": -x, "a_hat_1": x / 2, "a_hat_2": -x}
        yield {**point, **gains, "w_1": first, "w_2": second}


def _mode(point: Point, number: str) -> Point:
    """The values of one of the two modes, at the optimum."""
    names = ("a", "b", "w", "a_hat")
    own = {name: point[f"{name}_{number}"] for name in names}
    return {**point, **own, "w_star": own["w"], "a_star": own["a"], "b_star": own["b"]}


LAWS = (
    Law(
        "two modes",
        "the block that couples two modes is a full network's, and an unstable pair is one",
        _pairs,
    ),
)

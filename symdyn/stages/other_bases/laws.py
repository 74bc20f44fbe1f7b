"""The laws of other bases: full networks in turned and level bases, by the literal sums of their updates."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from symdyn.exact.matrices import Matrix
from symdyn.rules.rule import LearningRule
from symdyn.stages.analysis import Analysis
from symdyn.stages.other_bases.derive import (
    LevelNetwork,
    OtherBases,
    level_basis,
    other_bases,
)
from symdyn.stages.setting.exact_networks import ExactNetwork, full_mean_update
from symdyn.stages.spurious_fixed_points.derive import SpuriousPoint
from symdyn.testing.evaluation import value_of
from symdyn.testing.laws import Law, require, require_close, require_equal
from symdyn.testing.literal import LiteralSums
from symdyn.testing.points import Point, mode_points
from symdyn.testing.subject import Subject

__all__ = ["LAWS"]

_STEPS, _FEW_STEPS, _MOST_STEPS = 40, 4, 60
_MARGIN = Fraction(1, 10**6)
_SHIFT = Fraction(1, 2**30)  # central differences: an error of the order of its square
_TURN = (Fraction(3, 5), Fraction(4, 5))
_HALF = Fraction(1, 2)


def _other_bases(subject: Subject) -> int | None:
    """Two units turned, level bases of four, the network that leaves and the one that rests."""
    analysis = subject.analysis
    found = other_bases(analysis)
    if found is None:
        return None
    checks = 2
    point = next(iter(mode_points(analysis.rule, 1)))
    own = {one.name: point[one.name] for one in analysis.rule.credit.parameters}
    _require_turned(analysis.rule, found, own)
    _require_level(analysis.rule, found.level.analysis, own)
    if found.level.leaves is not None:
        _require_leaving(analysis.rule, found.level.leaves)
        checks += 1
    if found.level.rests is not None:
        _require_resting(analysis.rule, found.level.rests)
        checks += 1
    return checks


def _require_turned(rule: LearningRule, found: OtherBases, own: Mapping[str, Fraction]) -> None:
    """The first column of P^T Delta B against the limits that are stated."""
    x, y = _TURN
    P = Matrix([[x, -y], [y, x]])
    names = ("a", "b", "w", "a_hat")
    modes = {
        "a": (Fraction(2), Fraction(-1, 3)),
        "b": (Fraction(3, 2), Fraction(1)),
        "w": (Fraction(1, 2), Fraction(-1, 4)),
        "a_hat": (Fraction(2, 3), Fraction(-2)),
    }
    taught = {"a": modes["b"], "b": modes["a_hat"], "w": (Fraction(2, 5), Fraction(1, 3))}
    a, b, w, a_hat = (Matrix.diagonal(modes[one], 2, 2) for one in names)
    student = _network((a, w, b), P)
    teacher = _network(tuple(Matrix.diagonal(taught[one], 2, 2) for one in ("a", "w", "b")), P)
    _, dB, _ = full_mean_update(rule, student, teacher, _STEPS, a_hat @ P.transpose(), own)
    moved = P.transpose() @ dB
    first, second = modes["w"]
    at = {
        **own,
        "rho_1": x**2 * first + y**2 * second,
        "rho_2": y**2 * first + x**2 * second,
        "w_1": first,
        "w_star": taught["w"][0],
    }
    gain, taught_gain = modes["a"][0] * modes["b"][0], taught["a"][0] * taught["b"][0]
    fed = modes["a" if rule.symmetric else "a_hat"][0]
    shares = [
        fed * (gain * value_of(one, at) - taught_gain * value_of(other, at))
        for one, other in zip(found.student, found.teacher, strict=True)
    ]
    across = x * y * (at["rho_2"] - at["rho_1"]) * shares[2]
    stated = (x**2 * shares[0] + y**2 * shares[1], across)
    for row, value in enumerate(stated):
        what = f"the update of B in the first mode's column, row {row + 1}, of two units turned"
        require_close(what, value, moved[row, 0], _MARGIN, at)


def _network(modes: Sequence[Matrix], basis: Matrix) -> ExactNetwork:
    """A, W and B of modes in a basis of the hidden units; U = V = I."""
    a, w, b = modes
    back = basis.transpose()
    return ExactNetwork(a @ back, basis @ w @ back, basis @ b)


def _require_level(rule: LearningRule, level: Analysis, own: Mapping[str, Fraction]) -> None:
    """In a level basis of four units every mode has the literal sums of the level rule, exactly."""
    P = Matrix(level_basis(4)).scale(_HALF)
    points = []
    for one in range(1, 5):
        x = Fraction(one, 7)
        taught = {"a_star": 2 - x, "b_star": 1 + x, "w_star": x - _HALF}
        points.append({"a": x, "b": 1 - x, "w": _HALF - x, "a_hat": x - 2, **taught, **own})
    mean = sum((one["w"] for one in points), start=Fraction(0)) / 4
    points = [{**one, "v": mean} for one in points]

    def diagonal(name: str) -> Matrix:
        return Matrix.diagonal([one[name] for one in points], 4, 4)

    student, teacher = (
        _network([diagonal(name + star) for name in ("a", "w", "b")], P) for star in ("", "_star")
    )
    feedback = diagonal("a_hat") @ P.transpose()
    dA, dB, dW = full_mean_update(rule, student, teacher, _FEW_STEPS, feedback, own)
    back = P.transpose()
    sums = [LiteralSums(level.rule, _FEW_STEPS).update(one) for one in points]
    for place, moved in enumerate((dA @ P, back @ dB, back @ dW @ P)):
        expected = Matrix.diagonal([one[place] for one in sums], 4, 4)
        require_equal(f"Delta {'ABW'[place]} in a level basis", moved, expected, points[0])


def _require_leaving(rule: LearningRule, found: LevelNetwork) -> None:
    """The literal block of the first two modes in a level basis has the determinant that is stated."""
    block = _block(rule, found)
    point: Point = dict(found.point)
    pairs = ((0, 1), (0, 2), (1, 2))
    minors = (block[i, i] * block[j, j] - block[i, j] * block[j, i] for i, j in pairs)
    determinant = sum(minors, start=Fraction(0))
    trace = sum((block[i, i] for i in range(3)), start=Fraction(0))
    require_close("the trace of two modes in a level basis", found.trace, trace, _MARGIN, point)
    require_close(
        "the determinant of two modes in a level basis",
        found.determinant,
        determinant,
        _MARGIN,
        point,
    )
    require(
        max(found.determinant, determinant) < 0, f"the determinant is {float(determinant)}", point
    )


def _block(rule: LearningRule, found: LevelNetwork) -> Matrix:
    """The change of -Delta in the entries (1, 2) of A, B and W with these entries."""
    ones = [Fraction(1)] * 2
    a, b = (Matrix.diagonal([*one, *ones], 4, 4) for one in (found.a, found.b))
    w = Matrix.diagonal(found.w, 4, 4)
    fed = Matrix.diagonal([*(found.a_hat or ones), *ones], 4, 4)
    P = Matrix(level_basis(4)).scale(_HALF)
    back, teacher = P.transpose(), _network((a, w, b), P)
    columns = []
    for changed in range(3):
        sides = []
        for shift in (_SHIFT, -_SHIFT):
            moved = [_moved(one, shift * (changed == place)) for place, one in enumerate((a, b, w))]
            student = _network((moved[0], moved[2], moved[1]), P)
            own = dict(found.parameters)
            dA, dB, dW = full_mean_update(rule, student, teacher, _MOST_STEPS, fed @ back, own)
            sides.append([(dA @ P)[0, 1], (back @ dB)[0, 1], (back @ dW @ P)[0, 1]])
        columns.append([(y - x) / (2 * _SHIFT) for x, y in zip(*sides, strict=True)])
    return Matrix([[column[row] for column in columns] for row in range(3)])


def _moved(one: Matrix, shift: Fraction) -> Matrix:
    entries = [list(row) for row in one.entries]
    entries[0][1] += shift
    return Matrix(entries)


def _require_resting(rule: LearningRule, found: SpuriousPoint) -> None:
    """Every entry of every update of the student in the level basis, and the loss."""
    signs = Matrix(level_basis(2))
    values = dict(found.parameters)
    ones = Matrix([[1, 1]])
    W, B = Matrix.diagonal(found.w, 2, 2), Matrix([[x] for x in found.b])
    student = ExactNetwork(
        (ones @ signs.transpose()).scale(_HALF),
        (signs @ W @ signs.transpose()).scale(_HALF),
        signs @ B,
    )
    level = _diagonal_of(student)
    require(level == [values["v"]] * 2, f"the diagonal of W is {level}", values)
    taught = Matrix([[x] for x in found.b_star])
    teacher = ExactNetwork(ones, Matrix.diagonal(found.w_star, 2, 2), taught)
    feedback = Matrix([[Fraction(1, 2), Fraction(3, 5)]])
    for update in full_mean_update(rule, student, teacher, _MOST_STEPS, feedback, values):
        for row in update.entries:
            for entry in row:
                what = "an entry of an update in a level basis"
                require_close(what, Fraction(0), entry, _MARGIN, values)
    loss = Fraction(0)
    state, shown = student.B, teacher.B
    for _ in range(_MOST_STEPS):
        error = (student.A @ state)[0, 0] - (teacher.A @ shown)[0, 0]
        loss += error**2 / 2
        state, shown = student.W @ state, teacher.W @ shown
    require_close("the loss in a level basis", found.loss, loss, _MARGIN, values)


def _diagonal_of(network: ExactNetwork) -> list[Fraction]:
    """The diagonal of W."""
    return [network.W[one, one] for one in range(network.W.shape[0])]


LAWS = (
    Law(
        "other bases",
        "networks in turned and level bases move, leave and rest as is stated",
        _other_bases,
    ),
)

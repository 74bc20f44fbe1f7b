"""The laws of a learned feedback, by the literal sums: where a mode rests, its Jacobian, and full networks."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

from sympy import Expr

from symdyn import notation
from symdyn.exact.matrices import Matrix
from symdyn.notation import STATE
from symdyn.rules.rule import LearningRule
from symdyn.stages.learned_feedback.derive import Cubic, Pair, learned_feedback
from symdyn.stages.setting.exact_networks import ExactNetwork, full_mean_update
from symdyn.testing.evaluation import Arithmetic, Number, decimals, value_of
from symdyn.testing.laws import Law, require, require_close, require_equal
from symdyn.testing.linear_flow import DIGITS, MARGIN
from symdyn.testing.literal import LiteralSums, steps_to_sum
from symdyn.testing.points import Point, mode_points, near_pole
from symdyn.testing.subject import Subject
from symdyn.testing.zeros import component_points

__all__ = ["LAWS"]

_FOUR = (*(x.name for x in STATE), notation.a_hat.name)
_STEP = Fraction(1, 10**12)  # central differences: an error of the order of its square
_ETA = Fraction(1, 7)
_UPDATES, _T = 3, 3


def _steps(rule: LearningRule, point: Point, sums: LiteralSums) -> list[Number]:
    """What a step takes from a, b, w and a_hat, by the literal sums and the rule's own coefficients."""
    number = sums.arithmetic.number
    a, a_hat = number(point["a"]), number(point["a_hat"])
    x, y, z = sums.update(point)
    copied, decay, followed, own = (number(value_of(v, point)) for v in _coefficients(rule))
    return [x + own * a, y, z, copied * x + decay * a_hat - followed * a]


def _coefficients(rule: LearningRule) -> Sequence[Expr]:
    learned = rule.learned
    if learned is None:
        raise ValueError("the feedback of this rule is not learned")
    return learned.plain()


def _rests(subject: Subject) -> int:
    """On each component, and on no other state, a step takes nothing."""
    numbers, analysis = decimals(DIGITS), subject.analysis
    rule, components = analysis.rule, analysis.fixed_points.components
    checks = 0
    for component in components:
        for point in component_points(rule, component):
            steps, bound = steps_to_sum(rule, point)
            sums = LiteralSums(rule, steps, numbers)
            margin = numbers.number(bound + MARGIN)
            for name, taken in zip(_FOUR, _steps(rule, point, sums), strict=True):
                what = f"what a step takes from {name} on the component {component.name!r}"
                require_close(what, numbers.number(Fraction(0)), taken, margin, point)
            loss = value_of(component.loss, point, numbers)
            require_close(f"the loss on {component.name!r}", loss, sums.loss(point), margin, point)
            checks += 1
    for point in mode_points(rule, 8):
        steps, bound = steps_to_sum(rule, point)
        taken = _steps(rule, point, LiteralSums(rule, steps, numbers))
        on_one = any(
            all(value_of(x, point) == 0 for x in (*one.equations, *one.conditions))
            for one in components
        )
        moves = any(abs(one) > numbers.number(bound + MARGIN) for one in taken)
        require(moves is not on_one, "a mode rests where it is not stated to, or does not", point)
        checks += 1
    return checks


def _spectra(subject: Subject) -> int:
    """The symmetric functions of the eigenvalues, from differences of the literal sums."""
    numbers, analysis = decimals(DIGITS), subject.analysis
    rule, found = analysis.rule, learned_feedback(analysis)
    if found is None:
        return 0
    kernels = {
        notation.kernel_student: analysis.credit.student_expr,
        notation.kernel_teacher: analysis.credit.teacher_expr,
    }
    checks = 0
    for component in analysis.fixed_points.components:
        spectrum = found.spectra[component.name]
        for point in component_points(rule, component):
            if near_pole(rule, point):
                continue
            full = {**point, "s": point["a"]}
            matrix = _jacobian(rule, point, numbers)
            largest = max(abs(entry) for row in matrix for entry in row)
            margin = numbers.number(MARGIN) * (1 + largest) ** 4
            stated = _stated(spectrum, full, numbers, kernels)
            for order, value in enumerate(stated, start=1):
                minors = sum(_minor(matrix, rows) for rows in combinations(range(4), order))
                what = f"the sum of minors of order {order} on the component {component.name!r}"
                require_close(what, value, minors, margin, point)
            checks += 1
    return checks


def _stated(
    spectrum: Pair | Cubic, point: Point, numbers: Arithmetic, kernels: dict[Expr, Expr]
) -> list[Number]:
    """The elementary symmetric functions of 0 and the other three, or of 0, -r and the pair."""

    def at(value: Expr) -> Number:
        return value_of(value.xreplace(kernels), point, numbers)

    zero = numbers.number(Fraction(0))
    if isinstance(spectrum, Cubic):
        return [at(spectrum.first), at(spectrum.second), at(spectrum.third), zero]
    r, t, d = (at(x) for x in (spectrum.other, spectrum.trace, spectrum.determinant))
    return [t - r, d - r * t, -r * d, zero]


def _jacobian(rule: LearningRule, point: Point, numbers: Arithmetic) -> list[list[Number]]:
    steps, _ = steps_to_sum(rule, point)
    sums = LiteralSums(rule, steps, numbers)
    across = numbers.number(2 * _STEP)
    columns = []
    for name in _FOUR:
        ahead, behind = (
            _steps(rule, {**point, name: point[name] + shift}, sums) for shift in (_STEP, -_STEP)
        )
        columns.append([(x - y) / across for x, y in zip(behind, ahead, strict=True)])
    return [list(row) for row in zip(*columns, strict=True)]


def _minor(matrix: list[list[Number]], rows: tuple[int, ...]) -> Number:
    """The determinant of the entries in these rows and columns."""
    if len(rows) == 1:
        return matrix[rows[0]][rows[0]]
    return _determinant([[matrix[i][j] for j in rows] for i in rows])


def _determinant(entries: list[list[Number]]) -> Number:
    if len(entries) == 1:
        return entries[0][0]
    return sum(
        (-1) ** place
        * value
        * _determinant([[*row[:place], *row[place + 1 :]] for row in entries[1:]])
        for place, value in enumerate(entries[0])
    )


def _networks(subject: Subject) -> int:
    """R - copied A of a full network that learns, exactly, after several steps."""
    analysis = subject.analysis
    found, rule = learned_feedback(analysis), analysis.rule
    if found is None:
        return 0
    checks = 0
    for point in mode_points(rule, 2):
        values = {one.name: point[one.name] for one in rule.own_parameters}
        if "tau" in point:
            values["tau"] = point["tau"]
        copied, decay, followed, own = (value_of(v, point) for v in _coefficients(rule))
        left = value_of(found.left, point)
        student, teacher, R = _drawn()
        for _ in range(_UPDATES):
            dA, dB, dW = full_mean_update(rule, student, teacher, _T, R, values)
            before, old = R - student.A.scale(copied), student.A
            A = old - (dA + old.scale(own)).scale(_ETA)
            R = R - (dA.scale(copied) + R.scale(decay) - old.scale(followed)).scale(_ETA)
            expected = before.scale(1 - _ETA * decay) + old.scale(_ETA * left)
            require_equal("R less a multiple of A", expected, R - A.scale(copied), point)
            student = ExactNetwork(A, student.W - dW.scale(_ETA), student.B - dB.scale(_ETA))
            checks += 1
    return checks


def _drawn() -> tuple[ExactNetwork, ExactNetwork, Matrix]:
    """A student, a teacher and a feedback that are not aligned."""
    half, third = Fraction(1, 2), Fraction(1, 3)
    student = ExactNetwork(
        Matrix([[1, half, -third]]),
        Matrix([[third, half, 0], [0, -half, third], [half, 0, 0]]),
        Matrix([[half], [1], [-1]]),
    )
    teacher = ExactNetwork(
        Matrix([[1, -1]]), Matrix([[half, third], [0, -third]]), Matrix([[1], [half]])
    )
    return student, teacher, Matrix([[half, -1, third]])


LAWS = (
    Law(
        "fixed points of learned feedback",
        "what a step takes from a, b, w and a_hat is nothing on the components, and nowhere else",
        _rests,
    ),
    Law(
        "spectra of learned feedback",
        "the symmetric functions of the eigenvalues are those of differences of the literal sums",
        _spectra,
    ),
    Law(
        "the difference of R and A",
        "in full networks a step makes of it what is stated, exactly",
        _networks,
    ),
)

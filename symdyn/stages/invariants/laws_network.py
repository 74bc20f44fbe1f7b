"""The law of the identity for full networks: exact networks that are not aligned, by literal sums."""

from fractions import Fraction

from symdyn.exact.matrices import Matrix
from symdyn.rules.per_unit import units_apart, values_of_units
from symdyn.rules.rule import LearningRule
from symdyn.stages.invariants.network import NetworkIdentity, network_identity
from symdyn.stages.setting.exact_networks import ExactNetwork, full_mean_update
from symdyn.testing.evaluation import value_of
from symdyn.testing.laws import require_equal
from symdyn.testing.points import Point

__all__ = ["require_network_identity"]

_STEPS = (1, 2, 4)


def require_network_identity(rule: LearningRule, point: Point) -> int:
    """Both sides for a network of 2 outputs, 3 units and 2 inputs; at how many T."""
    found = network_identity(rule)
    if found is None:
        return 0
    student, teacher, feedback = _network(1), _network(4), _matrix(2, 3, 7)
    point = {**point, **units_apart(rule.domain, rule.unit_names, 3)}
    for steps in _STEPS:
        dA, dB, dW = full_mean_update(rule, student, teacher, steps, feedback, point)
        F = (student.A if rule.symmetric else feedback).transpose()
        moved = _propagator(found, student.W, point) @ dW
        left = dW @ student.W.transpose() - moved
        weight = value_of(found.weight, point)
        right = (F @ dA).scale(weight) - dB @ student.B.transpose()
        at = {**point, "T": Fraction(steps)}
        require_equal("Delta W W^T - J Delta W of a network", left, right, at)
        if found.conserved and rule.per_unit:
            changed = (student, (dA, dB, dW), F, point)
            require_equal(
                "the change of what is kept", _moved(found, *changed), Matrix.zero(3, 3), at
            )
        if found.conserved_by_unit:
            changed = (student, (dA, dB, dW), F, point)
            require_equal("the change of what a unit keeps", _changes(found, *changed), [0] * 3, at)
    return len(_STEPS)


def _changes(
    found: NetworkIdentity,
    student: ExactNetwork,
    updates: tuple[Matrix, Matrix, Matrix],
    F: Matrix,
    point: Point,
) -> list[Fraction]:
    """Half the first-order change of what each unit is said to keep, entry by entry."""
    dA, dB, dW = updates
    weight, propagator = value_of(found.weight, point), _propagator(found, student.W, point)
    changes = []
    for unit in range(student.W.shape[0]):
        own = propagator[unit, unit] * dW[unit, unit]
        fed = weight * sum(
            (F[unit, one] * dA[one, unit] for one in range(dA.shape[0])), Fraction(0)
        )
        rows = ((student.W, dW), (student.B, dB))
        moved = (x[unit, one] * y[unit, one] for x, y in rows for one in range(x.shape[1]))
        changes.append(sum(moved, Fraction(0)) - own - fed)
    return changes


def _moved(
    found: NetworkIdentity,
    student: ExactNetwork,
    updates: tuple[Matrix, Matrix, Matrix],
    F: Matrix,
    point: Point,
) -> Matrix:
    """The first-order change of W W^T - J W - W^T J + B B^T - u (F A + A^T F^T), or of - u A^T A."""
    dA, dB, dW = updates
    J, weight = _propagator(found, student.W, point), value_of(found.weight, point)
    half = dW @ student.W.transpose() + dB @ student.B.transpose() - J @ dW - (F @ dA).scale(weight)
    return half + half.transpose()


def _propagator(found: NetworkIdentity, W: Matrix, point: Point) -> Matrix:
    n = W.shape[0]
    power = Matrix.identity(n)
    for _ in range(found.degree):
        power = power @ (W.diagonal_part() if found.diagonal else W.transpose())
    for name, times in found.own:
        for _ in range(times):
            power = power @ Matrix.diagonal(values_of_units(point, name, n), n, n)
    return power.scale(value_of(found.factor, point))


def _network(number: int) -> ExactNetwork:
    return ExactNetwork(_matrix(2, 3, number), _matrix(3, 3, number + 1), _matrix(3, 2, number + 2))


def _matrix(rows: int, columns: int, number: int) -> Matrix:
    """Entries in general position, of modulus below 1."""
    return Matrix(
        [Fraction((5 * i + 3 * j + 7 * number) % 11 - 5, 7 + i + 2 * j) for j in range(columns)]
        for i in range(rows)
    )

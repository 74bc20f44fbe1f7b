"""The law of alignment: a full network whose matrices are aligned learns as its modes do."""

from collections.abc import Iterator
from fractions import Fraction

from symdyn.exact.matrices import Matrix
from symdyn.rules.per_unit import units_apart
from symdyn.rules.rule import LearningRule
from symdyn.stages.setting.exact_networks import ExactNetwork, full_mean_update
from symdyn.testing.laws import Law, require, require_equal
from symdyn.testing.literal import LiteralSums
from symdyn.testing.points import Point, mode_points
from symdyn.testing.subject import Subject

__all__ = ["LAWS"]

_STEPS = 4
# Rational rotations: (p, q, r) with p^2 + q^2 = r^2.
_BASES = (((3, 4, 5), (5, 12, 13), (8, 15, 17)), ((-4, 3, 5), (12, 5, 13), (15, -8, 17)))


def _alignment(subject: Subject) -> int:
    """U^T Delta A P, P^T Delta W P and P^T Delta B V are diagonal with the modal sums on them."""
    analysis = subject.analysis
    rule = analysis.rule
    every = analysis.alignment.reduces == "every basis"
    identity = Matrix.identity(2)
    checks, coupled = 0, False
    for triples, pair in zip(_BASES, _pairs(rule), strict=True):
        U, P, V = (_rotation(*one) for one in triples)
        found = _in_basis(rule, pair, (U, P if every else identity, V))
        modal = [LiteralSums(rule, _STEPS).update(point) for point in pair]
        for index, name in enumerate(("A", "B", "W")):
            expected = Matrix.diagonal([update[index] for update in modal], 2, 2)
            require_equal(f"Delta {name} in the aligned basis", found[index], expected, pair[0])
        rotated = _in_basis(rule, pair, (U, P, V))
        coupled = coupled or any(one[i, j] for one in rotated for i, j in ((0, 1), (1, 0)))
        checks += 1
    require(coupled is not every, "modes in a rotated basis are coupled exactly if not stated", {})
    return checks


def _pairs(rule: LearningRule) -> Iterator[tuple[Point, Point]]:
    """For each basis two modes that share the rule's parameters, no value of them zero."""
    shared = [*(one.name for one in rule.credit.parameters), "tau"]
    points = [
        {name: point[name] for name in shared if name in point} for point in mode_points(rule, 12)
    ]
    points = [own for own in points if all(own.values())]
    apart = units_apart(rule.domain, rule.unit_names, 3)  # the first may be 0
    for own, number in zip(points, range(len(_BASES)), strict=False):
        modes = []
        for k in (1, 2):
            of_unit = {name: apart[f"{name}_{k + 1}"] for name in rule.unit_names}
            x = Fraction(k + number, 5)
            values = {"a": 1 + x, "b": 2 - x, "a_star": 1 + 2 * x, "b_star": 2 + x, "a_hat": x}
            modes.append({**values, "w": x / 2, "w_star": x - Fraction(1, 2), **own, **of_unit})
        yield modes[0], modes[1]


def _rotation(p: int, q: int, r: int) -> Matrix:
    return Matrix([[Fraction(p, r), Fraction(-q, r)], [Fraction(q, r), Fraction(p, r)]])


def _in_basis(
    rule: LearningRule, pair: tuple[Point, Point], basis: tuple[Matrix, Matrix, Matrix]
) -> tuple[Matrix, Matrix, Matrix]:
    U, P, V = basis

    def diagonal(name: str) -> Matrix:
        return Matrix.diagonal([point[name] for point in pair], 2, 2)

    def network(star: str) -> ExactNetwork:
        a, w, b = (diagonal(name + star) for name in ("a", "w", "b"))
        return ExactNetwork(U @ a @ P.transpose(), P @ w @ P.transpose(), P @ b @ V.transpose())

    feedback = None if rule.symmetric else U @ diagonal("a_hat") @ P.transpose()
    values = {
        f"{name}_{k}": point[name] for name in rule.unit_names for k, point in enumerate(pair, 1)
    }
    values |= pair[0]
    dA, dB, dW = full_mean_update(rule, network(""), network("_star"), _STEPS, feedback, values)
    return U.transpose() @ dA @ P, P.transpose() @ dB @ V, P.transpose() @ dW @ P


LAWS = (Law("alignment", "an aligned network's update is that of its modes", _alignment),)

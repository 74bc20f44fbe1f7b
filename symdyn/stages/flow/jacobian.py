"""The Jacobian of the flow for an arbitrary kernel, and its characteristic polynomial."""

from dataclasses import dataclass

from symdyn import notation
from symdyn.exact.derivative import derivative
from symdyn.exact.rational import RationalFunction
from symdyn.notation import STATE
from symdyn.stages.flow.derive import GeneralFlow

__all__ = ["CharacteristicPolynomial", "characteristic_polynomial", "jacobian"]


@dataclass(frozen=True)
class CharacteristicPolynomial:
    """lambda^3 - trace lambda^2 + minors lambda - determinant of a 3 x 3 matrix."""

    trace: RationalFunction
    minors: RationalFunction
    determinant: RationalFunction


def jacobian(flow: GeneralFlow) -> tuple[tuple[RationalFunction, ...], ...]:
    """The Jacobian of the flow -Delta at any point.

    The total derivatives of K(w) and K(w_star) by w, and of phi by a, are variables of their own:
    the kernel may depend on w in its own right, and phi is a or a constant.
    """
    chain = {
        notation.a: {notation.phi: notation.feedback_slope},
        notation.b: {},
        notation.w: {
            notation.kernel_student: notation.student_slope,
            notation.kernel_teacher: notation.teacher_slope,
        },
    }
    rows = []
    for output in STATE:
        row = []
        for variable in STATE:
            total = derivative(flow.update[output], variable)
            for inner, slope in chain[variable].items():
                total += derivative(flow.update[output], inner) * flow.gen(slope)
            row.append(-total)
        rows.append(tuple(row))
    return tuple(rows)


def characteristic_polynomial(
    matrix: tuple[tuple[RationalFunction, ...], ...],
) -> CharacteristicPolynomial:
    """The coefficients of a 3 x 3 matrix's characteristic polynomial, expanded exactly."""

    def minor(i: int, j: int) -> RationalFunction:
        return matrix[i][i] * matrix[j][j] - matrix[i][j] * matrix[j][i]

    (p, q, r), (t, u, v), (x, y, z) = matrix
    determinant = p * (u * z - v * y) - q * (t * z - v * x) + r * (t * y - u * x)
    return CharacteristicPolynomial(p + u + z, minor(0, 1) + minor(0, 2) + minor(1, 2), determinant)

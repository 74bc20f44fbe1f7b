"""The linearisation on the optimal manifold for an arbitrary kernel."""

from dataclasses import dataclass

from symdyn import notation
from symdyn.brief import Brief
from symdyn.errors import ProofError
from symdyn.exact.polynomials import letters_of
from symdyn.exact.rational import RationalFunction
from symdyn.exact.substitution import substitute
from symdyn.stages.flow.derive import GeneralFlow
from symdyn.stages.flow.jacobian import characteristic_polynomial, jacobian

__all__ = ["Linearisation", "linearise_on_optimal_manifold"]


@dataclass(frozen=True, repr=False)
class Linearisation(Brief):
    """The flow linearised on the optimal manifold a b = c, w = w_star, for any kernel.

    `matrix` is the Jacobian of -Delta; its determinant is zero and the two eigenvalues transverse
    to the manifold are the roots of lambda^2 - trace lambda + determinant.  With gain = the (a, b)
    block's share of -trace and drift = the w entry's,
        trace^2 - 4 determinant = (gain - drift)^2 + 4 coupling.
    All are functions of a, b, phi, w_star, K, w_star K' (the first moment of the kernel).
    """

    matrix: tuple[tuple[RationalFunction, ...], ...]
    trace: RationalFunction
    determinant: RationalFunction
    gain: RationalFunction
    drift: RationalFunction
    coupling: RationalFunction


def linearise_on_optimal_manifold(flow: GeneralFlow) -> Linearisation:
    """The linearisation on a b = c, w = w_star for every kernel and either feedback.

    On the manifold the student's kernel is the teacher's, and the difference of the slopes of
    K(w) and K(w_star) is K'(w_star), the derivative in the argument alone: what the kernel's own
    w contributes cancels.  The slope of phi drops out.

    Raises ProofError if the zero eigenvalue along the manifold cannot be split off exactly.
    """
    shared = flow.gen(notation.teacher_slope)
    on_manifold = {
        notation.c: flow.gen(notation.a) * flow.gen(notation.b),
        notation.w: flow.gen(notation.w_star),
        notation.kernel_student: flow.gen(notation.kernel_teacher),
        notation.student_slope: shared + flow.gen(notation.kernel_derivative),
    }
    matrix = tuple(tuple(substitute(entry, on_manifold) for entry in row) for row in jacobian(flow))
    symbols = {symbol for row in matrix for entry in row for symbol in letters_of(entry)}
    if symbols & {notation.teacher_slope, notation.feedback_slope}:
        raise ProofError(
            f"the linearisation still contains {sorted(map(str, symbols))}; "
            "the kernel's own w or the slope of phi does not drop out"
        )
    polynomial = characteristic_polynomial(matrix)
    if polynomial.determinant:
        raise ProofError(
            f"the Jacobian's determinant is {polynomial.determinant}, not 0; "
            "there is no zero eigenvalue along the manifold"
        )
    moment = flow.gen(notation.kernel_moment) / flow.gen(notation.w_star)
    by_moment = {notation.kernel_derivative: moment}
    trace = substitute(polynomial.trace, by_moment)
    determinant = substitute(polynomial.minors, by_moment)
    gain = substitute(-(matrix[0][0] + matrix[1][1]), by_moment)
    drift = substitute(-matrix[2][2], by_moment)
    coupling = gain * drift - determinant
    if trace**2 - 4 * determinant != (gain - drift) ** 2 + 4 * coupling:
        raise ProofError("the discriminant does not split; gain and drift do not add to -trace")
    return Linearisation(matrix, trace, determinant, gain, drift, coupling)

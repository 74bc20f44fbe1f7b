"""The theorem for an arbitrary kernel: what holds for every rule at once.

The limit update depends on the kernel only through K(w) and K(w_star), so its fixed points and
its linearisation are found once, in the ring where these are variables, and every rule is a
substitution.  Nothing is divided by that is not named.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Symbol

from symdyn import notation
from symdyn.analysis.modal import ModalSum
from symdyn.analysis.update import STATE, update_for_any_kernel
from symdyn.errors import ProofError
from symdyn.exact.derivative import derivative
from symdyn.exact.ideals import Membership, member_of
from symdyn.exact.polynomials import letters_of
from symdyn.exact.rational import Field, RationalFunction, field_over, generator
from symdyn.exact.substitution import substitute

__all__ = [
    "CharacteristicPolynomial",
    "FixedPointTheorem",
    "GeneralFlow",
    "Linearisation",
    "characteristic_polynomial",
    "fixed_point_theorem",
    "general_flow",
    "jacobian",
    "linearise_on_optimal_manifold",
]

_SYMBOLS = (
    notation.c,
    notation.phi,
    notation.a,
    notation.b,
    notation.w,
    notation.w_star,
    notation.kernel_student,
    notation.kernel_teacher,
    notation.kernel_derivative,
    notation.kernel_moment,
    notation.student_slope,
    notation.teacher_slope,
    notation.feedback_slope,
)


@dataclass(frozen=True)
class GeneralFlow:
    """The limit update of (a, b, w) with K(w), K(w_star) and phi as variables of `field`."""

    field: Field
    update: Mapping[Symbol, RationalFunction]

    def numerator(self, variable: Symbol) -> RationalFunction:
        """The cleared numerator of one update.

        Its denominator is a product of 1 - w^2 and 1 - w w_star, which the domain keeps from zero.
        """
        return self.update[variable].numer

    def gen(self, symbol: Symbol) -> RationalFunction:
        """A symbol as an element of the field."""
        return generator(self.field, symbol)


@dataclass(frozen=True)
class FixedPointTheorem:
    r"""Why there are no other fixed points: identities that hold in the polynomial ring.

    `product`: b phi c K(w_star) (w - w_star) is a combination of the three numerators, so at a
    fixed point one of b, phi, w - w_star vanishes, or K(w_star) does.  The other identities
    finish each case; `vanishing` shows that the components consist of fixed points.
    """

    product: Membership
    no_input: Membership
    no_feedback: Membership
    matched: Membership
    dark: Membership
    vanishing: tuple[Membership, ...]

    @property
    def identities(self) -> tuple[Membership, ...]:
        """Every identity of the proof, in order."""
        return (
            self.product,
            self.no_input,
            self.no_feedback,
            self.matched,
            self.dark,
            *self.vanishing,
        )


@dataclass(frozen=True)
class CharacteristicPolynomial:
    """lambda^3 - trace lambda^2 + minors lambda - determinant of a 3 x 3 matrix."""

    trace: RationalFunction
    minors: RationalFunction
    determinant: RationalFunction


@dataclass(frozen=True)
class Linearisation:
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


def general_flow(sums: Mapping[Symbol, ModalSum]) -> GeneralFlow:
    """The limit update for an arbitrary kernel, from the modal sums of any rule that has one."""
    field = field_over(_SYMBOLS)
    return GeneralFlow(field, update_for_any_kernel(field, sums))


def fixed_point_theorem(flow: GeneralFlow) -> FixedPointTheorem:
    """Prove the case distinction behind the list of fixed points; see FixedPointTheorem.

    Raises ProofError if an identity does not hold.
    """
    a, b, c, phi, w, w_star, student, teacher = (
        flow.gen(symbol).numer
        for symbol in (
            notation.a,
            notation.b,
            notation.c,
            notation.phi,
            notation.w,
            notation.w_star,
            notation.kernel_student,
            notation.kernel_teacher,
        )
    )
    n_a, n_b, n_w = (flow.numerator(variable) for variable in STATE)
    balance = a * b * (1 - w * w_star) - c * (1 - w**2)
    mismatch = w - w_star
    equal_kernels = student - teacher
    vanishing = [
        member_of(numerator, component)
        for component in (
            (a * b - c, mismatch, equal_kernels),
            (b, phi),
            (b, teacher),
            (balance, student, teacher),
        )
        for numerator in (n_a, n_b, n_w)
    ]
    return FixedPointTheorem(
        product=member_of(b * phi * c * teacher * mismatch, (n_a, n_b, n_w)),
        no_input=member_of(phi * c * teacher, (n_b, b)),
        no_feedback=member_of(b * c * (1 - w**2), (n_a, a)),
        matched=member_of(b * (1 - w**2) * (a * b - c), (n_a, mismatch)),
        dark=member_of(b * phi * student * c * (1 - w**2), (n_a, n_b, teacher)),
        vanishing=tuple(vanishing),
    )


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


def characteristic_polynomial(
    matrix: tuple[tuple[RationalFunction, ...], ...],
) -> CharacteristicPolynomial:
    """The coefficients of a 3 x 3 matrix's characteristic polynomial, expanded exactly."""

    def minor(i: int, j: int) -> RationalFunction:
        return matrix[i][i] * matrix[j][j] - matrix[i][j] * matrix[j][i]

    (p, q, r), (t, u, v), (x, y, z) = matrix
    determinant = p * (u * z - v * y) - q * (t * z - v * x) + r * (t * y - u * x)
    return CharacteristicPolynomial(p + u + z, minor(0, 1) + minor(0, 2) + minor(1, 2), determinant)

"""The fixed points of a mode for an arbitrary kernel, by polynomial identities."""

from dataclasses import dataclass

from symdyn import notation
from symdyn.brief import Brief
from symdyn.exact.ideals import Membership, member_of
from symdyn.notation import STATE
from symdyn.stages.flow.derive import GeneralFlow

__all__ = ["FixedPointTheorem", "fixed_point_theorem"]


@dataclass(frozen=True, repr=False)
class FixedPointTheorem(Brief):
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

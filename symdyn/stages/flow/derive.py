"""The flow of one mode for an arbitrary kernel: what holds for every rule at once.

The limit update depends on the kernel only through K(w) and K(w_star), so its fixed points and
its linearisation are found once, in the ring where these are variables, and every rule is a
substitution.  Nothing is divided by that is not named.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Symbol

from symdyn import notation
from symdyn.brief import Brief
from symdyn.exact.rational import Field, RationalFunction, field_over, generator
from symdyn.stages.alignment.modal import ModalSum
from symdyn.stages.update.derive import update_for_any_kernel

__all__ = ["GeneralFlow", "general_flow"]

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


@dataclass(frozen=True, repr=False)
class GeneralFlow(Brief):
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


def general_flow(sums: Mapping[Symbol, ModalSum]) -> GeneralFlow:
    """The limit update for an arbitrary kernel, from the modal sums of any rule that has one."""
    field = field_over(_SYMBOLS)
    return GeneralFlow(field, update_for_any_kernel(field, sums))

"""The flow: learning at a small learning rate, for this rule and for any kernel."""

from collections.abc import Iterator

from symdyn import notation
from symdyn.analysis.analysis import Analysis, Theory
from symdyn.exact.layout import arrange_by
from symdyn.report.content import Block, Equation, Section
from symdyn.report.sections.phrases import DELTA, STATE_DERIVATIVE, prose

__all__ = ["flow", "update_for_any_kernel"]

_COLLECTED = (notation.kernel_student, notation.kernel_teacher, notation.c)


def flow(analysis: Analysis) -> Section:
    """The flow of one mode: the limit update with its sign, and its form for any kernel."""
    return Section(
        "The flow of one mode",
        (
            prose(
                r"For a small learning rate $\eta$ learning follows the flow, whose time $t$ counts "
                r"the steps times $\eta$:"
            ),
            *(
                Equation(f"flow-{symbol.name}", STATE_DERIVATIVE[symbol], -expression)
                for symbol, expression in analysis.update.limit.items()
            ),
            prose(
                "Its right-hand side is a special case. For an arbitrary kernel the sums over $j$ "
                r"leave multiples of $w^{m}$ and $w_\star^{m}$ under the sum over $m$; weighted with "
                r"$\kappa_{m}$ these add up to $K(w)$ and $K(w_\star)$, and the limit is"
            ),
            *update_for_any_kernel(analysis.theory),
            prose(
                r"Both derivations are carried out, and they agree exactly: with this rule's "
                r"$K$ and $\varphi$, (:general-update-a), (:general-update-b) and "
                "(:general-update-w) are (:update-a), (:update-b) and (:update-w)."
            ),
        ),
    )


def update_for_any_kernel(theory: Theory) -> Iterator[Block]:
    """The limit update in terms of K(w), K(w_star) and phi."""
    for symbol, element in theory.flow.update.items():
        yield Equation(
            f"general-update-{symbol.name}", DELTA[symbol], arrange_by(element, _COLLECTED)
        )

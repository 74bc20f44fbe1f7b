"""The flow: learning at a small learning rate, for this rule and for any kernel."""

from collections.abc import Iterator

from sympy import Symbol

from symdyn import notation
from symdyn.claims.statements import Statements
from symdyn.notation import STATE
from symdyn.report.basis import marked
from symdyn.report.content import Equation, Section
from symdyn.report.phrases import prose
from symdyn.report.showing import show

__all__ = ["tell", "update_for_any_kernel"]


def tell(stated: Statements) -> Section:
    """The flow of one mode: the limit update with its sign, and its form for any kernel."""
    return marked(_section(stated), stated.analysis)


def _section(stated: Statements) -> Section:
    return Section(
        "The flow of one mode",
        (
            prose(
                r"For a small learning rate $\eta$ learning follows the flow, whose time $t$ counts the steps times ",
                notation.eta / (1 - stated.analysis.rule.beta),
                ":",
            ),
            *(
                show(stated, f"flow-{symbol}", "flow", place, left=Symbol(f"d{symbol}/dt"))
                for place, symbol in enumerate(STATE)
            ),
            prose(
                "Its right-hand side is a special case. For an arbitrary kernel the sums over $j$ "
                r"leave multiples of $w^{m}$ and $w_\star^{m}$ under the sum over $m$; weighted with "
                r"$\kappa_{m}$ these add up to $K(w)$ and $K(w_\star)$. The limit of $\Delta_{T} a$, in "
                "which the kernel does not occur, is (:update-a), and"
            ),
            *(one for one in update_for_any_kernel(stated) if one.label != "general-update-a"),
            prose(
                r"Both derivations are carried out, and they agree exactly: with this rule's "
                r"$K$ and $\varphi$, (:general-update-b) and (:general-update-w) are (:update-b) and "
                "(:update-w)."
            ),
        ),
    )


def update_for_any_kernel(stated: Statements) -> Iterator[Equation]:
    """The limit update in terms of K(w), K(w_star) and phi."""
    for place, symbol in enumerate(STATE):
        yield show(stated, f"general-update-{symbol}", "theory.update", place)

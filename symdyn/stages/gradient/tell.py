"""Whether the mean update is the gradient of the loss, and what follows from it."""

from symdyn.claims.statements import Statements
from symdyn.notation import STATE
from symdyn.report.basis import marked
from symdyn.report.content import Section
from symdyn.report.phrases import prose
from symdyn.report.showing import show

__all__ = ["tell"]


def tell(stated: Statements) -> Section:
    """Whether the mean update is the gradient of the loss; page 1 says so, and no other section needs that it is not."""
    return marked(_section(stated), stated.analysis)


def _section(stated: Statements) -> Section:
    analysis = stated.analysis
    if not analysis.update.is_gradient:
        told = prose(
            "As functions of $a$, $b$ and $w$ the mean updates differ from the derivatives of the "
            "loss. Learning follows a vector field of its own, and where it ends is decided by its "
            "fixed points and where a mode is stable on them, not by the loss alone."
        )
        return Section("The update is not the gradient of the loss", (told,), appendix=True)
    return Section(
        "The update is the gradient of the loss",
        (
            prose(
                "The derivatives of the loss (:loss-finite) are the mean updates "
                "(:update-finite-a), (:update-finite-b) and (:update-finite-w) exactly,"
            ),
            *(
                show(stated, f"gradient-{symbol}", "gradient-finite", place)
                for place, symbol in enumerate(STATE)
            ),
            prose(
                "for every $T$, and likewise in the limit, with the loss (:loss). The flow below "
                "is the gradient flow of the loss, which never increases along it."
            ),
        ),
    )

"""The mean update is the gradient of the loss; or it is not, by a counterexample."""

from symdyn.claims.ledger import Ledger
from symdyn.formula.building import equal, letter, partial
from symdyn.notation import STATE

__all__ = ["claims"]


def claims(ledger: Ledger) -> None:
    """The update beside the derivatives of the loss."""
    if not ledger.analysis.update.is_gradient:
        ledger.add(
            "not-gradient",
            "equation",
            (equal(letter(f"Delta_{x}"), partial(x, letter("L"))) for x in STATE),
            ("update", "loss.limit"),
            ledger.everywhere(),
            evidence={"witness": {}},
            title="The mean update is the gradient of the loss, which is false",
        )
        return
    for tail, update, loss in (("-finite", "Delta_T", "L_T"), ("", "Delta", "L")):
        ledger.add(
            f"gradient{tail}",
            "equation",
            (equal(letter(f"{update}_{x}"), partial(x, letter(loss))) for x in STATE),
            (f"update{tail}", "loss.finite" if tail else "loss.limit"),
            ledger.everywhere(),
            title="The mean update is the gradient of the loss",
        )

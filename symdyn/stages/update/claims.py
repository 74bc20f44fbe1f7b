"""The closed forms: the update and the loss of a mode, after T steps and for long sequences."""

from symdyn import notation
from symdyn.claims.hypotheses import of_a_mode
from symdyn.claims.ledger import Ledger
from symdyn.claims.stated import Stated, definition
from symdyn.formula.building import (
    apart,
    at_least,
    defined,
    entry,
    equal,
    letter,
    limit,
    total,
)
from symdyn.notation import STATE
from symdyn.stages.setting.claims import PAPER

__all__ = ["SUMS", "claims", "shared"]

SUMS = ("modes", "letters", "setting.mode-error")
_LOSS, _LONG = letter("L_T"), letter("L")


def shared() -> tuple[Stated, ...]:
    """The limit of long sequences, and the loss."""
    error = entry(letter("e"), notation.k)
    return (
        definition(
            "setting.limit",
            "Long sequences",
            *(
                defined(letter(f"Delta_{x}"), limit(notation.T, letter(f"Delta_T_{x}")))
                for x in STATE
            ),
            source=PAPER,
        ),
        definition(
            "loss.definition",
            "Loss of a mode",
            defined(_LOSS, total(notation.k, notation.T, error**2 / 2)),
            source=PAPER,
        ),
        definition(
            "loss.long",
            "Loss for long sequences",
            defined(_LONG, limit(notation.T, _LOSS)),
            source=PAPER,
        ),
    )


def claims(ledger: Ledger) -> None:
    """Finite sums, their limits, and the loss."""
    update = ledger.analysis.update
    ledger.add(
        "update-finite",
        "equation",
        (equal(letter(f"Delta_T_{x}"), update.finite[x]) for x in STATE),
        SUMS,
        (*ledger.everywhere(), *(apart(one, 0) for one in update.finite_nonzero)),
        title="Mean update after T steps",
    )
    ledger.add(
        "update",
        "equation",
        (equal(letter(f"Delta_{x}"), update.limit[x]) for x in STATE),
        (*SUMS, "setting.limit"),
        ledger.everywhere(),
        title="Mean update for long sequences",
        source="Williams, Payeur & Lajoie (2026), Eqs. 19-22",
    )
    ledger.add(
        "loss.finite",
        "equation",
        (equal(_LOSS, update.loss_finite),),
        ("loss.definition", "setting.mode-error"),
        (*of_a_mode(), at_least(notation.T, 1)),
        title="Loss of a mode after T steps",
    )
    ledger.add(
        "loss.limit",
        "equation",
        (equal(_LONG, update.loss),),
        ("loss.definition", "loss.long", "setting.mode-error"),
        of_a_mode(),
        title="Loss of a mode for long sequences",
    )

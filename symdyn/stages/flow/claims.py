"""The flow of a mode, and the update of an arbitrary kernel, whose values are letters."""

from sympy import Basic, Expr

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.exact.layout import arrange, arrange_by
from symdyn.formula.building import (
    Formula,
    below,
    defined,
    equal,
    formula,
    letter,
    letters,
)
from symdyn.notation import STATE

__all__ = ["BOTH", "NUMERATORS", "TEACHER", "claims"]

BOTH = (below(-1, notation.w, 1), below(-1, notation.w_star, 1))
TEACHER = BOTH[1:]
NUMERATORS = {symbol: letter(f"N_{symbol}") for symbol in STATE}
_COLLECTED = (notation.kernel_student, notation.kernel_teacher, notation.c)


def claims(ledger: Ledger) -> None:
    """The update by the kernel's values, that of an arbitrary kernel, and the flow."""
    flow = ledger.analysis.theory.flow
    kernels = (notation.kernel_student, notation.kernel_teacher)
    ledger.add(
        "update-by-kernel",
        "equation",
        (equal(letter(f"Delta_{x}"), arrange_by(flow.update[x], kernels)) for x in STATE),
        ("update", "kernel-values", "letters"),
        ledger.everywhere(),
        title="The update as that of an arbitrary kernel",
        lemma=True,
    )
    ledger.add(
        "theory.kernel",
        "definition",
        (defined(name, one) for name, one in _arbitrary()),
        title="An arbitrary kernel: its values at the two networks and its slope are letters",
    )
    ledger.add(
        "theory.update",
        "definition",
        (defined(letter(f"Delta_{x}"), arrange_by(y, _COLLECTED)) for x, y in flow.update.items()),
        title="The update for an arbitrary kernel",
    )
    _cleared(ledger)
    ledger.add(
        "flow",
        "equation",
        (equal(-letter(f"Delta_{x}"), -y) for x, y in ledger.analysis.update.limit.items()),
        ("update",),
        ledger.everywhere(),
        title="The flow of one mode",
    )


def _arbitrary() -> tuple[tuple[Basic, Formula], ...]:
    named: tuple[Expr, ...] = (
        notation.kernel_student,
        notation.kernel_teacher,
        notation.kernel_derivative,
    )
    return tuple(zip(named, letters("k_1 k_2 k_3"), strict=True))


def _cleared(ledger: Ledger) -> None:
    """The update times its denominators, and the polynomials that this is."""
    flow = ledger.analysis.theory.flow
    lines = []
    for x in STATE:
        update, below_bar = letter(f"Delta_{x}"), flow.update[x].denom
        cleared = update if below_bar == 1 else update * formula(arrange(below_bar))
        lines.append(defined(NUMERATORS[x], cleared))
    ledger.add(
        "theory.clearing",
        "definition",
        lines,
        title="The update cleared of its denominators",
    )
    ledger.add(
        "theory.numerators",
        "equation",
        (equal(NUMERATORS[x], arrange_by(flow.numerator(x), _COLLECTED)) for x in STATE),
        ("theory.kernel", "theory.update", "theory.clearing"),
        BOTH,
        title="The update cleared of its denominators, as polynomials",
    )

"""Feedback out of phase with the read-out: what is known of the two ends, and that it is not enough."""

from collections.abc import Iterator

from symdyn.claims.statements import Statements
from symdyn.report.content import Block
from symdyn.report.phrases import given_values, joined, prose
from symdyn.report.showing import show
from symdyn.stages.complex_modes.phase import has_phase, out_of_phase

__all__ = ["phase_blocks"]


def phase_blocks(stated: Statements) -> Iterator[Block]:
    """Nothing where the feedback has one phase, or credit is real."""
    if not has_phase(stated.analysis):
        return
    yield prose(
        r"Fixed feedback need not have the phase of the read-out. Let its gain be $s (\rho_{1} + i \rho_{2})$, with "
        r"$s > 0$ for the modulus of $a$: its phase is a place on the manifold, too. Times $s^{7}$ the criterion has at "
        r"the end $s \to 0$ the value"
    )
    yield show(stated, "complex-phase-near", "complex-phase-near")
    yield prose("where the letters are the four parts times powers of $s$ as above, now")
    for place, one in enumerate("tydz"):
        yield show(stated, f"complex-phase-{one}", "complex-phase-scaled", place)
    yield prose("At the other end, $s \\to \\infty$, the trace decides first, for")
    yield show(stated, "complex-phase-far", "complex-phase-far")
    yield prose(
        r"So a mode is unstable at small $s$ where $\rho_{1} H_{1} - \rho_{2} H_{2} < 0$, and at large $s$ where "
        r"$\rho_{1} k_{1} - \rho_{2} k_{2} < 0$: the phase of the gain and that of $S_\star$, and the phase of the gain and "
        r"that of $K_\star$, may not add up to more than a right angle."
    )
    found = out_of_phase(stated.analysis)
    if found is None:
        yield prose("Whether this is enough is not proved.")
        return
    yield prose(
        "That both are positive is not enough. With ",
        *joined(given_values(found.point)),
        " they are",
    )
    yield show(stated, "complex-phase-point-far", "complex-phase-ends", 0)
    yield show(stated, "complex-phase-point-near", "complex-phase-ends", 1)
    yield prose("and yet the criterion fails:")
    yield show(stated, "complex-phase-point", "complex-phase-point", 1)
    yield prose("Not proved: which phases a mode stands wherever on the manifold it is.")

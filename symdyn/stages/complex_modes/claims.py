"""What is stated of conformal modes: the update, the pair, the criterion, and where it holds."""

from symdyn.claims.ledger import Ledger
from symdyn.stages.complex_modes.claims_ends import end_claims, point_claims
from symdyn.stages.complex_modes.claims_pair import pair_claims
from symdyn.stages.complex_modes.claims_phase import phase_claims
from symdyn.stages.complex_modes.claims_rule import rule_claims
from symdyn.stages.complex_modes.claims_stable import frozen_claims, gradient_claims, real_claims
from symdyn.stages.complex_modes.claims_update import update_claims
from symdyn.stages.complex_modes.derive import Kind, complex_modes

__all__ = ["claims"]


def claims(ledger: Ledger) -> None:
    """The claims for a rule whose conformal modes are covered."""
    found = complex_modes(ledger.analysis)
    if found is None:
        return
    update_claims(ledger, found)
    pair_claims(ledger)
    if found.kind == Kind.REAL:
        real_claims(ledger)
    if found.gradient and not ledger.rule.symmetric:
        gradient_claims(ledger)
    if found.kind == Kind.FROZEN:
        frozen_claims(ledger)
    rule_claims(ledger, found)
    if found.kind != Kind.REAL:
        end_claims(ledger)
        point_claims(ledger, found)
        phase_claims(ledger)

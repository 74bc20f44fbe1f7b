"""The chain of claims of one rule: from its definition to the rank of what it learns."""

from dataclasses import dataclass, replace

from symdyn.claims.certificates.scopes import Scopes
from symdyn.claims.claim import Claim
from symdyn.claims.ledger import Ledger
from symdyn.claims.proving import prove
from symdyn.claims.stated import written
from symdyn.claims.statements import statements_of
from symdyn.rules.rule import LearningRule
from symdyn.stages.analysis import Analysis, analyse

__all__ = ["claims_of"]


def claims_of(rule: LearningRule, analysis: Analysis | None = None) -> tuple[Claim, ...]:
    """Every claim of a rule with its evidence, each after those that it uses.

    Parameters
    ----------
    rule : the learning rule
    analysis : what `analyse` returned for it, if it is at hand

    Returns
    -------
    Claims; one whose evidence is {"gap": why} could not be proved.
    """
    ledger = statements_of(analysis or analyse(rule))
    scopes = Scopes({})
    for stated in ledger.stated.values():
        claim = stated.claim
        if stated.otherwise is not None and any(
            "gap" in scopes.claims[x].evidence for x in claim.uses
        ):
            claim = replace(claim, uses=stated.otherwise)
        found = stated.evidence() if callable(stated.evidence) else stated.evidence
        for one in _proved(ledger, scopes, replace(claim, evidence=written(found))):
            if one.id not in scopes.claims:
                scopes.put(one)
    return tuple(scopes.claims.values())


@dataclass(frozen=True)
class _Theorem:
    """A claim on no rule in particular as it was proved, after its lemmas, and all that lies below it."""

    claim: Claim
    below: tuple[Claim, ...]
    proved: tuple[Claim, ...]


_THEOREMS: dict[str, _Theorem] = {}
"""By id: the chain of each rule has them, and a process that proves several chains proves them once."""


def _proved(ledger: Ledger, scopes: Scopes, claim: Claim) -> tuple[Claim, ...]:
    """The claim after its lemmas; a theorem that was proved with the same below it, as it was then."""
    if claim.id in ledger.shared:
        return (claim,)
    if claim.id.startswith(f"{ledger.rule.name}."):
        return _searched(ledger, scopes, claim)
    used = {one: None for name in claim.uses for one in sorted(scopes.below(name))}
    below = tuple(scopes.claims[one] for one in used)
    known = _THEOREMS.get(claim.id)
    if known is None or known.claim != claim or known.below != below:
        known = _Theorem(claim, below, _searched(ledger, scopes, claim))
        _THEOREMS[claim.id] = known
    return known.proved


def _searched(ledger: Ledger, scopes: Scopes, claim: Claim) -> tuple[Claim, ...]:
    """The claim with what was found for it; where what it assumes does not suffice, with all that may be."""
    made = prove(claim, scopes)
    wider = ledger.everything(claim)
    if "gap" in made[-1].evidence and wider != claim and claim.kind != "definition":
        again = prove(wider, scopes)
        made = made if "gap" in again[-1].evidence else again
    return made

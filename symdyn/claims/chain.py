"""The chain of claims of one rule: from its definition to the rank of what it learns."""

from dataclasses import replace

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


def _proved(ledger: Ledger, scopes: Scopes, claim: Claim) -> tuple[Claim, ...]:
    """The claim after its lemmas; where what it assumes does not suffice, with all that may be."""
    if claim.id in ledger.shared:
        return (claim,)
    made = prove(claim, scopes)
    wider = ledger.everything(claim)
    if "gap" in made[-1].evidence and wider != claim and claim.kind != "definition":
        again = prove(wider, scopes)
        made = made if "gap" in again[-1].evidence else again
    return made

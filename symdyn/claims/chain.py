"""The chain of claims of one rule: from its definition to the rank of what it learns."""

from symdyn.analysis.analysis import Analysis, analyse
from symdyn.claims.claim import Claim
from symdyn.claims.consequences import consequence_claims
from symdyn.claims.exact_points import point_claims
from symdyn.claims.fixed_points import fixed_point_claims
from symdyn.claims.kernels import kernel_claims
from symdyn.claims.ledger import Ledger
from symdyn.claims.manifold import manifold_claims
from symdyn.claims.ranks import rank_claims
from symdyn.claims.rates import rate_claims
from symdyn.claims.theory import theory_claims
from symdyn.claims.updates import update_claims
from symdyn.rules.rule import LearningRule

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
    ledger = Ledger(analysis or analyse(rule))
    update_claims(ledger)
    kernel_claims(ledger)
    theory_claims(ledger)
    fixed_point_claims(ledger)
    manifold_claims(ledger)
    rate_claims(ledger)
    consequence_claims(ledger)
    point_claims(ledger)
    rank_claims(ledger)
    return tuple(ledger.claims.values())

"""All that is stated about one rule, before any proof."""

from dataclasses import dataclass

from symdyn.claims.claim import Claim
from symdyn.claims.ledger import Ledger
from symdyn.claims.shared import shared_definitions
from symdyn.errors import ClaimError
from symdyn.formula.nodes import Node
from symdyn.stages.analysis import Analysis
from symdyn.stages.order import parts

__all__ = ["Statements", "statements_of"]


@dataclass(frozen=True)
class Statements:
    """What is stated about a rule, by name.

    Parameters
    ----------
    analysis : of the rule
    ledger : the statements
    apart : whether those are among them on which no other rests and that no summary shows, and the
        lemmas, which no section shows
    """

    analysis: Analysis
    ledger: Ledger
    apart: bool = True

    @staticmethod
    def of(analysis: Analysis, *, apart: bool = True) -> "Statements":
        """All that is stated about the rule of an analysis, or all but what stands apart."""
        return Statements(analysis, statements_of(analysis, apart=apart), apart)

    def has(self, name: str) -> bool:
        """Whether there is a claim of that name."""
        return self.ledger.own(name) in self.ledger.stated

    def id(self, name: str) -> str:
        """The id of the claim of that name, which is the rule's own where the name has no dot.

        Raises
        ------
        ClaimError if nothing of that name is stated about this rule.
        """
        if not self.has(name):
            rule = self.analysis.rule.name
            raise ClaimError(
                f"nothing named {name!r} is stated about {rule}; `symdyn verify --list {rule}` has the names"
            )
        return self.ledger.own(name)

    def claim(self, name: str) -> Claim:
        """The claim of that name without evidence; raises as `id` does."""
        return self.ledger.stated[self.id(name)].claim

    def line(self, name: str, place: int = 0) -> Node:
        """A line of a claim as a tree."""
        return self.ledger.stated[self.id(name)].lines[place]


def statements_of(analysis: Analysis, *, apart: bool = True) -> Ledger:
    """The statements about a rule, each after those that it uses."""
    shared = {one.id: one for one in shared_definitions(apart=apart)}
    ledger = Ledger(analysis, shared=shared, lemmas=apart)
    for stage in parts("claims", apart=apart, rule=analysis.rule):
        stage.claims(ledger)
    return ledger

"""The claims of one rule as they are proved, one after the other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from symdyn.analysis.analysis import Analysis
from symdyn.claims.certificates.scopes import Scopes
from symdyn.claims.claim import Claim
from symdyn.claims.hypotheses import domain, horizon, indices
from symdyn.claims.proving import prove
from symdyn.claims.setting import shared_definitions
from symdyn.rules.rule import LearningRule

__all__ = ["Ledger"]


@dataclass(frozen=True)
class Ledger:
    """Claims by id, in the order in which they were added.

    `add` proves a claim from candidates for what it uses; a shared definition is entered when a claim
    first uses it.
    """

    analysis: Analysis
    scopes: Scopes = field(default_factory=lambda: Scopes({}))
    shared: Mapping[str, Claim] = field(
        default_factory=lambda: {claim.id: claim for claim in shared_definitions()}
    )

    @property
    def claims(self) -> dict[str, Claim]:
        """The claims by id."""
        return self.scopes.claims

    @property
    def rule(self) -> LearningRule:
        """The rule whose claims these are."""
        return self.analysis.rule

    def own(self, name: str) -> str:
        """The id of a claim of this rule."""
        return f"{self.rule.name}.{name}"

    def proved(self, name: str) -> bool:
        """Whether this rule has a claim of that name with evidence."""
        found = self.claims.get(self.own(name))
        return found is not None and "gap" not in found.evidence

    def domain(self) -> tuple[str, ...]:
        """The open domain of the mode and of the rule's parameters, as assumptions."""
        return domain(self.rule)

    def horizon(self) -> str:
        """The number of lags: T, or the horizon, which is at most T."""
        return horizon(self.rule)

    def indices(self) -> tuple[str, ...]:
        """What may be assumed of T and the horizon."""
        return indices(self.rule)

    def add(  # noqa: PLR0913 - the fields of a claim
        self,
        name: str,
        kind: str,
        statement: Iterable[str],
        uses: Iterable[str] = (),
        assumptions: Iterable[str] = (),
        *,
        evidence: Mapping[str, Any] | None = None,
        title: str = "",
        source: str = "",
    ) -> Claim:
        """Prove a claim of this rule and enter it; `uses` and `assumptions` are candidates.

        Where these do not suffice, whatever the rule assumes is offered as well: a claim at a point
        may use one that needs T to be as long as the horizon, and a kernel may be divided by what
        its parameters' domains keep from zero.
        """
        own = name if "." in name else self.own(name)
        candidates = []
        for one in (*uses, *(() if kind == "definition" else ("powers",))):
            used = one if one in self.shared or one in self.claims else self.own(one)
            if used in self.shared:
                self.enter(self.shared[used])
            if used in self.claims:
                candidates.append(used)
        claim = Claim(
            own,
            kind,
            tuple(statement),
            tuple(dict.fromkeys(assumptions)),
            tuple(dict.fromkeys(candidates)),
            evidence or {},
            title,
            source,
        )
        made = prove(claim, self.scopes)
        everything = (*claim.assumptions, *self.domain(), *self.indices())
        wider = replace(claim, assumptions=tuple(dict.fromkeys(everything)))
        if "gap" in made[-1].evidence and wider != claim and kind != "definition":
            again = prove(wider, self.scopes)
            made = made if "gap" in again[-1].evidence else again
        for one in made:
            self.enter(one)
        return self.claims[own]

    def enter(self, claim: Claim) -> None:
        """Enter a claim that is not there yet."""
        if claim.id not in self.claims:
            self.scopes.put(claim)

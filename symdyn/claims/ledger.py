"""The statements about one rule, in the order of the mathematics, and their proofs one after the other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from symdyn import notation
from symdyn.claims.claim import Claim
from symdyn.claims.hypotheses import domain, indices, lags, regular
from symdyn.claims.shared import shared_definitions
from symdyn.claims.stated import Evidence, Stated
from symdyn.formula.building import Formula, apart, below, formula, more
from symdyn.formula.latex import latex
from symdyn.formula.nodes import Node
from symdyn.rules.rule import LearningRule
from symdyn.stages.analysis import Analysis

__all__ = ["Ledger"]


@dataclass(frozen=True)
class Ledger:
    """Statements by id, in the order in which they were added.

    A shared definition is entered when a statement first uses it.

    Parameters
    ----------
    analysis : of the rule
    stated, shared : the statements, and the definitions that those of every rule start from
    lemmas : whether those are stated that only proofs use
    """

    analysis: Analysis
    stated: dict[str, Stated] = field(default_factory=dict)
    shared: Mapping[str, Stated] = field(
        default_factory=lambda: {one.id: one for one in shared_definitions()}
    )
    lemmas: bool = True

    @property
    def rule(self) -> LearningRule:
        """The rule whose claims these are."""
        return self.analysis.rule

    def own(self, name: str) -> str:
        """The id of a claim, of this rule where the name has no dot.

        >>> from symdyn import analyse, find_rule
        >>> Ledger(analyse(find_rule("bptt"))).own("update")
        'bptt.update'
        """
        return name if "." in name else f"{self.rule.name}.{name}"

    def domain(self) -> tuple[Node, ...]:
        """The open domain of the mode and of the rule's parameters, as assumptions."""
        return domain(self.rule)

    def lags(self) -> Formula:
        """The number of lags with credit."""
        return lags(self.rule)

    def indices(self) -> tuple[Node, ...]:
        """What may be assumed of T and the horizon."""
        return indices(self.rule)

    def everywhere(self) -> tuple[Node, ...]:
        """All that may be assumed of a mode under the rule."""
        return (*self.domain(), *regular(self.rule), *self.indices())

    def everywhere_at_argument(self) -> tuple[Node, ...]:
        """The same with the argument z of the kernel's generating function."""
        poles = regular(self.rule, at_argument=True)
        return (*self.domain(), *poles, *self.indices(), below(-1, notation.z, 1))

    def on_manifold(self) -> tuple[Node, ...]:
        """All that may be assumed on the optimal manifold, where a = s and b = c / s."""
        return (*self.everywhere(), apart(notation.s, 0), apart(notation.c, 0))

    def aligned(self) -> tuple[Node, ...]:
        """The same where the feedback has the right sign, as symmetric feedback always has."""
        if self.rule.symmetric:
            return self.on_manifold()
        gain = formula(notation.a_hat) * notation.s
        return (*self.on_manifold(), more(gain, 0))

    def everything(self, claim: Claim) -> Claim:
        """The claim with all that the rule assumes offered as well.

        A claim at a point may use one that needs T to be as long as the horizon, and a kernel may be
        divided by what its parameters' domains keep from zero.
        """
        wider = (*claim.assumptions, *map(latex, self.everywhere()))
        return replace(claim, assumptions=tuple(dict.fromkeys(wider)))

    def add(  # noqa: PLR0913 - the fields of a claim
        self,
        name: str,
        kind: str,
        statement: Iterable[Node],
        uses: Iterable[str] = (),
        assumptions: Iterable[Node] = (),
        *,
        evidence: Evidence | None = None,
        otherwise: Iterable[str] | None = None,
        title: str = "",
        source: str = "",
        lemma: bool = False,
    ) -> None:
        """State a claim of this rule once; `uses` and `assumptions` are candidates.

        Where one of `uses` is not stated it uses `otherwise`, if that is given.  A lemma is what no
        section shows; where none is asked for, its statement is not even made.
        """
        if self.own(name) in self.stated or (lemma and not self.lemmas):
            return
        wanted = dict.fromkeys(uses)
        common = () if kind == "definition" else ("powers", "horizon")
        known = self._known((*wanted, *common))
        last = None if otherwise is None else self._known((*otherwise, *common))
        if last is not None and len(self._known(wanted)) < len(wanted):
            known, last = last, None
        self.stated[self.own(name)] = Stated(
            self.own(name),
            kind,
            tuple(statement),
            tuple(assumptions),
            known,
            evidence or {},
            last,
            title,
            source,
        )

    def _known(self, names: Iterable[str]) -> tuple[str, ...]:
        """The ids of those that are stated, shared definitions among them."""
        found = []
        for name in names:
            one = name if name in self.shared or name in self.stated else self.own(name)
            if one in self.shared:
                self.stated.setdefault(one, self.shared[one])
            if one in self.stated:
                found.append(one)
        return tuple(dict.fromkeys(found))

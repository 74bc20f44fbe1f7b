"""From a stated claim to one with evidence: the checker's rules are run with a search behind them.

How the evidence was found does not matter: the last step is the check itself, and a claim whose
evidence it refuses comes back as a gap.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import nullcontext, suppress
from dataclasses import replace
from fractions import Fraction
from typing import Any

from symdyn.checker.claims import offer, require_well_formed
from symdyn.checker.goals import check_goal
from symdyn.checker.sorts import DIAGONAL
from symdyn.checker.terms import METER, ZERO, Refused, Term
from symdyn.claims.certificates.scopes import Scope, Scopes
from symdyn.claims.certificates.sequents import proof_of, stated
from symdyn.claims.claim import OF_MATRICES, Claim
from symdyn.claims.definitions import definition_gap
from symdyn.claims.evidence import ready_proof
from symdyn.claims.needs import check_as_it_stands, needed, with_what_it_shows
from symdyn.claims.refuting import find_witness
from symdyn.claims.searching import LEMMA, Searching
from symdyn.claims.signs import prove_sign
from symdyn.claims.stability import stability_evidence
from symdyn.claims.tracing import Owner, activate
from symdyn.claims.wording import Wording, sentence
from symdyn.errors import ClaimError
from symdyn.formula.reading import Node, read_line, read_relations
from symdyn.formula.trees import variables

__all__ = ["prove"]

_DEEPEST = 2  # the lemma of a lemma


def prove(
    claim: Claim, known: Scopes | Mapping[str, Claim], *, refute: bool = False, depth: int = 0
) -> tuple[Claim, ...]:
    """The claim with evidence that the checker accepts, or with a gap that says what is missing.

    Parameters
    ----------
    claim : its `uses` and `assumptions` are candidates; evidence given is kept, what is missing
        of sums and signs is added.  A witness given without values is tried first.
    known : the claims that may be used, by id
    refute : whether to look for a counterexample before a proof
    depth : 0 for a claim, 1 for the lemma of one, and so on

    Returns
    -------
    First the claims `ID.signs` with the signs that the proof needs, if any, then the claim with what it
    needs of its uses and assumptions.
    """
    scopes = known if isinstance(known, Scopes) else Scopes(known)
    before = scopes.claims.get(claim.id)
    try:
        return _Prover(scopes, claim, depth).result(refute=refute)
    finally:
        if before is not None:
            scopes.put(before)
        else:
            scopes.remove(claim.id)


class _Prover:
    def __init__(self, scopes: Scopes, claim: Claim, depth: int) -> None:
        self.scopes, self.claim, self.depth = scopes, claim, depth
        self.gaps: list[str] = []

    def result(self, *, refute: bool) -> tuple[Claim, ...]:
        """The claim with evidence, after its lemmas, or with a gap that says why there is none."""
        claim = self.claim
        if claim.kind == "definition":
            gap = definition_gap(claim)
            return (replace(claim, evidence={"gap": gap}) if gap else claim,)
        if claim.kind in OF_MATRICES:
            claim = self.claim = _without_modes(claim)
        with suppress(ClaimError, Refused, LookupError):  # the proof will say so, and why
            claim = self.claim = with_what_it_shows(self.scopes, claim)
        if refute or "witness" in claim.evidence:
            refuted = self.refuted()
            if refuted is not None:
                return (refuted,)
        if "witness" in claim.evidence:
            return (replace(claim, evidence={"gap": "no counterexample was found"}),)
        if "matrices" in claim.evidence:
            made = self.attempted(claim, eager=False)
        else:
            made = ()
            for evidence in self.candidates():
                made = made or self.attempted(replace(claim, evidence=evidence), eager=False)
            for one in self.otherwise() if not made else ():
                made = made or self.attempted(one, eager=True)
        return made or (replace(claim, evidence={"gap": self.gaps[0]}),)

    def attempted(self, claim: Claim, *, eager: bool) -> tuple[Claim, ...]:
        """The claim as `proved` returns it; nothing, and a reason among the gaps, if it cannot be."""
        try:
            return self.proved(claim, eager=eager)
        except (Refused, ClaimError, ValueError) as refusal:
            self.gaps.append(sentence(self.kernel(str(refusal))))
        except RecursionError:
            self.gaps.append("a formula is nested too deep; state the claim in smaller parts")
        except LookupError as missing:
            self.gaps.append(
                f"a claim of the kind {claim.kind} needs evidence ({missing.args[0]}) that is known for the "
                "chains of rules alone; name its rule in 'rule: ...'"
            )
        return ()

    def kernel(self, text: str) -> str:
        """A message with K(w) and its like, for a kernel of which nothing is defined."""
        with suppress(ClaimError, Refused, LookupError):
            return Wording(self.scopes, self.claim.id).with_kernel(text)
        return text

    def otherwise(self) -> Iterator[Claim]:
        """Other candidates for what a claim uses, with lemmas for what these assume.

        First all; then without the definitions of names that are assumed not to be 0, for where such a
        name is a letter, nothing need be known of what it stands for.
        """
        claim = self.claim
        yield claim
        assumed = {
            left[1]
            for text in claim.assumptions
            for operator, left, _ in read_relations(text)
            if operator in {"!=", ">", "<"} and left[0] == "name"
        }
        kept = tuple(
            name
            for name in claim.uses
            if self.scopes.claims[name].kind != "definition"
            or not _names(self.scopes.claims[name]) <= assumed
        )
        if kept != claim.uses:
            yield replace(claim, uses=kept)

    def candidates(self) -> Iterator[Mapping[str, Any]]:
        """The evidence to try, one after the other.

        It is what the claim was given.  If that is nothing: both ways to count a rank, or none for another
        kind; then what earlier claims of its kind have, which may do for it, too: cases of fixed points,
        equations that were added, and matrices by which a claim with the same left side was refuted.
        """
        claim = self.claim
        if claim.evidence or claim.kind not in {*OF_MATRICES, "fixed-points"}:
            yield claim.evidence
            return
        yield from ({"by-lag": "0"}, {"by-lag": "1"}) if claim.kind == "rank" else ({},)
        for other in [*self.scopes.claims.values()]:
            instance = "matrices" in other.evidence and _left_side(other) == _left_side(claim)
            like = claim.kind == "fixed-points" or "added" in other.evidence
            if other.kind == claim.kind and (instance or like):
                yield other.evidence

    def refuted(self) -> Claim | None:
        """The claim with a counterexample, if one is found."""
        claim = self.claim
        if claim.kind not in {"equation", "sign", "stability", "fixed-points"}:
            return None
        first = {name: Fraction(x) for name, x in claim.evidence.get("witness", {}).items()}
        self.scopes.put(replace(claim, evidence={}))
        evidence = find_witness(self.scopes, claim.id, first)
        if evidence is None:
            return None
        found = self.attempted(replace(claim, evidence=evidence), eager=False)
        return found[-1] if found else None

    def proved(self, claim: Claim, *, eager: bool) -> tuple[Claim, ...]:
        """Search, prove the lemmas that came up, and settle the claim; raises Refused."""
        scopes = self.scopes
        scopes.put(claim)
        for name in claim.uses:
            if {"witness", "matrices"} & scopes.claims[name].evidence.keys():
                raise Refused(f"{name} is refuted; nothing follows from it")
        METER.start()
        require_well_formed(stated(scopes, claim.id), scopes.signature)
        if {"witness", "matrices"} & claim.evidence.keys():
            return (self.settled(claim, ()),)
        place, evidence = self.searched(claim, eager=eager)
        claim, owners = replace(claim, evidence=evidence), place.rests_on()
        lemmas = [x for i, x in enumerate(place.lemmas) if f"{LEMMA} {i}" in owners]
        scopes.put(claim)
        if not lemmas:
            return (self.settled(claim, owners),)
        if self.depth == _DEEPEST:
            raise Refused("a lemma needs lemmas")
        fewer, shown = needed(scopes, claim, owners), Wording(scopes, claim.id)
        signs = Claim(
            f"{claim.id}.signs",
            "sign",
            tuple(dict.fromkeys(shown.relation(one) for one in lemmas)),
            claim.assumptions,
            claim.uses,
            title=f"Signs behind: {claim.title or claim.id}",
        )
        below = prove(signs, scopes, depth=self.depth + 1)
        for one in below:
            scopes.put(one)
        made = tuple(one.id for one in below)
        wider = replace(claim, uses=(*claim.uses, *made))
        assumed = {*fewer.assumptions, *below[-1].assumptions}
        # That a letter is not 0 may follow from the rest.
        apart = {x for x in assumed if r"\ne" in x} - {*fewer.assumptions}
        tried = [
            replace(
                fewer,
                uses=(*fewer.uses, *made),
                assumptions=tuple(x for x in claim.assumptions if x in kept),
            )
            for kept in ([assumed - apart, assumed] if apart else [assumed])
        ]
        return (*below, self.checked(tried, wider))

    def searched(self, claim: Claim, *, eager: bool) -> tuple[Searching, dict[str, Any]]:
        """Run the checker's rules with a search behind them: what was found, and the evidence."""
        scopes, scope = self.scopes, self.scopes.scope(claim.id)
        says = stated(scopes, claim.id)
        sums = tuple(scope.leaf(q) for q in claim.evidence.get("sums", []))
        place = Searching(scopes.signature, sums, says.unfolds)
        offer(place, says.uses, scopes.sequents)
        owners = {
            scope.relation(one): text
            for text in reversed(claim.assumptions)
            for one in read_relations(text)
        }
        for relation in says.hypotheses:
            place.given(owners.get(relation, ""), relation)
        with nullcontext() if eager else place.without_search():
            missing = activate(place, says.uses, scopes.sequents)
        try:
            evidence = claim.evidence or self.evidence(place, claim)
            if "cases" in evidence:
                evidence = {**evidence, "cases": _left(place, scope, evidence["cases"])}
            proof = proof_of(scope, claim, says.goal, evidence)
            place.used[0] = set()
            check_goal(place, says.goal, ready_proof(proof))
        except Refused:
            if not missing or says.goal[0] in OF_MATRICES:
                raise
            shown = Wording(scopes, claim.id).relation(missing[0][1])
            raise Refused(f"{shown} is assumed by {missing[0][0]}, and not given here") from None
        found = dict(evidence)
        if place.found:
            found["sums"] = place.found
        return place, found

    def evidence(self, place: Searching, claim: Claim) -> dict[str, Any]:
        """Evidence that depends on the statement: the proofs of signs and of a mode's stability."""
        says = stated(self.scopes, claim.id)
        if claim.kind == "stability":
            return stability_evidence(place, self.scopes.scope(claim.id), says.goal)
        if claim.kind != "sign":
            return {}
        proofs = []
        for relation in says.goal[1:]:
            proof = prove_sign(place, relation)
            if proof is None:
                shown = Wording(self.scopes, claim.id).relation(relation)
                raise Refused(f"no proof was found for {shown}")
            proofs.append(place.named(proof))
        return {"proofs": proofs}

    def settled(self, claim: Claim, owners: Collection[Owner]) -> Claim:
        """The claim with its evidence and with what it needs alone, checked as it stands."""
        return self.checked([needed(self.scopes, claim, owners)], claim)

    def checked(self, fewer: list[Claim], claim: Claim) -> Claim:
        """The first that the checker accepts of some forms of a claim with less than it was offered."""
        defining = [x for x in claim.uses if self.scopes.claims[x].kind == "definition"]
        wider = tuple(x for x in claim.uses if x in {*fewer[-1].uses, *defining})
        for one in (*fewer, replace(fewer[-1], uses=wider)):  # what is noted may fall short
            with suppress(Refused, ValueError):
                check_as_it_stands(self.scopes, one)
                return one
        check_as_it_stands(self.scopes, claim)
        return claim


def _left(place: Searching, scope: Scope, case: Mapping[str, Any]) -> dict[str, Any]:
    """A tree of cases without those of factors that are found to vanish nowhere."""
    found = {key: value for key, value in case.items() if key != "open"}
    if "open" in case:
        found["cases"] = [
            _left(place, scope, inner)
            for number, inner in zip(case["open"], case["cases"], strict=True)
            if not _vanishes_nowhere(place, scope.leaf(case["factors"][int(number)]))
        ]
    return found


def _vanishes_nowhere(place: Searching, factor: Term) -> bool:
    return any(place.holds((operator, factor, ZERO)) for operator in ("!=", ">", "<"))


def _left_side(claim: Claim) -> Node | None:
    """The left side of the first relation of a statement; None where it cannot be read."""
    with suppress(ClaimError):
        return read_line(claim.statement[0])[0][0][1]
    return None


def _names(claim: Claim) -> set[str]:
    """The names that a definition gives."""
    return {left[1] for text in claim.statement for _, left, _ in read_line(text)[0]}


def _without_modes(claim: Claim) -> Claim:
    """A claim on matrices without what is assumed of modes, which are matrices there."""
    kept = (
        text
        for text in claim.assumptions
        if not any(variables(x) & DIAGONAL.keys() for _, *two in read_relations(text) for x in two)
    )
    return replace(claim, assumptions=tuple(kept))

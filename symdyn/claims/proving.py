"""From a stated claim to one with evidence: the checker is run, and what it asks for is searched.

How the evidence was found does not matter: the last step is the check itself, and a claim whose
evidence it refuses comes back as a gap.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from symdyn.claims.claim import Claim
from symdyn.claims.refuting import find_witness
from symdyn.claims.searching import Searching
from symdyn.claims.signs import prove_sign
from symdyn.claims.stability import stability_evidence
from symdyn.claims.wording import relation as shown
from symdyn.claims.wording import sentence
from symdyn.trial.agreement import defined_names
from symdyn.trial.checking import check_one, needed, prepare
from symdyn.trial.kinds import check
from symdyn.trial.meaning import Context
from symdyn.trial.reading import Refused, read_line, read_relations
from symdyn.trial.values import Relation
from symdyn.trial.visible import definitions_shown, free_letters

__all__ = ["prove"]

_LEMMAS = (".signs", ".squares", ".conditions")


def prove(claim: Claim, known: Mapping[str, Claim], *, refute: bool = False) -> tuple[Claim, ...]:
    """The claim with evidence that the checker accepts, or with a gap that says what is missing.

    Parameters
    ----------
    claim : its `uses` and `assumptions` are candidates; evidence given is kept, what is missing
        of sums and signs is added.  A witness given without values is tried first.
    known : the claims that may be used, by id
    refute : whether to look for a counterexample before a proof

    Returns
    -------
    First the claims `ID.signs` with the signs that the proof needs, if any, then the claim with what it
    needs of its uses and assumptions.
    """
    claim = _with_what_it_shows(claim, known)
    refuted = _refuted(claim, known) if refute or "witness" in claim.evidence else None
    if refuted is not None:
        return (refuted,)
    made = _attempted(claim, known)
    if "gap" not in made[-1].evidence or claim.kind == "definition":
        return made
    for conditions, other in _otherwise(claim, known):
        again = _attempted(other, {**known, **{one.id: one for one in conditions}})
        if "gap" not in again[-1].evidence:
            return (*(one for one in conditions if _uses(again, one.id)), *again)
    return made


def _attempted(claim: Claim, known: Mapping[str, Claim]) -> tuple[Claim, ...]:
    """The claim with evidence, after its lemmas, or with a gap that says why there is none."""
    if "witness" in claim.evidence:
        return (replace(claim, evidence={"gap": "no counterexample was found"}),)
    gaps = []
    for evidence in _candidates(claim, known):
        try:
            return _proved(replace(claim, evidence=evidence), known)
        except (Refused, ValueError) as refusal:
            gaps.append(sentence(str(refusal)))
        except RecursionError:
            gaps.append(
                "names that the claims used give lead back to themselves, as x = x + y - y does; "
                "leave such a claim out of uses"
            )
        except LookupError as missing:
            gaps.append(
                f"a claim of the kind {claim.kind} needs evidence ({missing}) that is known for the "
                "chains of rules alone; name its rule in 'rule: ...'"
            )
    return (replace(claim, evidence={"gap": gaps[0]}),)


def _uses(claims: Sequence[Claim], name: str) -> bool:
    return any(name in one.uses for one in claims)


def _otherwise(
    claim: Claim, known: Mapping[str, Claim]
) -> Iterator[tuple[tuple[Claim, ...], Claim]]:
    """Other candidates for what a claim uses.

    First with lemmas, given too, that the claims used assume no more than follows from what is
    assumed here; then also without the definitions of names that are assumed not to be 0, for
    where such a name is a letter, nothing need be known of what it stands for.
    """
    conditions = _conditions(claim, known)
    wider = replace(claim, uses=(*claim.uses, *(one.id for one in conditions)))
    if conditions:
        yield conditions, wider
    assumed = {
        left[1]
        for text in claim.assumptions
        for operator, left, _ in read_relations(text)
        if operator in {"!=", ">", "<"} and left[0] == "name"
    }
    kept = tuple(
        name
        for name in wider.uses
        if known.get(name, claim).kind != "definition" or not _names(known[name]) <= assumed
    )
    fewer = replace(wider, uses=kept)
    # What a reader of the claim sees must be defined in its uses, if it is defined below.
    if kept != wider.uses and _with_what_it_shows(fewer, known) == fewer:
        yield conditions, fewer


def _names(claim: Claim) -> set[str]:
    """The names that a definition gives."""
    return {left[1] for text in claim.statement for _, left, _ in read_line(text)[0]}


def _conditions(claim: Claim, known: Mapping[str, Claim]) -> tuple[Claim, ...]:
    """A lemma with those assumptions of the claims used that follow from what is assumed here."""
    if claim.id.endswith(_LEMMAS) or not claim.assumptions:
        return ()
    given = {one for text in claim.assumptions for one in read_relations(text)}
    missing = dict.fromkeys(
        text
        for name in claim.uses
        for text in known[name].assumptions
        if not given.issuperset(read_relations(text))
    )
    lemma = Claim(
        f"{claim.id}.conditions",
        "sign",
        ("1 > 0",),
        claim.assumptions,
        title=f"What the claims behind assume: {claim.title or claim.id}",
    )
    follow = [
        text
        for text in missing
        if "gap" not in _attempted(replace(lemma, statement=(text,)), {})[-1].evidence
    ]
    return _attempted(replace(lemma, statement=tuple(follow)), {}) if follow else ()


def _with_what_it_shows(claim: Claim, known: Mapping[str, Claim]) -> Claim:
    """The claim with the definitions below it of all names that a reader of it sees."""
    if claim.kind == "definition":
        return claim
    data = {name: one.data() for name, one in known.items()}
    try:
        while missing := _unseen(claim, data):
            claim = replace(claim, uses=(*claim.uses, *missing))
    except (Refused, LookupError):  # the proof will say so, and why
        pass
    return claim


def _unseen(claim: Claim, data: Mapping[str, Any]) -> tuple[str, ...]:
    """The definitions below a claim that are not among its uses, of the names that it shows."""
    context = Context(iter(()))
    prepare(context, claim.data(), data)
    lines = [read_line(text) for text in (*claim.statement, *claim.assumptions)]
    queue, below = list(claim.uses), dict[str, None]()
    while queue:
        name = queue.pop()
        if name in data and name not in below:
            below[name] = None
            queue += data[name]["uses"]
    definitions = [name for name in below if data[name]["kind"] == "definition"]
    free = free_letters(context, lines)
    return tuple(
        name
        for name in definitions
        if name not in claim.uses and any(free & {key} for key in defined_names(data[name]))
    )


def _candidates(claim: Claim, known: Mapping[str, Claim]) -> Iterator[Mapping[str, Any]]:
    """What to begin with: both ways to count a rank, and the evidence of like claims."""
    if claim.evidence or claim.kind not in {"rank", "fixed-points", "mode"}:
        yield claim.evidence
        return
    yield from ({"by-lag": "0"}, {"by-lag": "1"}) if claim.kind == "rank" else ({},)
    for other in known.values():
        instance = (
            other.statement[0][:24] == claim.statement[0][:24] and "matrices" in other.evidence
        )
        if other.kind == claim.kind and (instance or claim.kind == "fixed-points"):
            yield other.evidence


def _refuted(claim: Claim, known: Mapping[str, Claim]) -> Claim | None:
    """The claim with a counterexample, if one is found."""
    given = {name: Fraction(text) for name, text in claim.evidence.get("witness", {}).items()}
    if claim.kind not in {"equation", "sign", "stability", "fixed-points"}:
        return None
    whole = replace(claim, uses=(*claim.uses, *_definitions_below(claim, known)))
    for tried in (whole, claim):
        found = find_witness(tried, known, given)
        if found is None:
            continue
        try:
            (result,) = _proved(replace(tried, evidence=found), known)
        except (Refused, ValueError, LookupError, RecursionError):
            continue
        return result
    return None


def _definitions_below(claim: Claim, known: Mapping[str, Claim]) -> list[str]:
    """Definitions of single letters, such as c, that the claims used rest on.

    A witness gives values to letters that nothing defines, so these have to be unfolded.
    """
    queue, below = list(claim.uses), dict[str, None]()
    while queue:
        name = queue.pop()
        if name in known and name not in below:
            below[name] = None
            queue += known[name].uses
    return [
        name
        for name in below
        if known[name].kind == "definition"
        and name not in claim.uses
        and all(_defines_a_small_letter(text) for text in known[name].statement)
    ]


def _defines_a_small_letter(text: str) -> bool:
    ((_, left, _),) = read_line(text)[0]
    return left[0] == "name" and len(left[1]) == 1 and left[1].islower()


def _proved(claim: Claim, known: Mapping[str, Claim]) -> tuple[Claim, ...]:
    """Search, prove the lemmas that came up, and settle the claim; raises Refused."""
    context = _search(claim, known)
    if texts := context.needed_squares():
        (squares,) = prove(_squares(claim, texts), known)
        known = {**known, squares.id: squares}
        made = _proved(replace(claim, uses=(*claim.uses, squares.id)), known)
        return (squares, *made)
    if not context.lemmas:
        return (_settled(claim, context, known),)
    if claim.id.endswith(".signs.signs"):
        raise Refused(f"a lemma needs lemmas: {context.lemmas}")
    signs = Claim(
        f"{claim.id}.signs",
        "sign",
        tuple(dict.fromkeys(context.lemmas)),
        claim.assumptions,
        claim.uses,
        title=f"Signs behind: {claim.title or claim.id}",
    )
    below = prove(signs, known)
    known = {**known, **{one.id: one for one in below}}
    wider = replace(claim, uses=(*claim.uses, *(one.id for one in below)))
    return (*below, _settled(wider, _search(wider, known), known))


def _squares(claim: Claim, texts: Sequence[str]) -> Claim:
    """The lemma that squares of names are positive, which rests on no definition of the names."""
    return Claim(
        f"{claim.id}.squares",
        "sign",
        tuple(f"{text} > 0" for text in texts),
        claim.assumptions,
        title=f"Squares behind: {claim.title or claim.id}",
    )


def _search(claim: Claim, known: Mapping[str, Claim]) -> Searching:
    """Run the check with a search behind it."""
    context = Searching()
    prepare(context, claim.data(), {name: one.data() for name, one in known.items()})
    if claim.kind != "definition":
        context.found_evidence = {**claim.evidence, **_evidence(context, claim)}
        context.divisors = []
        check(context, replace(claim, evidence=context.found_evidence).data())
    return context


def _settled(claim: Claim, context: Searching, known: Mapping[str, Claim]) -> Claim:
    """The claim with its evidence and with what it needs alone, checked as it stands."""
    evidence = dict(context.found_evidence)
    if context.found:
        evidence["sums"] = context.found
    wanted = needed(context)
    assumptions = tuple(x for x in claim.assumptions if x in wanted)
    shown = definitions_shown(context, [read_line(x) for x in (*claim.statement, *assumptions)])
    result = replace(
        claim,
        evidence=evidence,
        uses=tuple(x for x in claim.uses if x in wanted | shown),
        assumptions=assumptions,
    )
    if claim.kind != "definition":
        check_one(result.data(), {name: one.data() for name, one in known.items()})
    return result


def _evidence(context: Searching, claim: Claim) -> dict[str, Any]:
    """Evidence that depends on the statement alone: the proofs of signs and of a mode's stability."""
    if claim.evidence:
        return {}
    lines = [read_line(text) for text in claim.statement]
    if claim.kind == "sign":
        return {"proofs": [_proof(context, relation) for line in lines for relation in line[0]]}
    if claim.kind == "stability":
        return stability_evidence(context, lines[0])
    return {}


def _proof(context: Searching, relation: Relation) -> Any:
    proof = prove_sign(context, relation)
    if proof is None:
        raise Refused(f"no proof was found for {shown(relation)}")
    return proof

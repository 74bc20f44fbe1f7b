"""A claim as a theorem with a proof."""

from collections.abc import Mapping
from typing import Any

from symdyn.checker.claims import Claim, relations
from symdyn.checker.sorts import is_index
from symdyn.checker.terms import Refused, Relation, Term, letters
from symdyn.errors import NotExportedError
from symdyn.rocq.equivalences import equivalence_tactics
from symdyn.rocq.names import identifier
from symdyn.rocq.place import Place, Proved
from symdyn.rocq.relations import relation_tactic
from symdyn.rocq.roots import root_tactics, said_of_roots
from symdyn.rocq.slopes import Slopes
from symdyn.rocq.texts import Writer, sort

__all__ = ["statement", "theorem"]

_KINDS = {
    "mode": "it is a claim on matrices",
    "rank": "it is a claim on the rank of matrices",
    "words": "it is a claim on matrices",
}


def _letters(claim: Claim) -> tuple[Term, ...]:
    """The letters of a claim, real numbers first."""
    shown = (*claim.hypotheses, *relations(claim.goal))
    found = {x for relation in shown for t in relation[1:] for x in letters(t)}
    if any(x[0] == "mat" for x in found):
        raise NotExportedError("it is a claim on matrices")
    ordered = sorted(found, key=lambda x: (is_index(x[1]), identifier(x[1])))
    if len({identifier(x[1]) for x in ordered}) < len(ordered):
        raise NotExportedError("two of its letters have one name in Coq")
    return tuple(ordered)


def _all(found: tuple[Relation, ...], writer: Writer) -> str:
    return " /\\\n  ".join(map(writer.relation, found))


def statement(claim: Claim, writer: Writer) -> str:
    """What a theorem says: for all letters, from the hypotheses the goal."""
    text = ""
    for type_ in ("R", "nat"):
        names = [identifier(x[1]) for x in _letters(claim) if sort(x[1]) == type_]
        text += f" ({' '.join(names)} : {type_})" if names else ""
    text = f"forall{text},\n  " if text else ""
    text += "".join(f"{writer.relation(one)} ->\n  " for one in claim.hypotheses)
    return text + _goal(claim.goal, writer)


def _goal(goal: Any, writer: Writer) -> str:
    if goal[0] == "all":
        return _all(goal[1:], writer)
    if goal[0] == "roots":
        return said_of_roots(goal, writer)
    parts = [_all(one, writer) for one in goal[2]]
    shown = "\n  \\/ ".join(f"({one})" if len(parts) > 1 else one for one in parts)
    return f"({_all(goal[1], writer)}) <->\n  ({shown})"


def theorem(
    claim: Claim, writer: Writer, proved: Mapping[str, Proved], name: str
) -> tuple[Proved, str]:
    """A claim as a theorem of that name.

    Raises
    ------
    NotExportedError for what is not exported, with the reason.
    """
    if claim.goal[0] in _KINDS:
        raise NotExportedError(_KINDS[claim.goal[0]])
    if claim.proof is None:
        raise NotExportedError("it is refuted, not proved")
    own = _letters(claim)
    text = statement(claim, writer)
    try:
        lines = _proof(claim, writer, proved, shift=False)
    except NotExportedError as refusal:
        if not any(is_index(x[1]) for x in own):
            raise
        try:
            lines = _proof(claim, writer, proved, shift=True)
        except NotExportedError:
            raise refusal from None
    names = [identifier(x[1]) for x in own] + [f"H{n}'" for n in range(len(claim.hypotheses))]
    shown = [
        f"Theorem {name} : {text}.",
        "Proof.",
        *([f"intros {' '.join(names)}."] if names else []),
        *lines,
        "Qed.",
    ]
    return Proved(claim, name, own), "\n".join(shown)


def _proof(claim: Claim, writer: Writer, proved: Mapping[str, Proved], *, shift: bool) -> list[str]:
    """The lines of the proof, behind the names of letters and hypotheses."""
    try:
        place = Slopes(claim, writer, proved, shift=shift)
        if claim.goal[0] == "all":
            tactics = _goals(place)
        elif claim.goal[0] == "roots":
            tactics = root_tactics(place, claim.goal, claim.proof)
        else:
            tactics = equivalence_tactics(place, claim.goal, claim.proof)
    except Refused as refusal:
        raise NotExportedError(f"the checker's own way is not followed: {refusal}") from None
    return place.block("\n".join(tactics))


def _goals(place: Place) -> list[str]:
    pairs = zip(place.claim.goal[1:], place.claim.proof["proofs"], strict=True)
    found = [relation_tactic(place, relation, proof) for relation, proof in pairs]
    return [f"split; [{one}|]." for one in found[:-1]] + [f"{found[-1]}."]

"""How the statements of a report are certified, and what the checker found."""

from collections.abc import Mapping, Sequence

from symdyn.claims.claim import Claim, own_name
from symdyn.formula.inline import inline
from symdyn.report.content import Equation, Piece, Section, Table
from symdyn.report.judged import Judged, beyond_domain
from symdyn.report.phrases import Verbatim, joined, prose
from symdyn.stages.alignment.basis import STANDARD

__all__ = ["proofs"]

_KINDS = {"fixed-points": "equivalence"}


def proofs(judged: Judged, before: Sequence[Section]) -> Section:
    """Every claim with its status as the checker has just computed it, and the equations it backs.

    Parameters
    ----------
    judged : the chain of the rule, with the checker's verdicts
    before : the sections of the report, whose equations the claims stand behind
    """
    equations = [
        block for section in before for block in section.blocks if isinstance(block, Equation)
    ]
    behind = {one.label: ids for one in equations if (ids := judged.standing(one.claims))}
    shown = [claim for claim in judged.claims if not claim.id.endswith(".signs")]
    rule = judged.claims[0].id.partition(".")[0]
    folder = f"certificates/{rule}"
    return Section(
        "Proofs",
        (
            prose(
                "Behind the equations stand claims. A claim is a file in ",
                Verbatim(folder),
                ". It is complete in itself: the definitions of all that it speaks of, hypotheses, "
                "a goal, in LaTeX; besides the claims that it uses, and the evidence. A checker that "
                "needs nothing but Python's standard library, and none of the program that wrote "
                "this report, takes a text only as its own display of what it reads in it, redoes "
                "the algebra from the evidence in exact arithmetic, and follows the uses. It is run by ",
                Verbatim(f"python -m symdyn.checker {folder}"),
                ". Table (:claims) holds the verdicts that it gave on these very files. It has the titles "
                "of the claims only, which no checker reads: statements and assumptions are to be "
                "read in the files. What a claim assumes beyond the domain of the rule and ",
                inline(r"s \ne 0"),
                ", ",
                inline(r"c \ne 0"),
                " stands behind its title.",
            ),
            prose(
                "A claim is proved if its evidence is accepted and all that it uses is proved; it is "
                "refuted if an exact instance shows that it is false. "
                f"{_signs(judged.claims)}Where the name of a claim has no dot, the name of the file "
                "begins with that of the rule. An equation that is named with a claim is a line of "
                "it, one side of an equivalence that it states, a step towards it, or the same in "
                "other letters. Claims on a horizon take it to be at most $T$.",
            ),
            prose(*_without(judged, equations)),
            Table(
                "claims",
                "Claims and their status.",
                ("Claim", "What it says", "Kind", "Equations", "Status"),
                tuple(
                    (
                        Verbatim(own_name(claim.id, judged.claims)),
                        _title(claim, judged.claims),
                        _KINDS.get(claim.kind, claim.kind),
                        _references(claim, behind),
                        judged.statuses[claim.id],
                    )
                    for claim in shown
                ),
            ),
        ),
    )


def _title(claim: Claim, claims: Sequence[Claim]) -> Piece | tuple[Piece, ...]:
    """The title, and what the claim assumes beyond the domain of the rule."""
    assumed = beyond_domain(claim, claims)
    basis = ("; for ", inline("P = I")) if claim.id in _standard_basis(claims) else ()
    if not assumed:
        return (Verbatim(claim.title), *basis) if basis else Verbatim(claim.title)
    return (
        Verbatim(claim.title),
        *basis,
        "; assumes ",
        *joined((inline(text),) for text in assumed),
    )


def _standard_basis(claims: Sequence[Claim]) -> frozenset[str]:
    """The claims that rest on P = I, directly or through others."""
    found = {STANDARD}
    while more := {one.id for one in claims if found & set(one.uses)} - found:
        found |= more
    return frozenset(found)


def _signs(claims: Sequence[Claim]) -> str:
    count = sum(claim.id.endswith(".signs") for claim in claims)
    return (
        f"The signs that a proof needs are claims of their own, named NAME.signs; these {count} are "
        "left out of the table, and a claim is not proved unless they are. "
    )


def _without(judged: Judged, equations: Sequence[Equation]) -> tuple[Piece, ...]:
    """The equations that no claim stands behind, those whose claims are not proved apart."""
    started = [f"ref:{one.label}" for one in equations if not one.claims]
    missing = [
        f"ref:{one.label}" for one in equations if one.claims and not judged.standing(one.claims)
    ]
    told: tuple[Piece, ...] = ()
    if started:
        told = (
            "No claim stands behind ",
            *joined(started),
            ". These say what the networks and their loss are, take means over the inputs, define a "
            "quantity or a condition, or are textbook facts.",
        )
    if missing:
        told = (
            *told,
            f"{' ' if told else ''}What is said in ",
            *joined(missing),
            " is not proved: the checker does not accept a claim that states it.",
        )
    return told


def _references(claim: Claim, behind: Mapping[str, tuple[str, ...]]) -> tuple[Piece, ...]:
    labels = [label for label, ids in behind.items() if claim.id in ids]
    return joined((f"ref:{label}" for label in labels), ",")

"""How the statements of a report are certified, and what the checker found."""

from collections import Counter
from collections.abc import Sequence

from symdyn.claims.claim import Claim
from symdyn.formula.inline import inline
from symdyn.report.answers import equations_in
from symdyn.report.content import Equation, Piece, Section
from symdyn.report.judged import Judged
from symdyn.report.phrases import Verbatim, joined, prose

__all__ = ["proofs"]


def proofs(judged: Judged, before: Sequence[Section]) -> Section:
    """How a claim is checked, where the verdicts are, and which equations no claim stands behind.

    Parameters
    ----------
    judged : the chain of the rule, with the checker's verdicts
    before : the sections of the report, whose equations the claims stand behind
    """
    equations = equations_in(before)
    folder = f"certificates/{judged.rule}"
    return Section(
        "Proofs",
        (
            prose(
                "Behind the equations stand claims. A claim is a file in ",
                Verbatim(folder),
                ", complete in itself: the definitions of all that it speaks of, hypotheses, a goal, the "
                "claims that it uses and the evidence. A checker that needs nothing but Python's "
                "standard library, and none of the program that wrote this report, takes a text only as "
                "its own display of what it reads in it, redoes the algebra from the evidence in exact "
                "arithmetic, and follows the uses; it is run by ",
                Verbatim(f"python -m symdyn.checker {folder}"),
                ". A claim is proved if its evidence is accepted and all that it uses is proved; it is "
                "refuted if an exact instance shows that it is false. ",
                _counted(judged),
            ),
            prose(
                "The table ",
                Verbatim(judged.table),
                ", which comes with this report, has the verdict on each of these very files, the "
                "equations that the claim stands behind, and what it assumes beyond the domain of the "
                "rule, ",
                inline(r"s \ne 0"),
                " and ",
                inline(r"c \ne 0"),
                ". Titles are read by no checker: statements and assumptions are to be read in the files. "
                f"{_signs(judged.claims)}An equation that is named with a claim is a line of it, one side "
                "of an equivalence that it states, a step towards it, or the same in other letters. "
                "Claims on a horizon take it to be at most $T$.",
            ),
            prose(*_without(judged, equations)),
        ),
        appendix=True,
    )


def _counted(judged: Judged) -> str:
    """How many claims there are, and how many have each status."""
    counts = Counter(judged.statuses[one.id] for one in judged.claims)
    told = " and ".join(f"{count} {status}" for status, count in counts.most_common())
    return f"Of the {len(judged.claims)} claims of this rule the checker found {told}."


def _signs(claims: Sequence[Claim]) -> str:
    count = sum(claim.id.endswith(".signs") for claim in claims)
    return (
        f"The signs that a proof needs are claims of their own, named NAME.signs; these {count} are "
        "left out of it, and a claim is not proved unless they are. "
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

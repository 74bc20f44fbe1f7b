"""The results on the first page, each with its equations, which are derived in later sections."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from symdyn.claims.claim import own_name
from symdyn.report.answers import Answer
from symdyn.report.content import Block, Equation, Piece, Prose, Section, Strong
from symdyn.report.phrases import Verbatim, joined, prose
from symdyn.stages.analysis import Analysis

if TYPE_CHECKING:
    from symdyn.report.judged import Judged

__all__ = ["summary"]

_MOST_NAMES = 8


def summary(
    analysis: Analysis,
    answers: Sequence[Answer],
    judged: "Judged | None" = None,
    appendices: Sequence[str] = (),
) -> Section:
    """What is derived about the rule, in short, and which of its claims are not proved.

    Parameters
    ----------
    analysis : what `symdyn.analyse` returns
    answers : what the stages answer, with the equations of their sections
    judged : the rule's claims with the checker's verdicts, or None where none was asked for
    appendices : the titles of the results that stand in appendices
    """
    told = prose(
        "How linear recurrent networks learn in the mean over their inputs, under one rule: ",
        Verbatim(analysis.rule.title),
        ". Every formula is exact, and every statement holds for all values of the parameters in "
        "their domain unless it says otherwise. What is said of fixed points, stability and rates is "
        "said of one mode of an aligned network, but for what names networks. The sections that follow "
        "derive what stands here.",
    )
    found = (block for answer in answers for block in _blocks(answer))
    return Section("Results", (told, *_gaps(judged), *found, *_further(appendices)))


def _further(appendices: Sequence[str]) -> Iterator[Block]:
    if appendices:
        titles = [one[:1].lower() + one[1:] for one in appendices]
        yield Prose((Strong("In appendices:"), f" {'; '.join(titles)}."))


def _blocks(answer: Answer) -> Iterator[Block]:
    """A paragraph that starts with the topic; equations stand where the answer has them."""
    words: list[Piece] = [Strong(f"{answer.topic}:")]
    for is_equation, group in groupby(answer.pieces, lambda one: isinstance(one, Equation)):
        if not is_equation:
            words += [" " * bool(words), *(one for one in group if not isinstance(one, Equation))]
            continue
        if words:
            yield Prose(tuple(words))
            words = []
        yield from (one for one in group if isinstance(one, Equation))
    if words:
        yield Prose((*words, "."))


def _gaps(judged: "Judged | None") -> tuple[Block, ...]:
    """A warning where the checker did not accept the whole chain: how many claims, and which."""
    if judged is None or not judged.gaps:
        return ()
    missing = judged.gaps
    resting = [one for one in missing if judged.statuses[one] == "conditional"]
    open_ones = [one for one in missing if one not in resting]
    shown = [
        (Verbatim(own_name(one, judged.claims)), f" ({judged.statuses[one]})")
        for one in open_ones[:_MOST_NAMES]
    ]
    more = len(open_ones) - len(shown)
    rest: tuple[Piece, ...] = (f" and {more} more",) if more else ()
    uses = f" The other {len(resting)} are conditional: they use one of these." if resting else ""
    return (
        prose(
            Strong("Not everything here is proved."),
            f" Of the {len(judged.claims)} claims behind this report {len(missing)} are not proved. "
            "No proof is accepted of ",
            *joined(shown, "," if more else "and"),
            *rest,
            f".{uses} What rests on them is derived and not proved; ",
            Verbatim(judged.table),
            " has the status of each claim and the equations that it stands behind.",
        ),
    )

"""The results in one table, each with the place where it is derived."""

from typing import TYPE_CHECKING

from symdyn.claims.claim import own_name
from symdyn.report.content import Block, Piece, Section, Strong, Table
from symdyn.report.phrases import Verbatim, joined, prose
from symdyn.stages.analysis import Analysis
from symdyn.stages.order import parts

if TYPE_CHECKING:
    from symdyn.report.judged import Judged

__all__ = ["summary"]

_MOST_NAMES = 8


def summary(analysis: Analysis, judged: "Judged | None" = None) -> Section:
    """What is derived about the rule, in short, and which of its claims are not proved.

    Parameters
    ----------
    analysis : what `symdyn.analyse` returns
    judged : the rule's claims with the checker's verdicts, or None where none was asked for
    """
    told = prose(
        "This report derives how linear recurrent networks learn, in the mean over their inputs, "
        "under one learning rule: ",
        Verbatim(analysis.rule.title),
        ". Every formula is exact, and every statement holds for all values of the parameters in "
        "their domain unless it says otherwise. Table (:summary) lists the results. What it says of "
        "fixed points, stability and rates is said of one mode of an aligned network, but for what "
        "names networks.",
    )
    rows = tuple(
        row for stage in parts("tell") for row in getattr(stage, "answers", _none)(analysis)
    )
    table = Table("summary", "Results.", ("Question", "Answer"), rows)
    return Section("Summary", (told, *_gaps(judged), table))


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
            f".{uses} What rests on them is derived and not proved; Table (:claims) has the status of "
            "each claim and the equations that it stands behind.",
        ),
    )


def _none(_analysis: Analysis) -> tuple[()]:
    return ()

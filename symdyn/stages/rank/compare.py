"""How many dimensions of the weights each rule can change."""

from collections.abc import Sequence

from symdyn.formula.inline import inline
from symdyn.report.content import Section, Table
from symdyn.report.phrases import Verbatim, prose
from symdyn.stages.analysis import Analysis
from symdyn.stages.rank.tell import rank_words

__all__ = ["compare"]


def compare(analyses: Sequence[Analysis]) -> tuple[Section, ...]:
    """The bounds on the change of both matrices, rule by rule."""
    rows = tuple(
        (
            Verbatim(one.rule.name),
            rank_words(one.rank.recurrent),
            rank_words(one.rank.input),
        )
        for one in analyses
    )
    told = prose(
        r"The change of the weights after $Z$ updates, for arbitrary networks, aligned or not, with "
        r"$n$ hidden units, $o$ outputs and $i$ inputs (Table (:ranks))."
    )
    header = ("Rule", inline("W_{Z} - W_{0}"), inline("B_{Z} - B_{0}"))
    caption = "Bounds on the rank of the change; reached: an exact instance has this rank."
    table = Table("ranks", caption, header, rows)
    return (Section("Rank of the learned change", (told, table)),)

"""For which rules the basis of the hidden units decides how a network learns."""

from collections.abc import Sequence

from symdyn.formula.inline import inline
from symdyn.report.content import Section, Table, Words
from symdyn.report.phrases import Verbatim, prose
from symdyn.stages.analysis import Analysis
from symdyn.stages.cross_modes.derive import Verdict, pair_of
from symdyn.stages.other_bases.derive import means_something, other_bases

__all__ = ["compare"]


def compare(analyses: Sequence[Analysis]) -> tuple[Section, ...]:
    """Nothing where no rule has credit through diag(W)."""
    if not any(map(means_something, analyses)):
        return ()
    rows = tuple((Verbatim(one.rule.name), *_row(one)) for one in analyses)
    table = Table(
        "other-bases",
        "In which bases of the hidden units modes learn alone, and networks known to differ with the basis.",
        ("Rule", "Modes learn alone", "A network leaves", "A network rests"),
        rows,
    )
    told = prose(
        "Credit through the diagonal of $W$ depends on which directions the units stand for. A basis is level where all "
        "units have the same part in each mode. Table (:other-bases) says whether an exact network is known that leaves its "
        "optimum in a level basis though its modes are stable together with $P = I$, and whether one with one output is "
        "known that rests in a level basis at a loss that is not zero."
    )
    return (Section("The basis of the hidden units", (told, table)),)


def _row(analysis: Analysis) -> tuple[Words, Words, Words]:
    if not means_something(analysis):
        return ("in every basis",), ("no difference",), ("no difference",)
    found = other_bases(analysis)
    if found is None:
        return ("not covered",), ("",), ("",)
    pair = pair_of(analysis)
    apart = pair is not None and pair.verdict == Verdict.ALWAYS
    leaves = "not known"
    if found.level.leaves is not None:
        leaves = "known" if apart else "known to leave; with P = I not decided"
    rests = "not known" if found.level.rests is None else "known"
    return ("for ", inline("P = I"), "; in level bases but for their mean"), (leaves,), (rests,)

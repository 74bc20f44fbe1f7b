"""The results in one table, each with the place where it is derived."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from symdyn import notation
from symdyn.analysis.analysis import Analysis
from symdyn.analysis.rank import RankBound
from symdyn.claims.claim import own_name
from symdyn.report.content import Block, Named, Piece, Section, Strong, Table
from symdyn.report.printing.plain import named
from symdyn.report.sections.basis import basis_mark
from symdyn.report.sections.phrases import Verbatim, joined, prose

if TYPE_CHECKING:
    from symdyn.report.backing import Judged

__all__ = ["fixed_point_words", "rank_words", "stability_words", "summary"]

Words = tuple[Piece, ...]

_MOST_NAMES = 8

_IN_PART: dict[str, Words] = {
    "stable": ("everywhere",),
    "unstable": ("nowhere",),
    "conditional": ("exactly where its conditions hold",),
    "never stable": ("nowhere",),
}
_COMPONENTS = {
    "optimal": ("optimal manifold",),
    "non-optimal": ("non-optimal manifold ", named("a = b = 0")),
    "no-input": ("points without input, ", named("b = 0")),
    "balanced": ("points with a balanced read-out",),
}


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
        "fixed points, stability and rates is said of one mode of an aligned network.",
    )
    rows = tuple((question, words) for question, words in _rows(analysis))
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


def _rows(analysis: Analysis) -> Iterator[tuple[str, Words]]:
    modes = (
        ("yes, in every aligned basis ", "ref:aligned-student")
        if analysis.alignment.reduces == "every basis"
        else ("yes, but only where the hidden units are the modes, ", named("P = I"))
    )
    yield "Do modes learn independently?", modes
    mark = basis_mark(analysis)
    yield (
        "Is the mean update of a mode a gradient?",
        ("yes, of the loss" if analysis.update.is_gradient else "not of the loss", *mark),
    )
    yield "Where can a mode's learning end?", (*fixed_point_words(analysis), *mark)
    yield "Where is a mode stable on the optimal manifold?", (*stability_words(analysis), *mark)
    if analysis.rates.at_zero is not None:
        yield (
            "How fast does a mode learn near it?",
            (
                "the slow rate is ",
                "ref:slow-rate",
                r", with the ends ",
                "ref:rate-at-zero",
                " and ",
                "ref:rate-at-infinity",
                *mark,
            ),
        )
    yield (
        "How many dimensions change in Z updates?",
        (
            "recurrent weights: ",
            *rank_words(analysis.rank.recurrent),
            "; input weights: ",
            *rank_words(analysis.rank.input),
        ),
    )
    yield "What must a synapse know?", _locality(analysis)


def fixed_point_words(analysis: Analysis) -> Words:
    """The components of the set of fixed points, with the verdict on those not optimal."""
    found = []
    for component in analysis.fixed_points.components:
        words: list[Piece] = list(_COMPONENTS[component.name])
        if component.stability == "saddle":
            words.append(" (saddle)")
        if component.conditions:
            words.append(" under a condition")
        found.append(tuple(words))
    return joined(found)


def stability_words(analysis: Analysis) -> Words:
    """Where on the optimal manifold a mode is stable."""
    if not analysis.spectrum.determinant:
        return ("it does not attract a mode: two zero eigenvalues",)
    optimal = analysis.optimal.stability
    verdicts = {case.assumption: case.verdict for case in optimal.cases}
    if None in verdicts:
        return _IN_PART[verdicts[None]]
    aligned, opposed = (verdicts[sign * notation.a_hat * notation.s] for sign in (1, -1))
    right, wrong = (named(rf"\hat{{a}} s {sign} 0") for sign in "><")
    if (aligned, opposed) == ("stable", "unstable"):
        return ("exactly where ", right)
    inside = "in a window of " if optimal.window is not None else "under conditions where "
    parts = {
        "stable": ("where ",),
        "unstable": ("nowhere where ",),
        "never stable": ("nowhere where ",),
        "conditional": (inside,),
    }
    return joined([(*parts[aligned], right), (*parts[opposed], wrong)])


def rank_words(bound: RankBound) -> Words:
    """The bound on the rank, or that there is none."""
    if bound.left_factors is None:
        return ("full rank occurs",)
    if bound.bound == "0":
        return ("none",)
    reached = " (reached)" if bound.sharpness is not None else ""
    return ("rank at most ", _named_bound(bound), reached)


def _named_bound(bound: RankBound) -> Named:
    return named(bound.bound_latex)


def _locality(analysis: Analysis) -> Words:
    found = analysis.locality
    return (f"recurrent credit: {found.space}; feedback: {found.feedback}; memory: {found.memory}",)

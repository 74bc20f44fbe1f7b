"""The results in one table, each with the place where it is derived."""

from collections.abc import Iterator

from symdyn import notation
from symdyn.analysis.analysis import Analysis
from symdyn.analysis.rank import RankBound
from symdyn.report.content import Named, Piece, Section, Table
from symdyn.report.printing.plain import named
from symdyn.report.sections.phrases import Verbatim, joined, prose

__all__ = ["fixed_point_words", "rank_words", "stability_words", "summary"]

Words = tuple[Piece, ...]

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


def summary(analysis: Analysis) -> Section:
    """What is proved about the rule, in short."""
    told = prose(
        "This report derives how linear recurrent networks learn, in the mean over their inputs, "
        "under one learning rule: ",
        Verbatim(analysis.rule.title),
        ". Every formula is exact, and every statement holds for all values of the parameters in "
        "their domain unless it says otherwise. Table (:summary) lists the results.",
    )
    rows = tuple((question, words) for question, words in _rows(analysis))
    table = Table("summary", "Results.", ("Question", "Answer"), rows)
    return Section("Summary", (told, table))


def _rows(analysis: Analysis) -> Iterator[tuple[str, Words]]:
    modes = (
        ("yes, in every aligned basis ", "ref:aligned-student")
        if analysis.alignment.reduces == "every basis"
        else ("yes, but only where the hidden units are the modes, ", named("P = I"))
    )
    yield "Do modes learn independently?", modes
    yield (
        "Is the mean update a gradient?",
        ("yes, of the loss" if analysis.update.is_gradient else "not of the loss",),
    )
    yield "Where can learning end?", fixed_point_words(analysis)
    yield "Where is the optimal manifold stable?", stability_words(analysis)
    if analysis.rates.at_zero is not None:
        yield (
            "How fast is learning near it?",
            (
                "the slow rate is ",
                "ref:slow-rate",
                r", with the ends ",
                "ref:rate-at-zero",
                " and ",
                "ref:rate-at-infinity",
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
    """Where the optimal manifold is stable."""
    if not analysis.spectrum.determinant:
        return ("it does not attract: two zero eigenvalues",)
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

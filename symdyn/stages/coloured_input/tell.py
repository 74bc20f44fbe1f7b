"""What a mode learns from input that is correlated over time."""

from collections.abc import Iterator

from sympy import Integer

from symdyn import notation
from symdyn.claims.statements import Statements
from symdyn.exact.layout import arrange
from symdyn.notation import STATE
from symdyn.report.basis import basis_mark, marked
from symdyn.report.content import Block, Section, Words
from symdyn.report.phrases import prose, related
from symdyn.report.showing import show
from symdyn.rules.rule import LearningRule
from symdyn.stages.analysis import Analysis
from symdyn.stages.coloured_input.derive import coloured_input

__all__ = ["answers", "tell"]


def answers(analysis: Analysis) -> Iterator[tuple[str, Words]]:
    """What the correlation changes, in short and without equations."""
    found = coloured_input(analysis.rule)
    if found is None:
        yield "Correlated input", ("not decided", *basis_mark(analysis))
        return
    yield (
        "Correlated input",
        (
            "the fixed points of white noise for each correlation; the determinant has the factor ",
            arrange(found.excess),
            *basis_mark(analysis),
        ),
    )


def tell(stated: Statements) -> Section:
    """The update for such input, its fixed points, and the transverse pair at an optimum."""
    title = "Input that is correlated over time"
    if coloured_input(stated.analysis.rule) is None:
        told = prose(
            "Whether the fixed points depend on a correlation of the input over time is not decided here: the "
            "kernel is no geometric sequence, or its first value is not proved to be positive."
        )
        return marked(Section(title, (told,), appendix=True), stated.analysis)
    return marked(Section(title, tuple(_blocks(stated)), appendix=True), stated.analysis)


def _blocks(stated: Statements) -> Iterator[Block]:
    rule = stated.analysis.rule
    yield prose(
        "What was said above is about white noise. Now let the input have the correlation "
        r"$\mathrm{E}[x_t x_s^\top] = v^{\lvert t - s \rvert} I$ with $\lvert v \rvert < 1$, as an autoregressive "
        "process of order one has it, from long before the first step. Then an error at one lag counts at each "
        "other lag too, weighted by the correlation of the inputs, and for long sequences the update of a mode is"
    )
    for place, x in enumerate(STATE):
        yield show(stated, f"coloured-update-{x}", "coloured-update", place)
    yield prose(
        "Its fixed points are those for white noise, for each $v$: the optimal manifold",
        " and $a = b = 0$" if rule.symmetric else "",
        r". At a fixed point where $b$ and $\varphi$ are not 0 two sums that are linear in $a b$ and in $c$ vanish, "
        r"and their determinant has only the factors $w - w_\star$, $1 - v^{2}$ and one that is positive. On the "
        "manifold trace and determinant of the transverse pair are",
    )
    yield show(stated, "coloured-trace", "coloured-trace", 0)
    yield show(stated, "coloured-determinant", "coloured-trace", 1)
    found = coloured_input(rule)
    if found is not None and found.stable:
        yield prose(*_verdict(rule))
    else:
        yield prose("That a mode is stable for each $v$ is not proved for this rule.")


def _verdict(rule: LearningRule) -> Words:
    """Where a mode is stable for each correlation, and how slow it becomes."""
    where: Words = (" on the whole manifold",)
    if not rule.symmetric:
        where = (" where ", related(notation.a_hat * notation.s, Integer(0), ">"))
    return (
        "So a mode is stable",
        *where,
        r", for each $v$; and where $v$ comes near to 1 or $-1$ the determinant vanishes like $1 - v^{2}$ while the "
        "trace does not, so that one direction is learned ever more slowly. This is said of the input; nothing is "
        "proved here of a loss that is summed over the time steps.",
    )

"""What a mode learns from a loss at every output of a sequence."""

from collections.abc import Iterator

from symdyn import notation
from symdyn.claims.statements import Statements
from symdyn.formula.building import letter
from symdyn.notation import STATE
from symdyn.report.basis import basis_mark, marked
from symdyn.report.content import Block, Section, Words
from symdyn.report.phrases import prose
from symdyn.report.showing import show
from symdyn.stages.analysis import Analysis
from symdyn.stages.invariants.network import network_identity
from symdyn.stages.sequence_loss.derive import sequence_loss

__all__ = ["answers", "tell"]

_TITLE = "A loss at every output"


def answers(analysis: Analysis) -> Iterator[tuple[str, Words]]:
    """What is proved of such a loss, in short and without equations."""
    if sequence_loss(analysis.rule) is None:
        return
    told: Words = ("the optimal manifold is one of fixed points for each ", notation.T)
    yield (
        "Loss at every output",
        (*told, "; no more is proved of fixed points", *basis_mark(analysis)),
    )


def tell(stated: Statements) -> Section:
    """The weights of the lags, the manifold, and what the flow keeps."""
    if sequence_loss(stated.analysis.rule) is None:
        told = prose("Without credit the read-out alone learns, from a loss at any outputs.")
        return marked(Section(_TITLE, (told,), appendix=True), stated.analysis)
    return marked(Section(_TITLE, tuple(_blocks(stated)), appendix=True), stated.analysis)


def _blocks(stated: Statements) -> Iterator[Block]:
    yield prose(
        "The loss is that of the output after $T$ steps. Let it be the mean of the losses at all outputs of a "
        "sequence instead, after 1, 2 and so on up to $T$ steps. Then an update is the mean of the updates for so many "
        "steps. The lag $k$ occurs in those for more than $k$ steps, that is in $T - k$ of them, so that each "
        "error $e_{k}$ has the weight $1 - k/T$. Of $a$, $b$ and $w$ the updates of a mode are"
    )
    for place, x in enumerate(STATE):
        yield show(stated, f"sequence-mean-{x}", "sequence-mean", place)
    horizon = stated.analysis.rule.horizon
    long = r"(for $T$ no shorter than the horizon). " if horizon not in (None, 1) else ""
    yield prose(
        f"{long}At an optimum the error vanishes at each lag: where $a b = c$, and whatever the kernel is,"
    )
    for place, x in enumerate(STATE):
        yield show(stated, f"sequence-manifold-{x}", "sequence-manifold", place)
    if stated.has("sequence-propagator"):
        yield from _kept(stated)
    yield prose(
        "Whether a mode has other fixed points for this loss, and where it is stable, is not proved here: what "
        "decides is a sum with two such weights, which is no difference of products of moduli."
    )


def _kept(stated: Statements) -> Iterator[Block]:
    yield prose(
        "The identity that ties the three updates together holds at each number of steps. So"
    )
    yield show(stated, "sequence-propagator", "sequence-propagator")
    if stated.has("sequence-conserved"):
        yield prose("and the flow keeps the same quantity,")
        yield show(stated, "sequence-conserved", "sequence-conserved")
        yield prose(
            "with ",
            letter("H").node,
            " as in (:conserved-quantity): a mode that goes from a start to the optimal manifold can end at the same "
            "points of it as for the loss at the last output alone.",
        )
    found = network_identity(stated.analysis.rule)
    if found is not None and found.conserved:
        yield prose(
            r"In the same way the flow of a full network keeps the matrix $Q$ of (:network-conserved), as "
            "(:network-identity) holds of each of the updates and so of their mean."
        )

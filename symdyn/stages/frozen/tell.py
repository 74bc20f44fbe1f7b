"""Where a mode rests if some of its matrices do not learn."""

from collections.abc import Iterator

from sympy import Symbol

from symdyn.claims.statements import Statements
from symdyn.errors import ClaimError
from symdyn.formula.inline import inline
from symdyn.formula.nodes import Junction, Node
from symdyn.notation import STATE
from symdyn.report.basis import basis_mark, marked
from symdyn.report.content import Block, Piece, Section, Words
from symdyn.report.phrases import equals_zero, fits_inline, joined, prose, related
from symdyn.report.showing import restated, show
from symdyn.stages.analysis import Analysis
from symdyn.stages.fixed_points.derive import Component
from symdyn.stages.frozen.derive import learning

__all__ = ["answers", "tell"]

_CLAIM = "frozen-fixed-points"


def answers(analysis: Analysis) -> Iterator[tuple[str, Words]]:
    """What does not learn, and where a mode rests."""
    fixed = joined(inline(name) for name in analysis.rule.matrix_rates.frozen)
    found = joined((_equations(one) for one in analysis.fixed_points.components), "or")
    yield "Does not learn", fixed
    yield "Fixed points", ("of a mode ", *found, *basis_mark(analysis))


def _equations(component: Component) -> tuple[Piece, ...]:
    every = (*component.equations, *component.conditions)
    if not all(map(fits_inline, every)):
        return (f"the component {component.name} of --section frozen",)
    return joined(related(*equals_zero(one)) for one in every)


def _alternatives(theorem: Node) -> tuple[Node, ...]:
    """What stands behind the sign of equivalence, one alternative after the other."""
    if not isinstance(theorem, Junction):
        raise ClaimError("the fixed points are stated by no equivalence")
    last = theorem.parts[1]
    return last.parts if isinstance(last, Junction) and last.word == "or" else (last,)


def tell(stated: Statements) -> Section:
    """The theorem, and each component with its loss."""
    title = "Fixed points where a matrix does not learn"
    return marked(Section(title, tuple(_blocks(stated))), stated.analysis)


def _blocks(stated: Statements) -> Iterator[Block]:
    analysis = stated.analysis
    frozen = analysis.rule.matrix_rates.frozen
    left = tuple(one for one in STATE if one not in learning(analysis.rule))
    still = "do not learn" if len(frozen) > 1 else "does not learn"
    yield prose(
        *joined(inline(name) for name in frozen),
        f" {still} under this rule: ",
        *joined(left),
        " of a mode stay what they are, and its update need not vanish where the mode rests."
        if len(left) > 1
        else " of a mode stays what it is, and its update need not vanish where the mode rests.",
        " With $K$ for the kernel's generating function, it rests exactly where",
    )
    alternatives = _alternatives(stated.line(_CLAIM))
    for number, alternative in enumerate(alternatives, start=1):
        if number > 1:
            yield prose("or where")
        yield restated(stated, f"rest-{number}", None, alternative, _CLAIM)
    if stated.has("frozen-matching"):
        yield prose("Of these the difference of the sides with $K$ alone is")
        yield show(stated, "matching", "frozen-matching")
    for component in analysis.fixed_points.components:
        yield prose("Where ", *_equations(component), ", the loss is")
        own = f"frozen-loss-{component.name}"
        claim = own if stated.has(own) else "loss.limit"
        yield restated(stated, f"loss-{component.name}", Symbol("L"), component.loss, claim)
    yield prose(
        "What is found elsewhere of the flow, of stability, rates and steps, of what is conserved and of "
        "the rank of what is learned, is found where all matrices learn; it is not stated of this rule."
    )

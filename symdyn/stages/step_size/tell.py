"""How large the learning rate may be on the optimal manifold."""

from collections.abc import Iterator

from sympy import Symbol, symbols

from symdyn import notation
from symdyn.claims.statements import Statements
from symdyn.formula.building import formula
from symdyn.formula.nodes import Root
from symdyn.report.basis import basis_mark, marked
from symdyn.report.content import Block, Equation, Section, Words
from symdyn.report.phrases import prose
from symdyn.report.showing import one_side, restated, sides
from symdyn.stages.analysis import Analysis
from symdyn.stages.step_size.derive import LargestStep, largest_step

__all__ = ["answers", "tell"]

_LARGEST = Symbol("eta_max")


def answers(analysis: Analysis) -> Iterator[tuple[str, Words]]:
    """The largest step for a real pair, and for a complex one."""
    found = largest_step(analysis)
    if found is None:
        yield "Largest step", ("none: the linearisation attracts no mode", *basis_mark(analysis))
        return
    pair: Words = ("of a stable mode, for a real pair", *basis_mark(analysis))
    if found.complex is None:
        yield "Largest step", (*pair, "ref:largest-step")
        return
    other = ("and for a complex pair", "ref:largest-step-complex")
    yield "Largest step", (*pair, "ref:largest-step", *other)


def tell(stated: Statements) -> Section:
    """The multipliers of a step, when both are inside the unit circle, and the largest step."""
    found = largest_step(stated.analysis)
    title = "The largest step"
    if found is None:
        told = prose(
            "The linearisation attracts no mode to the manifold, so that no step is stable by it."
        )
        return marked(Section(title, (told,), appendix=True), stated.analysis)
    return marked(Section(title, tuple(_blocks(stated, found)), appendix=True), stated.analysis)


def _blocks(stated: Statements, found: LargestStep) -> Iterator[Block]:
    eta, own = formula(notation.eta), formula(notation.lambda_)
    yield prose(
        r"The flow is the limit of small steps. One step $\theta \to \theta - \eta \Delta \theta$ of a "
        r"mode multiplies a small distance from the manifold, in the direction of an eigenvalue "
        r"$\lambda$, with"
    )
    yield Equation("multiplier", Symbol("mu"), (1 + eta * own).node)
    yield prose(
        "and $1$ along the manifold itself. So a mode is stable under the updates exactly where both "
        "transverse multipliers lie inside the unit circle, and (Schur and Cohn, here by carrying the "
        "circle to a half-plane) this is so exactly where"
    )
    for place, condition in enumerate(sides(stated, "step")[1], start=1):
        yield one_side(stated, f"step-{place}", "step", condition)
    yield prose(
        "The last is a condition of the flow already; the second says that the product of the multipliers "
        r"is below 1, the first that none passes $-1$. For a real pair with rates $0 < x \le y$, where "
        r"$t = -x - y$ and $d = x y$, all three hold exactly for $\eta y < 2$: the fast rate decides, and "
        "a step that is larger makes a mode flip from side to side. In terms of $t$ and $d$ the largest "
        "step is"
    )
    t, d = map(formula, symbols("t d"))
    root = formula(Root((t**2 - 4 * d).node))
    real = ("theory.step-allowed", "theory.step-needed", "step")
    yield restated(stated, "largest-step", _LARGEST, (4 / (-t + root)).node, *real)
    if found.complex is None:
        yield prose("Where the feedback has the right sign, the pair of this rule is real.")
        return
    yield prose(
        "Where the pair is complex, the first condition holds by itself, and the second is left: beyond"
    )
    turning = ("theory.step-complex", "step")
    yield restated(stated, "largest-step-complex", _LARGEST, (-(t / d)).node, *turning)
    yield prose("a mode turns around the manifold in growing circles.")

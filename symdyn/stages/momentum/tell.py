"""What momentum changes: the speed of learning, the multipliers of a step, and the largest step."""

from collections.abc import Iterator

from sympy import Expr, Symbol, symbols

from symdyn import notation
from symdyn.claims.statements import Statements
from symdyn.formula.building import Formula, formula, letter
from symdyn.formula.nodes import Root
from symdyn.report.basis import basis_mark, marked
from symdyn.report.content import Block, Equation, Piece, Section, Words
from symdyn.report.phrases import prose, related
from symdyn.report.showing import one_side, restated, sides
from symdyn.stages.analysis import Analysis
from symdyn.stages.momentum.derive import (
    largest_step_with_momentum,
    momentum_in,
    turning_step,
)

__all__ = ["answers", "applies", "tell"]

_LARGEST = Symbol("eta_max")


def applies(analysis: Analysis) -> bool:
    """Whether there is anything to tell: the rule has momentum."""
    return bool(analysis.rule.momentum != 0)


def answers(analysis: Analysis) -> Iterator[tuple[str, Words]]:
    """The momentum, and the largest step with it."""
    yield (
        "Momentum",
        (_named(momentum_in(analysis)), "; the fixed points are the same", *basis_mark(analysis)),
    )
    found = largest_step_with_momentum(analysis)
    if found is not None:
        other: Words = ("and for a complex pair", "ref:momentum-step-complex")
        yield (
            "Largest step",
            (
                "with momentum, of a stable mode, for a real pair",
                *basis_mark(analysis),
                "ref:momentum-step",
                *(other if found.complex is not None else ()),
            ),
        )


def _named(momentum: Expr) -> Piece:
    """The momentum as the formulas have it: what beta is, if the rule calls it otherwise."""
    beta = Symbol("beta")
    return momentum if momentum == beta else related(beta, momentum, "=")


def tell(stated: Statements) -> Section:
    """The step with momentum, its multipliers and the largest step."""
    return marked(Section("Momentum", tuple(_blocks(stated))), stated.analysis)


def _blocks(stated: Statements) -> Iterator[Block]:
    beta, eta, nu = letter("beta"), formula(notation.eta), letter("nu")
    yield prose(
        r"The steps of this rule are $\theta_{k+1} = \theta_k - \eta \Delta \theta_k + \beta (\theta_k - \theta_{k-1})$ with "
        "the momentum ",
        _named(momentum_in(stated.analysis)),
        r". A mode rests where $\Delta$ vanishes, as without momentum: the fixed points are the same. For small $\eta$ the "
        r"steps follow the flow, $1/(1 - \beta)$ times as fast. Near the optimal manifold each eigenvalue $\lambda$ of "
        r"the flow gives two multipliers $\nu$, the roots of",
    )
    own = formula(notation.lambda_)
    polynomial = nu**2 - Formula((1 + beta + eta * own).node) * nu + beta
    yield Equation("momentum-multipliers", None, polynomial.node)
    yield prose(
        r"which are $1$ and $\beta$ along the manifold itself. For an eigenvalue $\lambda = -y$ both are inside the unit "
        "circle exactly where"
    )
    for place, condition in enumerate(sides(stated, "theory.momentum-rate")[1], start=1):
        yield one_side(stated, f"momentum-rate-{place}", "theory.momentum-rate", condition)
    found = largest_step_with_momentum(stated.analysis)
    if found is None:
        yield prose("The linearisation of this rule attracts no mode to the manifold.")
        return
    yield prose(
        "So for a real pair the fast rate decides, and momentum allows a step that is larger by the factor "
        r"$1 + \beta$:"
    )
    t, d = symbols("t d")
    root = formula(Root((formula(t) ** 2 - 4 * formula(d)).node))
    real = (4 * (1 + beta) / (-formula(t) + root)).node
    yield restated(stated, "momentum-step", _LARGEST, real, "theory.momentum-rate")
    yield prose(
        "A complex pair with trace $t$ and determinant $d$ has four multipliers. They are inside the unit circle "
        "exactly where five conditions hold, of which the fourth is"
    )
    conditions = sides(stated, "theory.momentum-circle")[1]
    yield one_side(stated, "momentum-turn", "theory.momentum-circle", conditions[3])
    yield prose("Where $4 d > t^{2}$ the others follow from it. So the largest step is")
    turning = turning_step(Symbol("beta"), t, d)
    names = ("theory.momentum-circle", "theory.momentum-slope", "theory.momentum-complex")
    yield restated(stated, "momentum-step-complex", _LARGEST, turning, *names)
    yield prose(
        "Here momentum may make it smaller: a pair turns, and momentum drives it on."
        if found.complex is not None
        else "Where the feedback has the right sign, the pair of this rule is real."
    )

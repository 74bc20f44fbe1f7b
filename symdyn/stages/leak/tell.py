"""The leak: how the network's own weights go with the poles, and what learns how fast."""

from collections.abc import Iterator

from sympy import Integer

from symdyn import notation
from symdyn.claims.statements import Statements
from symdyn.formula.building import letter
from symdyn.report.content import Block, Equation, Section, Words
from symdyn.report.phrases import prose, related
from symdyn.report.showing import restated, show
from symdyn.stages.analysis import Analysis
from symdyn.stages.leak.derive import own_weights
from symdyn.stages.setting.leaky import (
    OMEGA,
    PSI,
    input_of,
    kept,
    leak_of,
    pole_of,
    strength_of,
    weight_of,
)

__all__ = ["answers", "applies", "tell"]


def applies(analysis: Analysis) -> bool:
    """Whether the units leak."""
    return analysis.rule.leak is not None


def answers(analysis: Analysis) -> Iterator[tuple[str, Words]]:
    """Which letter is the pole, and which the weights' eigenvalue."""
    if applies(analysis):
        yield (
            "Leak",
            (
                "the units leak by ",
                leak_of(analysis.rule).node,
                "; ",
                notation.w,
                " is a mode's pole and ",
                OMEGA.node,
                " the eigenvalue of the network's own recurrent weights",
                "ref:leak-pole",
                "ref:leak-strength",
            ),
        )


def tell(stated: Statements) -> Section:
    """The letters, where the own weights lie, and the gradient with respect to them."""
    return Section("The leak", tuple(_blocks(stated)))


def _rates(analysis: Analysis) -> Words:
    """Where the rates are told of, and that eigenvalues are the same in the own weights."""
    if analysis.rule.matrix_rates.plain or analysis.rule.matrix_rates.frozen:
        return ()
    return (
        r": the section on the learning rate for each matrix has them. In $(a, \psi, \omega)$ the flow has the "
        "eigenvalues that it has there in $(a, b, w)$, for these are proportional to those, up to a constant",
    )


def _blocks(stated: Statements) -> Iterator[Block]:
    analysis = stated.analysis
    rule, own = analysis.rule, own_weights(analysis)
    leak = leak_of(rule)
    yield prose(
        "The matrices $W$ and $B$ of this report are those of the network written without a leak. Of a mode, with "
        r"the eigenvalue $\omega$ of the network's own recurrent weights $\Omega$ and the strength $\psi$ of its "
        r"own input weights $\Psi$, they have"
    )
    yield Equation("leak-pole", notation.w, pole_of(rule, OMEGA).node)
    yield Equation("leak-strength", notation.b, input_of(rule, PSI).node)
    yield prose(r"because a step of the mode is, for each state $h$ and input $x$,")
    yield show(stated, "leak-forward", "leak-forward")
    yield prose(
        "Back from these, ",
        related(OMEGA.node, weight_of(rule, notation.w).node),
        " and ",
        related(PSI.node, strength_of(rule, notation.b).node),
        ". The pole lies between $-1$ and 1 exactly where",
    )
    yield restated(
        stated,
        "leak-lowest",
        OMEGA.node,
        own.lowest,
        "leak-domain",
        "leak-domain-back",
        relation=">",
    )
    yield restated(
        stated,
        "leak-highest",
        OMEGA.node,
        Integer(1),
        "leak-domain",
        "leak-domain-back",
        relation="<",
    )
    yield prose(
        r"The basis in which $\Omega$ is diagonal is that of $W$, and $W$ changes ",
        leak.node,
        r" times as much as $\Omega$, so that what is said of alignment and of ranks holds of $\Omega$ too. If the "
        "teacher leaks by as much as the student, the own recurrent weights of both are equal where the poles are. A teacher "
        "that leaks by more or less, or not at all, is learned as well: the poles become equal, and the own recurrent "
        "weights differ then.",
    )
    yield prose(
        "The gradient is with respect to the own weights. As a function of them the loss for long sequences is"
    )
    yield show(stated, "leak-loss", "leak-loss")
    yield prose("and of this function")
    for place, x in enumerate(("psi", "omega")):
        yield show(stated, f"leak-gradient-{x}", "leak-gradient", place)
    yield prose(
        "The same factor stands in every mean update, whatever the kernel: an own weight enters a state ",
        leak.node,
        r" times as much as one of $W$ or $B$. So $\psi$ and $\omega$ have the mean updates ",
        (leak * letter("Delta_b")).node,
        " and ",
        (leak * letter("Delta_w")).node,
        ", and $b$ and $w$, which change ",
        leak.node,
        " times as much as they do, learn at rates with its square",
        *_rates(analysis),
        ".",
    )
    if stated.has("leak-update"):
        yield prose("For this rule these are the gradient of the loss:")
        for place, x in enumerate(("psi", "omega")):
            yield show(stated, f"leak-update-{x}", "leak-update", place)
    one = letter("w")
    yield prose(
        "In the kernel, too, $w$ is the pole, and the factor ",
        leak.node,
        " is not in it, for it is the network's. (A kernel in ",
        (kept(rule) + leak * one).node,
        " without a leak of the network is another rule: it gives to the credit what the states do not have.)",
    )

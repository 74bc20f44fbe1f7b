"""A network whose units leak: its own weights, and those of the same network written without a leak."""

from sympy import Symbol

from symdyn import notation
from symdyn.formula.building import bracket, entry, letter
from symdyn.report.content import Block, Equation, Piece, Words
from symdyn.report.phrases import domain_statement, prose
from symdyn.rules.rule import LearningRule
from symdyn.stages.setting.leaky import OMEGA, PSI, input_of, kept, leak_of, pole_of

__all__ = ["in_own", "own_weights", "student", "teacher"]

_OMEGA, _PSI = letter("Omega"), letter("Psi")


def student(rule: LearningRule, network: Equation) -> tuple[Block, ...]:
    """The student without a leak; before it, if it leaks, the student as it is, and what the letters are."""
    if rule.leak is None:
        return (network,)
    state, moment = entry(letter("h"), letter("t")), entry(letter("x"), letter("t"))
    drive = bracket(_OMEGA * state + _PSI * moment)
    unit = letter("I")
    return (
        Equation(
            "leaky-network",
            entry(letter("h"), letter("t") + 1).node,
            (kept(rule) * state + leak_of(rule) * drive).node,
        ),
        prose(
            r"with recurrent weights $\Omega$ ($n \times n$) and input weights $\Psi$ ($n \times i$) of its own. "
            "Its units leak by ",
            leak_of(rule).node,
            *_domain(rule),
            ". Written without a leak, with",
        ),
        Equation(
            "leak-recurrent", letter("W").node, (kept(rule) * unit + leak_of(rule) * _OMEGA).node
        ),
        Equation("leak-input", letter("B").node, (leak_of(rule) * _PSI).node),
        prose("it is the network"),
        network,
    )


def _domain(rule: LearningRule) -> Words:
    if not isinstance(rule.leak, Symbol):
        return ()
    symbol = notation.plain(rule.leak)
    return (", with ", domain_statement(symbol, rule.domain.interval(symbol.name)))


def teacher(rule: LearningRule) -> tuple[Piece, ...]:
    """What the letters are where the student leaks, and whether the teacher does."""
    if rule.leak is None:
        return ()
    return (
        ". All that follows is in these letters. An eigenvalue $w$ of $W$ is a pole of the student, by which the "
        r"state of a mode is multiplied in every step; the eigenvalue $\omega$ of its own weights $\Omega$ is "
        "another number. The teacher too is written without a leak: of it the impulse response alone is met, so "
        "that it may leak by as much as the student, by more or less, or not at all",
    )


def own_weights(rule: LearningRule) -> tuple[Piece, ...]:
    """What the mean updates are of the weights of a network that leaks."""
    if rule.leak is None:
        return ()
    leak = leak_of(rule)
    return (
        r". The weights that learn are the network's own, $\Omega$ and $\Psi$. They enter a state ",
        leak.node,
        " times as much as $W$ and $B$, so that their mean updates are ",
        (leak * letter("Delta_W")).node,
        " and ",
        (leak * letter("Delta_B")).node,
        ", before any rates; and $W$ and $B$ change ",
        leak.node,
        " times as much as they do, so that its square is in the rates",
    )


def in_own(rule: LearningRule) -> dict[Symbol, tuple[Piece, ...]]:
    """What b and w are in the weights of a network that leaks, for the table of letters."""
    if rule.leak is None:
        return {}
    return {
        notation.b: ("input strength, ", input_of(rule, PSI).node),
        notation.w: ("pole of the mode, ", pole_of(rule, OMEGA).node),
    }

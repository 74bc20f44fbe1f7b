"""Where the loss of a mode falls while it learns, and where it rises."""

from collections.abc import Iterator

from sympy import Integer, Rational

from symdyn import notation
from symdyn.claims.statements import Statements
from symdyn.notation import STATE
from symdyn.report.basis import basis_mark, marked
from symdyn.report.content import Block, Piece, Section, Words
from symdyn.report.phrases import given_values, joined, prose, related
from symdyn.report.showing import show
from symdyn.stages.analysis import Analysis
from symdyn.stages.descent.claims import RATE, skew_is_written
from symdyn.stages.descent.derive import Descent, RisingPoint, descent_of, is_lyapunov, rising_of
from symdyn.stages.stability.derive import Verdict

__all__ = ["answers", "tell"]

_NO_CERTIFICATE = r" (evaluated exactly, without a certificate: the claims are about any $\tau$)."


def answers(analysis: Analysis) -> Iterator[tuple[str, Words]]:
    """Whether the update is the gradient, or the loss falls or may rise all the same."""
    told: Words = ("it is the gradient of the loss of a mode",)
    if not analysis.update.is_gradient:
        told = ("not the gradient of the loss of a mode", *_falling_or_rising(analysis))
    yield "Gradient", (*told, *basis_mark(analysis))


def _falling_or_rising(analysis: Analysis) -> Words:
    if analysis.credit.zero:
        return ()
    if is_lyapunov(analysis):
        return (", which falls where ", _right_sign(), " all the same")
    return (", which may rise",) if rising_of(analysis) is not None else ()


def tell(stated: Statements) -> Section:
    """The rate at which the loss falls, what it is near an optimum, and states where it rises."""
    found, title = descent_of(stated.analysis), "Where the loss of a mode falls"
    if found is None:
        told = prose("Without credit the read-out alone moves, along the slope of the loss in it.")
        return marked(Section(title, (told,), appendix=True), stated.analysis)
    return marked(
        Section(title, (*_everywhere(stated, found), *_near(stated, found)), appendix=True),
        stated.analysis,
    )


def _right_sign() -> Piece:
    return related(notation.a_hat * notation.a, Integer(0), ">")


def _everywhere(stated: Statements, found: Descent) -> Iterator[Block]:
    symmetric = stated.analysis.rule.symmetric
    yield prose("Along the flow of a mode the loss of long sequences falls at the rate")
    yield show(stated, "descent-rate", "setting.descent")
    yield prose("with its slopes in $a$, $b$ and $w$,")
    for place, one in enumerate(STATE):
        yield show(stated, f"slope-{one}", "setting.slopes", place)
    if found.lyapunov:
        yield prose(
            "The update is the gradient of the loss, so that this is"
            if symmetric
            else "But for the feedback the update is the gradient of the loss, so that this is"
        )
        yield show(stated, "descent", "descent")
        if symmetric:
            yield prose("and the loss falls from every state of a mode that is no fixed point.")
        else:
            yield prose(
                "Where ",
                _right_sign(),
                ", the loss falls from every state of a mode that is no fixed point: there it is a "
                "Lyapunov function.",
            )
    elif found.rising is not None:
        where: Words = () if symmetric else (" where ", _right_sign(), ", as")
        yield prose("The loss may rise while a mode learns,", *where, " at")
        yield from _state(stated, "descent-rise", found.rising)
    else:
        yield prose(
            "Whether it can be negative was looked for at some states and not found, which proves nothing."
        )
    if found.opposed is not None:
        wrong = related(notation.a_hat * notation.a, Integer(0), "<")
        yield prose("Where ", wrong, ", it may rise too, as at")
        yield from _state(stated, "descent-opposed", found.opposed)


def _state(stated: Statements, name: str, found: RisingPoint) -> Iterator[Block]:
    """Values of the state, and the rate there; with a horizon that is a letter there is no claim."""
    if stated.analysis.rule.horizon != notation.tau:
        yield prose(*joined(given_values(found.point)), ", where")
        yield show(stated, name, name)
        return
    yield prose(
        *joined(given_values(found.point)), ", where it is ", Rational(found.value), _NO_CERTIFICATE
    )


def _near(stated: Statements, found: Descent) -> Iterator[Block]:
    yield prose(
        "Near a point of the optimal manifold the rate is a form in the change of the gain $a b$ and in "
        "that of $w$. Where the state $(a, b, w)$ changes by $(x, y, z)$, it is to second order"
    )
    yield show(stated, "descent-form", "descent-form", left=RATE.node)
    yield prose(
        "It is positive in all other directions than that of the manifold itself exactly where $f > 0$ and "
        "$4 f h > g^2$. Here"
    )
    yield show(stated, "descent-excess", "descent-excess")
    yield prose(
        "where $d$ is the product of the two rates of the linearised flow. The second term is what the flow "
        "turns about the optimum instead of descending. It has the factor"
    )
    if skew_is_written(stated.analysis, found.form.skew):
        yield show(stated, "descent-skew", "descent-skew")
    else:
        yield show(stated, "descent-skew", "setting.skew")
    yield from _verdict(stated, found)


def _verdict(stated: Statements, found: Descent) -> Iterator[Block]:
    rule = stated.analysis.rule
    right: Words = ()
    if not rule.symmetric:
        right = (" where ", related(notation.a_hat * notation.s, Integer(0), ">"))
    if not found.near:
        yield prose(
            "That $f > 0$ is not proved for this rule, for its credit is not proved to be positive."
        )
        return
    yield prose("The first coefficient is")
    yield show(stated, "descent-first", "descent-first-value")
    if not found.form.skew:
        yield prose(
            "which is positive",
            *right,
            ", and so is $4 f h - g^2$: near such a point the loss falls from every state that is not optimal.",
        )
        return
    yield prose(
        "which is positive",
        *right,
        ". So near such a point the loss falls from every state that is not optimal where the first term of "
        "(:descent-excess) exceeds the second, and rises from some where it is smaller.",
    )
    if found.rising_near is not None:
        yield from _far(stated, found.rising_near)


def _far(stated: Statements, found: RisingPoint) -> Iterator[Block]:
    """A point where the square is larger, and what this means where a mode is stable."""
    at: Words = ("It is smaller at ", *joined(given_values(found.point)), ", where")
    if stated.analysis.rule.horizon == notation.tau:
        yield prose(*at, " $4 f h - g^2$ is ", Rational(found.value), _NO_CERTIFICATE)
    else:
        yield prose(*at)
        yield show(stated, "descent-far", "descent-far")
    if stated.analysis.optimal.stability.cases[0].verdict == Verdict.STABLE:
        yield prose(
            "A mode is stable there, and yet on some ways to the optimum its loss rises before it falls."
        )

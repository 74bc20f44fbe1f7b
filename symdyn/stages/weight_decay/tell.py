"""Weight decay: where a mode rests, which point of the optimal manifold weak decay keeps, and what is forgotten."""

from collections.abc import Iterator

from sympy import Integer, Symbol

from symdyn import notation
from symdyn.claims.statements import Statements
from symdyn.formula.building import letter
from symdyn.formula.inline import inline
from symdyn.formula.nodes import Junction, Node
from symdyn.notation import STATE
from symdyn.report.basis import basis_mark, marked
from symdyn.report.content import Block, Equation, Piece, Section, Words
from symdyn.report.phrases import joined, prose, related, words
from symdyn.report.showing import restated, show
from symdyn.stages.analysis import Analysis
from symdyn.stages.linearisation.tell import written_out
from symdyn.stages.weight_decay.claims_any_kernel import decayed_part
from symdyn.stages.weight_decay.derive import decay_of, decayed

__all__ = ["answers", "applies", "tell", "where_it_leads"]

_SHARES = ("share-a", "share-b", "share-w")


def applies(analysis: Analysis) -> bool:
    """Whether there is anything to tell: something decays."""
    return not analysis.rule.decay.plain


def answers(analysis: Analysis) -> Iterator[tuple[str, Words]]:
    """What decays, what becomes of the optimal manifold, and what is forgotten."""
    mark = basis_mark(analysis)
    yield (
        "Weight decay",
        (
            *_in_words(analysis),
            "; no point of the optimal manifold rests",
            *_but(analysis),
            *mark,
            *words(
                "; along it the input grows by the share $r$ (the section on weight decay has its letters)"
            ),
            "ref:decay-drift",
        ),
    )
    if _forgets(analysis):
        yield (
            "Forgotten",
            ("a mode, where the determinant of a and b at 0 is positive", "ref:decay-origin"),
        )


def _forgets(analysis: Analysis) -> bool:
    """Whether decay forgets a mode: it rests at a = b = 0, and both A and B decay."""
    at_a, at_b, _ = decay_of(analysis)
    return decayed(analysis).threshold is not None and at_a != 0 and at_b != 0


def _but(analysis: Analysis) -> Words:
    """Where points of the manifold rest all the same: W alone decays, and has nothing to lose."""
    at_a, at_b, _ = decay_of(analysis)
    if at_a != 0 or at_b != 0:
        return ()
    return (" but where ", related(notation.w_star, Integer(0)))


def _in_words(analysis: Analysis) -> Words:
    each = zip("ABW", decay_of(analysis), strict=True)
    return joined((decay, " of ", inline(name)) for name, decay in each if decay != 0)


def tell(stated: Statements) -> Section:
    """The flow with decay and what it makes of the fixed points."""
    return marked(Section("Weight decay", tuple(_blocks(stated))), stated.analysis)


def _blocks(stated: Statements) -> Iterator[Block]:
    analysis = stated.analysis
    yield prose(
        "Besides learning, the weights of this rule decay: ",
        *_in_words(analysis),
        r", each times the $\eta$ of all. With $\Delta a$, $\Delta b$ and $\Delta w$ as they are without decay the "
        "flow of a mode is",
    )
    for x, decay in zip(STATE, decay_of(analysis), strict=True):
        right = -letter(f"Delta_{x}")
        right = right if decay == 0 else right - decayed_part(decay, x)
        yield Equation(f"decay-flow-{x}", Symbol(f"d{x}/dt"), right.node)
    yield from _rest(stated)
    yield from _manifold(stated)
    yield from _beside(stated)
    if stated.has("decay-origin"):
        yield from _forgotten(stated)
    if stated.has("decay-conserved"):
        yield prose(
            "Let $H$ be what the flow without decay conserves, as the section on what learning conserves has it, and "
            "$G_{1}$, $G_{2}$ and $G_{3}$ the right sides of the three equations of the flow above, of $a$, $b$ and "
            "$w$. With decay $H$ changes at the rate"
        )
        yield show(stated, "decay-conserved", "decay-conserved")
        yield prose("which is 0 wherever a mode rests.")


def _alternative(theorem: Node) -> Node:
    if not isinstance(theorem, Junction):
        raise TypeError("what rests is stated by no equivalence")
    return theorem.parts[1]


def _rest(stated: Statements) -> Iterator[Block]:
    yield prose(
        "On the optimal manifold the updates vanish and the decay does not, so that no point of it rests",
        *_but(stated.analysis),
        ". For an arbitrary kernel $K$, a mode rests exactly where",
    )
    yield restated(
        stated, "decay-rest", None, _alternative(stated.line("decay-rest")), "decay-rest"
    )
    _, at_b, at_w = decay_of(stated.analysis)
    by_more: tuple[Piece, ...] = (
        "the input decays by more than the recurrent weight, in that ",
        related(at_b * notation.b**2, at_w * (1 - notation.w**2), ">"),
        ", and ",
    )
    beyond: tuple[Piece, ...] = (
        " So where ",
        *(by_more if at_w != 0 else ()),
        r"$\varphi b c K(w_\star) > 0$, a mode with $w \ne 0$ rests with $w (w - w_\star) > 0$: its "
        "memory is longer than the teacher's, if $w$ has the sign of $w_\\star$.",
    )
    yield prose(
        r"Here $\varphi$ is ",
        notation.a if stated.analysis.rule.symmetric else notation.a_hat,
        ".",
        *(beyond if at_b != 0 else ()),
    )
    if at_b != 0:
        yield show(stated, "decay-memory", "theory.decay-memory")


def _manifold(stated: Statements) -> Iterator[Block]:
    analysis = stated.analysis
    yield prose(
        "Let the decays be small. A mode comes to the optimal manifold, where it is stable, and then drifts along "
        r"it: $\lvert b \rvert$ grows and $\lvert a \rvert$ falls by the share $r$ in a unit of time, or the other way "
        "round where $r$ is negative. The left null vector of the Jacobian gives $r$. At $a = s$, "
        r"$b = c/s$, in terms of the kernel $K_\star$, its first moment $M_\star$ and $S_\star = K_\star + M_\star$, all of "
        "them there, it is, to first order in the decays,"
    )
    for place, label in enumerate((*_SHARES, "decay-drift")):
        yield show(stated, label, "decay-shares", place)
    if written_out(analysis):
        yield prose("For the kernel of this rule")
        for place, label in enumerate(_SHARES):
            yield show(stated, f"{label}-own", "decay-drift", place)
    yield prose(
        "Where ",
        related(Symbol("r"), Integer(0)),
        " the mode stays, to first order: of the whole manifold decay keeps these places. ",
        *where_it_leads(analysis),
    )


def where_it_leads(analysis: Analysis) -> tuple[Piece, ...]:
    """How many places the drift vanishes at, and where it leads; d has the sign of a phi (x + y) on the manifold.

    Parameters
    ----------
    analysis : of a rule with weight decay
    """
    at_a, at_b, at_w = decay_of(analysis)
    if at_a != 0 and at_b != 0:
        return _balanced(analysis)
    symmetric = analysis.rule.symmetric
    both, side = Symbol("x") + Symbol("y"), notation.a_hat * notation.s
    stable = related(both if symmetric else side * both, Integer(0), ">")
    if at_w != 0:
        numerator: tuple[Piece, ...] = () if symmetric else (side, " times ")
        return (
            "Where a mode is stable ",
            stable,
            ", so that $r$ has the sign of ",
            *numerator,
            "its numerator.",
        )
    on = (
        related(notation.kernel_teacher, Integer(0), "!=")
        if at_a != 0
        else related(Symbol("S_star"), Integer(0), ">")
    )
    zero = Integer(0)
    if at_a != 0:
        sign: tuple[Piece, ...] = (related(Symbol("r"), zero, ">"),)
    elif symmetric:
        sign = (related(Symbol("r"), zero, "<"),)
    else:
        sign = ("$r$ has the sign of ", -side, ", one on each side of the feedback")
    return (
        "Where a mode is stable ",
        stable,
        ". There, if ",
        on,
        ", ",
        *sign,
        ": the drift leads along the manifold without end, or to where a mode is not stable.",
    )


def _balanced(analysis: Analysis) -> tuple[Piece, ...]:
    """The same where both A and B decay."""
    zero, both = Integer(0), Symbol("x") + Symbol("y")
    signs = r"$K(w_\star)$ and $S_\star$ are positive, "
    if analysis.rule.symmetric:
        return (
            f"Where {signs}",
            related(both, zero, ">"),
            " and the numerator of $r$ grows with ",
            notation.s**2,
            ", so that there is one such place at most with each sign of ",
            notation.s,
            ", and the drift leads to it.",
        )
    side = notation.a_hat * notation.s
    aligned = (
        "With ",
        related(side, zero, ">"),
        f", and where {signs}",
        related(both, zero, ">"),
        " and the numerator of $r$ grows with ",
        side,
        ", so that there is one such place at most on this side of the feedback, and the drift leads to it.",
    )
    if decay_of(analysis)[2] != 0:
        return aligned
    return (
        *aligned,
        " Then there is none on the other side, where that numerator is negative: where a mode is stable there ",
        related(both, zero, "<"),
        ", and ",
        related(Symbol("r"), zero, ">"),
        ".",
    )


def _beside(stated: Statements) -> Iterator[Block]:
    yield prose(
        "The mode stands beside the manifold, to first order at $w_\\star + w_{1}$ in $w$ and at $c/s + b_{1}$ in $b$, with"
    )
    shown = written_out(stated.analysis) and stated.has("decay-beside")
    name = "decay-beside" if shown else "decay-place"
    for place, label in enumerate(("place-w", "place-b")):
        yield show(stated, label, name, place)
    yield prose(
        "There the loss is, to second order and with $H_{22}$, $H_{23}$ and $H_{33}$ for its second derivatives by $b$ "
        "twice, by $b$ and $w$, and by $w$ twice on the optimal manifold, half of"
    )
    yield show(stated, "decay-loss", "decay-loss")


def _forgotten(stated: Statements) -> Iterator[Block]:
    yield prose(
        "At $a = b = 0$ the updates vanish, too. There the Jacobian of the flow is that of $a$ and $b$, with the "
        "trace $t_{1}$ and the determinant $d_{1}$, and of $w$ by itself, of which the entry is the first line:"
    )
    for place, label in ((7, "decay-origin-w"), (8, "decay-origin-trace"), (9, "decay-origin")):
        yield show(stated, label, "decay-origin", place)
    if _forgets(stated.analysis):
        yield prose(
            "So a mode is stable there in $a$ and $b$ exactly where the determinant is positive: decay forgets it. "
            r"Where the determinant is positive or 0, with $K(w)$ and $K(w_\star)$ positive, no mode with this $w$ rests "
            "elsewhere, because one that does has, for the decays $\\lambda_{1}$ of $A$ and $\\lambda_{2}$ of $B$,"
        )
        yield show(stated, "decay-forgotten", "theory.decay-forgotten")

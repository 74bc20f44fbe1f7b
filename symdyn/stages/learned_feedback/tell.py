"""Feedback that is learned: what becomes of it, where a mode rests, and where learned feedback dies."""

from collections.abc import Iterator

from sympy import Expr, Integer, Rational, Symbol

from symdyn import notation
from symdyn.claims.statements import Statements
from symdyn.formula.building import formula, letter, letters
from symdyn.formula.inline import inline
from symdyn.formula.nodes import Junction, Node
from symdyn.report.basis import basis_mark, marked
from symdyn.report.content import Block, Equation, Piece, Section, Words
from symdyn.report.phrases import (
    equals_zero,
    fits_inline,
    given_values,
    joined,
    prose,
    related,
    words,
)
from symdyn.report.showing import relations, restated, show
from symdyn.stages.analysis import Analysis
from symdyn.stages.fixed_points.derive import Component
from symdyn.stages.learned_feedback.claims import DIFFERENCE
from symdyn.stages.learned_feedback.claims_cases import signed_sum
from symdyn.stages.learned_feedback.derive import Cubic, LearnedFeedback, Pair, learned_feedback
from symdyn.stages.learned_feedback.kinds import Kind
from symdyn.stages.stability.derive import Verdict

__all__ = ["answers", "applies", "tell"]

_TITLE = "Feedback that is learned"
_CLAIM = "learned-fixed-points"
_APART = related(notation.w, notation.w_star, "!=")


def applies(analysis: Analysis) -> bool:
    """Whether there is anything to tell: the feedback is learned."""
    return analysis.rule.learned is not None


def answers(analysis: Analysis) -> Iterator[tuple[str, Words]]:
    """What becomes of the feedback, where a mode rests, and where it dies."""
    found = learned_feedback(analysis)
    if found is None:
        return
    yield (
        "Learned feedback",
        (*_fate(found), *_entries(found), "ref:difference"),
    )
    rest = joined((_equations(one) for one in analysis.fixed_points.components), "or")
    yield "Fixed points", ("of a mode ", *rest, *basis_mark(analysis))
    aligned, *_ = analysis.optimal.stability.cases
    if "optimal" in found.spectra and aligned.verdict == Verdict.STABLE:
        side: Words = (" where ", related(notation.a_hat * notation.s, Integer(0), ">"))
        whole = found.kind == Kind.FOLLOWED
        yield (
            "Stable modes",
            ("on the optimal manifold", *(() if whole else side), *basis_mark(analysis)),
        )
    if "no-feedback" in found.spectra:
        where: Words = ("learned feedback dies where ", *_dies(found), *basis_mark(analysis))
        yield "Dead feedback", (*where, " with", "ref:determinant-no-feedback")


def _dies(found: LearnedFeedback) -> tuple[Piece, ...]:
    """Where points without feedback attract at a loss above 0."""
    positive = related(Symbol("d"), Integer(0), ">")
    return joined((positive, *(() if found.optimal_without is None else (_APART,))))


def _entries(found: LearnedFeedback) -> Words:
    """What the letters are in what a step makes of the feedback."""
    copied, _, followed, _ = found.update.plain()
    if copied != 0:
        return words(r": with $x$, $u$ and $y$ for entries of $A$, $\Delta A$ and $R$ a step makes")
    if followed != 0:
        return words(": with $x$ and $y$ for entries of $A$ and $R$ a step makes")
    return words(": with $y$ for an entry of $R$ a step makes")


_MOVES: Words = (", and moves as ", inline("A"), " does")


def _fate(found: LearnedFeedback) -> Words:
    """What becomes of R against A, in short."""
    copied, decay, *_ = found.update.plain()
    if found.left != 0:
        return {
            Kind.FADING: (inline("R"), " decays", *(_MOVES if copied != 0 else ())),
            Kind.DECAYED: (inline("R"), " and ", inline("A"), " decay"),
        }.get(found.kind, (inline("R"), " follows ", inline("A")))
    many = inline("R - A") if copied == 1 else inline("R"), " less ", copied, " times ", inline("A")
    difference: Words = many[:1] if copied == 1 else many
    if decay == 0:
        return (*difference, " does not change")
    return (*difference, " decays exactly, at the rate ", decay)


def _equations(component: Component) -> tuple[Piece, ...]:
    if not all(map(fits_inline, component.equations)):
        return (f"the component {component.name} of --section learned-feedback",)
    return joined(related(*equals_zero(one)) for one in component.equations)


def tell(stated: Statements) -> Section:
    """The update of the feedback, the fixed points, what the flow does there and what it conserves."""
    found = learned_feedback(stated.analysis)
    if found is None:
        raise ValueError("the feedback of this rule is not learned")
    return marked(
        Section(_TITLE, tuple(_blocks(stated, found))),
        stated.analysis,
        "the entries of the two matrices,",
    )


def _blocks(stated: Statements, found: LearnedFeedback) -> Iterator[Block]:
    yield from _update(found)
    yield from _difference(stated, found)
    yield from _rest(stated, found)
    for name, spectrum in found.spectra.items():
        yield from _spectrum(stated, found, name, spectrum)
    yield from _conserved(stated, found)
    yield prose(
        "Pairs of modes, rates, steps, descent, other bases and correlated input are derived for a feedback that "
        "is fixed or $A^{\\top}$, and not stated here. Nor is the rank of what is learned: where $R$ changes in each "
        "step it cannot be taken out of the sum over steps, on which the bound for a fixed $R$ rests."
    )


def _update(found: LearnedFeedback) -> Iterator[Block]:
    copied, decay, followed, own = found.update.plain()
    yield prose(
        "A step changes the matrix $R$ of the feedback as well as $A$. In the limit of small steps"
    )
    A, R = letter("A"), letter("R")
    update = letter("Delta_A")
    of_a = -update if own == 0 else -update - formula(own) * A
    yield Equation("read-out-step", Symbol("dA/dt"), of_a.node)
    of_r = signed_sum((-1, copied, update), (1, followed, A), (-1, decay, R))
    yield Equation("feedback-step", Symbol("dR/dt"), of_r.node)
    yield prose(
        r"As $A$, $\Delta A$ and $R$ are diagonal in the same bases, learning keeps $R$ aligned, and a mode has "
        r"four numbers: of $a$ and $\hat{a}$ the two lines say what they say of $A$ and $R$. In "
        r"$\Delta b$ and $\Delta w$ it is the feedback of the moment, for which they are those of a fixed one."
    )


def _difference(stated: Statements, found: LearnedFeedback) -> Iterator[Block]:
    copied, decay, *_ = found.update.plain()
    own = (
        "$x$ be an entry of $A$"
        if copied == 0
        else r"$x$ and $u$ be entries of $A$ and of $\Delta A$"
    )
    yield prose(
        f"Let {own}, and $y$ that of $R$ in the same place, in any network, aligned or not, for any teacher, input "
        "and $T$. A step makes of ",
        *_of_both(copied),
    )
    yield show(stated, "difference", DIFFERENCE)
    if found.left != 0:
        yield prose("whatever the update of $A$ is.")
    elif decay == 0:
        yield prose(
            "so that no step changes it: the feedback is ",
            *(() if copied == 1 else (copied, " times ")),
            "the read-out's, but for a constant that the start fixes.",
        )
    else:
        yield prose(
            r"so that each step multiplies it by $1 - \eta$ times ",
            decay,
            ", and the flow lets it decay "
            "exponentially at this rate, whatever is learned: the feedback becomes ",
            "that of the read-out." if copied == 1 else "a multiple of the read-out's.",
        )


def _of_both(copied: Expr) -> tuple[Piece, ...]:
    """What a step is said to act on, for entries x of A and y of R."""
    x, y = letters("x y")
    if copied == 0:
        return (y.node,)
    return ("the difference ", (y - (x if copied == 1 else formula(copied) * x)).node)


def _rest(stated: Statements, found: LearnedFeedback) -> Iterator[Block]:
    analysis = stated.analysis
    known = analysis.credit.teacher_sign.sign in {"positive", "negative"}
    where = "" if known else r" where $K(w_\star)$ is not zero"
    yield prose(f"All four numbers of a mode rest{where} exactly where")
    for number, alternative in enumerate(_alternatives(stated.line(_CLAIM)), start=1):
        if number > 1:
            yield prose("or where")
        yield restated(stated, f"learned-rest-{number}", None, alternative, _CLAIM)
    components = analysis.fixed_points.components
    if found.optimal_without is not None:
        yield prose(
            r"Of the optimal manifold only the points with $\hat{a} = 0$ are among them: where $\hat{a}$ is not 0 it "
            "decays there."
        )
    elif all(one.name != "optimal" for one in components):
        yield prose("No point of the optimal manifold is among them, for on it $A$ decays.")
    for component in components:
        if component.name != "optimal":
            yield prose("Where ", *_equations(component), ", the loss is")
            claim = f"learned-loss-{component.name}"
            yield restated(stated, f"loss-{component.name}", Symbol("L"), component.loss, claim)


def _alternatives(theorem: Node) -> tuple[Node, ...]:
    if not isinstance(theorem, Junction):
        raise ValueError("the fixed points are stated by no equivalence")
    last = theorem.parts[1]
    return last.parts if isinstance(last, Junction) and last.word == "or" else (last,)


def _spectrum(
    stated: Statements, found: LearnedFeedback, name: str, spectrum: Pair | Cubic
) -> Iterator[Block]:
    if isinstance(spectrum, Cubic):
        yield from _cubic(stated, name)
        return
    if name == "optimal":
        yield from _optimal(stated, found)
        return
    what = "$b = \\hat{a} = 0$" if name == "no-input" else "$\\hat{a} = 0$ and $b \\ne 0$"
    yield prose(
        f"Where a mode rests with {what}, two of the four eigenvalues of the linearised flow are 0, and the others are "
        "the roots of $x^{2} - t x + d$ with"
    )
    yield show(stated, f"trace-{name}", f"learned-pair-{name}", 1)
    yield show(stated, f"determinant-{name}", f"learned-pair-{name}", 2)
    if name == "no-input" and stated.has("learned-unstable-no-input"):
        yield prose("Here $d < 0$: one of the two is positive, and a mode leaves such a point.")
    if name == "no-feedback":
        yield from _without_feedback(stated, found)


def _without_feedback(stated: Statements, found: LearnedFeedback) -> Iterator[Block]:
    """Where such points attract, at which loss, and which of them are optimal."""
    own = found.optimal_without
    loss: tuple[Piece, ...] = (
        " a loss that is not zero",
        *(() if own is None else (" where ", _APART)),
    )
    yield prose(
        "Here $t < 0$. So where $d > 0$ these points attract: a mode that comes near to one ends at such a point. Its "
        "feedback goes to zero, and $b$ and $w$ stay where they are then, at",
        *loss,
        ". Where $d < 0$ one of the two eigenvalues is positive, and a mode leaves such a point.",
    )
    yield from _death(found)
    if own is not None:
        yield prose(
            r"Those of them with $w = w_\star$ are on the optimal manifold, and the loss there is 0. They are a curve on "
            "this surface of points that rest. On it $d$ is positive, so that a mode that comes near ends beside it, in "
            "general at a small loss that is not 0:"
        )
        yield show(stated, "determinant-optimal-without", "learned-optimal-without")


def _death(found: LearnedFeedback) -> Iterator[Block]:
    if found.death is None:
        yield prose("At none of the points with $w \\ne w_\\star$ that were looked at is $d > 0$.")
        return
    names = [*found.death.point, ("a", found.death.a)]
    yield prose(
        "For instance $d > 0$ at ",
        *joined(given_values(names)),
        ", where the loss is ",
        Rational(found.death.loss),
        ". Learned feedback can die; a fixed one cannot.",
    )


def _optimal(stated: Statements, found: LearnedFeedback) -> Iterator[Block]:
    if found.kind == Kind.COPIED:
        yield prose(
            "On the optimal manifold, $a = s$, $b = c/s$ and $w = w_\\star$, two of the four eigenvalues are 0, and the "
            "others are those of a fixed feedback of the same value, the roots of $x^{2} - t x + d$ with"
        )
        yield show(stated, "trace-optimal", "trace", 0)
        yield show(stated, "determinant-optimal", "trace", 1)
        if stated.has("stable"):
            yield prose("A mode is stable where $\\hat{a} s > 0$.")
        return
    yield prose(
        "On the optimal manifold, $a = s$, $b = c/s$ and $w = w_\\star$, one of the four eigenvalues is 0, one is $-r$, "
        "and the others are the roots of $x^{2} - t x + d$ with"
    )
    for place, label in enumerate(("rate-optimal", "trace-optimal", "determinant-optimal")):
        yield show(stated, label, "learned-pair-optimal", place)
    if stated.has("learned-stable"):
        yield prose(
            "A mode is stable on all of the manifold: as the feedback has followed the read-out its sign is right."
        )


def _cubic(stated: Statements, name: str) -> Iterator[Block]:
    yield prose(
        "Where $a = b = \\hat{a} = 0$ one of the four eigenvalues is 0. The sum of the other three, of their products in "
        "pairs, and the product of all three are"
    )
    for place, label in enumerate(("sum", "pairs", "product")):
        (relation,) = relations(stated.line(f"learned-spectrum-{name}", place))
        claim = f"learned-spectrum-{name}"
        yield restated(stated, f"eigenvalues-{label}", None, relation.right, claim)
    if stated.has(f"learned-unstable-{name}"):
        yield prose(
            "The product is positive. As complex eigenvalues come in conjugate pairs, one is positive: a mode leaves "
            "such a point, and learned feedback does not die there."
        )


def _conserved(stated: Statements, found: LearnedFeedback) -> Iterator[Block]:
    if found.conserved is None or not stated.has("learned-conserved"):
        return
    yield prose("Beside the difference, the flow of a mode for long sequences conserves")
    yield show(stated, "learned-conserved", "learned-quantity")
    if stated.has("learned-end"):
        copied = found.update.plain()[0]
        less: Words = () if copied == 1 else (copied, " times ")
        yield prose(
            r"On the optimal manifold, with $x$ for $\hat{a}$ less ",
            *less,
            "$a$, which is conserved too, it is given by",
        )
        yield show(stated, "learned-end", "learned-end")
        yield prose(
            "Times $s^{2}$ it is a polynomial of degree four in $s$: the start fixes the few $s$ at which a mode can end."
        )

"""What a mode learns from sequences of finite length."""

from collections.abc import Iterator

from sympy import Integer

from symdyn import notation
from symdyn.claims.statements import Statements
from symdyn.exact.layout import arrange
from symdyn.formula.building import letter
from symdyn.notation import STATE
from symdyn.report.basis import basis_mark, marked
from symdyn.report.content import Block, Piece, Section, Words
from symdyn.report.phrases import joined, prose, related
from symdyn.report.showing import show
from symdyn.rules.rule import LearningRule
from symdyn.stages.analysis import Analysis
from symdyn.stages.finite_time.claims_theorem import theorem_name
from symdyn.stages.finite_time.derive import FiniteTime, finite_time

__all__ = ["answers", "tell"]


def answers(analysis: Analysis) -> Iterator[tuple[str, Words]]:
    """What is proved of each number of steps, in short and without equations."""
    found = finite_time(analysis.rule)
    if found is None:
        return
    told: Words = (
        "the optimal manifold is one of fixed points for each ",
        notation.T,
        "; nothing more is proved",
    )
    if found.complete:
        told = (
            "for each ",
            related(notation.T, Integer(2), ">="),
            " the fixed points of long sequences and no others, and a mode is stable",
            *_right(analysis.rule),
        )
    yield "Finite sequences", (*told, *basis_mark(analysis))


def _right(rule: LearningRule) -> Words:
    """Where the feedback has the sign of the read-out."""
    if rule.symmetric:
        return (" on the whole optimal manifold",)
    return (" where ", related(notation.a_hat * notation.s, Integer(0), ">"))


def tell(stated: Statements) -> Section:
    """Which fixed points there are for each T, where a mode is stable, and how far off the limit is."""
    found, title = finite_time(stated.analysis.rule), "Sequences of finite length"
    if found is None:
        told = prose("Without credit the read-out alone learns, from any number of steps.")
        return marked(Section(title, (told,), appendix=True), stated.analysis)
    blocks = (*_fixed_points(stated, found), *_optimum(stated, found), *_distance(stated, found))
    return marked(Section(title, blocks, appendix=True), stated.analysis)


def _fixed_points(stated: Statements, found: FiniteTime) -> Iterator[Block]:
    yield prose(
        r"What was said above is about long sequences, $T \to \infty$. From any number $T$ of steps a mode "
        r"with $a b = c$ and $w = w_\star$ learns no more, whatever the kernel is, for the error vanishes at "
        "each lag."
    )
    if not found.complete:
        yield prose(_open(found))
        return
    local = found.local
    yield prose(
        r"From $T = 2$ on there are no other fixed points than for long sequences. At a fixed point where "
        r"$b$ and $\varphi$ are not 0 two sums over the error vanish. They are linear in $a b$ and in $c$, and "
        r"their determinant is $w_\star - w$ times"
    )
    yield show(stated, "general-finite-excess", theorem_name("excess", local=local))
    yield prose("at ", *_numbers(found), ". With")
    yield show(stated, "general-finite-first-larger", "theory.finite-moduli-first", 0)
    yield show(stated, "general-finite-first-smaller", "theory.finite-moduli-first", 1)
    yield show(
        stated, "general-finite-second-larger", theorem_name("moduli-second", local=local), 0
    )
    yield show(
        stated, "general-finite-second-smaller", theorem_name("moduli-second", local=local), 1
    )
    yield prose("it is, but for a positive factor, a difference of two products,")
    yield show(stated, "general-finite-identity", theorem_name("identity", local=local))
    yield prose(
        r"and $M > \lvert x \rvert$ by Cauchy's inequality, and $X > \lvert y \rvert$, for all numbers in "
        r"$(-1, 1)$ and each $T \ge 2$. So $G > 0$, and the fixed points are",
        " those of the optimal manifold and of $a = b = 0$."
        if stated.analysis.rule.symmetric
        else " those of the optimal manifold.",
        r" From one step the recurrent strength does not learn: $\Delta_T w = 0$ for $T = 1$.",
    )


def _open(found: FiniteTime) -> str:
    """What is not proved of a kernel that is no positive geometric sequence."""
    if found.geometric is None:
        return (
            "Whether there are other fixed points for each $T$ is not proved here: the kernel is no geometric "
            "sequence."
        )
    return (
        "Whether there are other fixed points for each $T$ is not proved here: the kernel's first value is "
        "not proved to be positive."
    )


def _numbers(found: FiniteTime) -> Words:
    """What z, h and r are for a mode."""
    pairs = [related(notation.z, notation.w), related(letter("h").node, notation.w_star)]
    if found.geometric is not None and found.geometric.ratio:
        pairs.append(related(letter("r").node, arrange(found.geometric.ratio)))
    return joined(pairs)


def _optimum(stated: Statements, found: FiniteTime) -> Iterator[Block]:
    if not found.complete:
        return
    yield prose(
        "On the optimal manifold the Jacobian of the flow that $T$ steps make has the eigenvalue 0 along the "
        "manifold, as for long sequences, and trace and determinant of the transverse pair are"
    )
    yield show(stated, "finite-trace", "finite-trace", 0)
    yield show(stated, "finite-determinant", "finite-trace", 1)
    yield prose(r"Here $z = h = w_\star$, so that")
    yield show(stated, "finite-excess-optimum", "finite-excess")
    if found.apart:
        at = joined([related(one, Integer(0)) for one in found.apart], "or")
        yield prose("(where ", *at, " this stands for its limit), and")
    else:
        yield prose("and")
    yield show(stated, "general-finite-sum", theorem_name("sum", local=found.local))
    yield prose(r"are both positive for each $T \ge 2$. So", *_verdict(stated.analysis.rule))


def _verdict(rule: LearningRule) -> Words:
    """Where a mode is stable for each T."""
    if rule.symmetric:
        return (r" a mode is stable on the whole manifold, for each $T \ge 2$.",)
    gain, none = notation.a_hat * notation.s, Integer(0)
    return (
        " a mode is stable where ",
        related(gain, none, ">"),
        r", for each $T \ge 2$, and is not where ",
        related(gain, none, "<"),
        " and the last bracket of (:finite-determinant) is positive. Where both signs are turned, the "
        "determinant is positive and the trace decides; that region is not worked out for each $T$.",
    )


def _distance(stated: Statements, found: FiniteTime) -> Iterator[Block]:
    yield prose(
        "How far the updates are from those for long sequences, is what the lags beyond $T$ add,"
    )
    for place, x in enumerate(STATE[: len(found.tails)]):
        yield show(stated, f"finite-tail-{x}", "finite-tails", place)
    if found.geometric is None:
        return
    if found.complete:
        yield from _near(stated, found)
    yield from _far(stated, found)


def _near(stated: Statements, found: FiniteTime) -> Iterator[Block]:
    """The bounds that are proved: on the updates of a and b."""
    yield prose(
        r"Let $g < 1$ be at least each of the moduli of ",
        *_moduli(found),
        r", and $x$, $y$ and $u$ at least those of $a b$, of $c$ and of $b$. With",
    )
    yield show(stated, "general-finite-most", "theory.finite-tail-most")
    yield prose(r"the update of $a$ is near to that for long sequences, for each $T \ge 1$:")
    yield show(stated, "finite-near-a", "finite-near-a", 1)
    if len(found.tails) > 1:
        yield prose(
            "and so is that of $b$, with $u$ at least the modulus of ",
            *_feedback(stated.analysis.rule, found),
            " instead:",
        )
        yield show(stated, "finite-near-b", "finite-near-b", 1)
    yield prose("The same holds of their negatives.")


def _far(stated: Statements, found: FiniteTime) -> Iterator[Block]:
    """The bounds that are tested and not proved."""
    both = (
        r"Summed term by term, this says that $\Delta_T a$ is nearer to $\Delta a$ than "
        r"$\lvert b \rvert m \rho^{2 T}/(1 - \rho^{2})$, and $\Delta_T b$ to $\Delta b$ than the same with ",
        *_feedback(stated.analysis.rule, found),
        r" in the place of $b$; the terms",
    )
    first: Words = ("The terms",) if found.complete else both
    yield prose(
        r"No error exceeds $m \rho^{k}$ in modulus at the lag $k$, with $m = \lvert a b \rvert + \lvert c \rvert$ "
        r"and the largest $\rho < 1$ of the moduli of ",
        *_moduli(found),
        ". ",
        *first,
        r" of $\Delta w$ at the lags $k$ are those of $\Delta a$ with a sum of $k$ "
        r"such powers, and $\Delta_T w$ is nearer than $m \rho^{2 T - 1} (T - (T - 1) \rho^{2})/(1 - \rho^{2})^{2}$ "
        "times the moduli of $b$ and of ",
        *_feedback(stated.analysis.rule, found),
        ". This bound has no certificate; it is tested at exact points."
        if found.complete
        else ". These three bounds have no certificate; they are tested at exact points.",
    )


def _feedback(rule: LearningRule, found: FiniteTime) -> Words:
    """What is behind the credit at the first lag."""
    weight = Integer(1) if found.geometric is None else arrange(found.geometric.weight)
    return (weight * (notation.a if rule.symmetric else notation.a_hat),)


def _moduli(found: FiniteTime) -> Words:
    """The numbers whose powers the sums consist of."""
    numbers: list[Piece] = [notation.w, notation.w_star]
    ratio = None if found.geometric is None else found.geometric.ratio
    if ratio and arrange(ratio) not in numbers:
        numbers.append(arrange(ratio))
    return joined(numbers)

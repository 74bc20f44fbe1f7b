"""Modes that oscillate: their linearised flow, the criterion, and what it means for a state-space model."""

from collections.abc import Iterator

from sympy import Expr, Integer, Symbol, symbols

from symdyn import notation
from symdyn.claims.statements import Statements
from symdyn.exact.layout import arrange
from symdyn.formula.building import at_least, at_most, formula
from symdyn.formula.inline import inline
from symdyn.notation import STATE
from symdyn.report.basis import basis_mark, marked
from symdyn.report.content import Block, Section, Words
from symdyn.report.phrases import given_values, joined, prose, related
from symdyn.report.showing import show
from symdyn.stages.analysis import Analysis
from symdyn.stages.complex_modes.claims_pair import PAIR
from symdyn.stages.complex_modes.derive import ComplexModes, Kind, complex_modes, not_covered
from symdyn.stages.complex_modes.edge import TITLE
from symdyn.stages.complex_modes.tell_phase import phase_blocks

__all__ = ["answers", "tell"]

_U, _V = symbols("u v")


def answers(analysis: Analysis) -> Iterator[tuple[str, Words]]:
    """Which modes are stable wherever on the manifold they are, in short and without equations."""
    yield (
        "Oscillating modes",
        (
            "stable at each optimum, for feedback of the right phase: ",
            *_kept(complex_modes(analysis)),
            *basis_mark(analysis),
        ),
    )


def _kept(found: ComplexModes | None) -> Words:
    if found is None:
        return ("not covered",)
    if found.positive:
        return ("all",)
    if found.condition is not None:
        angle = inline(r"1 - r w_\star")
        return ("those with ", angle, " within half a right angle of the real axis")
    return ("not all",) if found.unstable is not None else ("not decided",)


def tell(stated: Statements) -> Section:
    """The pair of a conformal mode and where it is stable, or why nothing is said."""
    found = complex_modes(stated.analysis)
    if found is None:
        told = prose(not_covered(stated.analysis.rule) or "")
        return marked(Section(TITLE, (told,), appendix=True), stated.analysis)
    blocks = (*_pair(stated, found), *_criterion(stated), *_verdict(stated, found))
    return marked(Section(TITLE, blocks, appendix=True), stated.analysis)


def _pair(stated: Statements, found: ComplexModes) -> Iterator[Block]:
    yield prose(
        "A mode of real strengths decays or changes its sign at each step. Where outputs, units and inputs come in "
        "pairs and each matrix turns and scales a pair, a mode is a complex number in each of $a$, $b$ and $w$, as in "
        "diagonal state-space models, and a transpose is a conjugate. (A model that keeps the real part of $a h$ "
        "alone is not covered.) What stands around the "
        "error in an update is conjugated, and what stands in the kernel and the feedback; with the conjugates as "
        "letters of their own, a letter with the number 1 being the conjugate of that without,"
    )
    for place, one in enumerate(STATE):
        if one != notation.b:  # which reads as that of a real mode
            yield show(stated, f"complex-update-{one}", "complex-update", place)
    yield prose(
        "At a point of the optimal manifold these are zero whatever the conjugates are, so that the linearised flow "
        "is complex linear. One of its three eigenvalues is 0, along the manifold, and the others are the roots of "
        "$x^{2} - t x + d$ with"
    )
    yield show(stated, "complex-trace", "complex-spectrum", 3)
    yield show(stated, "complex-determinant", "complex-spectrum", 4)
    yield prose(
        "where $q = a \\varphi$ is complex and $g = b b_{1}$ and $X = w_\\star w_{1}$ are squared moduli. Here"
    )
    values = "complex-values" if found.by_square is None else "complex-real"
    # Where it is what it is for a real mode, it is the same line.
    known = "manifold-kernel" if stated.line("manifold-kernel") == stated.line(values) else values
    yield show(stated, "complex-value", known)
    stretched = ("complex-credit", 2) if found.by_square is None else (values, 1)
    if found.ratio is not None and found.by_square is None:
        stretched = ("complex-stretched", 0)
    if stretched[0] == "complex-credit":
        yield show(stated, "complex-slope", "complex-credit", 1)
    yield show(stated, "complex-stretched", *stretched)


def _criterion(stated: Statements) -> Iterator[Block]:
    yield prose(
        "In real letters, with $q + i r$ for the gain of the feedback, $k_{1} + i k_{2}$ for $K_\\star$ and "
        "$H_{1} + i H_{2}$ for $S_\\star$, the trace is $t + i y$ and the determinant $d + i z$ with"
    )
    for place, one in enumerate("tydz"):
        yield show(stated, f"general-complex-{one}", PAIR, place)
    yield prose("and $L = -1$. Both eigenvalues have negative real parts exactly where $t < 0$ and")
    yield show(stated, "complex-criterion", "theory.complex-needed")
    yield prose(
        "(Hurwitz's conditions for the polynomial of degree four whose roots are both and their conjugates)."
    )


def _verdict(stated: Statements, found: ComplexModes) -> Iterator[Block]:
    if found.kind == Kind.FROZEN:
        yield from _frozen(stated, found)
    elif found.positive:
        yield from _positive(stated, found)
    else:
        yield prose(
            "Whether this holds at every point of the manifold is not decided for this rule."
        )
        if found.kind == Kind.OTHER:
            yield from _end(stated)
            yield from _points(stated, found)
            yield from phase_blocks(stated)


def _positive(stated: Statements, found: ComplexModes) -> Iterator[Block]:
    phase: Words = ()
    if not stated.analysis.rule.symmetric:
        phase = (
            ", where the phase of the feedback is that of the read-out, ",
            related(Symbol("r"), Integer(0)),
            ",",
        )
    yield prose(
        "The credit is real and positive on the manifold. So",
        *phase,
        " a mode is stable wherever on the manifold it is, for every $w_\\star$ in the unit disc.",
    )
    if found.gradient and not stated.analysis.rule.symmetric:
        yield prose(
            "The same holds for every phase within a right angle of the read-out's: the real part $q$ of the "
            "gain is to be positive, whatever the imaginary part $r$ is."
        )
    aligned = "" if stated.analysis.rule.symmetric else " and with such feedback"
    yield prose(
        f"For a state-space model: under this rule{aligned} a mode that oscillates slowly is stable at its optimum, as "
        "one that decays is."
    )


def _frozen(stated: Statements, found: ComplexModes) -> Iterator[Block]:
    if found.ratio is None:
        return
    ratio = arrange(found.ratio)
    yield prose(
        "Of a ratio that no weight moves, ",
        related(Symbol("f"), 1 - ratio * _U),
        " and ",
        related(Symbol("h"), ratio * _V),
        " are the parts of the denominator of $K_\\star$ for $w_\\star = u + i v$. With feedback of the right phase, "
        "$r = 0$, a mode is stable wherever on the manifold it is where",
    )
    yield show(stated, "complex-angle", "complex-angle")
    yield prose(
        "that is, where the denominator is within half a right angle of the real axis",
        *_short(ratio),
        ". Each term of the criterion is then a product of what is not negative.",
    )
    yield from _end(stated)
    yield prose("whose sign is that of $H_{1}$: it is negative where (:complex-angle) fails.")
    yield from _points(stated, found)
    yield from phase_blocks(stated)
    feedback = (
        "however good the feedback is"
        if stated.analysis.rule.symmetric
        else "for feedback of the phase of the read-out, and there are phases for which it does not"
    )
    yield prose(
        "For a state-space model: with a ratio near 1, a slow memory that turns by some 45 degrees a step leaves its "
        f"optimum under this rule where $s$ is small, {feedback}; a memory that decays without "
        "turning does not. Credit whose ratio is a multiple of the conjugate of the mode's own is real, and keeps both."
    )


def _short(ratio: Expr) -> Words:
    shown = formula(ratio)
    bound = at_most(shown * (formula(_U) + formula(_V)), 1)
    return (" (for ", at_least(shown, 0), " and $v \\ge 0$ where ", bound, ")")


def _end(stated: Statements) -> Iterator[Block]:
    yield prose(
        "At the end $s \\to 0$ of the manifold, let only moduli be written, $s$ for that of $a$ and $c$ for that of "
        "the teacher's gain. Times powers of $s$ the four parts are, up to the sign of the first,"
    )
    for place, one in enumerate("tydz"):
        yield show(stated, f"complex-scaled-{one}", "complex-scaled", place)
    yield prose("so that the criterion, times a power of $s$, is")
    yield show(stated, "complex-scaled", "complex-scaled-criterion")
    yield prose("which goes to")
    yield show(stated, "complex-end", "complex-end")


def _points(stated: Statements, found: ComplexModes) -> Iterator[Block]:
    for name, one in (("unstable", found.unstable), ("stable", found.stable)):
        if one is None:
            continue
        yield prose("At ", *joined(given_values(one.point)), " a mode is ", name, ", for there")
        if one.criterion > 0:
            yield show(stated, f"complex-{name}-trace", f"complex-{name}-point", 0)
        yield show(stated, f"complex-{name}-point", f"complex-{name}-point", 1)

"""What the flow of a mode conserves for every teacher, or why it conserves nothing."""

from collections.abc import Iterator

from symdyn import notation
from symdyn.claims.statements import Statements
from symdyn.exact.layout import arrange
from symdyn.exact.polynomials import letters_of
from symdyn.formula.building import apart, formula
from symdyn.report.basis import basis_mark, marked
from symdyn.report.content import Block, Piece, Section, Words
from symdyn.report.phrases import joined, prose, words
from symdyn.report.showing import one_side, show, sides
from symdyn.stages.analysis import Analysis
from symdyn.stages.invariants.derive import Geometric, HankelMinor, Invariants, invariants_of
from symdyn.stages.invariants.network import NetworkIdentity, network_identity

__all__ = ["answers", "tell", "where_none"]


def answers(analysis: Analysis) -> Iterator[tuple[str, Words]]:
    """What is conserved, in short."""
    found, mark = invariants_of(analysis.rule), basis_mark(analysis)
    if found.conserved is not None:
        yield "Conserved", ("by the flow of a mode", *mark, "ref:conserved-quantity")
    elif found.minor is not None:
        known = ("by the flow of a mode: nothing for all teachers", *where_none(found.minor))
        yield "Conserved", (*known, *mark)


def tell(stated: Statements) -> Section:
    """The identity of the three updates and its integral, or the minor that excludes one."""
    found = invariants_of(stated.analysis.rule)
    section = Section("What learning conserves", tuple(_blocks(stated, found)), appendix=True)
    holds_anyway = network_identity(stated.analysis.rule) is not None
    besides = "the identity of full networks" if holds_anyway else ""
    return marked(section, stated.analysis, besides)


def _blocks(stated: Statements, found: Invariants) -> Iterator[Block]:
    if found.geometric is not None:
        yield from _identity(stated, found.geometric)
        yield from _integral(stated, found)
        yield from _network(stated)
    elif found.minor is not None:
        yield from _independent(stated, found.minor)
    else:
        yield prose(
            "The rule has no credit: $b$ and $w$ do not change at all, and nothing is tied to the "
            "change of $a$."
        )


def _identity(stated: Statements, found: Geometric) -> Iterator[Block]:
    yield prose(
        "The teacher enters the three updates of a mode through the errors $e_{k}$ alone. The kernel of "
        "this rule is a geometric sequence: its first value is ",
        arrange(found.weight),
        ", and its ratio is ",
        arrange(found.ratio),
        r". So the sum over the lags in $\Delta w$ telescopes against the other two updates. After any "
        "number of steps, for every teacher and every state of the mode,",
    )
    yield show(stated, "propagator", "propagator")
    yield prose("and for long sequences")
    yield show(stated, "propagator-long", "propagator-long")


def _integral(stated: Statements, found: Invariants) -> Iterator[Block]:
    geometric = found.geometric
    if found.conserved is None:
        weighted = geometric is not None and notation.w in letters_of(geometric.weight)
        yield prose(
            "The kernel's first value depends on $w$, so that no function of $a$, $b$ and $w$ has these "
            "coefficients as its gradient: no conserved quantity follows."
            if weighted
            else "What is conserved is the integral of this identity, which is no polynomial in $w$ here; "
            "it is not written out."
        )
        return
    yield prose("Its coefficients are, up to a factor 2, the gradient of")
    yield show(stated, "conserved-quantity", "conserved-quantity")
    yield prose("so that along the updates after $T$ steps, and for long sequences,")
    yield show(stated, "conserved", "conserved")
    yield show(stated, "conserved-long", "conserved-long")
    yield prose(
        "The flow therefore keeps the value that $H$ has at the start: a mode moves on a surface that "
        "does not depend on the teacher, nor on the number of steps."
    )
    if found.conserved.square is None:
        yield prose(r"Updates of a finite size change $H$ in the second order of $\eta$.")
        return
    yield prose(r"An update of a finite size $\eta$ changes $H$ in the second order: after it,")
    yield show(stated, "conserved-next", "conserved-next")
    yield prose("has the value")
    yield show(stated, "conserved-step", "conserved-step")
    if not found.symmetric:
        yield prose("which is never above $H$, whatever the size of the step.")


def _network(stated: Statements) -> Iterator[Block]:
    """The identity for matrices, with what it rests on, and what a network conserves."""
    found = network_identity(stated.analysis.rule)
    if found is None:
        return
    yield prose(
        "A full network, aligned or not, obeys the same identity in matrices, after any number of steps "
        "and for every student and teacher, whatever their sizes:"
    )
    yield show(stated, "network-identity", "network-propagator")
    shifted = (
        r"multiplied from the left with what takes $K_{m}$ to $K_{m+1}$, $\Delta W$ is the same without the "
        "terms with $m = 0$; and these"
        if found.factor
        else "only the lag $m = 0$ has credit; and the terms with $m = 0$"
    )
    yield prose(
        r"For let $G_{m, j} = K_{m} F E_{m+j} B^{\top} (W^{\top})^{j}$. Its sum over the lags $m$ and over "
        r"$j < T - m$ is $\Delta W \cdot W^{\top} + \Delta B \cdot B^{\top}$, where the terms with $j = 0$ are those of "
        rf"$\Delta B$; {shifted} are those of $\Delta A$."
    )
    if found.conserved:
        yield from _kept(stated, found)


def _kept(stated: Statements, found: NetworkIdentity) -> Iterator[Block]:
    """The matrix that the flow of a network keeps, and what a step of a finite size adds."""
    yield prose("Its transpose added to it, it says that the flow of a network keeps the matrix")
    yield show(stated, "network-conserved", "network-quantity")
    yield prose(
        r"An update of a finite size $\eta$ turns $A$, $W$ and $B$ into $A - \eta \Delta A$, $W - \eta \Delta W$ "
        r"and $B - \eta \Delta B$, and $Q$ into $Q_{1}$, where"
    )
    yield show(stated, "network-kept", "network-kept")
    if not found.symmetric and not found.degree:
        yield prose(
            "which has no negative eigenvalue: updates of whatever size never lower $Q$ in the order of "
            "symmetric matrices."
        )


def _independent(stated: Statements, found: HankelMinor) -> Iterator[Block]:
    yield prose(
        "The teacher enters the three updates of a mode through the errors $e_{k}$ alone, which are "
        r"weighted with $b w^{k}$ in $\Delta a$, with $\varphi \kappa_{k}$ in $\Delta b$ and with "
        r"$\varphi b q_{k}$ in $\Delta w$, where $q_{k+1} = w q_{k} + \kappa_{k}$ and $q_{0} = 0$. If a "
        "function of $a$, $b$ and $w$ is conserved by the flow for all teachers, its gradient "
        "$(x, y, z)$ is orthogonal to these weights for each $k$: the errors hold the teacher as "
        r"$c w_\star^{k}$, and a power series in $w_\star$ that vanishes for all $w_\star$ has no terms. "
        "For three values $f$, $g$ and $h$ of the kernel at lags in a row, with $r = w^{k}$ and "
        "$q = q_{k}$ at the first of them, this says"
    )
    for place, relation in enumerate(sides(stated, "theory.independent")[0], start=1):
        yield one_side(stated, f"orthogonal-{place}", "theory.independent", relation)
    yield prose(
        r"Where $b$, $\varphi$, $r$ and $g^{2} - f h$ are not zero, $x = y = z = 0$ is the only solution. "
        "For this rule there are such lags:",
        *_cut(found),
    )
    yield show(stated, "hankel", "hankel")
    yield prose(
        "So a function with continuous slopes that the flow conserves for all teachers has the gradient zero ",
        *_where(found),
        ", and with that for all $a$, $b$ and $w$",
        *where_none(found),
        ": it is a constant. For one teacher alone this excludes nothing. Close to the "
        "optimal manifold, where a mode is stable, the place at which a trajectory ends is a function "
        "that is constant along it.",
    )


def _cut(found: HankelMinor) -> tuple[Piece, ...]:
    """That one of the three lags is one without credit, before the first lag or from the horizon on."""
    if found.without is None:
        return ()
    value = "$h = 0$" if (found.without - found.lag).is_positive else "$f = 0$"
    return (" at lag ", formula(found.without).node, f" there is no credit, {value}, and")


def _where(found: HankelMinor) -> tuple[Piece, ...]:
    """For which horizons, and what must not vanish: b, phi, w from the second lag on, the minor."""
    kept = [notation.b, notation.phi]
    if found.lag != 1:
        kept.append(notation.w)
    factors = found.factors if found.product else ()
    conditions = dict.fromkeys((*kept, *(one for one in factors if one not in kept)))
    which = joined(apart(one, 0) for one in conditions)
    minor = () if found.product else (", and the minor is not zero,",)
    return ("where ", *which, *minor, *with_two_lags(found))


def where_none(found: HankelMinor) -> Words:
    """For which horizons and parameters the minor is not zero for all states, so that nothing is conserved."""
    horizon = with_two_lags(found)
    if not found.product:
        return (*horizon, ", where the minor is not the function 0 of ", notation.w)
    state = {notation.a, notation.b, notation.w, notation.phi}
    own = [apart(one, 0) for one in found.factors if not one.free_symbols & state]
    return (*horizon, *((" where ", *joined(own)) if own else ()))


def with_two_lags(found: HankelMinor) -> Words:
    """For which horizons a minor at the last lag says something; nothing where the horizon is a number."""
    return words(r" for a horizon $\tau \ge 2$") if notation.tau in found.lag.free_symbols else ()

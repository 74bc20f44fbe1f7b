"""The flow of a mode on a surface of what is conserved: in a plane, with a fold, edges and points where it turns."""

from collections.abc import Iterator

from sympy import Integer

from symdyn import notation
from symdyn.claims.statements import Statements
from symdyn.report.basis import basis_mark, marked
from symdyn.report.content import Block, Section, Words
from symdyn.report.phrases import given_values, joined, prose, related
from symdyn.report.showing import show
from symdyn.stages.analysis import Analysis
from symdyn.stages.end_point.derive import end_point_of
from symdyn.stages.leaf_dynamics.claims_focus import name_of
from symdyn.stages.leaf_dynamics.derive import Leaf, leaf_of
from symdyn.stages.leaf_dynamics.focus import Focus, foci_of

__all__ = ["answers", "tell"]


def answers(analysis: Analysis) -> Iterator[tuple[str, Words]]:
    """Where a mode moves in a plane and cannot break down, in short and without equations."""
    leaf, mark = leaf_of(analysis), basis_mark(analysis)
    if leaf is None:
        yield "Flow in a plane", ("none is derived", *mark)
        return
    levels = (
        related(notation.first_value + one, Integer(0), ">") for one in dict.fromkeys(leaf.edges)
    )
    turns = "; an optimum turns at exact points" if foci_of(analysis) else ""
    plane = ("of ", notation.b, " and ", notation.w, ", with no breakdown where ")
    yield "Flow in a plane", (*plane, *joined(levels), turns, *mark)


def tell(stated: Statements) -> Section:
    """The flow in the plane, its fixed points, what happens at its edges, and where an optimum turns."""
    leaf = leaf_of(stated.analysis)
    blocks = (prose(_without(stated.analysis)),) if leaf is None else _blocks(stated, leaf)
    return marked(Section("The flow in a plane", tuple(blocks), appendix=True), stated.analysis)


def _without(analysis: Analysis) -> str:
    """Why no surface is a graph over the plane of b and w."""
    found = end_point_of(analysis.rule)
    if found is None:
        return "No quantity is known to be conserved for all teachers, and the flow of a mode is not reduced to a plane."
    if found.symmetric:
        return (
            "What is conserved is quadratic in $a$: a surface on which it has one value has two points or none "
            "above most points $(b, w)$, and is no graph over their plane."
        )
    return "It is not proved that the kernel's first value is positive; nothing is said here of the flow on a surface."


def _blocks(stated: Statements, leaf: Leaf) -> Iterator[Block]:
    yield prose(
        "What is conserved is linear in $a$. So a surface on which it has one value $H_{0}$ is a graph over the plane "
        "of $b$ and $w$: with"
    )
    yield show(stated, "leaf-height", "leaf", 0)
    yield show(stated, "leaf-read-out", "leaf", 1)
    yield prose(
        r"it is $a = h$. A mode stays on its surface, and moves in that plane by itself, $b$ with the speed"
    )
    yield show(stated, "leaf-input", "leaf", 2)
    yield prose("and $w$ with the speed")
    yield show(stated, "leaf-recurrent", "leaf", 3)
    yield prose("for on the surface these are")
    yield show(stated, "leaf-flow-input", "leaf-flow", 0)
    yield show(stated, "leaf-flow-recurrent", "leaf-flow", 1)
    yield prose("and with them the third update is what keeps the mode there:")
    yield show(stated, "leaf-invariant", "leaf-invariant")
    yield from _optima(stated)
    yield from _edges(stated, leaf)
    yield from _turning(stated)


def _optima(stated: Statements) -> Iterator[Block]:
    yield prose(
        "A point of the optimal manifold is a fixed point of the flow in the plane of its own surface, on which $H_{0}$ "
        "is the $H_\\star$ of (:end-there). The flow has there the trace and the determinant of the transverse pair,"
    )
    yield show(stated, "leaf-trace", "leaf-linear", 0)
    yield show(stated, "leaf-determinant", "leaf-linear", 1)
    yield prose(
        "so that a mode is stable there exactly where both eigenvalues of the flow in the plane have negative real parts. How many optima a surface has "
        r"with $\hat{a} s < 0$, its level decides: $H_\star$ has the second slope"
    )
    yield show(stated, "leaf-fold", "leaf-fold")
    yield prose(
        "along the manifold, and so one maximum on this side, where the slope (:end-slope) is zero. A surface above it has no "
        r"optimum with $\hat{a} s < 0$; one below has two, which meet at the maximum, a saddle-node. By "
        r"(:end-determinant) the one with the larger $\lvert s \rvert$ has $d > 0$ and the other $d < 0$. Where a mode is "
        "stable against its feedback, it is so on this upper branch alone."
    )


def _edges(stated: Statements, leaf: Leaf) -> Iterator[Block]:
    yield prose("Can $w$ reach 1 or $-1$, where the sums over lags diverge? With")
    yield show(stated, "leaf-pull", "leaf-pull")
    yield prose(
        "the distance $1 - w^{2}$ from there, of which the slope is $-2 w r$, changes by a square less what is small of second order:"
    )
    yield show(stated, "leaf-edge", "leaf-edge")
    yield prose("So where $H_9 > 0$, that is where $\\hat{a} a > 0$,")
    yield show(stated, "leaf-room", "leaf-room")
    levels = (
        related(notation.first_value + one, Integer(0), ">") for one in dict.fromkeys(leaf.edges)
    )
    yield prose(
        "and the logarithm of $1 - w^{2}$ falls no faster than at a rate that is bounded where $H_9$ stays away from 0. Where ",
        *joined(levels),
        r", it does so near $\lvert w \rvert = 1$, whatever $b$ is; $b$ is bounded too, for where it is large the cube in "
        r"(:leaf-input) outweighs the rest. On such a surface the flow of a mode goes on for all times: it does not break "
        "down. (Where it goes is not proved here.) Below, nothing is proved of it here.",
    )


def _turning(stated: Statements) -> Iterator[Block]:
    found = foci_of(stated.analysis)
    if not found:
        return
    yield prose(
        "At the outer end of the window $t = 0$ while $d > 0$: the flow in the plane turns round the optimum, and terms of "
        "third order decide whether it still attracts. They do so differently at different points. The same curves are "
        "run through by the polynomial flow"
    )
    yield show(stated, "leaf-fast-input", "leaf-polynomial", 0)
    yield show(stated, "leaf-fast-recurrent", "leaf-polynomial", 1)
    yield prose(r"with a positive $q$,")
    yield show(stated, "leaf-speed", "leaf-speed", 0)
    for one in found:
        yield from _at(stated, one)
    yield prose(
        "In the first case the theorem of Andronov and Hopf (cited, and not proved here) says that beyond the point, where "
        "$t > 0$ and the optimum repels, the flow has a cycle close by that attracts, on which a mode goes round for ever; in "
        "the second that before it, where the optimum attracts, there is one close by that repels. The sign is that "
        "of the point, and says nothing of other points."
        if len(found) > 1
        else "The sign is that of the point, and says nothing of other points."
    )


def _at(stated: Statements, found: Focus) -> Iterator[Block]:
    name = name_of(found)
    label = name.replace("focus-", "")
    yield prose("At ", *joined(given_values(found.point)))
    yield show(stated, f"{label}-trace", name, 0)
    yield show(stated, f"{label}-determinant", name, 1)
    yield show(stated, f"{label}-crossing", name, 2)
    yield prose(
        "so that $t$ passes 0 with $\\hat{a}$. Let $x$ and $y$ be the distances of $b$ and $w$ from the optimum. The form"
    )
    yield show(stated, f"{label}-square", f"{name}-form", 0)
    yield prose(
        "is positive, and with terms of third and fourth order it becomes a polynomial of which the slope along the "
        "polynomial flow is"
    )
    yield show(stated, f"{label}-slope", f"{name}-order")
    yield prose(
        r"where $S$ has terms of fifth order and higher alone. So near this optimum the polynomial ",
        "falls, and the optimum attracts." if found.value < 0 else "grows, and the optimum repels.",
    )

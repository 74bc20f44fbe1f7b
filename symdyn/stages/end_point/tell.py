"""Where the learning of a mode ends on the optimal manifold, if it ends there."""

from collections.abc import Iterator

from sympy import Integer, Symbol

from symdyn import notation
from symdyn.claims.statements import Statements
from symdyn.formula.building import formula, more
from symdyn.formula.nodes import Root
from symdyn.report.basis import basis_mark, marked
from symdyn.report.content import Block, Section, Words
from symdyn.report.phrases import joined, prose, related
from symdyn.report.showing import restated, show
from symdyn.stages.analysis import Analysis
from symdyn.stages.end_point.claims_branch import low_enough
from symdyn.stages.end_point.claims_weighted import Weight
from symdyn.stages.end_point.derive import EndPoint, end_point_of
from symdyn.stages.invariants.derive import invariants_of
from symdyn.stages.invariants.tell import where_none

__all__ = ["answers", "tell"]

_SQUARE = notation.s**2


def answers(analysis: Analysis) -> Iterator[tuple[str, Words]]:
    """The equation for the end, in short."""
    found = end_point_of(analysis.rule)
    if found is None:
        return
    where = "end-square" if found.symmetric and found.positive else "end-polynomial"
    root = "" if where == "end-square" else ", a zero of"
    told = f"if on the optimal manifold{root}"
    yield "End point", (told, *basis_mark(analysis), f"ref:{where}")


def tell(stated: Statements) -> Section:
    """The equation for s at the end, its roots, where a mode is stable there, and which is reached."""
    found = end_point_of(stated.analysis.rule)
    blocks = _nowhere(stated.analysis) if found is None else _blocks(stated, found)
    section = Section("Where learning ends", tuple(blocks), appendix=True)
    return marked(section, stated.analysis)


def _nowhere(analysis: Analysis) -> Iterator[Block]:
    found = invariants_of(analysis.rule)
    if found.geometric is None and found.minor is None:
        yield prose("Without credit $b$ and $w$ stay where they are, and only $a$ changes.")
        return
    yield prose(
        "No quantity is known to be conserved for all teachers"
        if found.minor is None
        else "No quantity is conserved for all teachers",
        *(() if found.minor is None else where_none(found.minor)),
        ". So no equation in the start and the teacher is given here for the end: it is found by following the flow.",
    )


def _blocks(stated: Statements, found: EndPoint) -> Iterator[Block]:
    yield prose(
        "Suppose that a mode converges to the optimal manifold. (This is supposed, and not proved "
        "here.) Its $H$ has the same value $H_{0}$ all along, and on the manifold it is a function of "
        "$s$,"
    )
    yield show(stated, "end-there", "end-level", 0)
    yield prose("With")
    yield show(stated, "end-level", "end-level", 1)
    yield prose("this function has the value $H_{0}$ exactly where a polynomial vanishes:")
    yield show(stated, "end-equation", "end-equation")
    yield show(stated, "end-polynomial", "end-level", 2)
    if not found.positive:
        yield prose(
            "It is not proved that the kernel's first value is positive, so that nothing is said of its zeros."
        )
    elif found.symmetric:
        yield from _square(stated, found)
    else:
        yield from _cubic(stated, found)
    yield from _slope(stated, found)
    if found.positive:
        yield from _branch(found)


def _square(stated: Statements, found: EndPoint) -> Iterator[Block]:
    yield prose(
        "It is a quadratic in $s^{2}$ with one positive root. Two positive roots $y$ and $z$ are equal, for "
        "$y - z$ times ",
        (Weight(found.weight).times(1, formula(Symbol("y")) * Symbol("z")) + notation.c**2).node,
        " is a combination of the values there, and the second factor is positive. The mode ends at",
    )
    g, weight = formula(notation.level), Weight(found.weight)
    root = formula(Root((g**2 + weight.times(4, notation.c**2)).node))
    value = (g + root) / weight.multiple(2)
    claims = ("end-unique", "end-root", "end-root-positive")
    yield restated(stated, "end-square", _SQUARE, value.node, *claims)


def _cubic(stated: Statements, found: EndPoint) -> Iterator[Block]:
    weight = Weight(found.weight)
    yield prose(
        r"Where $\hat{a} s > 0$ it has one zero. For it is $-c^{2}$ at $s = 0$ and grows beyond all bounds with "
        r"$\hat{a} s$; and two zeros $s$ and $z$ on this side are equal, for $s - z$ times ",
        (
            weight.times(2, formula(notation.a_hat) * notation.s**2 * Symbol("z") ** 2)
            + formula(notation.c) ** 2 * (formula(notation.s) + Symbol("z"))
        ).node,
        " is a combination of the values there, and both terms of the second factor have the sign of "
        r"$\hat{a}$. Where $\hat{a} s < 0$ it is negative close to $s = 0$ and far out. Its slope, and its value "
        "at the one place apart from $s = 0$ where the slope is zero, are",
    )
    yield show(stated, "end-cubic-slope", "end-extremum", 0)
    yield show(stated, "end-cubic-value", "end-extremum", 1)
    if found.others is None:
        return
    yield prose(
        r"So on this side there are two zeros where ",
        related(found.others, Integer(0), "<"),
        ", one where this is zero, and none where it is positive: then the end has the sign of "
        r"$\hat{a}$, whatever the start on this surface.",
    )


def _slope(stated: Statements, found: EndPoint) -> Iterator[Block]:
    yield prose(
        "The same function decides whether a mode is stable there. Its slope along the manifold is"
    )
    yield show(stated, "end-slope", "end-slope")
    yield prose("and the determinant $d$ of the linearised flow is")
    yield show(stated, "end-determinant", "end-determinant")
    if found.symmetric or not found.positive:
        return
    yield prose(
        "Two zeros on the side ",
        r"$\hat{a} s < 0$ meet where this slope is zero, and there the sign of $d$ changes: of the two the one "
        r"with the smaller $\lvert s \rvert$ has $d < 0$, and no mode is stable there.",
    )


def _branch(found: EndPoint) -> Iterator[Block]:
    if found.bowl is None:
        return
    if not found.symmetric:
        yield prose(
            r"If $H_{0} > 0$, then $\hat{a} a > 0$ all along, because $H$ is what $\hat{a} a$ contributes to "
            "it less what is not negative; the end then has ",
            more(notation.a_hat * notation.s, 0),
            ".",
        )
        return
    low = joined(low_enough(found.bowl))
    between = (
        " Nothing is proved here for $H_{0} = 0$."
        if not found.bowl.steepness
        else " Nothing is proved here of the values of $H_{0}$ in between."
    )
    yield prose(
        "The sign of $s$ is known too where $H$ keeps $a$ or $b$ from passing 0. If $H > 0$, then $a$ is "
        "never zero, because $H$ is what $a$ contributes to it less what is not negative, and $s$ has the "
        "sign that $a$ has at the start. If ",
        *low,
        ", then $b$ is never zero for $-1 < w < 1$, and $s$ has the sign that $c b$ has at the start.",
        between,
    )

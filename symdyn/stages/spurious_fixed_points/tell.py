"""Where the learning of a network can end besides an optimum, when it has fewer outputs than units."""

from collections.abc import Iterator
from fractions import Fraction

from sympy import Rational

from symdyn import notation
from symdyn.claims.statements import Statements
from symdyn.formula.arrange import tree
from symdyn.formula.building import letter
from symdyn.formula.nodes import Bracket, Call, Junction, Node, Relation, Transpose
from symdyn.report.basis import basis_mark, marked
from symdyn.report.content import Block, Piece, Section, Words
from symdyn.report.phrases import given_values, joined, number, prose, related
from symdyn.report.showing import show
from symdyn.stages.analysis import Analysis
from symdyn.stages.spurious_fixed_points.derive import (
    MOST_UNITS,
    SpuriousPoint,
    not_covered,
    spurious_point,
)

__all__ = ["answers", "at_horizon", "tell"]


def answers(analysis: Analysis) -> Iterator[tuple[str, Words]]:
    """Whether the updates of a network can vanish elsewhere, with the loss where they do."""
    if analysis.credit.zero or not_covered(analysis.rule) is not None:
        return
    found, mark = spurious_point(analysis), basis_mark(analysis)
    if found is None:
        most = number(MOST_UNITS)
        told = f"no fixed point but the optimum was found with one output and up to {most} units"
        yield "Few outputs", (told, *mark)
        return
    horizon = at_horizon(found)
    yield (
        "Few outputs",
        (
            *(("for ", *horizon, ", ") if horizon else ()),
            f"with one output and {number(found.units)} units a fixed point that is not optimal",
            *mark,
            " has the loss",
            "ref:spurious-loss",
        ),
    )


def at_horizon(found: SpuriousPoint) -> Words:
    """The horizon for which a point was found, where that is a letter: for another there may be none."""
    value = dict(found.parameters).get(notation.tau.name)
    return () if value is None else (related(notation.tau, Rational(value)),)


def tell(stated: Statements) -> Section:
    """The conditions that the updates make of the weights, and weights that fulfil them."""
    title = "Fixed points of networks with few outputs"
    if stated.analysis.credit.zero:
        told = prose(
            "Without credit $B$ and $W$ do not move at all, and the updates vanish wherever that of $A$ does."
        )
        return Section(title, (told,), appendix=True)
    reason = not_covered(stated.analysis.rule)
    if reason is not None:
        return Section(title, (prose(reason),), appendix=True)
    found = spurious_point(stated.analysis)
    shown = _none() if found is None else _point(stated, found)
    return marked(Section(title, (_setting(), *shown), appendix=True), stated.analysis)


def _setting() -> Block:
    return prose(
        "A network may have fixed points that none of its modes has, where it is not aligned with the teacher. "
        "Take one output and one input, $n$ units, diagonal $W$ and $W_\\star$, and rows of ones for $A$ and "
        "$A_\\star$. The impulse-response error is a sum of $2 n$ powers, weighted with the entries of $B$ and of "
        "$-B_\\star$, and every update is linear in it. So the updates vanish for those $B$ and $B_\\star$ "
        "that solve linear equations. Where no two of the $2 n$ powers are equal the error vanishes for "
        "$B = B_\\star = 0$ alone: any other solution is a fixed point that is not optimal."
    )


def _none() -> Iterator[Block]:
    yield prose(
        f"Under this rule, at the weights that were tried with up to {number(MOST_UNITS)} units, the equations "
        "have no solution of this kind, all of whose entries differ from 0. That there is none at all is not proved."
    )


def _point(stated: Statements, found: SpuriousPoint) -> Iterator[Block]:
    left = 2 * found.units - found.conditions
    yield prose(
        f"Under this rule, with {number(found.units)} units and the values below they are {number(found.conditions)} "
        f"independent equations for {number(2 * found.units)} numbers: a space of dimension {left} is left. With ",
        *joined(_values(found)),
        ", the error is",
    )
    yield show(stated, "spurious-error", "spurious-error")
    yield prose(
        "and the sums that the entries of the updates are multiples of vanish, that of the first entry of "
        "$A$, of $B$ and of $W$"
    )
    for name, claim, place in (
        ("a", "spurious", 0),
        ("b", "spurious-1", 0),
        ("w", "spurious-1", 1),
    ):
        yield show(stated, f"spurious-{name}", claim, place)
    yield prose(
        "and in the same way all others, whatever the feedback is. Learning that gets there stays, with the loss"
    )
    yield show(stated, "spurious-loss", "spurious-loss")
    yield prose(
        "Whether such a point attracts is not said here. As a rule of thumb, the number of outputs times that of "
        "the time constants of the credit has to reach the number of units for the optimum to be the only "
        "fixed point nearby."
    )


def _values(found: SpuriousPoint) -> Iterator[Piece]:
    for name, entries in (
        ("W", found.w),
        ("W_star", found.w_star),
        ("B", found.b),
        ("B_star", found.b_star),
    ):
        yield Relation(letter(name).node, "=", _listed(entries, diagonal=name.startswith("W")))
    yield from given_values(found.parameters)


def _listed(entries: tuple[Fraction, ...], *, diagonal: bool) -> Node:
    """diag(x, y), or the column that (x, y) is when transposed."""
    numbers = tuple(tree(Rational(one)) for one in entries)
    return Call("diag", numbers) if diagonal else Transpose(Bracket(Junction(",", numbers)))

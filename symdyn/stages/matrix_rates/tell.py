"""A learning rate for each matrix: the units in which all are one, and the pair in the network's own."""

from collections.abc import Iterator

from sympy import Symbol

from symdyn import notation
from symdyn.claims.statements import Statements
from symdyn.formula.building import formula, letter
from symdyn.formula.inline import inline
from symdyn.notation import STATE
from symdyn.report.basis import basis_mark, marked
from symdyn.report.content import Block, Equation, Piece, Section, Words
from symdyn.report.phrases import joined, prose, related
from symdyn.report.showing import show
from symdyn.stages.analysis import Analysis
from symdyn.stages.linearisation.tell import written_out
from symdyn.stages.matrix_rates.derive import rates_of_matrices, units_of

__all__ = ["answers", "applies", "rates_in_words", "tell"]

_PAIR = ("own-trace", "own-determinant")


def applies(analysis: Analysis) -> bool:
    """Whether there is anything to tell: the matrices do not all learn at one rate."""
    return not analysis.rule.matrix_rates.plain


def answers(analysis: Analysis) -> Iterator[tuple[str, Words]]:
    """The rates, and the transverse pair in the network's own units."""
    if applies(analysis):
        words: Words = (*rates_in_words(analysis), "; in the network's own units the pair has")
        long = () if written_out(analysis) else ("ref:kernel-optimal", "ref:kernel-moment")
        references = (*(f"ref:{one}" for one in _PAIR), *long)
        yield "Learning rates", (*words, *basis_mark(analysis), *references)


def rates_in_words(analysis: Analysis) -> Words:
    """The rate of each matrix."""
    rates = zip("ABW", rates_of_matrices(analysis), strict=True)
    return joined((rate, " for ", inline(name)) for name, rate in rates)


def tell(stated: Statements) -> Section:
    """The flow with three rates, the units in which it has one, and the pair in the network's own."""
    title = "A learning rate for each matrix"
    return marked(Section(title, tuple(_blocks(stated))), stated.analysis)


def _blocks(stated: Statements) -> Iterator[Block]:
    analysis = stated.analysis
    rates = rates_of_matrices(analysis)
    yield prose(
        "The matrices of this rule learn at rates of their own, ",
        *rates_in_words(analysis),
        r", each times the $\eta$ of all. They multiply the mean updates in every step, and are in "
        r"none of $\Delta a$, $\Delta b$ and $\Delta w$; where these vanish a mode rests at any rates. The "
        "flow is",
    )
    for x, rate in zip(STATE, rates, strict=True):
        change = letter(f"Delta_{x}")
        right = -change if rate == 1 else -(formula(rate) * change)
        yield Equation(f"own-flow-{x}", Symbol(f"d{x}/dt"), right.node)
    yield prose(
        "It is the flow with one rate in other units. Let the rates be $x^{2} r$, $y^{2} r$ and $r$. Where "
        r"$a$, $a_\star$ and the feedback are multiplied by $x$, and $b$ and $b_\star$ by $y$, the updates "
        "$Y_{1}$, $Y_{2}$, $Y_{3}$ of $a$, $b$ and $w$ become $X_{1}$, $X_{2}$, $X_{3}$, for an arbitrary "
        "kernel with"
    )
    for place, x in enumerate(STATE):
        yield show(stated, f"own-units-{x}", "theory.matrix-rates", place)
    yield prose(
        "and over $T$ steps under this rule. Besides the unit of what changes, all three have one factor, "
        "which is a unit of time. So this mode is one that learns at one rate, if ",
        *_units(analysis),
        r". What this report finds of the flow, its eigenvalues, steps, rates and what it conserves, "
        "is found in these units, and a section on it says so. The ranks, and where updates vanish, are "
        "the same in all units.",
    )
    yield prose(
        "In the network's own units the Jacobian on the optimal manifold has its rows multiplied by the "
        "rates. One eigenvalue is 0, and the trace and the determinant of the other two are"
    )
    name = "matrix-rates-spectrum" if written_out(analysis) else "matrix-rates-by-kernel"
    name = name if stated.has(name) else "matrix-rates-spectrum"
    for place, label in enumerate(_PAIR):
        yield show(stated, label, name, place)
    where: tuple[Piece, ...] = ()
    if stated.has("matrix-rates-stable"):
        aligned = related(notation.a_hat * notation.s, formula(0).node, ">")
        side: tuple[Piece, ...] = () if analysis.rule.symmetric else (" where ", aligned)
        where = (" At all rates it is stable", *side, ".")
    yield prose(
        "The two Jacobians are similar up to the unit of time, so that a mode is stable here exactly where "
        "it is with one rate at the same place in the units.",
        *where,
    )


def _units(analysis: Analysis) -> tuple[Piece, ...]:
    units = units_of(analysis)
    feedback = () if analysis.rule.symmetric else (notation.a_hat,)
    read_out = joined((notation.a, notation.a_star, notation.s, *feedback))
    given = (
        ((*read_out, " are measured in units of "), units.a),
        ((*joined((notation.b, notation.b_star)), " in units of "), units.b),
        ((notation.c, " in units of "), units.c),
        (("time in units of ",), units.time),
    )
    return joined((*words, unit) for words, unit in given if unit != 1)

"""Which figures a report has, where they stand and what their captions say; nothing is drawn here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from sympy import Rational, Symbol

from symdyn import notation
from symdyn.formula.arrange import tree
from symdyn.formula.building import equal, formula
from symdyn.formula.inline import inline
from symdyn.notation import STATE
from symdyn.report.basis import basis_mark
from symdyn.report.content import Piece
from symdyn.report.figures.example import Example, example_of
from symdyn.report.phrases import joined, related
from symdyn.report.sections.simulation import TITLE
from symdyn.rules.rule import LearningRule
from symdyn.simulation.cycles import Cycle, cycle_of
from symdyn.simulation.training.outcomes import Group
from symdyn.stages.analysis import Analysis
from symdyn.stages.complex_modes.derive import complex_modes
from symdyn.stages.complex_modes.edge import TITLE as DISC
from symdyn.stages.complex_modes.edge import free_ratio, shown_ratios
from symdyn.stages.descent.derive import RisingPoint, descent_of
from symdyn.stages.order import told_of

__all__ = ["Figure", "comparison_figures", "figures_of", "region_example"]

_UNITS = " In units in which all matrices learn at one rate."
_NO_DECAY = " Without weight decay."


@dataclass(frozen=True)
class Figure:
    """A figure of a report: its file is figures/NAME.pdf.

    Parameters
    ----------
    name : of the file, the rule's name and then `kind`
    kind : which drawing it is: "flow", "region", "spectrum", "descent", "leaf", "disc", "rates" or
        "simulation"
    section : title of the section at whose end it stands
    sentence : what the text says about it, after its number
    caption : what it shows, with the numbers it is drawn with
    example : those numbers
    """

    name: str
    kind: str
    section: str
    sentence: str
    caption: tuple[Piece, ...]
    example: Example


def figures_of(analysis: Analysis, sample: Group | None = None) -> tuple[Figure, ...]:
    """The figures of the report on one rule; one more with a sample of runs that have modes.

    >>> from symdyn import analyse, find_rule
    >>> [figure.name for figure in figures_of(analyse(find_rule("bptt")))]
    ['bptt-flow', 'bptt-region', 'bptt-spectrum']
    """
    if "flow" not in told_of(analysis.rule):
        return () if sample is None else (_simulation(analysis),)
    rule, analysis = analysis.rule, analysis.alone()
    found = [_flow(analysis)]
    if not analysis.credit.zero:
        found.append(_region(analysis))
    found.append(_spectrum(analysis))
    falling = descent_of(analysis)
    if falling is not None and falling.rising is not None:
        found.append(_descent(analysis, falling.rising))
    cycle = cycle_of(analysis)
    if cycle is not None:
        found.append(_leaf(analysis, cycle))
    found += _disc(analysis)
    if basis := basis_mark(analysis):
        found = [
            replace(
                one,
                caption=(*one.caption, " This holds of modes of the standard basis", *basis, "."),
            )
            for one in found
        ]
    for mark, plain in ((_UNITS, rule.matrix_rates.plain), (_NO_DECAY, rule.decay.plain)):
        if not plain:
            found = [replace(one, caption=(*one.caption, mark)) for one in found]
    simulated = () if sample is None else (_simulation(analysis),)
    return (*found, *simulated)


def _flow(analysis: Analysis) -> Figure:
    example = example_of(analysis.rule)
    caption: tuple[Piece, ...] = (
        "The flow of one mode from ",
        inline("w = 0"),
        " and the starting points marked, seen from two sides. Thick: the optimal manifold. ",
        *_edge(analysis),
        *example.words(),
        ".",
    )
    told = "shows the flow from a grid of starting points."
    return Figure(f"{analysis.rule.name}-flow", "flow", "Fixed points", told, caption, example)


def _edge(analysis: Analysis) -> tuple[Piece, ...]:
    """Learning without a descent direction may run out of the domain; say how that looks."""
    if analysis.rule.symmetric:
        return ()
    return ("A path that ends off it has reached ", inline(r"\lvert w \rvert = 1"), ". ")


def region_example(rule: LearningRule) -> tuple[Example, Symbol]:
    """The numbers of the figure of where a mode is stable, and the symbol that varies in it beside s."""
    if rule.symmetric:
        return example_of(rule), notation.w_star
    # A small gain and a slow teacher, where the window for a_hat s < 0 is wide if it is open.
    return example_of(rule, Fraction(1, 10), Fraction(9, 10)), notation.a_hat


def _region(analysis: Analysis) -> Figure:
    rule = analysis.rule
    example, left_out = region_example(rule)
    plane = r"(s, w_\star)" if rule.symmetric else r"(s, \hat{a})"
    caption: tuple[Piece, ...] = (
        "Where on the optimal manifold a mode is stable, in the plane ",
        inline(plane),
        ", and the slow rate ",
        inline(r"\rho"),
        " there, from the exact conditions ",
        inline("t < 0"),
        " and ",
        inline("d > 0"),
        ". ",
        *example.words(left_out),
        ".",
    )
    title = "Stability of a mode"
    told = "shows where a mode is stable, and how fast it learns there."
    return Figure(f"{rule.name}-region", "region", title, told, caption, example)


def _spectrum(analysis: Analysis) -> Figure:
    example = example_of(analysis.rule)
    caption: tuple[Piece, ...] = (
        "The two transverse eigenvalues along the optimal manifold, one panel for each branch; in the "
        "shaded half an eigenvalue makes the mode unstable. ",
        *example.words(),
        ".",
    )
    told = "shows both eigenvalues along the manifold."
    return Figure(
        f"{analysis.rule.name}-spectrum", "spectrum", "Rates of convergence", told, caption, example
    )


def _descent(analysis: Analysis, rising: RisingPoint) -> Figure:
    at = {Symbol(name): value for name, value in rising.point}
    shown = joined([(related(one, Rational(at[one])),) for one in at if one not in STATE])
    level = at[notation.a] * at[notation.b]
    caption: tuple[Piece, ...] = (
        "The cosine of the angle between the mean update and the gradient of the loss where ",
        related(notation.a * notation.b, Rational(level)),
        ", from the formulas of both. It is 0 on the line, and where it is negative the loss rises. The dot "
        "is the first of the states that are given above. ",
        *shown,
        ".",
    )
    told = "shows where the loss of a mode rises, and the first of these states."
    title = "Where the loss of a mode falls"
    name = f"{analysis.rule.name}-descent"
    return Figure(name, "descent", title, told, caption, example_of(analysis.rule))


def _leaf(analysis: Analysis, cycle: Cycle) -> Figure:
    """The numbers of the cycle stand in the caption, where what is drawn is told apart from what is proved."""
    rule, point = analysis.rule, cycle.surface.exact
    values = {one: point[one.name] for one in rule.parameters}
    example = Example(point["c"], point["w_star"], values)
    low, high = cycle.states[:, 2].min(), cycle.states[:, 2].max()
    caption: tuple[Piece, ...] = (
        "Left: the level of the surface on which an optimum lies, against ",
        inline("s"),
        ", full where a mode is stable. Right: the surface of the vertical line, in the plane of ",
        inline("b"),
        " and ",
        inline("w"),
        ". Black: a cycle, found by integrating the flow, and not proved. One round takes the time "
        f"{cycle.period:.4g}, with ",
        inline("w"),
        f" from {low:.4f} to {high:.4f}, and multiplies a small distance from the cycle with "
        f"{cycle.multiplier:.2f}. Steps of two accuracies agree to {cycle.error:.0e} of where it passes ",
        inline(r"w_\star"),
        ". Blue: runs from both sides. ",
        *example.words(),
        ".",
    )
    told = "shows how optima are born in pairs, and a cycle that was found beyond the first of these points."
    return Figure(f"{rule.name}-leaf", "leaf", "The flow in a plane", told, caption, example)


def _disc(analysis: Analysis) -> list[Figure]:
    """The disc of conformal modes, for a rule with a free ratio."""
    rule, found = analysis.rule, complex_modes(analysis)
    ratio = free_ratio(found)
    if ratio is None or not shown_ratios(rule, ratio):
        return []
    letter = tree(ratio)
    at: tuple[Piece, ...] = ()
    if found is not None and found.unstable is not None:
        exact = dict(found.unstable.point)
        at = (
            " The point is the exact mode of the text, with ",
            related(letter, Rational(exact[ratio.name])),
            ".",
        )
    caption: tuple[Piece, ...] = (
        "Conformal modes ",
        inline("w_\\star = u + i v"),
        " in the unit disc. Beyond the line ",
        equal(formula(ratio) * (formula(Symbol("u")) + formula(Symbol("v"))), 1),
        ", and beyond its mirror image, a mode is unstable where ",
        inline("s"),
        " is small, for feedback of the right phase; elsewhere it is stable for every ",
        inline("s"),
        ".",
        *at,
    )
    told = "shows which modes those are, for several ratios."
    return [Figure(f"{rule.name}-disc", "disc", DISC, told, caption, example_of(rule))]


def _simulation(analysis: Analysis) -> Figure:
    caption = (
        "The modes of one full network, which starts unaligned, in the time ",
        inline(r"\eta k"),
        " of the flow. Coloured: measured in the network. Dashed: the flow from the aligned part of "
        "its first weights.",
    )
    told = "shows the modes of one of them."
    name, example = f"{analysis.rule.name}-simulation", example_of(analysis.rule)
    return Figure(name, "simulation", TITLE, told, caption, example)


def comparison_figures(analyses: Sequence[Analysis]) -> tuple[Figure, ...]:
    """The figure of the report that compares rules: their slow rates."""
    values: dict[Symbol, Fraction] = {}
    for analysis in analyses:
        values.update(example_of(analysis.rule).parameters)
    shared = replace(example_of(analyses[0].rule), parameters=values)
    caption: tuple[Piece, ...] = (
        "The slow rate of each rule along the branch ",
        inline("s > 0"),
        " of the optimal manifold. ",
        *shared.words(),
        ".",
    )
    if marked := [(one.rule.name, *basis_mark(one)) for one in analyses if basis_mark(one)]:
        caption = (*caption, " Of ", *joined(marked), " for diagonal recurrent weights alone.")
    told = "shows the slow rates side by side."
    return (Figure("comparison-rates", "rates", "Rates of convergence", told, caption, shared),)

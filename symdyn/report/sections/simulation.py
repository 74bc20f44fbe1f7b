"""The modes that the theory predicts beside full networks that were trained."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from sympy import Rational

from symdyn import notation
from symdyn.formula.inline import inline
from symdyn.formula.nodes import Node
from symdyn.report.content import Section, Table
from symdyn.report.phrases import given_values, joined, number, prose, related

if TYPE_CHECKING:  # NumPy and SciPy are not needed to derive anything
    from symdyn.simulation.training.outcomes import Group, Row

__all__ = ["TITLE", "simulation"]

TITLE = "Simulation of full networks"


def simulation(sample: "Group") -> Section:
    """Settings, outcome and distances of a small run; see `symdyn.simulation.training.sample`."""
    settings = sample.settings
    modes = settings.teacher_modes
    parameters = joined(given_values(settings.parameters))
    setting = prose(
        "The modes describe aligned networks. How far they reach beyond is tried here: from small "
        f"Gaussian weights, which are not aligned, {number(len(sample.runs))} networks with ",
        inline(f"n = {settings.units}"),
        ", ",
        inline(f"o = i = {settings.inputs}"),
        " learned an aligned teacher with ",
        inline("c = 1"),
        f" in each of {number(len(modes))} modes, by the exact mean update (",
        inline(r"T \to \infty"),
        ", ",
        related(notation.eta, Rational(Fraction(str(settings.eta)))),
        f", {settings.steps} updates)",
        *((" with ", *parameters) if parameters else ()),
        f". {_outcome(sample)} Table (:simulation) measures the mode ",
        inline("(a, b, w)"),
        " in the network and sets it beside the flow that starts at the part of the network that "
        "is aligned by chance; an alignment is a cosine that is 1 for an aligned network. All are "
        "medians over the networks. This is an experiment and proves nothing.",
    )
    rows: list[tuple[str | Node, ...]] = []
    for label, column, place in (
        ("Distance from the flow, largest", "distance", None),
        ("Distance from the flow, at the end", "distance", -1),
        ("Recurrent alignment, at the start", "recurrent_alignment", 0),
        ("Recurrent alignment, at the end", "recurrent_alignment", -1),
        ("Input and output alignment, at the start", "input_output_alignment", 0),
        ("Input and output alignment, at the end", "input_output_alignment", -1),
        ("Feedback alignment, at the start", "feedback_alignment", 0),
        ("Feedback alignment, at the end", "feedback_alignment", -1),
    ):
        cells = [_cell(sample, column, mode, _chosen(place)) for mode in range(len(modes))]
        if any(cell is not None for cell in cells):
            rows.append((label, *("-" if cell is None else inline(cell) for cell in cells)))
    header = ("Quantity", *(inline(rf"w_\star = {mode[2]:g}") for mode in modes))
    table = Table(
        "simulation", "Full networks beside the flow of their modes.", header, tuple(rows)
    )
    return Section(TITLE, (setting, table), appendix=True)


def _outcome(sample: "Group") -> str:
    runs, converged = len(sample.runs), sample.status["converged"]
    if not any(mode["loss"] is not None for mode in sample.ends):
        return "No loss could be measured."
    fraction = sample.settings.stop_below
    many = "All" if converged == runs else f"{converged} of {runs}"
    told = f"{many} reached a loss below {fraction:g} of the first."
    if sample.status["diverged"]:
        told += f" {sample.status['diverged']} diverged."
    return told


def _chosen(place: int | None) -> Callable[[Sequence[float]], float]:
    return max if place is None else lambda values: abs(values[place])


def _cell(
    sample: "Group", column: str, mode: int, choose: Callable[[Sequence[float]], float]
) -> str | None:
    """The median over the runs of a number from each, to two digits."""
    found = []
    for run in sample.runs:
        values = [value for row in run if (value := _value(row, column, mode)) is not None]
        if values:
            found.append(choose(values))
    if not found:
        return None
    middle = sorted(found)[len(found) // 2]
    return f"{middle:.2f}"


def _value(row: "Row", column: str, mode: int) -> float | None:
    values = row.get(column)
    found: float | None = None if values is None else values[mode]
    return found

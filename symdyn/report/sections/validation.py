"""What was derived against what is computed without deriving anything."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from symdyn.formula.inline import inline
from symdyn.formula.nodes import Node
from symdyn.report.content import Section, Table
from symdyn.report.phrases import Verbatim, prose
from symdyn.rules.rule import LearningRule

if TYPE_CHECKING:  # NumPy and SciPy are not needed to derive anything
    from symdyn.simulation.validation import Validation

__all__ = ["validation", "validations"]

_OF_CLOSED_FORMS = 2


def validation(checked: "Validation", rule: LearningRule) -> Section:
    """The largest deviation for each quantity, by an independent method."""
    verdict = (
        "Every deviation is within the bound that its method allows."
        if checked.passed
        else "Not every deviation is within the bound that its method allows."
    )
    beyond = ""
    if len(checked.rows) > _OF_CLOSED_FORMS:
        beyond = ", against the iterated mean update, and against an integration of the flow"
        if not rule.decay.plain or rule.momentum != 0:
            beyond += ", these two without weight decay and momentum"
    told = prose(
        "The proofs above stand on their own. As a check of the program, Table (:validation) sets "
        "the closed forms against the sums of the definition, carried out term by term"
        f"{beyond}. {verdict}"
    )
    rows = tuple((row.quantity, row.method, inline(row.shown)) for row in checked.rows)
    table = Table(
        "validation",
        "Largest deviation between what was derived and what was computed.",
        ("Quantity", "Compared with", "Deviation"),
        rows,
    )
    return Section("Validation", (told, table), appendix=True)


def validations(checked: "Mapping[str, Validation]") -> Section:
    """The largest deviations of several rules, one a row."""
    quantities = next(iter(checked.values())).rows
    rows = tuple(
        (Verbatim(name), *(_shown(row.shown) for row in one.rows)) for name, one in checked.items()
    )
    told = prose(
        "Table (:validations) gives, for each rule, the largest deviation between what was derived "
        "and what was computed by other means; the reports on the rules say how."
    )
    header = ("Rule", *(row.quantity for row in quantities))
    return Section(
        "Validation",
        (told, Table("validations", "Largest deviations.", header, rows)),
    )


def _shown(text: str) -> Node:
    """The last of several deviations, which is the smallest."""
    return inline(text.rpartition(r",\ ")[2])

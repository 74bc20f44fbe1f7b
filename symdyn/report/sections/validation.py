"""What was derived against what is computed without deriving anything."""

from typing import TYPE_CHECKING

from symdyn.report.content import Section, Table
from symdyn.report.printing.plain import named
from symdyn.report.sections.phrases import prose

if TYPE_CHECKING:  # NumPy and SciPy are not needed to derive anything
    from symdyn.simulation.validation import Validation

__all__ = ["validation"]


def validation(checked: "Validation") -> Section:
    """The largest deviation for each quantity, by an independent method."""
    verdict = (
        "Every deviation is within the bound that its method allows."
        if checked.passed
        else "Not every deviation is within the bound that its method allows."
    )
    told = prose(
        "The proofs above stand on their own. As a check of the program, Table (:validation) sets "
        "the closed forms against the sums of the definition, carried out term by term, against "
        f"the iterated mean update, and against an integration of the flow. {verdict}"
    )
    rows = tuple((row.quantity, row.method, named(row.shown)) for row in checked.rows)
    table = Table(
        "validation",
        "Largest deviation between what was derived and what was computed.",
        ("Quantity", "Compared with", "Deviation"),
        rows,
    )
    return Section("Validation", (told, table))

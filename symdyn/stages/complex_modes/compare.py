"""Under which rules conformal modes are stable wherever on the manifold they are."""

from collections.abc import Sequence

from symdyn.formula.inline import inline
from symdyn.report.basis import rule_with_basis
from symdyn.report.content import Section, Table, Words
from symdyn.report.phrases import prose
from symdyn.stages.analysis import Analysis
from symdyn.stages.complex_modes.derive import ComplexModes, complex_modes

__all__ = ["compare"]


def compare(analyses: Sequence[Analysis]) -> tuple[Section, ...]:
    """For feedback of the right phase, as symmetric feedback always has."""
    rows = tuple((rule_with_basis(one), _where(complex_modes(one))) for one in analyses)
    table = Table(
        "complex-modes",
        "Which conformal modes are stable wherever on the optimal manifold, for feedback of the right phase.",
        ("Rule", "Stable modes"),
        rows,
    )
    told = prose(
        "A mode that oscillates is a complex number $w_\\star$ in the unit disc. Table (:complex-modes) says which "
        "modes are stable at every point of the optimal manifold; there $r$ is the ratio of the credit."
    )
    return (Section("Modes that oscillate", (told, table)),)


def _where(found: ComplexModes | None) -> Words:
    if found is None:
        return ("not covered",)
    if found.positive:
        return ("all",)
    if found.condition is not None:
        return (
            "where ",
            inline(r"1 - r w_\star"),
            " is within half a right angle of the real axis",
        )
    return ("not all",) if found.unstable is not None else ("not decided",)

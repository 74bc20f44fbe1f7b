"""The spectrum on the optimal manifold for any kernel, and for each rule."""

from collections.abc import Sequence

from sympy import Symbol

from symdyn import notation
from symdyn.claims.statements import Statements
from symdyn.report.content import Section
from symdyn.report.formula_table import formula_table
from symdyn.report.phrases import prose
from symdyn.stages.analysis import Analysis
from symdyn.stages.linearisation.tell import linearisation_for_any_kernel

__all__ = ["compare"]


def compare(analyses: Sequence[Analysis]) -> tuple[Section, ...]:
    """The Jacobian for an arbitrary kernel, and tables of what it is made of for each rule."""
    blocks = (
        prose(r"On $\{a b = c,\ w = w_\star\}$ the Jacobian of the flow is"),
        *linearisation_for_any_kernel(Statements.of(analyses[0])),
    )
    title = "The spectrum on the optimal manifold for any kernel"
    return (Section(title, blocks), _spectra(analyses))


def _spectra(analyses: Sequence[Analysis]) -> Section:
    """What trace and determinant of the transverse pair are made of."""
    tables = (
        formula_table(
            "kernels-optimal",
            "The kernel on the optimal manifold.",
            (notation.kernel_teacher, notation.kernel_moment),
            analyses,
            lambda one: (one.credit.value_expr, one.credit.moment_expr),
        ),
        formula_table(
            "gains",
            "The part of the trace that comes from read-out and input, with its sign changed.",
            (Symbol("u"),),
            analyses,
            lambda one: (one.optimal.gain,),
        ),
        formula_table(
            "drifts",
            "The part of the trace that comes from the recurrent strength, with its sign changed.",
            (Symbol("v"),),
            analyses,
            lambda one: (one.optimal.drift,),
        ),
        formula_table(
            "determinants",
            "The determinant of the transverse pair.",
            (Symbol("d"),),
            analyses,
            lambda one: (one.optimal.determinant,),
        ),
    )
    told = prose(
        "With $a = s$ and $b = c/s$, the values of $K$ in Table (:kernels-optimal) give the two "
        "parts of the trace $t = -u - v$ in Tables (:gains) and (:drifts) and the "
        "determinant in Table (:determinants)."
    )
    return Section("The spectrum of the rules", (told, *tables))
